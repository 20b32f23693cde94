"""Contacts of a Spanish company put into a database, as many as asked for (what they
are like: `people_rows`).
"""

from dataclasses import fields

from odoo.tools import SQL

from lib import bulk
from lib.copies import unchecked
from lib.people_rows import Row, rows

# what every row is a copy of, so that all columns of all modules are filled
MODEL = "Modelo de contacto"


def fill(env, contacts, doubles=0.0, seed=42):
    """Put them into the database by COPY, with accounts and further telephones.

    Neither identity keys nor histories are made: that is for the bench to do.

    :return: id of the first one; the others follow in the order of ``people_rows.rows``
    """
    cr = env.cr
    model = env["res.partner"].create(
        {"name": MODEL, "country_id": env.ref("base.es").id, "customer_rank": 1}
    )
    env.flush_all()
    names = [field.name for field in fields(Row)]
    with bulk.step(f"{contacts:,} contacts drawn by lot"):
        bulk.temporary_table(
            cr,
            "people",
            "number int PRIMARY KEY, name text, is_company bool, parent int,"
            " original int, vat text, phone text, second_phone text, email text,"
            " iban text, client_code text, street text, zip text, city text,"
            " birth date",
            ([getattr(row, n) for n in names] for row in rows(contacts, doubles, seed)),
        )
    with bulk.step("contacts"), bulk.without_indexes(cr, "res_partner"):
        first = _insert_partners(cr, model.id, contacts)
    with bulk.step("accounts and further telephones"):
        _insert_accounts(env, first)
    cr.execute(SQL("UPDATE res_partner SET active = FALSE WHERE id = %s", model.id))
    cr.execute("DROP TABLE people; ANALYZE res_partner, res_partner_bank")
    env.invalidate_all()
    return first


def doubles_of(first, contacts, doubles, seed=42):
    """Pairs of ids (original, its double) that :func:`fill` made."""
    return [
        (first + row.original, first + row.number)
        for row in rows(contacts, doubles, seed)
        if row.original is not None
    ]


def _columns(cr, table):
    cr.execute(
        SQL(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_name = %s AND is_generated = 'NEVER'",
            table,
        )
    )
    return [name for (name,) in cr.fetchall()]


def _insert_partners(cr, model, contacts):
    cr.execute("SELECT nextval('res_partner_id_seq')")
    first = cr.fetchone()[0] + 1
    cr.execute(SQL("SELECT setval('res_partner_id_seq', %s)", first + contacts))
    digits = SQL(r"regexp_replace(p.phone, '\D', '', 'g')")
    values = {
        "id": SQL("%s + p.number", first),
        "name": SQL("p.name"),
        "complete_name": SQL("concat_ws(', ', c.name, p.name)"),
        "is_company": SQL("p.is_company"),
        "parent_id": SQL("%s + p.parent", first),
        "commercial_partner_id": SQL("%s + coalesce(p.parent, p.number)", first),
        "commercial_company_name": SQL(
            "CASE WHEN p.is_company THEN p.name ELSE c.name END"
        ),
        "partner_share": SQL("TRUE"),
        "vat": SQL("coalesce(p.vat, c.vat)"),
        "phone": SQL("p.phone"),
        "phone_sanitized": SQL("'+34' || right(%s, 9)", digits),
        "email": SQL("p.email"),
        "email_normalized": SQL("lower(p.email)"),
        "client_code": SQL("p.client_code"),
        "street": SQL("p.street"),
        "zip": SQL("p.zip"),
        "city": SQL("p.city"),
        "birthdate_date": SQL("p.birth"),
    }
    columns = _columns(cr, "res_partner")
    taken = [values.get(name, SQL("s.%s", SQL.identifier(name))) for name in columns]
    insert = SQL(
        "INSERT INTO res_partner (%s) SELECT %s FROM people p JOIN res_partner s"
        " ON s.id = %s LEFT JOIN people c ON c.number = p.parent",
        SQL(", ").join(map(SQL.identifier, columns)),
        SQL(", ").join(taken),
        model,
    )
    with unchecked(cr):
        cr.execute(insert)
    return first


def _insert_accounts(env, first):
    cr = env.cr
    digits = SQL(r"regexp_replace(second_phone, '\D', '', 'g')")
    bank = {
        "partner_id": SQL("%s + number", first),
        "acc_number": SQL("iban"),
        "sanitized_acc_number": SQL("iban"),
        "acc_holder_name": SQL("name"),
        "active": SQL("TRUE"),
        "sequence": SQL("10"),
        "allow_out_payment": SQL("FALSE"),
    }
    point = {
        "partner_id": SQL("%s + number", first),
        "kind": SQL("'mobile'"),
        "value": SQL("second_phone"),
        "normalized_value": SQL(r"'+34' || right(%s, 9)", digits),
        "sequence": SQL("10"),
    }
    sources = [("res_partner_bank", bank, "iban")]
    if "ficha.contact.point" in env:
        sources.append(("ficha_contact_point", point, "second_phone"))
    for table, values, wanted in sources:
        known = set(_columns(cr, table))
        columns = [name for name in values if name in known]
        cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM people WHERE %s IS NOT NULL",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(values[name] for name in columns),
                SQL.identifier(wanted),
            )
        )
