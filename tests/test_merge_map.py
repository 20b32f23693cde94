"""Our merge and its undoing, for what the map counts by place: neither module knows the
other."""

from odoo import Command
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

    def two(self):
        spain = self.env.ref("base.es").id
        return self.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "zip": zip_, "country_id": spain}
                for name, zip_ in (("Se queda", "41001"), ("Se va", "28001"))
            ]
        )

    def told(self, *partners):
        self.env.flush_all()
        self.env.invalidate_all()
        return [
            (
                partner.map_precision,
                round(partner.map_latitude, 4),
                round(partner.map_longitude, 4),
                round(partner.pin_latitude, 4),
                partner.pin_address,
                partner.map_note,
            )
            for partner in partners
        ]

    def test_pins_survive_a_merge_and_its_undoing(self):
        """The pin of the kept one, or the only one; each has its own again after."""
        for pins in ((True, True), (False, True), (True, False), (False, False)):
            with self.subTest(pins=pins):
                kept, gone = self.two()
                if pins[0]:
                    kept.ficha_put_pin(37.41, -5.97)
                if pins[1]:
                    gone.ficha_put_pin(40.42, -3.71)
                before = self.told(kept, gone)
                merge = self.env["ficha.merge"]._merge(kept, gone)
                [(precision, latitude, *_more)] = self.told(kept)
                self.assertEqual(precision, "person" if any(pins) else "postcode")
                if any(pins):
                    self.assertEqual(latitude, 37.41 if pins[0] else 40.42)
                merge.action_undo()
                self.assertEqual(self.told(kept, gone), before)

    def test_a_round_of_two_who_are_one_and_two_again(self):
        kept, gone = self.two()
        kept.ficha_put_pin(40.43, -3.7)
        plan = self.env["ficha.round"].create(
            {
                "date": "2030-03-04",
                "start_id": kept.id,
                "end_id": kept.id,
                "stop_ids": [
                    Command.create({"partner_id": partner.id, "reason": "Toca visita"})
                    for partner in (kept, gone)
                ],
            }
        )
        plan.action_accept()
        self.assertEqual(len(plan.stop_ids.event_id), 2)
        merge = self.env["ficha.merge"]._merge(kept, gone)
        self.env.invalidate_all()
        self.assertEqual(plan.stop_ids.partner_id, kept)
        self.assertEqual(len(plan.stop_ids), 1)
        merge.action_undo()
        self.env.invalidate_all()
        self.assertEqual(plan.stop_ids.partner_id, kept + gone)
        self.assertEqual(len(plan.stop_ids.event_id), 2)
