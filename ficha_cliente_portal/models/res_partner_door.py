from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import remove_accents

from odoo.addons.ficha_cliente.tools.field_value import (
    field_label,
    key_of,
    to_data,
    to_text,
)
from odoo.addons.ficha_cliente.tools.groups import INTERNAL
from odoo.addons.ficha_cliente.tools.phones import phone_numbers
from odoo.addons.ficha_cliente.tools.words import in_date
from odoo.addons.ficha_cliente_privacy.tools import point_key

SEAL = "ficha_portal.seal"
MOST_OPTIONS = 300
ADDRESS = ("street", "street2", "zip", "city")
REACH = ("email", "phone")
#: What customers may see and correct of their own file, in the order of the page. Which
#: of it they are asked for is said by what is wanted of them: see _ficha_door_own.
SEEN = (
    *("name", "function", "vat", "company_registry", "industry_id"),
    *(*REACH, "website", *ADDRESS, "country_id"),
)
#: Of these a contact of a company has only what is the company's.
OF_COMPANY = {"vat", "company_registry", "industry_id", *ADDRESS, "country_id"}
#: What they are asked for where nothing says what is wanted.
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
    "country_id": "country-name",
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

    def _ficha_office(self):
        """These contacts in the language of the office: what is written for ourselves
        is not in the customer's.

        :return: the same contacts
        """
        company = self.env.company.sudo()  # who reads its files, whoever is at the door
        return self.with_context(lang=company._ficha_lang())

    # -- what is on the page -----------------------------------------------------------

    def _ficha_door_fields(self):
        """Hook: what this contact may see and correct, in the order of the page. What
        is not here is not on the page, and refused when it is sent all the same.

        :return: ``{name on the page: (contact, field name)}``
        """
        self.ensure_one()
        entity = self.commercial_partner_id
        if self.ficha_portal_role == "none":
            return {}
        found = {f"own_{name}": (self, name) for name in self._ficha_door_own()}
        if self != entity and self._ficha_door_speaks():
            found |= {
                f"company_{name}": (entity, name) for name in entity._ficha_door_own()
            }
        for place in self._ficha_door_places():
            found |= {f"at{place.id}_{name}": (place, name) for name in ADDRESS}
        if self.env.context.get("ficha_door_login"):
            if self == entity:
                found |= {f"own_{name}": (self, name) for name in SECRET}
            elif "company_name" in found:
                found |= {f"company_{name}": (entity, name) for name in SECRET}
        return found

    def _ficha_door_speaks(self):
        """Whether this contact sees and corrects what is the company's: its own file,
        or as the person to speak to."""
        entity = self.commercial_partner_id
        role = self.ficha_portal_role
        return role != "none" and (
            self == entity or role == "company" or entity.main_contact_id == self
        )

    def _ficha_door_own(self):
        """What this contact is asked for, and what we have of them already: of what
        customers may see. What is not wanted and not there is not asked for.

        :return: list of names of fields
        """
        entity = self == self.commercial_partner_id
        allowed = self._ficha_proposal_fields() - (set() if entity else OF_COMPANY)
        seen = [name for name in SEEN if name in allowed]
        wanted = self._ficha_asked_of()
        if wanted is None:
            usual = COMPANY if self.is_company else PERSON
            wanted = usual if entity else CONTACT
        wanted = {"name", *wanted}
        if "street" in wanted:
            wanted.add("street2")  # no address is asked for without its floor
        return [name for name in seen if name in wanted or self[name]]

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
        targets = self._ficha_door_fields()
        origins = self._ficha_door_origins({c.id for c, _fname in targets.values()})
        lines = []
        for name, (contact, fname) in targets.items():
            field = contact._fields[fname]
            data = to_data(field, contact[fname])
            text = self._ficha_door_told(fname, to_text(field, data, self.env))
            seen = proven and fname not in SECRET
            options = self._ficha_door_options(field, seen and contact[fname])
            value = str(data or "") if options else text
            lines.append(
                {
                    "name": name,
                    "company": name.startswith("company_"),
                    "place": contact.id if name.startswith("at") else False,
                    "label": self._ficha_door_label(field),
                    "shown": text if seen else self._ficha_door_masked(fname, text),
                    "masked": not seen,
                    "value": typed.get(name, value if seen else ""),
                    "options": options,
                    "seal": self._ficha_door_seal(contact, fname, data),
                    "error": errors.get(name),
                    "origin": origins.get((contact.id, fname)),
                    "type": {"email": "email", "phone": "tel"}.get(fname, "text"),
                    "autocomplete": AUTOCOMPLETE.get(fname, "off"),
                }
            )
        return lines

    @api.model
    def _ficha_door_options(self, field, kept=None):
        """What may be chosen in a box, in the reader's language.

        :param kept: what the file has, where it may be seen: it is among them whatever
            became of it, or who leaves the box alone would empty it
        :return: list of ``(id as text, name)``; None where one writes
        """
        if field.type != "many2one":
            return None
        # sudo: names of countries and of lines of work, which are no secret
        records = self.env[field.comodel_name].sudo().search([], limit=MOST_OPTIONS)
        if kept:
            records |= kept.sudo()  # as above
        names = [(str(record.id), record.display_name) for record in records]
        return sorted(names, key=lambda pair: remove_accents(pair[1]).lower())

    @api.model
    def _ficha_door_label(self, field):
        """What a box is called: “Street 2” is a word of programs."""
        if field.name == "street2":
            return self.env._("Floor, door, other")
        return field_label(field, self.env)

    @api.model
    def _ficha_door_told(self, fname, text):
        """What customers are told of a value: what we wrote where a telephone or an
        address should be (“ask her daughter”) is a note of ours, and not theirs.

        :return: the text, or an empty one
        """
        note = {
            "phone": lambda: not phone_numbers(text or ""),
            "email": lambda: "@" not in (text or ""),
        }.get(fname)
        return "" if note and note() else text

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

    def _ficha_door_origins(self, contact_ids):
        """Where the values of these contacts came from, in words.

        :return: ``{(contact id, field name): text}``
        """
        # sudo: the kind of document and its day, of one's own data
        rows = (
            self.env["ficha.value.origin"]
            .sudo()
            .search_fetch(
                [("partner_id", "in", sorted(contact_ids))],
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
                "label": self._ficha_door_asked(proposal),
                "day": fields.Date.to_string(proposal.date),
                "on": in_date(self.env, proposal.date),
                "state": words.get(proposal.state)
                or self._ficha_door_refusal(proposal.answer),
                "waits": proposal.state in ("open", "outdated"),
            }
            for proposal in self._ficha_door_proposals(most)
        ]

    def _ficha_door_asked(self, proposal):
        """What a request is called on the page: of several streets, which."""
        of = proposal.partner_id
        if of == self or not (of.is_company or of.parent_id):
            return proposal.field_label
        where = of.name if of.is_company else of._ficha_door_place_name()
        return f"{where} · {proposal.field_label}"

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
        office = self._ficha_office()
        contact, label = asked.partner_id, asked.with_env(office.env).field_label
        asked.unlink()
        contact._message_log(
            body=office.env._("Taken back on the pages for customers: %s.", label)
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
            "further": self._ficha_door_points(),
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
