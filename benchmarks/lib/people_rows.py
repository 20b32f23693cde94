"""Contacts of a Spanish company drawn by lot, the same ones every time: persons,
companies with their people, families that share a telephone, and doubles.

Names are as frequent as in Spain (`people_names`). Nothing of Odoo is needed here.
"""

import random
from dataclasses import dataclass

from lib import people_names

NIF_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
STREETS = ("Calle Mayor", "Avenida de la Constitución", "Plaza España", "Calle Real")
LANDLINES = ("91", "93", "95", "96", "94", "98", "976", "981", "943", "968")
MAILS = ("example.com", "example.net", "example.org", "correo.example", "buzon.example")
PLAIN = str.maketrans("áéíóúüñÁÉÍÓÚÜÑ", "aeiouunAEIOUUN")


@dataclass
class Row:
    """A contact, before it has an id; ``parent`` and ``original`` are numbers of rows
    (None: none). ``original`` says whose double it is.
    """

    number: int
    name: str = ""
    is_company: bool = False
    parent: int | None = None
    original: int | None = None
    vat: str | None = None
    phone: str | None = None
    second_phone: str | None = None
    email: str | None = None
    iban: str | None = None
    client_code: str | None = None
    street: str | None = None
    zip: str | None = None
    city: str | None = None
    birth: str | None = None


def rows(contacts, doubles=0.0, seed=42):
    """The contacts, one after the other, without a database.

    :param doubles: share of them that are an earlier contact written down once more
    """
    choice = _Choice(seed)
    companies, families, known = [], [], []
    for number in range(contacts):
        kind = choice.random.random()
        if known and choice.random.random() < doubles:
            row = _double(choice, number, choice.random.choice(known))
        elif kind < 0.15 and companies:
            row = _employee(choice, number, choice.random.choice(companies))
        elif kind < 0.40:
            row = _company(choice, number)
            companies.append(row)
        else:
            row = _person(choice, number)
            if families and choice.random.random() < 0.05:
                relative = choice.random.choice(families)
                row.phone, row.street = relative.phone, relative.street
                row.zip, row.city = relative.zip, relative.city
            families.append(row)
        for some in (companies, families):
            if len(some) > 1_000:
                del some[:500]
        if row.original is None and row.parent is None:
            known = [*known[-200:], row]
        yield row


class _Choice:
    """What is drawn by lot."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.tables = {"surname": people_names.surnames()}
        for table in ("WOMEN", "MEN", "TRADES"):
            words = people_names.counted(getattr(people_names, table))
            self.tables[table.lower()] = words

    def one(self, table):
        words, weights = self.tables[table]
        return self.random.choices(words, cum_weights=weights)[0]

    def chance(self, share):
        return self.random.random() < share

    def digits(self, count):
        return f"{self.random.randrange(10**count):0{count}d}"


def _person_name(choice):
    table = "women" if choice.chance(0.52) else "men"
    name = choice.one(table)
    if choice.chance(0.22):
        second = choice.one(table)
        name = name if second == name else f"{name} {second}"
    name = f"{name} {choice.one('surname')}"
    return name if choice.chance(0.05) else f"{name} {choice.one('surname')}"


def _person(choice, number):
    row = Row(number, _person_name(choice))
    if choice.chance(0.7):
        digits = choice.random.randrange(10**7, 10**8)
        row.vat = f"{digits}{NIF_LETTERS[digits % 23]}"
    if choice.chance(0.4):
        row.birth = (
            f"{choice.random.randrange(1935, 2006)}-"
            f"{choice.random.randrange(1, 13):02d}-{choice.random.randrange(1, 29):02d}"
        )
    return _reach(choice, row)


def _company(choice, number):
    surname = choice.one("surname")
    name = f"{choice.one('trades')} {surname}"
    if choice.chance(0.5):
        further = choice.chance(0.5) and choice.one("surname")
        name += f" {further or choice.random.choice(people_names.FURTHER)}"
    row = Row(number, f"{name}, {choice.random.choice(people_names.FORMS)}", True)
    if choice.chance(0.9):
        row.vat = cif(choice.digits(7))
    return _reach(choice, row)


def _employee(choice, number, company):
    row = _reach(choice, Row(number, _person_name(choice), parent=company.number))
    row.client_code = row.iban = row.street = row.zip = row.city = None
    return row


def _reach(choice, row):
    """Telephone, e-mail, address, account and code."""
    if choice.chance(0.85):
        mobile = not row.is_company or choice.chance(0.4)
        start = "6" if mobile else choice.random.choice(LANDLINES)
        row.phone = written(choice, start + choice.digits(9 - len(start)))
    if choice.chance(0.15):
        row.second_phone = written(choice, "6" + choice.digits(8))
    if choice.chance(0.6):
        words = row.name.translate(PLAIN).lower().replace(",", "").split()
        row.email = (
            f"{words[0][:1]}{words[1]}{row.number}@{choice.random.choice(MAILS)}"
        )
    if choice.chance(0.7):
        row.street = (
            f"{choice.random.choice(STREETS)}, {choice.random.randrange(1, 90)}"
        )
        row.city, province = choice.random.choice(people_names.PLACES)
        row.zip = province + choice.digits(3)
    if choice.chance(0.2):
        row.iban = iban(choice.digits(20))
    if choice.chance(0.6):
        row.client_code = f"C{row.number + 100_000}"
    if row.vat and choice.chance(0.3):
        row.vat = f"ES{row.vat}"
    return row


def _double(choice, number, original):
    """The same contact written down once more, by somebody else."""
    name = original.name
    if choice.chance(0.4):
        name = name.translate(PLAIN)
    if choice.chance(0.2):
        name = name.upper()
    if choice.chance(0.25):
        at = choice.random.randrange(2, len(name) - 1)
        name = name[:at] + name[at + 1 :]
    row = Row(number, name, original.is_company, original=original.number)
    row.birth = original.birth
    for part in ("vat", "phone", "email", "street"):
        if choice.chance(0.75):
            setattr(row, part, getattr(original, part))
    if row.vat and choice.chance(0.5):
        row.vat = row.vat.removeprefix("ES").lower()
    if row.street:
        row.zip, row.city = original.zip, original.city
    return row


def cif(digits):
    """A tax id of a company (B...) with its right control digit."""
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[::2])
    control = -(doubled + sum(map(int, digits[1::2]))) % 10
    return f"B{digits}{control}"


def iban(account):
    """A Spanish account with its right check digits (E=14, S=28)."""
    return f"ES{98 - int(account + '142800') % 97:02d}{account}"


def written(choice, number):
    """Nine digits as people write them."""
    how = choice.random.randrange(5)
    if how == 0:
        return number
    if how == 1:
        return f"+34 {number[:3]} {number[3:6]} {number[6:]}"
    if how == 2:
        return f"0034{number}"
    if how == 3:
        return f"{number[:3]}-{number[3:5]}-{number[5:7]}-{number[7:]}"
    return f"{number[:3]} {number[3:6]} {number[6:]}"
