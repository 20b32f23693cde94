from odoo import models
from odoo.exceptions import UserError

PRINTS = ("ficha_cliente_paper.ficha_print", "ficha_cliente_paper.ficha_print_personal")

# each is drawn by a program of its own, in half a second or more
MAX_PRINTS = 50


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Extended: several fichas are drawn one by one, and ``_render_qweb_pdf``
        merges them. Core draws them in one call of wkhtmltopdf, which the builds
        without patched Qt refuse (``_run_wkhtmltopdf``), and cannot tell afterwards
        where one ends."""
        report = self._get_report(report_ref)
        ids = list(dict.fromkeys(res_ids or ()))
        if report.report_name not in PRINTS or len(ids) < 2:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        if len(ids) > MAX_PRINTS:
            raise UserError(
                self.env._(
                    "These are %(number)s customers, and at most %(limit)s files are "
                    "printed at once. Choose fewer, and print the rest afterwards.",
                    number=len(ids),
                    limit=MAX_PRINTS,
                )
            )
        streams = {}
        for id_ in ids:
            streams |= super()._render_qweb_pdf_prepare_streams(
                report_ref, dict(data or {}), [id_]
            )
        return streams
