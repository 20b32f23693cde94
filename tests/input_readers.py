"""What reads a text of somebody's, for the cases of ``input_cases``."""

from input_kit import LIMIT


def text_readers():
    """Everything that reads a text of somebody's, and what it may raise."""
    from odoo.addons.ficha_cliente.tools import client_code, email_address, tax_check
    from odoo.addons.ficha_cliente_identity.tools import identify_query, normalize
    from odoo.addons.ficha_cliente_import.tools import names_alike, read_cell, read_file
    from odoo.addons.ficha_cliente_map.tools import spain
    from odoo.addons.ficha_cliente_merge.tools import duplicate_features
    from odoo.addons.ficha_cliente_portal.tools import tokens, typed

    def features(text):
        names = ("name", "vat", "phone", "email", "iban", "street", "zip", "city")
        duplicate_features.from_values(dict.fromkeys(names, text), "ES")

    def decoded(text):
        try:
            read_file.read_tables(text.encode("utf-8", "replace"), "a.csv", LIMIT)
        except read_file.SheetProblem:
            pass

    readers = [
        features,
        decoded,
        email_address.normal_email,
        normalize.fold,
        normalize.name_tokens,
        normalize.email_value,
        normalize.iban_value,
        normalize.code_value,
        lambda text: normalize.tax_values(text, "ES"),
        lambda text: normalize.phone_values(text, "ES", "FR"),
        lambda text: identify_query.read(text, ("C1",), ("ES",)),
        lambda text: identify_query.phone_number(text, ("ES",)),
        lambda text: client_code.read_typed(text, "C", "", 5),
        lambda text: names_alike.looks_like_company(text, text),
        lambda text: names_alike.is_mended([text], [text[::-1]]),
        lambda text: tax_check.is_wrong(text, "ES"),
        lambda text: tax_check.is_of_person(text, "ES"),
        lambda text: tax_check.is_same(text, text, "ES"),
        read_file.guard,
        read_file.unguard,
        spain.read_postcode,
        spain.towns_called,
        typed.line,
        typed.paragraph,
        typed.person_name,
        tokens.digest_of,
        tokens.network,
    ]
    for name in vars(read_cell):
        if name.startswith("read_"):
            readers.append(getattr(read_cell, name))
    return readers, (read_cell.CellProblem, typed.Refused)


def more_readers():
    """The same, of what reads less often: names that records have, codes of formats,
    places, what is masked in the log."""
    from odoo.addons.ficha_cliente.tools import (
        bank_account,
        conditions,
        person,
        phones,
        places,
    )
    from odoo.addons.ficha_cliente_import.tools import (
        corrections,
        heading_essence,
        heading_words,
        lookup,
        number_format,
        origin,
        placeholders,
        read_cell,
        read_phones,
    )
    from odoo.addons.ficha_cliente_import.tools import person as written
    from odoo.addons.ficha_cliente_map.tools import spain, zone
    from odoo.addons.ficha_cliente_merge.tools import duplicate_values
    from odoo.addons.ficha_cliente_portal.tools import quiet_log, short_code
    from odoo.addons.ficha_cliente_privacy.tools import point_key

    spain.places_called("x")  # the table is read once
    readers = [
        bank_account.as_iban,
        conditions.read_condition,
        person.is_person,
        phones.is_simple,
        phones.first_and_further,
        places.place_names,
        places.spanish_province,
        places.country_code,
        places.postcode,
        corrections.suggested_email,
        lambda text: list(map(heading_essence.essence, heading_essence.readings(text))),
        lambda text: heading_words.is_of_customers([text]),
        lookup.each_form,
        number_format.number_format,
        lambda text: origin.is_mobile(text, "ES"),
        written.turned_if_person,
        written.is_legal,
        written.is_of_role,
        lambda text: written.same_person(text, text[::-1]),
        lambda text: written.is_of_person(text, text),
        lambda text: placeholders.placeholder("name", text),
        lambda text: read_phones.read_phones(text, "ES"),
        spain.places_called,
        zone.read_zone,
        duplicate_values.address_parts,
        lambda text: duplicate_values.emails_near([text], [text[1:]]),
        quiet_log.without_tokens,
        short_code.read,
        lambda text: point_key.masked("email", text),
    ]
    return readers, (read_cell.CellProblem, ValueError)
