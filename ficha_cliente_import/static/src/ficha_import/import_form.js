import {onWillUnmount} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";

/**
 * The screen of an import: what somebody decides about a checked file is saved at once,
 * so that what would become of its rows follows.
 */
export class FichaImportFormController extends FormController {
    setup() {
        super.setup();
        this.ui = useService("ui");
        onWillUnmount(() => clearTimeout(this.timer));
    }

    get modelParams() {
        const params = super.modelParams;
        params.hooks.onRecordChanged = () => this.onDecided();
        return params;
    }

    onDecided() {
        // After the change itself, which is still going on
        clearTimeout(this.timer);
        this.timer = setTimeout(async () => {
            const {root} = this.model;
            if (!root.resId || root.data.state !== "checked") {
                return;
            }
            // What is decided meanwhile would be lost
            this.ui.block();
            try {
                await root.save();
            } finally {
                this.ui.unblock();
            }
        });
    }
}

registry.category("views").add("ficha_import_form", {
    ...formView,
    Controller: FichaImportFormController,
});
