import {FloatField, floatField} from "@web/views/fields/float/float_field";
import {registry} from "@web/core/registry";

/** A price that was agreed or, when it is zero, the price of the day: never "0.00". */
export class UsualPriceField extends FloatField {
    static template = "ficha_cliente.UsualPriceField";

    get formattedValue() {
        return this.value ? super.formattedValue : "";
    }
}

export const usualPriceField = {...floatField, component: UsualPriceField};

registry.category("fields").add("ficha_usual_price", usualPriceField);
