import math

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import (
    a_flag,
    a_moment,
    a_text,
    a_word,
    an_id,
    any_day,
    asks,
    either,
    maybe,
    only_one,
)
from odoo.addons.ficha_cliente.tools.merge import Pairs
from odoo.addons.ficha_cliente.tools.query import query_column, query_select
from odoo.addons.ficha_cliente.tools.searches import searches
from odoo.addons.ficha_cliente.tools.words import in_date, in_days

from .ficha_interaction import KINDS

GROUP = "ficha_cliente.group_ficha_user"


class ResPartner(models.Model):
    """What was said with a customer: how much, what is open, and the way to note more.

    Contacts show their company's.
    """

    _inherit = "res.partner"

    interaction_count = fields.Integer(
        string="Number of interactions",
        compute="_compute_interaction_count",
        groups=GROUP,
        help="Interactions with this customer that you may see.",
    )
    open_complaint_count = fields.Integer(
        string="Open complaints",
        compute="_compute_interaction_count",
        search="_search_open_complaint_count",
        groups=GROUP,
        help="Complaints of this customer that have not been solved.",
    )
    open_complaint_text = fields.Char(
        string="Open complaint",
        compute="_compute_open_complaint_text",
        groups=GROUP,
        help="The oldest complaint that has not been solved, and since when.",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_interaction_count(self):
        entities = self.commercial_partner_id._origin
        counts, complaints = {}, {}
        for entity, state, number in self.env["ficha.interaction"]._read_group(
            [("commercial_partner_id", "in", entities.ids)],
            ["commercial_partner_id", "complaint_state"],
            ["__count"],
        ):
            counts[entity.id] = counts.get(entity.id, 0) + number
            if state == "open":
                complaints[entity.id] = number
        for partner in self:
            entity_id = partner.commercial_partner_id._origin.id
            partner.interaction_count = counts.get(entity_id, 0)
            partner.open_complaint_count = complaints.get(entity_id, 0)

    @api.model
    @searches("open_complaint_count")
    def _search_open_complaint_count(self, operator, value):
        """How many there are; who has none is in no row."""
        if operator == "in":
            numbers = {int(number or 0) for number in value}
            domain = Domain.FALSE
            if numbers - {0}:
                domain = self._with_open_complaints("= ANY(%s)", list(numbers - {0}))
            if 0 in numbers:
                domain |= ~self._with_open_complaints("> %s", 0)
            return domain
        if operator not in (">", ">=", "<", "<="):
            return NotImplemented
        number = int(value) if operator in (">", "<=") else math.ceil(value) - 1
        found = self._with_open_complaints("> %s", max(number, 0))
        if number < 0:
            found = Domain.TRUE
        return found if operator in (">", ">=") else ~found

    @api.model
    def _with_open_complaints(self, condition, value):
        """Customers, and their contacts, by how many complaints of theirs are open, as
        far as the reader may see these.

        :param str condition: on the number, in SQL
        :return: ``Domain`` on ``res.partner``
        """
        Interaction = self.env["ficha.interaction"]
        complaints = Interaction._search([("complaint_state", "=", "open")])
        customer = query_column(complaints, "commercial_partner_id", Interaction)
        customers = SQL(
            "(SELECT customer FROM (%s) c GROUP BY customer HAVING count(*) %s)",
            query_select(complaints, SQL("%s AS customer", customer)),
            SQL(condition, value),
        )
        return Domain("commercial_partner_id", "in", customers)

    def _ficha_strip_facts(self):
        """Extends ours: the open complaint."""
        facts = super()._ficha_strip_facts()
        if self.env.user.has_group(GROUP):
            for entity in self.filtered("open_complaint_text"):
                facts[entity.id].append(
                    {
                        "key": "complaint",
                        "icon": "fa-frown-o",
                        "text": self.env._("Complaint: %s", entity.open_complaint_text),
                        "short": self.env._("Open complaint"),
                    }
                )
        return facts

    @api.depends("open_complaint_count")
    @api.depends_context("uid", "allowed_company_ids", "lang", "tz")
    def _compute_open_complaint_text(self):
        concerned = self.filtered("open_complaint_count")
        complaints = self.env["ficha.interaction"]
        if concerned:
            complaints = complaints.search_fetch(
                [
                    (
                        "commercial_partner_id",
                        "in",
                        concerned.commercial_partner_id.ids,
                    ),
                    ("complaint_state", "=", "open"),
                ],
                ["commercial_partner_id", "subject", "date"],
                order="date DESC, id DESC",
            )
        # the oldest comes last and stays
        oldest = {c.commercial_partner_id.id: c for c in complaints}
        today = self._followup_today()
        for partner in self:
            complaint = oldest.get(partner.commercial_partner_id.id)
            if not complaint:
                partner.open_complaint_text = False
                continue
            day = self._followup_day_of(complaint.date)
            count = (today - day).days
            if count < 1:
                words = self.env._("“%s”, open since today", complaint.subject)
            elif count == 1:
                words = self.env._("“%s”, open since yesterday", complaint.subject)
            else:
                words = self.env._(
                    "“%(subject)s”, open since %(day)s (%(days)s)",
                    subject=complaint.subject,
                    day=in_date(self.env, day),
                    days=in_days(self.env, count),
                )
            more = partner.open_complaint_count - 1
            if more > 0:
                words = self.env._(
                    "%(complaint)s, and %(more)s more", complaint=words, more=more
                )
            partner.open_complaint_text = words

    # -- gestures -------------------------------------------------------------------

    @asks(kind=maybe(a_word), channel=maybe(a_word))
    def action_log_interaction(self, kind=None, channel=None):
        """Open the small dialog that notes an interaction with these customers.

        :param kind: kind to begin with; a call by default
        :param channel: code of the channel to begin with; that of the kind without it
        :return: window action
        """
        if not self:
            raise UserError(self.env._("Choose at least one customer."))
        first, others = self[0], self[1:].commercial_partner_id
        customer = first.commercial_partner_id
        others -= customer
        context = {
            "default_partner_id": customer.id,
            "default_contact_id": first.id if first != customer else False,
            "default_also_partner_ids": others.ids,
            "dialog_size": "medium",
        }
        if kind:
            context["default_kind"] = kind
        found = self.env["ficha.interaction"]._channels_by_code().get(channel)
        if found:
            context["default_channel_id"] = found.id
        view = self.env.ref("ficha_cliente_history.ficha_interaction_view_form_quick")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "Log an interaction: %(customer)s", customer=customer.name
            )
            if not others
            else self.env._(
                "Log an interaction: %(count)s customers", count=len(others) + 1
            ),
            "res_model": "ficha.interaction",
            "views": [(view.id, "form")],
            "target": "new",
            "context": context,
        }

    def _ficha_web_message(self, subject, text, values):
        """Extends ours: what they wrote waits for our answer."""
        result = super()._ficha_web_message(subject, text, values)
        customer = self.commercial_partner_id
        interactions = self.env["ficha.interaction"]
        channel = interactions._channels_by_code().get("web_form")
        interactions.create(
            {
                "partner_id": customer.id,
                "contact_id": self.id if self != customer else False,
                "kind": "message",
                "direction": "in",
                "channel_id": channel.id if channel else False,
                "subject": subject,
                "description": text,
                "needs_reply": True,
                "user_id": False,
            }
        )
        return result

    def action_open_interactions(self):
        """Open what was said with this customer, newest first.

        :return: window action
        """
        only_one(self)
        customer = self.commercial_partner_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente_history.action_ficha_interaction"
        )
        action.update(
            domain=[("commercial_partner_id", "=", customer.id)],
            context={
                "default_partner_id": customer.id,
                "search_default_open_complaints": 0,
            },
            path=False,
        )
        return action

    def action_open_complaints(self):
        """Open the complaints of this customer that have not been solved.

        :return: window action
        """
        action = self.action_open_interactions()
        action["context"]["search_default_open_complaints"] = 1
        return action

    @asks(
        kind=either(*dict(KINDS)),
        subject=maybe(a_text),
        channel=maybe(a_word),
        contact_id=maybe(an_id),
        date=maybe(a_moment),
        next_contact_date=maybe(any_day),
        needs_reply=a_flag,
    )
    def note_interaction(
        self,
        kind,
        subject=None,
        channel=None,
        contact_id=None,
        date=None,
        next_contact_date=None,
        needs_reply=False,
    ):
        """Note what was said with this customer, from the line on its page.

        :param kind: one of ``KINDS``
        :param subject: in a few words
        :param channel: code of the channel, where it is not that of the kind
        :param contact_id: who of the customer's said it
        :param date: when it was, in UTC; now without it
        :param next_contact_date: when to contact them next
        :param needs_reply: they wait for our answer
        :return: as ``ficha.gesture._answer``
        :raise UserError: it has not been yet
        """
        only_one(self)
        Interaction, gesture = self.env["ficha.interaction"], self.env["ficha.gesture"]
        if date and date > fields.Datetime.now():
            raise UserError(
                self.env._(
                    "What is noted here has been said already: choose a moment that "
                    "has passed, or leave it empty."
                )
            )
        vals = {
            "partner_id": self.id,
            "kind": kind,
            "subject": subject,
            "contact_id": contact_id,
            "date": date,
            "next_contact_date": next_contact_date,
            "needs_reply": needs_reply,
        }
        vals = {name: value for name, value in vals.items() if value}
        vals["needs_reply"] = needs_reply  # as the button says, also where it is no
        code = Interaction._channels_by_code().get(channel)
        if code:
            vals["channel_id"] = code.id
        before = gesture._state_of(self)
        # sudo: also the private ones, which are answered with the others
        waiting = self.sudo()._reply_owed()
        noted = Interaction.create(vals)
        customer = self.commercial_partner_id
        return gesture._answer(
            before,
            self.env._(
                "%(customer)s: “%(words)s” is noted.",
                customer=customer.name,
                words=noted.subject,
            ),
            notes={noted._name: noted.ids},
            answered=(waiting - self.sudo()._reply_owed()).ids,
        )

    def action_solve_complaint(self):
        """Say what was done about the oldest complaint that has not been solved.

        :return: window action
        """
        only_one(self)
        oldest = self.env["ficha.interaction"].search(
            [
                ("commercial_partner_id", "=", self.commercial_partner_id.id),
                ("complaint_state", "=", "open"),
            ],
            order="date, id",
            limit=1,
        )
        return oldest.action_solve() if oldest else self.action_open_complaints()

    def _ficha_merged(self, merging):
        """Extends ours: interactions have followed by their links, which know nothing
        of companies. What was said with a person who is a contact belongs to the
        company, and an e-mail that went to both is one interaction."""
        result = super()._ficha_merged(merging)
        pairs = merging.kept_pairs
        company = SQL(
            "(SELECT commercial_partner_id FROM res_partner WHERE id = m.new)"
        )
        for column, value in (
            ("contact_id", SQL("COALESCE(t.contact_id, m.new)")),
            ("commercial_partner_id", company),
            ("partner_id", company),  # the last, since it tells which rows
        ):
            merging.change(
                "ficha_interaction",
                column,
                SQL("t.partner_id = m.new AND m.new != %s", company),
                value,
                pairs,
            )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT array_agg(t.id ORDER BY t.id), max(m.merge)
                  FROM %(pairs)s
                  JOIN ficha_interaction AS t ON t.commercial_partner_id = %(company)s
                 WHERE t.message_id IS NOT NULL
                 GROUP BY t.commercial_partner_id, t.message_id
                HAVING count(DISTINCT t.id) > 1
                """,
                pairs=pairs.sql,
                company=company,
            )
        )
        merging.combine(
            "ficha_interaction",
            Pairs(
                {
                    (again, ids[0], merge)
                    for ids, merge in rows
                    for again in ids
                    if again != ids[0]
                }
            ),
        )
        self.env["ficha.interaction"].invalidate_model()
        return result
