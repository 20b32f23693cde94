from odoo import fields
from odoo.tests import Form, tagged

from .common_merge import MergeCommon


@tagged("post_install", "-at_install")
class TestMerge(MergeCommon):
    """What a merge keeps, and where it puts it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept = cls._customer(
            "Carpintería López",
            is_company=True,
            phone="+34 912 34 56 78",
            client_code="L1",
        )
        cls.gone = cls._customer(
            "CARPINTERIA LOPEZ SL",
            is_company=True,
            vat="ESA12345674",
            phone="+34 612 34 56 78",
            email="lopez@example.com",
            street="Calle Mayor 1",
            city="Burgos",
            client_code="L2",
        )

    def test_documents_follow_and_the_contact_is_archived(self):
        posted, draft = self._posted(self.gone), self._invoice(self.gone)
        person = self._customer("Eva", parent_id=self.gone.id)
        merge = self._merge(self.kept, self.gone)
        self.assertEqual((posted | draft).partner_id, self.kept)
        self.assertEqual((posted | draft).commercial_partner_id, self.kept)
        self.assertEqual((posted | draft).line_ids.partner_id, self.kept)
        self.assertEqual(
            posted.invoice_partner_display_name, self.kept.display_name, "in the list"
        )
        self.assertEqual(person.parent_id, self.kept)
        self.assertEqual(person.commercial_partner_id, self.kept)
        self.assertIn(self.kept.name, person.complete_name)
        self.assertFalse(self.gone.active)
        self.assertEqual(self.gone.ficha_merged_into_id, self.kept)
        self.assertEqual(merge.survivor_id, self.kept)
        self.assertEqual(merge.sudo().source_ids.partner_id, self.gone)
        self.assertEqual(merge.summary["account_move"], 2)

    def test_the_box_finds_who_is_left_and_no_archived_one(self):
        merge = self._merge(self.kept, self.gone)
        box = self.Partner.with_user(self.clerk).identify_box
        found = [line["id"] for line in box("carpinteria lopez")["results"]]
        self.assertEqual(found, self.kept.ids)
        self._undo(merge)
        self.gone.action_archive()
        found = [line["id"] for line in box("carpinteria lopez")["results"]]
        self.assertEqual(set(found), {self.kept.id, self.gone.id})

    def test_values_fill_what_was_empty(self):
        self._merge(self.kept, self.gone)
        self.assertEqual(self.kept.name, "Carpintería López")
        self.assertEqual(self.kept.vat, "ESA12345674")
        self.assertEqual(self.kept.email, "lopez@example.com")
        self.assertEqual(self.kept.city, "Burgos")
        self.assertEqual(self.kept.phone, "+34 912 34 56 78")
        point = self.kept.contact_point_ids
        self.assertEqual((point.kind, point.value), ("mobile", "+34 612 34 56 78"))

    def test_an_address_is_not_half_of_each(self):
        self.kept.write({"street": "Plaza 2", "street2": False, "city": "Soria"})
        self.gone.street2 = "3º B"
        self._merge(self.kept, self.gone)
        self.assertEqual(self.kept.street, "Plaza 2")
        self.assertFalse(self.kept.street2)

    def test_choices(self):
        self._merge(
            self.kept,
            self.gone,
            name=self.gone.id,
            phone=self.gone.id,
            city=self.kept.id,
        )
        self.assertEqual(self.kept.name, "CARPINTERIA LOPEZ SL")
        self.assertEqual(self.kept.phone, "+34 612 34 56 78")
        self.assertFalse(self.kept.city, "an empty value was chosen")
        self.assertEqual(self.kept.contact_point_ids.value, "+34 912 34 56 78")
        # by the name that was not chosen they are still found
        self.assertEqual(self.kept.former_value_ids.value, "Carpintería López")

    def test_codes(self):
        self._merge(self.kept, self.gone)
        self.assertEqual(self.kept.client_code, "L1")
        self.assertEqual(self.kept.client_code_alias_ids.mapped("code"), ["L2"])
        self.assertFalse(self.gone.client_code)

    def test_only_the_other_has_a_code(self):
        bare = self._customer("López")
        self._posted(self.gone)
        self._merge(bare, self.gone)
        self.assertEqual(bare.client_code, "L2")
        self.assertFalse(bare.client_code_alias_ids)

    def test_more_than_three(self):
        others = [self._customer(f"López {n}", client_code=f"N{n}") for n in range(5)]
        self._merge(self.kept, *others)
        self.assertEqual(len(self.kept.client_code_alias_ids), 5)
        self.assertFalse(any(other.active for other in others))

    def test_values_per_company(self):
        company2 = self.setup_other_company()["company"]
        term = self.env["account.payment.term"].search([], limit=2)
        self.gone.with_company(company2).property_payment_term_id = term[0]
        self.gone.property_payment_term_id = term[0]
        self.kept.property_payment_term_id = term[1]
        self._merge(self.kept, self.gone)
        self.assertEqual(self.kept.property_payment_term_id, term[1])
        self.assertEqual(
            self.kept.with_company(company2).property_payment_term_id, term[0]
        )

    def test_a_chosen_discount_brings_its_end(self):
        """And who chooses the end chooses the discount that it is of."""
        self.kept.standing_discount = 8
        self.gone.write({"standing_discount": 5, "standing_discount_end": "2999-06-30"})
        for name in ("standing_discount", "standing_discount_end"):
            for chosen, discount, end in (
                (self.gone, 5, "2999-06-30"),
                (self.kept, 8, "False"),
            ):
                with self.subTest(name=name, chosen=chosen.name):
                    merge = self._merge(self.kept, self.gone, **{name: chosen.id})
                    self.assertEqual(self.kept.standing_discount, discount)
                    self.assertEqual(str(self.kept.standing_discount_end), end)
                    self._undo(merge)

    def test_salesperson_and_tags(self):
        tags = self.env["res.partner.category"].create([{"name": n} for n in "ab"])
        self.kept.write({"category_id": [(6, 0, tags[:1].ids)], "user_id": False})
        self.gone.write({"category_id": [(6, 0, tags.ids)], "user_id": self.clerk.id})
        self._merge(self.kept, self.gone)
        self.assertEqual(self.kept.category_id, tags)
        self.assertEqual(self.kept.user_id, self.clerk, "lost by the core")

    def test_own_fields_of_the_company(self):
        base = self.env["properties.base.definition"]
        field = self.env["ir.model.fields"]._get("res.partner", "properties")
        definition = base._get_definition_for_property_field(
            "res.partner", "properties"
        )
        self.assertTrue(field)
        definition.properties_definition = [
            {"name": "aa11", "type": "char", "string": "Shoe size"},
            {
                "name": "bb22",
                "type": "many2one",
                "string": "Agent",
                "comodel": "res.partner",
            },
        ]
        third = self._customer("Third")
        third.properties = {"bb22": self.gone.id}
        self.gone.properties = {"aa11": "42"}
        self._merge(self.kept, self.gone)
        self.assertEqual(self.kept.properties["aa11"], "42")
        self.assertEqual(third.properties["bb22"], self.kept)

    def test_image(self):
        pixel = (
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
            "awAAAABJRU5ErkJggg=="
        )
        self.gone.image_1920 = pixel
        before = self.gone.image_1920
        merge = self._merge(self.kept, self.gone)
        self.assertEqual(self.kept.image_1920, before)
        self.assertFalse(self.gone.image_1920)
        self._undo(merge)
        self.assertEqual(self.gone.image_1920, before)
        self.assertFalse(self.kept.image_1920)

    def test_situation_and_follow_up(self):
        red = self.env.ref("ficha_cliente.followup_state_red")
        self.gone._set_followup(red, "Says no more")
        self.kept.ficha_lifecycle = "lead"
        self.gone.ficha_lifecycle = "prospect"
        self._merge(self.kept, self.gone)
        self.assertEqual(self.kept.followup_state_id, red)
        self.assertEqual(self.kept.followup_reason, "Says no more")
        self.assertEqual(self.kept.ficha_lifecycle, "prospect")

    def test_a_form_can_be_saved_afterwards(self):
        merge = self._merge(self.kept, self.gone)
        with Form(self.kept) as form:
            form.city = "León"
        self.assertEqual(self.kept.city, "León")
        self._undo(merge)
        self.assertEqual(self.kept.city, "León", "what was changed since stays")
        self.assertIn("City", merge.undo_left)
        self.assertGreater(merge.undo_until, fields.Datetime.now())
