"""Reading one row of a file of fichas: cells to values that can be written."""

import re

from odoo.addons.ficha_cliente.tools.phones import phone_value
from odoo.addons.ficha_cliente.tools.places import spanish_province
from odoo.addons.ficha_cliente.tools.tax_check import is_wrong

from . import read_cell as values
from .columns import PROPERTY
from .columns_parts import joined, lonely_parts
from .lookup import MAKE
from .misplaced import parted_name, point_of
from .origin import has_own_marks, is_mobile, origin_of
from .placeholders import NAMES, placeholder
from .postcodes import is_elsewhere, is_odd
from .read_cell import KEPT_DAY, CellProblem, LeftOut
from .read_value import BIRTH_FIELDS, CellReader
from .row_address import (
    OPEN,
    TOWN_OF_PROVINCE,
    ZIP_BEFORE,
    parted_address,
    settle_town,
)
from .row_people import settle_people

# of these an error that a program shows refuses the row
ERRORS_REFUSE = {"key", "parent", *NAMES}
# of these whatever cannot be read does: they say who it is
IDENTIFY = {"code", "vat", *ERRORS_REFUSE}
# a discount without its end would go on
ENDS = {"standing_discount_end"}

# behind which people write how they are reached
WITH_POINTS = {"name", "company"} | {f"contact{n}_name" for n in ("", 2, 3)}
LEFT_EMPTY = {"excel_error": "left_error", "shortened": "left_short"}

# what is said of a telephone or an address that is not read
UNREAD = {*LEFT_EMPTY.values(), "asked_email", "left_email", "made_date", "short_phone"}

# what is read with the country of the row
PLACES = ("state", "country")

# the columns of the first and of further persons to speak to
OF_CONTACT = re.compile(r"contact(\d?)_(\w+)")


def _tells_country(phone):
    """Whether a telephone is written with its country: with "+" or 00, or in more
    figures than one has at home."""
    if phone.lstrip(" (")[:1] in ("+", "0"):
        return True
    figures = sum(map(str.isdigit, phone))
    # with words or a slash they are several
    return 11 <= figures <= 13 and not re.search(r"[^\d\s().+-]", phone)


def _figures(cell):
    """A cell of figures; "" where it cannot be read, which is said when it is."""
    try:
        return values.read_digits(cell)
    except CellProblem:
        return ""


class RowParser(CellReader):
    """Reads rows of one file for one user and company.

    :param env: environment of the user, in the company that the file is for
    :param lookup: a ``Lookup``
    """

    def parse(self, row, cells, line_kind=None):
        """Fill ``row`` from its cells.

        :param list cells: (column, value) of those that are not empty
        :param line_kind: the ``LineKind`` of a sheet of lines; its own columns then
            make one line
        """
        self.lookup.place = (row.sheet, row.number)
        self.lookup.column = None
        kept = self._without_placeholders(row, cells)
        kept = self._without_days(row, kept)
        for column, cell in lonely_parts(kept):
            row.notes.append(("part_alone", column, cell))
        cells = joined(kept) if line_kind else self._replaced(row, joined(kept))
        country = self._country(row, cells, line_kind)
        line_vals = {}
        for column, cell in cells:
            self.lookup.column, self.aside = self._name_of(column, line_kind), []
            try:
                value = self._read(column, cell, country)
                row.notes += [(code, column, text) for code, text in self.aside]
                self._place(row, column, value, country, line_kind, line_vals)
            except LeftOut as left:
                row.makes = row.makes or left.code == MAKE
            except CellProblem as problem:
                if column.kind in PLACES and problem.code == "unknown":
                    row.notes.append(("unknown_place", column, cell))
                elif problem.code in ("made_date", "asked_email", "no_website"):
                    row.notes.append((problem.code, column, cell))
                elif code := self._left_empty(column, problem.code):
                    row.notes.append((code, column, cell))
                elif self._may_lack(column, line_kind):
                    row.notes.append(("left_cell", column, cell))
                    row.left.append((column, cell, problem.code, problem.values))
                else:
                    row.problems.append((column, cell, problem.code, problem.values))
        for key, line in line_vals.items():
            self._close_line(row, key, line, line_kind)
        if not line_kind:
            settle_town(row, country.code or "")
            self._settle_province(row, country)
            settle_people(row, country.code or "", self._phone_kind)
            self._look_at_tax_id(row, cells, country)
            self._look_at_postcode(row, country)
            row.unread = self._unread(row)

    def _without_days(self, row, cells):
        """The cells without the parts of a street of which Excel made a day."""
        found = []
        for column, cell in cells:
            is_street = column.kind == "street_part" or column.key == "street"
            if is_street and isinstance(cell, str) and KEPT_DAY.fullmatch(cell):
                row.notes.append(("made_date", column, cell))
            else:
                found.append((column, cell))
        return found

    def _replaced(self, row, cells):
        """The cells, those of a telephone or an address in the column of the other
        under that one, and names without what stands behind them; which is noted."""
        if not row.to_fix and any(column.kind == "key" for column, _cell in cells):
            return cells  # a row of an export is what it was
        found, more = [], []  # what a column of its own says is first
        for column, cell in cells:
            if column.line:
                found.append((column, cell))
                continue
            kind = point_of(column.kind, cell)
            other = self._column_for(column, kind) if kind else None
            if other:
                row.notes.append(("swapped", column, cell))
                more.append((other, cell))
                continue
            if isinstance(cell, str) and column.key in WITH_POINTS:
                name, phones, emails = parted_name(cell)
                if name != cell:
                    row.notes.append(("name_parted", column, cell))
                    cell = name
                    for some, kind in ((phones, "phone"), (emails, "email")):
                        other = self._column_for(column, kind)
                        more += [(other, one) for one in some]
            found.append((column, cell))
        return found + more

    def _column_for(self, column, kind):
        """The column of the customer, or of the same person, for a telephone or an
        address that stands under another one."""
        match = OF_CONTACT.fullmatch(column.key)
        key = f"contact{match[1]}_{kind}" if match else kind
        columns = self.env["ficha.sheet"]._all_columns()
        return next((one for one in columns if one.key == key and not one.line), None)

    def _settle_province(self, row, country):
        """*Totana (Murcia)* under the town: what is in brackets is its province."""
        match = TOWN_OF_PROVINCE.fullmatch(row.vals.get("city") or "")
        exported = row.key and not row.to_fix
        if not match or exported or country.code != "ES":
            return
        if not spanish_province(match[2]):  # "Elche (centro)", which nobody is asked
            return
        try:
            state = self.lookup.find_state(match[2], country)
        except CellProblem:  # of no row: the town says it as it stands
            return
        if state and row.vals.setdefault("state_id", state) == state:
            row.vals["city"] = match[1]

    def _left_empty(self, column, code):
        """The note about a cell that costs its row nothing but itself: an error of the
        program that made the file or a number that it shortened, unless it is where
        the name or what finds the customer should be; a birthday that is no whole
        day."""
        if column.key not in ERRORS_REFUSE and code in LEFT_EMPTY:
            return LEFT_EMPTY[code]
        return "left_date" if column.field in BIRTH_FIELDS else ""

    def _may_lack(self, column, line_kind):
        """Whether a row comes in without a cell of this column that cannot be read: it
        does unless the cell says who the customer is, or how long something holds."""
        if line_kind:  # the row is the line, which has nothing besides
            return False
        return column.key not in IDENTIFY and column.field not in ENDS

    def _unread(self, row):
        """The texts of the customer's own telephones and addresses that could not be
        read: by them it is known again when they have been mended."""
        cells = [(column, text) for code, column, text in row.notes if code in UNREAD]
        cells += [(column, text) for column, text, _code, _values in row.left]
        return {str(text) for column, text in cells if column and column.is_reach}

    def _name_of(self, column, line_kind):
        return self.env["ficha.sheet"]._name_of_column(column, line_kind)

    def _without_placeholders(self, row, cells):
        """The cells that say something; of the others it is noted."""
        kept = []
        for column, cell in cells:
            if isinstance(cell, str) or (cell == 0 and not isinstance(cell, bool)):
                text = cell if isinstance(cell, str) else "0"
                if len(text) <= 40 and (
                    code := placeholder(column.kind, text, column.key)
                ):
                    row.notes.append((code, column, text))
                    continue
            kept.append((column, cell))
        return kept

    def _country(self, row, cells, line_kind):
        """The country by which the row's postcode, tax id and province are read: that
        of its column, else the one that the rest of it speaks of."""
        by_kind = {}
        for column, cell in cells:
            if column.kind == "country" and column.field == "country_id":
                try:
                    found = self._read_country(column, cell, None)
                    return self.env["res.country"].browse(found)
                except CellProblem:  # said when the cell is read
                    row.open_country = True
                    return self.env["res.country"]
            by_kind.setdefault(column.kind, []).append((column, cell))
        owners = [column for column, _cell in by_kind.get("parent", ())]
        if line_kind or any(column.key != "employer" for column in owners):
            return self.country  # of whom or what it belongs to
        default = self.country.code or ""
        try:
            tax_id = "".join(
                values.read_vat(c, "-")
                for _x, c in by_kind.get("vat", ())[:1]
                if _figures(c)
            )
            phones = tuple(
                _figures(cell)
                for _column, cell in by_kind.get("phone", ())
                if isinstance(cell, str)
                and _tells_country(cell)
                # what is read of it: with figures too many it is of no country
                and (phone_value(cell, default or "ES") or "+")[0] == "+"
            )
            postcode = "".join(
                _figures(c) for _x, c in by_kind.get("zip", ())
            ) or "".join(
                values.read_zip_city(c, self.country.code or OPEN)[0]
                for _x, c in by_kind.get("zip_city", ())
            )
            town = self._text_of(cells, "city")
            if not town and "zip_city" in by_kind and default != "ES":
                town = values.read_zip_city(by_kind["zip_city"][0][1], OPEN)[1]
            if not postcode and default != "ES" and ZIP_BEFORE.fullmatch(town):
                postcode, town = values.read_zip_city(town, OPEN)
        except CellProblem:  # said when the cell is read
            return self.country
        if "state" in by_kind or ("key" in by_kind and not row.to_fix):
            # of a province of the usual country, or known to be of none
            town = town if default != "ES" else ""
        try:
            around = {} if default == "ES" else self._around(cells, by_kind)
            if around and (match := TOWN_OF_PROVINCE.fullmatch(town)):
                town = match[1]
                around["province"] = around["province"] or match[2]
        except CellProblem:  # said when the cell is read
            return self.country
        if not postcode and around.get("street"):
            if parted := parted_address(around["street"]):
                postcode, town = parted[1], town or parted[2]
        if around:
            written = (str(cell).strip() for _x, cell in by_kind.get("vat", ())[:1])
            around["own_marks"] = any(has_own_marks(one, default) for one in written)
        origin = origin_of(tax_id, phones, postcode, default, town, **around)
        code = origin.code
        if code == default:
            return self.country
        country = self.lookup.country(code) if code else self.env["res.country"]
        if country:
            row.vals["country_id"] = country.id
            row.fill_only.add("country_id")
            row.notes.append(("country_found", None, country.name))
        else:
            row.open_country = True
            row.notes.append(("no_country", None, origin.against))
        return country

    def _text_of(self, cells, key):
        return next((str(cell) for column, cell in cells if column.key == key), "")

    def _around(self, cells, by_kind):
        """What else of a row may tell that it is Spanish, where the usual country is
        another or none."""
        province = "".join(
            str(cell) for _column, cell in by_kind.get("state", ())[:1]
        ).strip()
        return {
            "province": province,
            "may_be_abroad": bool(province) and self.lookup.is_state_abroad(province),
            "home_phones": tuple(
                _figures(cell)
                for _column, cell in by_kind.get("phone", ())
                if not (isinstance(cell, str) and _tells_country(cell))
            ),
            "street": self._text_of(cells, "street"),
        }

    def _place(self, row, column, value, country, line_kind, line_vals):
        if column.line or (line_kind and column in line_kind.columns):
            slot = column.line or (line_kind.key, None)
            line_vals.setdefault(slot, {})[column.field] = self._first(value)
        elif line_kind:
            row.owner[column.key.removeprefix("owner_")] = self._first(value)
        elif match := OF_CONTACT.fullmatch(column.key):
            self._place_person(row, int(match[1] or 1), match[2], value)
        elif column.kind == "name_part":
            row.parts[column.key] = value
        elif column.kind == "property":
            row.properties[column.key.removeprefix(PROPERTY)] = value
        elif column.kind in ("phone", "phones", "email", "emails"):
            self._place_point(row, column, value, country)
        elif column.kind == "tags":
            known, new = value
            ids = row.vals.setdefault(column.field, [])
            ids += [one for one in known if one not in ids]
            row.tags += [name for name in new if name not in row.tags]
        elif column.kind == "ibans":
            row.ibans += [iban for iban in value if iban not in row.ibans]
        elif column.kind in ("key", "parent"):
            setattr(row, column.kind, value)
            row.may_make_parent |= column.key == "employer"
        elif not self._place_more(row, column, value):
            row.vals[column.field] = value
            if column.kind == "code":
                row.code = value
            elif column.key == "company":
                row.by_name = True

    def _place_person(self, row, number, name, value):
        """A value of somebody to speak to; of several telephones or addresses the
        first, the others stand among the customer's under their name."""
        person = row.further.setdefault(number, {}) if number > 1 else row.person
        first = person.setdefault(name, self._first(value))
        if name in ("phone", "email"):
            more = [one for one in value if one != first]
            row.of_people += [(number, name, one) for one in more]

    def _place_more(self, row, column, value):
        """A value of several columns, or of which there may be several.

        :return: whether it is one
        """
        if column.kind == "zip_city":
            for name, text in zip(("zip", "city"), value, strict=True):
                if text:
                    row.vals.setdefault(name, text)
        elif column.kind == "text" and row.vals.get(column.field):
            row.vals[column.field] += f"\n{value}"
        elif column.kind == "vat" and row.vals.get(column.field, value) != value:
            row.notes.append(("second_vat", column, value))
        else:
            return False
        return True

    def _first(self, value):
        return next(iter(value)) if isinstance(value, dict) else value

    def _is_odd(self, value, country):
        """Whether a telephone has fewer or more digits than one has there."""
        digits = sum(map(str.isdigit, value))
        if digits == 9 or (9 < digits <= 12 and value[:1] in "+(0"):
            return False  # what most have, told at once
        number = phone_value(value, country.code, self.country.code) or ""
        return not number.startswith("+")

    def _place_point(self, row, column, found, country):
        """The first telephone or address goes where there is one, others beside it."""
        kind = "email" if column.kind.startswith("email") else "phone"
        for number, (value, label) in enumerate(found.items()):
            label = label or ("Fax" if column.key == "fax" else "")
            if label:
                row.labels[value] = label
            if kind == "phone" and self._is_odd(value, country):
                row.notes.append(("short_phone", column, value))
            if column.field and not row.vals.get(column.field):
                row.vals[column.field] = value
                if label and kind == "phone":  # the words stand beside it
                    row.points.append((self._phone_kind(value), value))
            elif column.point and (column.point != "mobile" or not number):
                if column.point == "mobile" and row.mobile_at is None:
                    row.mobile_at = len(row.points)
                row.points.append((column.point, value))
            else:
                row.points.append(
                    (kind if kind == "email" else self._phone_kind(value), value)
                )

    def _phone_kind(self, value):
        return "mobile" if is_mobile(value, self.country.code) else "phone"

    # -- the row as a whole ------------------------------------------------------------

    def _look_at_tax_id(self, row, cells, country):
        number = row.vals.get("vat")
        if number and is_wrong(number, country.code):
            column = next(c for c, _cell in cells if c.kind == "vat")
            row.notes.append(("wrong_vat", column, number))

    def _look_at_postcode(self, row, country):
        """Say of a postcode that it cannot be one of its country, or is of another
        province: it comes in as the file has it."""
        number = row.vals.get("zip")
        if not number or not country:
            return
        if is_odd(number, country.code):
            row.notes.append(("odd_zip", None, f"{number} ({country.name})"))
            return
        state = self.env["res.country.state"].browse(row.vals.get("state_id") or ())
        if state and state.country_id != country:
            return
        town = row.vals.get("city") or ""
        if is_elsewhere(number, country.code, state.code or "", town):
            place = state.name or town
            row.notes.append(("zip_elsewhere", None, f"{number} ({place})"))

    def _close_line(self, row, slot, line, line_kind):
        """Check a line as a whole and put it into its row."""
        key, position = slot
        if key == "family" and position is not None:
            line["kinship"] = "spouse" if position == "spouse" else "child"
        kind = line_kind or self.env["ficha.sheet"]._line_kind(key)
        for column in kind.columns:
            if column.key in kind.identity and not line.get(column.field):
                failed = [*row.problems, *row.left]
                failed = {one[0].field for one in failed if one[0].line == slot}
                if column.field in failed:  # which is said there
                    rest = ", ".join(str(text) for text in line.values() if text)
                    row.notes += [("part_alone", column, rest)] if rest else []
                else:
                    heading = self.env["ficha.sheet"]._heading(column)
                    entered = next(iter(line.values()))
                    row.problems.append((column, entered, "needs", {"column": heading}))
                return
        row.lines.append((key, position, line))
