from odoo.tests import HttpCase, tagged

from .common_content import ficha_test_user
from .common_start import StartMixin


@tagged("post_install", "-at_install")
class TestStartTour(StartMixin, HttpCase):
    """The same in a browser."""

    def test_first_day(self):
        self._empty_base()
        # the first two steps, so that the third is open
        boss = ficha_test_user(self.env, "start_tour", "group_ficha_manager")
        # the tour reads what is written
        self.env["res.lang"]._activate_lang("en_US")
        boss.lang = "en_US"
        made = self.env["res.partner"].create(
            [{"name": f"Start tour {n}", "is_company": True} for n in range(2)]
        )
        made.user_id = False
        made[0].client_code = "STARTTOUR"
        self.env["ficha.start"].give_codes()
        self.start_tour("/odoo/primeros-pasos", "ficha_start_tour", login=boss.login)
        self.assertEqual(made.user_id, boss)
        self.assertFalse(self.env["ficha.start"].with_user(boss)._start_is_first())
