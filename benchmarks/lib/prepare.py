"""What each side adds to the common data by itself: the drafts the rounds will post."""

from odoo import Command

from lib import seed

# kinds of drafts: one for each customer of that kind
KINDS = {"existing": "Conocido", "new": "Nuevo", "teaching": "Nuevo"}


def stock(env):
    _drafts(env)


def ficha(env):
    """The same, by a user who may do everything in the ficha, and what it holds."""
    user = env["res.users"].search([("login", "=", seed.LOGIN)])
    groups = ("group_ficha_user", "group_ficha_manager", "group_ficha_personal")
    user.group_ids = [
        Command.link(env.ref(f"ficha_cliente.{name}").id) for name in groups
    ]
    env["res.partner"]._backfill_client_codes()
    _fill_fichas(env)
    _due(env)
    _drafts(env)


def _due(env):
    """The customers whose next contact is today, each with a colour."""
    env.flush_all()
    state = env["ficha.followup.state"].search([("color", "=", "yellow")], limit=1)
    env.cr.execute(
        """
        UPDATE res_partner
        SET next_contact_date = CURRENT_DATE, followup_since = CURRENT_DATE - 10,
            followup_state_id = %s, followup_color = 'yellow',
            followup_facts =
                jsonb_build_object('text', 'Sin contacto desde hace un mes')
        WHERE id = ANY(%s)
        """,
        (state.id, seed.customers(env, "Pendiente").ids),
    )
    env.invalidate_all()


def _fill_fichas(env):
    """What a well-kept ficha holds beside Odoo's own fields."""
    partners = env["res.partner"].search([("name", "in", ("Pocos", "Muchos"))])
    products = env["product.product"].search([("name", "=like", "Artículo %")])
    roles = env["ficha.relation.role"].search([], limit=3)
    for partner in partners:
        values = {
            "contact_point_ids": [
                Command.create({"kind": "mobile", "value": f"+34 61000000{i}"})
                for i in range(3)
            ],
            "relation_ids": [
                Command.create({"role_id": role.id, "name": f"Persona {role.id}"})
                for role in roles
            ],
            "customer_requirements": "Albarán valorado",
            "customer_observations": "Prefiere la mañana",
            "usual_line_ids": [
                Command.create({"product_id": product.id, "quantity": 2})
                for product in products
            ],
            "invoice_observations": "Entregar por la mañana",
        }
        partner.write({k: v for k, v in values.items() if k in partner._fields})


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
