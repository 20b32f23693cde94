from odoo import api, models

from ..tools.field_value import SUPPORTED

# What a document, the portal, a form or a file may propose, besides what the parts
# that extend ``_ficha_proposal_fields`` add. Names that this database does not have
# are left out.
PROPOSABLE = {
    # basic
    "name",
    "comercial",
    "vat",
    "company_registry",
    "street",
    "street2",
    "zip",
    "city",
    "state_id",
    "country_id",
    "email",
    "phone",
    "website",
    "function",
    "lang",
    "industry_id",
    "category_id",
    "birthdate_date",
    "gender",
    "nationality_id",
    "form_of_address_id",
    # complementary
    "preferred_channel_id",
    "contact_weekday_ids",
    "contact_hour_from",
    "contact_hour_to",
    "buying_initiative",
    "customer_requirements",
    "customer_observations",
    # academic and family
    "education_level",
    "occupation",
    "marital_status",
    # invoicing
    "purchase_reference_required",
    "standing_discount",
    "standing_discount_end",
}


class ResPartner(models.Model):
    """Which values of a ficha others may propose, and have their origin noted."""

    _inherit = "res.partner"

    @api.model
    def _ficha_proposal_fields(self):
        """Names of the fields a ``ficha.proposal`` may be about.

        Extend it to let your module's fields be proposed. What is computed, kept by
        the system or decides rights never belongs here: proposals come from outside.

        :return: set of str
        """
        return {
            name
            for name in PROPOSABLE
            if (field := self._fields.get(name)) and field.type in SUPPORTED
        }

    def _ficha_asked_of(self):
        """Hook: which data is wanted of this contact, so that nobody asks them for
        more.

        :return: names of fields; None where nothing says what is wanted
        """
        return None
