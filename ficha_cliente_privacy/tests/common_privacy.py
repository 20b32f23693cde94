from datetime import timedelta

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user


class PrivacyCommon(TransactionCase):
    """A person and a company with one person, and who works with them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = "UTC"
        cls.env.company.country_id = cls.env.ref("base.es")
        groups = "base.group_user,ficha_cliente.group_ficha_user"
        cls.seller = new_test_user(cls.env, "privacy_seller", groups)
        cls.personal = new_test_user(
            cls.env, "privacy_personal", f"{groups},ficha_cliente.group_ficha_personal"
        )
        cls.desk = new_test_user(
            cls.env,
            "privacy_desk",
            "base.group_user,ficha_cliente_privacy.group_ficha_privacy",
        )
        cls.manager = new_test_user(
            cls.env, "privacy_manager", "ficha_cliente.group_ficha_manager"
        )
        cls.employee = new_test_user(cls.env, "privacy_employee", "base.group_user")
        cls.portal = new_test_user(cls.env, "privacy_portal", "base.group_portal")
        cls.person = cls.env["res.partner"].create(
            {
                "name": "Lucía Inventada",
                "email": "lucia@inventada.example",
                "phone": "+34 612 34 56 78",
            }
        )
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Talleres Inventados, S.L.",
                "is_company": True,
                "phone": "+34 910 00 00 01",
                "child_ids": [
                    Command.create(
                        {"name": "Rosa Inventada", "email": "rosa@inventada.example"}
                    )
                ],
            }
        )
        cls.contact = cls.customer.child_ids
        cls.news = cls.env.ref("ficha_cliente_privacy.purpose_own_news")
        cls.calls = cls.env.ref("ficha_cliente_privacy.purpose_calls")
        cls.email = cls.env.ref("ficha_cliente.channel_email")
        cls.phone = cls.env.ref("ficha_cliente.channel_phone")

    @classmethod
    def say(cls, partner, event, days=0, user=None, **values):
        """Record what somebody said some days ago."""
        env = cls.env(user=user) if user else cls.env
        return env["ficha.consent"].create(
            {
                "partner_id": partner.id,
                "event": event,
                "happened_on": fields.Datetime.now() - timedelta(days=days),
                **values,
            }
        )

    def may(self, partner, purpose="own_news", channel="email", **kwargs):
        """The answer of the gate for one contact."""
        return partner._ficha_may_contact(purpose, channel, **kwargs)[partner.id]
