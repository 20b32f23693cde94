from freezegun import freeze_time

from odoo import fields
from odoo.tests import TransactionCase, new_test_user

MONDAY = "2026-03-02 10:00:00"


class FollowupCommon(TransactionCase):
    """A Monday in March, a user of customer files and a salesperson."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(MONDAY))
        cls.env = cls.env(
            user=cls.env.ref("base.user_root"),
            context={**cls.env.context, "lang": "en_US", "tracking_disable": False},
        )
        cls.env["res.lang"]._activate_lang("en_US")
        cls.red = cls.env.ref("ficha_cliente.followup_state_red")
        cls.yellow = cls.env.ref("ficha_cliente.followup_state_yellow")
        cls.green = cls.env.ref("ficha_cliente.followup_state_green")
        calendar = cls.env["resource.calendar"].create(
            {
                "name": "Monday to Friday",
                "tz": "Europe/Madrid",
                "company_id": cls.env.company.id,
            }
        )
        cls.env.company.resource_calendar_id = calendar
        cls.env["ficha.followup.rule"].sudo().search([]).active = False
        cls.user = cls._user("ficha_user", email="ficha.user@example.com")
        cls.seller = cls._user("ficha_seller", email="ficha.seller@example.com")
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Talleres Ureña",
                "is_company": True,
                "email": "talleres@example.com",
                "user_id": cls.seller.id,
            }
        )
        cls.contact = cls.env["res.partner"].create(
            {
                "name": "Lola",
                "parent_id": cls.customer.id,
                "email": "lola@example.com",
            }
        )

    @classmethod
    def _user(cls, login, groups="ficha_cliente.group_ficha_user", **values):
        """An employee in Madrid who is in these groups too."""
        return new_test_user(
            cls.env,
            login,
            groups=f"base.group_user,{groups}",
            lang="en_US",
            tz="Europe/Madrid",
            **values,
        )

    @classmethod
    def rule(cls, **vals):
        return cls.env["ficha.followup.rule"].create(
            {
                "name": "A rule",
                "state_id": cls.yellow.id,
                "reason": "Because",
                "kind": "domain",
                **vals,
            }
        )

    def day(self, text):
        return fields.Date.to_date(text)

    def reminders(self, partners=None):
        return (partners or self.customer)._followup_open_reminders()

    def run_cron(self, xmlid):
        with self.enter_registry_test_mode():
            self.env.ref(f"ficha_cliente.{xmlid}").method_direct_trigger()
        self.env.invalidate_all()

    def remind(self):
        self.run_cron("ir_cron_followup_reminders")

    def colours(self):
        self.run_cron("ir_cron_followup_colors")
