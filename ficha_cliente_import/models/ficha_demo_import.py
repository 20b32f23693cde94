import base64

from odoo import api, models


class FichaDemo(models.AbstractModel):
    _inherit = "ficha.demo"

    @api.model
    def _load_import(self, name, rows):
        """A file that somebody has dropped and checked, and not imported yet.

        :param str name: its name
        :param list rows: texts of its cells, the headings first
        """
        text = "\n".join(";".join(row) for row in rows)
        run = self.env["ficha.import"].create(
            {"file": base64.b64encode(text.encode()), "file_name": name}
        )
        run.action_check()
