import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import groupby, split_every

BATCH = 1000


class ResPartner(models.Model):
    """Letting the rules decide: nightly for everybody, at once after an event."""

    _inherit = "res.partner"

    followup_rule_id = fields.Many2one(
        "ficha.followup.rule",
        string="Follow-up rule",
        copy=False,
        ondelete="set null",
        help="Rule that gave the colour, when it was not given by hand.",
    )

    @api.model
    def _followup_customer_domain(self):
        """Who may be followed up: commercial entities that are not just suppliers."""
        return (
            (Domain("is_company", "=", True) | Domain("parent_id", "=", False))
            & Domain("partner_share", "=", True)
            & (Domain("customer_rank", ">", 0) | Domain("supplier_rank", "=", 0))
        )

    @api.model
    def _followup_today(self):
        """Today for a scheduled action: in its user's zone or in the company's."""
        tz = self.env.user.tz or self.env.company.sudo().resource_calendar_id.tz
        now = pytz.utc.localize(fields.Datetime.now())
        return now.astimezone(pytz.timezone(tz or "UTC")).date()

    def _followup_evaluate(self):
        """Let the rules decide the colour of these customers now."""
        # sudo: a rule reads invoices and mails that the person who wrote to the
        # customer may not see; what comes out is the colour and its reason
        partners = self.commercial_partner_id.sudo()
        partners._followup_apply(partners._followup_changes(partners))

    @api.model
    def _followup_changes(self, partners=None):
        """What the rules would change.

        :param partners: commercial entities to look at; all when None
        :return: list of ``(partner id, rule, reason, amount)``, rule empty where none
            holds any more; only customers with automatic colour that would change
        """
        decided = {}
        # a handful of configuration records
        Rule = self.env["ficha.followup.rule"]
        rules = Rule.search([])  # pylint: disable=no-search-all
        for rule in rules:
            for pid, figures in rule._matching(partners).items():
                decided.setdefault(pid, (rule, figures))
        domain = Domain("followup_mode", "=", "automatic")
        if partners is None:
            domain &= Domain("id", "in", list(decided)) | Domain(
                "followup_state_id", "!=", False
            )
        else:
            domain &= Domain("id", "in", partners.ids)
        changes = []
        no_rule = rules.browse()
        fnames = [
            "followup_state_id",
            "followup_rule_id",
            "followup_reason",
            "followup_user_id",
            "user_id",
            "company_id",
        ]
        for partner in self.search_fetch(domain, fnames, order="id"):
            rule, figures = decided.get(partner.id, (no_rule, None))
            reason, amount = "", 0.0
            if rule:
                amount = figures.get("amount", 0.0)
                lang = partner._followup_lang()
                reason = rule.with_context(lang=lang)._fill_reason(figures)
            if (
                partner.followup_state_id != rule.state_id
                or partner.followup_rule_id != rule
                or (partner.followup_reason or "") != reason
            ):
                changes.append((partner.id, rule, reason, amount))
        return changes

    def _followup_lang(self):
        """Language of the reason: the one of who will read it."""
        user = self.followup_user_id or self.user_id
        company = self.company_id or self.env.company
        return user.lang or company.partner_id.lang or self.env.lang

    @api.model
    def _followup_apply(self, changes):
        """Carry out :meth:`_followup_changes`, one pass per rule."""
        for rule, rows in groupby(changes, key=lambda change: change[1]):
            reasons = {pid: reason for pid, _rule, reason, _amount in rows}
            amounts = {pid: amount for pid, _rule, _reason, amount in rows}
            partners = self.browse(reasons)
            same = partners.filtered(
                lambda p, rule=rule: p.followup_rule_id == rule
                and p.followup_state_id == rule.state_id
            )
            # only the figures moved ("21 days" became "22 days"): no note for that
            same._write_followup(
                [
                    {
                        "id": pid,
                        "followup_reason": reasons[pid],
                        "followup_amount": amounts[pid],
                    }
                    for pid in same.ids
                ]
            )
            (partners - same)._set_followup(
                rule.state_id,
                reasons,
                rule=rule or None,
                mode="automatic",
                amounts=amounts,
            )

    @api.model
    def _cron_followup_colors(self):
        """Nightly: colours given by hand whose date has come go back to the rules,
        and the rules give every automatic customer its colour.

        Commits batch by batch; only customers that really change are worked on, so
        an interrupted run is continued by the next one.
        """
        today = self._followup_today()
        expired = self.search(
            [("followup_mode", "=", "manual"), ("followup_manual_until", "<=", today)]
        )
        expired._write_followup(
            [
                {
                    "id": pid,
                    "followup_mode": "automatic",
                    "followup_manual_until": None,
                }
                for pid in expired.ids
            ]
        )
        changes = self._followup_changes()
        remaining = len(changes)
        for batch in split_every(BATCH, changes):
            self._followup_apply(batch)
            remaining -= len(batch)
            left = self.env["ir.cron"]._commit_progress(len(batch), remaining=remaining)
            if not left:
                break

    @api.model
    def _followup_after_installation(self):
        """Demo data come before the translations: what they said in English is said
        again in the language of who reads it. Nothing to do without them."""
        self.search([("followup_rule_id", "!=", False)])._followup_evaluate()
        reminders = self.env["mail.activity"].search([("ficha_reminder", "=", True)])
        if reminders:
            reminders.unlink()
            self._followup_create_reminders(self._followup_due(0, BATCH))
        plans = self.env["ficha.followup.plan"].search(
            [("occurrence_ids", "!=", False)]
        )
        plans._drop_coming()
        plans._prepare_occurrences()
