from unittest.mock import patch

from odoo import Command

from odoo.addons.ficha_cliente_map.models import res_partner_map

from .common_map import MapCommon

# one of each kind of group that lists make
SPECS = (
    *("user_id", "city", "is_company", "color", "category_id", "map_precision"),
    *("next_contact_date:month", "next_contact_date:quarter", "create_date:week"),
    *("next_contact_date:month_number", "next_contact_date:year", "create_date:hour"),
    *("value_tier", "industry_id", "lang", "company_id"),
)


class TestGroups(MapCommon):
    """The groups of the search on the map: the same ones, with the same words and
    figures, as in lists."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Tag = cls.env["res.partner.category"]
        cls.hotel, cls.bar = Tag.create([{"name": "Hotel"}, {"name": "Bar"}])
        # by the tag of all of them no group tells them apart
        cls.domain = [("id", "in", cls.customers.ids)]
        cls.customers.category_id = False
        cls.roja.category_id = cls.hotel + cls.bar
        cls.vecina.category_id = cls.bar
        cls.far.category_id = cls.hotel
        cls.roja.next_contact_date = "2026-01-15"
        cls.vecina.next_contact_date = "2026-01-31"
        cls.far.next_contact_date = "2026-02-01"
        cls.roja.color, cls.far.color = 3, 10
        cls.roja.user_id, cls.far.user_id = cls.seller, cls.other

    def ask(self, colour, **options):
        return (
            self.env["res.partner"]
            .with_user(self.seller)
            .ficha_map(self.domain, colour=colour, **options)
        )

    def shown(self, answer):
        return {point[0] for point in answer["points"]}

    def test_with_the_words_and_figures_of_lists(self):
        Partner = self.env["res.partner"].with_user(self.seller)
        on_map = [*self.domain, ("map_precision", "!=", False)]
        for spec in SPECS:
            groups = Partner.formatted_read_group(on_map, [spec], ["__count"])
            told = sorted((str(_words(g[spec])), g["__count"]) for g in groups)
            legend = self.ask(spec)["legend"]
            seen = sorted(
                (line["label"] if line["key"] else "", line["count"]) for line in legend
            )
            if spec.split(":")[0] in ("is_company", "map_precision", "lang"):
                # a list shows the code of these, its client their words
                told, seen = ([count for _w, count in rows] for rows in (told, seen))
                self.assertEqual(sorted(told), sorted(seen), spec)
            elif spec in ("color", "next_contact_date:month_number"):
                # no number and 0 are one group, as in a condition
                numbers = {float(words or 0) for words, _n in told}
                self.assertEqual({float(words or 0) for words, _n in seen}, numbers)
            else:
                self.assertEqual(seen, told, spec)

    def test_each_group_is_switched_off_on_the_map_and_in_its_list(self):
        Partner = self.env["res.partner"].with_user(self.seller)
        everybody = set(self.customers.ids) - set(self.nowhere.ids)
        for spec in SPECS:
            keys = [line["key"] for line in self.ask(spec)["legend"]]
            for hidden in (*([key] for key in keys), keys):
                answer = self.ask(spec, hidden=hidden)
                with self.subTest(spec=spec, hidden=hidden):
                    shown = self.shown(answer)
                    self.assertEqual(answer["inside"], len(shown))
                    listed = Partner.search([*self.domain, *answer["switched"]])
                    self.assertEqual(set(listed.ids) & everybody, shown)
                    self.assertLessEqual(
                        set(hidden), {line["key"] for line in answer["legend"]}
                    )
            self.assertFalse(self.ask(spec, hidden=keys)["inside"], spec)

    def test_who_has_several_tags_counts_in_each_and_is_drawn_once(self):
        hotel, bar = str(self.hotel.id), str(self.bar.id)
        answer = self.ask("category_id")
        counts = {line["label"]: line["count"] for line in answer["legend"]}
        self.assertEqual(counts, {"Hotel": 2, "Bar": 2, "None": 1})
        self.assertTrue(answer["several"])
        self.assertEqual(answer["inside"], 4)
        self.assertEqual(len(answer["points"]), 4)
        keys = {point[0]: point[3] for point in answer["points"]}
        self.assertEqual(keys[self.roja.id], hotel)
        without = self.ask("category_id", hidden=[hotel])
        keys = {point[0]: point[3] for point in without["points"]}
        self.assertEqual(
            keys, {self.roja.id: bar, self.vecina.id: bar, self.plain.id: ""}
        )
        self.assertEqual(without["inside"], 3)
        counts = {line["label"]: line["count"] for line in without["legend"]}
        self.assertEqual(counts, {"Hotel": 2, "Bar": 2, "None": 1}, "as in the list")
        for hidden, there in (
            ([hotel, bar], self.plain),
            ([hotel, bar, ""], self.plain.browse()),
            ([""], self.roja + self.vecina + self.far),
        ):
            found = self.shown(self.ask("category_id", hidden=hidden))
            self.assertEqual(found, set(there.ids))
        self.assertFalse(self.ask("city")["several"])
        # of many in view too
        with patch.object(res_partner_map, "MANY", 1):
            many = self.ask("category_id", hidden=[hotel], zoom=3)
        self.assertEqual(sum(cluster[2] for cluster in many["clusters"]), 3)

    def test_an_archived_tag_is_no_group_as_in_lists(self):
        self.hotel.active = False
        counts = {
            line["label"]: line["count"] for line in self.ask("category_id")["legend"]
        }
        self.assertEqual(counts, {"Bar": 2, "None": 2})

    def test_months_stand_in_the_order_of_time_and_never_two_alike(self):
        self.plain.next_contact_date = "2025-12-31"
        legend = self.ask("next_contact_date:month")["legend"]
        self.assertEqual([line["count"] for line in legend], [1, 2, 1])
        self.assertEqual([line["key"][:7] for line in legend][0], "2025-12")
        marks = {(line["colour"], line["shape"]) for line in legend}
        self.assertEqual(len(marks), 3)
        self.assertNotIn("2025-12", legend[0]["label"], "in words")
        # the same mark wherever the map is moved
        self.plain.next_contact_date = False
        again = self.ask("next_contact_date:month")["legend"]
        self.assertEqual(
            [(line["colour"], line["shape"]) for line in again[:2]],
            [(line["colour"], line["shape"]) for line in legend[1:]],
        )

    def test_what_is_no_group_gives_the_colours_of_follow_up(self):
        for spec in ("name:month", "create_date:never", "x.y", "x", "comment", "id;"):
            answer = self.ask(spec)
            self.assertEqual(
                {line["key"] for line in answer["legend"]}, {"red", "green", ""}, spec
            )
            self.assertFalse(answer["refused"])

    def test_any_key_may_be_sent(self):
        junk = ["9" * 30, "2026-99-01T00:00:00", "-", "x", "-5", "\x01", "٣"]
        junk += ["9999-12-01T00:00:00", "0001-01-01T00:00:00"]
        for spec in SPECS:
            answer = self.ask(spec, hidden=junk)
            self.assertEqual(answer["inside"], 4, spec)
            found = self.env["res.partner"].search(
                [*self.domain, *answer["switched"], ("map_precision", "!=", False)]
            )
            self.assertEqual(len(found), 4, spec)

    def test_a_cluster_says_what_its_points_say_at_any_zoom(self):
        Summary = self.env["ficha.purchase.summary"].sudo()
        for partner, money in ((self.roja, 10.4), (self.vecina, 20.4), (self.far, 5)):
            Summary.create(
                {
                    "partner_id": partner.id,
                    "company_id": self.env.company.id,
                    "revenue_12m": money,
                }
            )
        points = {point[0]: point[5] for point in self.ask("followup")["points"]}
        self.assertEqual(points[self.roja.id], 10)
        self.assertEqual(points[self.vecina.id], 20)
        self.assertEqual(points[self.plain.id], 0)
        for zoom in (0, 6, 12):
            with patch.object(res_partner_map, "MANY", 1):
                clusters = self.ask("followup", zoom=zoom)["clusters"]
            self.assertEqual(sum(cluster[3] for cluster in clusters), 35, zoom)
        Partner = self.env["res.partner"].with_user(self.seller)
        heat = Partner.ficha_map_heat(self.domain)
        self.assertEqual(heat["total"], 35, "the sum of what is shown: not 35.8")
        self.assertEqual(sum(cell[4] for cell in heat["cells"]), 35)
        # to who may read it
        Model = self.registry["ficha.purchase.summary"]
        with patch.object(Model, "has_access", lambda *_args: False):
            points = self.ask("followup")["points"]
        self.assertEqual({point[5] for point in points}, {0})

    def test_a_group_of_another_company_is_not_told(self):
        """Tags and others that the reader may not read are no groups of theirs."""
        self.env["ir.rule"].create(
            {
                "name": "not every tag",
                "model_id": self.env.ref("base.model_res_partner_category").id,
                "domain_force": f"[('id', '!=', {self.hotel.id})]",
                "groups": [Command.link(self.env.ref("base.group_user").id)],
            }
        )
        legend = self.ask("category_id", hidden=[str(self.hotel.id)])["legend"]
        self.assertNotIn("Hotel", [line["label"] for line in legend])


def _words(value):
    """What a list writes of a group."""
    if isinstance(value, (tuple, list)):
        return value[1]
    return value or ""
