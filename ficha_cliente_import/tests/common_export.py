import io
from unittest.mock import patch

import openpyxl

from ..models import ficha_export, ficha_sheet
from .common_import import ImportCase


class ExportCase(ImportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("ficha_cliente_import.ir_cron_ficha_export")
        role = cls.env["ficha.relation.role"].create({"name": "Asesora fondo"})
        relation = {"role_id": role.id, "name": "Rosa", "department": "Fiscal"}
        cls.customers = cls.env["res.partner"].create(
            [
                {"name": "Uno Fondo, S.L.", "is_company": True, "zip": "01001"},
                {"name": "Dos Fondo", "birthdate_date": "1980-05-01"},
                {"name": "Tres Fondo", "relation_ids": [(0, 0, relation)]},
            ]
        )
        cls.env["res.partner"].create(
            {"name": "Ana de Uno", "parent_id": cls.customers[0].id}
        )
        cls.domain = [("id", "in", cls.customers.ids)]

    def setUp(self):
        super().setUp()
        self.patch(ficha_sheet, "EXPORT_AT_ONCE", 3)
        self.patch(ficha_export, "BATCH", 2)

    def start(self, user=None):
        Export = self.env["ficha.export"].with_user(user or self.biller)
        return Export.browse(Export.start(self.domain)["res_id"])

    def run_cron(self):
        with self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def at_once(self, user=None):
        with patch.object(ficha_sheet, "EXPORT_AT_ONCE", 100):
            service = self.env["ficha.sheet"].with_user(user or self.biller)
            return service._export(self.domain)

    def looks(self, data):
        """Every cell, how it is shown, and how wide its column is."""
        return {
            sheet.title: (
                [
                    [(cell.value, cell.number_format, cell.font.b) for cell in row]
                    for row in sheet.iter_rows()
                ],
                {name: dim.width for name, dim in sheet.column_dimensions.items()},
                sheet.freeze_panes,
            )
            for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets
        }
