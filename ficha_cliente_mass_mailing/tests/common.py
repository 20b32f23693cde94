from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user


class FichaMailingCase(TransactionCase):
    """A company with one person, somebody apart, and a mailing that was sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.writer = new_test_user(
            cls.env,
            "mailing_writer",
            groups="base.group_user,ficha_cliente.group_ficha_user,"
            "mass_mailing.group_mass_mailing_user",
        )
        cls.seller = new_test_user(
            cls.env,
            "mailing_seller",
            groups="base.group_user,ficha_cliente.group_ficha_user",
        )
        cls.company = cls.env["res.partner"].create(
            {
                "name": "Conservas del Eo",
                "is_company": True,
                "email": "eo@conservas.example",
                "child_ids": [
                    Command.create(
                        {"name": "Marta Rey", "email": "marta@conservas.example"}
                    )
                ],
            }
        )
        cls.person = cls.company.child_ids
        cls.other = cls.env["res.partner"].create(
            {"name": "Lucía Mora", "email": "lucia@mora.example"}
        )
        cls.mailing = cls.env["mailing.mailing"].create(
            {
                "subject": "Tarifa de otoño",
                "mailing_model_id": cls.env["ir.model"]._get_id("res.partner"),
                "body_html": "<p>Tarifa</p>",
            }
        )

    def make_trace(self, partner, **values):
        return self.env["mailing.trace"].create(
            {
                "mass_mailing_id": self.mailing.id,
                "model": "res.partner",
                "res_id": partner.id,
                "email": partner.email_normalized,
                "trace_status": "sent",
                "sent_datetime": fields.Datetime.now(),
                **values,
            }
        )
