from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.ficha_cliente.tools.bank_account import as_iban
from odoo.addons.ficha_cliente.tools.email_address import normal_email
from odoo.addons.ficha_cliente.tools.field_value import (
    field_label,
    key_of,
    to_data,
    to_text,
)
from odoo.addons.ficha_cliente.tools.groups import INTERNAL
from odoo.addons.ficha_cliente.tools.phones import phone_numbers
from odoo.addons.ficha_cliente.tools.tax_check import is_wrong
from odoo.addons.ficha_cliente.tools.words import in_date
from odoo.addons.ficha_cliente_privacy.tools import point_key

from ..tools.tokens import is_same
from ..tools.typed import Refused, line, person_name

SEAL = "ficha_portal.seal"
ADDRESS = ("street", "street2", "zip", "city")
REACH = ("email", "phone")
#: What customers see and correct of their own file, in the order of the page.
PERSON = ("name", "vat", *REACH, *ADDRESS)
COMPANY = ("name", "vat", *REACH, "website", *ADDRESS)
CONTACT = ("name", "function", *REACH)
#: Seen by who has a login only, never whole; typed anew or left alone.
SECRET = ("ficha_iban",)
#: What a program fills in for the visitor (HTML's ``autocomplete``).
AUTOCOMPLETE = {
    "name": "name",
    "email": "email",
    "phone": "tel",
    "street": "address-line1",
    "street2": "address-line2",
    "zip": "postal-code",
    "city": "address-level2",
    "website": "url",
    "function": "organization-title",
}
#: Sources of what came through this door.
DOOR = ("portal", "link")


def on_site(number):
    """Context for what is done for somebody on a website of several: Odoo's own key,
    and the one for the links (:meth:`ResPartner._ficha_base_url`)."""
    return {"website_id": number, "ficha_site": number}


class ResPartner(models.Model):
    """What customers see of their own file, and what happens with what they correct.

    A correction is a proposal: nothing that we have is replaced before one of us has
    seen it. Of a company, its people see what is its own and nobody else's.
    """

    _inherit = "res.partner"

    ficha_portal_role = fields.Selection(
        [("company", "Also the company's data"), ("none", "Nothing")],
        string="May correct",
        copy=False,
        groups=INTERNAL,
        help="What this person corrects on the pages for customers. Empty: their own "
        "data, and the company's if they are the person to speak to.",
    )

    @api.model
    def _ficha_base_url(self):
        """The beginning of the links that we send: that of the website on which
        somebody asked, see :func:`on_site`."""
        site = self.env.context.get("ficha_site")
        if site and "website" in self.env:
            # sudo: visitors know where it is
            return self.env["website"].sudo().browse(site).get_base_url()
        # sudo: parameters are the administrator's; the address is in every e-mail
        return self.env["ir.config_parameter"].sudo().get_param("web.base.url")

    def _get_signup_url_for_action(self, *args, **kwargs):
        """Extends auth_signup's: who asked on a website gets a link to there."""
        urls = super()._get_signup_url_for_action(*args, **kwargs)
        context = self.env.context
        if not context.get("ficha_site") or context.get("relative_url"):
            return urls
        base = urlsplit(self._ficha_base_url())
        there = {"scheme": base.scheme, "netloc": base.netloc}
        return {
            partner_id: url and urlsplit(url)._replace(**there).geturl()
            for partner_id, url in urls.items()
        }

    # -- what is on the page -----------------------------------------------------------

    def _ficha_door_fields(self):
        """Hook: what this contact may see and correct, in the order of the page. What
        is not here is not on the page, and refused when it is sent all the same.

        :return: ``{name on the page: (contact, field name)}``
        """
        self.ensure_one()
        allowed = self._ficha_proposal_fields()
        entity = self.commercial_partner_id
        if self.ficha_portal_role == "none":
            return {}
        if self == entity:
            own = COMPANY if self.is_company else PERSON
        else:
            own = CONTACT
        found = {f"own_{name}": (self, name) for name in own if name in allowed}
        if self != entity and (
            self.ficha_portal_role == "company" or entity.main_contact_id == self
        ):
            found |= {
                f"company_{name}": (entity, name) for name in COMPANY if name in allowed
            }
        if self.env.context.get("ficha_door_login"):
            if self == entity:
                found |= {f"own_{name}": (self, name) for name in SECRET}
            elif "company_name" in found:
                found |= {f"company_{name}": (entity, name) for name in SECRET}
        return found

    def _ficha_door_page(self, proven, typed=None, errors=None):
        """The lines of the page.

        :param bool proven: whether the visitor is known to be who they are; values are
            masked otherwise, and the boxes empty
        :param dict typed: what they typed already, to be shown again
        :param dict errors: ``{name on the page: sentence}``
        :return: list of dict
        """
        self.ensure_one()
        typed, errors = typed or {}, errors or {}
        origins = self._ficha_door_origins()
        lines = []
        for name, (contact, fname) in self._ficha_door_fields().items():
            field = contact._fields[fname]
            data = to_data(field, contact[fname])
            text = to_text(field, data, self.env)
            seen = proven and fname not in SECRET
            lines.append(
                {
                    "name": name,
                    "company": name.startswith("company_"),
                    "label": self._ficha_door_label(field),
                    "shown": text if seen else self._ficha_door_masked(fname, text),
                    "masked": not seen,
                    "value": typed.get(name, text if seen else ""),
                    "seal": self._ficha_door_seal(contact, fname, data),
                    "error": errors.get(name),
                    "origin": origins.get((contact.id, fname)),
                    "type": {"email": "email", "phone": "tel"}.get(fname, "text"),
                    "autocomplete": AUTOCOMPLETE.get(fname, "off"),
                }
            )
        return lines

    @api.model
    def _ficha_door_label(self, field):
        """What a box is called: “Street 2” is a word of programs."""
        if field.name == "street2":
            return self.env._("Floor, door, other")
        return field_label(field, self.env)

    @api.model
    def _ficha_door_masked(self, fname, text):
        if not text:
            return ""
        if fname in REACH:
            return point_key.masked(fname, text)
        if fname in SECRET:
            return self._ficha_iban_masked(text)
        return "•••"

    @api.model
    def _ficha_door_seal(self, contact, fname, data):
        """What tells that a value is still the one that the page was made with, without
        saying which it was."""
        key = self._ficha_hmac_key(SEAL)
        return point_key.key_of(key, f"{contact.id} {fname}", key_of(data))

    def _ficha_door_origins(self):
        """Where the values came from, in words.

        :return: ``{(contact id, field name): text}``
        """
        contacts = self | self.commercial_partner_id
        # sudo: the kind of document and its day, of one's own data
        rows = (
            self.env["ficha.value.origin"]
            .sudo()
            .search_fetch(
                [("partner_id", "in", contacts.ids)],
                ["partner_id", "field_name", "source", "date"],
            )
        )
        words = {
            "person": self.env._("written by us"),
            "invoice": self.env._("from an invoice"),
            "portal": self.env._("from you, in the portal"),
            "link": self.env._("from you, by a link"),
            "form": self.env._("from a form you filled in"),
            "import": self.env._("from a list"),
        }
        return {
            (row.partner_id.id, row.field_name): self.env._(
                "%(where)s, %(day)s",
                where=words[row.source],
                day=in_date(self.env, row.date),
            )
            for row in rows
            if row.source in words
        }

    def _ficha_door_requests(self, most=20):
        """What this customer asked for through this door, and what became of it.

        :return: ``[{"id", "label", "day", "on", "state", "waits"}]``, the last first;
            ``day`` for a program and ``on`` in words; with ``waits`` they can take it
            back
        """
        words = {
            "open": self.env._("waiting"),
            "outdated": self.env._("waiting"),
            "accepted": self.env._("accepted"),
        }
        return [
            {
                "id": proposal.id,
                "label": proposal.field_label,
                "day": fields.Date.to_string(proposal.date),
                "on": in_date(self.env, proposal.date),
                "state": words.get(proposal.state)
                or self._ficha_door_refusal(proposal.answer),
                "waits": proposal.state in ("open", "outdated"),
            }
            for proposal in self._ficha_door_proposals(most)
        ]

    @api.model
    def _ficha_door_refusal(self, answer):
        if answer:
            return self.env._("not accepted, because: %s", answer)
        return self.env._("not accepted: write to us if it should be")

    def _ficha_door_proposals(self, most=None):
        """What they sent themselves, of what is on their page, the last first."""
        targets = {}
        for contact, fname in self._ficha_door_fields().values():
            targets.setdefault(contact.id, []).append(fname)
        if not targets:
            return self.env["ficha.proposal"]
        asked = Domain.OR(
            Domain("partner_id", "=", id_) & Domain("field_name", "in", names)
            for id_, names in targets.items()
        )
        # sudo: what they sent themselves
        proposals = self.env["ficha.proposal"].sudo()
        return proposals.search(asked & Domain("source", "in", DOOR), limit=most)

    def _ficha_door_withdraw(self, said):
        """They take back something that waits: it leaves the queue, and a note says so.

        :param str said: the number of the request, as the page has it
        :return: whether it was one of theirs and still waited
        """
        self.ensure_one()
        known = said.isascii() and said.isdigit() and len(said) < 10
        asked = self._ficha_door_proposals().filtered(
            lambda p: known and p.id == int(said) and p.state in ("open", "outdated")
        )
        if not asked:
            return False
        contact, label = asked.partner_id, asked.field_label
        asked.unlink()
        contact._message_log(
            body=self.env._("Taken back on the pages for customers: %s.", label)
        )
        return True

    def _ficha_door_copy(self):
        """What is on their page, as data they can take with them (GDPR 20).

        :return: dict for JSON
        """
        self.ensure_one()
        seen = ("label", "shown", "origin")
        wishes = self._ficha_wishes()
        return {
            "company": self.env.company.sudo().name,  # who hands it out
            "day": fields.Date.to_string(fields.Date.context_today(self)),
            "data": [
                {name: line[name] or "" for name in seen}
                for line in self._ficha_door_page(True)
            ],
            "calls": {
                "days": [day["name"] for day in wishes["days"] if day["on"]],
                "from": wishes["from"],
                "until": wishes["to"],
            },
            "receives": [
                {name: one[name] for name in ("purpose", "channel", "on", "why")}
                for one in self._ficha_preferences()
            ],
            "nothing_until": fields.Date.to_string(self._ficha_pause() or None) or "",
            "worked_out": [
                {name: one[name] for name in ("purpose", "on")}
                for one in self._ficha_deductions()
            ],
            "asked": [
                {name: one[name] for name in ("day", "label", "state")}
                for one in self._ficha_door_requests()
            ],
        }

    def _ficha_known_to_them(self):
        """Two of these show that somebody is who they are.

        :return: ``{"zip", "tax", "amount": letters and digits only, or ""}``
        """
        self.ensure_one()
        entity = self.commercial_partner_id
        plain = {
            "zip": self.zip or entity.zip,
            "tax": (self.vat or entity.vat or "")[-3:],
        }
        # sudo: to compare, not to show
        invoice = (
            self.env["account.move"]
            .sudo()
            .search(
                [
                    ("commercial_partner_id", "=", entity.id),
                    ("company_id", "=", self.env.company.id),
                    ("move_type", "=", "out_invoice"),
                    ("state", "=", "posted"),
                ],
                order="invoice_date desc, id desc",
                limit=1,
            )
        )
        plain["amount"] = f"{invoice.amount_total:.2f}" if invoice else ""
        return {
            name: "".join(filter(str.isalnum, text or "")).upper()
            for name, text in plain.items()
        }

    # -- what they correct -------------------------------------------------------------

    def _ficha_door_correct(self, typed, seals, proven, source, said):
        """What the visitor typed becomes proposals; all of it, or nothing.

        :param dict typed: ``{name on the page: text}``
        :param dict seals: ``{name on the page: what the page was made with}``
        :param bool proven: an emptied box empties the value, and what is there already
            is nothing to propose; while values are masked the first means nothing, and
            the second is not told
        :param str source: ``portal`` or ``link``
        :param str said: where it came from, for who decides
        :return: ``({name: sentence}, labels of what was proposed)``
        :raise Refused: a box that is not on the page
        """
        self.ensure_one()
        targets = self._ficha_door_fields()
        if typed.keys() - targets.keys():
            raise Refused("unknown")
        errors, changes = {}, []
        for name, text in typed.items():
            contact, fname = targets[name]
            field = contact._fields[fname]
            live = to_data(field, contact[fname])
            try:
                value = self._ficha_door_value(contact, fname, text) or False
            except Refused as problem:
                errors[name] = self._ficha_door_problem(problem.args[0])
                continue
            # a right guess of what is masked goes the way of a wrong one
            if (proven and value == live) or (
                not value and (not proven or fname in ("name", *SECRET))
            ):
                continue
            seal = self._ficha_door_seal(contact, fname, live)
            if not is_same(seal, seals.get(name)):
                errors[name] = self.env._(
                    "This changed while you were writing: look at it again."
                )
                continue
            changes.append((contact, fname, value))
        if errors:
            return errors, []
        return {}, self._ficha_door_propose(changes, source, said)

    @api.model
    def _ficha_door_value(self, contact, fname, text):
        """What was typed, as the field has it.

        :raise Refused: with the code of the reason
        """
        value = person_name(text) if fname == "name" and text else line(text)
        if not value:
            return value
        if fname == "email":
            value = normal_email(value)
            if not value:
                raise Refused("email")
        elif fname == "phone":
            country = contact.country_id or self.env.company.country_id
            numbers = phone_numbers(value)
            if len(numbers) != 1:
                raise Refused("phone")
            value = (
                contact._phone_format(
                    number=value, country=country, force_format="INTERNATIONAL"
                )
                or False
            )
            if not value:
                raise Refused("phone")
        elif fname in SECRET:
            value = as_iban(value)
            if not value:
                raise Refused("iban")
        elif fname == "vat":
            value = value.upper()
            country = contact.country_id or self.env.company.country_id
            if is_wrong(value, country.code):
                raise Refused("vat")
        return value

    @api.model
    def _ficha_door_problem(self, code):
        """Why what was typed cannot be taken, in a sentence."""
        return {
            "text": self.env._("This is not text."),
            "long": self.env._("This is too long."),
            "name": self.env._("This is no name."),
            "empty": self.env._("Write something here."),
            "reach": self.env._("Write an e-mail address or a telephone."),
            "email": self.env._("This is no e-mail address: maria@example.com is one."),
            "phone": self.env._("This is no telephone: +34 612 34 56 78 is one."),
            "iban": self.env._("This is no IBAN: a letter or digit is wrong."),
            "vat": self.env._("This tax id has a letter or digit wrong."),
        }[code]

    def _ficha_door_propose(self, changes, source, said):
        labels = []
        asked = self.env["ficha.proposal"]
        moved = self.browse()  # those whose e-mail address is to be another
        for contact, fname, value in changes:
            label = field_label(contact._fields[fname], self.env)
            labels.append(label)
            if fname == "email" and value:
                self._ficha_ask_new_email(contact, value)
                moved |= contact
                continue
            where = said
            if fname in SECRET:
                where = self.env._(
                    "%s; before you accept it, call them at a telephone you know", said
                )
            asked |= asked._propose(
                contact.sudo(),  # sudo: compared with what the file says
                {fname: value},
                source,
                source_ref=where,
            )
        if labels:
            self._ficha_door_receipt(labels, asked, moved)
        return labels

    def _ficha_ask_new_email(self, contact, address):
        """A new e-mail address counts once somebody there has said so. Who presses
        twice writes once."""
        Link = self.env["ficha.link"]
        data = {"contact": contact.id, "email": address}
        if Link._is_sent("confirm_email", self, data) or not (
            self.env["ficha.rate"]._hit("mail", f"email {contact.id}")
        ):
            return
        url = Link._issue("confirm_email", self, address, data)
        Link._send(
            address,
            self.lang,
            self.env._("Confirm your e-mail address"),
            [
                self.env._(
                    "Somebody, we suppose you, gave us this address. Press here if it "
                    "is yours; otherwise there is nothing to do."
                )
            ],
            url,
            self.env._("Confirm"),
        )

    def _ficha_door_receipt(self, labels, asked, moved):
        """Tell the address we know that something was asked for, without saying what,
        with a link to take it back: it may not have been they. A right guess of what is
        masked, which proposes nothing, is told as a wrong one.

        :param asked: ``ficha.proposal``
        :param moved: contacts whose new address is still to be confirmed
        """
        Link = self.env["ficha.link"]
        data = {"of": labels, "proposals": asked.ids, "moved": moved.ids}
        if (
            self.email_normalized
            and not Link._is_sent("not_me", self, data)  # pressed twice
            and self.env["ficha.rate"]._hit("mail", f"receipt {self.id}")
        ):
            Link._send(
                self.email_normalized,
                self.lang,
                self.env._("We have received your corrections"),
                [
                    self.env._("We will check: %s.", ", ".join(labels)),
                    self.env._(
                        "If it was you, there is nothing to do. If it was not you, "
                        "press here within three days: nothing of it will count."
                    ),
                ],
                Link._issue("not_me", self, self.email_normalized, data),
                self.env._("It was not me"),
            )

    def _ficha_not_me(self, data, since):
        """It was not they who asked for something: what still waits of it is taken
        back, and no link opens their data any more until another one is sent.

        :param dict data: of :meth:`_ficha_door_receipt`
        :param since: when it was asked for
        """
        self.ensure_one()
        proposals = self.env["ficha.proposal"]
        asked = proposals.browse(data["proposals"]).exists()
        asked |= proposals.search(
            [
                ("partner_id", "in", data["moved"]),
                ("field_name", "=", "email"),
                ("source", "in", DOOR),
                ("date", ">=", since),
            ]
        )
        asked = asked.filtered(
            lambda p: p.partner_id in (self, self.commercial_partner_id)
            and p.source in DOOR
            and p.state in ("open", "outdated")
        )
        labels = list(dict.fromkeys(asked.mapped("field_label")))
        asked.unlink()
        self.env["ficha.link"].search(
            [
                ("partner_id", "=", self.id),
                ("scope", "in", ("correct", "confirm_email")),
                ("revoked_on", "=", False),
            ]
        )._revoked()
        self._message_log(
            body=self.env._(
                "Said by the link in our e-mail that it was not they who wrote on the "
                "pages for customers. Taken back: %s. Their links do not work any "
                "more; whether what was accepted before is right is for you to ask.",
                ", ".join(labels) or self.env._("nothing that still waits"),
            )
        )

    def _ficha_email_confirmed(self, data):
        """Somebody at the new address said that it is theirs: propose it.

        :param dict data: of :meth:`_ficha_ask_new_email`
        :return: whether there still is whom it was for
        """
        contact = self.browse(data["contact"]).exists()
        if contact not in (self, self.commercial_partner_id):
            return False
        if contact:
            self.env["ficha.proposal"]._propose(
                contact,
                {"email": data["email"]},
                "link",
                source_ref=self.env._("Confirmed at the new address"),
            )
        return bool(contact)
