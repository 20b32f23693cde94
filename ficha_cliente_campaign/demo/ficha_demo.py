"""Demo data of what is proposed, see ``ficha_cliente/demo/ficha_demo.py``."""

from datetime import timedelta

from odoo import Command, fields


def load_proposals(env, refused):
    """What to propose, from the invoices of the demo, at once and not after a night.

    :param refused: ``(customer, product, reason, in their words)``
    """
    env["ficha.product.demand"]._refresh_all(env.ref("base.main_company"))
    for customer, product, reason, words in refused:
        partner = env.ref(f"ficha_cliente.{customer}", raise_if_not_found=False)
        product = env.ref(
            f"ficha_cliente.demo_product_{product}", raise_if_not_found=False
        )
        if not partner or not product:
            continue
        env["ficha.interaction"].create(
            {
                "partner_id": partner.id,
                "kind": "refusal",
                "refusal_reason": reason,
                "subject": words,
                "product_ids": [Command.set(product.ids)],
                "user_id": env.ref("base.user_admin").id,
            }
        )


def load_campaign(env, name, products, days):
    """A campaign of visits to all customers, launched some days ago.

    :param products: names of products of the demo, without what they begin with
    """
    found = env["product.product"]
    for product in products:
        found |= (
            env.ref(f"ficha_cliente.demo_product_{product}", raise_if_not_found=False)
            or found
        )
    company = env.ref("base.main_company")
    found = found.filtered(lambda product: product.sale_ok and product.list_price)
    campaign = env["ficha.campaign"].create(
        {
            "name": name,
            "company_id": company.id,
            "product_ids": [Command.set(found.ids)],
            "message": "Quien pida antes del 15 lo tiene antes de Navidad.",
            "script": "<p>Pregunte primero cómo fue el último pedido.</p>",
            "channel_id": env.ref("ficha_cliente.channel_visit").id,
            "by_preference": False,
            "control_share": 50,
            "domain": "[('customer_rank', '>', 0)]",
        }
    )
    env.flush_all()
    customers = campaign._segment_customers()
    reasons = campaign._left_out(
        customers, dict.fromkeys(customers.ids, campaign.channel_id)
    )
    if len(reasons) == len(customers):  # or there is nobody at all
        return  # nobody may be contacted: it stays a draft, to look at
    campaign.action_launch()
    # it was launched before the last invoices, without a heap of reminders for today
    env["mail.activity"].search(
        [("res_model", "=", "res.partner"), ("summary", "ilike", name)]
    ).unlink()
    env.flush_all()
    env.cr.execute(
        "UPDATE ficha_campaign SET launched_on = %s WHERE id = %s",
        (fields.Date.context_today(campaign) - timedelta(days=days), campaign.id),
    )
    campaign.invalidate_recordset()
