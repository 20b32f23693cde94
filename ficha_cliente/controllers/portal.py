from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class FichaCustomerPortal(CustomerPortal):
    @http.route()
    def portal_address_submit(self, partner_id=None, **form_data):
        """EXTENDS 'portal': what customers change of their own file is proposed where
        the file said something else, see ``res.partner.write``."""
        if not request.env.user._is_internal():
            request.update_context(ficha_portal_edit=True)
        return super().portal_address_submit(partner_id=partner_id, **form_data)
