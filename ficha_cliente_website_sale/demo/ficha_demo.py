"""Demo data of carts and visits, see ``ficha_cliente/demo/ficha_demo.py``."""

from dateutil.relativedelta import relativedelta

from odoo import Command, fields


def load_carts(env, carts):
    """Carts that customers filled and left; none where the demo customers are not
    there.

    :param list carts: tuples with the name of the customer, the days since, and a
        dict of names of products to quantities
    """
    website = env["website"].search([], limit=1)
    values = []
    for name, days, products in carts:
        partner = _find_known(env, name)
        found = {
            _find_known(env, f"demo_product_{key}"): products[key] for key in products
        }
        if partner and website and all(found):
            values.append(
                {
                    "partner_id": partner.id,
                    "website_id": website.id,
                    "date_order": fields.Datetime.now() - relativedelta(days=days),
                    "order_line": [
                        Command.create(
                            {"product_id": product.id, "product_uom_qty": quantity}
                        )
                        for product, quantity in found.items()
                    ],
                }
            )
    env["sale.order"].with_context(tracking_disable=True).create(values)


def load_visits(env, visits):
    """Known visitors of the website and the pages they saw.

    :param list visits: tuples with the name of the customer, the hours since their
        last page, and the paths of the pages, the last one first
    """
    website = env["website"].search([], limit=1)
    now = fields.Datetime.now()
    for name, hours, paths in visits:
        partner = _find_known(env, name)
        if not partner or not website:
            continue
        last = now - relativedelta(hours=hours)
        token = str(partner.id)
        consent = last - relativedelta(days=90)
        visitor = env["website.visitor"].search([("access_token", "=", token)])
        if visitor:  # of an earlier installation: visits are the website's, and stayed
            visitor.ficha_consent_since = consent
            continue
        env["website.visitor"].create(
            {
                "access_token": token,
                "website_id": website.id,
                "last_connection_datetime": last,
                "ficha_consent_since": consent,
                "website_track_ids": [
                    Command.create(
                        {
                            "url": f"{website.domain or ''}{path}",
                            "visit_datetime": last - relativedelta(minutes=4 * place),
                        }
                    )
                    for place, path in enumerate(paths)
                ],
            }
        )


def _find_known(env, name):
    return env.ref(f"ficha_cliente.{name}", raise_if_not_found=False)
