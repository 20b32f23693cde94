import {FichaComposerDialog} from "./composer";
import {FichaFormController} from "@ficha_cliente/ficha_form/ficha_form_view";
import {patch} from "@web/core/utils/patch";

patch(FichaFormController.prototype, {
    /**
     * Extends Odoo's: *Log* of the page puts the cursor into the line in which one notes,
     * and opens its page where it does not stand beside. On a telephone the line is
     * shown over the page. Elsewhere, and for who has no such line, it is a dialog.
     */
    async beforeExecuteActionButton({name}) {
        const {root} = this.model;
        const {editable} = root.data.followup_banner || {};
        if (name !== "action_log_interaction" || !editable || this.env.inDialog) {
            return super.beforeExecuteActionButton(...arguments);
        }
        if (this.env.isSmall) {
            this.dialogService.add(FichaComposerDialog, {record: root, kind: "call"});
        } else {
            const from = document.activeElement;
            this.env.bus.trigger("FICHA:NOTE", {resId: root.resId, kind: "call", from});
        }
        return false;
    },
});
