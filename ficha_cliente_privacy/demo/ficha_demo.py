"""What the demo customers said, some days ago: XML cannot say what hangs from today.

Called by ``demo/ficha_demo_privacy.xml``; every row says that it is made up.
"""

from datetime import timedelta

from odoo import fields
from odoo.tools import SQL

MADE_UP = "Demostración: inventado"
CORE = "ficha_cliente"


def load_consents(env, notice, rows):
    """
    :param str notice: external id of the text they were shown
    :param rows: ``(customer, event, purpose, channel, days ago, method)``, of the core
        and of this module without the name of the module; False: all
    """
    found = []
    notice = env.ref(notice)
    for customer, event, purpose, channel, days, method in rows:
        partner = env.ref(f"{CORE}.{customer}", raise_if_not_found=False)
        if not partner:
            continue
        found.append(
            {
                "partner_id": partner.id,
                "event": event,
                "purpose_id": purpose
                and env.ref(f"ficha_cliente_privacy.purpose_{purpose}").id,
                "channel_id": channel and env.ref(f"{CORE}.channel_{channel}").id,
                "happened_on": fields.Datetime.now() - timedelta(days=days),
                "method": method,
                "notice_id": notice.id if event in ("given", "informed") else False,
                "reason": MADE_UP,
            }
        )
    env["ficha.consent"].create(found)


def load_lookup(env, customers, listed):
    """The Robinson list was looked up for these a week ago.

    :param listed: those of them who are on it
    """
    Check = env["ficha.exclusion.check"]
    for names, on_it in ((customers, False), (listed, True)):
        partners = env["res.partner"]
        for name in names:
            partners |= (
                env.ref(f"{CORE}.{name}", raise_if_not_found=False) or partners.browse()
            )
        env.flush_all()
        week_ago = fields.Datetime.now() - timedelta(days=7)
        keys = {
            key
            for _id, _value, key in env.execute_query(
                env["res.partner"]._ficha_points_sql(
                    "phone", SQL("SELECT unnest(%s::int[])", partners.ids)
                )
            )
        }
        known = Check.search([("kind", "=", "phone"), ("point_hmac", "in", [*keys])])
        Check.create(
            [
                {
                    "kind": "phone",
                    "point_hmac": key,
                    "listed": on_it,
                    "asked_on": week_ago,
                    "checked_on": week_ago,
                    "source": MADE_UP,
                }
                for key in sorted(keys - set(known.mapped("point_hmac")))
            ]
        )
