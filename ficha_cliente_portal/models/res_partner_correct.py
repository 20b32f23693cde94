from odoo import api, models

from odoo.addons.ficha_cliente.tools.bank_account import as_iban
from odoo.addons.ficha_cliente.tools.email_address import normal_email
from odoo.addons.ficha_cliente.tools.field_value import field_label, to_data
from odoo.addons.ficha_cliente.tools.phones import phone_numbers
from odoo.addons.ficha_cliente.tools.tax_check import is_wrong

from ..tools.tokens import is_same
from ..tools.typed import Refused, line, person_name
from .res_partner_door import DOOR, REACH, SECRET
from .res_partner_place import PLACES


class ResPartner(models.Model):
    """What becomes of what customers correct: proposals, and what has to be confirmed
    before it is one."""

    _inherit = "res.partner"

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
            if proven and field.type == "many2one" and text == str(live or ""):
                continue  # left alone, also where it could not be chosen any more
            try:
                value = self._ficha_door_value(contact, fname, text) or False
            except Refused as problem:
                errors[name] = self._ficha_door_problem(problem.args[0])
                continue
            # a right guess of what is masked goes the way of a wrong one; who leaves a
            # box empty in which they were told nothing takes nothing away
            told = self._ficha_door_told(fname, str(live or ""))
            if (proven and value == live) or (
                not value and (not (proven and told) or fname in ("name", *SECRET))
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
        options = self._ficha_door_options(contact._fields[fname])
        if options is not None:
            if value not in dict(options):
                raise Refused("choice")
            value = int(value)
        elif fname == "email":
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
            "choice": self.env._("Choose one of the list."),
        }[code]

    def _ficha_door_propose(self, changes, source, said):
        labels = []
        asked = self.env["ficha.proposal"]
        moved = {"email": self.browse(), "phone": self.browse()}  # still to confirm
        for contact, fname, value in changes:
            label = field_label(contact._fields[fname], self.env)
            labels.append(label)
            if fname == "email" and value:
                self._ficha_ask_new_email(contact, value)
                moved[fname] |= contact
                continue
            if (
                fname == "phone"
                and value
                and self._ficha_ask_new_phone(contact, value, source, said)
            ):
                moved[fname] |= contact
                continue
            where = said
            if fname in SECRET:
                where = self._ficha_office().env._(
                    "%s; before you accept it, call them at a telephone you know", said
                )
            asked |= asked._propose(
                contact.sudo(),  # sudo: compared with what the file says
                {fname: value},
                source,
                source_ref=where,
            )
        if self.env.context.get("ficha_door_proven"):
            # a telephone that nobody has confirmed is one that somebody looks at
            asked.filtered(lambda p: p.field_name not in REACH)._apply_safe()
        if labels:
            self._ficha_door_receipt(labels, asked, moved)
        return labels

    def _ficha_ask_new_email(self, contact, address):
        """A new e-mail address counts once somebody there has said so. Who presses
        twice writes once."""
        Link = self.env["ficha.link"]
        data = {"contact": contact.id, "email": address, **self._ficha_door_known()}
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

    def _ficha_ask_new_phone(self, contact, number, source, said):
        """A new telephone counts once somebody who has it wrote the code that went
        there, where something sends codes; the old one is told.

        :return: whether it waits for a code; otherwise it is proposed as it is
        """
        Link = self.env["ficha.link"]
        data = {"contact": contact.id, "phone": number, "source": source, "said": said}
        data |= self._ficha_door_known()
        new = not Link._is_sent("confirm_phone", self, data)
        if not Link._ask_phone(self, number, data):
            return False
        old = contact.phone_sanitized
        if (
            new
            and old
            and contact._phone_format(number=number) != old
            and Link._texts_reach(old)
            and self.env["ficha.rate"]._hit("text", f"old {contact.id}")
        ):
            Link._text(
                old,
                self.env._(
                    "%s: somebody gave us another telephone instead of this one. If it "
                    "was not you, please let us know.",
                    self.env.company.sudo().name,  # who writes
                ),
            )
        return True

    def _ficha_phone_code(self, said):
        """They wrote the code that went to a new telephone: it is proposed.

        :param str said: what they typed
        :return: whether it was the code
        """
        waiting = self.env["ficha.link"]._phones_waiting(self)
        return self._ficha_propose_phone(
            waiting._take_code(said),
            self._ficha_office().env._("Confirmed by a code at the new telephone"),
        )

    def _ficha_phone_no_code(self):
        """No code came: what they asked for is proposed without.

        :return: whether something waited
        """
        waiting = self.env["ficha.link"]._phones_waiting(self)[:1]
        waiting._revoked()
        return self._ficha_propose_phone(waiting)

    def _ficha_propose_phone(self, link, said=None):
        data = link.data or {}
        contact = self.browse(data.get("contact")).exists()
        if not contact or contact not in (self, self.commercial_partner_id):
            return False
        proposed = self.env["ficha.proposal"]._propose(
            contact.sudo(),  # sudo: compared with what the file says
            {"phone": data["phone"]},
            data["source"],
            source_ref=said or data["said"],
        )
        if said and data.get("proven"):
            proposed._apply_safe()
        return True

    def _ficha_door_known(self):
        """Whether the customer has shown who they are, to be kept with what is still to
        be confirmed.

        :return: dict
        """
        known = self.env.context.get("ficha_door_proven")
        return {"proven": True} if known else {}

    def _ficha_door_receipt(self, labels, asked, moved, place=None):
        """Tell the address we know that something was asked for, without saying what,
        with a link to take it back: it may not have been they. A right guess of what is
        masked, which proposes nothing, is told as a wrong one.

        :param asked: ``ficha.proposal``
        :param dict moved: contacts whose new address or telephone is still to be
            confirmed, by name of the field
        :param place: the address that they added
        """
        Link = self.env["ficha.link"]
        data = {"of": labels, "proposals": asked.ids, "moved": moved["email"].ids}
        if moved["phone"]:
            data["phones"] = moved["phone"].ids
        if place:
            data["place"] = place.id
        said = self.env._("We will check: %s.", ", ".join(labels))
        if asked.filtered("at_once"):  # and there is nothing to check of it
            said = self.env._("You wrote: %s.", ", ".join(labels))
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
                    said,
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
        for name, contacts in (
            ("email", data["moved"]),
            ("phone", data.get("phones", [])),
        ):
            asked |= proposals.search(
                [
                    ("partner_id", "in", contacts),
                    ("field_name", "=", name),
                    ("source", "in", DOOR),
                    ("date", ">=", since),
                ]
            )
        entity = self.commercial_partner_id
        places = entity.child_ids.filtered(lambda one: one.type in PLACES)
        asked = asked.filtered(
            lambda p: p.partner_id in (self | entity | places) and p.source in DOOR
        )
        asked._take_back_at_once()
        asked = asked.filtered(lambda p: p.state in ("open", "outdated"))
        env = self._ficha_office().env
        labels = list(dict.fromkeys(asked.with_env(env).mapped("field_label")))
        asked.unlink()
        place = places.filtered(lambda one: one.id == data.get("place"))
        if place.ficha_added_on:  # nobody has checked it
            place.active = False
            labels.append(env._("the delivery address that was added"))
        self.env["ficha.link"].search(
            [
                ("partner_id", "=", self.id),
                ("scope", "in", ("correct", "confirm_email", "confirm_phone")),
                ("revoked_on", "=", False),
            ]
        )._revoked()
        self._message_log(
            body=env._(
                "Said by the link in our e-mail that it was not they who wrote on the "
                "pages for customers. Taken back: %s. Their links do not work any "
                "more; whether what was accepted before is right is for you to ask.",
                ", ".join(labels) or env._("nothing that still waits"),
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
            proposed = self.env["ficha.proposal"]._propose(
                contact,
                {"email": data["email"]},
                "link",
                source_ref=self._ficha_office().env._("Confirmed at the new address"),
            )
            if data.get("proven"):
                proposed._apply_safe()
        return bool(contact)
