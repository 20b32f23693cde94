"""What each side adds to the common data by itself: the drafts the rounds will post."""

from odoo import Command, fields
from lib import seed

# kinds of drafts: one for each customer of that kind
KINDS = {"existing": "Conocido", "new": "Nuevo", "teaching": "Nuevo"}


def stock(env):
    _drafts(env)


def ficha(env):
    """The same, by a user who may do everything in the ficha, and what a ficha holds."""
    user = env["res.users"].search([("login", "=", seed.LOGIN)])
    groups = ("group_ficha_user", "group_ficha_manager", "group_ficha_personal")
    user.group_ids = [Command.link(env.ref(f"ficha_cliente.{name}").id) for name in groups]
    _drafts(env)


def _drafts(env):
    user = env["res.users"].search([("login", "=", seed.LOGIN)])
    env = env(user=user.id, context={"allowed_company_ids": user.company_ids.ids})
    typed = {
        "invoice_payment_term_id": env.ref("account.account_payment_term_30days").id,
        "invoice_incoterm_id": env.ref("account.incoterm_EXW").id,
        "narration": "Entregar por la mañana",
    }
    for kind, name in KINDS.items():
        values = typed if kind == "teaching" else {}
        seed.draft_invoices(
            env, seed.customers(env, name), ref=f"bench {kind}", **values
        )


def drafts(env, kind, size):
    return env["account.move"].search(
        [("ref", "=", f"bench {kind}"), ("state", "=", "draft")], order="id", limit=size
    )
