import {
    FloatTimeField,
    floatTimeField,
} from "@web/views/fields/float_time/float_time_field";
import {registry} from "@web/core/registry";

/** An hour of the day that may be left open: nothing is shown as nothing, not as 00:00. */
export class FichaHourField extends FloatTimeField {
    get formattedValue() {
        return this.props.record.data[this.props.name] ? super.formattedValue : "";
    }
}

registry.category("fields").add("ficha_hour", {
    ...floatTimeField,
    component: FichaHourField,
});
