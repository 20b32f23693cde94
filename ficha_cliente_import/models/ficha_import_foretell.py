from odoo import models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_refine,
    query_select,
)
from odoo.addons.ficha_cliente.tools.words import quoted

from ..tools.corrections import suggested_email
from ..tools.person import is_shorter
from ..tools.read_sentences import CELL, NOTE

# notes about a value that may be wrong, and the sentence that says why
LOOK_AT = {
    "wrong_vat": "vat",
    "short_phone": "digits",
    "small_share": "small_share",
    "whose": "whose",
    "said_otherwise": "said_otherwise",
    "asked_email": "email_like",
    "left_email": "email",
    "address_whole": "address_whole",
    "left_error": "left_error",
    "left_short": "left_short",
    "left_date": "left_date",
    "odd_zip": "odd_zip",
    "zip_elsewhere": "zip_elsewhere",
    "long_phone": "long_phone",
}
# of these, what leaves its cell empty
LEFT = {"asked_email", "left_email", "left_error", "left_short", "left_date"}
# what is listed of a row is not said a second time beside that
LISTED = {*LOOK_AT, "left_cell"}


# what a customer has once, so that of two rows one is lost
SAID_ONCE = {
    "name",
    "street",
    "zip",
    "city",
    "vat",
    "client_code",
    "birthdate_date",
} | {"standing_discount"}


class FichaImport(models.Model):
    """What would be refused when a row is written, said while it is checked: what the
    check promises is what happens. And what is good to know of a row that comes in."""

    _inherit = "ficha.import"

    def _plan_outcomes(self, rows):
        """Extends ours: refuses what the customer's own rules would refuse, and names
        possible duplicates of those that would be new."""
        self._refuse_values(rows)
        result = super()._plan_outcomes(rows)
        self._name_look_alikes(rows)
        return result

    # -- what would be refused ---------------------------------------------------------

    def _apply(self, lines, parser):
        """Extends ours: a tax id that cannot be right comes in as the file has it. The
        check names it; refusing the customer because of it would lose the rest."""
        run = self.with_context(no_vat_validation=True)
        return super(FichaImport, run)._apply(lines, parser)

    def _refuse_values(self, rows):
        """Put a problem into each row that the customer's own rules refuse."""
        columns = {c.key: c for c in self.env["ficha.sheet"]._all_columns()}
        for row in rows:
            if row.conflict and row.conflict[0] == "same_tax":
                # an error: importing it again would not help
                row.problems.append((columns["vat"], row.vals["vat"], *row.conflict))
                row.conflict = None
            if row.problems or row.conflict:
                continue
            self._refuse_hours(row, columns["hour_to"])
            self._refuse_periods(row)

    def _refuse_hours(self, row, column):
        first, last = (row.vals.get(f"contact_hour_{end}") for end in ("from", "to"))
        if first and last and first > last:
            row.problems.append((column, str(last), "hours", {}))

    def _refuse_periods(self, row):
        for key, _slot, vals in row.lines:
            first, last = vals.get("date_from"), vals.get("date_to")
            if first and last and first > last:
                kind = self.env["ficha.sheet"]._line_kind(key)
                column = next(c for c in kind.columns if c.field == "date_to")
                row.problems.append((column, str(last), "period", {}))

    # -- several rows of one customer --------------------------------------------------

    def _outcome_of_repeated(self, row):
        """What becomes of a row about a customer whom an earlier row makes."""
        said, filled, differs = row.said, False, []
        for name, value in self._own_values(row).items():
            before = said.vals.get(name)
            if said.plain(name, before) == said.plain(name, value):
                continue
            if not before and not isinstance(value, bool):
                filled = True
            elif name in row.fill_only or (
                name == "name" and before and is_shorter(value, before)
            ):
                continue
            elif name == "is_company":
                continue
            else:
                differs.append((name, value))
                if self.policy != "overwrite":
                    continue
            said.vals[name] = value
        self._note_otherwise(row, [name for name, _value in differs])
        more = said.rest_of(row) - said.rest
        said.rest |= more
        if filled or more or (differs and self.policy == "overwrite"):
            return "updated"
        names = self.env["res.partner"]._ficha_proposal_fields()
        new = {
            said.plain(name, value) for name, value in differs if name in names
        } - said.proposed
        said.proposed |= new
        return "proposal" if new else "unchanged"

    def _note_otherwise(self, row, names):
        """Say of a row that it replaces what an earlier one of the file says."""
        names = [name for name in names if name in SAID_ONCE]
        if names and self.policy == "overwrite":
            labels = ", ".join(map(self._field_label, names))
            row.notes.append(("said_otherwise", None, labels))

    def _own_values(self, row):
        """The values of a row that are not its company's."""
        if not row.has_parent:
            return row.vals
        partner = self.env["res.partner"]
        shared = {*partner._commercial_fields(), *partner._address_fields()}
        shared.add("client_code")
        return {name: v for name, v in row.vals.items() if name not in shared}

    def _without_what_was_said(self, row, change):
        """Take from what a row would change what an earlier one changes already."""
        said = row.said
        if said is None:
            return
        other = {
            name: value
            for name, value in self._own_values(row).items()
            if name in SAID_ONCE
            and said.vals.get(name)
            and said.plain(name, said.vals[name]) != said.plain(name, value)
            and name not in row.fill_only
            and not (name == "name" and is_shorter(value, said.vals[name]))
        }
        self._note_otherwise(row, other)
        if self.policy == "overwrite":
            # what the customer has already is written again, over the earlier row
            change.differ |= {n: v for n, v in other.items() if n not in change.fill}
        for values in (change.fill, change.differ):
            for name in list(values):
                if name in said.vals and said.plain(name, said.vals[name]) == (
                    said.plain(name, values[name])
                ):
                    del values[name]
        change.points = [
            (kind, value)
            for kind, value in change.points
            if ("point", *said.plain("email" if kind == "email" else "phone", value))
            not in said.rest
        ]
        change.ibans = [
            iban for iban in change.ibans if ("iban", iban) not in said.rest
        ]
        said.add(row)

    # -- possible duplicates -----------------------------------------------------------

    def _name_look_alikes(self, rows):
        """Name those of the same name as a row that would be a new customer: among the
        customers, and in the file."""
        new = [
            row
            for row in rows
            if not row.kind
            and row.outcome == "created"
            and not row.has_parent
            and row.vals.get("name")
        ]
        names = {row.vals["name"].lower() for row in new}
        if not names:
            return
        Partner = self.env["res.partner"]
        query = Partner._search([("parent_id", "=", False), ("active", "=", True)])
        found = {}
        for name, display in self._customers_called(names, query):
            found.setdefault(name, display)
        for row in new:
            if other := found.get(row.vals["name"].lower()):
                row.duplicates.append(other)
            elif row.look_alike and row.look_alike.vals.get("name"):
                row.duplicates.append(row.look_alike.vals["name"])

    def _customers_called(self, names, query):
        """(name in lower case, name) of the customers that the user may read."""
        name = query_column(query, "name")
        lower = SQL("lower(%s)", name)
        query_refine(query, SQL("%s = ANY(%s)", lower, list(names)))
        return self.env.execute_query(query_select(query, lower, name))

    # -- in words ----------------------------------------------------------------------

    def _problem_texts(self, row):
        """Extends ours: with what a person should look at again, though the row comes
        in."""
        noted = self._noted_texts(row, LOOK_AT.keys() - LEFT)
        return super()._problem_texts(row) + noted

    def _noted_texts(self, row, codes):
        """(column or None, value, reason) of the notes of a row with one of these
        codes."""
        found = []
        long = {text for code, _column, text in row.notes if code == "long_phone"}
        for code, column, text in row.notes:
            if code == "short_phone" and text in long:
                continue  # which is said there
            if code in codes:
                sentence = str(self.env._(CELL[LOOK_AT[code]]))
                if code == "asked_email":
                    sentence %= {"instead": suggested_email(str(text))}
                elif code == "whose":
                    sentence %= {"name": text}
                found.append((column, str(text), sentence))
        return found

    def _left_texts(self, row):
        """(column, value, reason) of the cells without which a row comes in, until
        they are mended or decided; of a row that is refused, what is wrong with them
        too."""
        code = "left_cell"
        left = str(self.env._(CELL[code]))
        found = self._noted_texts(row, LEFT)
        for column, value, code, values in row.left:
            sentence = str(self.env._(CELL[code])) % values
            reason = sentence if row.problems else f"{left} {sentence}"
            found.append((column, str(value), reason))
        return found

    def _note_of(self, row):
        """Extends ours: what was left empty, left out or found out."""
        found = [super()._note_of(row), *self._note_texts(row)]
        return " ".join(filter(None, found)) or False

    def _note_besides(self, row, note):
        """Extends ours: what is listed of a row is said once."""
        if not any(code in LISTED for code, _column, _text in row.notes):
            return note
        found = [super()._note_of(row), *self._note_texts(row, LISTED)]
        return " ".join(filter(None, found))  # "": nothing, which is known

    def _note_texts(self, row, without=()):
        """The sentences of the notes of a row, without those of these codes."""
        by_code = {}
        for code, column, text in row.notes:
            if code in without:
                continue
            heading = self.env["ficha.sheet"]._heading(column) if column else ""
            shown = f"{heading} {quoted(self.env, text)}" if heading else str(text)
            by_code.setdefault(code, []).append(shown)
        return [
            str(self.env._(NOTE[code])) % {"what": ", ".join(dict.fromkeys(what))}
            for code, what in by_code.items()
        ]
