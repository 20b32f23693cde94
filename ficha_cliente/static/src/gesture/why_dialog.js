import {Dialog} from "@web/core/dialog/dialog";
import {_t} from "@web/core/l10n/translation";
import {useAutofocus} from "@web/core/utils/hooks";

import {Component, useState} from "@odoo/owl";

/** Why a colour is put by hand, in a word; nobody has to say it. */
export class WhyDialog extends Component {
    static template = "ficha_cliente.WhyDialog";
    static components = {Dialog};
    static props = {state: String, answer: Function, close: Function};

    setup() {
        this.state = useState({why: ""});
        useAutofocus({refName: "why"});
    }

    get title() {
        return _t("Why “%s”?", this.props.state);
    }

    save() {
        this.props.answer(this.state.why);
        this.props.close();
    }

    onKeydown(ev) {
        if (ev.key === "Enter") {
            ev.preventDefault();
            this.save();
        }
    }
}
