import hmac
import json
import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.ficha_cliente.models.ficha_contact_point import PHONE_KINDS
from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.batches import run_batches
from odoo.addons.ficha_cliente.tools.email_address import normal_email
from odoo.addons.ficha_cliente.tools.person import name_words
from odoo.addons.ficha_cliente.tools.words import quoted
from odoo.addons.ficha_cliente_privacy.tools.point_key import masked

from ..tools.alone import done_alone
from ..tools.tokens import is_same
from ..tools.typed import Refused, line, paragraph, person_name

STAMP = "ficha_portal.stamp"
SOONEST, LATEST = 3, 2 * 60 * 60  # seconds between the page and what is sent
WAITS = timedelta(hours=49)  # an hour more than its link
CALLED_WITHIN = timedelta(days=7)
BATCH = 200


class FichaSignup(models.Model):
    """Somebody who registered and has not confirmed it yet.

    The request writes one row and looks nobody up: a scheduled job writes the one
    e-mail, and decides once they have confirmed. So neither the answer nor its time
    tells a visitor who is a customer. Who leaves a telephone only is called: whoever
    speaks to them says whether it was they.
    """

    _name = "ficha.signup"
    _description = "Registration That Waits"
    _order = "id desc"
    _rec_name = "email_masked"

    name = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    email = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    phone = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    message = fields.Text(readonly=True, groups=fields.NO_ACCESS)
    email_masked = fields.Char(
        "Address", readonly=True, help="The address, without most of its letters."
    )
    point_hmac = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    notices = fields.Json(
        readonly=True,
        groups=fields.NO_ACCESS,
        help="Notices whose boxes were ticked.",
    )
    ip = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    user_agent = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    lang = fields.Char("Language", readonly=True, help="Language of the page.")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The company they registered with.",
    )
    state = fields.Selection(
        [
            ("new", "Arrived"),
            ("asked", "Asked to confirm"),
            ("call", "To be called"),
            ("confirmed", "Confirmed"),
        ],
        required=True,
        readonly=True,
        help="How far it is. Once it is handled there is no registration any more, "
        "but a customer file.",
    )
    expires_on = fields.Datetime(
        required=True, readonly=True, help="Forgotten then if nobody confirmed it."
    )
    tries = fields.Integer(
        readonly=True,
        default=0,
        groups=fields.NO_ACCESS,
        help="How often it could not be decided.",
    )

    call_name = fields.Char(
        "Whom to call", compute="_compute_call", help="As they wrote it, to be called."
    )
    call_phone = fields.Char(
        "Telephone", compute="_compute_call", help="Where they want to be called."
    )
    call_message = fields.Text(
        "About", compute="_compute_call", help="What they wrote that it is about."
    )

    _pending_uniq = models.UniqueIndex(
        "(company_id, point_hmac) WHERE state IN ('new', 'asked', 'call')",
        "This address waits for its confirmation already.",
    )

    @api.depends("state")
    def _compute_call(self):
        # sudo: of who is to be called, whoever may see that they are
        for signup, facts in zip(self, self.sudo(), strict=True):
            called = facts.state == "call"
            signup.call_name = called and facts.name
            signup.call_phone = called and facts.phone
            signup.call_message = called and facts.message

    # -- the page ----------------------------------------------------------------------

    @api.model
    def _stamp(self, moment=None):
        """When a page was made, signed."""
        moment = int(time.time()) if moment is None else int(moment)
        # sudo: the key is read by nobody, the page has what is signed with it
        key = self.env["res.partner"].sudo()._ficha_hmac_key(STAMP)
        return f"{moment}.{hmac.new(key, str(moment).encode(), 'sha256').hexdigest()}"

    @api.model
    def _stamp_age(self, stamp):
        """Seconds since a page was made, or None for one that we did not make."""
        moment, _dot, _seal = str(stamp or "").partition(".")
        if not (moment.isascii() and moment.isdigit() and len(moment) < 12):
            return None
        if not is_same(self._stamp(int(moment)), stamp):
            return None
        return time.time() - int(moment)

    @api.model
    def _notices(self):
        """What is said and asked on the page: the notices for web forms of this
        company, in the reader's language or else in that of the company."""
        # sudo: settings of the company
        company = self.env.company.sudo()
        today = fields.Date.context_today(self)
        # sudo: texts for everybody
        found = (
            self.env["ficha.notice"]
            .sudo()
            .search(
                [
                    ("place", "=", "web_form"),
                    ("company_id", "in", [False, company.id]),
                    ("valid_from", "<=", today),
                    "|",
                    ("valid_to", "=", False),
                    ("valid_to", ">=", today),
                ]
            )
        )
        for lang in (self.env.lang, company.partner_id.lang, *found.mapped("lang")):
            if ours := found.filtered(lambda notice, lang=lang: notice.lang == lang):
                return ours
        return found

    # -- received ----------------------------------------------------------------------

    @api.model
    def _read(self, typed):
        """What was typed, as it is kept.

        :param dict typed: ``name``, ``email``, ``phone``, ``message``
        :return: ``(values, {name: code of the reason})``
        """
        readers = {
            "name": person_name,
            "email": self._read_email,
            "phone": self._read_phone,
            "message": paragraph,
        }
        values, errors = {}, {}
        for name, reader in readers.items():
            said = typed.get(name) or ""
            if not str(said).strip():
                if name == "name":
                    errors[name] = "empty"
                values[name] = ""
                continue
            try:
                values[name] = reader(said)
            except Refused as problem:
                errors[name] = problem.args[0]
        if not (values.get("email") or values.get("phone") or errors):
            errors["email"] = "reach"
        return values, errors

    @api.model
    def _read_email(self, text):
        address = normal_email(line(text))
        if not address:
            raise Refused("email")
        return address

    @api.model
    def _read_phone(self, text):
        partners = self.env["res.partner"]
        # sudo: a visitor reads no contacts; of none is anything read here
        return partners.sudo()._ficha_door_value(partners, "phone", text)

    @api.model
    def _receive(self, values, notices, **evidence):
        """Keep a registration; a second one of the same address changes nothing.

        :param dict values: of :meth:`_read`
        :param notices: those whose boxes are ticked
        :param evidence: ``ip``, ``user_agent``
        """
        # sudo: the key of the digest; no contact is looked for
        partners = self.env["res.partner"].sudo()
        now = fields.Datetime.now()
        kind = "email" if values["email"] else "phone"
        row = {
            **values,
            **evidence,
            "email_masked": masked(kind, values[kind]),
            "point_hmac": partners._ficha_point_key(kind, values[kind]),
            "notices": json.dumps(notices.ids),
            "lang": self.env.lang,
            "company_id": self.env.company.id,
            "state": "new",
            "expires_on": now + WAITS,
            "tries": 0,
            "create_uid": self.env.uid,
            "create_date": now,
        }
        self.env.execute_query(
            SQL(
                "INSERT INTO ficha_signup (%s) VALUES %s"
                " ON CONFLICT DO NOTHING RETURNING id",
                SQL(", ").join(map(SQL.identifier, row)),
                tuple(row.values()),
            )
        )
        self.invalidate_model()
        self._wake()

    @api.model
    def _wake(self):
        # sudo: a visitor wakes what we do
        self.env.ref("ficha_cliente_portal.ir_cron_signup").sudo()._trigger()

    def _confirm(self):
        """They confirmed: the job decides what becomes of it."""
        # sudo: who comes has no rights; they showed that they got the message
        self.sudo().write({"state": "confirmed"})
        self._wake()

    # -- called ------------------------------------------------------------------------

    def action_was_them(self):
        """Somebody spoke to them, and it was they: the job decides what becomes of it.

        :return: notification
        """
        self._check_called()._confirm()
        return self._said(
            self.env._("It becomes a customer file, or a message of one.")
        )

    def action_was_not_them(self):
        """It was not they, or nobody is there: nothing is kept.

        :return: notification
        """
        self._check_called().unlink()
        return self._said(self.env._("Forgotten: nothing of it is kept."))

    def _check_called(self):
        """:return: these, in sudo: nobody writes registrations but by these actions"""
        only_one(self)
        self.check_access("read")
        self.env["res.partner"].check_access("create")
        # sudo: whether it waits, which its columns keep from who calls
        facts = self.sudo()
        if facts.state != "call":
            raise UserError(self.env._("This one does not wait to be called."))
        return facts

    @api.model
    def _said(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # -- decided -----------------------------------------------------------------------

    @api.model
    def _cron_signups(self):
        """Ask those who registered to confirm, make files of those who did, and forget
        those who did not."""
        now = fields.Datetime.now()
        self.search(
            [("state", "in", ("new", "asked", "call")), ("expires_on", "<", now)],
            limit=BATCH,
        ).unlink()
        tried = set()

        def waiting():
            return [
                ("state", "in", ("new", "confirmed")),
                ("id", "not in", list(tried)),
            ]

        def decide_the_next(_share):
            # each by itself: what was decided stays when a later one fails; and one
            # that a rule of the company refuses comes after those that were never tried
            signup = self.search(waiting(), order="tries, id", limit=1)
            if signup:
                signup_id = signup.id
                ours = signup.with_company(signup.company_id)
                ours = ours.with_context(lang=signup.lang)
                if not done_alone(
                    signup, ours._ask if signup.state == "new" else ours._handle
                ):
                    signup.tries += 1
                self.env.flush_all()
                tried.add(signup_id)
            return len(signup)

        run_batches(self.env, decide_the_next, lambda: self.search_count(waiting()))

    def _ask(self):
        """One e-mail, the same to everybody: who is known, who is not, who objected.
        Who left a telephone only waits to be called, and confirms it themselves where
        something sends short messages."""
        self.ensure_one()
        if not self.email:
            self.write(
                {"state": "call", "expires_on": fields.Datetime.now() + CALLED_WITHIN}
            )
            return self._ask_by_text()
        self.state = "asked"
        if not self.env["ficha.rate"]._hit("signup_mail", self.point_hmac):
            return None
        Link = self.env["ficha.link"]
        nobody = self.env["res.partner"]
        url = Link._issue("confirm_signup", nobody, self.email, {"signup": self.id})
        Link._send(
            self.email,
            self.lang,
            self.env._("Confirm that it was you"),
            [
                self.env._(
                    "Somebody, we suppose you, wrote to us with this address. Press "
                    "here if it was you; otherwise there is nothing to do."
                )
            ],
            url,
            self.env._("It was me"),
        )
        return None

    def _ask_by_text(self):
        Link = self.env["ficha.link"]
        rate = self.env["ficha.rate"]
        if (
            Link._texts_reach(self.phone)
            and rate._hit("signup_mail", self.point_hmac)
            # each counts, also where somebody presses “Run Manually”: that is one
            # request, and in one of those the same knock is counted once
            and rate._knock("text_stranger", str(self.company_id.id))
        ):
            nobody = self.env["res.partner"]
            url = Link._issue("confirm_signup", nobody, self.phone, {"signup": self.id})
            Link._text(
                self.phone,
                self.env._(
                    "%(company)s: confirm that it was you: %(url)s",
                    company=self.env.company.sudo().name,  # who writes
                    url=url,
                ),
            )

    def _handle(self):
        """Who is known gets a message that waits for us, and proposals; who is not, a
        ficha of somebody who is interested."""
        self.ensure_one()
        partners = self.env["res.partner"]
        subject = self.env._("Registration on the website")
        message = self.message or self.name
        if self.email:
            found = partners._ficha_all_by_email(self.email, name=self.name)
            partner = found[:1]
            if found[1:]:  # a person decides which of them it was
                message += "\n\n" + self.env._(
                    "“%(name)s” wrote this. These customers have the address: "
                    "%(customers)s",
                    name=self.name,
                    customers=quoted(self.env, *found[:5].mapped("display_name")),
                )
        else:
            partner = self._by_phone()
        given = {"phone": self.phone} if partner and self.email else {}
        if not partner:
            partner = partners.with_context(ficha_acquisition="web").create(
                {
                    "name": self.name,
                    "email": self.email or False,
                    "phone": self.phone or False,
                    "lang": self.lang,
                }
            )
        partner._ficha_web_message(subject, message, given)
        self._record_boxes(partner)
        self.unlink()

    def _by_phone(self):
        """Who has this telephone and a word of this name, if it is one only: numbers
        are shared, and of several a person decides which it was."""
        kept = self.env["ficha.contact.point"]._normalize(
            "phone", self.phone, self.company_id.country_id
        )
        further = self.env["ficha.contact.point"].search(
            [("kind", "in", PHONE_KINDS), ("normalized_value", "=", kept)]
        )
        found = self.env["res.partner"].search([("phone_sanitized", "=", kept)])
        ours = self.env.company.parent_ids
        words = name_words(self.name)
        found = (found | further.partner_id).filtered(
            lambda p: p.active
            and p.partner_share
            and p.company_id <= ours
            and words & name_words(p.name)
        )
        return found if len(found) == 1 else found.browse()

    def _record_boxes(self, partner):
        if not self.email:  # a box is about messages to an address
            return
        suppressed = self.env["ficha.suppression"]._is_suppressed("email", self.email)
        if suppressed or partner.ficha_processing:
            return
        channel = self.env.ref("ficha_cliente.channel_email")
        rows = []
        for notice in self.env["ficha.notice"].browse(self.notices or []).exists():
            for purpose in notice.purpose_ids.filtered(lambda p: not p.special):
                row = {
                    "partner_id": partner.id,
                    "purpose_id": purpose.id,
                    "channel_id": channel.id,
                    "method": "web_form",
                    "notice_id": notice.id,
                    "ip": self.ip,
                    "user_agent": self.user_agent,
                    **self._point(partner),
                }
                rows += [
                    {**row, "event": "given", "happened_on": self.create_date},
                    {**row, "event": "confirmed"},
                ]
        self.env["ficha.consent"].create(rows)

    def _point(self, partner):
        """The consent is for the address that was confirmed, the first or a further."""
        key = partner._ficha_point_key("email", self.email)
        return {
            "point_kind": "email",
            "point_masked": masked("email", self.email),
            "point_hmac": key,
        }
