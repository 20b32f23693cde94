import {ImportAction} from "@base_import/import_action/import_action";
import {onWillStart} from "@odoo/owl";
import {patch} from "@web/core/utils/patch";
import {user} from "@web/core/user";

/** Odoo's own import of contacts offers ours, which is made for customers. */
patch(ImportAction.prototype, {
    setup() {
        super.setup();
        onWillStart(async () => {
            this.mayImportFichas = await user.hasGroup(
                "ficha_cliente.group_ficha_user"
            );
        });
    },

    get offersFichaImport() {
        return this.resModel === "res.partner" && this.mayImportFichas;
    },

    openFichaImport() {
        return this.actionService.doAction(
            "ficha_cliente_import.action_ficha_import_new"
        );
    },
});
