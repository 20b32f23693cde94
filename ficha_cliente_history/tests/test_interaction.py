from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common_interaction import InteractionCommon


@tagged("post_install", "-at_install")
class TestInteraction(InteractionCommon):
    def quick(self, partners, kind=None):
        action = partners.with_user(self.user).action_log_interaction(kind)
        return Form(
            self.Interaction.with_user(self.user).with_context(**action["context"]),
            view="ficha_cliente_history.ficha_interaction_view_form_quick",
        )

    def test_two_clicks_are_enough(self):
        call = self.quick(self.customer).save()
        self.assertEqual(call.partner_id, self.customer)
        self.assertEqual(call.kind, "call")
        self.assertEqual(call.direction, "out")
        self.assertEqual(call.channel_id.code, "phone")
        self.assertEqual(call.subject, "Call")
        self.assertEqual(call.user_id, self.user)
        self.assertEqual(call.date, self.moment("2026-03-02 10:00:00"))
        self.assertEqual(call.company_id, self.env.company)
        self.assertEqual(self.customer.last_contact_date, self.day("2026-03-02"))

    def test_a_suspect_who_asks_is_a_lead(self):
        """What we say to them proves nothing; what they say to us does."""
        self.customer.ficha_lifecycle = "suspect"
        self.quick(self.customer).save()
        self.assertEqual(self.customer.ficha_lifecycle, "suspect", "we called them")
        self.quick(self.contact, "information_request").save()
        self.assertEqual(self.customer.ficha_lifecycle, "lead")
        self.customer.ficha_lifecycle = "customer"
        self.quick(self.customer, "information_request").save()
        self.assertEqual(self.customer.ficha_lifecycle, "customer")

    def test_a_kind_proposes_its_channel_and_direction(self):
        form = self.quick(self.customer)
        form.kind = "visit"
        self.assertEqual(form.channel_id.code, "visit")
        form.kind = "complaint"
        self.assertEqual(form.direction, "in")
        self.assertEqual(form.channel_id.code, "visit")
        form.kind = "call"
        form.channel_id = self.env.ref("ficha_cliente.channel_whatsapp")
        complaint = form.save()
        self.assertEqual(complaint.channel_id.code, "whatsapp")

    def test_subject_left_empty(self):
        self.assertEqual(self.interaction(kind="doubt").subject, "Doubt · Phone")
        self.assertEqual(
            self.interaction(description="Wants samples\nof everything").subject,
            "Wants samples",
        )
        self.assertEqual(len(self.interaction(description="x" * 200).subject), 80)

    def test_from_the_file_of_a_contact(self):
        noted = self.quick(self.contact).save()
        self.assertEqual(noted.partner_id, self.customer)
        self.assertEqual(noted.contact_id, self.contact)

    def test_contact_given_as_customer(self):
        noted = self.interaction(partner_id=self.contact.id)
        self.assertEqual(noted.partner_id, self.customer)
        self.assertEqual(noted.contact_id, self.contact)
        form = Form(self.Interaction.with_user(self.user))
        form.contact_id = self.contact
        self.assertEqual(form.partner_id, self.customer)
        other = self.env["res.partner"].create({"name": "Other"})
        form.partner_id = other
        self.assertFalse(form.contact_id)

    def test_somebody_elses_contact_is_refused(self):
        other = self.env["res.partner"].create({"name": "Other"})
        with self.assertRaisesRegex(ValidationError, "Contact person"):
            self.interaction(partner_id=other.id, contact_id=self.contact.id)

    def test_several_customers_at_once(self):
        others = self.env["res.partner"].create([{"name": "A"}, {"name": "B"}])
        form = self.quick(self.customer | self.contact | others, "visit")
        form.subject = "Spring catalogue"
        form.next_contact_date = self.day("2026-03-16")
        self.assertEqual(form.save().partner_id, self.customer)
        for partner in self.customer | others:
            self.assertEqual(self.of(partner).mapped("subject"), ["Spring catalogue"])
            self.assertEqual(self.of(partner).kind, "visit")
            self.assertEqual(partner.last_contact_date, self.day("2026-03-02"))
            self.assertEqual(partner.next_contact_date, self.day("2026-03-16"))

    def test_nobody_chosen(self):
        with self.assertRaisesRegex(UserError, "at least one customer"):
            self.env["res.partner"].action_log_interaction()

    def test_next_contact_and_colour(self):
        form = self.quick(self.customer)
        form.subject = "They want an offer"
        form.next_contact_date = self.day("2026-03-05")
        form.followup_state_id = self.yellow
        form.save()
        self.assertEqual(self.customer.followup_state_id, self.yellow)
        self.assertEqual(self.customer.followup_reason, "They want an offer")
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-05"))
        self.assertTrue(self.customer.next_contact_agreed)

    def test_next_contact_left_empty_stays(self):
        self.customer.next_contact_date = "2026-03-20"
        self.quick(self.customer).save()
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-20"))
        form = self.quick(self.customer)
        form.next_contact_date = self.day("2026-03-01")
        with self.assertRaisesRegex(UserError, "Next contact"):
            form.save()

    def test_dates_never_move_back(self):
        self.customer.last_contact_date = "2026-02-20"
        self.interaction(date="2026-02-10 10:00:00")
        self.assertEqual(self.customer.last_contact_date, self.day("2026-02-20"))
        self.interaction(date="2026-02-25 23:30:00")
        # half past eleven in Greenwich is the next day in Madrid
        self.assertEqual(self.customer.last_contact_date, self.day("2026-02-26"))

    def test_what_is_still_to_come_is_no_contact(self):
        self.interaction(date="2026-03-09 10:00:00")
        self.assertFalse(self.customer.last_contact_date)

    def test_cadence_starts_again(self):
        self.customer.followup_state_id = self.yellow
        self.customer._write_followup(
            [{"id": self.customer.id, "next_contact_date": self.day("2026-03-03")}]
        )
        self.interaction()
        self.assertEqual(self.customer.next_contact_date, self.day("2026-03-09"))

    def test_their_word_ends_our_waiting(self):
        self.customer.awaiting_reply_since = "2026-02-20"
        self.interaction(kind="call")
        self.assertTrue(self.customer.awaiting_reply_since)
        self.interaction(kind="need", date="2026-02-10 10:00:00")
        self.assertTrue(self.customer.awaiting_reply_since)
        self.interaction(kind="need")
        self.assertFalse(self.customer.awaiting_reply_since)

    def test_our_word_answers_what_waited(self):
        early = self.interaction(
            kind="doubt", needs_reply=True, date="2026-02-25 10:00:00"
        )
        late = self.interaction(
            kind="doubt", needs_reply=True, date="2026-02-27 10:00:00"
        )
        secret = self.interaction(
            self.personal,
            kind="doubt",
            needs_reply=True,
            private=True,
            date="2026-02-24 10:00:00",
        )
        self.interaction(kind="call", date="2026-02-26 10:00:00")
        self.assertEqual(early.replied_on, self.moment("2026-02-26 10:00:00"))
        self.assertEqual(secret.replied_on, self.moment("2026-02-26 10:00:00"))
        self.assertFalse(late.replied_on)
        late.action_replied()
        self.assertEqual(late.replied_on, self.moment("2026-03-02 10:00:00"))

    def test_answered_before_it_was_asked(self):
        with self.assertRaisesRegex(ValidationError, "Replied on"):
            self.interaction(needs_reply=True, replied_on="2026-02-25 10:00:00")

    def test_entering_many_costs_like_entering_few(self):
        def enter(number):
            partners = self.env["res.partner"].create(
                [{"name": f"Customer {i}", "is_company": True} for i in range(number)]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.Interaction.with_user(self.user).create(
                [{"partner_id": partner.id, "kind": "need"} for partner in partners]
            )
            self.env.flush_all()
            return self.cr.sql_log_count - before

        enter(2)
        self.assertEqual(enter(3), enter(40))

    def test_log_is_the_door_of_other_modules(self):
        noted = self.Interaction.with_user(self.outsider)._log(
            self.customer | self.contact,
            "information_request",
            "Asked on the web",
            channel="web_form",
            needs_reply=True,
        )
        self.assertEqual(noted.partner_id, self.customer)
        self.assertEqual(noted.contact_id, self.contact)
        self.assertEqual(set(noted.mapped("channel_id.code")), {"web_form"})
        self.assertEqual(set(noted.mapped("direction")), {"in"})

    def test_count_costs_one_query_whatever_the_history(self):
        self.interaction(kind="complaint")
        self.interaction(self.user, kind="call")
        partners = (self.customer | self.contact).with_user(self.user)
        partners.mapped("commercial_partner_id")
        self.env.flush_all()
        self.assertEqual(self.contact.with_user(self.user).interaction_count, 2)
        self.env["res.partner"].invalidate_model(["interaction_count"])
        with self.assertQueryCount(1):
            partners.mapped("interaction_count")
        self.assertEqual(partners.mapped("open_complaint_count"), [1, 1])

    def test_merge(self):
        other = self.env["res.partner"].create(
            {"name": "Twin", "is_company": True, "email": "twin@example.com"}
        )
        person = self.env["res.partner"].create(
            {"name": "Lola too", "parent_id": other.id}
        )
        noted = self.interaction(partner_id=person.id)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((other | self.customer).ids, self.customer)
        wizard._merge((person | self.contact).ids, self.contact)
        self.assertEqual(noted.partner_id, self.customer)
        self.assertEqual(noted.commercial_partner_id, self.customer)
        self.assertEqual(noted.contact_id, self.contact)

    def test_merge_of_a_person_into_a_contact(self):
        person = self.env["res.partner"].create({"name": "Lola Ruiz"})
        noted = self.interaction(partner_id=person.id)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((person | self.contact).ids, self.contact)
        self.assertEqual(noted.partner_id, self.customer)
        self.assertEqual(noted.commercial_partner_id, self.customer)
        self.assertEqual(noted.contact_id, self.contact)

    def test_person_who_joins_a_company(self):
        person = self.env["res.partner"].create({"name": "Lola Ruiz"})
        noted = self.interaction(partner_id=person.id)
        person.parent_id = self.customer
        self.assertEqual(noted.commercial_partner_id, self.customer)
        self.assertEqual(self.customer.with_user(self.user).interaction_count, 1)
