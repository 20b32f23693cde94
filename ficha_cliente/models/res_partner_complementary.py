from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_duration

from ..tools.groups import INTERNAL


class ResPartner(models.Model):
    """Complementary data: who is around the customer, how they buy, and how and
    when they like to be contacted."""

    _inherit = "res.partner"

    relation_ids = fields.One2many(
        "ficha.relation",
        "partner_id",
        string="People Around",
        groups=INTERNAL,
        help="Secretary, accountant, decision maker... of this customer.",
    )
    inverse_relation_ids = fields.One2many(
        "ficha.relation",
        "related_partner_id",
        string="Is Around",
        groups=INTERNAL,
        help="Customers in whose file this contact appears, and as what.",
    )
    preferred_channel_id = fields.Many2one(
        "ficha.channel",
        string="Preferred Channel",
        prefetch="ficha",
        ondelete="restrict",
        groups=INTERNAL,
        help="How they like to be contacted.",
    )
    contact_weekday_ids = fields.Many2many(
        "ficha.weekday",
        "res_partner_ficha_weekday_rel",
        "partner_id",
        "weekday_id",
        string="Days of Contact",
        groups=INTERNAL,
        help="Days on which they like to be contacted; none means any day.",
    )
    contact_hour_from = fields.Float(
        string="Contact from",
        prefetch="ficha",
        aggregator=None,
        groups=INTERNAL,
        help="From what time they can be contacted, for instance 9:30.",
    )
    contact_hour_to = fields.Float(
        string="Contact until",
        prefetch="ficha",
        aggregator=None,
        groups=INTERNAL,
        help="Until what time they can be contacted, for instance 14:00.",
    )
    buying_initiative = fields.Selection(
        [
            ("own", "On their own initiative"),
            ("call", "Must be called"),
            ("visit", "Must be visited"),
        ],
        string="How They Buy",
        prefetch="ficha",
        groups=INTERNAL,
        help="What usually has to happen before this customer buys.",
    )
    customer_requirements = fields.Text(
        string="Requirements",
        prefetch="ficha",
        groups=INTERNAL,
        help="What this customer demands: packaging, delivery hours, papers...",
    )
    customer_observations = fields.Text(
        string="Observations",
        prefetch="ficha",
        groups=INTERNAL,
        help="What anybody who deals with this customer should know.",
    )

    @api.constrains("contact_hour_from", "contact_hour_to")
    def _check_contact_hours(self):
        names = ("contact_hour_from", "contact_hour_to")
        for partner in self:
            for name in names:
                if not 0 <= partner[name] <= 24:
                    raise ValidationError(
                        self.env._(
                            "%(field)s: %(hour)s is not a time of day. Write one "
                            "between 0:00 and 24:00.",
                            field=self._fields[name]._description_string(self.env),
                            hour=format_duration(partner[name]),
                        )
                    )
            start, end = partner.contact_hour_from, partner.contact_hour_to
            if end and end <= start:
                raise ValidationError(
                    self.env._(
                        "Hours of contact: until %(end)s is not after from "
                        "%(start)s. Write an end later than the start.",
                        start=format_duration(start),
                        end=format_duration(end),
                    )
                )

    def _ficha_merge_before(self, merging):
        """Extends ours: what said that one of the merged contacts was around
        another of them says nothing any more, and would be a relation of the kept
        contact with itself."""
        result = super()._ficha_merge_before(merging)
        merging.remove_tied_to_themselves("ficha_relation")
        return result
