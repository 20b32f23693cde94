from odoo import api, fields, models
from odoo.tools import SQL

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
#: How somebody says no to a channel, for the button.
GESTURES = ("phone", "email", "whatsapp", "post")


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

    @api.depends_context("uid", "lang", "tz", "allowed_company_ids")
    @api.depends(
        *("email", "phone", "street", "do_not_contact", "ficha_processing"),
        *("commercial_partner_id", "birthdate_date", "contact_point_ids"),
    )
    def _compute_ficha_contact_lines(self):
        known = self._origin.filtered("id")
        answers = known._ficha_channel_answers() if known else {}
        channels = self._ficha_line_channels() if known else {}
        editor = self.env.user.has_group("ficha_cliente.group_ficha_user")
        for partner in self:
            lines = []
            for code, _purpose, fname in LINES:
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
                        "article": answer.article,
                        # who said no need not say it again
                        "gesture": editor
                        and answer.code not in ("objected", "withdrawn", "denied")
                        and self._ficha_gesture_words(code),
                    }
                )
            partner.ficha_contact_lines = lines

    @api.model
    def _ficha_line_channels(self):
        channels = self.env["ficha.channel"].search(
            [("code", "in", [code for code, *_rest in LINES])]
        )
        return {channel.code: (channel.name, channel.icon) for channel in channels}

    def _ficha_channel_answers(self):
        """What each channel of the page gets as an answer, in one statement.

        :return: ``{(partner id, channel code): Answer}``
        """
        among = SQL("SELECT unnest(%s::int[])", self.ids)
        query = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s AS channel, gate.* FROM (%s) AS gate",
                code,
                self._ficha_may_contact_sql(purpose, code, among=among),
            )
            for code, purpose, _fname in LINES
        )
        rows = self.env.execute_query(query)
        by_channel = {}
        for channel, *row in rows:
            by_channel[row[0], channel] = Answer(*row[1:])
        return by_channel

    # -- words ---------------------------------------------------------------------------

    @api.model
    def _ficha_answer_words(self, answer):
        """An answer in one sentence, in the user's language.

        :param answer: of :meth:`_ficha_may_contact`
        """
        _ = self.env._
        day = in_date(self.env, answer.since)
        how = self._ficha_method_words(answer.method)
        company = self.env.company.sudo()  # its periods, told to who asks
        return {
            "deceased": lambda: _("has died (LOPDGDD 3)"),
            "restricted": lambda: _(
                "their data are not used for now: restricted (GDPR 18)"
            ),
            "fiscal": lambda: _("kept for the tax office only (GDPR 17)"),
            "erased": lambda: _("erased (GDPR 17)"),
            "service": lambda: _("it is about their order or their question"),
            "suppressed": lambda: _(
                "this address or number is not to be used since %s (LOPDGDD 15.2)", day
            ),
            "objected": lambda: _(
                "asked us not to on %(day)s, %(how)s (GDPR 21.2)", day=day, how=how
            ),
            "withdrawn": lambda: _(
                "took the consent back on %(day)s, %(how)s (GDPR 7.3)", day=day, how=how
            ),
            "denied": lambda: _(
                "said no on %(day)s, %(how)s (LSSI 21.1)", day=day, how=how
            ),
            "do_not_contact": lambda: _("“Do not contact” is ticked in the follow-up"),
            "minor": lambda: _("too young to consent without a guardian (LOPDGDD 7)"),
            "given": lambda: _(
                "consented on %(day)s, %(how)s (GDPR 6.1.a)", day=day, how=how
            ),
            "soft_opt_in": lambda: _(
                "customer since %s, may object in each message (LSSI 21.2)", day
            ),
            "customer": lambda: _(
                "came to us last on %s, and is not on the Robinson list (LGTel 66.1.b)",
                day,
            ),
            "business": lambda: _(
                "as a company, about its business; not on the Robinson list "
                "(LOPDGDD 19)"
            ),
            "interest": lambda: _("not on the Robinson list (GDPR 6.1.f)"),
            "robinson_needed": lambda: _(
                "look up the Robinson list first: not done in the last %s days "
                "(LOPDGDD 23.4)",
                company.ficha_robinson_days,
            ),
            "robinson_listed": lambda: _("is on the Robinson list (LOPDGDD 23.4)"),
            "unconfirmed": lambda: _(
                "has not confirmed the consent given on the web (LSSI 21.1)"
            ),
            "expired": lambda: _("the consent has expired (GDPR 7.1)"),
            "stale": lambda: _(
                "the consent was for another address or number (LSSI 21.1)"
            ),
            "nobody_asked": lambda: _("nobody asked (GDPR 6.1)"),
        }[answer.code]()

    @api.model
    def _ficha_method_words(self, method):
        """How something was said, inside a sentence."""
        _ = self.env._
        return {
            "told": _("told to one of us"),
            "web_form": _("in a web form"),
            "portal": _("in the portal"),
            "link": _("by a link"),
            "one_click": _("with the button of the mail program"),
            "paper": _("on paper"),
            "email": _("by e-mail"),
            "call": _("by telephone"),
            "presence": _("in person"),
            "import": _("as imported"),
            "merge": _("the stricter of two, after a merge"),
            "retention": _("by a retention rule"),
            "system": _("recorded by the system"),
        }.get(method, "")

    @api.model
    def _ficha_gesture_words(self, code):
        _ = self.env._
        return {
            "phone": _("Asked not to be called"),
            "email": _("Asked for no e-mails"),
            "whatsapp": _("Asked for no WhatsApp"),
            "post": _("Asked for no post"),
        }[code]
