"""What a form asks for, and where on the page. Plain data, no ORM.

A form is a list of sections, a section a list of rows, a row a list of items
``(name, span)`` or ``(name, span, lines)`` on a grid of twelve columns. A name is a
field of ``res.partner``, or one of the ``EXTRAS``, which become something that hangs
from the contact. The same names are those of the fields of the PDF: they are what a
filled form is read by, so they never change their meaning.
"""

VERSION = 2
#: What the hidden field of each version says; paper lives for months, so the older ones
#: are read too.
META = {
    "1": ("version", "uuid", "company", "kind", "partner", "personal"),
    "2": ("version", "uuid", "company", "kind", "partner", "personal", "notice"),
}
KINDS = ("customer", "prospect")
FAMILY_ROWS = 3
STUDIES_ROWS = 2

WHO = [
    [("name", 8), ("company_type", 4)],
    [("vat", 4), ("function", 4), ("website", 4)],
]
CONTACT_POINTS = [
    [("phone", 4), ("mobile", 4), ("email", 4)],
    [("street", 7), ("zip", 2), ("city", 3)],
    [("state_name", 4), ("country_id", 4), ("lang", 4)],
]
CONTACT = [
    [("contact_name", 6), ("contact_function", 6)],
    [("contact_phone", 6), ("contact_email", 6)],
]
PREFERENCES = [
    [("preferred_channel_id", 6), ("contact_hour_from", 3), ("contact_hour_to", 3)],
    [("contact_weekday_ids", 12)],
    [("customer_requirements", 12, 3)],
]
INVOICING = [
    [("invoice_email", 6), ("iban", 6)],
    [("purchase_reference_required", 12)],
]
INTEREST = [
    [("industry_id", 6)],
    [("interest", 12, 4)],
]
PERSONAL = [
    [("birthdate_date", 3), ("gender", 3), ("marital_status", 6)],
    [("education_level", 6), ("occupation", 6)],
]
FAMILY = [
    [
        (f"family_{row}_kinship", 4),
        (f"family_{row}_name", 5),
        (f"family_{row}_birthdate", 3),
    ]
    for row in range(1, FAMILY_ROWS + 1)
]
STUDIES = [
    [
        (f"studies_{row}_title", 5),
        (f"studies_{row}_institution", 5),
        (f"studies_{row}_year", 2),
    ]
    for row in range(1, STUDIES_ROWS + 1)
]

# kind of each item that is no field of the contact
EXTRAS = {
    "mobile": "text",
    "invoice_email": "text",
    "state_name": "text",
    "contact_name": "text",
    "contact_function": "text",
    "contact_phone": "text",
    "contact_email": "text",
    "iban": "text",
    "interest": "area",
    **{
        name: {"kinship": "choice", "birthdate": "date"}.get(name.split("_")[2], "text")
        for row in FAMILY + STUDIES
        for name, _span in row
    },
}

# what a ficha says of these is ours, or of others: it is never printed on the form
# that goes to the customer
NEVER_FILLED = {"interest", "iban"}


def sections(kind, personal=False):
    """The sections of a form.

    :param str kind: ``customer`` or ``prospect``
    :param bool personal: also academic and family data
    :return: list of (name of the section, rows)
    """
    found = [
        ("who", WHO),
        ("contact_points", CONTACT_POINTS),
        ("contact", CONTACT),
        ("preferences", PREFERENCES),
        ("invoicing", INVOICING) if kind == "customer" else ("interest", INTEREST),
    ]
    if personal:
        found += [("personal", PERSONAL), ("family", FAMILY), ("studies", STUDIES)]
    return found


def names(kind, personal=False):
    """The names of all that a form asks for, in its order."""
    return [
        item[0]
        for _name, rows in sections(kind, personal)
        for row in rows
        for item in row
    ]
