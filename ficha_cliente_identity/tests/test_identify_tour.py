from odoo.tests import HttpCase, tagged

from .common_identify import IdentifyCommon


@tagged("post_install", "-at_install")
class TestIdentifyTour(IdentifyCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls._set_up_identify()
        cls.user.write({"tour_enabled": False, "lang": "en_US"})
        cls.env["ficha.identity.key"]._flush_pending()

    def test_box_in_the_top_bar(self):
        self.start_tour("/odoo/fichas", "ficha_identify_tour", login=self.user.login)

    def test_who_is_archived_is_brought_back(self):
        self.firm.action_archive()
        self.start_tour(
            "/odoo/fichas", "ficha_identify_archived_tour", login=self.user.login
        )
        self.assertTrue(self.firm.active)

    def test_pop_of_several_and_of_nobody(self):
        self.start_tour(
            "/ficha/pop/612345678", "ficha_identify_several_tour", login=self.user.login
        )
        self.start_tour(
            "/ficha/pop/+34633000000",
            "ficha_identify_nobody_tour",
            login=self.user.login,
        )

    def test_pop_of_several_who_are_archived(self):
        (self.mother | self.daughter).action_archive()
        self.start_tour(
            "/ficha/pop/612345678", "ficha_identify_several_tour", login=self.user.login
        )

    def test_who_has_no_fichas_has_no_box(self):
        plain = self._user("identify_plain", "base.group_user")
        plain.write({"tour_enabled": False})
        self.start_tour("/odoo", "ficha_identify_none_tour", login=plain.login)
