import {
    SelectionField,
    selectionField,
} from "@web/views/fields/selection/selection_field";
import {registry} from "@web/core/registry";

/**
 * What is done with a value that is not known: only what can be done with it. A text is
 * corrected; of the rest another one is used, and some may be created by their name.
 */
export class FichaImportActionField extends SelectionField {
    get options() {
        const {can_make: canMake, res_model: model} = this.props.record.data;
        const isText = model === "ficha.import.value";
        const possible = {make: canMake, use: !isText, write: isText};
        return super.options.filter(([key]) => possible[key] ?? true);
    }
}

registry.category("fields").add("ficha_import_action", {
    ...selectionField,
    component: FichaImportActionField,
});
