from odoo.tests import tagged

from .common_merge import MergeCommon


@tagged("post_install", "-at_install")
class TestMergeRelated(MergeCommon):
    """What may be there once only is combined, and nothing of it is lost."""

    def setUp(self):
        super().setUp()
        self.kept = self._customer("Kept", email="kept@example.com")
        self.gone = self._customer("Gone", email="gone@example.com")
        self.third = self._customer("Third")

    def _round_trip(self, *more):
        """Merge, look (``yield``), undo: nothing differs."""
        every = (self.kept | self.gone).union(*more)
        before = self._snapshot(every)
        merge = self._merge(self.kept, self.gone)
        yield merge
        self._undo(merge)
        self.assertEqual(self._differences(before, self._snapshot(every)), "")

    def test_followers(self):
        document = self.third
        types = self.env["mail.message.subtype"].search([], limit=3)
        document.message_subscribe(self.kept.ids, types[:1].ids)
        document.message_subscribe(self.gone.ids, types[1:].ids)
        for partner in (self.kept, self.gone):
            partner.message_subscribe(self.third.ids)
        for _merge in self._round_trip(self.third):
            follower = document.message_follower_ids
            self.assertEqual(follower.partner_id, self.kept)
            self.assertEqual(follower.subtype_ids, types, "of both")
            self.assertEqual(self.kept.message_follower_ids.partner_id, self.third)

    def test_bank_accounts(self):
        accounts = self.env["res.partner.bank"].create(
            [
                {"acc_number": "ES9121000418450200051332", "partner_id": partner.id}
                for partner in (self.kept, self.gone)
            ]
        )
        other = self.env["res.partner.bank"].create(
            {"acc_number": "ES6000491500051234567892", "partner_id": self.gone.id}
        )
        bill = self._invoice(
            self.gone,
            move_type="in_invoice",
            journal_id=self.company_data["default_journal_purchase"].id,
        )
        bill.partner_bank_id = accounts[1]
        for _merge in self._round_trip():
            self.assertEqual(self.kept.bank_ids, accounts[0] | other)
            self.assertEqual(bill.partner_bank_id, accounts[0])
        self.assertEqual(bill.partner_bank_id, accounts[1])

    def test_reminders(self):
        red = self.env.ref("ficha_cliente.followup_state_red")
        model = self.env["ir.model"]._get_id("res.partner")
        reminders = self.env["mail.activity"].create(
            [
                {
                    "res_model_id": model,
                    "res_id": partner.id,
                    "date_deadline": date,
                    "ficha_reminder": True,
                    "user_id": self.clerk.id,
                    "activity_type_id": self.env.ref(
                        "ficha_cliente.mail_activity_type_reminder"
                    ).id,
                }
                for partner, date in (
                    (self.kept, "2026-03-10"),
                    (self.gone, "2026-03-05"),
                )
            ]
        )
        (self.kept | self.gone).with_context(ficha_followup_raw=True).write(
            {"followup_state_id": red.id, "next_contact_date": "2026-03-10"}
        )
        for _merge in self._round_trip():
            self.assertTrue(reminders[0].active)
            self.assertFalse(reminders[1].active, "closed, and in the history")
            self.assertEqual(reminders.mapped("res_id"), [self.kept.id] * 2)
        self.assertTrue(reminders[1].active)

    def test_proposals(self):
        values = {"field_name": "city", "source": "other", "value_key": "Burgos"}
        proposals = (
            self.env["ficha.proposal"]
            .sudo()
            .create(
                [
                    {**values, "partner_id": self.gone.id},
                    {**values, "partner_id": self.kept.id},
                    {**values, "partner_id": self.gone.id, "value_key": "Soria"},
                ]
            )
        )
        for _merge in self._round_trip():
            self.assertEqual(self.kept.sudo().proposal_ids, proposals[1:])

    def test_guests_of_a_meeting(self):
        event = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2026-03-10 10:00:00",
                "stop": "2026-03-10 11:00:00",
                "partner_ids": [(6, 0, (self.kept | self.gone).ids)],
            }
        )
        for _merge in self._round_trip():
            self.assertEqual(event.partner_ids, self.kept)
            self.assertEqual(event.attendee_ids.partner_id, self.kept)
            self.assertEqual(len(event.attendee_ids), 1)
        self.assertEqual(len(event.attendee_ids), 2)

    def test_relations_and_relatives(self):
        role = self.env["ficha.relation.role"].search([], limit=1)
        Relation = self.env["ficha.relation"]
        Relation.create(
            {
                "partner_id": self.kept.id,
                "related_partner_id": self.gone.id,
                "role_id": role.id,
            }
        )
        outside = Relation.create(
            {
                "partner_id": self.third.id,
                "related_partner_id": self.gone.id,
                "role_id": role.id,
            }
        )
        family = self.env["ficha.family.member"].create(
            {"partner_id": self.gone.id, "name": "Lola", "kinship": "child"}
        )
        for _merge in self._round_trip(self.third):
            self.assertFalse(self.kept.relation_ids, "nobody is related to themselves")
            self.assertEqual(outside.related_partner_id, self.kept)
            self.assertEqual(self.kept.family_member_ids, family)

    def test_contact_points_and_plans(self):
        for partner in (self.kept, self.gone):
            self.env["ficha.contact.point"].create(
                {"partner_id": partner.id, "kind": "mobile", "value": "612345678"}
            )
        for _merge in self._round_trip():
            points = self.kept.contact_point_ids
            self.assertEqual(
                points.sorted("id").mapped("value"), ["612345678", "gone@example.com"]
            )

    def test_a_person_becomes_a_contact_of_the_others_company(self):
        self.customer.write({"client_code": "C1", "city": "Burgos"})
        self.kept.client_code = "K1"
        every = self.kept | self.contact | self.customer
        before = self._snapshot(every)
        merge = self._merge(self.kept, self.contact)
        self.assertEqual(self.kept.parent_id, self.customer)
        self.assertEqual(self.kept.entity_client_code, "C1")
        self.assertEqual(self.customer.client_code_alias_ids.code, "K1")
        self._undo(merge)
        self.assertEqual(self._differences(before, self._snapshot(every)), "")

    def test_messages_activities_and_defaults(self):
        message = self.gone.message_post(body="Hello")
        attachment = self.env["ir.attachment"].create(
            {"name": "a.txt", "res_model": "res.partner", "res_id": self.gone.id}
        )
        activity = self.gone.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.clerk.id
        )
        name = self.env["ir.model.data"].create(
            {
                "module": "test_merge",
                "name": "gone",
                "model": "res.partner",
                "res_id": self.gone.id,
            }
        )
        self.env["ir.default"].set("account.move", "partner_id", self.gone.id)
        for _merge in self._round_trip():
            self.assertEqual(message.res_id, self.kept.id)
            self.assertEqual(attachment.res_id, self.kept.id)
            self.assertEqual(activity.res_id, self.kept.id)
            self.assertEqual(name.res_id, self.kept.id)
            self.assertEqual(
                self.env["ir.default"]._get("account.move", "partner_id"),
                self.kept.id,
            )
            self.assertIn("Gone", self.kept.message_ids[0].body)
        self.assertEqual(
            self.env["ir.default"]._get("account.move", "partner_id"), self.gone.id
        )
