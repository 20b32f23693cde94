from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.fields import Domain
from odoo.tools import formatLang

from ..tools.arguments import only_one
from ..tools.words import in_date, in_days, in_near_date
from .res_partner_figures import CREDITS_NAMED


class ResPartner(models.Model):
    """The words beside the numbers of the ficha, and the lists behind them."""

    _inherit = "res.partner"

    # -- words ------------------------------------------------------------------------

    def _get_last_purchase_dates(self):
        """Hook: when these customers bought last, for whoever may know it. Empty here:
        asking the documents of many customers costs more than a list of them is worth;
        a module that keeps purchase histories extends it.

        :return: ``{id of the commercial entity: date}``, in a number of queries that
            does not depend on the number of customers
        """
        return {}

    def _sum_in_currency(self, rows, name, today):
        """Adds up one column of figures that come per company.

        :param list rows: dicts with ``company_id`` and the column.
        :returns: the sum in the currency this contact's figures are shown in.
        """
        total = 0.0
        for row in rows:
            company = self.env["res.company"].browse(row["company_id"])
            amount = row[name] or 0.0
            source = company.sudo().currency_id  # another branch's may be out of reach
            if amount and source != self.currency_id:
                amount = source._convert(amount, self.currency_id, company, today)
            total += amount
        return total

    def _set_last_purchase(self, row, today):
        """Fills the figures of the last purchase.

        :param dict row: an item of ``_get_last_purchases``, or nothing.
        """
        self.last_purchase_date = row and row["date"]
        self.last_purchase_amount = (
            self._sum_in_currency([row], "amount", row["date"]) if row else 0
        )
        self.last_purchase_note = row and self._get_last_purchase_note(row, today)

    def _get_last_purchase_note(self, row, today):
        due = row["due"]
        if row["payment_state"] in ("paid", "in_payment"):
            return self.env._("%(invoice)s, paid", invoice=row["name"])
        if row["payment_state"] == "reversed":
            return self.env._("%(invoice)s, reversed", invoice=row["name"])
        if due and due < today:
            return self.env._(
                "%(invoice)s, overdue by %(days)s",
                invoice=row["name"],
                days=in_days(self.env, (today - due).days),
            )
        if due:
            return self.env._(
                "%(invoice)s, due on %(date)s",
                invoice=row["name"],
                date=in_near_date(self.env, due, today),
            )
        return row["name"]

    def _get_revenue_note(self, revenue, number):
        if not number:
            return self.env._("No purchase in twelve months")
        average = self._format_whole_amount(revenue / number)
        if number == 1:
            return self.env._("1 purchase")
        return self.env._(
            "%(number)s purchases · %(amount)s on average",
            number=number,
            amount=average,
        )

    def _get_seniority_note(self, first, today):
        """For how long they have been a customer, of whom there are no two whole years
        to compare: "customer for 16 months".

        :param first: date of the first purchase, or nothing
        :returns: "" for who bought two years ago already, or never
        """
        if not first or first <= today - relativedelta(years=2):
            return ""
        since = relativedelta(today, first)
        months = 12 * since.years + since.months
        if not months:
            return self.env._("customer for less than a month")
        if months == 1:
            return self.env._("customer for 1 month")
        return self.env._("customer for %s months", months)

    def _get_outstanding_note(self, overdue, number, oldest):
        if overdue and oldest:
            return self.env._(
                "%(amount)s overdue, the oldest since %(date)s",
                amount=self._format_whole_amount(overdue),
                date=in_near_date(self.env, oldest),
            )
        if not number:
            return self.env._("Everything is paid")
        if number == 1:
            return self.env._("1 open invoice, nothing overdue")
        return self.env._("%(number)s open invoices, nothing overdue", number=number)

    def _get_in_favour_note(self, credits):
        """Credit notes and payments in favour of the customer, each as what it is.

        :param list credits: names of the credit notes.
        :returns: sentence, False when there are none.
        """
        parts = []
        if not self.currency_id.is_zero(self.in_favour_amount):
            amount = self._format_amount(self.in_favour_amount)
            if len(credits) > CREDITS_NAMED:
                part = self.env._(
                    "In favour: %(amount)s in credit notes", amount=amount
                )
            elif len(credits) > 1:
                part = self.env._(
                    "In favour: %(amount)s (credit notes %(names)s)",
                    amount=amount,
                    names=", ".join(credits),
                )
            else:
                part = self.env._(
                    "In favour: %(amount)s (credit note %(name)s)",
                    amount=amount,
                    name=credits[0] if credits else "",
                )
            parts.append(part)
        if not self.currency_id.is_zero(self.unapplied_amount):
            parts.append(
                self.env._(
                    "%(amount)s paid and not applied to an invoice yet",
                    amount=self._format_amount(self.unapplied_amount),
                )
            )
        return " · ".join(parts) or False

    def _format_short_date(self, date):
        return in_date(self.env, date)

    def _format_amount(self, amount):
        return formatLang(self.env, amount, currency_obj=self.currency_id)

    def _format_whole_amount(self, amount):
        return formatLang(
            self.env,
            amount,
            currency_obj=self.currency_id,
            rounding_method="HALF-UP",
            rounding_unit="units",
        )

    # -- gestures ---------------------------------------------------------------------

    def action_view_last_purchase(self):
        """Opens the last posted invoice to this customer.

        :returns: action on the invoice; the list of invoices where there is none.
        """
        only_one(self)
        entity = self.commercial_partner_id
        row = entity._get_last_purchases().get(entity.id)
        if not row:
            return self.action_view_purchases()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": row["id"],
            "views": [(False, "form")],
            "name": row["name"],
        }

    def action_view_purchases(self):
        """Opens the posted documents of this customer.

        The key ``ficha_purchases`` of the context says which: ``year`` for those of the
        last two years, which the twelve months are compared within; ``open`` for those
        still to be collected; otherwise all.
        """
        only_one(self)
        entity = self.commercial_partner_id
        which = self.env.context.get("ficha_purchases")
        domain = entity._get_purchase_domain()
        name = self.env._("Invoices of %s", entity.display_name)
        context = {"default_move_type": "out_invoice", "default_partner_id": self.id}
        if which == "open":
            domain = entity._get_open_domain() & Domain("move_type", "!=", "out_refund")
            name = self.env._("To collect from %s", entity.display_name)
        elif which == "year":
            domain &= Domain("invoice_date", ">", "today -2y")
            name = self.env._("Two years of %s", entity.display_name)
            context["group_by"] = ["invoice_date:month"]
        action = self.env["ir.actions.actions"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": list(domain),
            "context": context,
            "target": "current",
        }

    def action_ficha_new_invoice(self):
        """Opens a new invoice for this customer, which fills itself from the ficha."""
        only_one(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "views": [(False, "form")],
            "name": self.env._("New invoice"),
            "context": {
                "default_move_type": "out_invoice",
                "default_partner_id": self.id,
            },
        }
