from odoo.tests import tagged

from odoo.addons.ficha_cliente_privacy.tests.common_privacy import PrivacyCommon


@tagged("post_install", "-at_install")
class TestSms(PrivacyCommon):
    """An SMS to many asks the gate; one to a customer does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.seller.lang = "en_US"
        cls.sms = cls.env.ref("ficha_cliente.channel_sms")
        cls.other = cls.person.copy({"phone": "+34 698 76 54 32", "email": False})
        for partner in cls.person | cls.other:
            cls.say(partner, "given", 9, purpose_id=cls.news.id, channel_id=cls.sms.id)

    def composer(self, partners, **values):
        return (
            self.env["sms.composer"]
            .with_user(self.seller)
            .create(
                {
                    "composition_mode": "mass",
                    "res_model": "res.partner",
                    "res_ids": str(partners.ids),
                    "body": "Rebajas",
                    "mass_keep_log": False,
                    "mass_force_send": False,
                    **values,
                }
            )
        )

    def by_number(self, partners, **values):
        sent = self.composer(partners, **values)._action_send_sms()
        return {sms.number: (sms.state, sms.failure_type) for sms in sent}

    def test_who_said_no_is_left_out_and_it_is_said_why(self):
        both = self.person | self.other
        self.assertFalse(self.composer(both).ficha_left_out)
        self.say(self.other, "objected", channel_id=self.sms.id)
        composer = self.composer(both)
        self.assertIn("1 of 2", composer.ficha_left_out)
        self.assertIn("asked us not to", composer.ficha_left_out)
        self.assertEqual(
            self.by_number(both),
            {
                "+34612345678": ("outgoing", False),
                "+34698765432": ("canceled", "sms_optout"),
            },
        )

    def test_nobody_asked(self):
        nobody = self.person.copy({"phone": "+34 611 22 33 44", "email": False})
        self.assertEqual(
            self.by_number(nobody), {"+34611223344": ("canceled", "sms_optout")}
        )
        self.env.company.ficha_contact_rule = "refusal"
        self.assertEqual(self.by_number(nobody), {"+34611223344": ("outgoing", False)})

    def test_service_reaches_everybody(self):
        self.say(self.other, "objected")
        service = self.env.ref("ficha_cliente_privacy.purpose_service")
        self.assertEqual(
            self.by_number(self.other, ficha_purpose_id=service.id),
            {"+34698765432": ("outgoing", False)},
        )

    def test_other_records_are_none_of_ours(self):
        composer = self.composer(self.person, res_model="res.users", res_ids="[]")
        self.assertFalse(composer.ficha_purpose_id)
        self.assertFalse(composer.ficha_left_out)
        one = self.composer(self.person, composition_mode="comment")
        self.say(self.person, "objected")
        self.assertFalse(one.ficha_left_out)

    def test_a_line_on_the_ficha(self):
        self.say(self.person, "objected", channel_id=self.sms.id)
        lines = self.person.with_user(self.seller).ficha_contact_lines
        line = next(line for line in lines if line["channel"] == "sms")
        self.assertFalse(line["ok"])
        self.assertIn("asked us not to", line["text"])
        self.assertFalse(line["gesture"])
