from odoo import models
from odoo.tools import format_date

# from this drift risk on nothing is said to be expected
GONE = 0.9


class FichaPurchaseSummary(models.Model):
    """The figures of a row in words. All take one row or none."""

    _inherit = "ficha.purchase.summary"

    def _get_expected_range(self, today):
        """The range of the next purchase as it may be shown today.

        It was reckoned on the date of the figures; days that have passed since are cut
        off, so that nothing in the past is shown.

        :return: tuple of dates, or of False, for start, middle and end
        """
        last = self.expected_to_date
        if not last or last < today:
            return False, False, False
        first = max(self.expected_from_date, today)
        return first, max(self.next_expected_date, first), last

    def _get_range_words(self, today):
        """The range in short: "23 – 30 Nov"; nothing where they are not expected."""
        if self.drift_risk >= GONE:
            return False
        first, _middle, last = self._get_expected_range(today)
        if not first:
            return False
        if first == last:
            return self._format_day(first, today)
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day} – {self._format_day(last, today)}"
        return self.env._(
            "%(first)s – %(last)s",
            first=self._format_day(first, today),
            last=self._format_day(last, today),
        )

    def _format_day(self, day, today):
        pattern = "d MMM" if abs((day - today).days) < 300 else "MMM y"
        return format_date(self.env, day, date_format=pattern)

    def _get_expected_note(self, today):
        """Delay and basis: "overdue by 12 days · from their own 22 intervals"."""
        words = [self._get_overdue_words()]
        if self.drift_risk < GONE:
            words.append(self._get_basis_words())
        return " · ".join(filter(None, words)) or False

    def _get_overdue_words(self):
        if self.overdue_days == 1:
            return self.env._("overdue by 1 day")
        if self.overdue_days:
            return self.env._("overdue by %s days", self.overdue_days)
        return ""

    def _get_basis_words(self):
        """What the expected purchase is reckoned from, with how many."""
        number = f"{self.expected_basis_count:n}"
        if self.expected_basis == "own":
            return self.env._("from their own %s intervals", number)
        if self.expected_basis != "similar":
            return ""
        if not self.expected_basis_count:
            return self.env._("a rule of thumb: too few customers to compare with")
        if self.purchase_days == 1:
            return self.env._("from %s customers who bought once, like them", number)
        return self.env._("from %s intervals of customers like them", number)

    def _get_expected_words(self, today):
        """Range, delay and basis in one sentence."""
        if not self.expected_basis:
            return False
        if self.drift_risk >= GONE:
            return self.env._(
                "Not to be expected any more: %s.", self._get_rhythm_words(today)
            )
        first, middle, last = self._get_expected_range(today)
        if not first:
            return self._get_expected_note(today)
        dates = {
            "first": format_date(self.env, first),
            "last": format_date(self.env, last),
            "basis": self._get_basis_words(),
        }
        if self.overdue_days:
            return self.env._(
                "Overdue: usually they would have bought on %(day)s (%(rhythm)s). "
                "Eight in ten who are this late and come back do so between %(first)s "
                "and %(last)s: %(basis)s.",
                day=format_date(self.env, self.expected_date),
                rhythm=self._get_rhythm_words(today),
                **dates,
            )
        return self.env._(
            "Expected between %(first)s and %(last)s, about %(day)s: %(basis)s.",
            day=format_date(self.env, middle),
            **dates,
        )

    def _get_rhythm_words(self, today):
        """The reason of the drift risk: "buys every 31 days, silent for 75"."""
        if not self.last_purchase_date:
            return ""
        silence = (today - self.last_purchase_date).days
        if self.purchase_days == 1:
            if silence == 1:
                return self.env._("bought once, yesterday")
            if silence <= 0:
                return self.env._("bought once, today")
            return self.env._("bought once, silent for %s days", silence)
        interval = max(round(self.mean_interval_days), 1)
        if silence <= 0:
            return self.env._("buys every %s days, last today", interval)
        return self.env._(
            "buys every %(interval)s days, silent for %(silence)s",
            interval=interval,
            silence=silence,
        )

    def _get_segment_words(self, today):
        """Rhythm, risk and scores: "buys every 31 days, silent for 75 · risk of losing
        them 54 % · R2 F5 M4"."""
        if not self.last_purchase_date:
            return False
        words = [
            self._get_rhythm_words(today),
            self.env._("risk of losing them %s %%", round(self.drift_risk * 100)),
        ]
        if self.recency_score:
            words.append(
                self.env._(
                    "R%(recency)s F%(frequency)s M%(amount)s",
                    recency=self.recency_score,
                    frequency=self.frequency_score,
                    amount=self.monetary_score,
                )
            )
        return " · ".join(words)
