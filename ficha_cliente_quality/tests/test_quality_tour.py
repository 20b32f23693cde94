from unittest.mock import patch

from odoo.http import request
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

    def test_no_more_requests_than_a_contact(self):
        """Opening a customer asks the server no more often than Odoo's own page of a
        contact does, and the question is there."""
        partner = self._partner("Asked once", vat="B15704430", user_id=self.user.id)
        self.quality._refresh()
        self.user.tour_enabled = False
        asked = []
        model = self.env.registry["ir.http"]
        dispatch = model._dispatch

        def counted(endpoint):
            path = request.httprequest.path
            if path.startswith(("/web/dataset/", "/web/action/", "/mail/")):
                asked.append(path)
            return dispatch(endpoint)

        pages = {
            "contacts": ".o_form_view .o-mail-Chatter",
            "fichas": ".o_ficha_question",
        }
        with patch.object(model, "_dispatch", counted):
            for page, shown in pages.items():
                asked.clear()
                self.browser_js(
                    f"/odoo/{page}/{partner.id}",
                    "setTimeout(() => console.log('test successful'), 1000)",
                    ready=f"Boolean(document.querySelector('{shown}'))",
                    login=self.user.login,
                )
                pages[page] = sorted(asked)
        self.assertTrue(pages["contacts"])
        self.assertLessEqual(len(pages["fichas"]), len(pages["contacts"]), str(pages))
