import {whileThere} from "@ficha_cliente/gesture/gesture";
import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {formatMonetary} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useBus, useService} from "@web/core/utils/hooks";

/**
 * What to propose to a customer: on their file, on a quotation and on an invoice. It asks
 * the server once, when its page is opened (see `get_ficha_suggestions` on res.partner).
 */
export class FichaSuggestions extends Component {
    static template = "ficha_cliente_campaign.Suggestions";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({found: null, busy: false});
        useBus(this.env.bus, "FICHA:UNDONE", () => this.load(this.props.record));
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps(({record}) => {
            if (this.partnerOf(record) !== this.partnerId) {
                return this.load(record);
            }
        });
    }

    partnerOf(record) {
        return record.resModel === "res.partner"
            ? record.resId
            : record.data.partner_id && record.data.partner_id.id;
    }

    /** Of the company of the document, which need not be the active one. */
    contextOf(record) {
        const company = record.resModel !== "res.partner" && record.data.company_id;
        return company
            ? {...record.context, allowed_company_ids: [company.id]}
            : record.context;
    }

    async load(record) {
        this.partnerId = this.partnerOf(record);
        this.state.found = this.partnerId
            ? await this.orm.call(
                  "res.partner",
                  "get_ficha_suggestions",
                  [[this.partnerId]],
                  {context: this.contextOf(record)}
              )
            : null;
    }

    get lists() {
        const {own, new: fresh} = this.state.found;
        return [
            {...own, key: "own", title: _t("What is theirs")},
            {...fresh, key: "new", title: _t("What they do not buy yet")},
        ];
    }

    get onDocument() {
        return this.props.record.resModel !== "res.partner";
    }

    /** What the button does, by what the user may do; nothing: there is none. */
    get addLabel() {
        if (this.onDocument) {
            return _t("Add");
        }
        return {quote: _t("Quote"), bill: _t("Invoice")}[this.state.found.gesture];
    }

    /** "6 units at 8.00 €": the price is of one, not of the six. */
    howMuch(line) {
        return _t("%(how_much)s at %(price)s", {
            how_much: line.how_much,
            price: formatMonetary(line.price, {
                currencyId: this.state.found.currency_id,
            }),
        });
    }

    async add(line) {
        this.state.busy = true;
        try {
            const {record} = this.props;
            if (!this.onDocument) {
                const action = await this.orm.call(
                    "res.partner",
                    `action_ficha_${this.state.found.gesture}_suggestion`,
                    [[this.partnerId], line.product_id],
                    {context: record.context}
                );
                await this.action.doAction(action);
                return;
            }
            if (await record.save()) {
                const action = await this.orm.call(
                    record.resModel,
                    "action_ficha_add_suggestion",
                    [[record.resId], line.product_id],
                    {context: record.context}
                );
                await this.action.doAction(action);
                await record.load();
            }
        } finally {
            this.state.busy = false;
        }
    }

    async refuse(line) {
        const {record} = this.props;
        const action = await this.orm.call(
            "res.partner",
            "action_ficha_refuse_suggestion",
            [[this.partnerId], line.product_id],
            {context: this.contextOf(record)}
        );
        await this.action.doAction(action, {
            onClose: whileThere(this, () => this.load(record)),
        });
    }
}

registry
    .category("view_widgets")
    .add("ficha_suggestions", {component: FichaSuggestions});
