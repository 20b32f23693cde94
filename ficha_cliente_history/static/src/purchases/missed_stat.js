import {Component, useState} from "@odoo/owl";
import {formatMonetary} from "@web/views/fields/formatters";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useRecordObserver} from "@web/model/relational_model/utils";
import {useService} from "@web/core/utils/hooks";

const FIELDS = ["missed_purchase_count", "missed_purchase_amount", "currency_id"];

/**
 * How much a customer nearly bought, on the button that leads there. It is a sum over
 * all kinds of documents, so it is asked for when the button is seen, which is mostly
 * in a menu that is opened, not with the page.
 */
export class MissedStat extends Component {
    static template = "ficha_cliente_history.MissedStat";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({count: null, amount: ""});
        useRecordObserver(({resId}) => {
            this.read(resId); // Not awaited: the menu need not wait for it
        });
    }

    async read(resId) {
        if (resId !== this.resId) {
            // What was read of the one before is not of this one
            this.resId = resId;
            Object.assign(this.state, {count: null, amount: ""});
        }
        if (!resId) {
            return;
        }
        const [row] = await this.orm.silent.read("res.partner", [resId], FIELDS);
        if (!row || resId !== this.resId) {
            return;
        }
        Object.assign(this.state, {
            count: row.missed_purchase_count,
            amount: formatMonetary(row.missed_purchase_amount, {
                currencyId: row.currency_id && row.currency_id[0],
            }),
        });
    }
}

registry.category("view_widgets").add("ficha_missed_stat", {component: MissedStat});
