from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.mail.models.mail_followers import MailFollowers as core_followers

from .common_client_code import ClientCodeCommon


@tagged("post_install", "-at_install")
class TestClientCodePosting(ClientCodeCommon):
    def test_first_invoice_gives_the_code(self):
        self.assertFalse(self.customer.client_code)
        self.assertFalse(self.biller.has_group("base.group_partner_manager"))
        with self.assertRaises(AccessError):
            self.customer.with_user(self.biller).write({"name": "Other"})
        first = self._invoice(self.customer)
        self.assertFalse(self.customer.client_code, "a draft gives no code by default")
        first.action_post()
        code = self.customer.client_code
        self.assertRegex(code, r"^C\d{5,}$")
        self._posted(self.customer)
        self.assertEqual(self.customer.client_code, code)
        self.assertEqual(first.ficha_snapshot["code"], code, "the invoice is the trace")

    def test_every_kind_of_customer_document_and_no_other(self):
        for move_type in ("out_invoice", "out_refund", "out_receipt"):
            partner = self._customer(move_type)
            self._posted(partner, move_type=move_type)
            self.assertTrue(partner.client_code, move_type)
        supplier = self._customer("Supplier")
        bill = self._invoice(
            supplier,
            move_type="in_invoice",
            journal_id=self.company_data["default_journal_purchase"].id,
        )
        bill.action_post()
        self.assertEqual(bill.state, "posted")
        self.assertFalse(supplier.client_code)

    def test_contact_of_a_company_uses_its_company(self):
        self._posted(self.contact)
        self.assertTrue(self.customer.client_code)
        self.assertFalse(self.contact.client_code)
        self.assertEqual(self.contact.entity_client_code, self.customer.client_code)
        found = self.Partner.search(
            [("entity_client_code", "=", self.customer.client_code)]
        )
        self.assertEqual(found, self.customer | self.contact)

    def test_code_exists_before_the_core_posts(self):
        seen = {}
        move_class = type(self.env["account.move"])
        original = move_class._compute_payment_reference

        def spy(moves):
            for move in moves.filtered(lambda m: m.state == "posted"):
                seen[move.id] = move.partner_id.entity_client_code
            return original(moves)

        move = self._invoice(self.customer)
        with patch.object(move_class, "_compute_payment_reference", spy):
            move.action_post()
        self.assertEqual(seen.get(move.id), self.customer.client_code)
        self.assertTrue(seen[move.id])

    def test_future_documents_get_it_on_their_day(self):
        tomorrow = fields.Date.today() + timedelta(days=3)
        later = self._invoice(self.customer, invoice_date=tomorrow)
        other = self._customer("Now")
        now = self._invoice(other)
        posted = (later | now)._post(soft=True)
        self.assertEqual(posted, now)
        self.assertTrue(other.client_code)
        self.assertFalse(self.customer.client_code)

    def test_scheduled_posting(self):
        move = self._invoice(self.customer, auto_post="at_date")
        cron = self.env.ref("account.ir_cron_auto_post_draft_entry")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.assertEqual(move.state, "posted")
        self.assertTrue(self.customer.client_code)

    def test_scheduled_posting_repeats_a_serialization_failure(self):
        move = self._invoice(self.customer, auto_post="at_date")
        cron = self.env.ref("account.ir_cron_auto_post_draft_entry")
        calls = []
        partner_class = type(self.Partner)
        original = partner_class._take_client_codes

        def upset_once(partners, *args):
            calls.append(partners)
            if len(calls) == 1:
                raise SerializationFailure("could not serialize access")
            return original(partners, *args)

        with (
            patch.object(partner_class, "_take_client_codes", upset_once),
            self.enter_registry_test_mode(),
        ):
            cron.method_direct_trigger()
        self.assertEqual(len(calls), 2)
        self.assertEqual(move.state, "posted")
        self.assertTrue(self.customer.client_code)

    def test_refused_posting_leaves_no_code(self):
        move = self._invoice(self.customer)
        move.sudo().invoice_line_ids.unlink()
        with self.assertRaises(UserError), self.cr.savepoint():
            move.action_post()
        self.customer.invalidate_recordset()
        self.assertFalse(self.customer.client_code)

    def test_queries_do_not_grow_with_the_batch(self):
        def cost(count):
            partners = self.Partner.create([{"name": f"N{i}"} for i in range(count)])
            self.env.flush_all()
            start = self.cr.sql_log_count
            partners._assign_client_code(self.company_data["company"])
            self.assertEqual(len(set(partners.mapped("client_code"))), count)
            middle = self.cr.sql_log_count
            partners._assign_client_code(self.company_data["company"])
            self.assertEqual(self.cr.sql_log_count, middle, "nothing to do, no query")
            return middle - start

        cost(1)
        self.assertEqual(cost(2), cost(60))

    def test_followers_of_a_batch_are_told_of_their_own(self):
        """Who follows is asked once for the batch; each is told of what they follow,
        and who stops following meanwhile, of no more."""
        validated = self.env.ref("account.mt_invoice_validated")
        colleagues = self.env["res.users"].create(
            [
                {
                    "name": name,
                    "login": name,
                    "notification_type": "inbox",
                    "group_ids": self.biller.group_ids.ids,
                }
                for name in ("follows_one", "follows_both", "leaves")
            ]
        )
        one, both, leaves = colleagues.partner_id
        moves = self.env["account.move"]
        for _number in range(4):
            moves |= self._invoice(self.customer)
        for move, followers in zip(
            moves, (one | both, both, leaves, leaves), strict=True
        ):
            move.message_subscribe(followers.ids, validated.ids)
        # what was made in this transaction is not tracked until here
        self.env.flush_all()
        self.cr.precommit.run()
        asked, told = [], []
        Thread = self.env.registry["account.move"]
        notify, ask = Thread._notify_thread, core_followers._get_recipient_data

        def asks(recordset, records, *args, **kwargs):
            asked.append(len(records))
            return ask(recordset, records, *args, **kwargs)

        def tells(move, *args, **kwargs):
            if move == moves[2]:
                # what another module might do in between
                moves[3].sudo().message_unsubscribe(leaves.ids)
            told.append(move.id)
            return notify(move, *args, **kwargs)

        with (
            patch.object(core_followers, "_get_recipient_data", asks),
            patch.object(Thread, "_notify_thread", tells),
        ):
            # as in a request: the common of these tests tracks nothing
            tracked = moves.with_context(tracking_disable=False, mail_notrack=False)
            tracked.with_user(self.biller).action_post()
            self.env.flush_all()
            self.cr.precommit.run()
        self.assertEqual(sorted(told), moves.ids)
        # once for all, and once more as it changed
        self.assertEqual(asked, [4, 4])
        notified = self.env["mail.notification"].search(
            [("res_partner_id", "in", colleagues.partner_id.ids)]
        )
        found = {
            (each.res_partner_id, each.mail_message_id.res_id) for each in notified
        }
        first, second, third, _fourth = moves.ids
        self.assertEqual(
            found, {(one, first), (both, first), (both, second), (leaves, third)}
        )

    def test_followers_are_asked_again_after_a_way_back(self):
        """What was known within a savepoint that is rolled back, or before another
        batch within the batch, is not told."""
        validated = self.env.ref("account.mt_invoice_validated")
        Followers = self.env["mail.followers"]
        first, second = self._invoice(self.customer) | self._invoice(self.customer)
        follower = self._customer("Follows")

        def told(move):
            found = Followers._get_recipient_data(move, "notification", validated.id)
            return found[move.id].keys()

        with Followers._told_together(first | second):
            with suppress(ValueError), self.env.cr.savepoint():
                second.message_subscribe(follower.ids, validated.ids)
                told(first)
                raise ValueError
            self.assertNotIn(follower.id, told(second))
        with Followers._told_together(first | second):
            told(first)
            with Followers._told_together(first):
                second.message_subscribe(follower.ids, validated.ids)
            self.assertIn(follower.id, told(second))

    def test_batch_in_the_order_of_the_invoices(self):
        late, early = self._customer("Late"), self._customer("Early")
        moves = self._invoice(late, invoice_date="2024-02-02")
        moves |= self._invoice(early, invoice_date="2024-02-01")
        moves.action_post()
        self.assertLess(early.client_code, late.client_code)

    def test_contact_typed_in_the_form_and_merged_in_between(self):
        move = self._invoice(self.customer)
        other = self._customer("The same")
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.customer | other).ids, other)
        move.invalidate_recordset()
        move.action_post()
        self.assertEqual(move.partner_id, other)
        self.assertTrue(other.client_code)

    def test_made_over_rpc(self):
        company = self.company_data["company"]
        moves = self.env(user=self.biller)["account.move"].with_company(company)
        move = moves.browse(
            moves.create(
                [
                    {
                        "move_type": "out_invoice",
                        "partner_id": self.contact.id,
                        "invoice_line_ids": [
                            (0, 0, {"name": "API", "price_unit": 5, "tax_ids": False})
                        ],
                    }
                ]
            ).ids
        )
        move.action_post()
        self.assertTrue(self.customer.client_code)

    def test_invoice_form_selects_by_code(self):
        self._posted(self.customer)
        form = Form(
            self.env(user=self.biller)["account.move"].with_context(
                default_move_type="out_invoice"
            )
        )
        pairs = (
            self.Partner.with_user(self.biller)
            .with_context(res_partner_search_mode="customer")
            .name_search(self.customer.client_code.lower())
        )
        form.partner_id = self.Partner.browse(pairs[0][0])
        self.assertEqual(form.save().partner_id, self.customer)

    def test_codes_are_not_copied(self):
        self._posted(self.customer)
        self.assertFalse(self.customer.copy().client_code)
