import json

from odoo.exceptions import UserError

from .common_map import MapCommon

# the company's own extra fields: one of each kind that lists group by
DEFINITION = [
    {"name": "zona", "type": "char", "string": "Zona de reparto"},
    {"name": "llave", "type": "boolean", "string": "Tenemos llave"},
    {"name": "mesas", "type": "integer", "string": "Mesas"},
    {"name": "metros", "type": "float", "string": "Metros"},
    {
        "name": "tipo",
        "type": "selection",
        "string": "Tipo de local",
        "selection": [["bar", "Bar"], ["hotel", "Hotel"]],
    },
    {
        "name": "pais",
        "type": "many2one",
        "comodel": "res.country",
        "string": "Origen",
    },
    {
        "name": "marcas",
        "type": "tags",
        "string": "Marcas",
        "tags": [["k1", "Keler", 1], ["k2", "Mahou", 2]],
    },
    {
        "name": "oficios",
        "type": "many2many",
        "comodel": "res.partner.category",
        "string": "Oficios",
    },
    {"name": "obra", "type": "date", "string": "Obra"},
    {"name": "alta", "type": "datetime", "string": "Alta"},
]
SPECS = (
    *("zona", "llave", "mesas", "metros", "tipo", "pais", "marcas", "oficios"),
    *("obra:month", "obra:week", "obra:year", "alta:day", "alta:quarter"),
)


class TestProperties(MapCommon):
    """The company's own extra fields as groups of the map, as in lists."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        base = cls.env["properties.base.definition"]
        base._get_definition_for_property_field(
            "res.partner", "properties"
        ).properties_definition = DEFINITION
        cls.domain = [("id", "in", cls.customers.ids)]
        Tag = cls.env["res.partner.category"]
        cls.panadero, cls.herrero = Tag.create([{"name": "Pan"}, {"name": "Hierro"}])
        spain, france = cls.env.ref("base.es"), cls.env.ref("base.fr")
        cls.give(
            cls.roja,
            zona="Norte",
            llave=True,
            mesas=1,
            metros=1.5,
            tipo="bar",
            pais=spain.id,
            marcas=["k2", "k1"],
            oficios=[cls.panadero.id, cls.herrero.id],
            obra="2026-01-31",
            alta="2026-03-31 23:59:59",
        )
        cls.give(
            cls.vecina,
            zona="Sur",
            llave=False,
            mesas=0,
            metros=20,
            tipo="hotel",
            pais=france.id,
            marcas=["k1"],
            oficios=[cls.herrero.id],
            obra="2026-02-01",
            alta="2026-04-01 00:00:00",
        )
        # nobody has given the others a value
        cls.env.cr.execute(
            "UPDATE res_partner SET properties = NULL WHERE id = %s", [cls.plain.id]
        )
        cls.env.invalidate_all()

    @classmethod
    def give(cls, partner, **values):
        partner.properties = values
        partner.flush_recordset()

    def partners(self):
        return self.env["res.partner"].with_user(self.seller)

    def ask(self, name, **options):
        return self.partners().ficha_map(
            self.domain, colour=f"properties.{name}", **options
        )

    def told(self, answer):
        return {line["label"]: line["count"] for line in answer["legend"]}

    def test_with_the_words_of_the_company(self):
        for name, told in (
            ("zona", {"Norte": 1, "Sur": 1, "None": 2}),
            ("llave", {"Tenemos llave": 1, "None": 3}),
            ("mesas", {"0": 1, "1": 1, "None": 2}),
            ("tipo", {"Bar": 1, "Hotel": 1, "None": 2}),
            ("marcas", {"Keler": 2, "Mahou": 1, "None": 2}),
            ("oficios", {"Pan": 1, "Hierro": 2, "None": 2}),
        ):
            with self.subTest(name=name):
                answer = self.ask(name)
                self.assertEqual(self.told(answer), told)
                self.assertEqual(answer["inside"], 4)
                self.assertEqual(answer["several"], name in ("marcas", "oficios"), name)
        # the first one of those who have several, as the company has put them
        keys = {point[0]: point[3] for point in self.ask("marcas")["points"]}
        self.assertEqual(keys[self.roja.id], "k2")

    def test_as_many_as_in_the_groups_of_lists(self):
        on_map = [*self.domain, ("map_precision", "!=", False)]
        for name in SPECS:
            groups = self.partners().formatted_read_group(
                on_map, [f"properties.{name}"], ["__count"]
            )
            # who has no value and who has not ticked it are one group on the map
            some = sorted(
                group["__count"]
                for group in groups
                # 0 tables are a number
                if not any(group[f"properties.{name}"] is no for no in (False, None))
            )
            seen = [n["count"] for n in self.ask(name)["legend"] if n["key"]]
            self.assertEqual(sorted(seen), some, name)

    def test_a_number_however_a_program_wrote_it_is_one_group(self):
        self.env.cr.execute(
            """UPDATE res_partner
                  SET properties = jsonb_set(properties, '{metros}', '20.0')
                WHERE id = %s""",
            [self.roja.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.told(self.ask("metros")), {"20": 2, "None": 2})
        answer = self.ask("metros", hidden=["20"])
        self.assertEqual(answer["inside"], 2)

    def test_months_are_written_as_in_lists_and_stand_in_order(self):
        legend = self.ask("obra:month")["legend"]
        words = [line["label"] for line in legend]
        group = self.partners().formatted_read_group(
            [("id", "=", self.roja.id)], ["properties.obra:month"], ["__count"]
        )[0]
        self.assertEqual(words[0], group["properties.obra:month"][1])
        self.assertEqual([line["count"] for line in legend], [1, 1, 2])

    def test_each_is_switched_off_on_the_map_and_in_its_list(self):
        everybody = set(self.customers.ids) - set(self.nowhere.ids)
        for name in SPECS:
            keys = [line["key"] for line in self.ask(name)["legend"]]
            switched = self.ask(name)["switched"]
            self.assertNotIn("map_group", str(switched), "nobody is left out")
            for hidden in (*([key] for key in keys), keys):
                with self.subTest(name=name, hidden=hidden):
                    answer = self.ask(name, hidden=hidden)
                    shown = {point[0] for point in answer["points"]}
                    self.assertEqual(answer["inside"], len(shown))
                    listed = self.partners().search([*self.domain, *answer["switched"]])
                    self.assertEqual(set(listed.ids) & everybody, shown)
                    left = {line["key"] for line in answer["legend"] if line["count"]}
                    self.assertLessEqual(set(keys), left, "to be switched on again")
            self.assertFalse(self.ask(name, hidden=keys)["inside"], name)

    def test_a_choice_taken_away_is_none(self):
        definition = [dict(one) for one in DEFINITION]
        definition[4]["selection"] = [["hotel", "Hotel"]]
        definition[6]["tags"] = [["k2", "Mahou", 2]]
        self.env["properties.base.definition"]._get_definition_for_property_field(
            "res.partner", "properties"
        ).properties_definition = definition
        self.assertEqual(self.told(self.ask("tipo")), {"Hotel": 1, "None": 3})
        self.assertEqual(self.told(self.ask("marcas")), {"Mahou": 1, "None": 3})

    def test_who_may_not_read_a_record_is_not_told_of_it(self):
        model = self.env.ref("base.model_res_partner_category")
        self.env["ir.rule"].create(
            {
                "name": "not every tag",
                "model_id": model.id,
                "domain_force": f"[('id', '!=', {self.panadero.id})]",
            }
        )
        answer = self.ask("oficios", hidden=[str(self.panadero.id)])
        self.assertEqual(self.told(answer), {"Hierro": 2, "None": 2})
        self.assertEqual(answer["inside"], 4)

    def test_what_is_no_group_gives_the_colours_of_follow_up(self):
        for name in ("nada", "zona:month", "obra:hour_number", "ZONA", "zona'"):
            answer = self.ask(name)
            self.assertEqual(
                {line["key"] for line in answer["legend"]}, {"red", "green", ""}, name
            )

    def test_any_text_may_be_searched_for(self):
        own = "properties.zona"
        for text in (
            *("", "x", "[]", "{}", "[1, []]", '["properties.zona", "x"]'),
            *('["zip", ["x"]]x', json.dumps(["zip:month", ["1"]]), "[" * 5000),
            # what no database keeps
            *(json.dumps([own, ["\0"]]), json.dumps([own, ["\ud800"]]), '"zi"'),
        ):
            with self.assertRaises(UserError, msg=text):
                self.partners().search([("map_group", "=", text)])
        found = self.partners().search(
            [*self.domain, ("map_group", "=", json.dumps([own, ["Norte'"]]))]
        )
        self.assertEqual(len(found), 4)
        junk = ["9" * 30, "\x00x"[1:], "-", "٣", "k1'"]
        for name in SPECS:
            self.assertEqual(self.ask(name, hidden=junk)["inside"], 4, name)
