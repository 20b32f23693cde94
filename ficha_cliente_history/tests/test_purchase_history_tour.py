from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .common_purchase import PurchaseCommon


@tagged("post_install", "-at_install")
class TestPurchaseHistoryTour(PurchaseCommon, HttpCase):
    _frozen = False  # the browser has the real day

    def test_figures_on_top(self):
        user = new_test_user(
            self.env,
            "ficha_tour_history",
            groups="ficha_cliente.group_ficha_user,account.group_account_invoice",
            lang="en_US",
            tour_enabled=False,
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        for partner in self._customers(9):
            self._documents((240, 10), (30, 10), partner=partner)
        self._documents(*((75 + 31 * index, 500) for index in range(7)))
        self.Summary._refresh()
        self.start_tour(
            f"/odoo/fichas/{self.customer.id}", "ficha_history_tour", login=user.login
        )
