import {SIZES} from "@web/core/ui/ui_service";
import {registry} from "@web/core/registry";
import {FormController} from "@web/views/form/form_controller";
import {FormRenderer} from "@web/views/form/form_renderer";
import {formView} from "@web/views/form/form_view";

/**
 * A form whose messages come below it. Odoo puts them beside the page on its widest
 * screens; this renderer never says it is on one of those.
 */
export class ChatterBelowRenderer extends FormRenderer {
    setup() {
        super.setup();
        const ui = this.uiService;
        this.uiService = Object.create(ui, {
            size: {get: () => Math.min(ui.size, SIZES.XL)},
        });
    }
}

export class ChatterBelowController extends FormController {
    get className() {
        const result = super.className;
        delete result["o_xxl_form_view h-100"]; // the two columns of page and messages
        return result;
    }
}

registry.category("views").add("ficha_chatter_below", {
    ...formView,
    Controller: ChatterBelowController,
    Renderer: ChatterBelowRenderer,
});
