"""What is said when a file, or a cell of it, cannot be read, and what is good to know
of a row that comes in. No ORM."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

# There is no environment here: who writes the text translates it.
# pylint: disable=prefer-env-translation

FILE = {
    "extension": _lt(
        "“%(name)s” is neither an Excel file (.xlsx, .xls) nor one of LibreOffice "
        "(.ods), a text file (.csv) or an address book (.vcf). Open it with the "
        "program that made it, choose Save as and one of these."
    ),
    "too_big": _lt(
        "The file has %(size)s MB and the limit is %(limit)s MB. Divide it into "
        "several files, or remove pictures and sheets that are not needed. The limit "
        "is in the settings."
    ),
    "old_excel": _lt(
        "This is no workbook that can be read: it is of another program, of a very old "
        "Excel, or protected with a password. Open it with the program that made it "
        "and save it as .xlsx, without a password."
    ),
    "not_excel": _lt(
        "“%(name)s” is named like a spreadsheet, but its content is something else. "
        "Open it with the program that made it and save it as .xlsx."
    ),
    "password": _lt(
        "“%(name)s” is protected with a password. Open it with the password, save it "
        "without one and drop that file."
    ),
    "pdf": _lt(
        "“%(name)s” is a PDF, which can be looked at and not read as a list. Ask the "
        "program that made it, or who sent it, for the list as Excel (.xlsx) or as "
        "text (.csv)."
    ),
    "archive": _lt(
        "“%(name)s” is a compressed folder. Open it, take out the file of the "
        "customers and drop that one."
    ),
    "numbers": _lt(
        "“%(name)s” is of Numbers. Open it there, choose File, Export to, Excel, and "
        "drop that file."
    ),
    "binary_excel": _lt(
        "“%(name)s” is a binary workbook (.xlsb). Open it in Excel and save it as "
        ".xlsx."
    ),
    "document": _lt(
        "“%(name)s” is a document and no list. If there is a table in it, copy it into "
        "Excel and save that as .xlsx."
    ),
    "picture": _lt(
        "“%(name)s” is a picture, from which no list can be read. Ask for the list as "
        "Excel (.xlsx) or as text (.csv)."
    ),
    "database": _lt(
        "“%(name)s” is a database. Open it with its program and export the customers "
        "as Excel (.xlsx) or as text (.csv)."
    ),
    "not_card": _lt(
        "“%(name)s” is named like an address book, but there is no card in it. Export "
        "the contacts of the telephone again."
    ),
    "no_customers": _lt(
        "No sheet of this file looks like a list of customers: %(sheets)s. Name the "
        "sheet of the customers “Customers”, or drop another file."
    ),
    "not_text": _lt(
        "“%(name)s” is named like a text file, but its content is something else. If "
        "it is an Excel file, its name must end in .xlsx."
    ),
    "damaged": _lt(
        "“%(name)s” is damaged: it cannot be read to the end. Open it in Excel and "
        "save it again."
    ),
    "bomb": _lt(
        "The file would unpack to %(size)s MB, far more than any list of customers. "
        "It was not read."
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
    "too_many_cells": _lt(
        "The file has more than %(limit)s cells. Remove columns and sheets that are "
        "not needed, or divide it into several files."
    ),
    "too_long": _lt(
        "A cell of row %(row)s has more than %(limit)s characters, which is the most "
        "that Excel allows. Shorten it. In a text file, a quotation mark may be "
        "missing there."
    ),
    "too_much_text": _lt(
        "The texts in the cells of this file have more than %(limit)s million "
        "characters. Remove long texts, or divide it into several files."
    ),
    "duplicated": _lt(
        "The heading “%(heading)s” is there more than once (columns %(columns)s). Keep "
        "one of them."
    ),
    "same_column": _lt(
        "The headings “%(first)s” and “%(second)s” mean the same. Keep one of them."
    ),
    "merged": _lt(
        "The cells %(cells)s are merged, so it is not known which row they belong to. "
        "Separate them in Excel (Merge and center) and write the value in each row."
    ),
}

CELL = {
    "zip_city": _lt("Write the postcode before or after the town."),
    "excel_error": _lt("Excel shows an error here instead of a value."),
    "shortened": _lt(
        "Excel has shortened this number and its last digits are lost. Give the column "
        "the format Text and write it again."
    ),
    "made_date": _lt(
        "Excel made a date of what was typed here: %(day)s. Give the column the format "
        "Text and write it again."
    ),
    "too_long": _lt("This is too long: at most %(limit)s characters."),
    "too_many": _lt("There are too many here: at most %(limit)s in one cell."),
    "bool": _lt("Write yes or no."),
    "number": _lt("This is not a number."),
    "integer": _lt("This is not a whole number."),
    "percent": _lt("Write a number between 0 and 100."),
    "said_otherwise": _lt(
        "An earlier row of the same customer says otherwise, and this one is the one "
        "that stays."
    ),
    "address_whole": _lt(
        "A postcode seems to stand in the street. If so, write postcode and town in "
        "columns of their own."
    ),
    "whose": _lt(
        "There is somebody to speak to, and no customer. The row above is of "
        "“%(name)s”: if they work there, write it in this row too."
    ),
    "small_share": _lt(
        "This is less than one percent. If it means a share, as 0.05 for five percent, "
        "write 5."
    ),
    "hours": _lt("It ends before it begins."),
    "period": _lt("The last day is before the first."),
    "hour": _lt("This is not a time of day. Write it like 9:30."),
    "date": _lt("This is not a date. Write it as day/month/year, like 31/12/1980."),
    "left_error": _lt(
        "Excel shows an error here instead of a value. The cell was left empty."
    ),
    "left_short": _lt(
        "Excel has shortened this number and its last digits are lost, so that it was "
        "left empty. Give the column the format Text and write it again."
    ),
    "left_date": _lt(
        "This is no whole date of birth, so that it was left empty. Write it as "
        "day/month/year, like 31/12/1980."
    ),
    "left_cell": _lt("Left empty, the rest of the row comes in."),
    "odd_zip": _lt("No postcode of that country is written so."),
    "zip_elsewhere": _lt("The postcode is of another province."),
    "long_phone": _lt(
        "It begins as a telephone of here and has more figures. Look at what was read."
    ),
    "short_year": _lt("Write the year with four digits, like 31/12/1980."),
    "future": _lt("This day is in the future."),
    "too_old": _lt("This day is too long ago. Write the year with four digits."),
    "year": _lt("This year is not possible. Write it with four digits."),
    "email_like": _lt("This is not an e-mail address. Is it %(instead)s?"),
    "email": _lt("This is not an e-mail address. Write one like name@example.com."),
    "phone": _lt("This is not a telephone number."),
    "two_vats": _lt("There are two tax IDs here. Write the one of this customer."),
    "digits": _lt("This has too few digits for a telephone, or too many."),
    "vat": _lt("This tax ID cannot be right: its check digits do not fit."),
    "same_tax": _lt(
        "Row %(row)s has the same tax ID and is somebody else. Correct it in the row "
        "where it is wrong."
    ),
    "iban": _lt("This is not an IBAN: its check digits do not fit."),
    "unknown": _lt("There is none with this name. The existing ones are: %(known)s."),
    "either": _lt("It may be one of these: %(known)s. Write which."),
    "several": _lt("There are several with this name. Write its code, if it has one."),
    "no_code": _lt("Client codes have at most %(length)s characters."),
    "needs": _lt("A line also needs this: %(column)s."),
    "no_name": _lt("A new customer needs a name."),
    "parent_unknown": _lt(
        "No company with this code, tax ID or name is in the file or among your "
        "customers."
    ),
    "parent_several": _lt(
        "Several companies have this name: “%(names)s”. Write the client code or the "
        "tax ID."
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

# what is good to know of a row that comes in: %(what)s are headings with their cells
NOTE = {
    "empty": _lt("Left empty: %(what)s."),
    "no_year": _lt("Left empty, as the year is missing: %(what)s."),
    "made_date": _lt(
        "Left empty, for Excel made a date of what was typed: %(what)s. Give the "
        "column the format Text and write it again."
    ),
    "part_alone": _lt("Left out, as what it belongs to is empty: %(what)s."),
    "unknown_place": _lt("Left out, as no place is called so: %(what)s."),
    "no_country": _lt(
        "The country was left open: %(what)s is not of the usual one, and does not say "
        "which."
    ),
    "left_error": _lt("Left empty, as Excel shows an error there: %(what)s."),
    "left_short": _lt(
        "Left empty, as Excel has shortened the number and its last digits are lost: "
        "%(what)s."
    ),
    "left_date": _lt("Left empty, as it is no whole day of a birth: %(what)s."),
    "left_cell": _lt("Left empty until it is mended or decided: %(what)s."),
    "odd_zip": _lt("No postcode of that country, look at it again: %(what)s."),
    "zip_elsewhere": _lt("Postcode of another province, look at it again: %(what)s."),
    "long_phone": _lt("More figures than a telephone of here has: %(what)s."),
    "left_email": _lt("Left out, as it is no e-mail address: %(what)s."),
    "no_website": _lt("Left out, as it is no address of a website: %(what)s."),
    "asked_email": _lt(
        "Left out until it is decided, as it is no e-mail address: %(what)s."
    ),
    "found_by_code": _lt("Found by its client code, as “%(what)s”."),
    "found_by_tax": _lt("Found by its tax ID, as “%(what)s”."),
    "found_by_email": _lt("Found by its e-mail, as “%(what)s”."),
    "found_by_phone": _lt("Found by its telephone, as “%(what)s”."),
    "found_by_mended": _lt(
        "Found by its name, as it came in without what is mended now: %(what)s."
    ),
    "country_found": _lt("Country taken from the rest of the row: %(what)s."),
    "swapped": _lt(
        "It is under another heading, and was taken for what it is: %(what)s."
    ),
    "name_parted": _lt("How they are reached was taken out of the name: %(what)s."),
    "second_vat": _lt("Left out, as the row has another one: %(what)s."),
    "wrong_vat": _lt("Its check digits do not fit, look at it again: %(what)s."),
    "short_phone": _lt(
        "It has too few digits, or too many, look at it again: %(what)s."
    ),
    "small_share": _lt("Less than one percent, look at it again: %(what)s."),
    "address_parted": _lt("Postcode and town taken out of the street: %(what)s."),
    "address_whole": _lt(
        "A postcode seems to stand in the street, and was left there: %(what)s."
    ),
    "said_otherwise": _lt("An earlier row of this customer says otherwise: %(what)s."),
    "whose": _lt("No customer in this row, the one above is “%(what)s”."),
    "company_made": _lt("Their company is made too: %(what)s."),
}

# whose a row is, is not clear
CONFLICT = {
    "two": _lt(
        "The row matches more than one customer: “%(names)s”. Write the client code of "
        "the right one, or merge them first."
    ),
    "code": _lt(
        "By its tax ID, e-mail or phone the row is %(name)s, whose client code is "
        "%(known)s and not %(code)s."
    ),
    "same_tax": CELL["same_tax"],
    "unread": _lt(
        "“%(name)s” came in from an earlier file without what could not be read there: "
        "%(texts)s. If this is the same customer, mend it in the file of rows to fix "
        "of that import; if it is another one, write a client code in this row."
    ),
    "unread_elsewhere": _lt(
        "“%(name)s” came in from somebody else's file without what could not be read "
        "there. If this is the same customer, write their client code in this row; if "
        "it is another one, write a new code."
    ),
    "key": _lt(
        "The file key does not belong to this database, or its customer is no longer "
        "here. Empty the cell to let the row find its customer by the rest."
    ),
}
