import time

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, groupby

from ..tools.batches import has_left, run_in_order
from ..tools.groups import INTERNAL
from ..tools.moments import in_zone
from ..tools.query import query_column, query_select
from ..tools.retry import retrying
from ..tools.searches import searches

BATCH = 500

COLOURS = "ficha_cliente.ir_cron_followup_colors"
# How long after midnight: what colours go by is brought up to date before.
MINUTE = 20


class ResPartner(models.Model):
    """Letting the rules decide: nightly for everybody, at once after an event."""

    _inherit = "res.partner"

    followup_rule_id = fields.Many2one(
        "ficha.followup.rule",
        string="Follow-up rule",
        copy=False,
        ondelete="set null",
        groups=INTERNAL,
        help="Rule that gave the colour, when it was not given by hand.",
    )

    @api.model
    def _followup_customer_domain(self):
        """Who may be followed up: commercial entities that are not just suppliers,
        and are somebody."""
        return (
            (Domain("is_company", "=", True) | Domain("parent_id", "=", False))
            & Domain("partner_share", "=", True)
            & (Domain("customer_rank", ">", 0) | Domain("supplier_rank", "=", 0))
            & Domain("ficha_is_nobody", "=", False)
        )

    @api.model
    def _followup_today(self):
        """Today for a scheduled action: in its user's zone or in the company's."""
        return self._followup_day_of(fields.Datetime.now())

    @api.model
    def _followup_day_of(self, moment):
        """Day of a moment, in the user's zone or in the company's."""
        # sudo: only its time zone
        tz = self.env.user.tz or self.env.company.sudo().resource_calendar_id.tz
        return in_zone(moment, pytz.timezone(tz or "UTC")).date()

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
        :return: list of ``(partner id, rule, facts)``, rule empty where none holds any
            more; only customers with automatic colour that would change
        """
        decided = self._followup_decide_today(partners)
        return self._followup_compare(
            self._followup_candidates(decided, partners), decided
        )

    @api.model
    def _followup_decide(self, partners=None):
        """What the rules say, each in a few queries.

        :return: ``{partner id: (rule, figures)}`` of the first rule that holds
        """
        decided = {}
        # a handful of configuration records
        rules = self.env["ficha.followup.rule"].search([])  # pylint: disable=no-search-all
        for rule in rules:
            for pid, figures in rule._matching(partners).items():
                decided.setdefault(pid, (rule, figures))
        return decided

    @api.model
    def _followup_decide_today(self, partners=None):
        """What the rules say, for the day it is: of a person who acts, theirs; of a
        scheduled action, that of each customer's person in charge.

        :return: as :meth:`_followup_decide`
        """
        if self.env.context.get("tz") or self.env.user.tz:
            return self._followup_decide(partners)
        days = self._followup_days()
        zones = {day: zone for zone, day in days.items()}
        groups = self._followup_customers_by_day(days, partners)
        decided = {}
        for day, ids in groups.items():
            found = self.with_context(tz=zones[day])._followup_decide(partners)
            if ids is not None:
                found = {pid: found[pid] for pid in found.keys() & set(ids)}
            decided.update(found)
        return decided

    @api.model
    def _followup_candidates(self, decided, partners=None):
        """Customers of automatic colour to look at, in one query that reads no more
        of each than three numbers.

        :return: list of ids, those who change colour or rule first
        """
        domain = Domain("followup_mode", "=", "automatic")
        if partners is None:
            domain &= Domain("id", "in", list(decided)) | Domain(
                "followup_state_id", "!=", False
            )
        else:
            domain &= Domain("id", "in", partners.ids)
        self.flush_model(["followup_state_id", "followup_rule_id"])
        query = self._search(domain, order="id")
        rows = self.env.execute_query(
            query_select(
                query,
                *(
                    query_column(query, column)
                    for column in ("id", "followup_state_id", "followup_rule_id")
                ),
            )
        )
        change, same = [], []
        for pid, state_id, rule_id in rows:
            rule = decided[pid][0] if pid in decided else None
            if rule and (rule.state_id.id, rule.id) == (state_id, rule_id):
                same.append(pid)
            elif rule or state_id or rule_id:
                change.append(pid)
        return change + same

    @api.model
    def _followup_compare(self, ids, decided):
        """Those of the candidates that change, as :meth:`_followup_changes`."""
        changes = []
        no_rule = self.env["ficha.followup.rule"]
        fnames = [
            "followup_state_id",
            "followup_rule_id",
            "followup_facts",
        ]
        # sudo: the facts are compared, nobody reads them
        partners = self.sudo().browse(ids)
        partners = partners.exists()  # the nightly run commits in between
        partners.fetch(fnames)
        for partner in partners:
            rule, figures = decided.get(partner.id, (no_rule, None))
            facts = rule._reason_facts(figures) if rule else None
            if (
                partner.followup_state_id != rule.state_id
                or partner.followup_rule_id != rule
                or (partner.followup_facts or None) != facts
            ):
                changes.append((partner.id, rule, facts))
        return changes

    def _ficha_reader_langs(self):
        """Languages of who reads what is written on these customers: the person in
        charge, else the people of the company.

        :return: ``{partner id: code of a language}``
        """
        ours, langs = {}, {}
        for partner in self:
            user = partner.followup_user_id or partner.user_id
            company = partner.company_id or self.env.company
            if not user.lang and company not in ours:
                ours[company] = company._ficha_lang()
            langs[partner.id] = user.lang or ours[company]
        return langs

    def _ficha_by_lang(self, robot=None):
        """These customers by the language in which a note on them is written: that of
        who acts, or of who will read it where nobody does.

        :param robot: whether nobody acts; by default that is the case for the user of
            scheduled actions
        :return: list of recordsets, each in an environment of its language
        """
        if robot is None:
            robot = self.env.uid == api.SUPERUSER_ID
        if not robot:
            return [self] if self else []
        langs = self._ficha_reader_langs()
        return [
            self.browse(pid for pid in self.ids if langs[pid] == lang).with_context(
                lang=lang
            )
            for lang in sorted(set(langs.values()))
        ]

    @api.model
    def _followup_apply(self, changes):
        """Carry out :meth:`_followup_changes`, one pass per rule."""
        for rule, rows in groupby(changes, key=lambda change: change[1]):
            facts = {pid: found for pid, _rule, found in rows}
            partners = self.browse(facts)
            same = partners.filtered(
                lambda p, rule=rule: p.followup_rule_id == rule
                and p.followup_state_id == rule.state_id
            )
            # only the figures moved (one more invoice is overdue): no note for that
            same._write_followup(
                [{"id": pid, "followup_facts": facts[pid]} for pid in same.ids]
            )
            (partners - same)._set_followup(
                rule.state_id, rule=rule or None, mode="automatic", facts=facts
            )

    @api.model
    def _followup_after_installation(self):
        """Demo data come before the translations: what they said in English is said
        again in the language of who reads it. Nothing to do without them."""
        self.search([("followup_rule_id", "!=", False)])._followup_evaluate()
        reminders = self.env["mail.activity"].search([("ficha_reminder", "=", True)])
        if reminders:
            reminders.unlink()
            self._followup_create_reminders(self._followup_due(0, 1000))
        plans = self.env["ficha.followup.plan"].search(
            [("occurrence_ids", "!=", False)]
        )
        plans._drop_coming()
        plans._prepare_occurrences()

    # --------------------------------------------------------------------------
    # The nightly run of the rules, in batches that commit.
    # --------------------------------------------------------------------------

    @api.model
    def _cron_followup_colors(self):
        """Nightly: colours given by hand whose date has come go back to the rules,
        and the rules give every automatic customer its colour.

        It comes when the day begins in each zone that somebody of ours is in, and once
        a day in any case. Commits batch by batch, and an interrupted run goes on where
        it was.
        """
        if has_left(self.env):
            return
        retrying(self.env, self._followup_expire)
        self._followup_wake_at_midnight(COLOURS, MINUTE)
        begun = time.monotonic()
        decided = self._followup_decide_today()
        ids = sorted(self._followup_candidates(decided))
        run_in_order(
            self.env,
            COLOURS,
            ids,
            lambda some: self._followup_apply(self._followup_compare(some, decided)),
            BATCH,
            # work at least for as long as deciding took: with a hundred thousand
            # customers a run would otherwise spend its time on deciding again and again
            at_least=time.monotonic() - begun,
        )

    @api.model
    def _followup_expire(self):
        """Colours given by hand whose last day has come, where the person in charge
        is, go back to the rules."""
        self.flush_model(["followup_mode", "followup_manual_until"])
        joins, today = self._followup_own_day_sql(self._followup_days())
        rows = self.env.execute_query(
            SQL(
                """SELECT p.id FROM res_partner p %s
                    WHERE p.followup_mode = 'manual' AND p.active
                      AND p.followup_manual_until <= %s""",
                joins,
                today,
            )
        )
        self.browse([pid for (pid,) in rows])._write_followup(
            [
                {
                    "id": pid,
                    "followup_mode": "automatic",
                    "followup_manual_until": None,
                }
                for (pid,) in rows
            ]
        )

    # --------------------------------------------------------------------------
    # Whom a follow-up rule holds for, as conditions: a list of a hundred thousand
    # customers is then opened without sending their ids to the browser and back.
    # --------------------------------------------------------------------------

    followup_matching_rule_id = fields.Many2one(
        "ficha.followup.rule",
        string="Follow-up rule holds",
        compute="_compute_followup_preview",
        search="_search_followup_matching_rule_id",
        export_string_translation=False,
        groups=INTERNAL,
        help="Used only for searching: the customers that a rule holds for now.",
    )
    followup_changing_rule_id = fields.Many2one(
        "ficha.followup.rule",
        string="Follow-up rule would change",
        compute="_compute_followup_preview",
        search="_search_followup_changing_rule_id",
        export_string_translation=False,
        groups=INTERNAL,
        help="Used only for searching: the customers that would take a rule's colour "
        "now.",
    )

    def _compute_followup_preview(self):
        self.followup_matching_rule_id = False
        self.followup_changing_rule_id = False

    def _followup_preview_rules(self, value):
        rules = self.env["ficha.followup.rule"].with_context(active_test=True)
        rules = rules.browse(rule_id for rule_id in value if rule_id).exists()
        for rule in rules:
            rule._check_list_rights()
        return rules

    @searches("followup_matching_rule_id")
    def _search_followup_matching_rule_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        rules = self._followup_preview_rules(value)
        return Domain.OR(
            Domain("id", "in", list(rule._matching_ids({}))) for rule in rules
        )

    @searches("followup_changing_rule_id")
    def _search_followup_changing_rule_id(self, operator, value):
        if operator != "in":
            return NotImplemented
        rules = self._followup_preview_rules(value)
        return Domain.OR(rule._changing_domain() for rule in rules)
