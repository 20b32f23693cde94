"""What is said when a file, or a cell of it, cannot be read. No ORM."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)
# There is no environment here: who writes the text translates it.
# pylint: disable=prefer-env-translation

FILE = {
    "extension": _lt(
        "“%(name)s” is neither an Excel file (.xlsx) nor a text file (.csv). In Excel, "
        "choose Save as and one of these two."
    ),
    "too_big": _lt(
        "The file has %(size)s MB and the limit is %(limit)s MB. Divide it into "
        "several files, or remove pictures and sheets that are not needed. The limit "
        "is in the settings."
    ),
    "old_excel": _lt(
        "This is a file of an old Excel, or one protected with a password. Open it in "
        "Excel and save it as .xlsx, without a password."
    ),
    "not_excel": _lt(
        "“%(name)s” is called like an Excel file, and its content is something else. "
        "Open it with the program that made it and save it as .xlsx."
    ),
    "not_text": _lt(
        "“%(name)s” is called like a text file, and its content is something else. If "
        "it is an Excel file, its name must end in .xlsx."
    ),
    "damaged": _lt(
        "“%(name)s” is damaged: it cannot be read to its end. Open it in Excel and "
        "save it again."
    ),
    "bomb": _lt(
        "The file would unpack to %(size)s MB, which no list of customers does. It was "
        "not read."
    ),
    "no_rows": _lt(
        "There is no row in this file. The first row has the headings and each of the "
        "following ones a customer."
    ),
    "too_many_rows": _lt(
        "The file has more than %(limit)s rows. Divide it into several files."
    ),
    "too_many_columns": _lt(
        "The file has more than %(limit)s columns. Remove those that are not needed."
    ),
    "no_headings": _lt(
        "No heading of this file is known: %(headings)s. Download the template to see "
        "the headings there are."
    ),
    "duplicated": _lt(
        "The heading “%(heading)s” is there more than once (columns %(columns)s). Keep "
        "one of them."
    ),
    "same_column": _lt(
        "The headings “%(first)s” and “%(second)s” mean the same. Keep one of them."
    ),
    "no_identity": _lt(
        "No column says who each customer is. Add at least one of these: %(columns)s."
    ),
    "merged": _lt(
        "The cells %(cells)s are merged, so it is not known which row they belong to. "
        "Separate them in Excel (Merge and center) and write the value in each row."
    ),
}

CELL = {
    "excel_error": _lt("Excel shows an error here instead of a value."),
    "shortened": _lt(
        "Excel has shortened this number and its last digits are lost. Give the column "
        "the format Text and write it again."
    ),
    "bool": _lt("Write yes or no."),
    "number": _lt("This is not a number."),
    "integer": _lt("This is not a whole number."),
    "percent": _lt("Write a number between 0 and 100."),
    "hour": _lt("This is not a time of day. Write it like 9:30."),
    "date": _lt("This is not a date. Write it as day/month/year, like 31/12/1980."),
    "short_year": _lt("Write the year with four digits, like 31/12/1980."),
    "future": _lt("This day is in the future."),
    "too_old": _lt("This day is too long ago. Write the year with four digits."),
    "year": _lt("This year is not possible. Write it with four digits."),
    "email": _lt("This is not an e-mail address. Write one like name@example.com."),
    "phone": _lt("This is not a telephone number."),
    "iban": _lt("This is not an IBAN: its check digits do not fit."),
    "unknown": _lt("There is none with this name. There are: %(known)s."),
    "several": _lt("There are several with this name. Write its code, if it has one."),
    "no_code": _lt("Client codes have at most %(length)s characters."),
    "needs": _lt("A line needs this too: %(column)s."),
    "no_name": _lt("A new customer needs a name."),
    "parent_unknown": _lt(
        "No company with this code, tax ID or name is in the file or among your "
        "customers."
    ),
    "parent_several": _lt(
        "Several companies have this name: %(names)s. Write the client code or the tax "
        "ID."
    ),
    "parent_row": _lt("Row %(row)s, which it belongs to, cannot be imported as it is."),
    "parent_self": _lt("A company cannot belong to itself."),
    "owner_unknown": _lt(
        "No customer with this code, tax ID or e-mail is in the file or among yours."
    ),
    "owner_missing": _lt(
        "Say whose line this is: client code, tax ID, e-mail, or the name of a "
        "customer of this file."
    ),
}

# whose a row is, is not clear
CONFLICT = {
    "two": _lt(
        "The row fits more than one customer: %(names)s. Write the client code of the "
        "right one, or merge them first."
    ),
    "code": _lt(
        "By its tax ID, e-mail or phone the row is %(name)s, whose client code is "
        "%(known)s and not %(code)s."
    ),
    "key": _lt(
        "The file key is not of this database, or its customer is no longer here. "
        "Empty the cell to let the row find its customer by the rest."
    ),
}
