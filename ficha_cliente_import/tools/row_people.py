"""Who of a row is the customer, and who are the persons of it. No ORM."""

from odoo.addons.ficha_cliente.tools.tax_check import is_of_person as is_persons_tax_id
from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from . import person as people

# of a row about a company and somebody in it, what is the person's
OF_PERSON = (
    "function",
    "birthdate_date",
    "gender",
    "form_of_address_id",
    "nationality_id",
)


def settle_people(row, country, phone_kind):
    """Put names together, and say who of the row is the customer.

    :param row: a ``Row``, which is changed
    :param str country: code of the usual country
    :param phone_kind: called with a telephone: ``mobile`` or ``phone``
    """
    vals, contact = row.vals, row.person
    if surname := contact.pop("surname", ""):
        contact["name"] = " ".join(filter(None, (contact.get("name"), surname)))
    name = vals.get("name")
    parts = people.compose(row.parts)
    if name and not parts and not row.by_name:
        name = vals["name"] = people.turned_if_person(name)
    if parts and not name:
        name = vals["name"] = parts
    elif parts and not people.same_person(parts, name):
        contact.setdefault("name", parts)
    elif parts and len(parts) > len(name):
        name = vals["name"] = parts
    if name and row.parent and name.startswith(f"{row.parent}, "):
        # "Acme, S.L., Ana Gil", as Odoo calls who works there
        name = vals["name"] = name.removeprefix(f"{row.parent}, ").strip() or name
    if row.parent and row.may_make_parent and fold(name) == fold(row.parent):
        name, row.by_name = None, True  # a company that stands for itself
    if row.may_make_parent and row.parent and not name:
        # nobody of the company is named: it is the customer
        name = vals["name"] = row.parent
        row.parent, row.may_make_parent, row.by_name = None, False, True
    if not name and contact.get("name"):
        name = vals["name"] = contact.pop("name")
        row.by_name = False
    if contact.get("name"):
        contact["name"] = people.turned_if_person(contact["name"])
    if not contact.get("name") or people.same_person(contact["name"], name):
        _take_contact_points(row, contact)
    _settle_further(row, name, phone_kind)
    contact = row.person
    if not contact.get("name") or people.same_person(contact["name"], name):
        row.person = {}
        _settle_company(row, country)
        row.by_name = False
        return
    _settle_company(row, country)
    _settle_person(row)


def _settle_further(row, customer, phone_kind):
    """The second and third person of a customer, each once; the first of those that
    are named is the one to speak to."""
    names = {1: row.person.get("name")}
    for number, person in sorted(row.further.items()):
        surname = person.pop("surname", "")
        name = " ".join(filter(None, (person.get("name"), surname)))
        if not name:
            _take_contact_points(row, person)
            continue
        names[number] = person["name"] = people.turned_if_person(name)
        known = [row.person, *row.people]
        same = [
            one
            for one in known
            if one.get("name") and people.same_person(one["name"], person["name"])
        ]
        if same:
            for key, value in person.items():
                same[0].setdefault(key, value)
        elif people.same_person(person["name"], customer):
            _take_contact_points(row, person)
        else:
            row.people.append(person)
    first = row.person.get("name")
    if row.people and (not first or people.same_person(first, customer)):
        row.person = row.people.pop(0)
    for number, kind, value in row.of_people:
        row.points.append((phone_kind(value) if kind == "phone" else kind, value))
        if label := names.get(number):
            row.labels.setdefault(value, label)


def _take_contact_points(row, person):
    """The telephone and the address of somebody whom the row does not name, or who is
    the customer, are the customer's."""
    for kind in ("phone", "email"):
        value = person.get(kind)
        if value and not row.vals.get(kind):
            row.vals[kind] = value
        elif value and value != row.vals[kind]:
            row.points.append((kind, value))


def _settle_company(row, country):
    """A name under *Empresa*, or with somebody to speak to, is a company's, unless
    its tax id is a person's."""
    if (row.by_name or row.person) and "is_company" not in row.vals:
        tax_id = row.vals.get("vat") or ""
        if not is_persons_tax_id(tax_id, country):
            row.vals["is_company"] = True


def _settle_person(row):
    """What of a row about a company is of the person in it.

    Under *Empresa* and *Persona de contacto* the telephone and the address are the
    person's, unless they are of an office, and the company gets them only while it
    has none. Elsewhere they are the company's, and the address the person's too
    when it is named after them.
    """
    vals, contact = row.vals, row.person
    for name in OF_PERSON:
        if name in vals:
            contact.setdefault(name, vals.pop(name))
    email = vals.get("email") or ""
    if row.by_name:
        theirs = not people.is_of_role(email)
        row.fill_only |= {"phone", "email"}
        if theirs and vals.get("phone"):
            contact.setdefault("phone", vals["phone"])
    else:
        theirs = people.is_of_person(email, contact["name"])
    if email and theirs:
        contact.setdefault("email", email)
