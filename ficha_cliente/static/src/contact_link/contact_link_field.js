import {CharField, charField} from "@web/views/fields/char/char_field";
import {registry} from "@web/core/registry";

/**
 * A telephone, an address or a profile that is called, written to or opened with
 * one click: the server says how, in the field `link`.
 */
export class ContactLinkField extends CharField {
    static template = "ficha_cliente.ContactLinkField";

    get href() {
        return this.props.record.data.link || false;
    }

    get isWeb() {
        return Boolean(this.href) && this.href.startsWith("http");
    }
}

export const contactLinkField = {
    ...charField,
    component: ContactLinkField,
    fieldDependencies: [{name: "link", type: "char"}],
};

registry.category("fields").add("ficha_contact_link", contactLinkField);
