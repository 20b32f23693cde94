from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.ficha_cliente.tests.common_followup import FollowupCommon


class InteractionCommon(FollowupCommon):
    """Besides the follow-up's: one who sees personal data, and one without rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.personal = cls._user(
            "ficha_personal",
            "ficha_cliente.group_ficha_user,ficha_cliente.group_ficha_personal",
            email="ficha.personal@example.com",
        )
        cls.outsider = new_test_user(
            cls.env,
            "ficha_outsider",
            groups="base.group_user,base.group_partner_manager",
            lang="en_US",
            email="outsider@example.com",
        )
        cls.Interaction = cls.env["ficha.interaction"]

    def interaction(self, user=None, **values):
        values.setdefault("partner_id", self.customer.id)
        return self.Interaction.with_user(user or self.user).create(values)

    def moment(self, text):
        return fields.Datetime.to_datetime(text)

    def of(self, partner):
        """Interactions of a customer, oldest first."""
        self.env.cr.flush()
        return self.Interaction.search(
            [("commercial_partner_id", "=", partner.id)], order="id"
        )
