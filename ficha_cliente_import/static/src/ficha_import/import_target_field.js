import {
    SelectionField,
    selectionField,
} from "@web/views/fields/selection/selection_field";
import {registry} from "@web/core/registry";

/**
 * What a column of a file becomes: a sheet of lines has columns of its own, whose names
 * begin with its kind.
 */
export class FichaImportTargetField extends SelectionField {
    get options() {
        const kind = this.props.record.data.kind;
        return super.options.filter(([key]) =>
            kind ? key === "ignore" || key.startsWith(`${kind}/`) : !key.includes("/")
        );
    }
}

registry.category("fields").add("ficha_import_target", {
    ...selectionField,
    component: FichaImportTargetField,
});
