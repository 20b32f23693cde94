import json

from odoo.http import request, route
from odoo.tools import parse_contact_from_email

from odoo.addons.ficha_cliente_portal.tools.tokens import network
from odoo.addons.website_mass_mailing.controllers import main, website_form


def asked(lists, email, name):
    """A visitor wrote an address for these lists: the address is asked by a job, and
    here nobody is looked up."""
    visitor = network(request.httprequest.remote_addr)
    lists._ficha_ask(email, name, visitor)


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
        name, email = parse_contact_from_email(value)
        # sudo: a visitor reads no lists
        lists = request.env["mailing.list"].sudo().browse(int(list_id)).exists()
        asked(lists, email, name or address_name)


class WebsiteNewsletterForm(website_form.WebsiteNewsletterForm):
    """The same by a form of the website."""

    def _handle_website_form(self, model_name, **kwargs):
        """Extends website_mass_mailing's: whatever it refuses, it refuses."""
        said = (kwargs.get("list_ids") or "").split(",")
        if model_name == "mailing.contact" and all(n.strip().isdecimal() for n in said):
            # sudo: as above
            lists = request.env["mailing.list"].sudo().browse(map(int, said)).exists()
            if lists and all(lists.mapped("is_public")):
                asked(lists, kwargs.get("email") or "", kwargs.get("name") or "")
                return json.dumps({"id": lists[0].id})
        return super()._handle_website_form(model_name, **kwargs)
