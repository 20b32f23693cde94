from odoo import api, fields, models
from odoo.tools import formatLang

from ..tools.depends import where_there
from ..tools.groups import INTERNAL
from .res_partner_figures import INVOICING_GROUPS


class ResPartner(models.Model):
    """The customer in one line, for Odoo's own screens: code, colour, what is wrong,
    and the way to the customer file. And the way from one list to the other."""

    _inherit = "res.partner"

    ficha_strip = fields.Json(
        compute="_compute_ficha_strip",
        groups=INTERNAL,
        exportable=False,
        prefetch="ficha",
        help="The customer in one line: code, colour with its word, and what is wrong. "
        "Contacts show their company's.",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_ficha_strip(self):
        entities = self.commercial_partner_id._origin
        facts = entities._ficha_strip_facts()
        for partner in self:
            entity = partner.commercial_partner_id._origin
            if not entity or not entity.partner_share:
                partner.ficha_strip = False  # our own people are no customers
                continue
            state = entity.followup_state_id
            partner.ficha_strip = {
                "id": entity.id,
                "code": entity.client_code or "",
                "color": state.color or "",
                "icon": state.icon or "",
                "state": state.name or "",
                "facts": facts[entity.id],
            }

    def _ficha_strip_facts(self):
        """What is wrong with these customers, in few words, as far as the reader may
        see it. Modules add theirs.

        :return: ``{id of the commercial entity: [{"key", "icon", "text"}]}``
        """
        facts = {entity.id: [] for entity in self}
        if not self.env.user.has_groups(INVOICING_GROUPS):
            return facts
        today = fields.Date.context_today(self)
        totals = self._get_open_totals(today)
        for entity in self:
            amount = entity._sum_in_currency(totals[entity.id], "overdue", today)
            if entity.currency_id.compare_amounts(amount, 0) > 0:
                money = formatLang(self.env, amount, currency_obj=entity.currency_id)
                facts[entity.id].append(
                    {
                        "key": "overdue",
                        "icon": "fa-money",
                        "text": self.env._("%s overdue, taxes included", money),
                    }
                )
        return facts

    def action_open_as_ficha(self):
        """From *Contacts* to the customer files of these contacts.

        :return: window action
        """
        return self._open_in("ficha_cliente.action_ficha", self.commercial_partner_id)

    def action_open_as_contact(self):
        """From the customer files to *Contacts*.

        :return: window action
        """
        return self._open_in("contacts.action_contacts", self)

    def _open_in(self, xmlid, partners):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = [("id", "in", partners.ids)]
        action["context"] = {"active_test": False}
        if len(partners) == 1:
            forms = [view for view in action["views"] if view[1] == "form"]
            action.update(res_id=partners.id, views=forms, view_mode="form")
        return action


class FichaPrefillMixin(models.AbstractModel):
    _inherit = "ficha.prefill.mixin"

    ficha_strip = fields.Json(
        compute="_compute_ficha_strip",
        groups=INTERNAL,
        exportable=False,
        prefetch="ficha",
        help="The customer in one line.",
    )

    @api.depends(where_there("partner_id"))
    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    def _compute_ficha_strip(self):
        if "partner_id" not in self._fields:  # the mixin itself
            self.ficha_strip = False
            return
        readable = self.partner_id._origin._filtered_access("read")
        for document in self:
            partner = document.partner_id._origin
            document.ficha_strip = partner in readable and partner.ficha_strip
