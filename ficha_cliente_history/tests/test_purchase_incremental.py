from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from .common_purchase import PurchaseCommon

GROUP = "ficha_cliente.group_ficha_user"
REFRESH = "odoo.addons.ficha_cliente_history.models.ficha_purchase_summary_refresh"


@tagged("post_install", "-at_install")
class TestPurchaseIncremental(PurchaseCommon):
    """The nightly reconciliation."""

    def _night(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "ficha_cliente_history.ir_cron_purchase_reconcile"
            ).method_direct_trigger()
        self.env.invalidate_all()
        return self.Summary._get_last_reconciliation()

    def test_the_button_wakes_the_night_at_once(self):
        night = self.env.ref("ficha_cliente_history.ir_cron_purchase_reconcile")
        triggers, its = self.env["ir.cron.trigger"], [("cron_id", "=", night.id)]
        before = triggers.search_count(its)
        told = (
            self.env["res.config.settings"].create({}).action_ficha_refresh_purchases()
        )
        self.assertEqual(
            triggers.search_count([("cron_id", "=", night.id)]), before + 1
        )
        self.assertIn("in a moment", told["params"]["message"])

    def test_reconciliation_repairs_and_reports(self):
        partners = self._customers(4)
        self._documents((60, 100), (20, 200), partner=partners)
        self._night()
        rows = self.Summary.search([("partner_id", "in", partners.ids)])
        self.assertEqual(rows.mapped("revenue"), [300] * 4)
        self.assertEqual(self._night()["repaired"], 0)
        # somebody changed documents and rows behind Odoo's back
        self.env.cr.execute(
            "UPDATE ficha_purchase_summary SET revenue = 7 WHERE id = %s", [rows[0].id]
        )
        self.env.cr.execute(
            "DELETE FROM ficha_purchase_summary WHERE id = %s", [rows[1].id]
        )
        self.env.cr.execute(
            "UPDATE account_move SET invoice_date = '2026-04-01'"
            " WHERE commercial_partner_id = %s AND invoice_date = %s",
            [partners[2].id, self._day(-20)],
        )
        self.env.invalidate_all()
        found = self._night()
        self.assertEqual(found["repaired"], 3)
        self.assertEqual(found["rows"], self.Summary.search_count([]))
        rows = self.Summary.search([("partner_id", "in", partners.ids)])
        self.assertEqual(rows.mapped("revenue"), [300] * 4)
        self.assertEqual(str(self._row(partners[2]).last_purchase_date), "2026-04-01")
        note = self.env["res.config.settings"].create({}).ficha_reconcile_note
        self.assertIn("3", note)

    def test_the_night_looks_after_some_customers_at_a_time(self):
        """No transaction is as long as the base is big, and the figures are the same:
        also those of a customer without documents any more, and those by day."""
        partners = self._customers(3)
        self._documents((400, 50), (60, 100), (20, 200), partner=partners)
        self._queued()
        self._night()
        names = ["revenue", "revenue_12m", "rfm_segment", "value_tier", "refreshed_on"]
        before = self._row(partners[0]).read(names)
        self.env.cr.execute(
            "UPDATE ficha_purchase_summary SET revenue = 7 WHERE partner_id = %s",
            [partners[0].id],
        )
        self.env.cr.execute(
            "UPDATE ficha_purchase_day SET amount = 7 WHERE partner_id = %s",
            [partners[1].id],
        )
        self.env.cr.execute(
            "UPDATE account_move SET state = 'draft' WHERE commercial_partner_id = %s",
            [partners[2].id],
        )
        self.env.invalidate_all()
        sizes = []

        def seen(method):
            def wrapped(model, *args, **kwargs):
                sizes.append(len(args[-1]))
                return method(model, *args, **kwargs)

            return wrapped

        summary, day = type(self.Summary), type(self.env["ficha.purchase.day"])
        with (
            patch(f"{REFRESH}.SPAN", 2),
            patch.object(summary, "_find_outdated", seen(summary._find_outdated)),
            patch.object(
                summary, "_forecast_each_day", seen(summary._forecast_each_day)
            ),
            patch.object(day, "_rebuild", seen(day._rebuild)),
        ):
            self.assertEqual(self._night()["repaired"], 2)
        self.assertEqual(set(sizes), {2})
        self.assertEqual(self._row(partners[0]).read(names), before)
        self.assertFalse(self._row(partners[2]))
        days = self.env["ficha.purchase.day"].search(
            [("partner_id", "in", partners.ids)]
        )
        self.assertEqual(sorted(days.mapped("amount")), [50, 50, 100, 100, 200, 200])

    def test_a_big_base_is_filled_in_the_background(self):
        """The installation only asks for it; screens say so until it is done."""
        self._documents((60, 100), (20, 200))
        self.env.cr.execute("DELETE FROM ficha_purchase_summary")
        self.env.invalidate_all()
        with patch(f"{REFRESH}.AT_ONCE", 1):
            self.Summary._fill_after_installation()
        self.assertFalse(self._row())
        note = self.customer.with_user(self.seller).ficha_first_fill_note
        self.assertIn("background", note)
        self.assertEqual(self._night()["repaired"], 0, "what is new was not wrong")
        self.assertEqual(self._row().revenue, 300)
        self.assertFalse(self.customer.ficha_first_fill_note)

    def test_a_small_base_is_filled_at_once(self):
        self._documents((60, 100), (20, 200))
        self.env.cr.execute("DELETE FROM ficha_purchase_summary")
        self.env.invalidate_all()
        self.Summary._fill_after_installation()
        self.assertEqual(self._row().revenue, 300)
        self.assertFalse(self.customer.ficha_first_fill_note)

    def test_what_waits_is_no_drift(self):
        self._night()
        self._documents((20, 300))
        self._queued()
        self.assertEqual(self._night()["repaired"], 0)
        self.assertEqual(self._row().revenue, 300)

    def test_within_a_month_everything_is_made_again(self):
        """Even what no comparison with the documents would find."""
        self._documents((60, 100), (20, 200))
        self._night()
        nights = []
        for day in range(30):
            self._row().sudo().median_interval_days = 1
            self.env.flush_all()
            ids = self.Summary._ids_to_rebuild(self._day(day))
            if self.customer.id in ids:
                nights.append(day)
        self.assertEqual(len(nights), 1)

    def test_twelve_months_are_those_of_each_one_s_day(self):
        """The night of a base with people on both sides of the day line."""
        self.env["res.users"].search([("share", "=", False)]).tz = "Europe/Madrid"
        east, west = self._customers(2)
        for customer, zone in ((east, "Pacific/Auckland"), (west, "America/Bogota")):
            customer.user_id = self._user(f"night_{zone[:4]}", GROUP)
            customer.user_id.tz = zone
            self._documents((60, 100), (20, 200), partner=customer)
        with freeze_time(f"{self.today} 12:30:00"):
            self._night()
        days = [row.refreshed_on - self.today for row in map(self._row, (east, west))]
        self.assertEqual([day.days for day in days], [1, 0])
