from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_datetime

from odoo.addons.ficha_cliente.tools.arguments import a_dict, an_id, argument, only_one
from odoo.addons.ficha_cliente.tools.field_value import (
    SUPPORTED,
    field_label,
    to_data,
    to_text,
)


class FichaMergeWizard(models.TransientModel):
    """Several contacts side by side: which stays, and which value of each field."""

    _name = "ficha.merge.wizard"
    _description = "Merge Customer Files"

    partner_ids = fields.Many2many(
        "res.partner",
        string="Contacts",
        context={"active_test": False},
        help="The contacts that are the same one.",
    )
    survivor_id = fields.Many2one(
        "res.partner",
        string="Keep",
        compute="_compute_survivor_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', partner_ids)]",
        help="The contact that stays. The others are archived, and what they have goes "
        "to it.",
    )
    choices = fields.Json(
        default=lambda self: {},
        help="Value kept for each field, where somebody chose one.",
    )
    comparison = fields.Json(
        compute="_compute_comparison", help="The contacts side by side."
    )
    refusal = fields.Char(
        compute="_compute_comparison", help="Why these contacts are not merged."
    )

    @api.depends("partner_ids")
    def _compute_survivor_id(self):
        for wizard in self:
            partners = wizard._contacts()
            if wizard.survivor_id._origin in partners:
                continue
            if not partners:
                wizard.survivor_id = False
                continue
            survivors = self.env["ficha.merge"]._default_survivors([partners])
            wizard.survivor_id = survivors[0]

    def _contacts(self):
        """The contacts as saved records, the oldest first."""
        partners = self.partner_ids._origin.with_context(active_test=False)
        return partners.sorted("id")

    @api.depends("partner_ids", "survivor_id")
    @api.depends_context("lang", "uid", "company")
    def _compute_comparison(self):
        for wizard in self:
            partners = wizard._contacts()
            survivor = wizard.survivor_id._origin
            wizard.refusal = wizard._refusal(survivor, partners - survivor)
            wizard.comparison = {
                "contacts": wizard._columns(partners),
                "survivor": survivor.id,
                "rows": wizard._rows(partners, survivor),
            }

    @api.model
    def _refusal(self, survivor, others):
        try:
            self.env["ficha.merge"]._check_merge(survivor, others)
        except (AccessError, UserError) as error:
            return str(error)
        return False

    @api.model
    def _columns(self, partners):
        """What stands above each column, and what that contact would bring along."""
        # sudo: how many there are of what moves, told by kinds that one may read
        counts = self.env["ficha.merge"].sudo()._preview_counts(partners)
        Merge = self.env["ficha.merge"]
        return [
            {
                "id": partner.id,
                "name": partner.display_name or "",
                "code": partner.entity_client_code or "",
                "archived": not partner.active,
                "moves": Merge._count_texts(counts[partner.id]),
            }
            for partner in partners
        ]

    @api.model
    def _rows(self, partners, survivor):
        """The fields in which somebody has a value, those that differ first.

        :return: list of dicts: ``name``, ``label``, ``texts`` (in the order of the
            columns), ``differs``, ``chosen`` (whose value stays if nobody chooses),
            ``together`` (names of the rows that are chosen with it, if any)
        """
        Merge = self.env["ficha.merge"]
        together = Merge._together()
        address = partners._address_fields()
        rows = [self._address_row(partners, survivor)] if partners else []
        Partner = self.env["res.partner"]
        for field in Merge._merge_fields():
            if (
                field.name in address
                or field.type not in SUPPORTED
                or field.name in self._hidden_fields()
                or not Partner._has_field_access(field, "read")
            ):
                continue
            data = [to_data(field, partner[field.name]) for partner in partners]
            if not any(data):
                continue
            group = together.get(field.name, [field.name])
            deciding = Partner._fields[group[0]]
            rows.append(
                {
                    "name": field.name,
                    "label": self._row_label(field),
                    "texts": [to_text(field, value, self.env) for value in data],
                    "differs": len({str(value) for value in data}) > 1,
                    "chosen": self._default_choice(deciding, partners, survivor),
                    "together": group[1:] and group,
                }
            )
        rows = [row for row in rows if any(row["texts"])]
        # first where they contradict each other, then where one has a value
        return sorted(
            rows,
            key=lambda row: (
                not row["differs"],
                len(set(filter(None, row["texts"]))) < 2,
            ),
        )

    @api.model
    def _row_label(self, field):
        """What the row is about. Notes are joined unless somebody chooses."""
        label = field_label(field, self.env)
        if field.type == "html":
            return self.env._("%s (both are kept unless you choose)", label)
        return label

    @api.model
    def _hidden_fields(self):
        """Fields that say nothing to whoever compares two contacts."""
        return {
            "autopost_bills",
            "color",
            "ignore_abnormal_invoice_amount",
            "ignore_abnormal_invoice_date",
            "partner_latitude",
            "partner_longitude",
            "signup_type",
            "next_contact_agreed",
            *self.env["base.partner.merge.automatic.wizard"]._get_summable_fields(),
        }

    @api.model
    def _default_choice(self, field, partners, survivor):
        """Whose value stays: the survivor's, or the first one there is; nobody's alone
        of notes of several, which are joined."""
        if field.type == "html" and len([p for p in partners if p[field.name]]) > 1:
            return False
        if field.type == "boolean" or not survivor[field.name]:
            for partner in survivor | partners:
                if partner[field.name]:
                    return partner.id
        return survivor.id

    @api.model
    def _address_row(self, partners, survivor):
        """The address is one thing: nobody wants half of each."""
        texts = [self._address_text(partner) for partner in partners]
        chosen = survivor.id
        if not (survivor.street or survivor.city or survivor.zip):
            filled = [p for p in survivor | partners if p.street or p.city or p.zip]
            chosen = filled[0].id if filled else survivor.id
        return {
            "name": "address",
            "label": self.env._("Address"),
            "texts": texts,
            "differs": len(set(texts)) > 1,
            "chosen": chosen,
        }

    @api.model
    def _address_text(self, partner):
        """The address in one line, of what there is."""
        place = " ".join(filter(None, [partner.zip, partner.city]))
        parts = [
            *(partner.street, partner.street2, place),
            *(partner.state_id.name, partner.country_id.name),
        ]
        return ", ".join(filter(None, parts))

    def _expanded_choices(self):
        """What somebody chose, by field: an address is several of them."""
        given = argument(self.env, "choices", self.choices or {}, a_dict)
        choices = {a: argument(self.env, "choices", b, an_id) for a, b in given.items()}
        if "address" in choices:
            chosen = choices.pop("address")
            choices |= dict.fromkeys(self.survivor_id._address_fields(), chosen)
        return choices

    def action_merge(self):
        """Merge, and open the contact that was kept."""
        only_one(self)
        survivor = self.survivor_id
        others = self._contacts() - survivor
        merge = self.env["ficha.merge"]._merge(
            survivor, others, self._expanded_choices()
        )
        until = format_datetime(self.env, merge.undo_until, dt_format="d MMM y")
        message = self.env._(
            "Merged. It can be undone until %s, also in the list of merges.", until
        )
        undo = {"model": merge._name, "method": "action_undo", "args": [merge.ids]}
        return self.env["ficha.gesture"]._told(
            {"message": message, "undo": undo}, merge.action_open_survivor()
        )
