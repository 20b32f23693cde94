from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.ficha_cliente_map.models import res_partner_groups, res_partner_map

from .common_map import MapCommon

SEVILLE = [37, -6.5, 37.7, -5.5]


class TestMap(MapCommon):
    def ask(self, user=None, domain=None, **options):
        Partner = self.env["res.partner"].with_user(user or self.seller)
        return Partner.ficha_map(domain or self.domain, **options)

    def shown(self, answer):
        return {point[0] for point in answer["points"]}

    def test_only_what_is_in_view_is_sent(self):
        answer = self.ask(view=SEVILLE, zoom=9)
        self.assertEqual(
            self.shown(answer), set((self.roja + self.vecina + self.plain).ids)
        )
        self.assertEqual(answer["inside"], 3)
        self.assertNotIn("extent", answer)
        whole = self.ask(first=True)
        self.assertEqual(whole["inside"], 4)
        self.assertEqual(whole["unplaced"], 1)
        south, _west, north, _east = whole["extent"]
        self.assertLess(south, 37.6)
        self.assertGreater(north, 40)

    def test_the_legend_counts_and_filters(self):
        answer = self.ask()
        counts = {line["key"]: line["count"] for line in answer["legend"]}
        self.assertEqual(counts, {"red": 2, "green": 1, "": 1})
        shapes = {(line["colour"], line["shape"]) for line in answer["legend"]}
        self.assertEqual(len(shapes), 3, "never the colour alone")
        answer = self.ask(hidden=["red"])
        self.assertEqual(self.shown(answer), set((self.vecina + self.plain).ids))
        self.assertIn("red", [line["key"] for line in answer["legend"]], "to switch on")

    def test_the_search_of_the_view_holds(self):
        answer = self.ask(domain=[*self.domain, ("followup_color", "=", "green")])
        self.assertEqual(self.shown(answer), set(self.vecina.ids))
        nobody = self.ask(domain=[("id", "=", 0)], first=True)
        self.assertEqual((nobody["inside"], nobody["extent"]), (0, None))

    def test_archived_are_not_on_the_map(self):
        self.vecina.active = False
        self.assertNotIn(self.vecina.id, self.shown(self.ask()))

    def test_many_come_as_clusters_with_their_number_and_money(self):
        self.env["ficha.purchase.summary"].sudo().create(
            {
                "partner_id": self.roja.id,
                "company_id": self.env.company.id,
                "revenue_12m": 1234,
            }
        )
        with patch.object(res_partner_map, "MANY", 2):
            answer = self.ask(user=self.manager, zoom=6)
        self.assertFalse(answer["points"])
        self.assertEqual(sorted(c[2] for c in answer["clusters"]), [1, 3])
        money = {cluster[2]: cluster[3] for cluster in answer["clusters"]}
        self.assertEqual(money, {3: 1234, 1: 0})

    def test_of_very_many_the_money_comes_after_the_clusters(self):
        Summary = self.env["ficha.purchase.summary"].sudo()
        for partner, money in ((self.roja, 10.4), (self.vecina, 20.4), (self.far, 5)):
            Summary.create(
                {
                    "partner_id": partner.id,
                    "company_id": self.env.company.id,
                    "revenue_12m": money,
                }
            )
        Partner = self.env["res.partner"].with_user(self.seller)
        for zoom, hidden in ((0, []), (6, []), (6, ["green"]), (12, ["red", ""])):
            asked = {"zoom": zoom, "hidden": hidden}
            with patch.object(res_partner_map, "MANY", 0):
                soon = self.ask(**asked)
                with patch.object(res_partner_map, "MONEY", 0):
                    late = self.ask(**asked)
            self.assertFalse(soon["later"])
            self.assertTrue(late["later"])
            self.assertEqual({cluster[3] for cluster in late["clusters"]}, {0})
            sums = {
                (row, column): money
                for row, column, money in Partner.ficha_map_money(self.domain, **asked)
            }
            told = {tuple(c[4:]): c[3] for c in soon["clusters"] if c[3]}
            self.assertEqual(sums, told, "as those of fewer say")
        view = {"view": SEVILLE, "zoom": 9}
        sums = Partner.ficha_map_money(self.domain, **view)
        self.assertEqual(sum(row[2] for row in sums), 30, "only what is in view")
        # to who may read it
        Model = self.registry["ficha.purchase.summary"]
        with patch.object(Model, "has_access", lambda *_args: False):
            self.assertEqual(Partner.ficha_map_money(self.domain), [])
            with patch.multiple(res_partner_map, MANY=0, MONEY=0):
                self.assertFalse(self.ask()["later"])
        with self.assertRaises(AccessError):
            Partner.with_user(self.employee).ficha_map_money(self.domain)

    def test_colours_by_other_things(self):
        for colour in ("situation", "tier", "segment"):
            answer = self.ask(colour=colour)
            self.assertEqual(answer["inside"], 4, colour)
            self.assertEqual(sum(line["count"] for line in answer["legend"]), 4, colour)
        self.assertEqual(self.ask(colour="password")["inside"], 4, "an unknown key")

    def test_the_groups_of_the_search_give_the_colours(self):
        self.roja.user_id = self.vecina.user_id = self.seller
        self.far.user_id = self.other
        key = str(self.seller.id)
        answer = self.ask(colour="user_id")
        lines = [(line["label"], line["count"]) for line in answer["legend"]]
        self.assertEqual(lines[0], (self.seller.name, 2), "the largest first")
        self.assertEqual({count for _label, count in lines[1:]}, {1})
        marks = {(line["colour"], line["shape"]) for line in answer["legend"]}
        self.assertEqual(len(marks), 3, "never two alike")
        answer = self.ask(colour="user_id", hidden=[key])
        self.assertEqual(self.shown(answer), set((self.plain + self.far).ids))
        self.assertIn(key, [line["key"] for line in answer["legend"]], "to switch on")
        moved = self.ask(colour="user_id", view=SEVILLE, zoom=9)
        self.assertEqual(
            {line["key"]: line["count"] for line in moved["legend"]}, {key: 2, "": 1}
        )
        # a text, a choice, a box
        legend = self.ask(colour="city")["legend"]
        towns = {line["label"]: line["count"] for line in legend}
        self.assertEqual(towns, {"Sevilla": 3, "Madrid": 1})
        for colour in ("map_precision", "is_company"):
            [line] = self.ask(colour=colour)["legend"]
            self.assertEqual(line["count"], 4, colour)
            self.assertNotEqual(line["label"], line["key"])
        with patch.object(res_partner_groups, "GROUPS", 1):
            many = self.ask(colour="user_id", hidden=[str(self.other.id)])["legend"]
        self.assertEqual([line["key"] for line in many], [key, str(self.other.id)])

    def test_groups_that_one_may_not_read_are_none(self):
        Partner = self.env["res.partner"].with_user(self.seller)
        self.assertTrue(Partner._map_group("user_id"))
        self.assertFalse(Partner._map_group("signup_type"))
        field = self.env["res.partner"]._fields["ref"]
        with patch.object(field, "groups", "base.group_system"):
            legend = self.ask(colour="ref")["legend"]
        self.assertEqual({line["key"] for line in legend}, {"red", "green", ""})

    def test_no_names_of_whom_one_does_not_see(self):
        """What a client sends as switched off is any id, with any context."""
        elsewhere = self.env["res.company"].create({"name": "Otra del Mapa"})
        secret, boss = self.env["res.partner"].create(
            [
                {"name": "Secreta del Mapa", "company_id": elsewhere.id},
                {"name": "Matriz del Mapa", "company_id": elsewhere.id},
            ]
        )
        (secret + boss + self.roja).write({"email": "no@se.dice", "street": "Calle 5"})
        self.plain.write({"type": "other", "parent_id": boss.id})
        self.plain.company_id = False
        self.env.flush_all()
        self.env.invalidate_all()
        keys = [str(secret.id), str(self.roja.id), "9" * 30, "0", "x"]
        asker = self.env["res.partner"].with_user(self.seller)
        legend = asker.with_context(
            show_address=True, show_email=True, show_vat=True, partner_show_db_id=True
        ).ficha_map(self.domain, colour="parent_id", hidden=keys)["legend"]
        labels = {line["key"]: line["label"] for line in legend}
        self.assertNotIn(str(secret.id), labels)
        self.assertEqual(labels.pop(str(self.roja.id)), "Roja del Mapa", "may be read")
        # as in Odoo's lists, what a contact one sees points to
        self.assertEqual(labels.pop(str(boss.id)), "Matriz del Mapa")
        self.assertEqual(list(labels), [""])

    def test_only_the_largest_groups_are_named(self):
        self.roja.user_id = self.vecina.user_id = self.seller
        self.far.user_id = self.other
        Partner = self.registry["res.partner"]
        labels = Partner._map_labels
        asked = []

        def spied(this, model, name, found, *rest):
            asked.append(set(found))
            return labels(this, model, name, found, *rest)

        with (
            patch.object(res_partner_groups, "GROUPS", 1),
            patch.object(Partner, "_map_labels", spied),
        ):
            self.ask(colour="user_id")
        self.assertEqual(asked, [{str(self.seller.id)}])

    def test_of_too_many_groups_none_are_shown(self):
        self.assertFalse(self.ask(colour="name")["refused"])
        with patch.object(res_partner_groups, "KEYS", 3):
            answer = self.ask(colour="name", hidden=["Roja del Mapa"])
            few = self.ask(colour="name", view=SEVILLE, zoom=9)
        self.assertTrue(answer["refused"])
        self.assertEqual(
            {line["key"] for line in answer["legend"]}, {"red", "green", ""}
        )
        self.assertEqual(answer["inside"], 4)
        self.assertFalse(few["refused"], "of those in view")

    def test_a_long_text_can_be_switched_off(self):
        self.roja.function = "Larga " * 30
        [key] = [
            line["key"]
            for line in self.ask(colour="function")["legend"]
            if line["key"].startswith("Larga")
        ]
        answer = self.ask(colour="function", hidden=[key])
        self.assertNotIn(self.roja.id, self.shown(answer))
        self.assertEqual(answer["inside"], 3)

    def test_nobody_and_very_many_in_the_filter(self):
        nobody = self.ask(domain=[("id", "in", [])], first=True, colour="user_id")
        self.assertEqual((nobody["inside"], nobody["legend"]), (0, []))
        ids = [*self.customers.ids, *range(2**31 - 50_001, 2**31 - 1)]
        answer = self.ask(domain=[("id", "in", ids)], first=True)
        self.assertEqual((answer["inside"], answer["unplaced"]), (4, 1))

    def test_rules_hold_on_the_map(self):
        company = self.env["res.company"].create({"name": "Otra del Mapa"})
        self.far.company_id = company
        self.assertNotIn(self.far.id, self.shown(self.ask()))
        card = self.env["res.partner"].with_user(self.seller)
        with self.assertRaises(AccessError):
            card.ficha_map_card(self.far.id)
        near = card.ficha_map_near(self.domain, 40.4, -3.7)
        self.assertNotIn(self.far.id, [line["id"] for line in near])

    def test_who_has_no_business_with_files_sees_no_map(self):
        for user in (self.employee, self.portal):
            with self.assertRaisesRegex(AccessError, "ask for the group"):
                self.ask(user=user)
            with self.assertRaises(AccessError):
                self.env["res.partner"].with_user(user).ficha_map_near([], 40, -3)

    def test_what_is_no_view_is_told(self):
        for options in ({"view": [1, 2, 3]}, {"view": ["a"] * 4}, {"hidden": [{}]}):
            with self.assertRaises(UserError):
                self.ask(**options)
        with self.assertRaises(UserError):
            self.ask(domain=["nonsense"])

    def test_near_here_the_nearest_first(self):
        self.vecina.ficha_put_pin(37.40, -5.99)
        lines = (
            self.env["res.partner"]
            .with_user(self.seller)
            .ficha_map_near(self.domain, 37.401, -5.99)
        )
        self.assertEqual(lines[0]["id"], self.vecina.id)
        self.assertEqual(lines[0]["km"], 0.1)
        self.assertEqual(lines[-1]["id"], self.far.id)
        # the farther north, the less a degree of longitude is
        self.roja.ficha_put_pin(42.5, -1.5)
        self.plain.ficha_put_pin(37.5, -1.55)
        lines = (
            self.env["res.partner"]
            .with_user(self.seller)
            .ficha_map_near(self.domain, 40.0, -4.0)
        )
        ids = [line["id"] for line in lines]
        self.assertLess(ids.index(self.roja.id), ids.index(self.plain.id))
        told = [line["km"] for line in lines]
        self.assertEqual(told, sorted(told), "in the order of what is told")
        self.assertNotIn(self.nowhere.id, [line["id"] for line in lines])

    def test_near_here_from_the_customer_file(self):
        action = self.roja.with_user(self.seller).action_map_near()
        self.assertEqual(action["path"], "mapa")
        near = action["context"]["ficha_map_near"]
        self.assertEqual((near["latitude"], near["longitude"]), self.roja._map_point())
        self.assertEqual(near["name"], self.roja.display_name)
        self.assertTrue(action["context"]["default_is_company"], "as the map's own")
        with self.assertRaisesRegex(UserError, "is not on the map"):
            self.nowhere.with_user(self.seller).action_map_near()
        company = self.env["res.company"].create({"name": "Otra del Mapa"})
        self.far.company_id = company
        with self.assertRaises(AccessError):
            self.far.with_user(self.seller).action_map_near()

    def test_the_card_says_why(self):
        card = (
            self.env["res.partner"].with_user(self.seller).ficha_map_card(self.roja.id)
        )
        self.assertEqual(card["name"], self.roja.display_name)
        self.assertEqual(card["colour"], "red")
        self.assertIn("By the postcode", card["note"])

    def test_a_view_of_the_action_and_of_nobody_else(self):
        action = self.env.ref("ficha_cliente.action_ficha")
        modes = [mode for _view, mode in action.views]
        self.assertEqual(modes[:2], ["list", "kanban"])
        self.assertIn("ficha_map", modes)
        view = self.env["res.partner"].get_view(view_type="ficha_map")
        self.assertIn("<ficha_map", view["arch"])
        with self.assertRaisesRegex(ValidationError, "has no attribute"):
            self.env["ir.ui.view"].create(
                {
                    "name": "map",
                    "model": "res.partner",
                    "type": "ficha_map",
                    "arch": "<ficha_map colours='x'/>",
                }
            )

    def test_an_address_of_its_own_that_a_telephone_opens_too(self):
        action = self.env.ref("ficha_cliente_map.action_ficha_map")
        modes = [mode for _view, mode in action.views]
        self.assertEqual((action.path, modes[0]), ("mapa", "ficha_map"))
        self.assertEqual(action.mobile_view_mode, "ficha_map", "and not the cards")
        self.assertIn("form", modes, "where a customer opens")
        files = self.env.ref("ficha_cliente.action_ficha")
        self.assertEqual(action.domain, files.domain, "the same customers")
        self.assertEqual(action.context, files.context)
        menu = self.env.ref("ficha_cliente_map.menu_ficha_map")
        self.assertIn(menu.id, menu.with_user(self.seller)._visible_menu_ids())

    def test_tiles_only_when_the_company_says_so(self):
        Partner = self.env["res.partner"].with_user(self.seller)
        self.assertFalse(Partner.ficha_map_settings()["tiles"])
        with self.assertRaisesRegex(ValidationError, "begins with https"):
            self.env.company.map_tiles = "tiles.example/z/x/y.png"
        self.env.company.map_tiles = "https://tiles.example/{z}/{x}/{y}.png"
        self.assertTrue(Partner.ficha_map_settings()["tiles"])
