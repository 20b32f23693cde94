from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .res_partner_lifecycle import STAGES

# Read and kept together: half of one address and half of another lead nowhere.
POSITION = ("partner_latitude", "partner_longitude")
FOLLOWUP = (
    "followup_state_id",
    "followup_reason",
    "followup_amount",
    "followup_since",
    "followup_mode",
    "followup_manual_until",
    "followup_rule_id",
)
# Never taken from another contact unless somebody chooses so.
KEPT = ("is_company", "type", "color", "parent_id", "autopost_bills", *POSITION)
# Never touched, or dealt with apart.
APART = (
    "active",
    "client_code",
    "company_id",
    "ficha_lifecycle",
    "signup_type",
    "message_bounce",
    "calendar_last_notif_ack",
    *FOLLOWUP,
)


class FichaMerge(models.Model):
    """Which value of each field the kept contact has afterwards."""

    _inherit = "ficha.merge"

    @api.model
    def _merge_fields(self):
        """Fields of a contact of which one value stays: columns that a person can set.

        The core copies fields without compute only and so loses salesperson, language
        and whatever else Odoo proposes and a person may change.
        """
        partner = self.env["res.partner"]
        return [
            field
            for field in partner._fields.values()
            if self._is_column(field)
            and field.name not in models.MAGIC_COLUMNS
            and field.name not in APART
            and not field.related
            and not (field.compute and field.readonly)
            and field.type != "properties"
        ]

    @api.model
    def _check_choices(self, survivor, others, choices):
        """Refuse choices that mean nothing, or about fields the user may not see.

        :raise UserError: no such field, or a contact that is not merged
        :raise AccessError: a protected field
        """
        names = {field.name for field in self._merge_fields()} | {"image_1920"}
        partner = self.env["res.partner"]
        for name, chosen in choices.items():
            if name not in names or chosen not in (survivor | others).ids:
                raise UserError(
                    self.env._("There is no choice “%s” in this merge.", name)
                )
            field = partner._fields[name]
            if not self.env.su and not partner._has_field_access(field, "write"):
                raise AccessError(
                    self.env._(
                        "You may not choose a value for “%s”.",
                        field._description_string(self.env),
                    )
                )

    @api.model
    def _blocks(self):
        """Names of fields that are kept together."""
        return [(*self.env["res.partner"]._address_fields(), *POSITION)]

    @api.model
    def _write_values(self, survivor, others, choices):
        """Give the kept contact its values.

        :return: ``{name of a field that changed: contact whose value it was}``
        """
        values = self._value_followup(survivor, others)
        values |= self._value_lifecycle(survivor, others)
        blocks = {name: block for block in self._blocks() for name in block}
        parent = self._final_parent(survivor, others, choices)
        shared = self._shared_with_company(survivor, parent)
        for field in self._merge_fields():
            if field.company_dependent or field.name in values:
                continue
            name = field.name
            if name in choices:
                values[name] = survivor.browse(choices[name])[name]
            elif name not in blocks and name not in KEPT:
                values[name] = self._value(field, survivor, others)
        values |= self._value_blocks(survivor, others, choices)
        if parent != survivor.parent_id:
            values["parent_id"] = parent
        values = {
            name: value
            for name, value in values.items()
            if value != survivor[name] and name not in shared
        }
        if values:
            survivor.write(
                {
                    name: survivor._fields[name].convert_to_write(value, survivor)
                    for name, value in values.items()
                }
            )
        return {
            name: next((p for p in others if p[name] == value), survivor)
            for name, value in values.items()
        }

    @api.model
    def _shared_with_company(self, survivor, parent):
        """Names of fields that a contact has from its company: written on the contact
        they would change the company's (``res.partner._fields_sync``)."""
        if not parent or survivor.is_company:
            return set()
        names = set(survivor._commercial_fields())
        if survivor.type == "contact":
            names |= set(survivor._address_fields())
        return names

    @api.model
    def _value(self, field, survivor, others):
        """The survivor's value; that of the first other who has one when it is empty.

        What is counted is added up, as in the core (``_get_summable_fields``), a box
        that one of them has ticked stays ticked, and notes are joined."""
        name = field.name
        wizard = self.env["base.partner.merge.automatic.wizard"]
        if name in wizard._get_summable_fields():
            return sum((survivor | others).mapped(name))
        if field.type == "html":
            texts = []
            for text in [survivor[name], *(other[name] for other in others)]:
                if text and text not in texts:
                    texts.append(text)
            return Markup("<br/>").join(texts) if texts else survivor[name]
        if survivor[name]:
            return survivor[name]
        # what one of them says of another, or of itself, is no value for the one
        merged = survivor | others if field.comodel_name == "res.partner" else ()
        return next(
            (
                other[name]
                for other in others
                if other[name] and other[name] not in merged
            ),
            survivor[name],
        )

    @api.model
    def _value_blocks(self, survivor, others, choices):
        """Addresses and the like are taken whole, and only where there was nothing."""
        values = {}
        for block in self._blocks():
            if set(block) & set(choices):
                continue
            # a country alone is no address
            telling = [name for name in block if name not in ("country_id", *POSITION)]
            if any(survivor[name] for name in telling):
                continue
            for other in others:
                if any(other[name] for name in telling):
                    values |= {name: other[name] for name in block}
                    break
            else:
                for name in block:
                    field = survivor._fields[name]
                    values[name] = self._value(field, survivor, others)
        return values

    @api.model
    def _value_followup(self, survivor, others):
        """The colour of the other as a whole when the kept contact had none; the
        latest of the last contacts; a next contact where there was none."""
        values = {}
        source = others.filtered("followup_state_id")[:1]
        if source and not survivor.followup_state_id:
            values |= {name: source[name] for name in FOLLOWUP}
        dates = [p.last_contact_date for p in survivor | others if p.last_contact_date]
        if dates:
            values["last_contact_date"] = max(dates)
        planned = others.filtered("next_contact_date").sorted("next_contact_date")[:1]
        agreed = survivor.next_contact_agreed
        if planned and not survivor.next_contact_date:
            values["next_contact_date"] = planned.next_contact_date
            agreed = planned.next_contact_agreed
        values["next_contact_agreed"] = agreed
        return values

    @api.model
    def _value_lifecycle(self, survivor, others):
        """As far on the way as the farthest of them; a customer who buys is none who
        no longer does."""
        stages = set((survivor | others).mapped("ficha_lifecycle")) & set(STAGES)
        if "customer" in stages:
            return {"ficha_lifecycle": "customer"}
        reached = [stage for stage in STAGES if stage in stages]
        return {"ficha_lifecycle": reached[-1]} if reached else {}

    @api.model
    def _sync_children(self, survivor):
        """Contacts that came along share the company's tax id and address, as when
        their company is changed by hand (``res.partner._fields_sync``)."""
        children = survivor.child_ids
        if not children:
            return
        if survivor.commercial_partner_id == survivor:
            survivor._commercial_sync_to_descendants()
        address = survivor._get_address_values()
        contacts = children.filtered(lambda child: child.type == "contact")
        if address and contacts:
            contacts._update_address(address)
