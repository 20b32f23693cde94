import json

from werkzeug.exceptions import BadRequest, NotFound

from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.report import ReportController

from ..models.ir_actions_report import OURS

WAYS = ("html", "pdf", "text")


class FichaReportController(ReportController):
    @http.route()
    def report_routes(self, reportname, docids=None, converter=None, **data):
        """EXTENDS 'web': an address of a report of ours that says what nobody
        understands is answered with a sentence, and is no error of the server."""
        if reportname.startswith(OURS):
            if converter not in WAYS:
                raise NotFound()
            data = self._ficha_asked(data)
        return super().report_routes(
            reportname, docids=docids, converter=converter, **data
        )

    def _ficha_asked(self, data):
        """What an address says besides: its options are part of it, and its context is
        a text or, among the options, an object already.

        :return: the same, as the core reads it
        """
        data = dict(data)
        data |= self._ficha_object(data.pop("options", None))
        context = self._ficha_object(data.pop("context", None))
        return {**data, "context": json.dumps(context)} if context else data

    def _ficha_object(self, said):
        """
        :param said: an object of JSON, as a text or read
        :raise BadRequest: it is something else
        """
        try:
            # RecursionError: lists in lists without end
            read = json.loads(said) if isinstance(said, str) and said else said or {}
        except (ValueError, RecursionError):
            read = None
        if not isinstance(read, dict):
            raise BadRequest(
                request.env._(
                    "The address of this page is not complete. Go back to the list and "
                    "print from there."
                )
            )
        return read
