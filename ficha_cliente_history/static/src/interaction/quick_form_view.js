import {registry} from "@web/core/registry";
import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";

/**
 * The dialog of the quick entry asks for nothing, so what it holds is always valid. Odoo
 * saves an open form when the page is reloaded or closed; here that would note a call
 * that nobody made.
 */
export class FichaQuickFormController extends FormController {
    async beforeUnload() {
        // only the button saves
    }
}

registry.category("views").add("ficha_interaction_quick", {
    ...formView,
    Controller: FichaQuickFormController,
});
