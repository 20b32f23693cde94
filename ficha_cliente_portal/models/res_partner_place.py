from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.by_hand import made_by_us
from odoo.addons.ficha_cliente.tools.groups import INTERNAL
from odoo.addons.ficha_cliente.tools.words import in_date

from ..tools.typed import Refused, line
from .res_partner_door import ADDRESS, AUTOCOMPLETE

#: Addresses that are the customer's and nobody's in particular.
PLACES = ("delivery", "invoice")
#: So many are on the page, and no more are added there.
MOST_PLACES = 10


class ResPartner(models.Model):
    """Where a customer wants things sent, and how else we reach them: what is on their
    page beside their own file. A new address counts at once, as in Odoo's portal, and
    says that nobody has checked it; what is changed of one that is there is proposed.
    """

    _inherit = "res.partner"

    ficha_added_on = fields.Date(
        "Added by the customer on",
        readonly=True,
        copy=False,
        groups=INTERNAL,
        help="The customer wrote this address on the pages for customers, and nobody "
        "has checked it yet.",
    )

    # No @api.depends on the day: account.move stores what depends on the name, as with
    # the code (ficha_cliente). What is said here is asked for on screens, never kept.
    def _compute_display_name(self):
        """Extends the core's: where staff choose an address for a document, one that a
        customer added and nobody has checked says so."""
        super()._compute_display_name()
        if not self.env.context.get("formatted_display_name"):
            return
        if not self._has_field_access(self._fields["ficha_added_on"], "read"):
            return
        for partner in self:
            if partner.ficha_added_on:
                mark = self.env._("not checked yet")
                partner.display_name += f" \t --{mark}--"

    def _ficha_door_places(self):
        """The addresses of this customer that they see and correct: once they have
        shown who they are, and where they speak for the company.

        :return: ``res.partner``
        """
        self.ensure_one()
        proven = self.env.context.get("ficha_door_proven")
        if not proven or not self._ficha_door_speaks():
            return self.browse()
        return self.search(
            [
                ("parent_id", "=", self.commercial_partner_id.id),
                ("type", "in", PLACES),
                # of a customer of several companies each shows its own
                *self._check_company_domain(self.env.company),
            ],
            order="id",
            limit=MOST_PLACES,
        )

    def _ficha_door_place_name(self):
        """What such an address is called on the page.

        :return: text
        """
        if self.type == "invoice":
            return self.env._("Where invoices go")
        return self.env._("Where deliveries go")

    def _ficha_door_points(self):
        """How else we reach them, to be seen: what there is beside the first.

        :return: ``[{"kind", "value", "verified"}]``
        """
        self.ensure_one()
        if not self.env.context.get("ficha_door_proven"):
            return []
        points = self.contact_point_ids
        kinds = dict(points._fields["kind"]._description_selection(self.env))
        return [
            {
                "kind": kinds[point.kind],
                "value": point.value,
                "verified": point.verified_on
                and self.env._(
                    "you confirmed it on %s", in_date(self.env, point.verified_on)
                ),
            }
            for point in points
            # what we wrote beside it or instead of it is a note of ours
            if self._ficha_door_told(point.kind, point.value)
        ]

    def _ficha_door_place_boxes(self, typed=None, errors=None):
        """The boxes in which a customer writes another delivery address; none for who
        writes none.

        :return: as :meth:`_ficha_door_page`
        """
        self.ensure_one()
        proven = self.env.context.get("ficha_door_proven")
        if not proven or not self._ficha_door_speaks():
            return []
        typed, errors = typed or {}, errors or {}
        return [
            {
                "name": f"new_{name}",
                "label": self._ficha_door_label(self._fields[name]),
                "shown": "",
                "masked": False,
                "value": typed.get(name, ""),
                "options": None,
                "seal": False,
                "error": errors.get(f"new_{name}"),
                "origin": None,
                "type": "text",
                "autocomplete": f"shipping {AUTOCOMPLETE[name]}",
            }
            for name in ADDRESS
        ]

    def _ficha_door_place_add(self, typed):
        """Another delivery address, which counts at once. Saying it twice adds one.

        :param dict typed: ``{name of a field: text}``
        :return: sentences by name of the box; None when there are too many already
        :raise Refused: a box that is not on the page
        """
        self.ensure_one()
        if typed.keys() - set(ADDRESS) or not self._ficha_door_speaks():
            raise Refused("unknown")
        values, errors = {}, {}
        for name in ADDRESS:
            try:
                values[name] = line(typed.get(name) or "") or False
                if name in ("street", "city") and not values[name]:
                    raise Refused("empty")
            except Refused as problem:
                errors[f"new_{name}"] = self._ficha_door_problem(problem.args[0])
        if errors:
            return errors
        entity = self.commercial_partner_id
        # of two presses at one moment the second waits here, and Odoo repeats it: it
        # then sees the address of the first
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET write_date = write_date WHERE id = %s",
                entity.id,
            )
        )
        there = self._ficha_door_places()
        if any(
            all((one[name] or False) == values[name] for name in ADDRESS)
            for one in there
            if one.type == "delivery"
        ):
            return {}
        if len(there) >= MOST_PLACES:
            return None
        # sudo: their own, written by who has shown who they are. A wrong tax number of
        # theirs came from us, and the address takes it over: not theirs to hear of here
        partners = made_by_us(self._ficha_office().env["res.partner"])
        place = partners.with_context(
            ficha_door_place=True, no_vat_validation=True
        ).create(
            {
                **values,
                "type": "delivery",
                "parent_id": entity.id,
                "company_id": entity.company_id.id,
                "country_id": entity.country_id.id,
                "lang": entity.lang,
                "ficha_added_on": fields.Date.context_today(self),
            }
        )
        where = ", ".join(values[name] for name in ADDRESS if values[name])
        entity._message_log(
            body=self._ficha_office().env._(
                "Another delivery address, written on the pages for customers and not "
                "checked yet: %s.",
                where,
            )
        )
        self._ficha_door_receipt(
            [self.env._("Another delivery address")],
            self.env["ficha.proposal"],
            {"email": self.browse(), "phone": self.browse()},
            place,
        )
        return {}

    def _handle_first_contact_creation(self):
        """Extends base's, which takes the address of the first contact for that of a
        customer who has none: where things are sent is not where they are."""
        if self.env.context.get("ficha_door_place"):
            return None
        return super()._handle_first_contact_creation()

    def action_ficha_place_checked(self):
        """Somebody of ours has checked the address that the customer added.

        :return: True
        """
        self.check_access("write")
        self.filtered("ficha_added_on").ficha_added_on = False
        return True
