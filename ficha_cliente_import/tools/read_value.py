"""Reading one cell with what the database knows: names of records, answers of fixed
lists, what a person decided of a value. ``read_cell`` reads what needs none of it."""

import re
from datetime import date

from odoo import fields
from odoo.tools import html2plaintext

from odoo.addons.ficha_cliente.models.ficha_education import FIRST_YEAR, YEARS_AHEAD
from odoo.addons.ficha_cliente.models.res_partner_basic import OLDEST_BIRTH_YEAR
from odoo.addons.ficha_cliente.tools.bank_account import ibans_in
from odoo.addons.ficha_cliente.tools.client_code import MAX_LENGTH
from odoo.addons.ficha_cliente.tools.client_code import normalize as normalize_code
from odoo.addons.ficha_cliente.tools.phones import has_more_figures
from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from . import read_cell as values
from .corrections import has_wrong_end, suggested_email
from .read_cell import MADE_DAY, CellProblem, LeftOut
from .read_phones import read_phones
from .row_address import OPEN

BIRTH_FIELDS = ("birthdate_date",)

# something with a point in it and no blank before: no date, no remark, no e-mail
WEBSITE = re.compile(r"(?:https?:/*)?[^\s@/]+\.[^\W\d_]{2,}(?![^\s/?#:])\S*", re.I)

HTML = re.compile(r"<(p|div|ul|ol|span)\b[^<>]*>.*</\1>", re.I | re.S)


class CellReader:
    """Reads the cells of one file for one user and company.

    :param env: environment of the user, in the company that the file is for
    :param lookup: a ``Lookup``
    :ivar aside: (code of a note, text) of the cell that is read
    """

    def __init__(self, env, lookup):
        self.env = env
        self.lookup = lookup
        self.today = fields.Date.context_today(env["res.partner"])
        self.country = env.company.country_id
        self.answers = {}  # {key of a column: {word: what it says}}
        self.aside = []

    def _read(self, column, cell, country):
        read = getattr(self, f"_read_{column.kind}", None)
        if read:
            return read(column, cell, country)
        return getattr(values, f"read_{column.kind}")(cell)

    def _read_key(self, _column, cell, _country):
        return values.read_line(cell)

    def _read_parent(self, _column, cell, _country):
        return values.read_digits(cell)

    def _read_code(self, _column, cell, _country):
        code = normalize_code(values.read_digits(cell))
        if code and len(code) > MAX_LENGTH:
            raise CellProblem("no_code", length=MAX_LENGTH)
        return code

    def _read_vat(self, _column, cell, country):
        return values.read_vat(cell, country.code or "")

    def _read_zip(self, _column, cell, country):
        return values.read_zip(cell, country.code or OPEN)

    def _read_zip_city(self, _column, cell, country):
        return values.read_zip_city(cell, country.code or OPEN)

    def _read_website(self, _column, cell, _country):
        text = values.read_short(cell).rstrip(".,;")
        if not WEBSITE.fullmatch(text) or MADE_DAY.fullmatch(text):
            raise CellProblem("no_website")
        return self.env["res.partner"]._clean_website(text)

    def _read_phone(self, _column, cell, country):
        codes = (country.code, self.country.code)
        # of a country that is not known they may be Spanish still
        codes = (*codes, *([] if country else ["ES"]))
        found = read_phones(cell, *codes)
        if len(found) == 1 and has_more_figures(str(cell), *codes):
            self.aside.append(("long_phone", str(cell)))
        return found

    _read_phones = _read_phone

    def _read_email(self, _column, cell, _country):
        """Addresses; of what seems to mean some, a person decides. One that is none
        does not hold back the others of its cell."""
        found, bad = values.read_good_addresses(cell)
        wrong = [address for address in found if has_wrong_end(address)]
        found = {one: label for one, label in found.items() if one not in wrong}
        if not (wrong or bad) and found:
            return found
        texts = [*wrong, *bad] if found else [values.read_text(cell)]
        for text in texts:
            proposed = suggested_email(text)
            action, instead = self.lookup.correction(text, proposed)
            if action == "write":
                found |= values.read_addresses(instead)
            elif action != "ignore" and found:
                code = "asked_email" if proposed else "left_email"
                self.aside.append((code, text))
            elif action != "ignore":
                raise CellProblem("asked_email" if proposed else "email")
        if not found:
            raise LeftOut("ignore")
        return found

    _read_emails = _read_email

    def _read_name_part(self, _column, cell, _country):
        return values.read_line(cell)

    def _read_property(self, _column, cell, _country):
        return values.read_text(cell)

    def _read_ibans(self, _column, cell, _country):
        found = [ibans_in(part) for part in values.read_list(cell, values.read_digits)]
        if not found or not all(found):
            raise CellProblem("iban")
        return list(dict.fromkeys(iban for some in found for iban in some))

    def _read_text(self, column, cell, _country):
        text = values.read_text(cell)
        field = self.env["res.partner"]._fields.get(column.field)
        is_html = field is not None and field.type == "html"
        is_html |= bool(HTML.match(text))  # as Odoo's own exports have it
        # without the list of addresses: finding names of pictures takes the square
        # of their length
        return html2plaintext(text, include_references=False) if is_html else text

    def _read_percent(self, _column, cell, _country):
        number = values.read_share(cell)
        if not 0 <= number <= 100:
            raise CellProblem("percent")
        if 0 < number < 1 and "%" not in str(cell):
            self.aside.append(("small_share", str(cell)))
        return number

    def _read_integer(self, column, cell, _country):
        number = values.read_integer(cell)
        if column.key == "year" and number:
            if not FIRST_YEAR <= number <= self.today.year + YEARS_AHEAD:
                raise CellProblem("year")
        return number

    def _read_date(self, column, cell, _country):
        is_birth = column.field in BIRTH_FIELDS
        day = values.read_date(cell, self.today.year if is_birth else None)
        if is_birth:
            if day > self.today:
                raise CellProblem("future")
            if day < date(OLDEST_BIRTH_YEAR, 1, 1):
                raise CellProblem("too_old")
        return day

    def _read_selection(self, column, cell, _country):
        text = values.read_line(cell)
        return self.lookup.selection(self._field(column), text, column.words)

    def _read_many2one(self, column, cell, _country):
        model, domain = self.env["ficha.sheet"]._choices(self._field(column))
        if model == "ficha.form.of.address":
            return self.lookup.find_form_of_address(values.read_line(cell), domain)
        text = values.read_line(cell)
        if model == "res.currency":  # of signs no letter is left to be looked for
            text = {"€": "EUR", "£": "GBP"}.get(text, text)
        return self.lookup.find(model, text, domain)

    def _read_bool(self, column, cell, _country):
        if column.key not in self.answers:
            self.answers[column.key] = {
                word: answer == "yes"
                for answer, words in reversed(column.words)
                for word in words.split("|")
            }
        answer = self.answers[column.key].get(fold(str(cell)))
        return values.read_bool(cell) if answer is None else answer

    def _read_lang(self, _column, cell, _country):
        found = self.lookup.find("res.lang", values.read_line(cell))
        return self.env["res.lang"].browse(found).code

    def _read_user(self, _column, cell, _country):
        model, domain = "res.users", (("share", "=", False),)
        return self.lookup.find(model, values.read_line(cell), domain)

    def _read_country(self, _column, cell, _country):
        return self.lookup.find_country(values.read_line(cell))

    def _read_state(self, _column, cell, country):
        return self.lookup.find_state(values.read_line(cell), country or self.country)

    def _read_many2many(self, column, cell, _country):
        model, domain = self.env["ficha.sheet"]._choices(self._field(column))
        found, left = [], None
        for name in self._names(cell):
            try:
                found.append(self.lookup.find(model, name, domain))
            except LeftOut as error:
                left = error
        if left and not found:
            raise left
        return found

    def _read_tags(self, column, cell, _country):
        """(ids of those that exist, names of those that do not)."""
        known, new = [], []
        for name in self._names(cell, column.separator):
            if self.lookup.knows("res.partner.category", name):
                known.append(self.lookup.find("res.partner.category", name))
                continue
            action, res_id = self.lookup.decision("res.partner.category", name)
            if action == "use" and res_id:
                known.append(res_id)
            elif action != "ignore":
                new.append(name)
        if not (known or new):
            raise LeftOut("ignore")
        return known, new

    def _names(self, cell, separator=""):
        """Names in a cell: between ; or, where there is none, between commas."""
        text = values.read_text(cell)
        if separator:
            text = text.replace(separator, ";")
        text = text if ";" in text or " ::: " in text else text.replace(",", ";")
        # an address book's own groups ("* myContacts") are no one's tags
        names = (name.strip('"') for name in values.read_list(text))
        return [name for name in names if name and not name.startswith("* ")]

    def _field(self, column):
        model = "res.partner"
        kind = self.env["ficha.sheet"]._kind_of(column)
        if kind:
            model = kind.model
        return self.env[model]._fields[column.field]
