from markupsafe import Markup

from odoo import api, models
from odoo.tools.misc import format_datetime


class FichaStart(models.AbstractModel):
    """Extends ours: customers come from a file."""

    _inherit = "ficha.start"

    @api.model
    def _start_bring(self):
        """Extends ours: a file may be dropped; what became of the last one."""
        step = super()._start_bring()
        step["title"] = self.env._("Bring the customers from Excel")
        step["drop"] = True
        step["buttons"].insert(
            0,
            {
                "label": self.env._("Download a template"),
                "class": "btn-link",
                "icon": "fa-download",
                "action": {
                    "type": "ir.actions.act_url",
                    "url": "/ficha/import/template",
                    "target": "download",
                },
            },
        )
        last = self.env["ficha.import"].search(
            [("state", "=", "done")], order="id desc", limit=1
        )
        if last and step["done"]:
            values = {
                "before": step["text"],
                "file": last.file_name,
                "when": format_datetime(self.env, last.started or last.create_date),
            }
            step["text"] = (
                self.env._(
                    "%(before)s The last file was “%(file)s”, on %(when)s: "
                    "one row is to be looked at.",
                    **values,
                )
                if last.error_count == 1
                else self.env._(
                    "%(before)s The last file was “%(file)s”, on %(when)s: "
                    "%(rows)s rows are to be looked at.",
                    rows=Markup("<b>%s</b>") % last.error_count,
                    **values,
                )
                if last.error_count
                else self.env._(
                    "%(before)s The last file was “%(file)s”, on %(when)s.", **values
                )
            )
            step["buttons"].append(
                {
                    "label": self.env._("See the last file"),
                    "class": "btn-secondary",
                    "action": {
                        "type": "ir.actions.act_window",
                        "res_model": "ficha.import",
                        "res_id": last.id,
                        "views": [[False, "form"]],
                    },
                }
            )
        return step
