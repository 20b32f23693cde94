import {
    StatusBarField,
    statusBarField,
} from "@web/views/fields/statusbar/statusbar_field";
import {registry} from "@web/core/registry";
import {useCustomerGesture} from "./gesture";

/**
 * The situation of a customer: a click says what it did, and can be undone. It is the
 * status bar of the customer file, under Odoo's own name so that it looks like one.
 */
export class LifecycleField extends StatusBarField {
    setup() {
        super.setup();
        this.gesture = useCustomerGesture();
    }

    /** Extends Odoo's, which saves and says nothing; a new file is saved with it. */
    async selectItem(item) {
        const {record} = this.props;
        if (!record.resId || this.props.name !== "ficha_lifecycle") {
            return super.selectItem(item);
        }
        if (await record.save()) {
            await this.gesture([record.resId], "action_lifecycle_set", [item.value]);
        }
    }
}

registry.category("fields").add("ficha_form.statusbar", {
    ...statusBarField,
    component: LifecycleField,
});
