from dateutil.relativedelta import relativedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common_quality import QualityCommon

GOOD_VAT, BAD_VAT = "B15704430", "B15704431"


@tagged("post_install", "-at_install")
class TestQuality(QualityCommon):
    """Completeness and freshness of a ficha."""

    def _completeness(self, partner, user=None):
        return self._seen(partner, user).ficha_completeness

    def _long_ago(self, months):
        return fields.Datetime.now() - relativedelta(months=months)

    def test_weights(self):
        partner = self._partner()
        self.assertEqual(self._completeness(partner), 0)
        partner.phone = "612345678"
        self.assertEqual(self._completeness(partner), 30)
        partner.with_context(no_vat_validation=True).vat = GOOD_VAT
        self.assertEqual(self._completeness(partner), 70)
        partner.write({"email": "casa@lis.example", "occupation": "Inns"})
        seen = self._seen(partner)
        self.assertEqual(seen.ficha_completeness, 100)
        self.assertFalse(seen.ficha_missing_text)

    def test_wanted_data_is_called_what_the_page_calls_it(self):
        """Without the name of its model: “Tax ID”, not “Tax ID (Contact)”."""
        lines = self.of_company.with_user(self.manager).line_ids
        self.assertEqual(
            lines.mapped("display_name"), ["Tax ID", "Phone", "Email", "Occupation"]
        )

    def test_what_is_known_to_be_wrong_is_missing(self):
        wanted = {"phone": "612345678", "email": "casa@lis.example", "occupation": "x"}
        wrong, good = self._partner(vat=BAD_VAT, **wanted), self._partner(**wanted)
        good.with_context(no_vat_validation=True).vat = GOOD_VAT
        seen = self._seen(wrong)
        self.assertEqual(seen.ficha_completeness, 60)
        self.assertEqual(seen.ficha_missing_text, "Tax ID (not valid)")
        self.assertEqual(self._completeness(good), 100)
        wrong.email = "casa at lis"
        self.assertEqual(self._completeness(wrong), 40)
        # the lists say the same as the page
        self.quality._refresh([wrong.id, good.id])
        rows = self.quality.search([("partner_id", "in", (wrong | good).ids)])
        self.assertEqual(
            {row.partner_id: row.completeness for row in rows}, {wrong: 40, good: 100}
        )

    def test_a_telephone_that_cannot_be_called_is_missing(self):
        """What is no number, or too short for one; another number that can be called
        makes up for it, and so does the number put right."""
        told, short, further = (
            self._partner(name, phone=phone, email="casa@lis.example")
            for name, phone in (
                ("Told", "ask his brother"),
                ("Short", "12345"),
                ("Further", "12345"),
            )
        )
        further.contact_point_ids = [
            Command.create({"kind": "mobile", "value": "612345678"})
        ]
        for partner, completeness in ((told, 20), (short, 20), (further, 50)):
            self.assertEqual(self._completeness(partner), completeness, partner.name)
        seen = self._seen(short)
        self.assertIn("Phone (not valid)", seen.ficha_missing_text)
        self.assertNotIn("Phone", self._seen(further).ficha_missing_text)
        # the lists say the same as the page
        every = told | short | further
        self.quality._refresh(every.ids)
        rows = self.quality.search([("partner_id", "in", every.ids)])
        self.assertEqual(
            {row.partner_id: row.completeness for row in rows},
            {told: 20, short: 20, further: 50},
        )
        short.phone = "912 345 678"
        self.assertEqual(self._completeness(short), 50)
        foreign = self._partner("Foreign", phone="+33 1 23 45 67 89")
        self.assertEqual(self._completeness(foreign), 30)

    def test_nobody_knows_whether_it_is_wrong(self):
        """Of a country without known rules, and "/": there is none."""
        for vat, country in (("12345", "base.af"), ("/", "base.es")):
            partner = self._partner(vat=vat, phone="612345678")
            partner.country_id = self.env.ref(country)
            self.assertEqual(self._completeness(partner), 70, vat)

    def test_each_kind_has_its_template(self):
        company = self._partner()
        person = self._partner("Ana Gil", is_company=False, phone="612345678")
        contact = self._partner(
            "Eva Gil", is_company=False, parent_id=company.id, function="Buyer"
        )
        address = self._partner(
            "Store", is_company=False, parent_id=company.id, type="delivery"
        )
        seen = self._seen(company + person + contact + address)
        self.assertEqual(
            seen.mapped("ficha_template_id").ids,
            (self.of_company + self.of_person + self.of_contact).ids,
        )
        self.assertEqual(seen.mapped("ficha_completeness"), [0, 50, 40, 0])
        self.assertFalse(seen[3].ficha_quality, "an address is no ficha")

    def test_the_first_template_that_is_for_them(self):
        tag = self.env["res.partner.category"].create({"name": "Inn"})
        inns = self.env["ficha.template"].create(
            {
                **self._template("company", website=(10, 0)),
                "sequence": 1,
                "domain": f"[('category_id', 'in', {tag.ids})]",
            }
        )
        inn = self._partner(
            category_id=[Command.set(tag.ids)], website="https://x.example"
        )
        other = self._partner("Other")
        self.assertEqual(self._seen(inn).ficha_template_id, inns)
        self.assertEqual(self._completeness(inn), 100)
        self.assertEqual(self._seen(other).ficha_template_id, self.of_company)

    def test_a_template_of_one_company(self):
        other = self.env["res.company"].create({"name": "Other company"})
        template = self.env["ficha.template"].create(
            {
                **self._template("company", website=(10, 0)),
                "sequence": 1,
                "company_id": other.id,
            }
        )
        theirs, ours = self._partner(company_id=other.id), self._partner()
        found = self.quality._measure((theirs | ours).ids)
        self.assertEqual(found[theirs.id]["template_id"], template.id)
        self.assertEqual(found[ours.id]["template_id"], self.of_company.id)

    def test_fields_of_every_kind(self):
        """Empty, and then filled in: text, tags, lists, values of a company."""
        term = self.env.ref("account.account_payment_term_30days")
        weekday = self.env["ficha.weekday"].search([], limit=1)
        cases = {
            "comment": ["<p><br></p>", "<p>Likes tea</p>"],
            "contact_weekday_ids": [[], [Command.set(weekday.ids)]],
            "category_id": [
                [],
                [Command.create({"name": "Inn"})],
            ],
            "relation_ids": [[], None],
            "contact_point_ids": [
                [],
                [Command.create({"kind": "x", "value": "casalis"})],
            ],
            "property_payment_term_id": [False, term.id],
            "contact_hour_from": [0, 9.5],
            "buying_initiative": [False, "call"],
            "industry_id": [
                False,
                self.env["res.partner.industry"].create({"name": "Inns"}).id,
            ],
        }
        self.of_company.line_ids.unlink()
        self.of_company.write(
            {
                "line_ids": self._template("company", **dict.fromkeys(cases, (1, 0)))[
                    "line_ids"
                ]
            }
        )
        partner = self._partner()
        for name, (empty, full) in cases.items():
            partner[name] = empty
            missing = self.quality._measure(partner.ids)[partner.id]["missing"]
            self.assertIn(name, missing)
            if full:
                partner.write({name: full})
                missing = self.quality._measure(partner.ids)[partner.id]["missing"]
                self.assertNotIn(name, missing)

    def test_another_telephone_is_a_telephone(self):
        partner = self._partner(
            contact_point_ids=[Command.create({"kind": "mobile", "value": "612345678"})]
        )
        self.assertEqual(self._completeness(partner), 30)

    def test_what_is_missing_in_words(self):
        partner = self._partner(email="casa@lis.example")
        self.assertEqual(
            self._seen(partner, self.personal).ficha_missing_text,
            "Tax ID, Phone, Occupation",
        )

    def test_names_of_personal_data_are_not_told(self):
        partner = self._partner(
            email="casa@lis.example", phone="612345678", vat=GOOD_VAT
        )
        seen = self._seen(partner)
        self.assertEqual(seen.ficha_completeness, 90)
        self.assertEqual(seen.ficha_missing_text, "Other data")
        self.assertNotIn("occupation", str(seen.ficha_quality))
        with self.assertRaises(AccessError):
            self.quality.with_user(self.user).search([])

    def test_stale_by_the_day_it_came(self):
        partner = self._partner(
            email="casa@lis.example", phone="612345678", vat=GOOD_VAT
        )
        self.origins._note(partner, ["vat"], "import", date=self._long_ago(90))
        self.assertIsNone(
            self._seen(partner).ficha_quality["freshness"], "nobody knows since when"
        )
        self.origins._note(partner, ["phone"], "import", date=self._long_ago(13))
        self.origins._note(partner, ["email"], "import", date=self._long_ago(11))
        seen = self._seen(partner)
        self.assertEqual(seen.ficha_freshness, 40, "20 of 50: the phone is stale")
        self.assertEqual(seen.ficha_stale_text, "Phone")
        seen.write({"phone": "612345679"})
        self.assertEqual(self._seen(partner).ficha_freshness, 100)
        partner.phone = False
        self.assertEqual(self._seen(partner).ficha_freshness, 100, "what is not there")

    def test_archived_fichas_show_it_too(self):
        partner = self._partner(phone="612345678", active=False)
        self.assertEqual(self._completeness(partner), 30)

    def test_one_query_however_many(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Cliente {n}", "is_company": True} for n in range(80)]
        )
        self.env.cr.flush()
        for many in (partners[:1], partners):
            seen = self._seen(many)
            seen.mapped("name")
            self.env["ficha.template"]._config()
            with self.assertQueryCount(2):  # and the names of the templates
                seen.mapped("ficha_missing_text")

    def test_without_templates(self):
        self.env["ficha.template"].search([]).active = False
        partner = self._partner()
        self.assertFalse(self._seen(partner).ficha_quality)

    def test_what_cannot_be_wanted(self):
        for name in ("age", "is_company", "ficha_missing_text"):
            field = self.env["ir.model.fields"]._get("res.partner", name)
            with self.assertRaises(ValidationError):
                self.of_company.write(
                    {"line_ids": [Command.create({"field_id": field.id})]}
                )
        for domain in ("[('nothing', '=', 1)]", "no list"):
            with self.assertRaises(ValidationError):
                self.of_company.domain = domain

    def test_only_managers_say_what_is_wanted(self):
        with self.assertRaises(AccessError):
            self.of_company.with_user(self.user).name = "Mine"
        self.of_company.with_user(self.manager).name = "Ours"
