import {Component, useRef, useState} from "@odoo/owl";
import {useDropzone} from "@web/core/dropzone/dropzone_hook";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {IMPORT_EXTENSIONS, readImportFile} from "./import_files";

/**
 * The file of an import: a place to drop it, or to choose it from. As soon as it is
 * there it is checked.
 */
export class FichaImportFileField extends Component {
    static template = "ficha_cliente_import.FichaImportFileField";
    static props = {
        ...standardFieldProps,
        fileNameField: {type: String, optional: true},
    };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.action = useService("action");
        this.input = useRef("input");
        this.state = useState({reading: false});
        useDropzone(
            useRef("zone"),
            (ev) => this.take(ev.dataTransfer.files),
            "o_ficha_drop"
        );
    }

    get accept() {
        return IMPORT_EXTENSIONS.map((extension) => `.${extension}`).join(",");
    }

    get fileName() {
        return this.props.record.data[this.props.fileNameField];
    }

    onChosen(ev) {
        return this.take(ev.target.files);
    }

    async take(files) {
        const file = files[0];
        if (!file) {
            return;
        }
        this.state.reading = true;
        try {
            const content = await readImportFile(file, this);
            if (content === null) {
                return;
            }
            const {record, name, fileNameField} = this.props;
            if (record.resId) {
                // a file stays as it was dropped: another one is another import
                const action = await this.orm.call("ficha.import", "open_with_file", [
                    file.name,
                    content,
                ]);
                await this.action.doAction(action);
                return;
            }
            await record.update({[name]: content, [fileNameField]: file.name});
            if (await record.save()) {
                await this.orm.call("ficha.import", "action_check", [[record.resId]]);
                await record.load();
            }
        } finally {
            this.state.reading = false;
            if (this.input.el) {
                this.input.el.value = ""; // the same file may be chosen again
            }
        }
    }
}

registry.category("fields").add("ficha_import_file", {
    component: FichaImportFileField,
    displayName: _t("File to import"),
    supportedTypes: ["binary"],
    fieldDependencies: [{name: "file_name", type: "char"}],
    extractProps: ({attrs}) => ({fileNameField: attrs.filename}),
});
