from ast import literal_eval
from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.fields import Domain
from odoo.tests import new_test_user

from odoo.addons.ficha_cliente_map.models import ficha_map_cell, res_partner_map
from odoo.addons.ficha_cliente_map.tools.grid import HEIGHT, WIDTH, widened

from .common_map import MapCommon

SEVILLE = widened([37, -6.5, 37.7, -5.5])


class TestCells(MapCommon):
    """Customers counted by place say the same as customers read one by one, to each
    who asks, and whatever has changed since they were counted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cells = cls.env["ficha.map.cell"]
        cls.files = literal_eval(cls.env.ref("ficha_cliente.action_ficha").domain)
        cls.elsewhere = cls.env["res.company"].create({"name": "Otra de las celdas"})
        cls.stranger = new_test_user(
            cls.env,
            "cells_stranger",
            "base.group_user,ficha_cliente.group_ficha_user",
            company_id=cls.elsewhere.id,
            company_ids=[Command.set(cls.elsewhere.ids)],
        )
        cls.far.company_id = cls.elsewhere
        cls.plain.company_id = cls.env.company
        cls.env.flush_all()
        with patch.object(ficha_map_cell, "FROM", 1):
            cls.cells._cron_count()
            cls.cells._cron_count()

    def counted(self, user=None, domain=None, view=None, zoom=6):
        """What is counted for a user, after comparing it with what is read."""
        partners = self.env["res.partner"].with_user(user or self.seller)
        domain = Domain(self.files if domain is None else domain)
        rows = partners._map_from_cells(domain, view, "followup", zoom)
        self.assertIsNotNone(rows, "not read one by one")
        read = partners._map_read(domain & partners._map_inside(view), "followup", zoom)

        def told(lines):
            return {
                line[:3]: (line[3], *(round(value, 3) for value in line[4:6]))
                for line in lines
            }

        self.assertEqual(told(rows), told(read))
        for row in rows:
            south, west, north, east = row[6:]
            self.assertTrue(south <= row[4] / row[3] <= north, row)
            self.assertTrue(west <= row[5] / row[3] <= east, row)
        return sum(row[3] for row in rows)

    def test_the_same_as_read_one_by_one(self):
        everybody = self.counted()
        away = self.counted(self.stranger)
        self.assertLess(self.counted(self.stranger, view=SEVILLE), away)
        self.counted(view=SEVILLE, zoom=8)
        self.counted(zoom=0)
        self.counted(domain=[])
        red = Domain(self.files) & Domain("followup_color", "=", "red")
        self.assertLess(self.counted(domain=red), everybody)
        self.counted(domain=Domain(self.files) & Domain("active", "=", False))

    def test_rules_of_companies_hold(self):
        mine, theirs = self.counted(), self.counted(self.stranger)
        self.far.company_id = self.env.company
        self.assertEqual(self.counted(), mine + 1)
        self.assertEqual(self.counted(self.stranger), theirs - 1)

    def test_what_changes_counts_at_once(self):
        before = self.counted()
        self.vecina.active = False
        self.assertEqual(self.counted(), before - 1)
        self.vecina.active = True
        self.roja.followup_state_id = self.green
        self.roja.write({"zip": "28001", "city": "Madrid"})
        self.assertEqual(self.counted(), before)
        self.nowhere.ficha_put_pin(40.4, -3.7)
        self.assertEqual(self.counted(), before + 1)
        self.plain.unlink()
        new = self.roja.copy({"name": "Copia de la Roja"})
        self.assertEqual(self.counted(), before + 1)
        # a contact of a company is no customer
        new.write({"is_company": False, "parent_id": self.roja.id})
        self.assertEqual(self.counted(), before)
        # counted anew at night: no more rows than there are places, and the same
        rows = self.cells.search_count([("customers", "<", 0)])
        self.assertTrue(rows)
        self.cells._count_all()
        self.assertFalse(self.cells.search_count([("customers", "<", 0)]))
        self.assertEqual(self.counted(), before)

    def test_persons_of_a_company_that_is_deleted(self):
        domain = [("parent_id", "=", False)]
        before = self.counted(domain=domain)
        people = self.env["res.partner"].create(
            [
                {
                    "name": f"Persona {n} de la Roja",
                    "parent_id": self.roja.id,
                    "type": "other",
                    "zip": "41001",
                    "country_id": self.env.ref("base.es").id,
                    "active": not n,
                }
                for n in range(2)
            ]
        )
        self.assertEqual(self.counted(domain=domain), before)
        self.roja.unlink()
        self.assertFalse(people.parent_id)
        self.assertEqual(self.counted(domain=domain), before, "one less, one more")
        archived = [("parent_id", "=", False), ("active", "=", False)]
        self.assertGreaterEqual(self.counted(domain=archived), 1)

    def test_where_nobody_is_any_more_is_no_place(self):
        theirs = Domain(self.files) & Domain("company_id", "=", self.elsewhere.id)
        asker = self.env["res.partner"].with_user(self.stranger)

        def extent():
            self.assertEqual(self.counted(self.stranger, theirs, zoom=0), 1)
            [row] = asker._map_from_cells(theirs, None, "followup", 0)
            return row[6:]

        south, _west, north, _east = extent()
        self.assertTrue(40 < south and north < 41, "Madrid")
        self.far.write({"zip": "41001", "city": "Sevilla"})
        south, _west, north, _east = extent()
        self.assertTrue(37 < south and north < 38, "Seville, and not Madrid")
        # nor where only those are who are left out besides
        self.elsewhere.partner_id.write(
            {
                "zip": "28001",
                "country_id": self.env.ref("base.es").id,
                "followup_state_id": self.far.followup_state_id.id,
                "company_id": self.elsewhere.id,
            }
        )
        self.assertEqual(self.elsewhere.partner_id.map_precision, "postcode")
        self.assertLess(extent()[2], 38)

    def test_it_begins_an_hour_after_changes_count(self):
        cron = self.env.ref(ficha_map_cell.CRON)
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.env["ir.config_parameter"].set_param(ficha_map_cell.PARAMETER, False)
        now = fields.Datetime.now()
        with patch.object(ficha_map_cell, "FROM", 1):
            self.cells._cron_count()
        self.assertEqual(self.cells._state(), "counting")
        [new] = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", cron.id), ("id", "not in", triggers.ids)]
        )
        self.assertGreaterEqual(new.call_at, now + timedelta(hours=1))

    def test_one_of_our_own_companies_is_no_customer(self):
        before = self.counted()
        self.elsewhere.partner_id.write(
            {"zip": "41001", "country_id": self.env.ref("base.es").id}
        )
        self.assertEqual(self.counted(), before)

    def test_what_is_not_counted_is_read(self):
        partners = self.env["res.partner"].with_user(self.seller)
        for domain in (
            self.domain,
            [("user_id", "=", self.seller.id)],
            [("map_zone", "=", "37,-6.5 38,-6.5 37,-5.5")],
            [("parent_id", "=", self.roja.id)],
            ["!", "|", ("name", "=", "x"), ("active", "=", True)],
            [("company_id.name", "=", "x")],
        ):
            rows = partners._map_from_cells(Domain(domain), None, "followup", 6)
            self.assertIsNone(rows, domain)
        for view, colour, zoom in (
            ([37, -6.5, 37.7, -5.5], "followup", 6),
            (None, "tier", 6),
            (None, "followup", 12),
        ):
            rows = partners._map_from_cells(Domain(self.files), view, colour, zoom)
            self.assertIsNone(rows, (view, colour, zoom))

    def test_a_rule_that_asks_something_else_is_kept(self):
        self.env["ir.rule"].create(
            {
                "name": "only one's own",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": "[('user_id', '=', user.id)]",
            }
        )
        partners = self.env["res.partner"].with_user(self.seller)
        self.assertIsNone(
            partners._map_from_cells(Domain(self.files), None, "followup", 6)
        )
        self.assertEqual(partners.ficha_map(self.files)["inside"], 0)

    def test_the_map_shows_them(self):
        partners = self.env["res.partner"].with_user(self.seller)
        read = partners.ficha_map(self.domain, first=True)
        with patch.object(res_partner_map, "MANY", 0):
            answer = partners.ficha_map(self.files, first=True, zoom=6)
        self.assertEqual(sum(c[2] for c in answer["clusters"]), answer["inside"])
        south, west, north, east = answer["extent"]
        self.assertLessEqual(south, read["extent"][0])
        self.assertGreaterEqual(east, read["extent"][3])
        self.assertLess(north - south, 180)
        self.assertLess(west, east)

    def test_of_few_nothing_is_counted(self):
        self.cells._cron_count()
        self.assertFalse(self.cells._state())
        self.assertFalse(self.cells.sudo().search_count([]))
        self.roja.write({"zip": "28001", "city": "Madrid"})
        self.env.flush_all()
        self.assertFalse(self.cells.sudo().search_count([]))

    def test_only_the_administrator_reads_the_numbers(self):
        for user in (self.seller, self.manager, self.portal):
            self.assertFalse(self.cells.with_user(user).has_access("read"))

    def test_the_lines_of_the_grid_are_exact(self):
        for view in (SEVILLE, widened([-40.3, -70, -33.1, 12.7])):
            for value, side in zip(view, (HEIGHT, WIDTH) * 2, strict=True):
                self.assertEqual(value / side, int(value / side))
