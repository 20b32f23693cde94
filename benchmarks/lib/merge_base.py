"""The bases of the bench of merges: many contacts, some of them twice, with documents;
one in Odoo as it is and one with these modules.
"""

from lib import databases

STOCK, FICHA = "bench_merge_stock", "bench_merge"
SHARE = 0.015
# contacts in pairs have so many invoices each, and so many messages
INVOICES, MESSAGES = 4, 6
OTHERS = 15_000


def ready(contacts):
    """Make what is missing; return the names (stock, ficha)."""
    databases.filled_stock(STOCK, fill, contacts)
    databases.filled(FICHA, fill, contacts)
    return STOCK, FICHA


def pairs(env, contacts):
    """``(original, its double)``, both customers of their own."""
    from lib import people

    first = int(env["ir.config_parameter"].get_param("bench.merge_first"))
    found = people.doubles_of(first, contacts, SHARE)
    env.cr.execute(
        "SELECT id FROM res_partner WHERE id = ANY(%s) AND parent_id IS NULL",
        [[id_ for pair in found for id_ in pair]],
    )
    own = {id_ for (id_,) in env.cr.fetchall()}
    return [(one, other) for one, other in found if {one, other} <= own]


def fill(env, contacts):
    from odoo.tools import SQL

    from lib import bulk, people, seed
    from lib.copies import copy_invoices, copy_rows

    env = env(context={"tracking_disable": True, "no_vat_validation": True})
    company = seed.make_company(env)
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    seed.make_user(env)
    products = env["product.product"].create(
        [{"name": f"Artículo {i}", "list_price": 10 * i} for i in range(1, 6)]
    )
    model = env["res.partner"].create(seed._customer("Modelo", env))
    move = seed.draft_invoices(env, model, products)
    move.action_post()
    message = model.message_post(body="Nota")
    attachment = env["ir.attachment"].create(
        {"name": "nota.txt", "res_model": "res.partner", "res_id": model.id}
    )
    first = people.fill(env, contacts, SHARE)
    env["ir.config_parameter"].set_param("bench.merge_first", first)
    merged = [id_ for pair in pairs(env, contacts) for id_ in pair]
    others = range(first, first + min(OTHERS, contacts))
    partners = env["res.partner"].browse(sorted({*merged, *others}))
    with bulk.step(f"{INVOICES * len(partners):,} invoices"):
        copy_invoices(env, move, partners, INVOICES, "FUS")
    with bulk.step("messages and attachments"):
        join = SQL("CROSS JOIN unnest(%s) p", partners.ids)
        unique = SQL("'<' || p || '.' || i || '@bench>'")
        copy_rows(
            env.cr,
            "mail_message",
            message.ids,
            {"res_id": SQL("p"), "message_id": unique},
            MESSAGES,
            join,
        )
        copy_rows(
            env.cr, "ir_attachment", attachment.ids, {"res_id": SQL("p")}, 1, join
        )
    if "ficha.identity.key" in env:
        with bulk.step("identity keys"):
            env["ficha.identity.key"]._rebuild()
        with bulk.step("purchase histories"):
            env["ficha.purchase.summary"]._refresh()
            env["ficha.purchase.day"]._refresh()
        with bulk.step("pairs"):
            env["ficha.duplicate"].create(
                [
                    {
                        "partner_a_id": min(pair),
                        "partner_b_id": max(pair),
                        "score": 95,
                        "certainty": "certain",
                    }
                    for pair in pairs(env, contacts)
                ]
            )
