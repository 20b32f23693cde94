import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

import {Component} from "@odoo/owl";

const MOST = 8;

/**
 * Who there is at a customer, in a few lines with what reaches them: the contacts of the
 * page and who is around, the one to speak to first. It asks the server for nothing.
 */
export class FichaPeople extends Component {
    static template = "ficha_cliente.People";
    static props = {...standardWidgetProps};

    get people() {
        const {
            child_ids: children,
            relation_ids: relations,
            main_contact_id: main,
        } = this.props.record.data;
        const people = (children?.records || [])
            .filter(({data}) => data.type === "contact" && data.name)
            .map(({id, resId, data}) => ({
                key: id,
                name: data.name,
                what: data.function || "",
                phone: data.phone,
                email: data.email,
                first: Boolean(main && resId === main.id),
            }));
        for (const {id, data} of relations?.records || []) {
            const name = data.contact_name || data.related_partner_id?.display_name;
            const known = people.find((person) => person.name === name);
            const role = data.role_id?.display_name || "";
            if (known) {
                known.what = known.what || role;
            } else if (name) {
                people.push({
                    key: id,
                    name,
                    what: role,
                    phone: data.contact_phone,
                    email: data.contact_email,
                    first: false,
                });
            }
        }
        return people.sort((a, b) => b.first - a.first).slice(0, MOST);
    }

    initials({name}) {
        const words = name.split(/\s+/).filter(Boolean);
        return words
            .slice(0, 2)
            .map((word) => word[0].toUpperCase())
            .join("");
    }

    dial({phone}) {
        return `tel:${phone.replace(/[^0-9+]/g, "")}`;
    }

    whatsapp({phone}) {
        return phone?.startsWith("+") && `https://wa.me/${phone.replace(/\D/g, "")}`;
    }
}

registry.category("view_widgets").add("ficha_people", {component: FichaPeople});
