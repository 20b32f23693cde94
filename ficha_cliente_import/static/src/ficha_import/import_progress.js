import {Component, onWillUnmount} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const INTERVAL = 2000; // milliseconds

/** How far checking, importing or exporting in the background has come; looks again by
 * itself. */
export class FichaImportProgress extends Component {
    static template = "ficha_cliente_import.FichaImportProgress";
    static props = {...standardWidgetProps};

    setup() {
        const timer = setInterval(() => this.refresh(), INTERVAL);
        onWillUnmount(() => clearInterval(timer));
    }

    get percent() {
        return Math.round(this.props.record.data.progress);
    }

    get label() {
        const {checking, done_count, line_count, undoing} = this.props.record.data;
        if (undoing) {
            return _t("Steps taken back: %(done)s of %(rows)s", {
                done: done_count,
                rows: line_count,
            });
        }
        if (checking && !line_count) {
            return _t("The file is being read");
        }
        if (checking) {
            return _t("Rows checked: %(done)s of %(rows)s", {
                done: done_count,
                rows: line_count,
            });
        }
        return _t("Rows: %(done)s of %(rows)s", {done: done_count, rows: line_count});
    }

    async refresh() {
        const {record} = this.props;
        if (record.data.state === "running" && record.resId && !this.loading) {
            this.loading = true;
            try {
                await record.load();
            } finally {
                this.loading = false;
            }
        }
    }
}

registry.category("view_widgets").add("ficha_import_progress", {
    component: FichaImportProgress,
    fieldDependencies: [
        {name: "progress", type: "float"},
        {name: "done_count", type: "integer"},
        {name: "line_count", type: "integer"},
        {name: "state", type: "selection"},
    ],
});
