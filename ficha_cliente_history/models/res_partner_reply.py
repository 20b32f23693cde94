from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import asks, maybe, only_one
from odoo.addons.ficha_cliente.tools.arguments import ids as record_ids
from odoo.addons.ficha_cliente.tools.moments import day_sql
from odoo.addons.ficha_cliente.tools.query import query_column, query_subselect
from odoo.addons.ficha_cliente.tools.searches import searches

from .res_partner_interaction import GROUP


class ResPartner(models.Model):
    """What this customer wrote and nobody has answered, and how to be done with it.

    Contacts show their company's. Not stored on the contact: who may not see an
    interaction does not learn of it here either.
    """

    _inherit = "res.partner"

    reply_owed_count = fields.Integer(
        string="Replies we owe",
        compute="_compute_reply_owed",
        groups=GROUP,
        help="What this customer wrote or asked and nobody has answered.",
    )
    reply_owed_since = fields.Date(
        string="We owe a reply since",
        compute="_compute_reply_owed",
        search="_search_reply_owed_since",
        groups=GROUP,
        help="Since when this customer waits for an answer from us.",
    )
    reply_owed_text = fields.Char(
        string="We owe them a reply",
        compute="_compute_reply_owed",
        groups=GROUP,
        help="The oldest thing they wrote that nobody has answered, and since when.",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("uid", "allowed_company_ids", "lang", "tz")
    def _compute_reply_owed(self):
        Interaction = self.env["ficha.interaction"]
        waiting = Interaction.search(
            Interaction._reply_owed_domain()
            & Domain(
                "commercial_partner_id", "in", self.commercial_partner_id._origin.ids
            ),
            order="date, id",
        ).grouped("commercial_partner_id")
        for partner in self:
            owed = waiting.get(partner.commercial_partner_id._origin, Interaction)
            partner.reply_owed_count = len(owed)
            oldest = next(iter(owed), Interaction)
            partner.reply_owed_since = oldest and self._followup_day_of(oldest.date)
            partner.reply_owed_text = owed and owed._reply_owed_words()

    @api.model
    @searches("reply_owed_since")
    def _search_reply_owed_since(self, operator, value):
        """Whether we owe one (``!= False``), and since a day or before (``<=``)."""
        Interaction = self.env["ficha.interaction"]
        domain = Interaction._reply_owed_domain()
        found = "in"
        if operator in ("in", "not in") and set(value) == {False}:
            found = "not in" if operator == "in" else "in"
        elif operator in ("<", "<="):
            day = fields.Date.to_date(value)
            domain &= Domain.custom(
                to_sql=lambda model, alias, query: SQL(
                    "%s %s %s",
                    day_sql(
                        SQL.identifier(alias, "date", to_flush=model._fields["date"]),
                        self.env.tz,
                    ),
                    SQL(operator),
                    day,
                )
            )
        else:
            return NotImplemented
        waiting = Interaction._search(domain)
        customers = query_column(waiting, "commercial_partner_id")
        return [("commercial_partner_id", found, query_subselect(waiting, customers))]

    @api.model
    def _followup_planned_documents(self):
        """Extends the follow-up's: what is planned on an interaction, a complaint."""
        return super()._followup_planned_documents() | {
            "ficha.interaction": "commercial_partner_id"
        }

    # -- in the line on top of the ficha ----------------------------------------------

    def _followup_pending(self):
        """Extends the follow-up's: replies we owe, and open complaints, which come
        first."""
        pending = super()._followup_pending()
        if not self.env.user.has_group(GROUP):
            return pending
        for partner in self:
            if partner.reply_owed_count:
                pending[partner.id].append(
                    {
                        "key": "reply",
                        "icon": "fa-reply",
                        "title": self.env._("We owe them a reply"),
                        "text": partner.reply_owed_text,
                        "gestures": [
                            {
                                "method": "action_reply_write",
                                "label": self.env._("Reply"),
                            },
                            {
                                "method": "action_reply_answered",
                                "label": self.env._("Answered"),
                            },
                            {
                                "method": "action_reply_dismissed",
                                "label": self.env._("Not needed"),
                            },
                            {
                                "method": "action_open_replies",
                                "label": self.env._("See"),
                            },
                        ],
                    }
                )
            if partner.open_complaint_count:
                pending[partner.id].insert(
                    0,
                    {
                        "key": "complaint",
                        "icon": "fa-exclamation-circle",
                        "title": self.env._("Complaint"),
                        "text": partner.open_complaint_text,
                        "gestures": [
                            {
                                "method": "action_open_complaints",
                                "label": self.env._("See"),
                            },
                            {
                                "method": "action_solve_complaint",
                                "label": self.env._("Solve"),
                            },
                        ],
                    },
                )
        return pending

    # -- gestures ----------------------------------------------------------------------

    def _reply_owed(self, ids=None):
        """What waits for our answer, as far as the user may see it.

        :param ids: only among these interactions
        """
        only_one(self)
        Interaction = self.env["ficha.interaction"]
        domain = Interaction._reply_owed_domain() & Domain(
            "commercial_partner_id", "=", self.commercial_partner_id.id
        )
        if ids:
            domain &= Domain("id", "in", ids)
        return Interaction.search(domain, order="date, id")

    def action_reply_write(self):
        """Answer what they wrote first and waits still, see
        :meth:`ficha.interaction.action_reply`.

        :return: window action; of what they wrote where nothing waits any more
        """
        waiting = self._reply_owed()
        return waiting[0].action_reply() if waiting else self.action_open_replies()

    def action_reply_answered(self):
        """They have their answer, given in whichever way: nothing waits any more.

        :return: ``{"message", "undo"}``; ``undo`` is what :meth:`undo_reply` takes
        """
        waiting = self._reply_owed()
        waiting.action_replied()
        return {
            "message": self.env._("%s: answered.", self.commercial_partner_id.name),
            "undo": {"method": "undo_reply", "args": [waiting.ids]},
        }

    @asks(ids=maybe(record_ids))
    def action_reply_dismissed(self, ids=None):
        """What they wrote needs no answer.

        :param ids: only these interactions; all that wait without it
        :return: as :meth:`action_reply_answered`
        """
        waiting = self._reply_owed(ids)
        waiting.action_no_reply_needed()
        return {
            "message": self.env._(
                "%s: no answer is needed.", self.commercial_partner_id.name
            ),
            "undo": {"method": "undo_reply", "args": [waiting.ids]},
        }

    @asks(ids=record_ids)
    def undo_reply(self, ids):
        """They wait for our answer again.

        :param ids: interactions of this customer
        :return: True
        """
        only_one(self)
        self.env["ficha.interaction"].search(
            [
                ("id", "in", ids),
                ("commercial_partner_id", "=", self.commercial_partner_id.id),
            ]
        ).action_needs_reply()
        return True

    def action_open_replies(self):
        """Open what this customer wrote and nobody has answered.

        :return: window action
        """
        action = self.action_open_interactions()
        action["context"]["search_default_needs_reply"] = 1
        return action
