import re
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, email_normalize

from odoo.addons.ficha_cliente.tools.by_hand import made_by_us
from odoo.addons.ficha_cliente_privacy.tools.point_key import masked

from ..tools.tokens import digest_of, is_same, new_token, stable_token

STABLE = "ficha_portal.preferences"
#: What a link is for: how long it can be used, and how often (0: as often as one likes)
SCOPES = {
    "correct": (relativedelta(days=7), 1),
    "preferences": (relativedelta(months=13), 0),
    "consent": (relativedelta(hours=48), 1),
    "confirm_email": (relativedelta(hours=48), 1),
    "confirm_phone": (relativedelta(minutes=10), 1),
    "confirm_signup": (relativedelta(hours=48), 1),
    "confirm_account": (relativedelta(hours=48), 1),
    "not_me": (relativedelta(hours=72), 1),
    "paper": (relativedelta(months=12), 0),
}
SESSION = timedelta(minutes=30)
TRIES = 5
#: Who presses twice, in the same browser, is one press.
TWICE = timedelta(minutes=2)
#: The same e-mail is not sent twice within this time.
AGAIN = timedelta(minutes=10)


class FichaLink(models.Model):
    """A link that was sent to a customer. Of its token only the digest is kept.

    It can be opened any number of times, which changes nothing: programs that read mail
    open links. Pressing the button on its page uses it. One that is for reviewing data
    then opens a visit of half an hour, known by a key of its own, which sees values
    masked until the visitor has shown to be who they are.
    """

    _name = "ficha.link"
    _description = "Link Sent to a Customer"
    _order = "id desc"
    _rec_name = "sent_to_masked"
    _ficha_merge_private = True

    token_sha256 = fields.Char(
        "Digest", required=True, readonly=True, groups=fields.NO_ACCESS
    )
    scope = fields.Selection(
        [
            ("correct", "Review their data"),
            ("preferences", "Choose what they receive"),
            ("consent", "Confirm a consent"),
            ("confirm_email", "Confirm an e-mail address"),
            ("confirm_phone", "Confirm a telephone by a code"),
            ("confirm_signup", "Confirm a registration"),
            ("confirm_account", "Confirm an account"),
            ("not_me", "Say that it was not they"),
            ("paper", "Code on paper"),
        ],
        required=True,
        readonly=True,
        string="For",
        help="What can be done with it.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        index="btree_not_null",
        readonly=True,
        ondelete="cascade",
        help="Whom it was sent to.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The company that sent it.",
    )
    sent_to_masked = fields.Char(
        "Sent to", readonly=True, help="The address, without most of its letters."
    )
    sent_to_hmac = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    data = fields.Json(
        readonly=True,
        groups=fields.NO_ACCESS,
        help="What is done when it is confirmed.",
    )
    expires_on = fields.Datetime(
        required=True, readonly=True, help="It cannot be used from then on."
    )
    max_uses = fields.Integer(
        "Uses",
        readonly=True,
        default=0,
        help="How often it can be used; 0: as often as they like.",
    )
    used_count = fields.Integer(
        "Used", readonly=True, default=0, help="How often it has been used."
    )
    used_on = fields.Datetime(
        "Last used on", readonly=True, help="When it was used last."
    )
    revoked_on = fields.Datetime(
        readonly=True, help="It cannot be used from then on: taken back, or tried out."
    )
    session_sha256 = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    session_until = fields.Datetime(readonly=True, groups=fields.NO_ACCESS)
    # of who pressed twice: the browser that used it, and the key it may still have
    browser_sha256 = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    before_sha256 = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    proven = fields.Boolean(
        "Shown to be theirs",
        readonly=True,
        help="The visitor knew two things that the customer knows.",
    )
    code_hmac = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    code_until = fields.Datetime(readonly=True, groups=fields.NO_ACCESS)
    tries = fields.Integer(
        "Wrong answers",
        readonly=True,
        default=0,
        help="How often they did not know them.",
    )

    _token_uniq = models.UniqueIndex("(token_sha256)", "This link is there already.")
    _session_idx = models.Index("(session_sha256) WHERE session_sha256 IS NOT NULL")
    _before_idx = models.Index("(before_sha256) WHERE before_sha256 IS NOT NULL")

    # -- what for ----------------------------------------------------------------------

    @api.model
    def _scopes(self):
        """Hook: what a link can be for.

        :return: as ``SCOPES``
        """
        return SCOPES

    @api.model
    def _scopes_once(self):
        """The scopes whose button is pressed once.

        :return: list of keys
        """
        apart = ("confirm_phone",)  # a code says it, and no button
        return [
            scope
            for scope, (_lasts, uses) in self._scopes().items()
            if uses == 1 and scope not in apart
        ]

    @api.model
    def _scopes_always(self):
        """Hook: what works while the pages for customers are closed: stopping is a
        right.

        :return: list of keys of :meth:`_scopes`
        """
        return ["preferences"]

    def _press(self, again):
        """Hook: the button of a link was pressed, for what another module added to
        :meth:`_scopes`.

        :param bool again: it was pressed twice, and is done
        :return: what is said, in a sentence; None for what is not its own
        """
        return None

    # -- made --------------------------------------------------------------------------

    @api.model
    def _issue(self, scope, partner, sent_to, data=None):
        """Make a link.

        :param str scope: key of ``SCOPES``
        :param partner: whom it is for
        :param str sent_to: the e-mail address or the telephone it is sent to
        :param dict data: what is done when it is used
        :return: its address, which nobody can make again
        """
        token = new_token()
        self._keep(digest_of(token), scope, partner, sent_to, data)
        return self._address(scope, token)

    @api.model
    def _is_sent(self, scope, partner, data):
        """Whether the same was sent a moment ago and waits: who presses twice gets one
        e-mail.

        :return: bool
        """
        # sudo: whether, not what
        lately = self.sudo().search(
            [
                ("partner_id", "=", partner.id),
                ("scope", "=", scope),
                ("used_count", "=", 0),
                ("revoked_on", "=", False),
                ("create_date", ">", fields.Datetime.now() - AGAIN),
            ],
            limit=20,
        )
        return any(link.data == data for link in lately)

    @api.model
    def _issue_preferences(self, partner, sent_to, purpose="own_news"):
        """The link to what somebody receives: the same in each message to the same
        address, so that a mailing makes one row a customer and not one a message.

        :param str purpose: code of what the message is one of
        :return: its address
        """
        address = email_normalize(sent_to) or sent_to
        # sudo: a key is made with the secret, nobody is told it
        key = partner.sudo()._ficha_hmac_key(STABLE)
        token = stable_token(key, partner.id, address, self.env.company.id, purpose)
        data = {"purpose": purpose}
        self._keep(digest_of(token), "preferences", partner, address, data)
        return self._address("preferences", token)

    @api.model
    def _keep(self, digest, scope, partner, sent_to, data):
        lasts, uses = self._scopes()[scope]
        kind = "email" if "@" in sent_to else "phone"
        vals = {
            "token_sha256": digest,
            "scope": scope,
            "partner_id": partner.id,
            "company_id": self.env.company.id,
            "sent_to_masked": masked(kind, sent_to),
            # sudo: the key of the digest, which nobody reads
            "sent_to_hmac": partner.sudo()._ficha_point_key(kind, sent_to),
            "data": data,
            "expires_on": fields.Datetime.now() + lasts,
            "max_uses": uses,
        }
        # sudo: whoever writes to a customer may send a link, and nobody edits one
        links = made_by_us(self)
        known = not uses and links.search([("token_sha256", "=", digest)])
        if known:
            # written once a month and not with each message
            if known.expires_on < vals["expires_on"] - timedelta(days=30):
                known.expires_on = vals["expires_on"]
            return known
        return links.create(vals)

    @api.model
    def _address(self, scope, token):
        door = "p" if scope == "preferences" else "f"
        return f"{self.env['res.partner']._ficha_base_url()}/{door}/{token}"

    # -- found -------------------------------------------------------------------------

    @api.model
    def _find(self, token, scopes):
        """The link that somebody has, if it can be used.

        One statement whatever is wrong with it, so that nothing tells a link that never
        was from one that is used up, or whose customer is gone. Only the links to what
        somebody receives outlive the pages of the company: stopping is a right.

        :param str token: whatever they sent for one
        :param scopes: keys of ``SCOPES``
        :return: ``ficha.link``, one or none, in the company that sent it
        """
        return self._found("token_sha256", digest_of(token), scopes, SQL("TRUE"))

    @api.model
    def _find_used(self, token, browser, scopes):
        """The link that this very browser used up a moment ago: its button was pressed
        twice, and the first answer was thrown away by the second press.

        :param str browser: what tells one browser from another, which it alone knows
        :return: as :meth:`_find`
        """
        return self._found(
            "token_sha256",
            digest_of(token),
            scopes,
            SQL(
                "l.browser_sha256 = %s AND l.used_on > %s",
                digest_of(browser),
                fields.Datetime.now() - TWICE,
            ),
            used=True,
        )

    @api.model
    def _find_proven(self, key, browser):
        """The visit that this very browser proved to be theirs a moment ago, by the key
        that it had before.

        :return: as :meth:`_find`
        """
        now = fields.Datetime.now()
        return self._found(
            "before_sha256",
            digest_of(key),
            ["correct"],
            SQL(
                "l.browser_sha256 = %s AND l.proven AND l.session_until > %s",
                digest_of(browser),
                now + SESSION - TWICE,
            ),
            used=True,
        )

    @api.model
    def _find_visit(self, key):
        """The link whose visit this key opens.

        :return: as :meth:`_find`
        """
        ahead = SQL("l.session_until > %s", fields.Datetime.now())
        return self._found(
            "session_sha256", digest_of(key), ["correct"], ahead, used=True
        )

    @api.model
    def _found(self, column, digest, scopes, condition, used=False):
        """:param bool used: also one that is used up"""
        self.flush_model()
        self.env["res.partner"].flush_model(["active", "ficha_processing"])
        self.env["res.company"].flush_model(["ficha_public_pages"])
        rows = self.env.execute_query(
            SQL(
                """SELECT l.id, l.company_id, l.%(column)s
                     FROM ficha_link l
                     JOIN res_company c
                       ON c.id = l.company_id
                      AND (c.ficha_public_pages OR l.scope IN %(always)s)
                     LEFT JOIN res_partner p ON p.id = l.partner_id
                    WHERE l.%(column)s = %(digest)s AND l.scope IN %(scopes)s
                      AND l.revoked_on IS NULL AND l.expires_on > %(now)s
                      AND (%(used)s OR l.max_uses = 0 OR l.used_count < l.max_uses)
                      AND (l.partner_id IS NULL OR p.active
                           AND COALESCE(p.ficha_processing, '') != ALL(%(gone)s))
                      AND %(condition)s""",
                column=SQL.identifier(column),
                digest=digest,
                scopes=tuple(scopes),
                always=tuple(self._scopes_always()),
                now=fields.Datetime.now(),
                used=used,
                gone=["deceased", "fiscal", "erased"],
                condition=condition,
            )
        )
        found = [row for row in rows if is_same(row[2], digest)]
        if not found:
            # sudo: none, as below one
            return self.sudo().browse()
        # sudo: who has the token may use the link, and reads nothing of it
        link = self.sudo().browse(found[0][0])
        return link.with_company(found[0][1])

    def _revoked(self):
        """Take links back."""
        # sudo: nobody writes links by hand; who may take one back is asked before
        self.sudo().write({"revoked_on": fields.Datetime.now(), "session_until": False})

    # -- used --------------------------------------------------------------------------

    def _use(self, browser=""):
        """Use the link up, once: of two who press at the same time one does.

        :param str browser: as in :meth:`_find_used`
        :return: whether it was there to be used
        """
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                """UPDATE ficha_link SET used_count = used_count + 1, used_on = %(now)s,
                          browser_sha256 = %(browser)s
                    WHERE id = %(id)s AND revoked_on IS NULL
                      AND (max_uses = 0 OR used_count < max_uses)
                RETURNING id""",
                now=fields.Datetime.now(),
                browser=digest_of(browser) if browser else None,
                id=self.id,
            )
        )
        self.invalidate_recordset()
        return bool(rows)

    def _open_visit(self, before=""):
        """Open half an hour, or close the visit that was open and open another.

        :param str before: the key that the browser has until it gets the new one
        :return: the key of it, which is kept nowhere
        """
        self.ensure_one()
        self._reached(self._is_for)
        key = new_token()
        self.write(
            {
                "session_sha256": digest_of(key),
                "session_until": fields.Datetime.now() + SESSION,
                "before_sha256": digest_of(before) if before else False,
            }
        )
        return key

    def _reached(self, is_there):
        """The customer reads a further address of theirs, or answers that telephone.

        :param is_there: whether a normalised value is the one that they used
        """
        # sudo: whoever has what went there
        points = self.partner_id.contact_point_ids.sudo()
        used = points.filtered(
            lambda one: one.normalized_value and is_there(one.normalized_value)
        )
        used.filtered(
            lambda one: one.verified_on != fields.Date.today()
        ).verified_on = fields.Date.today()

    def _prove(self, answers):
        """Whether the visitor knows two things that the customer knows, or the code
        that was sent to another address of theirs.

        :param dict answers: ``zip``, ``tax``, ``amount``, ``code``: what they typed
        :return: whether two are right, or the code; five wrong tries end the link
        """
        self.ensure_one()
        answers = dict(answers)
        if self._is_code(answers.pop("code", "")):
            _kind, there = self._code_point()
            self._reached(there.__eq__)
            self.write({"proven": True, "code_hmac": False})
            return True
        known = self.partner_id._ficha_known_to_them()
        right = sum(
            bool(known.get(name)) and is_same(known[name], _plain(name, said))
            for name, said in answers.items()
        )
        if right >= 2:
            self.proven = True
            return True
        self.tries += 1
        if self.tries >= TRIES:
            self._revoked()
            self._tell_tried_out()
        return False

    def _tell_tried_out(self):
        """Tell the customer that somebody had their link and did not know them."""
        address = self.partner_id.email_normalized or self._sent_to()
        limit = f"tried {self.partner_id.id}"
        if not address or not self.env["ficha.rate"]._hit("mail", limit):
            return
        self._send(
            address,
            self.partner_id.lang,
            self.env._("A link to your data does not work any more"),
            [
                self.env._(
                    "Somebody used a link to your data and did not show that it was "
                    "you: five answers were wrong. They saw it masked only, and the "
                    "link does not work any more. If it was you, ask us for another; "
                    "otherwise there is nothing to do."
                )
            ],
        )

    def _sent_to(self):
        """The address that this link went to, if the customer still has it.

        :return: text, or False
        """
        partner = self.partner_id
        if self._is_for(partner.email_normalized):
            return partner.email_normalized
        points = partner.contact_point_ids.filtered(lambda p: p.kind == "email")
        return next(filter(self._is_for, points.mapped("normalized_value")), False)

    def _is_for(self, address, kind="email"):
        key = address and self.partner_id._ficha_point_key(kind, address)
        return bool(key) and is_same(self.sent_to_hmac, key)

    # -- messages ----------------------------------------------------------------------

    @api.model
    def _send(self, address, lang, subject, lines, url=None, button=None):
        """Leave an e-mail to be sent: no request waits for a mail server, and none
        takes longer because it wrote to somebody.

        :param lines: paragraphs
        :param url: of the link, with its token: it is in the message and nowhere else,
            and the message is deleted when it was sent
        """
        company = self.env.company.sudo()  # its name and address are on every page
        body = self.env["ir.qweb"]._render(
            "ficha_cliente_portal.mail",
            {"lines": lines, "url": url, "button": button, "company": company},
            lang=lang,
        )
        # sudo: visitors send no e-mail, we do
        made_by_us(self.env["mail.mail"]).create(
            {
                "subject": subject,
                "body_html": body,
                "email_to": address,
                "email_from": company.email_formatted
                or self.env.ref("base.user_root").sudo().email_formatted,
                "auto_delete": True,
            }
        )
        scheduler = self.env.ref(
            "mail.ir_cron_mail_scheduler_action", raise_if_not_found=False
        )
        if scheduler:
            # sudo: only to send the message now
            scheduler.sudo()._trigger()

    @api.autovacuum
    def _gc_links(self):
        """Forget links a month after they could be used."""
        limit = fields.Datetime.now() - timedelta(days=30)
        # sudo: nobody may delete links
        self.sudo().search([("expires_on", "<", limit)], limit=10_000).unlink()


def _plain(name, said):
    """What somebody typed, as it is compared: ``1.234,5 €`` is the ``123450`` of an
    invoice, and the whole tax id says its end."""
    plain = "".join(filter(str.isalnum, said or "")).upper()
    if name == "amount":
        cents = re.search(r"[.,](\d{1,2})\D*$", said or "")
        return "".join(filter(str.isdigit, plain)) + "0" * (
            2 - len(cents[1]) if cents else 2
        )
    return plain[-3:] if name == "tax" else plain
