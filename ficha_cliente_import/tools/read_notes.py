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
    "bad_bytes_one": _lt(
        "One row has characters in another encoding than the rest of the file."
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
    "many_rows_one": _lt("One more row was left out in the same way."),
    "card_open": _lt("Card %(row)s has no end: %(text)s"),
    "card_empty": _lt("Card %(row)s is of nobody and was left out: %(text)s"),
    "entities": _lt(
        "%(count)s texts had letters as web pages write them (&amp; for &) and were "
        "mended."
    ),
    "entities_one": _lt(
        "One text had letters as web pages write them (&amp; for &) and was mended."
    ),
    "labels": _lt(
        "What each value is stands before it, one below the other: each list of them "
        "was read as a customer, and is told here as a row."
    ),
    "loose": _lt("Left out, as it stands above the first customer: %(text)s"),
    "formula": _lt(
        "The result of some formulas is not in the file, so that their cells are "
        "empty: %(text)s. Open the file in Excel and save it again."
    ),
    "hidden": _lt(
        "Rows or columns that the program hides were read too: %(text)s. Show them, "
        "and remove those that are not to be imported."
    ),
    "hidden_sheets": _lt("Sheets that the program hides were not read: %(text)s."),
    "by_places": _lt(
        "Nothing separates the columns of this file: they were told by where they "
        "begin in each line. Look at the samples."
    ),
    "merged": _lt(
        "Merged cells were read in each of their rows, as they are shown: %(text)s."
    ),
    "head_quote": _lt(
        "A quotation mark that is not closed was left out of the headings: %(text)s"
    ),
    "macros": _lt(
        "The workbook has macros. They were not run, and never are: what stands in the "
        "cells was read."
    ),
    "turned": _lt(
        "The headings stand one below the other in the first column: each further "
        "column was read as a customer, and is told here as a row."
    ),
    "beside": _lt(
        "Lists that stand beside one another were read one after the other: the one "
        "of column %(columns)s too."
    ),
    "left": _lt(
        "Rows of those who are customers no more, as a column of the file says: "
        "%(rows)s. They are read like the others: take them out of the file to leave "
        "them out."
    ),
    "repaired_one": _lt(
        "One letter with an accent had been garbled by another program and was mended."
    ),
    "repaired": _lt(
        "%(count)s letters with accents had been garbled by another program and were "
        "mended."
    ),
}
