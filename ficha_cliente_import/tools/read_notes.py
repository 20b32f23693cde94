"""What is said of a file that was read: what was left out of it, or mended. No ORM."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# There is no environment here: who writes the text translates it.
# pylint: disable=prefer-env-translation

# %(row)s is the number of a row as the program shows it, %(text)s how it begins
FILE_NOTE = {
    "sheets": _lt("Sheets read: %(chosen)s. Sheets not read: %(others)s."),
    "open_quote": _lt(
        "Row %(row)s was left out, for its quotation mark is not closed: %(text)s"
    ),
    "wide_row": _lt(
        "Row %(row)s was left out, for it has more cells than there are headings, so "
        "that its values are not under their headings: %(text)s"
    ),
    "bad_byte": _lt(
        "Row %(row)s has a character in another encoding than the rest of the file. "
        "Look at its accents."
    ),
    "bad_bytes": _lt(
        "%(count)s rows have characters in another encoding than the rest of the file."
    ),
    "total_row": _lt("Row %(row)s is a total and was left out: %(text)s"),
    "footnote": _lt("Row %(row)s is a title or a note and was left out: %(text)s"),
    "heading_row": _lt("Row %(row)s has the headings again and was left out."),
    "account_row": _lt(
        "Row %(row)s is an account that is of no customer and was left out: %(text)s"
    ),
    "supplier_row": _lt(
        "Row %(row)s is of no customer, as its kind says, and was left out: %(text)s"
    ),
    "no_heading": _lt(
        "Columns without a heading were left out: %(columns)s. Write something above "
        "them to import them."
    ),
    "blank_rows": _lt("Empty rows: %(rows)s."),
    "many_rows": _lt("%(count)s more rows were left out in the same way."),
    "card_open": _lt("Card %(row)s has no end: %(text)s"),
    "card_empty": _lt("Card %(row)s is of nobody and was left out: %(text)s"),
    "repaired": _lt(
        "%(count)s letters with accents had been garbled by another program and were "
        "mended."
    ),
}
