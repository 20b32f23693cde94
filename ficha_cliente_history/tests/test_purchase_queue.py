from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import tagged

from .common_purchase import PurchaseCommon


@tagged("post_install", "-at_install")
class TestPurchaseQueue(PurchaseCommon):
    """What makes a history be refreshed, and that posting does not pay for it."""

    def _clean(self):
        self._queued()
        self.env.cr.execute("DELETE FROM ficha_purchase_queue")

    def _work_off(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "ficha_cliente_history.ir_cron_purchase_queue"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def test_posting_to_refreshed(self):
        self._documents((20, 300))
        self.assertEqual(self._queued(), self.customer.ids)
        self.assertFalse(self._row())
        self._work_off()
        self.assertEqual(self._row().revenue, 300)
        self.assertFalse(self._queued())

    def test_scheduled_action_is_woken(self):
        cron = self.env.ref("ficha_cliente_history.ir_cron_purchase_queue")
        triggers = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self._documents((20, 300))
        self._queued()
        self.assertEqual(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]),
            triggers + 1,
        )

    def test_once_per_transaction(self):
        self._documents((20, 300), (10, 100))
        other = self._customers(1)
        self._documents((20, 300), partner=other)
        self.assertEqual(sorted(self._queued()), sorted(self.customer.ids + other.ids))

    def test_drafts_and_purchases_are_nothing(self):
        self._clean()
        draft = self._documents((20, 300), post=False)
        draft.write({"ref": "Changed", "invoice_date": self._day(-3)})
        draft.unlink()
        bill = self._documents((20, 300, "in_invoice"), post=False)
        bill.action_post()
        self.assertFalse(self._queued())

    def test_draft_and_cancel(self):
        invoice = self._documents((20, 300))
        self._clean()
        invoice.button_draft()
        self.assertEqual(self._queued(), self.customer.ids)
        self._clean()
        invoice.button_cancel()
        self.assertEqual(self._queued(), self.customer.ids)

    def test_posting_costs_one_query(self):
        """However many customers; and none where there is nothing to remember."""
        partners = self._customers(30)
        self.Queue._mark(partners=partners.ids)
        self._clean()  # the scheduled action is known by now
        for some in (partners[:1], partners):
            self.Queue._mark(partners=some.ids)
            before = self.env.cr.sql_log_count
            self.Queue._fill()
            self.assertEqual(self.env.cr.sql_log_count - before, 1)
        before = self.env.cr.sql_log_count
        self.Queue._fill()
        self.assertEqual(self.env.cr.sql_log_count, before)

    def test_posting_does_not_write_the_customer(self):
        """An invoice to somebody who is a customer already locks nobody."""
        self._documents((20, 300))
        self.customer._increase_rank("customer_rank")
        self.env.cr.flush()
        draft = self._documents((10, 100), post=False)
        self.env.cr.flush()
        seen = []
        execute = Cursor.execute

        def spy(cursor, query, *args, **kwargs):
            seen.append(str(getattr(query, "code", query)).lower())
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", spy):
            draft.action_post()
            self.env.cr.flush()
        self.assertTrue([query for query in seen if "ficha_purchase_queue" in query])
        # the customer's situation is looked at, and moved only when it moves
        seen = [query for query in seen if "ficha_lifecycle" not in query]
        for query in seen:
            for verb in ('update "res_partner"', "update res_partner"):
                self.assertNotIn(verb, query)
            if "res_partner" in query:
                self.assertNotIn("for update", query)

    def test_new_parent_company(self):
        """The documents go to the company, and so does the history."""
        person = self.env["res.partner"].create({"name": "Ana"})
        self._documents((20, 300), partner=person)
        self._refreshed(person)
        self.assertEqual(self._row(person).revenue, 300)
        self._clean()
        person.parent_id = self.customer
        self.assertLessEqual({person.id, self.customer.id}, set(self._queued()))
        self._work_off()
        self.assertFalse(self._row(person))
        self.assertEqual(self._row().revenue, 300)

    def test_merge(self):
        gone = self._customers(1)
        self._documents((60, 300), partner=gone)
        self._documents((20, 100))
        self.Summary._refresh()
        self._clean()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.customer + gone).ids, self.customer
        )
        self.assertIn(self.customer.id, self._queued())
        self._work_off()
        self.assertFalse(gone.exists())
        row = self._row()
        self.assertEqual((row.revenue, row.purchase_days), (400, 2))
        self.assertEqual(row.mean_interval_days, 40)

    def test_customer_deleted_meanwhile(self):
        gone = self._customers(1)
        self.Queue._mark(partners=gone.ids)
        self._queued()
        gone.unlink()
        self._work_off()
        self.assertFalse(self._queued())

    def test_interrupted(self):
        """Batch by batch; what was not taken stays for the next run."""
        partners = self._customers(5)
        self._documents((20, 100), partner=partners)
        self._queued()
        taken, number = self.Queue._take(2)
        self.assertEqual((len(taken), number), (2, 2))
        left = self._queued()
        self.assertEqual(len(left), 3)
        self.assertEqual(set(taken.ids + left), set(partners.ids))

    def test_a_run_whose_time_is_over(self):
        """It does a batch all the same, and wakes the scheduler for the rest."""
        for partner in self._customers(3):
            self._documents((20, 100), partner=partner)
        self._queued()
        cron = self.env.ref("ficha_cliente_history.ir_cron_purchase_queue")
        with (
            patch("odoo.addons.base.models.ir_cron.MIN_TIME_PER_JOB", 0),
            patch.object(type(self.Queue), "_batch", 1),
            patch.object(type(cron), "_trigger", autospec=True) as trigger,
        ):
            self._work_off()
        self.assertEqual(len(self._queued()), 2)
        self.assertEqual(trigger.call_args.args[0].id, cron.id)
        self._work_off()
        self.assertFalse(self._queued())

    def test_colours_after_the_refresh(self):
        """Rules see the refreshed history, in the scheduled action."""
        rules = self.env["ficha.followup.rule"].sudo()
        rules.search([]).active = False
        rules.create(
            {
                "name": "First purchase",
                "state_id": self.env.ref("ficha_cliente.followup_state_green").id,
                "kind": "domain",
                "domain": "[('next_expected_date', '!=', False)]",
                "reason": "Buys",
            }
        )
        self._documents((60, 300), (20, 300))
        self._queued()
        self.assertFalse(self.customer.followup_state_id)
        self._work_off()
        self.assertEqual(self.customer.followup_reason, "Buys")
