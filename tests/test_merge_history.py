"""Our merge and its undoing, for what the history keeps of a customer: neither module
knows the other."""

from odoo.tests import tagged

from odoo.addons.ficha_cliente_merge.tests.common_merge import MergeCommon


@tagged("post_install", "-at_install")
class TestMergeHistory(MergeCommon):
    rebuilt_tables = ("ficha_purchase_summary",)

    def setUp(self):
        super().setUp()
        self.kept = self._customer("Kept", email="kept@example.com")
        self.gone = self._customer("Gone", email="gone@example.com")

    def test_purchase_history_is_made_again(self):
        self._posted(self.gone)
        self._posted(self.kept)
        Queue = self.env["ficha.purchase.queue"]
        Queue._fill()
        Queue._refresh_batch()
        merge = self._merge(self.kept, self.gone)
        Queue._fill()
        Queue._refresh_batch()
        self.assertEqual(self.kept.purchase_summary_ids.purchase_count, 2)
        self.assertFalse(self.gone.purchase_summary_ids)
        self._undo(merge)
        Queue._fill()
        Queue._refresh_batch()
        self.assertEqual(self.kept.purchase_summary_ids.purchase_count, 1)
        self.assertEqual(self.gone.purchase_summary_ids.purchase_count, 1)

    def test_interactions_follow(self):
        said = self.env["ficha.interaction"].create(
            {"partner_id": self.gone.id, "subject": "Asked for a price"}
        )
        every = self.kept | self.gone
        before = self._snapshot(every)
        merge = self._merge(self.kept, self.gone)
        self.assertEqual(said.partner_id, self.kept)
        self.assertEqual(said.commercial_partner_id, self.kept)
        self._undo(merge)
        self.assertEqual(self._differences(before, self._snapshot(every)), "")

    def test_interactions_of_a_person_who_is_a_contact(self):
        said = self.env["ficha.interaction"].create({"partner_id": self.gone.id})
        every = self.contact | self.gone | self.customer
        before = self._snapshot(every)
        merge = self._merge(self.contact, self.gone)
        self.assertEqual(said.partner_id, self.customer)
        self.assertEqual(said.contact_id, self.contact)
        self.assertEqual(said.commercial_partner_id, self.customer)
        self._undo(merge)
        self.assertEqual(self._differences(before, self._snapshot(every)), "")
