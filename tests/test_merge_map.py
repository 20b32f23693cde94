"""Our merge and its undoing, for what the map counts by place: neither module knows the
other."""

from odoo.tests import TransactionCase, tagged

from odoo.addons.ficha_cliente_map.models.ficha_map_cell import KEYS, PARAMETER


@tagged("post_install", "-at_install")
class TestMergeMap(TransactionCase):
    def counted(self):
        """How many there are of each, where there are any."""
        self.env.flush_all()
        rows = self.env["ficha.map.cell"]._read_group([], [*KEYS], ["customers:sum"])
        return {tuple(key): number for *key, number in rows if number}

    def test_a_merge_that_is_undone_counts_as_before(self):
        spain = self.env.ref("base.es").id
        kept, gone = self.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "zip": zip_, "country_id": spain}
                for name, zip_ in (("Se queda", "41001"), ("Se va", "28001"))
            ]
        )
        self.env["res.partner"].create(
            {
                "name": "Persona",
                "parent_id": gone.id,
                "type": "other",
                "zip": "46001",
                "country_id": spain,
            }
        )
        self.env["ir.config_parameter"].set_param(PARAMETER, "ready")
        self.env["ficha.map.cell"]._count_all()
        before = self.counted()
        merge = self.env["ficha.merge"]._merge(kept, gone)
        self.assertNotEqual(self.counted(), before)
        merge.action_undo()
        self.assertTrue(gone.active)
        self.assertEqual(self.counted(), before)
        self.env["ficha.map.cell"]._count_all()
        self.assertEqual(self.counted(), before, "and counted anew")
