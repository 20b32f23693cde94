"""The data both sides start from: a Spanish company, its customers and invoices."""

import datetime

from odoo import Command
from odoo.tools import SQL

from lib.copies import copy_invoices, copy_partners

MODULES = ["account", "contacts", "calendar", "base_vat", "base_iban", "l10n_es"]
LOGIN = "bench"
GROUPS = [
    "base.group_user",
    "base.group_partner_manager",
    "account.group_account_manager",
]
SELLERS = 4
NEW = EXISTING = 100
DUE = 20_000
FEW, MANY = 10, 50_000


def seed(env):
    """Fill a fresh database (committed by the caller)."""
    env = env(context={"tracking_disable": True, "no_vat_validation": True})
    company = make_company(env)
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    make_user(env)
    products = env["product.product"].create(
        [{"name": f"Artículo {i}", "list_price": 10 * i} for i in range(1, 6)]
    )
    model = env["res.partner"].create(_customer("Modelo", env))
    move = draft_invoices(env, model, products)
    move.action_post()
    copy_partners(env, model, SQL("'Nuevo ' || i"), NEW)
    existing = copy_partners(env, model, SQL("'Conocido ' || i"), EXISTING)
    copy_invoices(env, move, existing, 3, "CON")
    due = copy_partners(
        env,
        model,
        SQL("'Pendiente ' || i"),
        DUE,
        user_id=SQL("(%s)[1 + i %% %s]", _sellers(env).ids, SELLERS),
    )
    copy_invoices(env, move, due, 1, "PEN")
    for name, documents in (("Pocos", FEW), ("Muchos", MANY)):
        partner = _full_customer(env, name)
        copy_invoices(env, move, partner, documents, name.upper())


def customers(env, name):
    return env["res.partner"].search([("name", "=like", f"{name} %")], order="id")


def make_company(env):
    company = env.company
    company.write(
        {
            "name": "Suministros del Bench, S.L.",
            "country_id": env.ref("base.es").id,
            "vat": "ESB12345674",
        }
    )
    env["account.chart.template"].try_loading("es_pymes", company, install_demo=False)
    return company


def make_user(env, *ours):
    """Who works in the benchmarks.

    :param ours: names of groups of ficha_cliente that they are in besides
    """
    groups = [*GROUPS, *(f"ficha_cliente.{name}" for name in ours)]
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": "Administración",
                "login": LOGIN,
                "email": "administracion@example.com",
                "tz": "Europe/Madrid",
                "group_ids": [Command.set([env.ref(group).id for group in groups])],
            }
        )
    )


def _sellers(env):
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [
                {
                    "name": f"Comercial {i}",
                    "login": f"comercial{i}",
                    "email": f"comercial{i}@example.com",
                    "group_ids": [Command.set([env.ref("base.group_user").id])],
                }
                for i in range(SELLERS)
            ]
        )
    )


def _customer(name, env):
    return {
        "name": name,
        "is_company": True,
        "vat": "ESA58818501",
        "street": "Calle Mayor, 1",
        "zip": "28013",
        "city": "Madrid",
        "country_id": env.ref("base.es").id,
        "state_id": env.ref("base.state_es_m").id,
        "email": "facturas@cliente.example.com",
        "phone": "+34 910 000 000",
        "customer_rank": 1,
    }


def _full_customer(env, name):
    """A customer with what a well-kept contact has in Odoo as it is."""
    contacts = [
        {
            "name": f"{name} {who}",
            "email": f"{who}@cliente.example.com",
            "type": "contact",
        }
        for who in ("Compras", "Dirección", "Almacén")
    ]
    partner = env["res.partner"].create(
        {
            **_customer(name, env),
            "child_ids": [Command.create(contact) for contact in contacts],
            "category_id": [
                Command.create({"name": f"{name} etiqueta {i}"}) for i in range(3)
            ],
            "bank_ids": [Command.create({"acc_number": "ES9121000418450200051332"})],
        }
    )
    for i in range(20):
        partner.message_post(body=f"Nota {i}")
    partner.activity_schedule("mail.mail_activity_data_call", user_id=env.uid)
    return partner


def draft_invoices(env, partners, products=None, **values):
    """One draft of three lines for each partner, dated today."""
    products = products or env["product.product"].search(
        [("name", "=like", "Artículo %")], order="id"
    )
    lines = [
        Command.create({"product_id": product.id, "quantity": 2})
        for product in products[:3]
    ]
    return env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_date": datetime.date.today(),
                "invoice_line_ids": lines,
                **values,
            }
            for partner in partners
        ]
    )
