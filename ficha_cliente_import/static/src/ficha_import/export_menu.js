import {Component} from "@odoo/owl";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {download} from "@web/core/network/download";
import {registry} from "@web/core/registry";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";
import {STATIC_ACTIONS_GROUP_NUMBER} from "@web/search/action_menus/action_menus";

const EXPORT_GROUP = "base.group_allow_export";

/** Few are downloaded; of many, the page that shows how far their file is. */
async function downloadFichas(domain, {action, orm, ui}) {
    ui.block();
    try {
        const progress = await orm.call("ficha.export", "start", [domain]);
        if (progress) {
            return await action.doAction(progress);
        }
        return await download({
            url: "/ficha/export",
            data: {domain: JSON.stringify(domain)},
        });
    } finally {
        ui.unblock();
    }
}

/** Asked for by `res.partner.action_ficha_export`, for the selected customers. */
registry
    .category("actions")
    .add("ficha_export", (env, action) =>
        downloadFichas(action.params.domain, env.services)
    );

function isFichas({config, searchModel}) {
    return (
        searchModel?.resModel === "res.partner" &&
        ["ficha_list", "ficha_kanban"].includes(config.viewSubType) &&
        config.viewArch
    );
}

/** In the gear: the whole filter, with no line selected. */
export class FichaExportMenu extends Component {
    static template = "ficha_cliente_import.FichaExportMenu";
    static components = {DropdownItem};
    static props = {};

    download() {
        // not those of useService, which answer no more once the menu is closed
        return downloadFichas(this.env.searchModel.domain, this.env.services);
    }
}

export class FichaImportMenu extends Component {
    static template = "ficha_cliente_import.FichaImportMenu";
    static components = {DropdownItem};
    static props = {};

    setup() {
        this.action = useService("action");
    }

    open() {
        return this.action.doAction("ficha_cliente_import.action_ficha_import_new");
    }
}

registry
    .category("cogMenu")
    .add(
        "ficha-import-menu",
        {
            Component: FichaImportMenu,
            groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
            isDisplayed: isFichas,
        },
        {sequence: 1}
    )
    .add(
        "ficha-export-menu",
        {
            Component: FichaExportMenu,
            groupNumber: STATIC_ACTIONS_GROUP_NUMBER,
            isDisplayed: async (env) =>
                isFichas(env) && (await user.hasGroup(EXPORT_GROUP)),
        },
        {sequence: 11}
    );
