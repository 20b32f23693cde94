import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

import {Component} from "@odoo/owl";

/**
 * The four things that are done with a telephone in the hand, as big buttons below the
 * name. A button of the registry: `icon`, `getLabel()`, and `getLink(record)` or
 * `open(record, env)`; modules add theirs.
 */
export const quickButtons = registry.category("ficha_quick_buttons");

quickButtons.add(
    "call",
    {
        icon: "fa-phone",
        getLabel: () => _t("Call them"),
        getLink: ({data}) => {
            if (data.phone) {
                return `tel:${data.phone.replace(/[^0-9+]/g, "")}`;
            }
            // the company has none: whom the card says to call
            const main = data.followup_banner?.main;
            return main && main.kind === "call" && main.link;
        },
    },
    {sequence: 10}
);
quickButtons.add(
    "whatsapp",
    {
        icon: "fa-whatsapp",
        getLabel: () => _t("WhatsApp"),
        getLink: ({data}) => {
            const points = data.contact_point_ids?.records || [];
            const point = points.find((one) => one.data.kind === "whatsapp");
            const number = point?.data.value || data.phone || "";
            // a number without its country reaches nobody there
            return (
                number.startsWith("+") && `https://wa.me/${number.replace(/\D/g, "")}`
            );
        },
    },
    {sequence: 20}
);

export class FichaQuick extends Component {
    static template = "ficha_cliente.Quick";
    static props = {...standardWidgetProps};

    get buttons() {
        const {record} = this.props;
        return quickButtons.getEntries().map(([key, button]) => ({
            key,
            icon: button.icon,
            label: button.getLabel(),
            link: button.getLink?.(record),
            open: button.open && (() => button.open(record, this.env)),
        }));
    }
}

registry.category("view_widgets").add("ficha_quick", {component: FichaQuick});
