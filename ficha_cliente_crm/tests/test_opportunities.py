from datetime import timedelta

from freezegun import freeze_time

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

TODAY = "2026-05-15"


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestOpportunities(TransactionCase):
    """Leads and opportunities on the customer file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.to_date(TODAY)
        cls.company = cls.env.company
        companies = {
            "company_id": cls.company.id,
            "company_ids": [Command.set(cls.company.ids)],
            "lang": "en_US",
        }
        cls.seller, cls.lone_seller, cls.outsider = (
            new_test_user(
                cls.env,
                f"opportunities_{login}",
                groups=f"base.group_user,ficha_cliente.group_ficha_user{groups}",
                **companies,
            )
            for login, groups in (
                ("seller", ",sales_team.group_sale_salesman_all_leads"),
                ("lone", ",sales_team.group_sale_salesman"),
                ("outsider", ""),
            )
        )
        cls.customer, cls.other = cls.env["res.partner"].create(
            [
                {"name": "Embalajes Inventados, S.L.", "is_company": True},
                {"name": "Otro Inventado"},
            ]
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Rosa Inventada", "parent_id": cls.customer.id}
        )
        cls.reason = cls.env["crm.lost.reason"].create({"name": "Chose another"})

    def lead(self, partner, kind="opportunity", user=None, **vals):
        user = user or self.seller
        return (
            self.env["crm.lead"]
            .with_user(user)
            .create(
                {
                    "name": "Yearly boxes",
                    "type": kind,
                    "partner_id": partner.id,
                    "user_id": user.id,
                    "expected_revenue": 100.0,
                    **vals,
                }
            )
        )

    # -- situation ---------------------------------------------------------------------

    def test_situation(self):
        lead = self.lead(self.contact, "lead")
        self.assertEqual(self.customer.ficha_lifecycle, "lead")
        self.assertFalse(self.contact.ficha_lifecycle)
        lead.convert_opportunity(self.contact)
        self.assertEqual(self.customer.ficha_lifecycle, "prospect")
        note = self.customer.message_ids[0].body
        self.assertIn('data-oe-model="crm.lead"', note)
        self.assertNotIn("Yearly boxes", note, "for who sees opportunities")

    def test_situation_never_goes_back(self):
        self.customer.ficha_lifecycle = "customer"
        self.other.ficha_lifecycle = "prospect"
        self.lead(self.customer)
        self.lead(self.other, "lead").action_set_lost()
        self.assertEqual(self.customer.ficha_lifecycle, "customer")
        self.assertEqual(self.other.ficha_lifecycle, "prospect")

    def test_customer_chosen_later(self):
        lead = self.lead(self.env["res.partner"])
        self.assertEqual(self.other.ficha_lifecycle, "suspect")
        lead.partner_id = self.other
        self.assertEqual(self.other.ficha_lifecycle, "prospect")

    def test_customer_made_from_a_lead(self):
        lead = self.lead(
            self.env["res.partner"],
            "lead",
            partner_name="Nueva Inventada, S.A.",
            contact_name="Luz Inventada",
            email_from="luz@nueva-inventada.example",
        )
        lead._handle_partner_assignment()
        company = lead.partner_id.commercial_partner_id
        self.assertEqual(company.name, "Nueva Inventada, S.A.")
        self.assertEqual(company.ficha_lifecycle, "lead")
        self.assertFalse(lead.partner_id.ficha_lifecycle)

    def test_customer_made_from_an_opportunity_of_a_known_company(self):
        """The person is made; the company, which was there, goes forward."""
        lead = self.lead(self.env["res.partner"], contact_name="Luz Inventada")
        person = lead._create_customer(with_parent=self.customer)
        self.assertEqual(person.parent_id, self.customer)
        self.assertEqual(self.customer.ficha_lifecycle, "prospect")
        alone = lead._create_customer()
        self.assertEqual(alone.ficha_lifecycle, "prospect")

    def test_going_on_asks_nothing_of_who_is_there(self):
        """Of a customer who is as far already the database is not asked again."""
        leads = self.lead(self.contact) | self.lead(self.customer)
        self.env.flush_all()
        leads.partner_id.commercial_partner_id.mapped("ficha_lifecycle")
        with self.assertQueryCount(0):
            leads._ficha_advance_lifecycle()

    def test_source_and_salesperson_of_a_customer_made_from_a_lead(self):
        for medium, source in (
            ("utm.utm_medium_website", "web"),
            ("utm.utm_medium_phone", "call"),
            (None, "hand"),
        ):
            lead = self.lead(
                self.env["res.partner"],
                "lead",
                contact_name=f"Luz de {source}",
                medium_id=medium and self.env.ref(medium).id,
                user_id=False,
            )
            lead.with_user(self.seller)._handle_partner_assignment()
            partner = lead.partner_id
            self.assertEqual(partner.ficha_acquisition, source)
            self.assertEqual(partner.ficha_lifecycle, "lead")
            self.assertEqual(partner.user_id, self.seller, "who makes it sells")
            self.assertNotIn("ficha_acquisition", partner.env.context)

    # -- on the customer file ----------------------------------------------------------

    def figures(self, partner, user=None):
        partner = partner.with_user(user or self.seller)
        partner.invalidate_recordset()
        return partner.ficha_opportunity_count, partner.ficha_opportunity_revenue

    def test_head_of_the_team(self):
        """Who is written down by one who does not sell is of the head of the team."""
        self.env["ficha.territory"].search([]).active = False
        self.env["crm.team"].search([]).active = False
        team = self.env["crm.team"].create(
            {"name": "Team", "user_id": self.lone_seller.id}
        )
        clerk = new_test_user(
            self.env,
            "opportunities_clerk",
            groups="base.group_user,base.group_partner_manager",
        )
        Partner = self.env["res.partner"].with_user(clerk)
        self.assertEqual(
            Partner.create({"name": "De oficina"}).user_id, self.lone_seller
        )
        team.user_id = False
        self.assertFalse(Partner.create({"name": "Sin nadie"}).user_id)

    def test_figures(self):
        self.assertEqual(self.figures(self.customer), (0, 0.0))
        opened = self.lead(self.contact) | self.lead(
            self.customer, expected_revenue=50.0
        )
        self.lead(self.customer, "lead")
        self.lead(self.customer).action_set_lost()
        self.lead(self.customer).action_set_won()
        self.lead(self.other)
        for partner in (self.customer, self.contact):
            self.assertEqual(self.figures(partner), (2, 150.0))
        action = self.customer.with_user(self.seller).action_view_ficha_opportunities()
        found = self.env["crm.lead"].with_user(self.seller).search(action["domain"])
        self.assertEqual(found, opened)

    def test_only_what_one_may_see(self):
        self.lead(self.customer)
        self.lead(self.customer, user=self.lone_seller, expected_revenue=30.0)
        self.assertEqual(self.figures(self.customer), (2, 130.0))
        self.assertEqual(self.figures(self.customer, self.lone_seller), (1, 30.0))
        with self.assertRaises(AccessError):
            self.customer.with_user(self.outsider).read(["ficha_opportunity_count"])

    def test_next_step(self):
        partner = self.customer.with_user(self.seller)
        lead = self.lead(self.contact)
        self.assertFalse(partner.ficha_opportunity_next)
        for days, summary in ((9, "Send prices"), (3, "Take samples")):
            lead.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.today + timedelta(days=days),
                summary=summary,
                user_id=self.seller.id,
            )
        partner.invalidate_recordset()
        self.assertIn("Take samples", partner.ficha_opportunity_next)
        self.assertIn("18", partner.ficha_opportunity_next)
        lead.action_set_lost()
        partner.invalidate_recordset()
        self.assertFalse(partner.ficha_opportunity_next)

    def test_queries_do_not_grow_with_the_customers(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Listed {number}"} for number in range(12)]
        )
        for partner in partners:
            self.lead(partner)

        def cost(records):
            self.env.flush_all()
            self.env.invalidate_all()
            records = records.with_user(self.seller)
            records.mapped("commercial_partner_id.name")
            before = self.env.cr.sql_log_count
            records.mapped("ficha_opportunity_revenue")
            records.mapped("ficha_opportunity_next")
            return self.env.cr.sql_log_count - before

        cost(partners[:1])
        self.assertEqual(cost(partners[:1]), cost(partners))

    # -- missed, and the timeline ------------------------------------------------------

    def missed(self, leads, user=None):
        Missed = self.env["ficha.missed.purchase"].with_user(user or self.seller)
        domain = [("res_model", "=", "crm.lead"), ("res_id", "in", leads.ids)]
        return Missed.search(domain, order="amount")

    def test_lost(self):
        lost = self.lead(self.contact)
        lost.action_set_lost(lost_reason_id=self.reason.id)
        archived = self.lead(self.customer)
        archived.write({"active": False, "probability": 20})
        open_one, lead = self.lead(self.customer), self.lead(self.customer, "lead")
        lead.action_set_lost(lost_reason_id=self.reason.id)
        nobody = self.lead(self.env["res.partner"])
        nobody.action_set_lost()
        found = self.missed(lost | archived | open_one | lead | nobody)
        self.assertRecordValues(
            found,
            [
                {
                    "partner_id": self.customer.id,
                    "source": "opportunity_lost",
                    "name": "Yearly boxes",
                    "amount": 100.0,
                    "reason": "Chose another",
                    "date": self.today,
                    "company_id": self.company.id,
                    "user_id": self.seller.id,
                    "recovered": False,
                    "res_id": lost.id,
                }
            ],
        )
        self.assertFalse(self.missed(lost, self.lone_seller))
        self.assertFalse(self.missed(lost, self.outsider))
        lost.action_restore()
        self.env.invalidate_all()
        self.assertFalse(self.missed(lost))

    def test_timeline(self):
        lost, opened = self.lead(self.contact), self.lead(self.customer)
        lost.action_set_lost(lost_reason_id=self.reason.id)
        self.lead(self.customer, "lead")
        self.lead(self.other)

        def page(user):
            timeline = self.env["ficha.timeline"].with_user(user)
            return timeline.get_page(self.customer.id, kinds=["opportunity"])["entries"]

        entries = page(self.seller)
        self.assertEqual(
            {entry["open"]["res_id"] for entry in entries}, {lost.id, opened.id}
        )
        notes = {entry["open"]["res_id"]: entry["note"] for entry in entries}
        self.assertEqual(notes[lost.id], "Chose another")
        self.assertEqual(
            [(entry["amount"], entry["basis"]) for entry in entries],
            [(100, "expected, before taxes")] * 2,
        )
        self.assertFalse(page(self.lone_seller))
        self.assertFalse(page(self.outsider))

    def test_what_is_planned_on_an_opportunity(self):
        """The line on top of the ficha and *Hoy* know of it, for who may read it."""
        lead = self.lead(self.contact)
        lead.activity_schedule(
            "mail.mail_activity_data_call",
            self.today,
            summary="Ask about the boxes",
            user_id=self.seller.id,
        )

        def told(user):
            self.env.invalidate_all()
            return self.customer.with_user(user).followup_banner

        self.assertIn("Ask about the boxes", told(self.seller)["next"])
        self.assertIn("today", told(self.seller)["next"])
        self.assertIn(self.seller.name, told(self.seller)["next"])
        for user in self.lone_seller, self.outsider:
            self.assertNotIn("boxes", told(user)["next"])
        due = next(
            section
            for section in self.env["ficha.today"]
            .with_user(self.seller)
            .get_today()["sections"]
            if section["key"] == "due"
        )
        [line] = due["lines"]
        self.assertEqual(line["partner_id"], self.customer.id)
        self.assertIn("Yearly boxes", line["reason"])
        lead.activity_ids.action_feedback(feedback="They ordered")
        self.assertNotIn("boxes", told(self.seller)["next"])

    # -- hand-over ---------------------------------------------------------------------

    def test_opportunities_go_with_the_portfolio(self):
        manager = new_test_user(
            self.env,
            "opportunities_manager",
            groups="base.group_user,ficha_cliente.group_ficha_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        opened = self.lead(self.contact, user=self.lone_seller)
        lead = self.lead(self.other, "lead", user=self.lone_seller)
        won = self.lead(self.customer, user=self.lone_seller)
        won.action_set_won()
        lost = self.lead(self.customer, user=self.lone_seller)
        lost.action_set_lost(lost_reason_id=self.reason.id)
        Start = self.env["ficha.handover.start"].with_user(manager)
        vals = {"from_user_id": self.lone_seller.id, "to_user_id": self.seller.id}
        start = Start.create(
            {**vals, "extent": "some", "partner_ids": self.customer.ids}
        )
        self.assertEqual(
            start.line_ids.mapped(lambda line: (line.key, line.count)),
            [("opportunity", 1)],
        )
        action = start.action_hand_over()
        self.assertEqual(opened.user_id, self.seller)
        self.assertEqual((won | lost | lead).user_id, self.lone_seller)
        handover = self.env["ficha.handover"].with_user(manager)
        handover.browse(action["res_id"]).action_undo()
        self.assertEqual(opened.user_id, self.lone_seller)
        # everything: also what has no customer yet
        nobody = self.lead(self.env["res.partner"], "lead", user=self.lone_seller)
        Start.create(vals).action_hand_over()
        self.assertEqual((opened | lead | nobody).user_id, self.seller)
