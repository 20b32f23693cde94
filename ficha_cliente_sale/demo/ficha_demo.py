"""Demo data of quotations and orders, see ``ficha_cliente/demo/ficha_demo.py``."""

import logging

from dateutil.relativedelta import relativedelta

from odoo import Command, fields

from odoo.addons.ficha_cliente.demo.ficha_demo import get_sale_journal, silent

_logger = logging.getLogger(__name__)


def load_sellers(env):
    """Those who sell may make quotations, and one leads them."""
    for login, group in (
        ("ana", "sales_team.group_sale_salesman_all_leads"),
        ("luis", "sales_team.group_sale_salesman_all_leads"),
        ("marta", "sales_team.group_sale_manager"),
    ):
        user = env.ref(f"ficha_cliente.demo_user_{login}", raise_if_not_found=False)
        if user:
            user.group_ids = [Command.link(env.ref(group).id)]


def load_quotations(env, rows):
    """Quotations and orders of the demo customers, in every state.

    :param list rows: tuples with the external name of the customer, the days since
        it was made, the state, the products and quantities (``papel_a4:20,...``),
        the reason it was lost (external name) or nothing, and the days it was valid
    """
    journal = get_sale_journal(env)
    if not journal or not journal.default_account_id:
        _logger.info("Demo: no journal to invoice with, so no quotations")
        return
    env = silent(env, journal.company_id)
    today = fields.Date.context_today(env.user)
    now = fields.Datetime.now()
    for name, days, state, products, reason, valid in rows:
        partner = env.ref(f"ficha_cliente.{name}", raise_if_not_found=False)
        if not partner:
            continue
        made = today - relativedelta(days=days)
        order = env["sale.order"].create(
            {
                "partner_id": partner.id,
                "user_id": partner.user_id.id,
                "date_order": now - relativedelta(days=days),
                "validity_date": made + relativedelta(days=valid),
                "order_line": [
                    Command.create(
                        {
                            "product_id": env.ref(
                                f"ficha_cliente.demo_product_{product}"
                            ).id,
                            "product_uom_qty": int(quantity),
                        }
                    )
                    for product, quantity in (
                        item.split(":") for item in products.split(",")
                    )
                ],
            }
        )
        if state != "draft":
            order.action_quotation_sent()
            order.ficha_sent_date = made
        if state == "sale":
            order.action_confirm()
            order.date_order = now - relativedelta(days=days)
        if state == "cancel":
            order._action_cancel()
            order.ficha_lost_date = min(made + relativedelta(days=6), today)
            order.ficha_lost_reason_id = reason and env.ref(
                f"ficha_cliente_sale.{reason}"
            )
