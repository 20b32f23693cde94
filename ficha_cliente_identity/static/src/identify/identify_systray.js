import {IdentifyDialog} from "./identify_dialog";
import {_t} from "@web/core/l10n/translation";
import {isMacOS} from "@web/core/browser/feature_detection";
import {registry} from "@web/core/registry";
import {useCommand} from "@web/core/commands/command_hook";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

import {Component, onWillStart, useState} from "@odoo/owl";

const GROUP = "ficha_cliente.group_ficha_user";
const HOTKEY = "control+shift+f";

/**
 * *¿Quién es?*: the box in the top bar of every screen, and the keys and the command
 * that open it.
 */
export class IdentifySystray extends Component {
    static template = "ficha_cliente_identity.IdentifySystray";
    static props = {};

    setup() {
        this.dialog = useService("dialog");
        this.ui = useState(useService("ui"));
        this.state = useState({allowed: false});
        this.close = null;
        onWillStart(async () => {
            this.state.allowed = await user.hasGroup(GROUP);
        });
        useCommand(_t("Who is it? Find a customer"), () => this.open(), {
            category: "app",
            hotkey: HOTKEY,
            global: true,
            hotkeyOptions: {bypassEditableProtection: true},
            isAvailable: () => this.state.allowed,
        });
    }

    get keys() {
        return isMacOS() ? "⇧⌘F" : "Ctrl+⇧+F";
    }

    open() {
        // the keys pressed again do not stack a second box on the first
        if (!this.state.allowed || this.close) {
            return;
        }
        this.close = this.dialog.add(
            IdentifyDialog,
            {},
            {
                onClose: () => {
                    this.close = null;
                },
            }
        );
    }
}

registry
    .category("systray")
    .add(
        "ficha_cliente_identity.identify",
        {Component: IdentifySystray},
        {sequence: 200}
    );
