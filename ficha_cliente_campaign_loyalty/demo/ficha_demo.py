"""Demo data of a campaign with coupons, see ``ficha_cliente/demo/ficha_demo.py``."""

from datetime import timedelta

from odoo import Command, fields


def load_coupons(env, name, customers, products):
    """A campaign of coupons to a few customers, of whom one has used theirs.

    :param customers: names of customers of the demo, without what they begin with
    :param products: likewise
    """

    def find(kind, names):
        found = [
            env.ref(f"ficha_cliente.demo_{kind}{one}", raise_if_not_found=False)
            for one in names
        ]
        return [one for one in found if one]

    offered = [
        one for one in find("product_", products) if one.sale_ok and one.list_price
    ]
    partners = find("", customers)
    if not offered or not partners:
        return
    campaign = env["ficha.campaign"].create(
        {
            "name": name,
            "company_id": env.ref("base.main_company").id,
            "user_id": env.ref("base.user_admin").id,
            "product_ids": [Command.set([one.id for one in offered])],
            "message": "Un detalle para el próximo pedido.",
            "channel_id": env.ref("ficha_cliente.channel_visit").id,
            "by_preference": False,
            "control_share": 0,
            "discount": 10,
            "discount_by": "coupon",
            "overlap": "best",
            "date_end": fields.Date.context_today(env.user) + timedelta(days=45),
            "domain": str([("id", "in", [one.id for one in partners])]),
        }
    )
    env.flush_all()
    looked_at = campaign._segment_customers()
    reasons = campaign._left_out(
        looked_at, dict.fromkeys(looked_at.ids, campaign.channel_id)
    )
    if len(reasons) < len(looked_at):  # else it stays a draft, to look at
        campaign.action_launch()
