from urllib.parse import quote

from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from ..models.res_partner_identify import GROUP
from ..tools import identify_query


class FichaIdentify(http.Controller):
    """Who is calling: for a telephone exchange, and for the browser of who answers."""

    @http.route(
        "/ficha/identify",
        type="http",
        auth="bearer",
        methods=["GET"],
        readonly=True,
        save_session=False,
    )
    def identify(self, phone=None, q=None, limit=None, **_other):
        """Answer ``{"results": [...]}`` as ``res.partner.identify`` does, with
        ``company`` and ``url`` for each.

        :param phone: a telephone number, as the exchange has it
        :param q: instead of it, anything that ``identify`` takes
        :return: JSON; 400 with ``{"error"}``, a sentence, when nothing can be asked
        """
        text = phone if phone is not None else q
        problem = self._problem(text, is_phone=phone is not None)
        if not problem and limit is not None and not str(limit).isdecimal():
            problem = request.env._("“limit” is not a number.")
        if problem:
            return request.make_json_response({"error": problem}, status=400)
        Partner = request.env["res.partner"]
        # a number of more digits than any limit has is the greatest one
        number = int(str(limit)[:6]) if limit else 8
        try:
            answer = Partner._identify_answer(Partner._identify(text, number))
            answer = Partner._identify_describe(answer)
        except AccessError:
            error = request.env._("You may not read contacts.")
            return request.make_json_response({"error": error}, status=403)
        # sudo: parameters are the administrator's; the address is in every e-mail
        base = request.env["ir.config_parameter"].sudo().get_param("web.base.url")
        for line in answer:
            line["url"] = f"{base}/odoo/fichas/{line['id']}"
        return request.make_json_response(
            {"results": answer}, headers=[("Cache-Control", "no-store")]
        )

    @http.route("/ficha/pop/<path:phone>", type="http", auth="user", methods=["GET"])
    def pop(self, phone, **_other):
        """Open the ficha of who has that number in the browser of who is logged in: the
        list when several have it, a new one when nobody has.

        :return: redirection into the backend; 400 or 403 with a sentence
        """
        if not request.env.user.has_group(GROUP):
            error = request.env._("You have no access to customer files.")
            return request.make_response(error, status=403)
        caller = request.env["res.partner"].identify_caller(phone)
        if caller is None:
            problem = self._problem(phone, is_phone=True)
            return request.make_response(problem, status=400)
        if "partner_id" in caller:
            return request.redirect(f"/odoo/fichas/{caller['partner_id']}")
        # "tel:" keeps the router of the web client from taking it for a number
        number = quote(f"tel:{phone}", safe="")
        return request.redirect(f"/odoo/ficha-pop?caller={number}")

    def _problem(self, text, is_phone):
        """Why nothing can be asked with ``text``, in a sentence; or None."""
        env = request.env
        if not text:
            return env._("Give a telephone number (“phone”), or any other query (“q”).")
        if len(text) > identify_query.MAX_LENGTH:
            return env._(
                "The query is too long: %s characters at most.",
                identify_query.MAX_LENGTH,
            )
        if identify_query.clean(text) is None and not is_phone:
            if any(map(str.isprintable, text)) and "\0" not in text:
                return None
            return env._("The query is not text.")
        countries = env["res.partner"]._identify_countries()
        if is_phone and not identify_query.phone_number(text, countries):
            return env._("This is not a telephone number.")
        return None
