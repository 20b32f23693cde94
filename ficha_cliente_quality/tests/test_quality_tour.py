from unittest.mock import patch

from odoo import api
from odoo.tests import HttpCase, tagged

from .common_quality import QualityCommon


@tagged("post_install", "-at_install")
class TestQualityTour(QualityCommon, HttpCase):
    def test_board_and_question(self):
        """From a number of the board to the answer that makes it smaller."""
        partner = self._partner("Quality tour", vat="B15704430", user_id=self.user.id)
        self._partner("Another", phone="612345678", user_id=self.user.id)
        self.quality._refresh()
        self.user.tour_enabled = False
        self.start_tour("/odoo/calidad", "ficha_quality_tour", login=self.user.login)
        self.env.invalidate_all()
        self.assertEqual(partner.phone, "612345678")
        rests = self.env["ficha.question.snooze"].search(
            [("partner_id", "=", partner.id)]
        )
        self.assertEqual(rests.field_name, "email")

    def test_one_request_for_the_question(self):
        """The page is made twice by Odoo before it is shown; the question is asked for
        once."""
        partner = self._partner("Asked once", vat="B15704430", user_id=self.user.id)
        self.quality._refresh()
        self.user.tour_enabled = False
        asked = []
        model = self.env.registry["res.partner"]
        question = model.get_ficha_question

        @api.readonly
        def counted(records, field_name=None):
            asked.append(records.ids)
            return question(records, field_name)

        with patch.object(model, "get_ficha_question", counted):
            self.browser_js(
                f"/odoo/fichas/{partner.id}",
                "setTimeout(() => console.log('test successful'), 2000)",
                ready="Boolean(document.querySelector('.o_ficha_question'))",
                login=self.user.login,
            )
        self.assertEqual(asked, [partner.ids])
