"""Who objects to profiling: nothing is worked out of them, wherever it is kept."""

from odoo.tests import tagged

from odoo.addons.ficha_cliente_history.tests.common_purchase import PurchaseCommon

EMPTY = ("rfm_segment", "value_tier", "recency_score", "drift_risk", "expected_date")


@tagged("post_install", "-at_install")
class TestNoProfile(PurchaseCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profiling = cls.env.ref("ficha_cliente_privacy.purpose_profiling")
        cls.partners = cls._customers(10)
        for index, partner in enumerate(cls.partners):
            cls._documents(
                *((200 - 15 * day - index, 10 + index) for day in range(6)),
                partner=partner,
            )
        cls.Summary._refresh()

    def say(self, partner, event, **values):
        self.env["ficha.consent"].sudo().create(
            {
                "partner_id": partner.id,
                "event": event,
                "purpose_id": self.profiling.id,
                "method": "portal",
                **values,
            }
        )

    def told(self, partner):
        row = self.Summary.search([("partner_id", "=", partner.id)])
        row.invalidate_recordset()
        return {name: row[name] for name in (*EMPTY, "purchase_count", "revenue")}

    def test_nothing_is_worked_out_of_who_objects(self):
        one, other = self.partners[0], self.partners[1]
        before, others = self.told(one), self.told(other)
        self.assertTrue(all(before[name] for name in EMPTY[:3]), before)
        self.assertTrue(before["expected_date"])
        self.say(one, "objected")
        after = self.told(one)
        self.assertFalse(any(after[name] for name in EMPTY), "at once")
        self.assertEqual(after["purchase_count"], before["purchase_count"])
        self.assertEqual(after["revenue"], before["revenue"])
        row = self.Summary.search([("partner_id", "=", one.id)])
        self.assertFalse(row.previous_segment or row.segment_since)
        self.assertTrue(one.ficha_no_profile)
        self.assertFalse(other.ficha_no_profile)
        self.Summary._refresh(deep=True)
        self.assertFalse(any(self.told(one)[name] for name in EMPTY), "nor at night")
        self.assertEqual(self.told(other), others)
        self.say(one, "given")
        self.assertEqual(self.told(one), before, "they agreed again")

    def test_a_mistake_is_none(self):
        one = self.partners[0]
        before = self.told(one)
        self.say(one, "objected")
        row = self.env["ficha.consent"].sudo().search([("partner_id", "=", one.id)])
        row.action_mistake()
        self.assertEqual(self.told(one), before)

    def test_to_object_to_messages_is_something_else(self):
        one = self.partners[0]
        before = self.told(one)
        self.say(one, "objected", purpose_id=False)
        self.assertEqual(self.told(one), before)
        self.assertFalse(one.ficha_no_profile)
