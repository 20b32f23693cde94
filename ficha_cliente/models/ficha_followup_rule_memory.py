from odoo import api, fields, models

from .ficha_purchase_summary import SEGMENTS


class FichaFollowupRule(models.Model):
    """Rules that read the memory: their settings, and their reasons in words.

    The kinds themselves are in ``ficha_followup_rule_purchase`` (who does not buy),
    ``ficha_followup_rule_events`` (what has just happened) and
    ``ficha_followup_rule_said`` (what was said, and dates of the person).
    """

    _inherit = "ficha.followup.rule"

    kind = fields.Selection(
        selection_add=[
            ("complaint_open", "A complaint is open"),
            ("purchase_overdue", "The expected purchase has not come"),
            ("drift_risk", "They may be drifting away"),
            ("big_silent", "A big customer is silent"),
            ("segment_changed", "They changed segment"),
            ("first_purchase", "They have just bought for the first time"),
            ("anniversary", "Their anniversary as a customer is near"),
            ("birthday", "A birthday is near"),
            ("domain",),
        ],
        ondelete={
            "complaint_open": "cascade",
            "purchase_overdue": "cascade",
            "drift_risk": "cascade",
            "big_silent": "cascade",
            "segment_changed": "cascade",
            "first_purchase": "cascade",
            "anniversary": "cascade",
            "birthday": "cascade",
        },
    )
    days_max = fields.Integer(
        string="But no longer than (days)",
        help="Customers silent for longer than these days after their last purchase "
        "are left out: they are lost, and daily attention does not bring them back. 0: "
        "no limit.",
    )
    percent = fields.Integer(
        string="Risk from (%)",
        default=70,
        help="The rule holds from this drift risk on, 0 to 100.",
    )
    value_tiers = fields.Selection(
        [("a", "A"), ("ab", "A or B")],
        string="Only customers of value",
        help="A: the customers that together make 80 % of the revenue of the last "
        "twelve months; B: the next 15 %. Empty: of any value.",
    )
    segment_from = fields.Selection(
        SEGMENTS,
        string="From segment",
        help="Only those who were in this segment before. Empty: any.",
    )
    segment_to = fields.Selection(
        [("worse", "Any worse one"), ("better", "Any better one"), *SEGMENTS],
        string="To segment",
        help="Only those who are now in this segment. Empty: any.",
    )

    _check_percent = models.Constraint(
        "CHECK(percent >= 0 AND (percent <= 100 OR kind <> 'drift_risk'))",
        "The percentage of a follow-up rule cannot be negative, nor a risk more than "
        "100.",
    )
    _check_days_max = models.Constraint(
        "CHECK(days_max >= 0)",
        "“But no longer than” of a follow-up rule cannot be negative.",
    )

    @api.model
    def _preview_fields(self):
        return super()._preview_fields() + [
            "days_max",
            "percent",
            "value_tiers",
            "segment_from",
            "segment_to",
        ]

    @api.model
    def _kind_help(self):
        return super()._kind_help() | {
            "complaint_open": (
                self.env._(
                    "A complaint has been open for these days or more. Private ones "
                    "are left out, so that the reason tells nobody of them."
                ),
                ("document", "days", "date"),
            ),
            "purchase_overdue": (
                self.env._(
                    "The range in which they were expected to buy is over, and its "
                    "middle was these days ago or more."
                ),
                ("days", "usual", "overdue", "date", "amount"),
            ),
            "drift_risk": (
                self.env._(
                    "Their drift risk, which goes by their own rhythm, is this or more."
                ),
                ("days", "usual", "percent", "date", "amount"),
            ),
            "big_silent": (
                self.env._(
                    "They are of this value, and for these days or more they have "
                    "neither bought nor been in contact. No value chosen: A."
                ),
                ("days", "tier", "purchase", "contact", "amount"),
            ),
            "segment_changed": (
                self.env._("They came into their segment these days ago or less."),
                ("segment_from", "segment_to", "days", "date"),
            ),
            "first_purchase": (
                self.env._("Their first purchase was these days ago or less."),
                ("days", "date", "amount"),
            ),
            "anniversary": (
                self.env._(
                    "In these days or less it is a number of years since their first "
                    "purchase, and they have bought within the last year."
                ),
                ("years", "date", "days"),
            ),
            "birthday": (
                self.env._(
                    "In these days or less it is the birthday of the customer or of "
                    "one of its contacts. The reason cannot say whose nor when: "
                    "everybody reads it."
                ),
                (),
            ),
        }

    def _reason_words(self, figures):
        """Extends _reason_words with the figures of the memory."""
        words = super()._reason_words(figures)
        words["usual"] = ""
        if interval := round(figures.get("interval") or 0):
            if figures.get("similar"):
                words["usual"] = (
                    self.env._("customers like them buy again after %s days", interval)
                    if interval > 1
                    else self.env._("customers like them buy again the next day")
                )
            elif interval > 1:
                words["usual"] = self.env._("they usually buy every %s days", interval)
            else:
                words["usual"] = self.env._("they usually buy every day")
        overdue = figures.get("overdue") or 0
        words["overdue"] = (
            self.env._("1 day") if overdue == 1 else self.env._("%s days", overdue)
        )
        years = figures.get("years") or 0
        words["years"] = (
            self.env._("1 year") if years == 1 else self.env._("%s years", years)
        )
        words["percent"] = f"{figures.get('percent') or 0} %"
        words["tier"] = (figures.get("tier") or "").upper()
        words["purchase"] = self._date_words(
            figures.get("purchase"), self.env._("no purchase")
        )
        words["contact"] = self._date_words(
            figures.get("contact"), self.env._("no contact")
        )
        segments = dict(
            self.env["ficha.purchase.summary"]
            ._fields["rfm_segment"]
            ._description_selection(self.env)
        )
        for name in ("segment_from", "segment_to"):
            words[name] = segments.get(figures.get(name), "")
        return words
