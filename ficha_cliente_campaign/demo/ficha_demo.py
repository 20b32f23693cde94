"""Demo data of what is proposed, see ``ficha_cliente/demo/ficha_demo.py``."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tools import SQL

from ..tools.effect import more_customers, plainly

#: So many customers of it may be taken by the campaigns of other demos.
TAKEN = 3


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


def load_segments(env, asked):
    """Segments to start from, as the administrator would tick them, and how they
    changed in the last days.

    :param asked: what tells their questions apart
    """
    admin = env.ref("base.user_admin")
    env.flush_all()
    wizard = (
        env(user=admin.id, su=False)["ficha.segment.suggest"]
        .with_context(
            lang="es_ES", allowed_company_ids=env.ref("base.main_company").ids
        )
        .create({})
    )
    for line in wizard.line_ids:
        line.chosen = any(one in line.domain for one in asked)
    if any(wizard.line_ids.mapped("chosen")):
        wizard.action_make()
    # they have been asked for a while: some entered last week
    env.flush_all()
    today = fields.Date.context_today(wizard)
    env.cr.execute(
        """UPDATE ficha_segment SET begun_on = %(begun)s;
           UPDATE ficha_segment_member
              SET entered_on = %(begun)s, first = true
            WHERE left_on IS NULL AND partner_id %% 5 != 0;
           UPDATE ficha_segment_member
              SET entered_on = %(week)s, first = false
            WHERE left_on IS NULL AND partner_id %% 5 = 0""",
        {
            "begun": today - timedelta(days=90),
            "week": today - timedelta(days=7),
        },
    )
    env.invalidate_all()


def load_limits(env):
    """How much may be discounted in the demo."""
    company = env.ref("base.main_company")
    env["ficha.discount.limit"].create(
        [
            {
                "company_id": company.id,
                "max_discount": 15,
                "approval_above": 10,
                "min_margin": 20,
            },
            {
                "company_id": company.id,
                "value_tier": "a",
                "max_discount": 20,
                "approval_above": 15,
                "min_margin": 15,
            },
        ]
    )


def _worked(env, campaign):
    """By lot, thirty customers would hardly ever tell whether anything worked: who
    bought since and who did not change sides, until this campaign did, also when some
    of its customers are in another one by then."""
    env["ficha.purchase.day"]._refresh()
    env.flush_all()
    bought = {
        id_
        for (id_,) in env.execute_query(
            SQL(
                """SELECT DISTINCT partner_id FROM ficha_purchase_day
                    WHERE company_id = %s AND purchases > 0 AND day >= %s""",
                campaign.company_id.id,
                campaign.launched_on,
            )
        )
    }
    sides = {
        side: campaign.member_ids.filtered(lambda one, s=side: one.side == s)
        for side in ("contacted", "control")
    }

    def told():
        took, others = (
            sum(one.partner_id.id in bought for one in members)
            for members in sides.values()
        )
        numbers = [len(members) for members in sides.values()]
        for lost in range(TAKEN + 1):
            found = more_customers(
                took - lost,
                numbers[0] - lost,
                others,
                numbers[1] - (TAKEN - lost),
            )
            if not found or plainly(found, numbers[0] - lost)[3] <= 0:
                return False
        return True

    while not told():
        contacted = sides["contacted"].filtered(
            lambda one: one.partner_id.id not in bought
        )[:1]
        control = sides["control"].filtered(lambda one: one.partner_id.id in bought)[:1]
        if not contacted or not control:
            break
        sides["contacted"] = sides["contacted"] - contacted + control
        sides["control"] = sides["control"] - control + contacted
    for side, members in sides.items():
        members.side = side


def _answers(env, campaign, days):
    """What those who were contacted said, as in any campaign."""
    members = campaign.member_ids.filtered(lambda one: one.side == "contacted")
    said = ("accepted", "offered", "accepted", "refused", "unreached", False)
    begun = fields.Date.context_today(campaign) - timedelta(days=days)
    for place, member in enumerate(members):
        outcome = said[place % len(said)]
        told = begun + timedelta(days=2 + place % 9)
        reached = outcome and outcome != "unreached"
        answered = outcome in ("accepted", "refused")
        env.cr.execute(
            """UPDATE ficha_campaign_member
                  SET outcome = %s, refusal_reason = %s, contacted_on = %s,
                      answered_on = %s, news_on = %s
                WHERE id = %s""",
            (
                outcome or None,
                "later" if outcome == "refused" else None,
                told if reached else None,
                told if answered else None,
                told if outcome else begun,
                member.id,
            ),
        )
    members.invalidate_recordset()


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
            "user_id": env.ref("base.user_admin").id,
            "product_ids": [Command.set(found.ids)],
            "message": "Quien pida antes del 15 lo tiene antes de Navidad.",
            "script": "<p>Pregunte primero cómo fue el último pedido.</p>",
            "channel_id": env.ref("ficha_cliente.channel_visit").id,
            "by_preference": False,
            "control_share": 50,
            "cost": 240,
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
    _worked(env, campaign)
    _answers(env, campaign, days)
