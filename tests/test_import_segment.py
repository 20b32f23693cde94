"""Undoing an import whose customers a segment found by itself: neither module knows the
other."""

from odoo.tests import tagged

from odoo.addons.ficha_cliente_import.tests.common_import import ImportCase


@tagged("post_install", "-at_install")
class TestImportSegment(ImportCase):
    def test_who_is_only_in_a_segment_is_used_by_nobody(self):
        run = self.load([["Nombre", "Población"], ["Eva Sol Import", "Lorca"]])
        segment = self.env["ficha.segment"].create(
            {"name": "All of them", "domain": "[('name', 'like', 'Sol Import')]"}
        )
        eva = self.partner("Eva Sol Import")
        self.assertEqual(eva.ficha_segment_ids, segment)
        run.with_user(self.user).action_undo()
        self.env.invalidate_all()
        self.assertFalse(run.undo_left)
        self.assertFalse(self.partner("Eva Sol Import"))
