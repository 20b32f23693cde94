import {_t} from "@web/core/l10n/translation";
import {formatFloat, formatMonetary} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {FichaPurchaseChart} from "./purchase_chart";

/**
 * The page of purchases of a customer file. It asks the server once, when the page is
 * opened (see `get_purchase_panel` on res.partner), and every number opens its list.
 */
export class FichaPurchasePanel extends Component {
    static template = "ficha_cliente_history.PurchasePanel";
    static components = {FichaPurchaseChart};
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({panel: null});
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps(({record}) => {
            if (record.resId !== this.resId) {
                return this.load(record);
            }
        });
    }

    async load(record) {
        this.resId = record.resId;
        this.state.panel = this.resId
            ? await this.orm.call("res.partner", "get_purchase_panel", [[this.resId]], {
                  context: record.context,
              })
            : null;
    }

    get panel() {
        return this.state.panel;
    }

    get tables() {
        const {panel} = this;
        return [
            {name: "product", title: _t("Favourite products"), rows: panel.products},
            {
                name: "category",
                title: _t("Favourite categories"),
                rows: panel.categories,
            },
        ].filter((table) => table.rows.length);
    }

    money(amount, currencyId = this.panel.currency_id) {
        return formatMonetary(amount, {currencyId});
    }

    percent(share) {
        return `${Math.round(share * 100)} %`;
    }

    number(value) {
        return formatFloat(value, {
            digits: [16, Number.isInteger(value) ? 0 : 1],
        });
    }

    async open(model, method, id, args = []) {
        const action = await this.orm.call(model, method, [[id], ...args], {
            context: this.props.record.context,
        });
        return this.action.doAction(action);
    }

    openAll() {
        return this.open("res.partner", "action_view_purchases", this.resId);
    }

    openOf(kind, value) {
        return this.open("res.partner", "action_view_purchases_of", this.resId, [
            kind,
            value,
        ]);
    }

    openMissed() {
        return this.open("res.partner", "action_view_missed_purchases", this.resId);
    }

    openMissedDocument(id) {
        return this.open("ficha.missed.purchase", "action_open_document", id);
    }

    openDocument(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "account.move",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry
    .category("view_widgets")
    .add("ficha_purchase_panel", {component: FichaPurchasePanel});
