from werkzeug.exceptions import NotFound

from odoo import http


class FichaNowhere(http.Controller):
    """Addresses under ours that are none.

    Where no route answers, Odoo looks for a file that is kept under that address, and
    an address with a NUL in it is then an error of the database, not one of nothing.
    """

    @http.route("/ficha/<path:rest>", type="http", auth="public", readonly=True)
    def nowhere(self, rest, **_other):
        """Not found.

        :param rest: what nobody knows
        """
        raise NotFound()
