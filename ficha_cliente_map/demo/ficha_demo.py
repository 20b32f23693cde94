"""A round of today, and a pin: XML cannot say what day it is.

Called by ``demo/ficha_demo_map.xml``.
"""

from odoo import Command, fields

CORE = "ficha_cliente"


def load_pin(env, customer, latitude, longitude):
    """A person has put a customer where it is.

    :param str customer: external id of the core, without its module
    """
    partner = env.ref(f"{CORE}.{customer}", raise_if_not_found=False)
    if partner:
        partner.ficha_put_pin(latitude, longitude)


def load_round(env, seller, customers):
    """A round of visits for today, in the best order.

    :param str seller: external id of the core, without its module, or a whole one
    :param customers: the same, of whom to visit; the first one is where it begins
    """
    name = seller if "." in seller else f"{CORE}.{seller}"
    user = env.ref(name, raise_if_not_found=False)
    partners = [
        env.ref(f"{CORE}.{customer}", raise_if_not_found=False)
        for customer in customers
    ]
    if not user or not all(partners):
        return
    # the hook that places contacts runs after the demo data
    env["res.partner"]._map_locate_all()
    start, *visits = partners
    plan = env["ficha.round"].create(
        {
            "user_id": user.id,
            "company_id": user.company_id.id,
            "date": fields.Date.context_today(user),
            "start_id": start.id,
            "end_id": start.id,
            "stop_ids": [
                Command.create({"partner_id": partner.id, "reason": reason})
                for partner, reason in zip(visits, _reasons(visits), strict=True)
            ],
        }
    )
    plan.action_reorder()


def _reasons(partners):
    reasons = partners[0].union(*partners)._followup_public_reasons()
    for partner in partners:
        yield reasons[partner.id] or "Toca visita"


def load_territory(env, name, seller, outline):
    """A part of the map that is somebody's."""
    user = env.ref(f"{CORE}.{seller}", raise_if_not_found=False)
    if user:
        env["ficha.territory"].create(
            {
                "name": name,
                "outline": outline,
                "user_id": user.id,
                "company_id": user.company_id.id,
            }
        )
