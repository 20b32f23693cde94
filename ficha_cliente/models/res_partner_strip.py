from odoo import api, fields, models
from odoo.tools import formatLang

from ..tools.depends import where_there
from ..tools.groups import INTERNAL
from .res_partner_figures import INVOICING_GROUPS

# Beside its word, in a list that has text only.
MARKS = {"red": "🔴", "yellow": "🟡", "green": "🟢"}


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

    def _compute_display_name(self):
        """Extends the core's: the list under a customer box says the colour too, with
        its word, as far as the reader may see it."""
        super()._compute_display_name()
        if not self.env.context.get("formatted_display_name"):
            return
        if not self._has_field_access(self._fields["followup_state_id"], "read"):
            return
        for partner in self:
            state = partner.commercial_partner_id.followup_state_id
            if state:
                mark = MARKS.get(state.color, "")
                # a contact's line is full with its company, its name and the code
                apart = "\n" if partner.parent_id else " \t "
                partner.display_name += f"{apart}`{mark} {state.name}`"

    @api.model
    @api.readonly
    def web_name_search(
        self, name, specification, domain=None, operator="ilike", limit=100
    ):
        """Extends web's: the list under a customer box says what is wrong too, before
        one is chosen. Asked for all rows at once: web names them one by one."""
        rows = super().web_name_search(name, specification, domain, operator, limit)
        shown = {row["id"]: row for row in rows if row.get("__formatted_display_name")}
        if shown and self._has_field_access(self._fields["ficha_strip"], "read"):
            marks = self.browse(shown)._ficha_strip_marks()
            for partner_id, texts in marks.items():
                # in a second line: the first one is cut where it ends
                for text in texts:
                    label = shown[partner_id]["__formatted_display_name"]
                    apart = " " if "\n" in label else "\n"
                    shown[partner_id]["__formatted_display_name"] = (
                        f"{label}{apart}`{text}`"
                    )
        return rows

    def _ficha_strip_marks(self):
        """What is wrong, in a word or two, for a list of contacts.

        :return: ``{id of the contact: [text]}``; contacts show their company's
        """
        customers = self.filtered("commercial_partner_id.partner_share")
        facts = customers.commercial_partner_id._ficha_strip_facts()
        return {
            partner.id: [
                fact["short"]
                for fact in facts[partner.commercial_partner_id.id]
                if fact.get("short")
            ]
            for partner in customers
        }

    def _ficha_strip_facts(self):
        """What is wrong with these customers, in few words, as far as the reader may
        see it. Modules add theirs.

        :return: ``{id of the commercial entity: [{"key", "icon", "text"}]}``; what is
            said in lists of customers too has also ``short``, a word or two
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
                        "short": self.env._("%s overdue", money),
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
