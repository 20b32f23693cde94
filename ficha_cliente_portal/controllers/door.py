"""What all doors have in common: their headers, their one page for whatever is not
there, the language of the visitor and the visit of a customer."""

import dataclasses
import functools
import json
import logging
from typing import Any

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request
from odoo.tools import get_lang, groupby

from odoo.addons.ficha_cliente.tools.words import in_date
from odoo.addons.ficha_cliente_privacy.tools.point_key import masked

from ..tools.tokens import network
from ..tools.typed import Refused

_logger = logging.getLogger(__name__)

COOKIE = "ficha_visit"
MAX_BODY = 64 * 1024
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
}


@dataclasses.dataclass
class Visit:
    """A customer at the door.

    ``partner`` with the rights that the door gives, not those of the visitor; ``base``
    the address under which the pages of this visit are; ``link`` the one they came by.
    """

    partner: Any
    source: str
    base: str
    proven: bool
    link: Any = None

    def said(self):
        """Where what they write came from, for who decides."""
        env = self.partner._ficha_office().env
        if not self.link:
            return env._("Customer portal")
        return env._("Link sent to %s", self.link.sent_to_masked)


def opened(path, auth="public"):
    """Decorator of a page that is opened, which changes nothing: see :func:`ours`."""
    route = http.route(
        path, type="http", auth=auth, methods=["GET"], readonly=True, sitemap=False
    )
    return lambda method: route(ours(method))


def pressed(path, auth="public", csrf=True):
    """Decorator of what is done when a button is pressed: see :func:`ours`.

    :param bool csrf: whether it takes the token of the form; where not, only less can
        come of it, or it is asked for later
    """
    # The token is asked for by ours(), not by Odoo, whose page of an error has neither
    # our headers nor a sentence for a customer.
    route = http.route(
        path, type="http", auth=auth, methods=["POST"], csrf=False, sitemap=False
    )
    return lambda method: route(ours(method, csrf))


def ours(method, csrf=False):
    """A route of ours: in the language of the visitor; what is too long or no form is
    refused before anything is read of it, and what a model refuses is a page of ours,
    of which nothing is kept.

    :param bool csrf: whether the token of the form must be in it
    """

    @functools.wraps(method)
    def asked_for(self, *args, **kwargs):
        asked = request.httprequest
        if (asked.content_length or 0) > MAX_BODY:
            return page(
                "sentence", 413, sentence=request.env._("This is too much at once.")
            )
        if asked.files:
            return page(
                "sentence", 400, sentence=request.env._("Files are not taken here.")
            )
        request.update_context(lang=get_lang(request.env, request.best_lang).code)
        if csrf and not request.validate_csrf(kwargs.pop("csrf_token", None)):
            return expired()
        try:
            return method(self, *args, **kwargs)
        except (AccessError, MissingError):
            # that there is such a thing is told to nobody
            request.env.cr.rollback()
            return gone()
        except UserError:
            # its words are for our own people, and may name somebody
            request.env.cr.rollback()
            _logger.info("What was sent to %s was refused", method.__name__)
            return not_kept()

    return asked_for


def page(name, status=200, **values):
    """One of our pages.

    :param str name: of the template, without the module
    :return: response
    """
    company = values.pop("company", None) or request.env.company
    response = request.render(
        f"ficha_cliente_portal.{name}",
        {
            "company": company.sudo(),  # its name and logo are on each page
            "html_lang": (request.env.lang or "en_US").replace("_", "-"),
            **values,
        },
    )
    response.flatten()
    response.status_code = status
    return guarded(response)


def guarded(response):
    """A response with the headers of our pages."""
    for header, value in HEADERS.items():
        response.headers[header] = value
    return response


def gone():
    """The one answer to whatever is not there: never was, is used up, has expired."""
    return page("gone", 404)


def too_often():
    """The answer to who knocks too often."""
    response = page(
        "sentence", 429, sentence=request.env._("That was too often. Try later.")
    )
    response.headers["Retry-After"] = "3600"
    return response


def code_page(typed=""):
    """A box for the code of a paper. It looks nobody up."""
    # sudo: a setting of the company
    if not request.env.company.sudo().ficha_public_pages:
        return gone()
    return page("code", typed=typed)


def missed():
    """The answer to who tried something that is not there: it counts."""
    request.env["ficha.rate"]._missed(request.env.company.sudo())  # its name is told
    return gone() if allowed("wrong", visitor()) else too_often()


def closed():
    """Whether the doors at which something can be tried are closed for a while."""
    return request.env["ficha.rate"]._is_closed(request.env.company)


def refused():
    """The answer to a form that is not the one of the page."""
    sentence = request.env._("This form is not the one of the page. Open it again.")
    return page("sentence", 400, sentence=sentence)


def expired():
    """The answer to a button of a page that was open for too long."""
    sentence = request.env._(
        "The page was open for too long. Go back, load it again, and press once more."
    )
    return page("sentence", 400, sentence=sentence)


def not_kept():
    """The answer to what one of our models refuses, in words for a customer."""
    sentence = request.env._(
        "This could not be kept as it was written, and nothing has changed. Look at it "
        "again, or write to us."
    )
    return page("sentence", 400, sentence=sentence)


def moved(url):
    """Go on at an address of ours."""
    return guarded(request.redirect(url, code=303))


def visitor():
    """Whom a visitor is counted as."""
    return network(request.httprequest.remote_addr)


def allowed(limit, subject):
    """Whether somebody has not knocked too often, this time included."""
    return request.env["ficha.rate"]._hit(limit, subject)


def link_of(token, *scopes):
    """The link of a token, or an empty one; misses of a visitor are counted where
    something is done, not where a page is opened."""
    return request.env["ficha.link"]._find(token, scopes)


def speak(partner):
    """From here on in the language of the customer."""
    code = get_lang(request.env, partner.lang).code if partner.lang else None
    if code:
        request.update_context(lang=code)
    return partner.with_context(lang=request.env.lang)


def texts(typed, prefix):
    """The boxes of a form whose names begin with a prefix.

    :return: ``{name without the prefix: text}``
    :raise Refused: what is no text
    """
    found = {
        name.removeprefix(prefix): value
        for name, value in typed.items()
        if name.startswith(prefix)
    }
    if any(not isinstance(value, str) or "\0" in value for value in found.values()):
        raise Refused("text")
    return found


class Pages:
    """The pages of a customer who is in, the same by a link and in the portal.

    No controller itself: Odoo makes one of all that extend the same controller.
    """

    def file_page(
        self, visit, status=200, typed=None, errors=None, done=None, place=None
    ):
        """What we have of them, with a box for each.

        :param dict place: what they typed of another address, to be shown again
        """
        partner = visit.partner
        lines = partner._ficha_door_page(visit.proven, typed, errors)
        code_at = not visit.proven and visit.link._code_point()
        phones = request.env["ficha.link"]._phones_waiting(partner)
        return page(
            "file",
            status,
            visit=visit,
            company=partner.env.company,
            lines=[one for one in lines if not (one["company"] or one["place"])],
            places=[
                (partner.browse(id_)._ficha_door_place_name(), list(some))
                for id_, some in groupby(lines, lambda one: one["place"])
                if id_
            ],
            place_boxes=partner._ficha_door_place_boxes(place, errors),
            further=partner._ficha_door_points(),
            company_lines=[line for line in lines if line["company"]],
            # what waits would tell which guess was right: that one proposes nothing
            requests=partner._ficha_door_requests() if visit.proven else [],
            preferences=partner._ficha_preferences(),
            deductions=partner._ficha_deductions() if visit.proven else [],
            pause=in_date(partner.env, partner._ficha_pause()),
            often=partner.ficha_news_often,
            wishes=partner._ficha_wishes() if visit.proven else None,
            errors=errors,
            done=done,
            code_at=code_at and masked(*code_at),
            phone_at=phones[:1].sent_to_masked,
        )

    def file_correct(self, visit, typed):
        """What they typed, as proposals; the page again where something is wrong."""
        partner = visit.partner
        if not allowed("correct_visitor", visitor()) or not allowed(
            "correct", partner.id
        ):
            return too_often()
        known = ("csrf_token", *(n for n in typed if n.startswith(("f_", "s_"))))
        try:
            if set(typed) - set(known):
                raise Refused("unknown")
            values = texts(typed, "f_")
            errors, labels = partner._ficha_door_correct(
                values, texts(typed, "s_"), visit.proven, visit.source, visit.said()
            )
        except Refused:
            return refused()
        if errors:
            return self.file_page(visit, 422, values, errors)
        return moved(f"{visit.base}?done={'sent' if labels else 'nothing'}")

    def place_add(self, visit, typed):
        """Another delivery address: at once, once they have shown who they are."""
        if not visit.proven:
            return gone()
        partner = visit.partner
        if not allowed("correct_visitor", visitor()) or not allowed(
            "correct", partner.id
        ):
            return too_often()
        try:
            values = texts(typed, "f_new_")
            if set(typed) - {"csrf_token", *(f"f_new_{name}" for name in values)}:
                raise Refused("unknown")
            errors = partner._ficha_door_place_add(values)
        except Refused:
            return refused()
        if errors is None:
            sentence = request.env._(
                "There are many addresses already: write to us, and we will add it."
            )
            return page("sentence", 400, sentence=sentence)
        if errors:
            return self.file_page(visit, 422, errors=errors, place=values)
        return moved(f"{visit.base}?done=place")

    def phone_confirm(self, visit, typed):
        """The code that went to a new telephone, or that none came."""
        if not allowed("proof", visitor()):
            return too_often()
        partner, code = visit.partner, typed.get("code")
        if typed.get("none"):
            partner._ficha_phone_no_code()
            return moved(f"{visit.base}?done=sent")
        if isinstance(code, str) and partner._ficha_phone_code(code[:40]):
            return moved(f"{visit.base}?done=phone")
        if not request.env["ficha.link"]._phones_waiting(partner):
            sentence = request.env._(
                "This code cannot be used any more. Write the telephone again."
            )
            return page("sentence", 400, sentence=sentence)
        sentence = request.env._("That is not the code that we sent.")
        return self.file_page(visit, 422, errors={"phone_code": sentence})

    def preference_change(self, visit, typed, method):
        """Stop something at once, or for a while, or ask to start it.

        :param str method: how it reached us
        :return: response
        """
        partner, stop, start = visit.partner, typed.get("stop"), typed.get("start")
        pause, until = typed.get("pause"), typed.get("until") or ""
        often = typed.get("often")
        forwarded = bool(visit.link) and visit.link.scope == "preferences"
        if isinstance(often, str) and not (stop or start or pause):
            found = partner._ficha_preference_often(often, only_less=forwarded)
            done = "noted"
        elif isinstance(pause, str) and not (stop or start):
            ends = pause != "until"
            found = isinstance(until, str) and bool(until or ends)
            found = found and partner._ficha_preference_pause(
                "" if ends else until, method, only_less=forwarded
            )
            done = "going_on" if ends else "stopped"
            if not (found or ends):
                sentence = request.env._("Choose a day within the next two years.")
                return page("sentence", 400, sentence=sentence)
        elif isinstance(stop, str) and not start:
            found = partner._ficha_preference_off(stop, method)
            if found:  # what is written to is an address, whoever else has it
                own = partner.email_normalized
                address = visit.link._sent_to() if forwarded else own
                partner._ficha_preference_off_there(stop, method, address)
            done = "stopped"
        elif isinstance(start, str) and not stop:
            link, address = visit.link, partner.email_normalized
            found = partner._ficha_preference_ask(
                start, link._sent_to() if link else address
            )
            done = "asked"
        else:
            found = False
        if not found:
            return page(
                "sentence",
                400,
                sentence=request.env._("There is no such thing to choose."),
            )
        return moved(f"{visit.base}?done={done}")

    def request_withdraw(self, visit, typed):
        """Something they asked for and take back while it waits."""
        if not visit.proven:
            return gone()
        said = typed.get("request")
        if not isinstance(said, str) or not visit.partner._ficha_door_withdraw(said):
            sentence = request.env._("It was answered already: look at it again.")
            return page("sentence", 400, sentence=sentence)
        return moved(f"{visit.base}?done=withdrawn")

    def file_copy(self, visit):
        """The page as a file to take with them; once they have shown who they are."""
        if not visit.proven:
            return gone()
        if not allowed("download", visit.partner.id):
            return too_often()
        whole = visit.partner._ficha_door_copy()
        return guarded(
            request.make_response(
                json.dumps(whole, ensure_ascii=False, indent=2),
                [
                    ("Content-Type", "application/json; charset=utf-8"),
                    ("Content-Disposition", 'attachment; filename="ficha.json"'),
                    ("X-Content-Type-Options", "nosniff"),
                ],
            )
        )

    def wish_change(self, visit, typed):
        """How they like to be attended: at once, once they have shown who they are."""
        if not visit.proven:
            return gone()
        days = [name.removeprefix("day_") for name in typed if name.startswith("day_")]
        try:
            hours = texts(typed, "hour_")
            ways = texts(typed, "way_")
            visit.partner._ficha_wish(
                days,
                hours.get("from"),
                hours.get("to"),
                ways.get("channel"),
                ways.get("lang"),
            )
        except Refused as problem:
            if problem.args[0] != "hours":
                return refused()
            sentence = request.env._(
                "Write hours like 9:00, the second after the first."
            )
            return page("sentence", 400, sentence=sentence)
        return moved(f"{visit.base}?done=noted")
