from collections import Counter

from odoo import api, fields, models
from odoo.tools import SQL, format_duration

from odoo.addons.ficha_cliente.tools.groups import INTERNAL
from odoo.addons.ficha_cliente.tools.words import in_date

from ..tools.verdicts import Answer

#: What the page of a customer asks: channel, purpose, and the field that is there.
LINES = (
    ("phone", "calls", "phone"),
    ("email", "own_news", "email"),
    ("whatsapp", "own_news", "phone"),
    ("post", "post", "street"),
)
#: Stands among the channels for what they say about profiling.
PROFILING = "profiling"
#: How somebody says no to a channel, for the button.
GESTURES = ("phone", "email", "whatsapp", "post", "sms")


class ResPartner(models.Model):
    """One line for each channel on the ficha: yes or no, and why.

    Everybody who opens customer files reads the answer and its sentence, which is what
    they need to pick up the telephone; the ledger behind it is for *Ficha: personal
    data* and the privacy desk.
    """

    _inherit = "res.partner"

    ficha_contact_lines = fields.Json(
        compute="_compute_ficha_contact_lines",
        groups=INTERNAL,
        help="Whether this person may be called or written to, by channel, and why.",
    )

    ficha_no_profile = fields.Boolean(
        string="Objects to profiling",
        compute="_compute_ficha_contact_lines",
        groups=INTERNAL,
        help="No segment, value, drift or forecast is worked out of this customer, and "
        "no rule of those kinds speaks of them.",
    )

    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    @api.depends(
        *("email", "phone", "street", "do_not_contact", "ficha_processing"),
        "ficha_news_often",
        *("commercial_partner_id", "birthdate_date", "contact_point_ids"),
        *("contact_weekday_ids", "contact_hour_from", "contact_hour_to"),
    )
    def _compute_ficha_contact_lines(self):
        known = self._origin.filtered("id")
        answers, channels = known._ficha_channel_answers() if known else ({}, {})
        editor = self.env.user.has_group("ficha_cliente.group_ficha_user")
        for partner in self:
            lines = []
            for code, _purpose, fname in self._ficha_lines():
                answer = answers.get((partner._origin.id, code))
                if not answer or code not in channels or not partner[fname]:
                    continue
                name, icon = channels[code]
                lines.append(
                    {
                        "channel": code,
                        "name": name,
                        "icon": icon or "fa-comment-o",
                        "ok": answer.ok,
                        "text": self._ficha_answer_words(answer),
                        "wish": code == "phone" and partner._ficha_wish_words(),
                        "article": answer.article,
                        # who said no need not say it again
                        "gesture": editor
                        and answer.code not in ("objected", "withdrawn", "denied")
                        and self._ficha_gesture_words(code),
                    }
                )
            partner.ficha_contact_lines = lines
            partner.ficha_no_profile = (partner._origin.id, PROFILING) in answers

    @api.model
    def _ficha_lines(self):
        """Hook: what the page of a customer asks, a line for each.

        :return: list of (channel, purpose, field without which there is no line)
        """
        return [*LINES]

    def _ficha_channel_answers(self):
        """What each channel of the page gets as an answer, whether they object to
        profiling, and what the channels are called, in one statement.

        :return: ``{(partner id, channel code): Answer}``, ``{code: (name, icon)}``
        """
        self.env["ficha.channel"].flush_model(["code", "name", "icon", "active"])
        among = SQL("SELECT unnest(%s::int[])", self.ids)
        questions = {
            code: (purpose, code) for code, purpose, _fname in self._ficha_lines()
        }
        selects = [self._ficha_may_contact_each_sql(questions, among)]
        selects.append(
            SQL(
                """SELECT %(profiling)s, p.id, FALSE, 'objected', NULL::date,
                          NULL::varchar
                     FROM res_partner p
                    WHERE p.id = ANY(%(ids)s)
                      AND p.commercial_partner_id IN (%(objects)s)""",
                profiling=PROFILING,
                ids=self.ids,
                objects=self._ficha_objects_sql(
                    SQL(
                        "c.partner_id IN (SELECT commercial_partner_id"
                        " FROM res_partner WHERE id = ANY(%s))",
                        self.ids,
                    )
                ),
            )
        )
        selects.append(
            SQL(
                """SELECT c.code, NULL::int, TRUE,
                          COALESCE(c.name->>%(lang)s, c.name->>'en_US'), NULL::date,
                          c.icon
                     FROM ficha_channel c WHERE c.active AND c.code = ANY(%(codes)s)""",
                lang=self.env.lang or "en_US",
                codes=list(questions),
            )
        )
        rows = self.env.execute_query(SQL(" UNION ALL ").join(selects))
        answers, channels = {}, {}
        for channel, id_, *row in rows:
            if id_ is None:
                _ok, name, _since, icon = row
                channels[channel] = (name, icon)
            else:
                answers[id_, channel] = Answer(*row)
        return answers, channels

    # -- words -------------------------------------------------------------------------

    @api.model
    def _ficha_answer_words(self, answer):
        """An answer in one sentence, in the user's language.

        :param answer: of :meth:`_ficha_may_contact`
        """
        day = in_date(self.env, answer.since)
        how = self._ficha_method_words(answer.method)
        company = self.env.company.sudo()  # its periods, told to who asks
        return {
            "deceased": lambda: self.env._("has died (LOPDGDD 3)"),
            "restricted": lambda: self.env._(
                "their data are not used for now: restricted (GDPR 18)"
            ),
            "fiscal": lambda: self.env._("kept for the tax office only (GDPR 17)"),
            "erased": lambda: self.env._("erased (GDPR 17)"),
            "service": lambda: self.env._("it is about their order or their question"),
            "suppressed": lambda: self.env._(
                "this address or number is not to be used since %s (LOPDGDD 15.2)", day
            ),
            "objected": lambda: self.env._(
                "asked us not to on %(day)s, %(how)s (GDPR 21.2)", day=day, how=how
            ),
            "withdrawn": lambda: self.env._(
                "took the consent back on %(day)s, %(how)s (GDPR 7.3)", day=day, how=how
            ),
            "denied": lambda: self.env._(
                "said no on %(day)s, %(how)s (LSSI 21.1)", day=day, how=how
            ),
            "do_not_contact": lambda: self.env._(
                "“Do not contact” is ticked in the follow-up"
            ),
            "paused": lambda: self.env._("wants nothing until %s (GDPR 21.2)", day),
            "this_month": lambda: self.env._(
                "wants one message a month, and had it on %s (GDPR 21.2)", day
            ),
            "other_day": lambda: self.env._(
                "likes to be called on other days of the week (GDPR 6.1)"
            ),
            "minor": lambda: self.env._(
                "too young to consent without a guardian (LOPDGDD 7)"
            ),
            "given": lambda: self.env._(
                "consented on %(day)s, %(how)s (GDPR 6.1.a)", day=day, how=how
            ),
            "soft_opt_in": lambda: self.env._(
                "customer since %s, may object in each message (LSSI 21.2)", day
            ),
            "customer": lambda: self.env._(
                "came to us last on %s, and is not on the Robinson list (LGTel 66.1.b)",
                day,
            ),
            "business": lambda: self.env._(
                "as a company, about its business; not on the Robinson list "
                "(LOPDGDD 19)"
            ),
            "interest": lambda: self.env._("not on the Robinson list (GDPR 6.1.f)"),
            "robinson_needed": lambda: self.env._(
                "look up the Robinson list first: not done in the last %s days "
                "(LOPDGDD 23.4)",
                company.ficha_robinson_days,
            ),
            "robinson_listed": lambda: self.env._(
                "is on the Robinson list (LOPDGDD 23.4)"
            ),
            "unconfirmed": lambda: self.env._(
                "has not confirmed the consent given on the web (LSSI 21.1)"
            ),
            "expired": lambda: self.env._("the consent has expired (GDPR 7.1)"),
            "stale": lambda: self.env._(
                "the consent was for another address or number (LSSI 21.1)"
            ),
            "nobody_asked": lambda: self.env._("nobody asked (GDPR 6.1)"),
        }[answer.code]()

    @api.model
    def _ficha_reason_words(self, code):
        """Why the gate keeps somebody out, without the day, so that it can be counted:
        *3 asked us not to*.

        :param str code: of an answer that is a no
        """
        return {
            "deceased": self.env._("died"),
            "restricted": self.env._("with data that are not used for now"),
            "fiscal": self.env._("kept for the tax office only"),
            "erased": self.env._("erased"),
            "suppressed": self.env._("with an address that is not to be used"),
            "objected": self.env._("asked us not to"),
            "withdrawn": self.env._("took the consent back"),
            "denied": self.env._("said no"),
            "do_not_contact": self.env._("with “Do not contact” ticked"),
            "paused": self.env._("want nothing for a while"),
            "this_month": self.env._("had this month's message already"),
            "other_day": self.env._("like other days of the week"),
            "minor": self.env._("too young"),
            "robinson_needed": self.env._("not looked up in the Robinson list"),
            "robinson_listed": self.env._("on the Robinson list"),
            "unconfirmed": self.env._("have not confirmed their consent"),
            "expired": self.env._("with a consent that has expired"),
            "stale": self.env._("consented for another address"),
            "nobody_asked": self.env._("nobody asked them"),
        }[code]

    @api.model
    def _ficha_counted(self, reasons):
        """Reasons with how many each is of, the most frequent first.

        :param reasons: one text for each customer
        :return: ``3 asked us not to; 1 on the Robinson list``
        """
        return "; ".join(
            f"{number} {reason}" for reason, number in Counter(reasons).most_common()
        )

    def _ficha_wish_words(self):
        """On which days and at what hours this customer likes to be called, or ``""``.

        Hours without an end, or without a start, are said as they are."""
        days = ", ".join(self.contact_weekday_ids.sorted("number").mapped("name"))
        start, end = self.contact_hour_from, self.contact_hour_to
        hours = ""
        if start and end:
            hours = f"{format_duration(start)}–{format_duration(end)}"
        elif end:
            hours = self.env._("until %s", format_duration(end))
        elif start:
            hours = self.env._("from %s", format_duration(start))
        wish = ", ".join(filter(None, (days, hours)))
        return wish and self.env._("likes: %s", wish)

    @api.model
    def _ficha_method_words(self, method):
        """How something was said, inside a sentence."""
        return {
            "told": self.env._("told to one of us"),
            "web_form": self.env._("in a web form"),
            "portal": self.env._("in the portal"),
            "link": self.env._("by a link"),
            "one_click": self.env._("with the button of the mail program"),
            "paper": self.env._("on paper"),
            "email": self.env._("by e-mail"),
            "call": self.env._("by telephone"),
            "sms": self.env._("by SMS"),
            "presence": self.env._("in person"),
            "import": self.env._("as imported"),
            "merge": self.env._("the stricter of two, after a merge"),
            "retention": self.env._("by a retention rule"),
            "system": self.env._("recorded by the system"),
        }.get(method, "")

    @api.model
    def _ficha_gesture_words(self, code):
        return {
            "phone": self.env._("Asked not to be called"),
            "email": self.env._("Asked for no e-mails"),
            "whatsapp": self.env._("Asked for no WhatsApp"),
            "post": self.env._("Asked for no post"),
            "sms": self.env._("Asked for no SMS"),
        }[code]
