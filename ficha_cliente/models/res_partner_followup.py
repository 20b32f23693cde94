import json

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ..tools.bounds import check_days
from ..tools.groups import INTERNAL
from ..tools.words import as_sentence, in_near_date

# kept on the company, whichever of its contacts they are written on
ENTITY_FIELDS = {"followup_mode", "followup_manual_until", "next_contact_date"}
FOLLOWUP_FIELDS = ENTITY_FIELDS | {"followup_state_id", "do_not_contact"}

# Of one follow-up, and taken whole when contacts are merged.
FOLLOWUP_BLOCK = (
    "followup_state_id",
    "followup_facts",
    "followup_since",
    "followup_mode",
    "followup_manual_until",
    "followup_rule_id",
)


class ResPartner(models.Model):
    """Follow-up of a customer: colour, since when, why, and what happens next.

    The values live on the commercial entity; its contacts show them. Every change
    of colour goes through :meth:`_set_followup`, whoever makes it.
    """

    _inherit = "res.partner"

    # Indexes only where the daily action or the list's usual filters need them: each
    # one makes PostgreSQL plan every query on contacts a little longer, and there are
    # some in every posting.
    followup_state_id = fields.Many2one(
        "ficha.followup.state",
        string="Follow-up",
        copy=False,
        ondelete="restrict",
        group_expand="_group_expand_followup_state",
        groups=INTERNAL,
        help="Who needs attention. Choosing it by hand keeps it until the date "
        "below, or until you give it back to the rules.",
    )
    followup_color = fields.Selection(
        related="followup_state_id.color",
        string="Follow-up colour",
        store=True,
        index="btree_not_null",
        groups=INTERNAL,
        help="Red, yellow or green, from the follow-up state.",
    )
    followup_icon = fields.Selection(
        related="followup_state_id.icon",
        string="Follow-up icon",
        groups=INTERNAL,
        help="Icon of the follow-up state, so that colour is never the only signal.",
    )
    followup_reason = fields.Char(
        string="Why",
        compute="_compute_followup_reason",
        inverse="_inverse_followup_reason",
        groups=INTERNAL,
        help="Why the customer has this colour, in the customer's figures, as far as "
        "you may see them.",
    )
    followup_amount = fields.Float(
        string="Amount at stake",
        digits=(16, 2),
        compute="_compute_followup_reason",
        aggregator="sum",
        groups=INTERNAL,
        help="Amount mentioned in the reason of the colour, for example what is "
        "overdue. What is overdue holds taxes and a purchase that is expected does "
        "not, so the columns of the follow-up do not add them up.",
    )
    followup_since = fields.Date(
        string="Since",
        copy=False,
        groups=INTERNAL,
        help="Day on which the customer took this colour.",
    )
    followup_mode = fields.Selection(
        [("automatic", "Automatic"), ("manual", "By hand")],
        string="Colour decided",
        required=True,
        default="automatic",
        copy=False,
        groups=INTERNAL,
        help="Automatic: the rules give the colour. By hand: a person did, and the "
        "rules leave it alone until the date given.",
    )
    followup_manual_until = fields.Date(
        string="By hand until",
        copy=False,
        groups=INTERNAL,
        help="Day on which the rules take over again. Empty: until somebody gives "
        "the colour back to the rules.",
    )
    followup_user_id = fields.Many2one(
        "res.users",
        string="Follow-up by",
        domain="[('share', '=', False)]",
        copy=False,
        index="btree_not_null",
        groups=INTERNAL,
        help="Who contacts this customer. Empty: the salesperson.",
    )
    # whose customers: asked by every page of somebody's day
    user_id = fields.Many2one(index="btree_not_null")
    # the order of the list of customers, whose first page is then read and nothing is
    # sorted; it finds the days too
    _next_contact_idx = models.Index("(next_contact_date, complete_name, id)")
    next_contact_date = fields.Date(
        string="Next contact",
        copy=False,
        groups=INTERNAL,
        help="Day of the next contact. On that day the person in charge gets a "
        "reminder.",
    )
    next_contact_agreed = fields.Boolean(
        string="Agreed date",
        copy=False,
        groups=INTERNAL,
        help="A person chose the date of the next contact; otherwise it follows "
        "from the cadence of the colour.",
    )
    last_contact_date = fields.Date(
        string="Last contact",
        copy=False,
        groups=INTERNAL,
        help="Last real contact: an e-mail in either direction or a reminder done. "
        "Editing the customer file is not a contact.",
    )
    awaiting_reply_since = fields.Date(
        string="Awaiting reply since",
        copy=False,
        groups=INTERNAL,
        index="btree_not_null",
        help="Day of the first e-mail to the customer that is still unanswered.",
    )
    do_not_contact = fields.Boolean(
        string="Do not contact",
        copy=False,
        groups=INTERNAL,
        help="No reminder is created and no planned contact is prepared for this "
        "customer.",
    )

    followup_plan_ids = fields.One2many(
        "ficha.followup.plan",
        "partner_id",
        string="Planned contacts",
        groups=INTERNAL,
        help="Fixed visits, calls and e-mails of this customer.",
    )

    @api.constrains(
        "next_contact_date",
        "followup_manual_until",
        "followup_since",
        "last_contact_date",
        "awaiting_reply_since",
    )
    def _check_followup_days(self):
        check_days(
            self,
            "next_contact_date",
            "followup_manual_until",
            "followup_since",
            "last_contact_date",
            "awaiting_reply_since",
        )

    def _auto_init(self):
        """Extends _auto_init: nobody has a colour yet, so the stored colour need not
        be computed for every contact of the database at installation."""
        if not column_exists(self.env.cr, "res_partner", "followup_color"):
            create_column(self.env.cr, "res_partner", "followup_color", "varchar")
        return super()._auto_init()

    @api.model
    def _group_expand_followup_state(self, states, domain):
        # one column of the board for each of the few states
        return states.search([])  # pylint: disable=no-search-all

    # --------------------------------------------------------------------------
    # The one entry point through which a follow-up colour changes.
    # --------------------------------------------------------------------------

    def _set_followup(
        self, state, reason="", rule=None, mode=None, manual_until=False, facts=None
    ):
        """Give customers their follow-up colour. The only way a colour changes.

        Set-based: the number of queries does not depend on how many customers
        there are. Contacts stand for their company. Customers whose colour and
        mode change get a note that says which rule (or who) and why.

        :param state: ``ficha.followup.state``, may be empty (no colour)
        :param reason: words of a person, for everybody who reads the customer
        :param rule: the ``ficha.followup.rule`` that decided it, if any
        :param mode: ``automatic`` or ``manual``; by default automatic with a rule
            and manual without
        :param manual_until: date on which the rules take over again
        :param facts: instead of words what the reason is made of, see
            ``followup_facts``: ``{partner id: facts}``
        :raises AccessError: for users outside *Customer files / User*
        """
        partners = self.commercial_partner_id
        if not self.env.su:
            partners._check_followup_rights()
        if not partners:
            return
        mode = mode or ("automatic" if rule else "manual")
        words = {"text": reason} if reason else None
        changed = partners.filtered(
            lambda p: p.followup_state_id != state or p.followup_mode != mode
        )
        before = {p.id: p.followup_state_id for p in changed}
        next_dates = partners._followup_next_dates(state, bool(rule))
        agreed = {
            p: p.next_contact_date
            for p in partners
            if rule
            and p.next_contact_agreed
            and next_dates[p.id][0]
            and p.next_contact_date
            and p.next_contact_date > next_dates[p.id][0]
        }
        self._write_followup(
            [
                {
                    "id": p.id,
                    "followup_state_id": state.id or None,
                    "followup_facts": facts.get(p.id) if facts else words,
                    "followup_rule_id": rule.id if rule else None,
                    "followup_mode": mode,
                    "followup_manual_until": manual_until or None,
                    "followup_since": p._followup_since_with(state) or None,
                    "next_contact_date": next_dates[p.id][0] or None,
                    "next_contact_agreed": next_dates[p.id][1],
                }
                for p in partners
            ]
        )
        if agreed:
            partners._followup_keep_agreed(agreed)
        changed._followup_note(before, rule, agreed)

    def _followup_since_with(self, state):
        """Since when the customer has this state: today, unless it had it already."""
        if not state or self.followup_state_id == state:
            return state and self.followup_since
        return fields.Date.context_today(self)

    def _check_followup_rights(self):
        """Only users of customer files change colours; others may read them."""
        if not self.env.user.has_group("ficha_cliente.group_ficha_user"):
            raise AccessError(
                self.env._(
                    "Only members of “Customer files / User” change the follow-up "
                    "of a customer. Ask your administrator for that permission."
                )
            )
        self.check_access("write")

    def _followup_next_dates(self, state, by_rule):
        """Next contact that goes with a new state.

        A date somebody agreed with the customer stays, unless the state wants to be
        contacted at once: then that contact comes before it, and the day becomes an
        activity (:meth:`_followup_keep_agreed`). It stays there too where a person
        gives the colour back to the rules, who knew of it when they put the contact
        off. A date that came from the former colour goes with it.

        :return: ``{partner id: (date or False, whether a person agreed it)}``
        """
        today = fields.Date.context_today(self)
        company = self.env.company
        given_back = self.env.context.get("ficha_given_back")
        proposed = False
        if state and by_rule and state.contact_at_once:
            proposed = company._followup_add_working_days(today, 0)
        elif state.cadence_days:
            proposed = company._followup_add_working_days(today, state.cadence_days)
        result = {}
        for partner in self:
            current, agreed = partner.next_contact_date, partner.next_contact_agreed
            keep = partner.followup_state_id == state or (agreed and current)
            at_once = by_rule and state.contact_at_once and not (given_back and agreed)
            if (
                keep
                and current
                and not (
                    at_once
                    and partner.followup_state_id != state
                    and current > proposed
                )
            ):
                result[partner.id] = (current, agreed)
            else:
                result[partner.id] = (proposed, False)
        return result

    def _write_followup(self, rows):
        """Write one set of follow-up columns, a row per customer, in one UPDATE.

        Reasons differ from customer to customer, so ``write`` would cost one pass
        through the contacts' synchronisation for each of them.

        :param rows: dicts with ``id`` and the same columns each
        """
        if not rows:
            return
        fnames = [name for name in rows[0] if name != "id"]
        if "followup_facts" in fnames:
            rows = [
                {**row, "followup_facts": facts and json.dumps(facts)}
                for row in rows
                for facts in [row["followup_facts"]]
            ]
        partners = self.env["res.partner"].browse(row["id"] for row in rows)
        partners.flush_recordset(fnames)
        columns = SQL(", ").join(
            SQL("%s = new.%s", SQL.identifier(f), SQL.identifier(f)) for f in fnames
        )
        values = SQL(", ").join(
            SQL(
                "%s::%s[]",
                [row[f] for row in rows],
                SQL(self._fields[f].column_type[1]),
            )
            for f in fnames
        )
        self.env.cr.execute(
            SQL(
                """UPDATE res_partner p SET %s
                     FROM unnest(%s::int[], %s) AS new(id, %s)
                    WHERE p.id = new.id""",
                columns,
                partners.ids,
                values,
                SQL(", ").join(SQL.identifier(f) for f in fnames),
            )
        )
        partners.invalidate_recordset(fnames, flush=False)
        partners.modified(fnames)
        if "next_contact_date" in fnames:
            partners._followup_move_reminders()

    def _followup_note(self, before, rule, agreed):
        """Leave a note on the customers whose colour changed: what, who, why, and which
        agreed day stays planned besides.

        None in imports and other loads, which Odoo marks with ``tracking_disable``.
        """
        if not self or self.env.context.get("tracking_disable"):
            return
        by_hand = self.filtered(lambda p: p.followup_mode == "manual")
        # what the rules did nobody did, whoever gave the occasion
        groups = by_hand._ficha_by_lang() + (self - by_hand)._ficha_by_lang(robot=True)
        bodies = {}
        for partners in groups:
            bodies.update(partners._followup_note_bodies(before, rule, agreed))
        # sudo inside _message_log_batch: the rights were checked at the entry point
        self._message_log_batch(bodies)

    def _followup_note_bodies(self, before, rule, agreed):
        """The notes of :meth:`_followup_note`, in the language of the environment.

        :return: ``{partner id: text}``
        """
        none = self.env._("no colour")
        rule = rule and rule.with_env(self.env)
        reasons = self._followup_public_reasons()
        bodies = {}
        for partner in self:
            change = self.env._(
                "Follow-up: %(before)s → %(after)s.",
                before=before[partner.id].with_env(self.env).name or none,
                after=partner.followup_state_id.name or none,
            )
            if rule:
                who = self.env._("Rule: %s.", rule.name)
            elif partner.followup_mode != "manual":
                who = self.env._("No rule applies any more.")
            # sudo: only whether the reason names who did it
            elif (partner.sudo().followup_facts or {}).get("by"):
                who = ""
            else:
                who = self.env._("By hand.")
            kept = agreed.get(partner) and self.env._(
                "Still planned, as it was agreed: %s.",
                in_near_date(self.env, agreed[partner], weekday=True),
            )
            bodies[partner.id] = " ".join(
                filter(None, [change, as_sentence(reasons[partner.id]), who, kept])
            )
        return bodies

    # --------------------------------------------------------------------------
    # Changes of the follow-up made by people: form, kanban, import or RPC.
    # --------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Extends create: a colour given at creation is set by hand, with its note."""
        chosen = [vals.get("followup_state_id") for vals in vals_list]
        if any(chosen):
            vals_list = [
                {k: v for k, v in vals.items() if k != "followup_state_id"}
                for vals in vals_list
            ]
        vals_list = [
            {"next_contact_agreed": True, **vals}
            if vals.get("next_contact_date")
            else vals
            for vals in vals_list
        ]
        partners = super().create(vals_list)
        for state_id in {c for c in chosen if c}:
            group = self.browse(
                p.id for p, c in zip(partners, chosen, strict=True) if c == state_id
            )
            group._set_followup_by_hand(state_id, {})
        return partners

    def write(self, vals):
        """Extends write: a change of colour goes through the entry point, a date chosen
        by a person is an agreed date, and giving the colour back runs the rules."""
        raw = self.env.context.get("ficha_followup_raw")  # the merge copies as it is
        if raw or not self._followup_touched(vals):
            return super().write(vals)
        if not self.env.su and vals.keys() & FOLLOWUP_FIELDS:
            self._check_followup_rights()
        contacts = self._followup_contacts_of_others(vals)
        if contacts:
            entity_vals = {k: v for k, v in vals.items() if k in ENTITY_FIELDS}
            other_vals = {k: v for k, v in vals.items() if k not in ENTITY_FIELDS}
            contacts.commercial_partner_id.write(entity_vals)
            contacts.write(other_vals)
            return (self - contacts).write(vals)
        vals = dict(vals)
        by_hand = "followup_state_id" in vals
        state_id = vals.pop("followup_state_id", False)
        hand = {
            name: vals.pop(name)
            for name in ("followup_reason", "followup_mode", "followup_manual_until")
            if by_hand and name in vals
        }
        back = vals.get("followup_mode") == "automatic"
        if back:
            vals["followup_manual_until"] = False
        if "next_contact_date" in vals:
            vals.setdefault("next_contact_agreed", bool(vals["next_contact_date"]))
        result = super().write(vals)
        if by_hand:
            self._set_followup_by_hand(state_id, hand)
        if back:
            # they hold already what the rules find: a day put off stays put off
            self.with_context(ficha_given_back=True)._followup_evaluate()
        if vals.keys() & {"next_contact_date", "active", "do_not_contact"}:
            self._followup_move_reminders()
        if vals.keys() & {"active", "do_not_contact"}:
            plans = self.followup_plan_ids | self.child_ids.followup_plan_ids
            plans._drop_coming()
            plans._prepare_occurrences()
        return result

    @api.model
    def _followup_touched(self, vals):
        return bool(vals.keys() & FOLLOWUP_FIELDS) or vals.get("active") is False

    def _followup_contacts_of_others(self, vals):
        """Contacts of a company among these, when what is written belongs to the
        company: a next contact kept on the contact would never be reminded of."""
        if not vals.keys() & ENTITY_FIELDS:
            return self.browse()
        return self.filtered(lambda partner: partner.commercial_partner_id != partner)

    def _set_followup_by_hand(self, state_id, vals):
        state = self.env["ficha.followup.state"].browse(state_id or [])
        text = vals.get("followup_reason")
        facts = {"text": text} if text else {"by": self.env.user.name}
        self._set_followup(
            state,
            mode="manual",
            manual_until=vals.get("followup_manual_until"),
            facts=dict.fromkeys(self.commercial_partner_id.ids, facts),
        )

    # --------------------------------------------------------------------------
    # Whose turn it is: we wrote and wait, or they answered.
    # --------------------------------------------------------------------------

    def _followup_on_outgoing(self):
        """An e-mail went out to these contacts: their company owes us a word."""
        self._followup_touched_today(awaiting=True)

    def _followup_on_incoming(self):
        """These contacts wrote to us: their company owes us nothing."""
        # sudo: the message may come from the mail gateway or from a portal user
        self.sudo()._followup_touched_today(awaiting=False)

    def _followup_touched_today(self, awaiting=None):
        """A real contact took place today.

        :param awaiting: True when we wait for their word since now, False when they
            gave it, None when it does not change
        """
        today = self._followup_today()
        days = dict.fromkeys(self.commercial_partner_id.ids, today)
        self._followup_touched_on(days, awaiting)

    def _followup_touched_on(self, days, awaiting=None):
        """A real contact took place, perhaps on an earlier day that is noted now.

        Writes only the customers for whom that is news, so that a second e-mail of
        the day does not touch the row that an invoice may be posting to. Dates never
        move back.

        :param days: ``{commercial partner id: day of the contact}``
        :param awaiting: as in :meth:`_followup_touched_today`
        """
        today = self._followup_today()
        Partner = self.env["res.partner"]
        domain = Partner._followup_customer_domain()
        partners = self.commercial_partner_id.filtered_domain(domain)
        rows = []
        for partner in partners:
            day, last = days[partner.id], partner.last_contact_date
            since = partner.awaiting_reply_since
            if awaiting is not None:
                since = (since or day) if awaiting else False
            next_date = partner.next_contact_date
            if not last or day >= last:
                next_date = partner._followup_restarted_cadence(day)
                if next_date and next_date < today:
                    # the cadence from a day long ago says nothing about tomorrow
                    next_date = partner.next_contact_date
            last = max(last or day, day)
            if (
                since != partner.awaiting_reply_since
                or partner.last_contact_date != last
                or next_date != partner.next_contact_date
            ):
                rows.append(
                    {
                        "id": partner.id,
                        "awaiting_reply_since": since or None,
                        "last_contact_date": last,
                        "next_contact_date": next_date or None,
                    }
                )
        if rows:
            partners._write_followup(rows)
            Partner.browse(row["id"] for row in rows)._followup_evaluate()

    def _followup_restarted_cadence(self, today):
        """Next contact after a contact today: the cadence starts again from the real
        touch; a date agreed with the customer stays until its reminder is done."""
        if self.next_contact_agreed and self.next_contact_date:
            return self.next_contact_date
        return self._followup_by_cadence(self.followup_state_id, today)

    def _followup_by_cadence(self, state, today):
        """Next contact that the cadence of a state gives after a contact today."""
        if not state.cadence_days:
            return False
        company = self.company_id or self.env.company
        return company._followup_add_working_days(today, state.cadence_days)

    def _followup_reminder_done(self):
        """A reminder of these customers was done: the contact took place, and the
        next one follows from the cadence. An agreed date that has come is used up."""
        today = fields.Date.context_today(self)
        partners = self.commercial_partner_id
        rows = []
        for partner in partners:
            date, agreed = partner.next_contact_date, partner.next_contact_agreed
            if not (agreed and date and date > today):
                date = partner._followup_by_cadence(partner.followup_state_id, today)
                agreed = False
            rows.append(
                {
                    "id": partner.id,
                    "last_contact_date": today,
                    "next_contact_date": date or None,
                    "next_contact_agreed": agreed,
                }
            )
        partners._write_followup(rows)

    def _ficha_merge_own_fields(self):
        """Extends ours: nobody chooses half a follow-up."""
        return super()._ficha_merge_own_fields() | set(FOLLOWUP_BLOCK)

    def _ficha_merge_values(self, others):
        """Extends ours: the colour of the first other that has one, as a whole, when
        the kept contact had none; the latest of the last contacts; the earliest next
        contact where there was none."""
        values = super()._ficha_merge_values(others)
        source = others.filtered("followup_state_id")[:1]
        if not source or self.followup_state_id:
            source = self
        values |= {name: source[name] for name in FOLLOWUP_BLOCK}
        dates = [p.last_contact_date for p in self | others if p.last_contact_date]
        if dates:
            values["last_contact_date"] = max(dates)
        planned = others.filtered("next_contact_date").sorted("next_contact_date")[:1]
        if not planned or self.next_contact_date:
            planned = self
        values["next_contact_date"] = planned.next_contact_date
        values["next_contact_agreed"] = planned.next_contact_agreed
        return values
