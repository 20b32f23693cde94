from lxml import etree

from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common_followup import FollowupCommon


@tagged("post_install", "-at_install")
class TestFollowupCard(FollowupCommon):
    """The main button of the card is the next step, and there is none where nothing is
    pending. Today is Monday 2 March 2026."""

    def main(self, partner=None, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        partner = (partner or self.customer).with_user(user or self.user)
        return partner.followup_banner["main"]

    def activity(self, kind, day="2026-03-02"):
        return self.customer.activity_schedule(kind, day, user_id=self.user.id)

    def test_nothing_pending_has_no_main_button(self):
        self.customer.phone = "+34 976 12 34 56"
        self.assertFalse(self.main())
        self.customer.next_contact_date = "2026-03-20"
        self.assertFalse(self.main())
        self.customer.next_contact_date = "2026-03-02"
        self.assertEqual(self.main()["link"], "tel:+34976123456")

    def test_it_calls_whom_one_speaks_to(self):
        self.customer._set_followup(self.red, "They are late")
        self.customer.phone = "+34 976 12 34 56"
        self.assertEqual(self.main()["label"], "Call them")
        self.customer.main_contact_id = self.contact
        self.assertEqual(self.main()["label"], "Call Lola")
        self.assertEqual(self.main()["link"], "tel:+34976123456")
        self.contact.phone = "+34 612 345 678"
        self.assertEqual(self.main()["link"], "tel:+34612345678")
        self.assertEqual(self.main(self.contact), self.main())

    def test_it_writes_where_there_is_no_telephone(self):
        self.customer._set_followup(self.red, "They are late")
        self.assertEqual(
            self.main(),
            {
                "kind": "write",
                "label": "Write to them",
                "link": "mailto:talleres@example.com",
            },
        )
        self.customer.email = False
        self.assertEqual(self.main(), {"kind": "done"})

    def test_what_is_no_call_is_done(self):
        self.customer.phone = "+34 976 12 34 56"
        visit = self.activity("ficha_cliente.mail_activity_type_visit")
        self.assertEqual(self.main(), {"kind": "done"})
        visit.unlink()
        self.activity("mail.mail_activity_data_call")
        self.assertEqual(self.main()["kind"], "call")

    def test_who_is_not_to_be_contacted_is_not_called(self):
        self.customer._set_followup(self.red, "They are late")
        self.customer.phone = "+34 976 12 34 56"
        self.customer.do_not_contact = True
        self.assertEqual(self.main(), {"kind": "done"})

    def test_without_customer_files_there_is_no_button(self):
        self.customer._set_followup(self.red, "They are late")
        plain = new_test_user(self.env, "card_plain", groups="base.group_user")
        self.assertFalse(self.main(user=plain))

    def test_the_usual_is_invoiced_only_where_there_is_something_usual(self):
        biller = new_test_user(
            self.env,
            "card_biller",
            groups="base.group_user,account.group_account_invoice",
        )
        page = self.env.ref("ficha_cliente.res_partner_view_form_ficha")
        view = self.env["res.partner"].with_user(biller).get_view(page.id, "form")
        (button,) = etree.fromstring(view["arch"]).xpath(
            "//button[@name='action_ficha_invoice_usual']"
        )
        known = {"id": 1, "active": True, "usual_line_ids": [], "purchase_count": 0}
        for more, hidden in (
            ({}, True),
            ({"usual_line_ids": [7]}, False),
            ({"purchase_count": 1}, False),
        ):
            values = {**known, **more}
            self.assertEqual(
                bool(safe_eval(button.get("invisible"), values)), hidden, more
            )
