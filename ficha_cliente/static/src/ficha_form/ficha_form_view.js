import {Component, onError, onMounted, useState, useSubEnv} from "@odoo/owl";
import {SIZES} from "@web/core/ui/ui_service";
import {FichaChatter} from "./ficha_chatter";
import {FichaNotebook} from "./ficha_notebook";
import {Layout} from "@web/search/layout";
import {registry} from "@web/core/registry";
import {FormController} from "@web/views/form/form_controller";
import {FormRenderer} from "@web/views/form/form_renderer";
import {formView} from "@web/views/form/form_view";

/**
 * The page of a customer. Beside it, where there is room, stands what happened with the
 * customer (`ficha_side`); Odoo's messages come below. Odoo puts them beside the page on
 * its widest screens; this renderer never says it is on one of those.
 */
export class FichaFormRenderer extends FormRenderer {
    static components = {...FormRenderer.components, Notebook: FichaNotebook};

    setup() {
        super.setup();
        const ui = this.uiService;
        this.uiService = Object.create(ui, {
            size: {get: () => Math.min(ui.size, SIZES.XL)},
        });
        this.mailComponents = {...this.mailComponents, Chatter: FichaChatter};
    }
}

export class FichaFormController extends FormController {
    setup() {
        super.setup();
        onMounted(() => this.env.fichaFilled?.());
    }

    get className() {
        const result = super.className;
        delete result["o_xxl_form_view h-100"]; // the two columns of page and messages
        return result;
    }
}

/** What is asked of a page that is being left, once there is one to ask. */
function whenFilled(recorder, isFilled) {
    return (
        recorder && {
            add: (owner, callback) =>
                recorder.add(owner, (...args) => isFilled() && callback(...args)),
            remove: (owner) => recorder.remove(owner),
        }
    );
}

/**
 * The page's frame, which is there at once, while what it holds is being asked for: an
 * Odoo form shows nothing until the last answer is there. In a dialog, and for a new
 * customer, there is nothing to wait for.
 */
export class FichaFormFrame extends Component {
    static template = "ficha_cliente.FormFrame";
    static components = {FichaFormController, Layout};
    static props = ["*"];

    setup() {
        this.state = useState({begun: this.env.inDialog || !this.props.resId});
        let filled = this.state.begun;
        const isFilled = () => filled || undefined;
        useSubEnv({
            __beforeLeave__: whenFilled(this.env.__beforeLeave__, isFilled),
            __getLocalState__: whenFilled(this.env.__getLocalState__, isFilled),
            fichaFilled: () => {
                filled = true;
            },
        });
        onMounted(() => {
            this.state.begun = true;
        });
        // a customer that cannot be read: back to where one was, as Odoo's lists do
        onError((error) => {
            if (!filled) {
                this.env.config.historyBack();
            }
            throw error;
        });
    }
}

registry.category("views").add("ficha_form", {
    ...formView,
    Controller: FichaFormFrame,
    Renderer: FichaFormRenderer,
});
