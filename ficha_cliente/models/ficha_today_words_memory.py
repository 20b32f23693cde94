from collections import defaultdict

from odoo import api, fields, models

from .ficha_today_words import PARTNER_FIELDS


class FichaToday(models.AbstractModel):
    """The words of what the memory says: promises, purchases, complaints, proposals
    and dates."""

    _inherit = "ficha.today"

    @api.model
    def _today_words_awaiting(self, day, candidates):
        partners = self.env["res.partner"].browse(c.res_id for c in candidates)
        partners.fetch(PARTNER_FIELDS)
        result = {}
        for partner in partners:
            since = partner.awaiting_reply_since
            count = (day.today - since).days
            when = self._today_when(day, since, "EEEE d MMM" if count > 6 else "EEEE")
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
    def _today_words_expected(self, day, candidates):
        summaries = self.env["ficha.purchase.summary"].browse(
            c.res_id for c in candidates
        )
        summaries.fetch(["expected_date", "median_interval_days", "average_ticket"])
        result = {}
        for summary in summaries:
            count = (day.today - summary.expected_date).days
            late = (
                self.env._("1 day late")
                if count == 1
                else self.env._("%s days late", count)
            )
            parts = [late]
            if summary.median_interval_days:
                parts.append(
                    self.env._(
                        "they buy every %s days", round(summary.median_interval_days)
                    )
                )
            result[summary.id] = {
                "reason": " · ".join(parts),
                "short": self.env._("purchase %s", late),
                "money": "about",
            }
        return result

    @api.model
    def _today_words_complaint(self, day, candidates):
        Interaction = self.env["ficha.interaction"]
        complaints = Interaction.browse(c.res_id for c in candidates)
        complaints.fetch(["subject", "date", "contact_id"])
        result = {}
        for complaint in complaints:
            begun = fields.Datetime.context_timestamp(self, complaint.date).date()
            count = (day.today - begun).days
            ago = self._today_ago(count)
            result[complaint.id] = {
                "reason": " · ".join(
                    filter(
                        None,
                        [f"«{complaint.subject}»", complaint.contact_id.name, ago],
                    )
                ),
                "short": self.env._("complaint “%s” open", complaint.subject),
                "gestures": ["solve"],
                "open": self._today_open("ficha.interaction", complaint.id),
            }
        return result

    @api.model
    def _today_words_proposal(self, day, candidates):
        proposals = self.env["ficha.proposal"].browse(c.res_id for c in candidates)
        proposals.fetch(["source", "source_ref", "field_name"])
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
    def _today_words_birthday(self, day, candidates):
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
    def _today_words_family(self, day, candidates):
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
    def _today_words_anniversary(self, day, candidates):
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
