from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.ficha_cliente.tests.common_documents import TODAY
from odoo.addons.ficha_cliente_campaign.tests.common_suggestion import SuggestionCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestCampaignMailing(SuggestionCommon):
    """A campaign makes its mailings, and knows what became of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("mailing_manager", "ficha_cliente.group_ficha_manager")
        cls.guests = cls.env["res.partner"].create(
            [
                {
                    "name": f"Mailing guest {number}",
                    "customer_rank": 1,
                    "email": f"guest{number}@hotel.example" if number else False,
                }
                for number in range(6)
            ]
        )
        cls.env["ficha.consent"].sudo().create(
            [
                {
                    "partner_id": guest.id,
                    "event": "given",
                    "purpose_id": cls.env.ref(
                        "ficha_cliente_privacy.purpose_own_news"
                    ).id,
                    "happened_on": fields.Datetime.now(),
                    "method": "presence",
                }
                for guest in cls.guests
            ]
        )
        cls.campaign = (
            cls.env["ficha.campaign"]
            .with_user(cls.manager)
            .create(
                {
                    "name": "By e-mail",
                    "company_id": cls.company.id,
                    "domain": "[('name', 'like', 'Mailing guest')]",
                    "product_ids": [Command.set(cls.towels.ids)],
                    "message": "Towels, and what goes with them",
                    "message_b": "Sheets",
                    "channel_id": cls.env.ref("ficha_cliente.channel_email").id,
                    "by_preference": False,
                    "control_share": 0,
                }
            )
        )
        cls.campaign.action_launch()
        cls.members = cls.campaign.sudo().member_ids.filtered(
            lambda one: one.side == "contacted"
        )
        cls.mailings = cls.campaign.sudo().mailing_ids

    def _sent_to(self, mailing):
        return mailing._get_recipients()

    def test_each_half_its_message(self):
        self.assertEqual(len(self.mailings), 2)
        self.assertEqual(set(self.mailings.mapped("state")), {"draft"})
        for mailing in self.mailings:
            mailing.user_id = self.manager
            ids = set(self._sent_to(mailing))
            variant = "a" if "Towels" in mailing.body_html else "b"
            expected = self.members.filtered(
                lambda one, v=variant: one.variant == v
            ).partner_id
            self.assertEqual(ids, set(expected.ids))
        reminded = self.env["mail.activity"].search(
            [("res_model", "=", "res.partner"), ("res_id", "in", self.guests.ids)]
        )
        written_to = self.members.partner_id.filtered("email")
        self.assertFalse(set(reminded.mapped("res_id")) & set(written_to.ids))

    def test_nobody_is_written_to_after_the_end(self):
        """One that waits for its day when the campaign is ended, and one that somebody
        sends then."""
        mailing = self.mailings[:1]
        mailing.user_id = self.manager
        self.assertTrue(self._sent_to(mailing))
        mailing.action_put_in_queue()
        gesture = self.campaign.action_end()
        self.assertTrue(gesture)
        self.env.invalidate_all()
        self.assertFalse(self._sent_to(mailing))
        with self.assertRaisesRegex(UserError, "has ended"):
            self.mailings[1:].action_put_in_queue()

    def test_a_mailing_to_a_segment(self):
        """Who is in it is asked when it is sent: who came to be in it is written to,
        and who is not any more is not."""
        segment = (
            self.env["ficha.segment"]
            .with_user(self.manager)
            .create(
                {
                    "name": "Guests who are written to",
                    "company_id": self.company.id,
                    "domain": "[('name', 'like', 'Mailing guest'),"
                    " ('email', '!=', False)]",
                }
            )
        )
        mailer = self._user(
            "segment_mailer",
            "mass_mailing.group_mass_mailing_user,ficha_cliente.group_ficha_user",
        )
        mailing = (
            self.env["mailing.mailing"]
            .with_user(mailer)
            .create(
                {
                    "subject": "News",
                    "mailing_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "mailing_domain": str([("ficha_segment_ids", "in", segment.ids)]),
                }
            )
        )
        self.assertEqual(set(self._sent_to(mailing)), set(self.guests[1:].ids))
        self.guests[0].email = "late@hotel.example"
        self.guests[1].name = "Moved away"
        segment.sudo()._refresh()
        self.assertEqual(
            set(self._sent_to(mailing)), set((self.guests - self.guests[1]).ids)
        )

    def test_it_is_sent_in_the_company_of_the_campaign(self):
        """The scheduler is in another one, and what is each customer's own is of a
        company."""
        other = self._create_company(name="Other company of mailings")
        asked = []
        with patch.object(
            type(self.env["mail.compose.message"]),
            "_action_send_mail",
            lambda composer, auto_commit=False: asked.append(composer.env.company),
        ):
            self.mailings[:1].with_company(other)._action_send_mail()
        self.assertEqual(asked, [self.company])

    def test_what_became_of_it(self):
        member = self.members.filtered(lambda one: one.partner_id.email)[0]
        mailing = self.mailings[0]
        trace = (
            self.env["mailing.trace"]
            .sudo()
            .create(
                {
                    "mass_mailing_id": mailing.id,
                    "model": "res.partner",
                    "res_id": member.partner_id.id,
                    "email": member.partner_id.email,
                }
            )
        )
        self.assertFalse(member.contacted_on)
        trace.set_sent()
        self.assertEqual(member.contacted_on, self.today)
        self.assertFalse(member.opened_on)
        trace.set_opened()
        self.assertEqual(member.opened_on, self.today)
        trace.set_replied()
        self.assertEqual(member.answered_on, self.today)
        others = self.members - member
        self.assertFalse(any(others.mapped("contacted_on")))
