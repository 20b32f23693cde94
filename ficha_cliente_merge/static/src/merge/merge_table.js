import {Component, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/**
 * Contacts side by side: which of them stays, and which value of each field. The
 * server says what there is (field `comparison`); what somebody chooses is kept here
 * as `{field: id of the contact whose value stays}`.
 */
export class MergeTable extends Component {
    static template = "ficha_cliente_merge.MergeTable";
    static props = {...standardFieldProps};

    setup() {
        this.state = useState({all: false});
    }

    get comparison() {
        const data = this.props.record.data.comparison;
        return data || {contacts: [], rows: [], survivor: false};
    }

    get contacts() {
        return this.comparison.contacts;
    }

    get rows() {
        const rows = this.comparison.rows;
        return this.state.all ? rows : rows.filter((row) => row.differs);
    }

    get hidden() {
        return this.comparison.rows.filter((row) => !row.differs).length;
    }

    get showAll() {
        return _t("Show also what is the same (%s)", this.hidden);
    }

    get choices() {
        return this.props.record.data[this.props.name] || {};
    }

    chosen(row) {
        return this.choices[row.name] || row.chosen;
    }

    keep(contact) {
        this.props.record.update({
            survivor_id: {id: contact.id, display_name: contact.name},
        });
    }

    choose(row, contact) {
        const choices = {...this.choices};
        for (const name of this.chosenWith(row)) {
            choices[name] = contact.id;
        }
        this.props.record.update({[this.props.name]: choices});
    }

    /** The row, and the others that are of the same contact (an amount and its end). */
    chosenWith(row) {
        const rows = this.comparison.rows.map(({name}) => name);
        return [
            row.name,
            ...(row.together || []).filter((name) => rows.includes(name)),
        ];
    }

    isKept(contact) {
        return contact.id === this.comparison.survivor;
    }
}

export const mergeTable = {
    component: MergeTable,
    supportedTypes: ["json"],
    fieldDependencies: [
        {name: "comparison", type: "json"},
        {name: "survivor_id", type: "many2one", relation: "res.partner"},
    ],
};

registry.category("fields").add("ficha_merge_table", mergeTable);
