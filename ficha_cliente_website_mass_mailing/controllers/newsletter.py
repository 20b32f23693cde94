import contextlib
import json

from odoo.http import request, route
from odoo.tools import parse_contact_from_email

from odoo.addons.ficha_cliente_portal.tools.tokens import network
from odoo.addons.ficha_cliente_portal.tools.typed import Refused, line
from odoo.addons.website_mass_mailing.controllers import main, website_form


def asked(lists, email, name):
    """A visitor wrote an address for these lists: the address is asked by a job, and
    here nobody is looked up."""
    try:
        name = line(name or "")
    except Refused:
        name = ""
    lists._ficha_ask(email, name, network(request.httprequest.remote_addr))


def lists_of(numbers):
    """The mailing lists of these numbers, as a page has them.

    :param numbers: whatever a visitor sent
    """
    known = []
    for number in map(str, numbers):
        with contextlib.suppress(ValueError):
            known.append(int(number))  # as Odoo reads it: " 5", "+5"
    known = [number for number in known if 0 < number < 2**31]
    # sudo: a visitor reads no lists, and is told nothing of them
    return request.env["mailing.list"].sudo().browse(known).exists()


class MassMailController(main.MassMailController):
    """The block of the website in which a visitor leaves an address."""

    def _get_value(self, subscription_type):
        """Extends website_mass_mailing's: of an address that a visitor wrote nobody is
        told whether it is subscribed."""
        if request.env.user._is_public():
            return None
        return super()._get_value(subscription_type)

    @route()
    def subscribe(self, list_id, value, subscription_type, **post):
        """Extends website_mass_mailing's: the answer is the same to everybody."""
        answer = super().subscribe(list_id, value, subscription_type, **post)
        if subscription_type == "email" and answer["toast_type"] == "success":
            answer["toast_content"] = request.env._(
                "We have sent you an e-mail: press the link in it, and it counts."
            )
        return answer

    @staticmethod
    def subscribe_to_newsletter(
        subscription_type, value, list_id, fname, address_name=None
    ):
        """Extends website_mass_mailing's: an address is written on a list once somebody
        there confirmed it. A telephone goes Odoo's way; who had left stays out."""
        if subscription_type != "email":
            # a method without an object has no super()
            main.MassMailController.subscribe_to_newsletter(
                subscription_type, value, list_id, fname, address_name
            )
            return
        name, email = parse_contact_from_email(str(value or ""))
        asked(lists_of([list_id]), email, name or address_name)


class WebsiteNewsletterForm(website_form.WebsiteNewsletterForm):
    """The same by a form of the website."""

    def _handle_website_form(self, model_name, **kwargs):
        """Extends website_mass_mailing's: whatever it refuses, it refuses. Who leaves
        no address, but a telephone, goes Odoo's way, as in the block."""
        email = str(kwargs.get("email") or "").strip()
        if model_name == "mailing.contact" and email:
            said = (kwargs.get("list_ids") or "").split(",")
            lists = lists_of(said)
            if len(lists) == len(said) and all(lists.mapped("is_public")):
                parts = map(kwargs.get, ("first_name", "last_name"))
                parts = " ".join(part for part in parts if isinstance(part, str))
                name = kwargs.get("name") or parts
                asked(lists, email, name)
                return json.dumps({"id": lists[0].id})
        return super()._handle_website_form(model_name, **kwargs)
