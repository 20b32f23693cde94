from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestInteractionTour(HttpCase):
    def test_quick_entry(self):
        self.env["res.lang"]._activate_lang("en_US")
        user = new_test_user(
            self.env,
            "ficha_tour_interaction",
            groups="base.group_user,ficha_cliente.group_ficha_user",
            lang="en_US",
            tour_enabled=False,
        )
        customer = self.env["res.partner"].create(
            {"name": "Tour talkative customer", "is_company": True, "user_id": user.id}
        )
        self.start_tour(
            f"/odoo/fichas/{customer.id}", "ficha_interaction_tour", login=user.login
        )
        call, complaint = self.env["ficha.interaction"].search(
            [("partner_id", "=", customer.id)], order="id"
        )
        self.assertEqual(
            (call.kind, call.subject, call.user_id), ("call", "Call", user)
        )
        self.assertEqual(
            (complaint.kind, complaint.subject, complaint.satisfaction),
            ("complaint", "Bent labels", "2"),
        )
        self.assertEqual(complaint.complaint_state, "solved")
        self.assertEqual(complaint.solution, "New labels sent")
        self.assertTrue(customer.last_contact_date)
