"""Customers of a bench of the customers' door: what they said, what they bought, and a
link of a message for each of some.
"""

LOGIN = "bench_portal"
PURPOSE, CHANNEL = "own_news", "email"


def fill(env, customers, links):
    """So many customers; of ten, six said yes, one no, two bought and were told how to
    object, one said nothing."""
    from odoo.tools import SQL

    from lib import copies, seed

    env = env(context={"tracking_disable": True, "no_vat_validation": True})
    company = seed.make_company(env)
    company.ficha_public_pages = True
    seed.make_user(env, "group_ficha_user")
    product = env["product.product"].create({"name": "Artículo", "list_price": 10})
    model = env["res.partner"].create(
        {"name": "Modelo", "email": "m@puerta.example", "phone": "+34 610 00 00 00"}
    )
    move = seed.draft_invoices(env, model, product)
    move.action_post()
    partners = copies.copy_partners(
        env,
        model,
        SQL("'Cliente ' || i"),
        customers,
        email=SQL("'c' || i || '@puerta.example'"),
        email_normalized=SQL("'c' || i || '@puerta.example'"),
        client_code=SQL("'P' || i"),
    )
    ids = partners.ids
    copies.copy_invoices(env, move, partners.browse(ids[: customers // 5]), 3, "PUERTA")
    purpose = env.ref("ficha_cliente_privacy.purpose_own_news")
    channel = env.ref("ficha_cliente.channel_email")
    notice = env["ficha.notice"].create(
        {"name": "Pie", "first_layer": "<p>Puede oponerse.</p>"}
    )
    company.ficha_public_signup = True
    env["ficha.notice"].create(
        {
            "name": "Alta",
            "place": "web_form",
            "lang": "en_US",
            "first_layer": "<p>Le respondemos.</p>",
        }
    )
    bought, said = ids[: customers // 5], ids[customers // 5 :]
    yes, no = (
        said[: customers * 6 // 10],
        said[customers * 6 // 10 :][: customers // 10],
    )
    for event, some, days in (
        ("informed", bought, 90),
        ("given", yes, 60),
        ("objected", no, 30),
    ):
        env.cr.execute(
            SQL(
                """INSERT INTO ficha_consent (partner_id, purpose_id, channel_id, event,
                          happened_on, method, company_id, notice_id)
                   SELECT one, %s, %s, %s, now() - %s * interval '1 day', 'paper',
                          %s, %s
                     FROM unnest(%s::int[]) AS one""",
                purpose.id,
                channel.id,
                event,
                days,
                company.id,
                notice.id if event == "informed" else None,
                some,
            )
        )
    # a consent is for the address that was there, so its key is compared
    points = env["res.partner"]._ficha_points_sql(
        "email", SQL("SELECT unnest(%s::int[])", yes)
    )
    env.cr.execute(
        SQL(
            """UPDATE ficha_consent c SET point_kind = 'email', point_hmac = point.key
                 FROM (%s) AS point
                WHERE c.partner_id = point.id AND c.event = 'given'""",
            points,
        )
    )
    env.cr.execute(
        SQL(
            """INSERT INTO ficha_value_origin (partner_id, field_name, source, date)
               SELECT one, 'email', 'person', now() FROM unnest(%s::int[]) AS one
               ON CONFLICT DO NOTHING""",
            bought,
        )
    )
    for partner in partners.browse(yes[:links]):
        env["ficha.link"]._issue_preferences(partner, partner.email)
    users = env["res.users"].with_context(no_reset_password=True)
    users.create(
        {
            "name": "Portal",
            "login": LOGIN,
            "partner_id": yes[-1],
            "group_ids": [(6, 0, env.ref("base.group_portal").ids)],
        }
    )
