"""A generated base: 100,000 customers with a million invoices of four years, paid, and
what was said with them.

Made through Odoo once, then copied by SQL. Two customers are told apart by their name:
``Pocos`` has 100 entries in its timeline, ``Muchos`` half of the number of invoices.
"""

from odoo import Command
from odoo.tools import SQL

from lib import bulk, million_documents, million_talk
from lib.copies import copy_partners

PRODUCTS, FAMILIES = 200, 10
SELLERS = 20
# customers of the user whose day is measured
OWN = 2_000


def fill(env, customers, invoices):
    env.cr.execute("SELECT setseed(0.42)")  # the same base every time
    partner, products, moves = _models(env)
    sellers = _sellers(env)
    with bulk.step(f"{customers:,} customers"):
        partners = _partners(env, partner, customers, sellers)
    few, many = (
        copy_partners(env, partner, SQL("%s", name), 1, client_code=SQL("%s", name))
        for name in ("Pocos", "Muchos")
    )
    with bulk.step(f"{invoices:,} documents, with their lines and payments"):
        million_documents.fill(env, moves, partners, invoices, few, many, products)
    _forget(env, partner, moves)
    with bulk.step("interactions, messages and activities"):
        million_talk.fill(env, partners, few, many, invoices)
    with bulk.step("first refresh of the purchase history"):
        env["ficha.purchase.summary"]._refresh()
        env["ficha.purchase.day"]._refresh()


def _models(env):
    families = env["product.category"].create(
        [{"name": f"Familia {i}"} for i in range(FAMILIES)]
    )
    products = env["product.product"].create(
        [
            {
                "name": f"Artículo {i}",
                "taxes_id": False,
                "categ_id": families[i % FAMILIES].id,
            }
            for i in range(PRODUCTS)
        ]
    )
    partner = env["res.partner"].create({"name": "Modelo", "customer_rank": 1})
    line = {
        "product_id": products[0].id,
        "price_unit": 1,
        "tax_ids": [Command.clear()],
    }
    moves = env["account.move"].create(
        [
            {
                "move_type": kind,
                "partner_id": partner.id,
                "invoice_date": "2020-01-01",
                "invoice_line_ids": [Command.create(line)],
            }
            for kind in ("out_invoice", "out_refund")
        ]
    )
    moves.action_post()
    moves[0].invoice_date_due = "2020-01-31"
    register = env["account.payment.register"].with_context(
        active_model="account.move", active_ids=moves[0].ids
    )
    register.create({"payment_date": "2020-02-01"})._create_payments()
    env.flush_all()
    return partner, products, moves


def _sellers(env):
    """The measured user first."""
    groups = [Command.link(env.ref("ficha_cliente.group_ficha_user").id)]
    users = env["res.users"].with_context(no_reset_password=True)
    me = users.search([("login", "=", "bench")])
    me.group_ids = [
        *groups,
        Command.link(env.ref("ficha_cliente.group_ficha_manager").id),
        Command.link(env.ref("ficha_cliente.group_ficha_personal").id),
    ]
    return me + users.create(
        [
            {"name": f"Comercial {i}", "login": f"comercial{i}", "group_ids": groups}
            for i in range(SELLERS)
        ]
    )


def _partners(env, partner, customers, sellers):
    """Every follow-up colour, dates of birth of a fifth; the first ones are ours."""
    state = env["ficha.followup.state"].search([("color", "=", "yellow")], limit=1)
    due = SQL("i %% 50 = 0")
    return copy_partners(
        env,
        partner,
        SQL("'Cliente ' || i"),
        customers,
        client_code=SQL("'M' || i"),
        user_id=SQL(
            "(%s::int[])[CASE WHEN i <= %s THEN 1 ELSE 2 + i %% %s END]",
            sellers.ids,
            OWN,
            SELLERS,
        ),
        is_company=SQL("i %% 5 > 0"),
        birthdate_date=SQL(
            "CASE WHEN i %% 5 = 0 THEN DATE '1950-01-01' + i %% 18000 END"
        ),
        followup_state_id=SQL("CASE WHEN %s THEN %s END", due, state.id),
        followup_color=SQL(
            "CASE WHEN %s THEN (ARRAY['red', 'yellow', 'green'])[1 + i %% 3] END", due
        ),
        followup_since=SQL("CASE WHEN %s THEN CURRENT_DATE - 10 END", due),
        followup_facts=SQL(
            "CASE WHEN %s THEN jsonb_build_object('text', 'Sin contacto') END", due
        ),
        next_contact_date=SQL("CASE WHEN %s THEN CURRENT_DATE - 3 + i %% 7 END", due),
        awaiting_reply_since=SQL(
            "CASE WHEN i %% 130 = 0 THEN CURRENT_DATE - i %% 30 END"
        ),
        do_not_contact=SQL("FALSE"),
    )


def _forget(env, partner, moves):
    """The documents that were copied are nobody's purchase."""
    env.flush_all()
    env.cr.execute(
        """
        DELETE FROM account_partial_reconcile WHERE debit_move_id IN (
            SELECT id FROM account_move_line WHERE move_id = ANY(%s)
        )
        """,
        (moves.ids,),
    )
    env.cr.execute("DELETE FROM account_move WHERE id = ANY(%s)", (moves.ids,))
    env.cr.execute("UPDATE res_partner SET active = FALSE WHERE id = %s", partner.ids)
    env.invalidate_all()
