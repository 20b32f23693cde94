from odoo import models
from odoo.exceptions import AccessError, MissingError

from ..tools.arguments import MAX_ID

OURS = "ficha_cliente"
KEPT = ("report_type",)


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_report(self, report_ref):
        """Extends the core's: an address kept from before, of a report of ours that has
        another name now, is no error of the server."""
        try:
            return super()._get_report(report_ref)
        except ValueError as error:
            if not isinstance(report_ref, str) or not report_ref.startswith(OURS):
                raise
            raise MissingError(
                self.env._(
                    "There is no such report, or not any more. Go back to the list and "
                    "print from there."
                )
            ) from error

    def _get_rendering_context(self, report, docids, data):
        """Extends the core's: who may not print a report of ours, and who asks for what
        is not there or not theirs, is told so before the template reads it.

        The core asks the groups of a report for its menu only, never of its address;
        and an error in the middle of a template is one of the server (500), whatever
        it says.
        """
        if (report.report_name or "").startswith(OURS):
            self._ficha_check_print(report, docids)
            # ours ask for nothing else: what an address says besides would be a
            # variable of the template
            data = {key: data[key] for key in KEPT if key in (data or ())}
        return super()._get_rendering_context(report, docids, data)

    def _ficha_check_print(self, report, docids):
        """Refuse what this user cannot print.

        :param report: the report, in sudo
        :param docids: as the address has them
        :raise AccessError: the report, or one of the records, is not for this user
        :raise MissingError: there is nothing to print, or one is not there (any more)
        """
        groups, user = report.group_ids, self.env.user
        # one with a model of its own says itself what of it who works here may read
        own = self._get_rendering_context_model(report) is not None
        asked = groups and not self.env.su and not (own and user._is_internal())
        if asked and not groups & user.all_group_ids:
            raise AccessError(
                self.env._(
                    "You may not print “%s”. Ask who manages the customer files.",
                    report.name,
                )
            )
        ids = docids if isinstance(docids, list | tuple) else [docids]
        known = [id_ for id_ in ids if id_ and 0 < id_ <= MAX_ID]
        records = self.env[report.model].browse(known).exists()
        if not records or len(records) < len(set(ids)):
            raise MissingError(
                self.env._(
                    "What “%s” should print is not there, or not any more. Go back to "
                    "the list and choose again.",
                    report.name,
                )
            )
        records.check_access("read")
