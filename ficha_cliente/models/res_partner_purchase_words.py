from babel.dates import get_month_names

from odoo import models
from odoo.fields import Domain
from odoo.tools import format_list
from odoo.tools.misc import babel_locale_parse


class ResPartner(models.Model):
    """The page of purchases: how they buy and pay, in words."""

    _inherit = "res.partner"

    def _get_purchase_facts(self):
        """How they buy and pay, in sentences, from the purchase history of the current
        company.

        :return: list of dicts with ``name`` and ``words``
        """
        Summary = self.env["ficha.purchase.summary"]
        if not Summary.has_access("read"):
            return []
        summary = Summary.search(
            Domain("partner_id", "=", self.id)
            & Domain("company_id", "in", self.env.companies.ids)
        )
        summary = (
            summary.filtered(lambda row: row.company_id == self.env.company)
            or summary[:1]
        )
        return [
            {"name": name, "words": words}
            for name, words in (
                (self.env._("Rhythm"), self._tell_rhythm(summary)),
                (self.env._("When they buy most"), self._tell_peaks(summary)),
                (self.env._("How they pay"), self._tell_payment(summary)),
                (self.env._("Means of payment"), summary.payment_means),
            )
            if words
        ]

    def _tell_rhythm(self, summary):
        if not summary.median_interval_days:
            return False
        return self.env._(
            "Every %(days)s days, %(number)s purchase days so far",
            days=round(summary.median_interval_days),
            number=summary.purchase_days,
        )

    def _tell_peaks(self, summary):
        names = get_month_names(locale=babel_locale_parse(self.env.lang))
        return format_list(
            self.env,
            [
                names[int(month)]
                for month in (summary.peak_months or "").split(",")
                if month
            ],
        )

    def _tell_payment(self, summary):
        paid = summary.average_days_to_pay
        agreed = summary.average_days_agreed
        if not paid and not agreed:
            return False
        words = {"paid": round(paid), "agreed": round(agreed)}
        late = round(paid) - round(agreed)
        if late > 0:
            return self.env._(
                "In %(paid)s days, %(late)s later than the %(agreed)s agreed",
                late=late,
                **words,
            )
        return self.env._("In %(paid)s days, of the %(agreed)s agreed", **words)
