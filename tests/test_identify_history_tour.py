"""Who is it, together with what they bought and said: identity and history do not know
each other."""

from odoo.tests import HttpCase, TransactionCase, tagged

from odoo.addons.ficha_cliente_identity.tests.common_identify import IdentifyCommon


class HistoryCommon(IdentifyCommon):
    def _bought(self, partner, day="2024-05-06"):
        self.env.flush_all()
        self.env.cr.execute(
            """
            INSERT INTO ficha_purchase_summary
                   (partner_id, company_id, purchase_count, last_purchase_date)
            VALUES (%s, %s, 1, %s)
            """,
            (partner.id, self.company.id, day),
        )
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestIdentifyHistory(HistoryCommon, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_identify()

    def test_last_purchase_and_colour_are_the_companys(self):
        self.firm.followup_state_id = self.env["ficha.followup.state"].search(
            [("color", "=", "red")], limit=1
        )
        self._bought(self.firm)
        (line,) = self.Identify.identify("lucia izquierdo")
        self.assertEqual(line["followup_color"], "red")
        self.assertEqual(str(line["last_purchase_date"]), "2024-05-06")

    def test_last_purchase_is_for_who_may_read_histories(self):
        self._bought(self.firm)
        plain = self._user("identify_plain", "base.group_user")
        (line,) = self.Partner.with_user(plain).identify("C00777")
        self.assertFalse(line["last_purchase_date"])
        self.assertTrue(self.Identify.identify("C00777")[0]["last_purchase_date"])


@tagged("post_install", "-at_install")
class TestIdentifyHistoryTour(HistoryCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls._set_up_identify()
        cls.user.write({"tour_enabled": False, "lang": "en_US"})
        cls.env["ficha.identity.key"]._flush_pending()

    def test_a_call_is_noted_from_the_box(self):
        self.start_tour(
            "/odoo/fichas", "ficha_identify_log_tour", login=self.user.login
        )
        self.assertEqual(
            self.env["ficha.interaction"].search_count(
                [("partner_id", "=", self.firm.id)]
            ),
            1,
        )
