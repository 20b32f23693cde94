from odoo import fields, models

from .ficha_proposal_make import PERSONAL
from .ficha_value_origin import SOURCES

FILE_SOURCES = [*SOURCES, ("website", "Website")]
POPULATIONS = [
    ("customer", "Has bought"),
    ("other", "Has not bought"),
    ("contact", "Contact of a company"),
]
# fields of the contact that its row is made from, besides the wanted data
MEASURED_FROM = {
    "active",
    "client_code",
    "commercial_partner_id",
    "company_id",
    "contact_point_ids",
    "country_id",
    "email",
    "email_normalized",
    "ficha_lifecycle",
    "is_company",
    "name",
    "parent_id",
    "partner_share",
    "phone",
    "type",
    "vat",
}


class FichaQuality(models.Model):
    """How good the data of a contact is: one row each, for lists and for the board.

    Written by :meth:`_refresh` only, with set-based SQL: shortly after a contact
    changed (``ficha.quality.queue``) and for everybody every night. A ficha itself
    shows what :meth:`_measure` finds at that moment. Active contacts with a template
    have a row; our own companies and people have none.
    """

    _name = "ficha.quality"
    _description = "Quality of a Customer File"
    _log_access = False
    _rec_name = "partner_id"
    _order = "id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="Whose data it is.",
    )
    template_id = fields.Many2one(
        "ficha.template",
        string="Template",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The template that says which data is wanted.",
    )
    population = fields.Selection(
        POPULATIONS, readonly=True, help="What they are to us."
    )
    completeness = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="0 to 100: how much of the wanted data is there, by weight.",
    )
    freshness = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="0 to 100: how much of what is there, and goes out of date, is recent, by "
        "weight. Only what came on a known day counts.",
    )
    freshness_known = fields.Boolean(
        readonly=True, help="Whether any such day is known."
    )
    missing = fields.Json(
        readonly=True,
        groups=PERSONAL,  # among them may be those of personal data
        help="Names of the fields that are missing.",
    )
    stale = fields.Json(
        readonly=True, groups=PERSONAL, help="Names of the fields that are stale."
    )
    has_identity = fields.Boolean(
        readonly=True,
        help="Really known: a name and a tax id that can be one; or a name, a client "
        "code and a telephone or e-mail address. Of a contact of a company, the name "
        "and a telephone or e-mail address of their own.",
    )
    bad_tax = fields.Boolean(
        readonly=True, help="The tax id is not one that the country can have given."
    )
    bad_phone = fields.Boolean(
        readonly=True, help="A telephone is not a number that can be called."
    )
    bad_email = fields.Boolean(
        readonly=True, help="The e-mail address is not one that can be written to."
    )
    source = fields.Selection(
        FILE_SOURCES, readonly=True, help="Where the file came from, if that is known."
    )
    date = fields.Datetime(readonly=True, help="When this row last changed.")

    # An index and not a constraint; rows of merged contacts go before the others move,
    # see wizard/base_partner_merge_quality.
    _partner_uniq = models.UniqueIndex("(partner_id)", "A contact has one row.")
    _population_idx = models.Index("(population, template_id)")
