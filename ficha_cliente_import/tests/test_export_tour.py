from odoo.tests import HttpCase, tagged

from ..models import ficha_sheet
from .common_export import ExportCase


@tagged("post_install", "-at_install")
class TestExportTour(HttpCase, ExportCase):
    def test_many_are_exported_from_their_list(self):
        self.patch(ficha_sheet, "EXPORT_AT_ONCE", 0)
        action = self.env.ref("ficha_cliente.action_ficha")
        self.start_tour(
            f"/odoo/action-{action.id}", "ficha_export_tour", login=self.biller.login
        )
        export = self.env["ficha.export"].search([("user_id", "=", self.biller.id)])
        self.assertEqual(export.state, "running")
        self.run_cron()
        self.assertTrue(export.file)
