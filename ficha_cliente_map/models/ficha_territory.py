from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.ficha_cliente.tools.arguments import only_one

from ..tools.distance import is_place
from ..tools.locate import Address, locate
from ..tools.zone import is_inside, read_zone

# working days of a month
MONTH = 21


def a_figure(label, words, compute="_compute_figures"):
    """A field of a territory: a figure of a month, with one decimal, that nobody adds
    up over territories."""
    return fields.Float(
        string=label, digits=(10, 1), compute=compute, aggregator=None, help=words
    )


class FichaTerritory(models.Model):
    """Territories on the map: an outline that somebody drew, who is within, and what
    that asks of the salesperson."""

    _inherit = "ficha.territory"

    outline = fields.Text(
        help="Only customers within these corners: latitude and longitude of each. "
        "Draw it on the map.",
    )
    visit_minutes = fields.Integer(
        string="Minutes per visit",
        default=45,
        help="How long a visit takes there, with the way to it.",
    )
    customer_count = fields.Integer(
        string="Customers", compute="_compute_figures", help="Customers within it."
    )
    other_count = fields.Integer(
        string="Of somebody else",
        compute="_compute_figures",
        help="Customers within it whose salesperson is another, or nobody.",
    )
    visits = a_figure(
        "Visits a month",
        "Visits that the cadences of their colours ask for in a month.",
    )
    hours = a_figure("Hours a month", "What these visits take.")
    seller_hours = a_figure(
        "Of the salesperson in all",
        "Hours a month of all territories of this salesperson.",
        "_compute_seller_hours",
    )

    @api.constrains("outline")
    def _check_outline(self):
        for territory in self.filtered("outline"):
            # says itself what is wrong
            self.env["res.partner"]._map_in_zone(territory.outline)

    @api.constrains("visit_minutes")
    def _check_minutes(self):
        for territory in self:
            if not 1 <= territory.visit_minutes <= 600:
                raise ValidationError(
                    self.env._("A visit takes between 1 and 600 minutes.")
                )

    def _fits(self, vals, company_id):
        """Extends ours: where there is an outline, the pin or the address is in it."""
        if not super()._fits(vals, company_id):
            return False
        corners = read_zone(self.outline)
        if not corners:
            return True
        point = (vals.get("pin_latitude") or 0, vals.get("pin_longitude") or 0)
        if not is_place(*point):
            country = self.env["res.country"].browse(vals.get("country_id") or [])
            state = self.env["res.country.state"].browse(vals.get("state_id") or [])
            found = locate(
                Address(
                    country.code,
                    state.code,
                    vals.get("zip") or "",
                    vals.get("city") or "",
                )
            )
            if not found.precision:
                return False
            point = found[:2]
        return is_inside(point, corners)

    def _customers(self):
        """The customers within it.

        :return: Domain
        """
        self.ensure_one()
        domain = Domain("parent_id", "=", False) & Domain("partner_share", "=", True)
        if self.company_id:
            domain &= Domain("company_id", "in", (False, self.company_id.id))
        if self.outline:
            if not read_zone(self.outline):
                return Domain.FALSE
            domain &= self.env["res.partner"]._map_in_zone(self.outline)
        if self.country_id:
            domain &= Domain("country_id", "=", self.country_id.id)
        if self.state_ids:
            domain &= Domain("state_id", "in", self.state_ids.ids)
        if parts := self._zip_parts():
            domain &= Domain.OR(self._of_postcodes(part) for part in parts)
        return domain

    @api.model
    def _of_postcodes(self, part):
        """Whose postcode begins so, or is in the range."""
        first, _dash, last = part.partition("-")
        if last:
            return Domain("zip", ">=", first) & Domain("zip", "<=", f"{last}~")
        return Domain("zip", "=like", f"{first}%")

    def _others(self):
        return self._customers() & (
            Domain("user_id", "!=", self.user_id.id) | Domain("user_id", "=", False)
        )

    @api.depends(
        "outline",
        "user_id",
        "company_id",
        "country_id",
        "state_ids",
        "zips",
        "visit_minutes",
    )
    def _compute_figures(self):
        Partner = self.env["res.partner"]
        for territory in self:
            domain = territory._customers()
            territory.customer_count = Partner.search_count(domain)
            territory.other_count = Partner.search_count(territory._others())
            visits = sum(
                count * MONTH / state.cadence_days
                for state, count in Partner._read_group(
                    domain & Domain("followup_state_id.cadence_days", ">", 0),
                    ["followup_state_id"],
                    ["__count"],
                )
            )
            # as they are shown: hours are of these visits, and sums of these hours
            territory.visits = round(visits, 1)
            territory.hours = round(territory.visits * territory.visit_minutes / 60, 1)

    @api.depends("hours", "user_id")
    def _compute_seller_hours(self):
        """What if: with the outline and the salesperson as they stand on the screen."""
        for territory in self:
            others = self.search(
                [
                    ("user_id", "=", territory.user_id.id),
                    ("id", "!=", territory._origin.id),
                ]
            )
            territory.seller_hours = territory.hours + (
                sum(others.mapped("hours")) if territory.user_id else 0
            )

    def action_customers(self):
        """The list of its customers."""
        return self._list("_customers")

    def action_others(self):
        """The list of its customers who have another salesperson."""
        return self._list("_others")

    def _list(self, whose):
        only_one(self)
        partners = self.env["res.partner"].search(getattr(self, whose)())
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "res.partner",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "domain": [("id", "in", partners.ids)],
        }

    def action_assign(self):
        """Its customers get its salesperson."""
        only_one(self)
        self.check_access("write")
        self.env["res.partner"].search(self._others()).write(
            {"user_id": self.user_id.id}
        )
        return True
