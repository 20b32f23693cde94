from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.query import query_column, query_subselect
from odoo.addons.ficha_cliente.tools.searches import searches

MAILING = "mass_mailing.group_mass_mailing_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    mailing_sent_count = fields.Integer(
        string="Mailings",
        compute="_compute_mailing_counts",
        groups=MAILING,
        help="Mailings that reached this customer or one of its people.",
    )
    mailing_answered_count = fields.Integer(
        string="Mailings opened",
        compute="_compute_mailing_counts",
        groups=MAILING,
        help="How many of them were opened, clicked or answered.",
    )
    last_mailing_answer = fields.Datetime(
        string="Last answer to a mailing",
        compute="_compute_mailing_counts",
        search="_search_last_mailing_answer",
        groups=MAILING,
        help="When they last opened, clicked or answered a mailing.",
    )

    def _get_mailing_domain(self):
        """The mailings that really went to these customers or their people.

        :return: ``Domain`` on ``mailing.trace``
        """
        entities = self.commercial_partner_id.ids
        return Domain(
            "ficha_partner_id.commercial_partner_id", "in", entities
        ) & Domain("trace_status", "in", ["sent", "open", "reply"])

    @api.depends("commercial_partner_id")
    def _compute_mailing_counts(self):
        Trace = self.env["mailing.trace"]
        counts = {}
        for partner, status, count, opened, clicked, replied in Trace._read_group(
            self._get_mailing_domain(),
            ["ficha_partner_id", "trace_status"],
            [
                "__count",
                "open_datetime:max",
                "links_click_datetime:max",
                "reply_datetime:max",
            ],
        ):
            row = counts.setdefault(partner.commercial_partner_id.id, [0, 0, []])
            row[0] += count
            row[1] += count if status != "sent" else 0
            row[2] += filter(None, (opened, clicked, replied))
        for partner in self:
            sent, answered, dates = counts.get(
                partner.commercial_partner_id.id, (0, 0, [])
            )
            partner.mailing_sent_count = sent
            partner.mailing_answered_count = answered
            partner.last_mailing_answer = max(dates, default=False)

    @searches("last_mailing_answer")
    def _search_last_mailing_answer(self, operator, value):
        if operator == "in":
            domain = Domain.FALSE
            if moments := [moment for moment in value if moment]:
                domain = self._with_mailing_answer(Domain("ficha_date", "in", moments))
            if not all(value):
                domain |= ~self._with_mailing_answer(Domain.TRUE)
            return domain
        if operator not in (">", ">=", "<", "<="):
            return NotImplemented
        return self._with_mailing_answer(Domain("ficha_date", operator, value))

    @api.model
    def _with_mailing_answer(self, domain):
        """Contacts who answered a mailing, and the companies of theirs.

        :param domain: on ``mailing.trace``
        :return: ``Domain`` on ``res.partner``
        """
        traces = self.env["mailing.trace"]._search(
            Domain("ficha_partner_id", "!=", False)
            & Domain("trace_status", "in", ["open", "reply"])
            & domain
        )
        answered = query_subselect(traces, query_column(traces, "ficha_partner_id"))
        return Domain("id", "in", answered) | Domain(
            "child_ids", "any", [("id", "in", answered)]
        )

    def action_view_mailings(self):
        """Opens the mailings sent to this customer, with what they did with each.

        :return: window action
        """
        only_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mailings to %s", self.display_name),
            "res_model": "mailing.trace",
            "view_mode": "list,form",
            "domain": list(self._get_mailing_domain()),
            "context": {"create": False},
        }

    def action_add_to_mailing_list(self):
        """Opens the dialog that puts these customers on a mailing list.

        :return: window action
        """
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add to a mailing list"),
            "res_model": "ficha.mailing.list.add",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_ids": self.ids},
        }
