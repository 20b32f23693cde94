"""What becomes of a quotation: sent, answered, lost; and what that says of the
customer."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.groups import INTERNAL
from odoo.addons.ficha_cliente.tools.moments import day_sql
from odoo.addons.ficha_cliente.tools.words import in_date, in_near_date


class SaleOrder(models.Model):
    _inherit = "sale.order"

    ficha_sent_date = fields.Date(
        string="Sent on",
        copy=False,
        readonly=True,
        groups=INTERNAL,
        help="Day the quotation was last sent or marked as sent.",
    )
    ficha_lost_date = fields.Date(
        string="Cancelled on",
        copy=False,
        readonly=True,
        groups=INTERNAL,
        help="Day the quotation or order was cancelled.",
    )
    ficha_lost_reason_id = fields.Many2one(
        "ficha.quotation.lost.reason",
        string="Reason it was lost",
        copy=False,
        tracking=True,
        ondelete="restrict",
        groups=INTERNAL,
        help="Why the customer did not buy. It can be given when cancelling or later.",
    )

    ficha_reminded_date = fields.Date(
        string="Reminded on",
        copy=False,
        readonly=True,
        groups=INTERNAL,
        help="Day the customer was last reminded of it.",
    )
    ficha_reminder_count = fields.Integer(
        string="Reminders sent",
        copy=False,
        readonly=True,
        groups=INTERNAL,
        help="How many times the customer was reminded of it.",
    )
    ficha_seen_date = fields.Date(
        string="Seen by the customer on",
        copy=False,
        readonly=True,
        groups=INTERNAL,
        help="Day the customer last opened it online.",
    )

    # the walks of the timeline, spelt as its domains are
    _ficha_quotation_idx = models.Index(
        "(partner_id, date_order DESC, id DESC) "
        "WHERE state IN ('draft', 'sent', 'cancel')"
    )
    _ficha_order_idx = models.Index(
        "(partner_id, date_order DESC, id DESC) WHERE state = 'sale'"
    )

    @api.model
    def _ficha_quotation_domain(self):
        """Orders that count as quotations to a customer, whatever became of them.

        Extension point: the shop's carts are left out by their own module.

        :return: ``Domain`` on sale.order
        """
        return Domain("partner_id", "!=", False)

    @api.model
    def _ficha_open_domain(self):
        """Quotations that the customer may still accept.

        :return: ``Domain`` on sale.order
        """
        today = fields.Date.context_today(self)
        return (
            self._ficha_quotation_domain()
            & Domain("state", "in", ("draft", "sent"))
            & (
                Domain("validity_date", "=", False)
                | Domain("validity_date", ">=", today)
            )
        )

    @api.model
    def _ficha_unanswered_domain(self, days):
        """Quotations sent ``days`` ago or before, that may still be accepted and have
        not been answered. Those sent before the module was installed count from their
        own date.

        :return: ``Domain`` on sale.order
        """
        limit = fields.Date.context_today(self) - timedelta(days=days)
        unknown = Domain("ficha_sent_date", "=", False)
        # the end of that day on the reader's calendar, as _ficha_sent_sql tells it
        ends = self.env["res.partner"]._followup_day_begin(limit + timedelta(days=1))
        return (
            self._ficha_open_domain()
            & Domain("state", "=", "sent")
            & Domain("signed_on", "=", False)
            & (
                Domain("ficha_sent_date", "<=", limit)
                | (unknown & Domain("date_order", "<", ends))
            )
        )

    @api.model
    def _ficha_sent_sql(self):
        """Day a quotation was sent, on ``sale_order``."""
        return SQL(
            "COALESCE(sale_order.ficha_sent_date, %s)",
            day_sql(SQL("sale_order.date_order"), self.env.tz),
        )

    @api.model
    def _ficha_amount_sql(self):
        """Amount before taxes in the company's currency, on ``sale_order``: the rate is
        from the company's currency to the order's."""
        return SQL(
            "(sale_order.amount_untaxed"
            " / COALESCE(NULLIF(sale_order.currency_rate, 0), 1))"
        )

    @api.model_create_multi
    def create(self, vals_list):
        """EXTENDS 'sale': orders may be made already sent or confirmed."""
        orders = super().create(vals_list)
        for state, found in orders.grouped("state").items():
            if state != "draft":
                found._ficha_state_changed(state)
        return orders

    def write(self, vals):
        """EXTENDS 'sale': note what became of the quotation."""
        state = vals.get("state")
        if not state:
            return super().write(vals)
        changed = self.filtered(lambda order: order.state != state)
        answered = changed.filtered(lambda order: order.state == "sent")
        res = super().write(vals)
        changed._ficha_state_changed(state)
        if answered:
            # the rule about unanswered quotations no longer holds for them
            answered.partner_id._followup_evaluate()
        return res

    def _ficha_state_changed(self, state):
        """What a new state says: its date, and how far the customer has come."""
        if not self:
            return
        today = fields.Date.context_today(self)
        if state == "sent":
            self.ficha_sent_date = today
        if state == "cancel":
            self.ficha_lost_date = today
        else:
            self.filtered(
                lambda order: order.ficha_lost_date or order.ficha_lost_reason_id
            ).update({"ficha_lost_date": False, "ficha_lost_reason_id": False})
        if state in ("sent", "sale"):
            orders = self.filtered_domain(self._ficha_quotation_domain())
            # for each customer, the first quotation of the batch
            proofs = {
                order.partner_id.commercial_partner_id.id: order
                for order in reversed(orders)
            }
            orders.partner_id._advance_lifecycle("prospect", proofs)
            orders._ficha_teach_salesperson()

    # -- the last push -----------------------------------------------------------------

    def action_ficha_remind(self):
        """Write to the customer about a quotation they have not answered: the mail is
        ready, with its link, its PDF and until when it is valid.

        :return: window action of Odoo's composer
        :raise UserError: it is no longer open, or the customer has no e-mail address
        """
        only_one(self)
        self.check_access("write")
        if self.state != "sent":
            raise UserError(
                self.env._(
                    "%s is not waiting for an answer: only a quotation that was sent "
                    "and not answered can be reminded of.",
                    self.name,
                )
            )
        if self.is_expired:
            raise UserError(
                self.env._(
                    "%(name)s was valid until %(date)s: give it a new “Expiration” "
                    "date, then remind the customer of it.",
                    name=self.name,
                    date=in_date(self.env, self.validity_date),
                )
            )
        if not self.partner_id.email:
            raise UserError(
                self.env._(
                    "“E-mail” of %s is empty: write it in the customer file.",
                    self.partner_id.display_name,
                )
            )
        action = self.with_context(hide_default_template=True).action_quotation_send()
        template = self.env.ref(
            "ficha_cliente_sale.mail_template_quotation_reminder",
            raise_if_not_found=False,
        )
        return {
            **action,
            "name": self.env._("Remind %s", self.partner_id.display_name),
            "context": {
                **action["context"],
                # a company may have deleted it: then the mail is empty
                "default_template_id": template and template.id,
                "ficha_reminder": True,
            },
        }

    def message_post(self, **kwargs):
        """EXTENDS 'sale': the portal notes here that the customer opened it."""
        message = super().message_post(**kwargs)
        if kwargs.get("subtype_xmlid") == "sale.mt_order_viewed":
            self.ficha_seen_date = fields.Date.context_today(self)
        return message

    def _message_post_after_hook(self, message, msg_vals):
        """EXTENDS 'mail': note that the reminder left."""
        if self.env.context.get("ficha_reminder"):
            self._ficha_reminded()
        return super()._message_post_after_hook(message, msg_vals)

    def _ficha_reminded(self):
        """The customers of these were reminded today."""
        today = fields.Date.context_today(self)
        for count, orders in self.grouped("ficha_reminder_count").items():
            orders.write(
                {"ficha_reminded_date": today, "ficha_reminder_count": count + 1}
            )

    def _ficha_came_of_it(self):
        """What was sent of a quotation after the first time, and what came of it, in
        words: reminded, seen, signed.

        :return: text, or an empty one
        """
        self.ensure_one()

        def day(date):
            return in_near_date(self.env, date)

        parts = []
        if self.ficha_reminder_count > 1:
            parts.append(
                self.env._(
                    "reminded %(count)s times, last on %(date)s",
                    count=self.ficha_reminder_count,
                    date=day(self.ficha_reminded_date),
                )
            )
        elif self.ficha_reminded_date:
            parts.append(self.env._("reminded on %s", day(self.ficha_reminded_date)))
        if self.ficha_seen_date:
            parts.append(self.env._("seen on %s", day(self.ficha_seen_date)))
        if self.signed_on:
            signed = fields.Datetime.context_timestamp(self, self.signed_on)
            parts.append(self.env._("signed on %s", day(signed.date())))
        return " · ".join(parts)

    @api.model
    def _ficha_lost_reason_portal(self):
        """The reason of quotations that customers reject by themselves online."""
        return self.env.ref(
            "ficha_cliente_sale.lost_reason_portal", raise_if_not_found=False
        )

    def action_cancel(self):
        """EXTENDS 'sale': the button of the form asks why, and may be left without an
        answer. Anything else that cancels is not asked."""
        if (
            self.env.context.get("ficha_ask_reason")
            and len(self) == 1
            and not self.locked
        ):
            action = self.env["ir.actions.act_window"]._for_xml_id(
                "ficha_cliente_sale.action_ficha_quotation_lost"
            )
            action["context"] = {"default_order_id": self.id}
            return action
        return super().action_cancel()
