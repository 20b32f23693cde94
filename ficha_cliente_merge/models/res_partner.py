from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.models.ficha_contact_point import PHONE_KINDS
from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.groups import INTERNAL
from odoo.addons.ficha_cliente.tools.query import query_column, query_subselect
from odoo.addons.ficha_cliente_identity.tools.normalize import name_tokens


class ResPartner(models.Model):
    """What a contact tells of its merges."""

    _inherit = "res.partner"

    ficha_merge_id = fields.Many2one(
        "ficha.merge",
        string="Merged with",
        compute="_compute_ficha_merge_id",
        compute_sudo=True,
        groups=INTERNAL,
        help="The merge of this contact into another one.",
    )
    ficha_merged_into_id = fields.Many2one(
        "res.partner",
        string="Merged into",
        compute="_compute_ficha_merge_id",
        compute_sudo=True,
        groups=INTERNAL,
        help="The contact into which this one was merged.",
    )

    @api.depends("active")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_ficha_merge_id(self):
        merged = self.env["ficha.merge.source"]
        archived = self.filtered(lambda partner: not partner.active)
        if archived.ids:
            merged = merged.search(
                [
                    ("partner_id", "in", archived.ids),
                    ("merge_id.state", "!=", "undone"),
                ],
                order="id",
            )
        # who did not make the merge is told of it, so it is read as superuser (see the
        # fields), but not into a contact of a company that is not theirs
        kept = merged.merge_id.survivor_id.sudo(False)._filtered_access("read")
        found = {
            source.partner_id.id: source.merge_id
            for source in merged
            if source.merge_id.survivor_id.id in kept.ids
        }
        for partner in self:
            merge = found.get(partner._origin.id, self.env["ficha.merge"])
            partner.ficha_merge_id = merge
            partner.ficha_merged_into_id = merge.survivor_id

    @api.model
    def _identify_archived_domain(self):
        """Extends ours: who was merged is found as the one they became."""
        # sudo: of archived contacts that the reader may read
        merged = (
            self.env["ficha.merge.source"]
            .sudo()
            ._search([("merge_id.state", "!=", "undone"), ("partner_id", "!=", False)])
        )
        into = query_subselect(merged, query_column(merged, "partner_id"))
        return super()._identify_archived_domain() & Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s NOT IN %s", SQL.identifier(alias, "id"), into
            )
        )

    def action_ficha_merge(self):
        """Compare these contacts side by side, and merge them.

        :raise UserError: fewer than two
        """
        if len(self) < 2:
            raise UserError(
                self.env._("Select the customer files that are the same customer.")
            )
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge customer files"),
            "res_model": "ficha.merge.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_partner_ids": [fields.Command.set(self.ids)],
                "dialog_size": "extra-large",
            },
        }

    def action_open_ficha_merge(self):
        """Open the merge that archived this contact."""
        only_one(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "ficha.merge",
            "res_id": self.ficha_merge_id.id,
            "views": [(False, "form")],
            "target": "current",
        }

    duplicate_hint = fields.Json(
        compute="_compute_duplicate_hint",
        groups=INTERNAL,
        help="Contacts that may be the same as this one, while it is being created.",
    )
    duplicate_count = fields.Integer(
        "Possible duplicates",
        compute="_compute_duplicate_count",
        groups="ficha_cliente.group_ficha_user",
        help="How many pairs with this contact wait for a decision.",
    )

    # who lives in a house, who was born on a day: candidates to be compared
    _zip_idx = models.Index("(zip) WHERE zip IS NOT NULL")
    _birthdate_date_idx = models.Index(
        "(birthdate_date) WHERE birthdate_date IS NOT NULL"
    )

    @api.depends(
        "name",
        "vat",
        "phone",
        "email",
        "street",
        "zip",
        "birthdate_date",
        "is_company",
        "parent_id",
        "contact_point_ids.value",
    )
    @api.depends_context("lang", "uid", "company")
    def _compute_duplicate_hint(self):
        """Only for those who are not saved yet: the others have their pairs."""
        self.duplicate_hint = False
        for partner in self:
            if not partner._origin and partner._worth_comparing():
                partner.duplicate_hint = partner._duplicate_hint_values()

    def _worth_comparing(self):
        """One word of a name and nothing else would be like half of the base."""
        return self.type in (False, "contact") and bool(
            self.vat
            or self.phone
            or self.email
            or self.contact_point_ids
            or len(name_tokens(self.name or "")) > 1
        )

    def _duplicate_hint_values(self):
        # Odoo's own line about the tax id says it already
        reported = (
            self.same_vat_partner_id | self.same_company_registry_partner_id
        ).ids
        found = [m for m in self._find_duplicates(limit=4) if m["id"] not in reported][
            :3
        ]
        if not found:
            return False
        names = {
            partner.id: partner.display_name
            for partner in self.browse([match["id"] for match in found])
        }
        return [{**match, "name": names[match["id"]]} for match in found]

    @api.model
    def name_create(self, name):
        """Extends the core's: whoever creates a contact by its name alone, from the
        list of another form, sees no banner. They are told afterwards."""
        result = super().name_create(name)
        partner = self.browse(result[0])
        if not self.env.context.get("import_file") and partner._worth_comparing():
            for match in partner._find_duplicates(limit=1):
                self.env.user._bus_send(
                    "simple_notification",
                    {
                        "type": "warning",
                        "sticky": True,
                        "title": self.env._("Possible duplicate"),
                        "message": self.env._(
                            "%(new)s has just been created, and %(old)s already "
                            "existed: %(evidence)s.",
                            new=partner.display_name,
                            old=self.browse(match["id"]).display_name,
                            evidence=match["evidence"],
                        ),
                    },
                )
        return result

    def _find_duplicates(self, limit=5):
        """Contacts that may be the same as this one, saved or not.

        :param limit: how many at most
        :return: list of dicts ``id``, ``score``, ``certainty`` (``certain`` or
            ``review``), ``evidence`` (words) and ``codes``, best first; only contacts
            that the user may read, and none that was kept separate from this one
        """
        self.ensure_one()
        [found] = self.env["ficha.duplicate"]._match(
            [self._duplicate_values()], limit=limit
        )
        return found

    def _duplicate_values(self):
        """What this contact, saved or not, is compared by."""
        entity = self.parent_id.commercial_partner_id
        points = self.contact_point_ids
        return {
            "id": self._origin.id,
            "entity": entity._origin.id if entity and not self.is_company else None,
            "company_id": self.company_id.id,
            "name": self.name,
            # a contact carries its company's number
            "vat": False if entity else self.vat,
            "phone": self.phone,
            "phones": [p.value for p in points if p.kind in PHONE_KINDS],
            "email": self.email,
            "emails": [p.value for p in points if p.kind == "email"],
            "ibans": self.bank_ids.mapped("acc_number"),
            "street": self.street,
            "zip": self.zip,
            "city": self.city,
            "birthdate_date": self.birthdate_date,
            "is_company": self.is_company,
            "country_code": self.country_id.code,
        }

    def _compute_duplicate_count(self):
        counts = {}
        if self.ids:
            pairs = self.env["ficha.duplicate"].search_fetch(
                self._duplicate_domain(), ["partner_a_id", "partner_b_id"]
            )
            for pair in pairs:
                for partner in (pair.partner_a_id, pair.partner_b_id):
                    counts[partner.id] = counts.get(partner.id, 0) + 1
        for partner in self:
            partner.duplicate_count = counts.get(partner._origin.id, 0)

    def _duplicate_domain(self):
        return Domain("state", "=", "open") & (
            Domain("partner_a_id", "in", self.ids)
            | Domain("partner_b_id", "in", self.ids)
        )

    def action_view_duplicates(self):
        """Open the pairs of these contacts that wait for a decision."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente_merge.action_ficha_duplicate"
        )
        action["domain"] = list(self._duplicate_domain())
        action["context"] = {}
        return action

    def _ficha_merge_before(self, merging):
        """Extends ours: possible duplicates follow first. Left to themselves they would
        be there twice, or in the wrong order."""
        self.env["ficha.duplicate"]._follow_merge(merging)
        return super()._ficha_merge_before(merging)
