"""What a row would change in the ficha it is about: nothing is written here."""

from odoo import fields

from odoo.addons.ficha_cliente_identity.tools.normalize import (
    email_value,
    email_values,
    fold,
    iban_value,
    phone_value,
    phone_values,
    tax_values,
)

from .person import is_shorter, same_person
from .read_cell import fold_text

ADDRESS = ("street", "street2", "zip", "city", "state_id", "country_id")
PHONES = ("mobile", "phone", "whatsapp")


class Change:
    """What one row does to one ficha.

    :ivar fill: values for fields that are empty
    :ivar differ: values for fields that say something else
    :ivar points: contact points to add, and ``points_changed`` {id: value}
    :ivar lines: {field: list of values} to add, ``lines_changed`` {(model, id): values}
    :ivar ibans: accounts to add
    :ivar kept: headings of what the row says and the ficha keeps as it is
    :ivar person: values of a contact person to make; of one that is there already
        (``known_person``) ``person_fill`` is what they lack, and ``speak_to`` says that
        they become the person to speak to
    :ivar people: values of further persons to make; ``people_fill`` is pairs of one
        that is there and what they lack
    """

    def __init__(self):
        self.fill = {}
        self.differ = {}
        self.points = []
        self.points_changed = {}
        self.lines = {}
        self.lines_changed = {}
        self.ibans = []
        self.kept = []
        self.person, self.person_fill = {}, {}
        self.known_person, self.speak_to = None, False
        self.people, self.people_fill = [], []

    @property
    def changes_people(self):
        """Whether somebody of the customer is made, filled in or spoken to."""
        return bool(
            self.person
            or self.person_fill
            or self.speak_to
            or self.people
            or self.people_fill
        )

    def __bool__(self):
        return bool(
            self.fill
            or self.changes_people
            or self.differ
            or self.points
            or self.points_changed
            or self.lines
            or self.lines_changed
            or self.ibans
        )


class Comparer:
    """Compares rows with fichas.

    :param env: of the user, in the company that the file is for
    """

    def __init__(self, env):
        self.env = env
        partner = env["res.partner"]
        self.model_fields = partner._fields
        self.commercial = set(partner._commercial_fields())
        self.country = env.company.country_id.code or ""

    def compare(self, row, partner):
        """The :class:`Change` that ``row`` makes to ``partner``; an empty partner is
        one that will be created."""
        change = Change()
        vals = dict(row.vals)
        if row.has_parent:
            self._share_with_company(row, vals, partner, change)
        for name, value in vals.items():
            field = self.model_fields[name]
            current = partner[name]
            if self._same(field, current, value, partner):
                continue
            if field.type != "boolean" and not current:
                change.fill[name] = value
            elif name in row.fill_only:
                continue
            elif name == "name" and current and is_shorter(value, current):
                change.kept.append(name)
            elif name == "is_company" and partner and (row.by_name or row.person):
                continue  # said by the headings, and nobody's word
            else:
                change.differ[name] = value
        if row.person and partner:
            self._compare_people(row, partner, change)
        self._compare_points(row, partner, change)
        self._compare_lines(row, partner, change)
        known = {iban_value(account.acc_number) for account in partner.bank_ids}
        change.ibans = [i for i in row.ibans if iban_value(i) not in known]
        return change

    # -- the ficha's own fields --------------------------------------------------------

    def _share_with_company(self, row, vals, partner, change):
        """Leave out what a contact has from its company: its row repeats it, or says
        what only the company's row may change."""
        if vals.get("is_company") or partner.is_company:
            shared = {"client_code"} if not partner.client_code else set()
        else:
            shared = self.commercial | {"client_code"}
        company = self.env["res.partner"].browse(row.parent_id)
        entity = company.commercial_partner_id
        for name in shared & vals.keys():
            value = vals.pop(name)
            if not self._same(self.model_fields[name], entity[name], value, entity):
                change.kept.append(name)
        if "country_id" in row.fill_only and not any(n in vals for n in ADDRESS[:-1]):
            vals.pop("country_id", None)  # found out, and no address of its own
        address = {name: vals[name] for name in ADDRESS if name in vals}
        kind = vals.get("type") or partner.type or "contact"
        if not address or kind != "contact":
            return
        own = any(
            not self._same(self.model_fields[name], company[name], value, company)
            for name, value in address.items()
        )
        for name in address:
            del vals[name]
        if own and partner:
            change.kept.append("street")  # written there, it would change the company
        elif own:
            vals.update(address, type="other")

    def _same(self, field, current, value, partner):
        """Whether the ficha says already what the cell says, however written."""
        if field.type in ("many2one", "many2many"):
            ids = value if isinstance(value, list) else [value]
            return set(current.ids) == set(ids)
        if field.type == "boolean":
            return bool(current) == bool(value)
        if field.type in ("float", "monetary", "integer"):
            return round(current or 0, 4) == round(value or 0, 4)
        if field.type == "date":
            return (current or None) == fields.Date.to_date(value)
        if not current:
            return not value
        country = partner.country_id.code or self.country
        if field.name == "vat":
            return bool(
                set(tax_values(current, country)) & set(tax_values(value, country))
            )
        if field.name == "email":
            return (email_value(current) or current) == (email_value(value) or value)
        if field.name == "phone":
            one = phone_values(current, country, self.country)
            return bool(one) and one == phone_values(value, country, self.country)
        return fold_text(current) == fold_text(value)

    def _compare_people(self, row, partner, change):
        """The persons of the customer: who is to be made, and what others lack."""
        known, fill = self._known_person(row.person, partner)
        if known:
            change.known_person, change.person_fill = known, fill
            change.speak_to = not partner.main_contact_id
        else:
            change.person = dict(row.person)
        for wanted in row.people:
            known, fill = self._known_person(wanted, partner)
            if not known:
                change.people.append(dict(wanted))
            elif fill:
                change.people_fill.append((known, fill))

    def _known_person(self, wanted, partner):
        """A person of the customer, by their address or telephone, else by their name.

        :return: the contact or None, and values for what they lack
        """
        country = partner.country_id.code or ""
        email = email_value(wanted.get("email") or "")
        phones = set(phone_values(wanted.get("phone") or "", country, self.country))
        known = None
        for contact in partner.child_ids:
            if contact.is_company or contact.type not in (False, "contact", "other"):
                continue
            if not same_person(wanted["name"], contact.name or ""):
                continue
            mail = email_value(contact.email or "")
            if email and mail and email != mail and known:
                continue
            known = contact
            if (email and mail == email) or phones & set(
                phone_values(contact.phone or "", country, self.country)
            ):
                break
        if known is None:
            return None, {}
        return known, {
            name: value
            for name, value in wanted.items()
            if name != "name" and not known[name]
        }

    # -- what hangs from it ------------------------------------------------------------

    def _compare_points(self, row, partner, change):
        if not row.points:
            return
        country = partner.country_id.code or ""

        def key(kind, value):
            if kind in PHONES:
                return "phone", phone_value(value, country, self.country) or value
            return kind, email_value(value) or value

        points = {key(point.kind, point.value) for point in partner.contact_point_ids}
        known = set(points)
        first = {"phone": row.vals.get("phone"), "email": row.vals.get("email")}
        for value in (partner.phone, first["phone"]):
            numbers = phone_values(value or "", country, self.country)
            known.update(("phone", number) for number in numbers or [value])
        for value in (partner.email, first["email"]):
            known.update(("email", one) for one in email_values(value or ""))
        mobile = partner.contact_point_ids.filtered(lambda p: p.kind == "mobile")[:1]
        for place, (kind, value) in enumerate(row.points):
            # the first number once more, with the words that say which it is
            seen = points if row.labels.get(value) else known
            if key(kind, value) in seen:
                continue
            known.add(key(kind, value))
            points.add(key(kind, value))
            if kind == "mobile" and mobile and place == row.mobile_at:
                change.points_changed[mobile.id] = value
            else:
                change.points.append((kind, value))

    def _compare_lines(self, row, partner, change):
        for key, _position, vals in row.lines:
            kind = self.env["ficha.sheet"]._line_kind(key)
            line = self._known_line(kind, vals, partner)
            if not line:
                new = change.lines.setdefault(kind.field, [])
                if vals not in new:  # said in the row and in its own sheet
                    new.append(vals)
                continue
            changed = {
                name: value
                for name, value in vals.items()
                if not self._same_line_value(line, name, value)
            }
            if changed:
                change.lines_changed[kind.model, line.id] = changed

    def _known_line(self, kind, vals, partner):
        """The line that is meant: of the same role and name, say."""
        name_field = kind.columns[1].field
        what_field = kind.columns[0].field
        for line in partner[kind.field]:
            what = line[what_field]
            what = what.id if hasattr(what, "id") else what
            if what != vals[what_field]:
                continue
            spouse = kind.key == "family" and what == "spouse"
            if spouse or fold(shown(line, name_field)) == fold(vals[name_field]):
                return line
        return None

    def _same_line_value(self, line, name, value):
        field = line._fields[name]
        current = shown(line, name)
        if field.name == "phone" and current:
            one = phone_values(current, self.country)
            return bool(one) and one == phone_values(value, self.country)
        if field.type == "many2one":
            return current.id == value
        if field.type == "date":
            return (current or None) == fields.Date.to_date(value)
        if field.type == "integer":
            return (current or 0) == value
        return fold_text(current or "") == fold_text(value or "")


# what a reader sees of a line: of a linked contact, the contact's own
SHOWN = {
    "ficha.relation": {
        "name": "contact_name",
        "phone": "contact_phone",
        "email": "contact_email",
    },
    "ficha.family.member": {"name": "member_name"},
}


def shown(line, name):
    return line[SHOWN.get(line._name, {}).get(name, name)]
