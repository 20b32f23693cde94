from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger
from odoo.tools.mail import html_to_inner_content

from ..models.account_move_writeback import LEARNED
from .common_issued import IssuedCommon


@tagged("post_install", "-at_install")
class TestProposal(IssuedCommon):
    def _propose(self, values, source="other", partner=None, **kwargs):
        proposals = self.env["ficha.proposal"]._propose(
            partner or self.customer, values, source, **kwargs
        )
        return proposals.with_user(self.ficha_user)

    def test_accept_writes_the_value_and_says_where_it_came_from(self):
        proposal = self._propose(
            {"property_payment_term_id": self.term_30.id}, source_ref="request 7"
        )
        self.assertEqual(proposal.state, "open")
        self.assertEqual(proposal.current_value, "")
        self.assertEqual(proposal.proposed_value, self.term_30.display_name)
        self.assertEqual(self.customer.with_user(self.ficha_user).proposal_count, 1)
        self.assertTrue(proposal.action_accept())
        self.assertEqual(self.customer.property_payment_term_id, self.term_30)
        self.assertEqual(proposal.state, "accepted")
        self.assertEqual(proposal.decided_by_id, self.ficha_user)
        note = self.customer.message_ids[0].body
        self.assertIn("request 7", note)
        self.assertIn(self.term_30.display_name, note)

    def test_the_note_reads_in_one_line_and_says_the_source_once(self):
        sources = self.env["ficha.proposal"]._fields["source"]
        portal = dict(sources._description_selection(self.env))["portal"]
        values = {"property_payment_term_id": self.term_30.id}
        self._propose(values, "portal", source_ref=portal).action_accept()
        note = html_to_inner_content(self.customer.message_ids[0].body)
        self.assertRegex(note, r"^\w+: ")
        self.assertEqual(note.count(portal), 1)

    def test_what_an_invoice_teaches_may_be_proposed_and_has_an_origin(self):
        names = self.env["res.partner"]._ficha_proposal_fields()
        self.assertLessEqual(set(LEARNED.values()), names)
        self.assertLessEqual({"street", "occupation", "standing_discount"}, names)
        self.assertFalse(names & {"client_code", "followup_color", "company_id"})
        self.assertLessEqual(names, self.env["res.partner"]._ficha_origin_fields())

    def test_hours_and_numbers_are_told_as_they_are_read(self):
        self.env["res.lang"]._activate_lang("es_ES")
        proposals = self._propose(
            {"contact_hour_from": 9.5, "standing_discount": 2.75}
        ).with_context(lang="es_ES")
        told = {proposal.field_name: proposal.proposed_value for proposal in proposals}
        self.assertEqual(told["contact_hour_from"], "09:30")
        self.assertEqual(told["standing_discount"], "2,75")

    def test_reject_leaves_the_file_and_is_not_asked_again(self):
        values = {"street": "Gran Vía 9"}
        proposal = self._propose(values)
        proposal.action_reject()
        self.assertEqual(self.customer.street, "Calle Mayor 1")
        self.assertFalse(self._propose(values))
        self.assertEqual(len(self._propose({"street": "Otra 3"})), 1)

    def test_a_decision_is_said_and_can_be_taken_back(self):
        proposal = self._propose({"street": "Gran Vía 9"})
        for decide in (proposal.action_accept, proposal.action_reject):
            told = decide()["params"]
            self.assertIn(self.customer.name, told["message"])
            undo = told["undo"]
            self.assertEqual(
                (undo["model"], undo["args"]), (proposal._name, [[proposal.id]])
            )
            getattr(proposal, undo["method"])()
            self.assertEqual(proposal.state, "open")
            self.assertEqual(self.customer.street, "Calle Mayor 1")
        proposal.action_reject()
        self.assertTrue(proposal.action_reject() is True, "nothing was left to decide")

    def test_the_same_difference_is_one_proposal(self):
        first = self._propose({"phone": "910000000"})
        again = self._propose({"phone": "910000000"}, source="form")
        self.assertEqual(first, again)
        self.assertFalse(self._propose({"street": "Calle Mayor 1"}))

    @mute_logger("odoo.sql_db")
    def test_one_that_another_transaction_has_just_made_is_left_out(self):
        first = self._propose({"phone": "910000000"})
        vals = first.sudo().copy_data()[0]
        vals.update(value_key=first.sudo().value_key, partner_id=self.customer.id)
        other = {**vals, "value_key": "another"}
        made = self.env["ficha.proposal"].sudo()._create_once([vals, other])
        self.assertEqual(made.mapped("value_key"), ["another"])

    def test_field_changed_meanwhile_is_not_overwritten(self):
        proposal = self._propose({"street": "Gran Vía 9"})
        self.assertFalse(proposal.changed_meanwhile)
        self.customer.street = "Calle Nueva 3"
        proposal.invalidate_recordset()
        self.assertTrue(proposal.changed_meanwhile)
        self.assertEqual(proposal.live_value, "Calle Nueva 3")
        answer = proposal.action_accept()
        self.assertEqual(answer["tag"], "display_notification")
        self.assertEqual(self.customer.street, "Calle Nueva 3")
        self.assertEqual(proposal.state, "outdated")
        proposal.action_refresh()
        self.assertEqual(proposal.state, "open")
        self.assertEqual(proposal.current_value, "Calle Nueva 3")
        proposal.action_accept()
        self.assertEqual(self.customer.street, "Gran Vía 9")

    def test_said_again_over_another_value_comes_back_refreshed(self):
        proposal = self._propose({"street": "Gran Vía 9"})
        self.customer.street = "Calle Nueva 3"
        proposal.action_accept()
        self.assertEqual(self._propose({"street": "Gran Vía 9"}), proposal)
        self.assertEqual(proposal.state, "open")
        self.assertEqual(proposal.current_value, "Calle Nueva 3")

    def test_two_values_for_one_field_accepted_together(self):
        one = self._propose({"street": "Gran Vía 9"})
        two = self._propose({"street": "Otra 3"})
        (one | two).action_accept()
        self.assertEqual(self.customer.street, "Gran Vía 9")
        self.assertEqual((one.state, two.state), ("accepted", "outdated"))

    def test_undo_puts_the_old_value_back(self):
        proposal = self._propose({"street": "Gran Vía 9"})
        proposal.action_accept()
        proposal.action_undo()
        self.assertEqual(self.customer.street, "Calle Mayor 1")
        self.assertEqual(proposal.state, "open")
        proposal.action_accept()
        self.customer.street = "Calle Nueva 3"
        with self.assertRaisesRegex(UserError, "has changed since"):
            proposal.action_undo()

    def test_kinds_of_values(self):
        tags = self.env["res.partner.category"].create([{"name": "A"}, {"name": "B"}])
        france = self.env.ref("base.fr")
        proposals = self._propose(
            {
                "category_id": tags.ids,
                "country_id": france,
                "standing_discount": 5,
                "gender": "female",
                "birthdate_date": "1980-02-03",
                "email": False,
            }
        )
        told = {p.field_name: p.proposed_value for p in proposals}
        self.assertEqual(told["country_id"], france.display_name)
        self.assertEqual(told["standing_discount"], "5")
        self.assertEqual(told["email"], "")
        proposals.action_accept()
        self.assertEqual(self.customer.category_id, tags)
        self.assertEqual(self.customer.country_id, france)
        self.assertEqual(self.customer.standing_discount, 5)
        self.assertEqual(self.customer.gender, "female")
        self.assertEqual(str(self.customer.birthdate_date), "1980-02-03")
        self.assertFalse(self.customer.email)

    def test_only_fields_of_the_list_and_values_they_can_have(self):
        for values in (
            {"credit_limit": 1000},
            {"client_code": "C1"},
            {"nonexistent": 1},
            {"country_id": "Spain"},
            {"country_id": 99999999},
            {"lang": "xx_XX"},
        ):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._propose(values)
        self.assertFalse(self.customer.sudo().proposal_count)

    def test_rights(self):
        proposal = self._propose({"street": "Gran Vía 9"})
        with self.assertRaises(AccessError):
            proposal.with_user(self.biller).action_accept()
        with self.assertRaises(AccessError):
            proposal.write({"proposed_data": "Mine"})
        with self.assertRaises(AccessError):
            proposal.copy()
        reader = self._user("ficha_reader", "base.group_user")
        with self.assertRaises(AccessError):
            proposal.with_user(reader).read(["proposed_value"])
        self.assertEqual(self.customer.street, "Calle Mayor 1")

    def test_personal_values_only_for_those_who_may_see_them(self):
        proposal = self._propose({"marital_status": "married"})
        seen = self.env["ficha.proposal"].with_user(self.ficha_user)
        self.assertFalse(seen.search([("partner_id", "=", self.customer.id)]))
        with self.assertRaises(AccessError):
            proposal.action_accept()
        keeper = self._user(
            "ficha_keeper",
            "ficha_cliente.group_ficha_user,ficha_cliente.group_ficha_personal",
        )
        proposal.with_user(keeper).action_accept()
        self.assertEqual(self.customer.sudo().marital_status, "married")
        # everybody reads the chatter
        self.assertNotIn("arried", self.customer.message_ids[0].body)

    def test_each_company_sees_and_changes_its_own(self):
        other = self.setup_other_company()["company"]
        clerk = new_test_user(
            self.env,
            login="ficha_other",
            groups="base.group_user,ficha_cliente.group_ficha_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        values = {"property_payment_term_id": self.term_30.id}
        mine = self._propose(values, company=self.company)
        theirs = self._propose(values, company=other)
        self.assertEqual(len(mine | theirs), 2)
        found = (
            self.env["ficha.proposal"]
            .with_user(clerk)
            .search([("partner_id", "=", self.customer.id)])
        )
        self.assertEqual(found, theirs)
        theirs.with_user(clerk).action_accept()
        customer = self.customer
        self.assertFalse(customer.with_company(self.company).property_payment_term_id)
        self.assertEqual(
            customer.with_company(other).property_payment_term_id, self.term_30
        )

    def test_a_value_that_is_gone_is_told(self):
        term = self.term_30.copy()
        proposal = self._propose({"property_payment_term_id": term.id})
        term.unlink()
        with self.assertRaisesRegex(UserError, "no longer exists"):
            proposal.action_accept()

    def test_merged_customers_keep_one_of_each(self):
        double = self.env["res.partner"].create({"name": "Talleres Urena"})
        same = {"phone": "910000000"}
        kept = self._propose(same)
        self._propose(same, partner=double)
        moved = self._propose({"city": "Getafe"}, partner=double)
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge(
            (self.customer | double).ids, self.customer.sudo()
        )
        self.assertFalse(double.exists())
        found = (
            self.env["ficha.proposal"]
            .sudo()
            .search([("partner_id", "=", self.customer.id)])
        )
        self.assertEqual(found, (kept | moved).sudo())

    def test_archived_customer(self):
        self.customer.sudo().active = False
        proposal = self._propose({"street": "Gran Vía 9"})
        proposal.action_accept()
        self.assertEqual(self.customer.street, "Gran Vía 9")

    def test_many_at_once_cost_no_query_each(self):
        def cost(count):
            partners = self.env["res.partner"].create(
                [{"name": f"P{i}"} for i in range(count)]
            )
            field = partners._fields["street"]
            entries = [(p, self.company, field, "S", "doc") for p in partners]
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self.env["ficha.proposal"]._propose_batch(entries, "import")
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(1)
        self.assertEqual(cost(2), cost(20))
