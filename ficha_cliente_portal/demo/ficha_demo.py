"""What came through the customers' door of the demo; XML cannot say it.

Called by ``demo/ficha_demo_portal.xml``. No message is left to be sent.
"""

from datetime import timedelta

from odoo import fields

from odoo.addons.ficha_cliente_privacy.tools.point_key import masked

CORE = "ficha_cliente"


def load_door(env, asked, corrected, registered):
    """Open the door, and let three customers use it.

    :param str asked: customer who was sent a link; xml id of the core
    :param corrected: ``(customer, {field: value})``: a correction that waits
    :param dict registered: name, email, phone and message of who registered
    """
    company = env.ref("base.main_company")
    company.write({"ficha_public_pages": True, "ficha_public_signup": True})
    env = env(context={**env.context, "allowed_company_ids": company.ids})
    partner = env.ref(f"{CORE}.{asked}", raise_if_not_found=False)
    if partner and partner.email:
        env["ficha.link"]._issue("correct", partner, partner.email)
    name, values = corrected
    partner = env.ref(f"{CORE}.{name}", raise_if_not_found=False)
    if partner:
        said = env._("Link sent to %s", masked("email", partner.email))
        env["ficha.proposal"]._propose(partner, values, "link", source_ref=said)
    signup = env["ficha.signup"].create(
        {
            **registered,
            "email_masked": masked("email", registered["email"]),
            "point_hmac": env["res.partner"]._ficha_point_key(
                "email", registered["email"]
            ),
            "lang": "es_ES",
            "company_id": company.id,
            "state": "confirmed",
            "expires_on": fields.Datetime.now() + timedelta(days=7),
        }
    )
    signup.with_context(lang="es_ES")._handle()
