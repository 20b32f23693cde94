from odoo.tests import TransactionCase, tagged

from .common_content import ficha_test_user


@tagged("post_install", "-at_install")
class TestContentImport(TransactionCase):
    """Odoo's own import reads and its own export writes everything of the ficha."""

    COLUMNS = [
        "id",
        "name",
        "form_of_address_id",
        "birthdate_date",
        "gender",
        "nationality_id",
        "preferred_channel_id",
        "contact_weekday_ids",
        "contact_hour_from",
        "buying_initiative",
        "ficha_lifecycle",
        "contact_point_ids/kind",
        "contact_point_ids/value",
        "relation_ids/role_id",
        "relation_ids/name",
        "education_level",
        "education_ids/title",
        "education_ids/year",
        "family_member_ids/kinship",
        "family_member_ids/name",
    ]
    FIRST = [
        "__import__.ficha_ana",
        "Ana Gil",
        "Dr.",
        "1980-05-01",
        "Female",
        "Spain",
        "WhatsApp",
        "Monday,Friday",
        "9.5",
        "Must be called",
        "prospect",
        "Mobile",
        "+34612345678",
        "Secretary",
        "Marta",
        "Master's or equivalent level",
        "Law",
        "2003",
        "Son or daughter",
        "Leo",
    ]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = ficha_test_user(
            cls.env,
            "importer",
            "base.group_allow_export",
            "group_ficha_user",
            "group_ficha_personal",
        )
        cls.Partner = cls.env["res.partner"].with_user(cls.user)

    def _rows(self, **changes):
        row = list(self.FIRST)
        for column, value in changes.items():
            row[self.COLUMNS.index(column.replace("__", "/"))] = value
        second = [""] * len(self.COLUMNS)
        second[self.COLUMNS.index("contact_point_ids/kind")] = "email"
        second[self.COLUMNS.index("contact_point_ids/value")] = "ana@example.com"
        return [row, second]

    def test_a_whole_file_comes_in_and_goes_out(self):
        result = self.Partner.load(self.COLUMNS, self._rows())
        self.assertFalse(result["messages"])
        ana = self.Partner.browse(result["ids"])
        self.assertEqual(ana.gender, "female")
        self.assertEqual(ana.nationality_id, self.env.ref("base.es"))
        self.assertEqual(
            ana.preferred_channel_id, self.env.ref("ficha_cliente.channel_whatsapp")
        )
        self.assertEqual(ana.contact_weekday_ids.mapped("number"), [0, 4])
        self.assertEqual(ana.contact_point_ids.mapped("kind"), ["mobile", "email"])
        self.assertEqual(ana.relation_ids.contact_name, "Marta")
        self.assertEqual(ana.education_ids.year, 2003)
        self.assertEqual(ana.family_member_ids.kinship, "child")
        out = ana.export_data(self.COLUMNS[1:])["datas"]
        self.assertEqual(len(out), 2)
        self.assertEqual(out[0][0], "Ana Gil")
        self.assertEqual(
            out[1][self.COLUMNS.index("contact_point_ids/value") - 1], "ana@example.com"
        )

    def test_bad_rows_are_said_and_nothing_is_saved(self):
        for changes, sentence in (
            ({"birthdate_date": "2999-01-01"}, "is in the future"),
            ({"contact_hour_from": "25"}, "is not a time of day"),
            ({"contact_point_ids__value": "none"}, "is not a telephone number"),
            ({"education_ids__year": "20"}, "is not possible"),
            ({"nationality_id": "Nowhereland"}, "Nowhereland"),
        ):
            with self.subTest(changes=changes):
                result = self.Partner.load(self.COLUMNS, self._rows(**changes))
                self.assertFalse(result["ids"])
                self.assertIn(
                    sentence, " ".join(m["message"] for m in result["messages"])
                )
                self.assertFalse(self.Partner.search([("name", "=", "Ana Gil")]))
