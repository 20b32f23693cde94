import {SIZES} from "@web/core/ui/ui_service";
import {FichaChatter} from "./ficha_chatter";
import {FichaNotebook} from "./ficha_notebook";
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
    get className() {
        const result = super.className;
        delete result["o_xxl_form_view h-100"]; // the two columns of page and messages
        return result;
    }
}

registry.category("views").add("ficha_form", {
    ...formView,
    Controller: FichaFormController,
    Renderer: FichaFormRenderer,
});
