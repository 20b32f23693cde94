import {DomainField, domainField} from "@web/views/fields/domain/domain_field";
import {Domain} from "@web/core/domain";
import {registry} from "@web/core/registry";

/** A condition on contacts that counts and lists whom its record is asked of at all:
 * beside a segment of 3 customers, no “23 records”, their contact persons among them. */
export class FichaConditionField extends DomainField {
    getEvaluatedDomain(props = this.props) {
        const domain = super.getEvaluatedDomain(props);
        if (domain.isInvalid) {
            return domain;
        }
        const among = props.record.data.condition_among || "[]";
        return Domain.and([domain, among]).toList();
    }
}

registry.category("fields").add("ficha_condition", {
    ...domainField,
    component: FichaConditionField,
    fieldDependencies: [{name: "condition_among", type: "char"}],
});
