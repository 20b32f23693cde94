import logging
from collections import Counter, defaultdict

from odoo import api, models

from odoo.addons.ficha_cliente.tools.bounds import CANNOT_BE_TOLD
from odoo.addons.ficha_cliente.tools.moments import in_zone
from odoo.addons.ficha_cliente.tools.words import in_near_date, quoted

_logger = logging.getLogger(__name__)

PARTNER_FIELDS = [
    "name",
    "client_code",
    "phone",
    "email",
    "followup_state_id",
    "followup_rule_id",
    "next_contact_date",
    "awaiting_reply_since",
    "main_contact_id",
    "followup_user_id",
    "user_id",
    "company_id",
]

# Sources of which a customer has one; more candidates of the same say nothing new.
ONCE = {"followup", "reply", "awaiting", "expected", "proposal", "anniversary"}

# Rules whose reason is what another source says, which is then not said beside it.
RULES_SAY = {
    "no_reply": "awaiting",
    "reply_owed": "reply",
    "complaint_open": "complaint",
}


class FichaToday(models.AbstractModel):
    """The lines in words: one batch for each source, whatever the number of lines."""

    _inherit = "ficha.today"

    @api.model
    def _today_lines(self, day, groups):
        """:param groups: lists of candidates, one per customer, the strongest first
        :return: ``{partner id: line}``
        """
        by_source = defaultdict(list)
        for group in groups:
            for candidate in group:
                by_source[candidate.source].append(candidate)
        texts = {
            source: self._today_texts(source, day, candidates)
            for source, candidates in by_source.items()
        }
        partners = self.env["res.partner"].browse(
            group[0].partner_id for group in groups
        )
        partners.fetch(PARTNER_FIELDS)
        lines = {}
        for partner, group in zip(partners, groups, strict=True):
            main = group[0]
            values = texts[main.source].get(main.res_id, {})
            lines[partner.id] = {
                **self._today_customer(partner),
                **self._today_line_person(day, partner),
                "source": main.source,
                "res_id": main.res_id,
                "amount": float(main.amount or 0.0),
                "what": "",
                "reason": "",
                "hour": "",
                "gestures": ["postpone", "done"],
                "open": False,
                "money": "exact",
                **{k: v for k, v in values.items() if k not in ("short", "says")},
                "also": self._today_further_reasons(group, texts),
            }
        return lines

    @api.model
    def _today_texts(self, source, day, candidates):
        """What a source says of its records. Where one of them cannot be told, the
        others are, and it says so.

        :return: ``{record id: dict}``
        """
        tell = getattr(self, f"_today_text_{source}")
        try:
            return tell(day, candidates)
        except CANNOT_BE_TOLD:
            texts = {}
        for candidate in candidates:
            try:
                texts.update(tell(day, [candidate]))
            except CANNOT_BE_TOLD as error:
                _logger.warning("%s %s in Hoy: %s", source, candidate.res_id, error)
                texts[candidate.res_id] = self._today_not_told(candidate)
        return texts

    @api.model
    def _today_not_told(self, candidate):
        """The line of a record with a date or a figure that there is not."""
        model = self._today_models().get(candidate.source)
        text = self.env._("something in it is not possible: open it and correct it")
        return {
            "reason": text,
            "short": text,
            "gestures": [],
            "open": bool(model) and self._today_open(model, candidate.res_id),
        }

    @api.model
    def _today_models(self):
        """Of which model the records of each source are, where they are not the
        customer: modules add theirs with ``super()``."""
        return {
            "activity": "mail.activity",
            "event": "calendar.event",
            "reply": "ficha.interaction",
            "complaint": "ficha.interaction",
            "task": "ficha.task",
        }

    @api.model
    def _today_customer(self, partner):
        """What every line shows of its customer. Where a company has no telephone or
        address of its own, its main contact's."""
        state, contact = partner.followup_state_id, partner.main_contact_id
        return {
            "partner_id": partner.id,
            "name": partner.name or "",
            "code": partner.client_code or "",
            "color": state.color or "",
            "icon": state.icon or "",
            "state": state.name or "",
            "phone": partner.phone or contact.phone or "",
            "email": partner.email or contact.email or "",
        }

    @api.model
    def _today_further_reasons(self, group, texts):
        """The further reasons of a customer, each once, in few words."""
        main = group[0]
        seen = {main.source} if main.source in ONCE else {(main.source, main.res_id)}
        also = []
        beside = Counter(candidate.source for candidate in group)
        # of several complaints the reason tells one, so each is told
        said = texts[main.source].get(main.res_id, {}).get("says")
        told = {said} if said in ONCE or beside[said] == 1 else set()
        for candidate in group[1:]:
            key = candidate.source
            if key not in ONCE:
                key = (candidate.source, candidate.res_id)
            values = texts[candidate.source].get(candidate.res_id, {})
            if key in seen or candidate.source in told or not values.get("short"):
                continue
            if beside[values.get("says")]:
                continue  # what it says has its own line
            seen.add(key)
            also.append(
                {
                    "source": candidate.source,
                    "res_id": candidate.res_id,
                    "text": values["short"],
                    "open": values.get("open", False),
                }
            )
        return also

    # -- what the money is -----------------------------------------------------------

    @api.model
    def _today_money(self):
        """What amounts are, in words. Those of one kind are added up, those of two are
        not, and of which nobody says what they are, none.

        :return: ``{kind of money: words}``: modules add theirs with ``super()``; a
            source of that name has that money, see :meth:`_today_select`
        """
        return {
            "overdue": self.env._("overdue, taxes included"),
            "expected": self.env._("in usual purchases, before taxes"),
        }

    @api.model
    def _today_followup_money(self):
        """What the amount behind a follow-up is, by the kind of the rule that says so.

        :return: ``{kind of rule: kind of money}``, see :meth:`_today_money`
        """
        return {
            "invoice_overdue": "overdue",
            "purchase_overdue": "expected",
            "drift_risk": "expected",
            "big_silent": "expected",
        }

    # -- one method per source: {record id: reason, short, what, hour, gestures, open} -

    @api.model
    def _today_text_followup(self, day, candidates):
        partners = self.env["res.partner"].browse(c.res_id for c in candidates)
        partners.fetch(PARTNER_FIELDS)
        reasons = partners._followup_reasons()
        # of a rule of another company nothing is said, so it says nothing for others
        told = partners.followup_rule_id._filtered_access("read")
        result = {}
        for partner in partners:
            why = reasons[partner.id]
            parts = [why or partner.followup_state_id.name]
            date = partner.next_contact_date
            if date and date < day.today:
                when = self._today_when(day, date)
                parts.append(self.env._("contact due %s, not made", when))
            reason = " · ".join(filter(None, parts))
            short = why or self.env._("Contact due")
            rule = partner.followup_rule_id & told
            result[partner.id] = {
                "reason": reason or self.env._("Contact agreed for today"),
                "short": short,
                "money": False,
                "says": why and RULES_SAY.get(rule.kind),
            }
        return result

    @api.model
    def _today_text_activity(self, day, candidates):
        words = self.env["res.partner"]._followup_planned_activity_words(
            [c.res_id for c in candidates]
        )
        result = {}
        for candidate in candidates:
            told = words[candidate.res_id]
            parts = [told["detail"]]
            if told["on"] != ("res.partner", candidate.partner_id):
                parts.append(told["name"])
            if told["deadline"] < day.today:
                late = self._today_when(day, told["deadline"])
                parts.append(self.env._("was for %s", late))
            short = told["type"] or told["summary"]
            result[candidate.res_id] = {
                "what": told["type"],
                "reason": " · ".join(filter(None, parts)),
                "short": " ".join(filter(None, [told["hour"], short])),
                "hour": told["hour"],
            }
        return result

    @api.model
    def _today_text_event(self, day, candidates):
        words = self.env["res.partner"]._followup_planned_event_words(
            [c.res_id for c in candidates]
        )
        return {
            event_id: {
                "what": told["type"],
                "reason": told["detail"],
                "short": " ".join(filter(None, [told["hour"], told["summary"]])),
                "hour": told["hour"],
                "gestures": ["log", "postpone"],
                "open": self._today_open("calendar.event", event_id),
            }
            for event_id, told in words.items()
        }

    @api.model
    def _today_text_reply(self, day, candidates):
        Interaction = self.env["ficha.interaction"]
        waiting = Interaction.browse(c.res_id for c in candidates).sorted("date")
        result = {}
        for owed in waiting.grouped("commercial_partner_id").values():
            first = next(iter(owed))
            values = {
                "reason": owed._reply_owed_words(),
                "short": self.env._(
                    "we owe them a reply: %s", first._reply_owed_words()
                ),
                "gestures": ["answered", "dismiss"],
                "open": self._today_open("ficha.interaction", first.id),
            }
            result.update(dict.fromkeys(owed.ids, values))
        return result

    # -- small words -------------------------------------------------------------------

    @api.model
    def _today_when(self, day, date):
        """“today”, “tomorrow”, “yesterday” or the day, *Thu 5 Mar*."""
        near = {
            -1: self.env._("yesterday"),
            0: self.env._("today"),
            1: self.env._("tomorrow"),
        }
        return near.get((date - day.today).days) or in_near_date(
            self.env, date, day.today, weekday=True
        )

    @api.model
    def _today_ago(self, count):
        if count < 1:
            return self.env._("since today")
        if count == 1:
            return self.env._("since yesterday")
        return self.env._("%s days ago", count)

    @api.model
    def _today_only(self, day, candidate, text):
        """A further reason that counts on its day only."""
        return text if candidate.moment.date() == day.today else ""

    @api.model
    def _today_open(self, model, res_id):
        """Window action of the record behind a line."""
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": res_id,
            "views": [[False, "form"]],
            "target": "new",
        }

    # --------------------------------------------------------------------------
    # The texts of what the history says: promises, purchases, complaints,
    # proposals and dates.
    # --------------------------------------------------------------------------

    @api.model
    def _today_text_awaiting(self, day, candidates):
        partners = self.env["res.partner"].browse(c.res_id for c in candidates)
        partners.fetch(PARTNER_FIELDS)
        result = {}
        for partner in partners:
            since = partner.awaiting_reply_since
            count = (day.today - since).days
            when = self._today_when(day, since)
            result[partner.id] = {
                "reason": self.env._("our e-mail of %s, unanswered", when)
                + (f" · {self._today_ago(count)}" if count > 1 else ""),
                "short": self.env._("no answer for %s days", count)
                if count > 1
                else self.env._("no answer yet"),
                "gestures": ["remind", "postpone", "done"],
            }
        return result

    @api.model
    def _today_text_expected(self, day, candidates):
        summaries = self.env["ficha.purchase.summary"].browse(
            c.res_id for c in candidates
        )
        result = {}
        for record_id, rhythm in summaries._rhythms(day.today).items():
            usual = summaries._tell_usual(rhythm)
            result[record_id] = {
                "reason": ": ".join(
                    filter(None, [summaries._tell_expected(rhythm), usual])
                ),
                "short": self.env._("purchase %s", summaries._tell_late(rhythm)),
                "money": "about",
            }
        return result

    @api.model
    def _today_text_complaint(self, day, candidates):
        Interaction = self.env["ficha.interaction"]
        complaints = Interaction.browse(c.res_id for c in candidates)
        complaints.fetch(["subject", "date", "contact_id"])
        result = {}
        for complaint in complaints:
            begun = in_zone(complaint.date, self.env.tz).date()
            count = (day.today - begun).days
            ago = self._today_ago(count)
            result[complaint.id] = {
                "reason": " · ".join(
                    filter(
                        None,
                        [
                            quoted(self.env, complaint.subject),
                            complaint.contact_id.name,
                            ago,
                        ],
                    )
                ),
                "short": self.env._("complaint “%s” open", complaint.subject),
                "gestures": ["solve"],
                "open": self._today_open("ficha.interaction", complaint.id),
            }
        return result

    @api.model
    def _today_text_proposal(self, day, candidates):
        proposals = self.env["ficha.proposal"].browse(c.res_id for c in candidates)
        proposals.fetch(["source", "field_name"])
        labels = dict(proposals._fields["source"]._description_selection(self.env))
        groups = defaultdict(list)
        for candidate, proposal in zip(candidates, proposals, strict=True):
            groups[candidate.partner_id].append(proposal)
        result = {}
        for group in groups.values():
            sources = dict.fromkeys(p.source_ref or labels[p.source] for p in group)
            names = dict.fromkeys(p.field_label for p in group)
            count = (
                self.env._("1 change")
                if len(group) == 1
                else self.env._("%s changes", len(group))
            )
            values = {
                "what": count,
                "reason": " · ".join([", ".join(names), ", ".join(sources)]),
                "short": self.env._("%s to decide", count),
                "gestures": ["decide"],
            }
            result.update({proposal.id: values for proposal in group})
        return result

    @api.model
    def _today_text_task(self, day, candidates):
        tasks = self.env["ficha.task"].browse(c.res_id for c in candidates)
        return {
            task.id: {
                "reason": task.name,
                "short": self.env._("to do: %s", task.name),
                "gestures": ["postpone", "finish"],
            }
            for task in tasks
        }

    @api.model
    def _today_text_birthday(self, day, candidates):
        people = self.env["res.partner"].browse(c.res_id for c in candidates)
        people.fetch(["name", "parent_id"])
        result = {}
        for candidate, person in zip(candidates, people, strict=True):
            own = person.id == candidate.partner_id
            when = self._today_when(day, candidate.moment.date())
            result[person.id] = {
                "what": when,
                "reason": self.env._("birthday")
                if own
                else self.env._("birthday of %s", person.name),
                "short": self._today_only(day, candidate, self.env._("birthday today")),
                "gestures": ["done"],
            }
        return result

    @api.model
    def _today_text_family(self, day, candidates):
        members = self.env["ficha.family.member"].browse(c.res_id for c in candidates)
        kinships = dict(members._fields["kinship"]._description_selection(self.env))
        result = {}
        for candidate, member in zip(candidates, members, strict=True):
            text = self.env._(
                "birthday of %(name)s (%(kinship)s)",
                name=member.member_name,
                kinship=kinships[member.kinship].lower(),
            )
            result[member.id] = {
                "what": self._today_when(day, candidate.moment.date()),
                "reason": text,
                "short": self._today_only(day, candidate, text),
                "gestures": ["done"],
            }
        return result

    @api.model
    def _today_text_anniversary(self, day, candidates):
        summaries = self.env["ficha.purchase.summary"].browse(
            c.res_id for c in candidates
        )
        summaries.fetch(["first_purchase_date"])
        result = {}
        for candidate, summary in zip(candidates, summaries, strict=True):
            date = candidate.moment.date()
            years = date.year - summary.first_purchase_date.year
            text = (
                self.env._("1 year since their first purchase")
                if years == 1
                else self.env._("%s years since their first purchase", years)
            )
            result[summary.id] = {
                "what": self._today_when(day, date),
                "reason": text,
                "short": self._today_only(day, candidate, text),
                "gestures": ["done"],
            }
        return result
