from odoo.tests import tagged

from odoo.addons.ficha_cliente_today.tests.common_results import ResultsCommon


@tagged("post_install", "-at_install")
class TestResultsTeam(ResultsCommon):
    def test_by_sales_team(self):
        self.check_sales_team()
