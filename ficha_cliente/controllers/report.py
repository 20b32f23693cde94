import json

from werkzeug.exceptions import BadRequest, NotFound

from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.report import ReportController

from ..models.ir_actions_report import OURS

WAYS = ("html", "pdf", "text")


def _is_number(text):
    """Whether Python makes a number of it: what the core asks is true of “²” too."""
    return text.isdecimal() and len(text) < 20


class FichaReportController(ReportController):
    @http.route()
    def report_routes(self, reportname, docids=None, converter=None, **data):
        """EXTENDS 'web': an address of a report of ours that says what nobody
        understands is answered with a sentence, and is no error of the server."""
        if reportname.startswith(OURS):
            if converter not in WAYS:
                raise NotFound()
            data = self._ficha_asked(data)
            if docids:
                docids = ",".join(filter(_is_number, docids.split(",")))
                if not docids:
                    raise NotFound()
        return super().report_routes(
            reportname, docids=docids, converter=converter, **data
        )

    def _ficha_asked(self, data):
        """The context that an address says, a text or, among its options, an object
        already. Ours read nothing else of it, and a word for ``docids`` among the
        options would be one too many for the core.

        :return: the same, as the core reads it
        """
        said = data | self._ficha_object(data.get("options"))
        context = self._ficha_object(said.get("context"))
        return {"context": json.dumps(context)} if context else {}

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
