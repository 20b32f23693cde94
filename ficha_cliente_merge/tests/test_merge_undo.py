from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common_merge import MergeCommon


@tagged("post_install", "-at_install")
class TestMergeUndo(MergeCommon):
    """The contact comes back with its documents, except what was changed since."""

    def setUp(self):
        super().setUp()
        self.kept = self._customer("Kept", is_company=True, client_code="U1")
        self.gone = self._customer(
            "Gone", is_company=True, client_code="U2", phone="+34 612 34 56 78"
        )
        self.gone._change_client_code("U3", "Test")
        self.person = self._customer("Eva", parent_id=self.gone.id)

    def test_everything_is_as_before(self):
        posted, draft = self._posted(self.gone), self._invoice(self.gone)
        self._posted(self.kept)
        self.gone.message_post(body="Hello")
        self.gone.activity_schedule(
            "mail.mail_activity_data_todo", user_id=self.clerk.id
        )
        for partner in (self.kept, self.gone):
            partner.message_subscribe(self.biller.partner_id.ids)
        self.env["ir.attachment"].create(
            {"name": "a.txt", "res_model": "res.partner", "res_id": self.gone.id}
        )
        every = self.kept | self.gone | self.person
        before = self._snapshot(every)
        merge = self._merge(self.kept, self.gone)
        self.assertEqual(posted.partner_id, self.kept)
        self._undo(merge)
        self.assertEqual(self._differences(before, self._snapshot(every)), "")
        self.assertEqual((posted | draft).partner_id, self.gone)
        self.assertTrue(self.gone.active)
        self.assertEqual(self.gone.client_code, "U3")
        self.assertEqual(self.gone.client_code_alias_ids.code, "U2")
        self.assertEqual(merge.state, "undone")
        self.assertFalse(merge.undo_left)
        self.assertFalse(self.env["ficha.merge.move"].sudo().search_count([]))

    def test_what_was_changed_since_stays_and_is_said(self):
        moved, deleted = self._invoice(self.gone), self._invoice(self.gone)
        merge = self._merge(self.kept, self.gone, user=self.manager)
        third = self._customer("Third")
        moved.partner_id = third
        deleted.unlink()
        self.kept.phone = "+34 600 00 00 00"
        new = self._invoice(self.kept)
        self._undo(merge)
        self.assertEqual(moved.partner_id, third)
        self.assertEqual(new.partner_id, self.kept)
        self.assertEqual(self.kept.phone, "+34 600 00 00 00")
        self.assertIn("1 deleted since", merge.undo_left)
        self.assertIn("Phone", merge.undo_left)
        self.assertEqual(self.person.parent_id, self.gone)

    def test_the_code_goes_back_although_the_survivor_got_another(self):
        bare = self._customer("Bare")
        merge = self._merge(bare, self.gone)
        self.assertEqual(bare.client_code, "U3")
        bare._change_client_code("U9", "Test")
        self._undo(merge)
        self.assertEqual(self.gone.client_code, "U3")
        self.assertEqual(bare.client_code, "U9")
        self.assertFalse(bare.client_code_alias_ids)

    def test_not_after_thirty_days(self):
        merge = self._merge(self.kept, self.gone)
        with freeze_time(fields.Datetime.now() + timedelta(days=31)):
            with self._refused(UserError, "no longer"):
                merge.action_undo()
            self.env["ficha.merge"]._gc_undo_data()
        self.assertEqual(merge.state, "final")
        self.assertFalse(self.env["ficha.merge.move"].sudo().search_count([]))
        self.assertFalse(self.gone.active)
        self.assertEqual(self.gone.ficha_merged_into_id, self.kept)

    def test_merges_of_merges_in_reverse_order(self):
        first = self._merge(self.kept, self.gone)
        top = self._customer("Top")
        second = self._merge(top, self.kept)
        with self._refused(UserError, "Undo that merge first"):
            first.action_undo()
        self._undo(second)
        self._undo(first)
        self.assertEqual(self.gone.client_code, "U3")
        self.assertEqual(self.person.parent_id, self.gone)

    def test_entries_secured_since_stay(self):
        draft = self._invoice(self.gone)
        merge = self._merge(self.kept, self.gone, user=self.manager)
        draft.action_post()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET inalterable_hash = 'x' WHERE id = %s", [draft.id]
        )
        self.env.invalidate_all()
        self._undo(merge)
        self.assertEqual(draft.partner_id, self.kept)
        self.assertEqual(draft.line_ids.partner_id, self.kept)
        self.assertIn(draft.name, merge.undo_left)

    def test_a_colleague_may_not_and_a_manager_may(self):
        merge = self._merge(self.kept, self.gone)
        self.assertFalse(merge.with_user(self.other_clerk).search_count([]))
        with self.assertRaises(AccessError):
            merge.with_user(self.other_clerk).action_undo()
        merge.with_user(self.manager).action_undo()
        self.assertEqual(merge.undone_by_id, self.manager)

    def test_the_journal_sees_every_write(self):
        """Whatever the ORM writes passes through its lowest write: what is written by
        hand, what it computes of that, a value for each company, several rows."""
        merge = self._merge(self.kept, self.gone)
        other = self._customer("Other", is_company=True)
        people = self._customer("A") | self._customer("B")
        self.env.flush_all()
        with merge._recording() as recorder:
            people.write({"parent_id": other.id, "function": "Buyer"})
            people[0].name = "C"
            people[1].name = "D"
            other.barcode = "4006381333931"
        cells = recorder.cells
        for person, name in zip(people, "CD", strict=True):
            for column, values in {
                "function": (None, "Buyer"),
                "name": (chr(ord(name) - 2), name),
                "commercial_partner_id": (person.id, other.id),
            }.items():
                with self.subTest(column=column, name=name):
                    self.assertEqual(cells["res_partner", column, person.id], values)
        barcode = {str(other.env.company.id): "4006381333931"}
        self.assertEqual(cells["res_partner", "barcode", other.id], (None, barcode))
