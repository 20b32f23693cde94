from odoo.tests import tagged

from .common_merge_parity import MergeParityCommon, both_merges


@tagged("post_install", "-at_install")
class TestMergeParity(MergeParityCommon):
    """What the core's parts do when contacts become one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.elsewhere = cls.env["res.company"].create({"name": "Elsewhere"})

    # -- codes -------------------------------------------------------------------------

    @both_merges
    def test_codes_of_both(self, merge):
        kept, gone = self._two({"client_code": "D1"}, {"client_code": "D2"})
        gone._change_client_code("D3", "Test")
        merge(kept, gone)
        self.assertEqual(kept.client_code, "D1")
        codes = kept.client_code_alias_ids.mapped("code")
        self.assertEqual(sorted(codes), ["D2", "D3"])

    @both_merges
    def test_code_of_the_oldest(self, merge):
        old = self._customer("Old", client_code="D1")
        new = self._customer("New", client_code="D2")
        kept = self._customer("Kept")
        merge(kept, new, old)
        self.assertEqual(kept.client_code, "D1")
        self.assertEqual(kept.client_code_alias_ids.mapped("code"), ["D2"])

    @both_merges
    def test_codes_of_a_contact_are_its_companys(self, merge):
        gone = self._customer("Ana", client_code="D1")
        gone._change_client_code("D2", "Test")
        self.customer.client_code = "D0"
        merge(self.contact, gone)
        self.assertFalse(self.contact.client_code)
        self.assertFalse(self.contact.client_code_alias_ids)
        self.assertEqual(self.customer.client_code, "D0")
        codes = self.customer.client_code_alias_ids.mapped("code")
        self.assertEqual(sorted(codes), ["D1", "D2"])

    @both_merges
    def test_codes_of_who_becomes_a_contact(self, merge):
        kept = self._customer("Ana", client_code="D1")
        merge(kept, self.contact)
        self.assertEqual(kept.parent_id, self.customer)
        self.assertFalse(kept.client_code)
        self.assertEqual(self.customer.client_code, "D1")

    # -- names and tax ids -------------------------------------------------------------

    @both_merges
    def test_who_went_is_found_by_their_name_and_tax_id(self, merge):
        """Printed or not; what is only written otherwise is no former value."""
        kept, gone = self._two({"vat": "ESB12345674"}, {"vat": "ESA58818501"})
        same = self._customer("KEPT", vat="ESB12345674")
        merge(kept, gone, same)
        self.assertEqual(
            {(former.kind, former.value) for former in kept.former_value_ids},
            {("name", "Gone"), ("tax", "ESA58818501")},
        )
        for text in ("Gone", "ESA58818501"):
            found = [id_ for id_, _name in self.Partner.name_search(text)]
            self.assertIn(kept.id, found, text)
            found = [line["id"] for line in self.Partner.identify(text)]
            self.assertIn(kept.id, found, text)
        self.assertIn("ESA58818501", kept.former_text)

    @both_merges
    def test_a_contact_keeps_no_names(self, merge):
        """Nor is the tax id of its company one of its own."""
        self.customer.vat = "ESA58818501"
        self.assertEqual(self.contact.vat, "ESA58818501")
        gone = self._customer("Ana")
        merge(self.contact, gone)
        self.assertFalse(self.contact.former_value_ids)
        self.assertFalse(self.customer.former_value_ids)

    # -- stage -------------------------------------------------------------------------

    @both_merges
    def test_farthest_stage(self, merge):
        for stages, after in (
            (("lead", "customer"), "customer"),
            (("former", "customer"), "customer"),
            (("lead", "former"), "former"),
            ((False, "suspect"), "suspect"),
            (("prospect", False), "prospect"),
            ((False, False), False),
        ):
            kept, gone = self._two()
            kept.ficha_lifecycle, gone.ficha_lifecycle = stages
            merge(kept, gone)
            self.assertEqual(kept.ficha_lifecycle, after, stages)

    @both_merges
    def test_stage_of_a_contact_is_its_companys(self, merge):
        self.customer.ficha_lifecycle = "lead"
        gone = self._customer("Ana", ficha_lifecycle="customer")
        merge(self.contact, gone)
        self.assertEqual(self.customer.ficha_lifecycle, "customer")

    # -- follow-up ---------------------------------------------------------------------

    def _follow(self, partner, **values):
        partner.with_context(ficha_followup_raw=True).write(values)

    def _remind(self, partner, date):
        return self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": partner.id,
                "date_deadline": date,
                "ficha_reminder": True,
                "user_id": self.clerk.id,
                "activity_type_id": self.env.ref(
                    "ficha_cliente.mail_activity_type_reminder"
                ).id,
            }
        )

    @both_merges
    def test_follow_up_is_taken_whole(self, merge):
        red = self.env.ref("ficha_cliente.followup_state_red")
        kept, gone = self._two()
        self._follow(kept, last_contact_date="2026-02-02")
        self._follow(
            gone,
            followup_state_id=red.id,
            followup_mode="manual",
            followup_manual_until="2026-04-01",
            last_contact_date="2026-01-01",
            next_contact_date="2026-03-03",
            next_contact_agreed=True,
        )
        facts = {"text": "Owes 100", "figures": {"amount": 100}}
        self._follow(gone.sudo(), followup_facts=facts)
        merge(kept, gone)
        self.assertEqual(kept.followup_state_id, red)
        self.assertEqual(kept.followup_reason, "Owes 100")
        self.assertEqual(kept.followup_amount, 100)
        self.assertEqual(kept.followup_mode, "manual")
        self.assertEqual(str(kept.followup_manual_until), "2026-04-01")
        self.assertEqual(str(kept.last_contact_date), "2026-02-02")
        self.assertEqual(str(kept.next_contact_date), "2026-03-03")
        self.assertTrue(kept.next_contact_agreed)

    @both_merges
    def test_half_a_follow_up_is_not_taken(self, merge):
        states = self.env["ficha.followup.state"].search([], limit=2)
        kept, gone = self._two()
        self._follow(kept, followup_state_id=states[0].id, followup_mode="automatic")
        self._follow(
            gone,
            followup_state_id=states[1].id,
            followup_reason="Owes 100",
            followup_manual_until="2026-04-01",
        )
        merge(kept, gone)
        self.assertEqual(kept.followup_state_id, states[0])
        self.assertFalse(kept.followup_reason)
        self.assertFalse(kept.followup_manual_until)

    @both_merges
    def test_reminder_of_the_kept_contact(self, merge):
        kept, gone = self._two()
        self._follow(kept, next_contact_date="2026-03-10")
        self._follow(gone, next_contact_date="2026-03-05")
        own, other = self._remind(kept, "2026-03-10"), self._remind(gone, "2026-03-05")
        merge(kept, gone)
        self.assertTrue(own.active)
        self.assertEqual(str(own.date_deadline), "2026-03-10")
        self.assertFalse(other.active, "closed, and in the history")
        self.assertEqual(other.res_id, kept.id)

    @both_merges
    def test_earliest_reminder_and_next_contact_of_the_others(self, merge):
        kept, late = self._two()
        early = self._customer("Early")
        reminders = self._remind(late, "2026-03-10") | self._remind(early, "2026-03-05")
        self._follow(late, next_contact_date="2026-03-10")
        self._follow(early, next_contact_date="2026-03-05")
        merge(kept, late, early)
        self.assertEqual(str(kept.next_contact_date), "2026-03-05")
        self.assertEqual(reminders.mapped("active"), [False, True])
        self.assertEqual(reminders.mapped("res_id"), kept.ids * 2)

    @both_merges
    def test_reminder_goes_to_the_next_contact(self, merge):
        kept, gone = self._two()
        self._follow(kept, next_contact_date="2026-04-01")
        self._follow(gone, next_contact_date="2026-03-05")
        reminder = self._remind(gone, "2026-03-05")
        merge(kept, gone)
        self.assertTrue(reminder.active)
        self.assertEqual(str(reminder.date_deadline), "2026-04-01")

    @both_merges
    def test_no_reminder_of_who_is_not_to_be_contacted(self, merge):
        kept, gone = self._two(gone={"do_not_contact": True})
        self._follow(kept, next_contact_date="2026-03-10")
        reminder = self._remind(kept, "2026-03-10")
        merge(kept, gone)
        self.assertTrue(kept.do_not_contact)
        self.assertTrue(reminder.exists(), "it stays in the history")
        self.assertFalse(reminder.active)

    @both_merges
    def test_activities_that_were_done(self, merge):
        kept, gone = self._two()
        done = gone.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.clerk.id
        )
        done.action_feedback("Done")
        self.assertFalse(done.active)
        merge(kept, gone)
        self.assertEqual(done.exists().res_id, kept.id)

    # -- who is around -----------------------------------------------------------------

    @both_merges
    def test_relations_and_relatives(self, merge):
        kept, gone = self._two()
        third = self._customer("Third")
        role = self.env["ficha.relation.role"].search([], limit=1)
        relations = self.env["ficha.relation"].create(
            [
                {
                    "partner_id": one.id,
                    "related_partner_id": other.id,
                    "role_id": role.id,
                }
                for one, other in ((kept, gone), (gone, kept), (third, gone))
            ]
        )
        family = self.env["ficha.family.member"].create(
            [
                {
                    "partner_id": gone.id,
                    "related_partner_id": other.id,
                    "kinship": "sibling",
                }
                for other in (kept, third)
            ]
        )
        merge(kept, gone)
        self.assertEqual(relations.exists(), relations[2], "none with oneself")
        self.assertEqual(relations[2].related_partner_id, kept)
        self.assertEqual(kept.family_member_ids, family[1])

    @both_merges
    def test_contact_points(self, merge):
        kept, gone = self._two()
        points = self.env["ficha.contact.point"].create(
            [
                {"partner_id": partner.id, "kind": "mobile", "value": value}
                for partner, value in (
                    (kept, "612345678"),
                    (gone, "612 34 56 78"),
                    (gone, "612345679"),
                )
            ]
        )
        merge(kept, gone)
        self.assertEqual(kept.contact_point_ids, points[0] | points[2])

    @both_merges
    def test_followers(self, merge):
        """Equal ones become one with the subtypes of both; no other is lost."""
        kept, gone = self._two()
        third, other = self._customer("Third"), self._customer("Other")
        types = self.env["mail.message.subtype"].search([], limit=3)
        third.message_subscribe(kept.ids, types[:1].ids)
        third.message_subscribe(gone.ids, types[1:].ids)
        other.message_subscribe(gone.ids)
        for partner in (kept, gone):
            partner.message_subscribe(third.ids)
        gone.message_subscribe(other.ids)
        merge(kept, gone)
        follower = third.message_follower_ids
        self.assertEqual(follower.partner_id, kept)
        self.assertEqual(follower.subtype_ids, types)
        self.assertIn(kept, other.message_partner_ids)
        self.assertLessEqual(third | other, kept.message_partner_ids)

    @both_merges
    def test_guests_of_a_meeting(self, merge):
        kept, gone = self._two()
        event = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2026-03-10 10:00:00",
                "stop": "2026-03-10 11:00:00",
                "partner_ids": [(6, 0, (kept | gone).ids)],
            }
        )
        merge(kept, gone)
        self.assertEqual(event.partner_ids, kept)
        self.assertEqual(event.attendee_ids.mapped("partner_id.id"), kept.ids)
        self.assertEqual(len(event.attendee_ids), 1)

    # -- proposals and origins ---------------------------------------------------------

    @both_merges
    def test_proposals(self, merge):
        kept, gone = self._two()
        last = self._customer("Last")
        values = {"field_name": "city", "source": "other"}
        proposals = (
            self.env["ficha.proposal"]
            .sudo()
            .create(
                [
                    {**values, "partner_id": partner.id, "value_key": key}
                    for partner, key in (
                        (gone, "Burgos"),
                        (kept, "Burgos"),
                        (gone, "Soria"),
                        (last, "Soria"),
                    )
                ]
            )
        )
        attachment = self.env["ir.attachment"].create({"name": "a.txt"})
        attachment.sudo().write(
            {"res_model": "ficha.proposal", "res_id": proposals[0].id}
        )
        merge(kept, gone, last)
        self.assertEqual(kept.sudo().proposal_ids, proposals[1] | proposals[2])
        self.assertEqual(attachment.res_id, proposals[1].id, "nothing is lost")

    def _origins(self, partner):
        # besides those of the set-up, which a person wrote
        rows = self.env["ficha.value.origin"].search(
            [("partner_id", "=", partner.id), ("source", "=", "import")]
        )
        return {row.field_name: row.source_ref for row in rows}

    @both_merges
    def test_origins_follow_the_value(self, merge):
        kept, gone = self._two({"phone": "910000000"}, {"city": "Soria"})
        Origin = self.env["ficha.value.origin"]
        Origin._note(kept, ["phone", "name"], "import", "kept")
        Origin._note(kept, ["city"], "import", "emptied since")
        Origin._note(gone, ["phone", "name", "city"], "import", "gone")
        merge(kept, gone)
        self.assertEqual(kept.city, "Soria")
        self.assertEqual(
            self._origins(kept), {"phone": "kept", "name": "kept", "city": "gone"}
        )

    @both_merges
    def test_origins_of_values_of_nobody_else(self, merge):
        kept, gone = self._two({"phone": "910000000"}, {"phone": "920000000"})
        self.env["ficha.value.origin"]._note(gone, ["phone"], "import", "gone")
        merge(kept, gone)
        self.assertEqual(kept.phone, "910000000")
        self.assertFalse(self._origins(kept))

    @both_merges
    def test_origins_of_tags_and_of_values_of_each_company(self, merge):
        tags = self.env["res.partner.category"].create([{"name": n} for n in "ab"])
        term = self.env.ref("account.account_payment_term_30days")
        kept, gone = self._two(
            {"category_id": tags[0].ids, "property_payment_term_id": False},
            {"category_id": tags[1].ids, "property_payment_term_id": term.id},
        )
        for partner in (kept, gone):
            self.env["ficha.value.origin"]._note(
                partner,
                ["category_id", "property_payment_term_id"],
                "import",
                partner.name,
            )
        merge(kept, gone)
        self.assertEqual(kept.category_id, tags)
        self.assertEqual(kept.property_payment_term_id, term)
        self.assertEqual(
            self._origins(kept),
            {"category_id": "Kept", "property_payment_term_id": "Gone"},
        )

    # -- values per company that go together -------------------------------------------

    @both_merges
    def test_a_discount_keeps_its_own_end(self, merge):
        """None too: another's would end it. In each company by itself."""
        ended, later = "2020-06-30", "2999-06-30"
        kept, gone = self._two(
            {"standing_discount": 8},
            {"standing_discount": 5, "standing_discount_end": ended},
        )
        third = self._customer("Third")
        there = kept.with_company(self.elsewhere)
        there.standing_discount_end = ended
        gone.with_company(self.elsewhere).standing_discount = 5
        third.with_company(self.elsewhere).standing_discount_end = later
        merge(kept, gone, third)
        self.assertEqual(
            (kept.standing_discount, kept.standing_discount_end), (8, False)
        )
        self.assertEqual(
            (there.standing_discount, there.standing_discount_end), (5, False)
        )
        self.assertFalse(kept.standing_discount_note)

    @both_merges
    def test_a_discount_brings_its_end(self, merge):
        incoterms = self.env["account.incoterms"].search([], limit=2)
        kept, gone = self._two(
            {"invoice_incoterm_id": incoterms[0].id},
            {
                "standing_discount": 5,
                "standing_discount_end": "2999-06-30",
                "invoice_incoterm_id": incoterms[1].id,
                "invoice_incoterm_location": "Bilbao",
            },
        )
        merge(kept, gone)
        self.assertEqual(kept.standing_discount, 5)
        self.assertEqual(str(kept.standing_discount_end), "2999-06-30")
        self.assertEqual(kept.invoice_incoterm_id, incoterms[0])
        self.assertFalse(kept.invoice_incoterm_location, "of the other incoterm")

    # -- possible duplicates and keys --------------------------------------------------

    @both_merges
    def test_pairs(self, merge):
        kept, gone = self._two()
        third, fourth = self._customer("Third"), self._customer("Fourth")
        Duplicate = self.env["ficha.duplicate"].sudo()
        _own, first, decided, follows = Duplicate.create(
            [
                {
                    "partner_a_id": min(one.id, other.id),
                    "partner_b_id": max(one.id, other.id),
                    "score": 95,
                    "state": state,
                }
                for one, other, state in (
                    (kept, gone, "open"),
                    (kept, third, "open"),
                    (gone, third, "separate"),
                    (gone, fourth, "open"),
                )
            ]
        )
        merge(kept, gone)
        pairs = Duplicate.search(
            [("state", "!=", "merged"), ("partner_a_id", "=", kept.id)]
        )
        self.assertEqual(pairs, decided | follows)
        self.assertFalse(first.exists())
        self.assertEqual(decided.partner_b_id, third)

    @both_merges
    def test_keys(self, merge):
        kept, gone = self._two(gone={"vat": "ES12345674A", "phone": "+34912345678"})
        merge(kept, gone)
        Key = self.env["ficha.identity.key"].sudo()
        phones = Key.search([("partner_id", "=", kept.id), ("kind", "=", "phone")])
        self.assertEqual(phones.mapped("value"), ["+34912345678"])
