from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente_history.models.ficha_purchase_summary import SEGMENTS

from ..tools.needs import needs

#: Of so many pairs of products that go together, the needs are made.
PAIRS = 400


class FichaSegmentSuggest(models.TransientModel):
    """Segments to start from, each with how many customers it has now: one is ticked
    and becomes a segment of the user's own."""

    _name = "ficha.segment.suggest"
    _description = "Segments to Start From"

    line_ids = fields.One2many(
        "ficha.segment.suggest.line",
        "wizard_id",
        string="Segments",
        default=lambda self: self._default_lines(),
        help="Tick those that you want.",
    )

    @api.model
    def _default_lines(self):
        """Those that the user may ask for, have somebody and are not there yet."""
        company = self.env.company
        Segment = self.env["ficha.segment"]
        Partner = self.env["res.partner"]
        there = set(
            Segment.with_context(active_test=False)
            .search([("company_id", "=", company.id)])
            .mapped("domain")
        )
        commands = []
        for name, note, color, domain in self._suggested(company):
            if str(domain) in there:
                continue
            asked = Segment.new(
                {"name": name, "domain": str(domain), "company_id": company.id}
            )
            try:
                asked._check_condition_fields(Domain(domain), Partner)
            except (AccessError, ValidationError, ValueError):
                continue  # they may not ask for it
            number = len(asked._condition_ids(Domain.TRUE))
            if number:
                commands.append(
                    Command.create(
                        {
                            "name": name,
                            "note": note,
                            "color": color,
                            "domain": str(domain),
                            "customer_count": number,
                        }
                    )
                )
        return commands

    @api.model
    def _suggested(self, company):
        """The segments to start from.

        Extension point: a module adds its own, with ``super()``.

        :return: list of ``(name, what for, colour, domain)``
        """
        result = [
            (
                self.env._("To visit"),
                self.env._(
                    "Must be visited before they buy, or of the most valuable, and "
                    "nobody has been with them for a month."
                ),
                4,
                [
                    "|",
                    ("buying_initiative", "=", "visit"),
                    ("value_tier", "=", "a"),
                    ("ficha_silent_days", ">=", 30),
                ],
            ),
            (
                self.env._("About to leave"),
                self.env._(
                    "Valuable, expected by now, and with a risk of losing them of 50 % "
                    "or more."
                ),
                1,
                [
                    ("drift_risk", ">=", 0.495),
                    ("value_tier", "in", ["a", "b"]),
                ],
            ),
            (
                self.env._("Buy one thing only"),
                self.env._(
                    "Bought three times or more, and all of it of one category: what "
                    "else could they use?"
                ),
                3,
                [
                    ("purchase_summary_ids", "any", [("purchase_count", ">=", 3)]),
                    ("ficha_category_count", "=", 1),
                ],
            ),
        ]
        labels = self.env["ficha.purchase.summary"]._fields["rfm_segment"]
        labels = dict(labels._description_selection(self.env))
        notes = self._rfm_notes()
        result += [
            (
                labels[key],
                notes[key],
                10,
                [("rfm_segment", "=", key)],
            )
            for key, _label in SEGMENTS
        ]
        return result + self._suggested_needs(company)

    @api.model
    def _rfm_notes(self):
        """Who the segments by recency, frequency and amount are, in a sentence each;
        what ``SEGMENT_RULES`` of the purchase histories asks of them."""
        return {
            "champion": self.env._(
                "Bought lately, of those who buy most and most often, and are not late."
            ),
            "loyal": self.env._("Buy rather often or much, and are not late."),
            "promising": self.env._(
                "Bought lately, but neither often nor much so far."
            ),
            "new": self.env._("Bought lately, for the first time."),
            "needs_attention": self.env._(
                "Late, or it is a while since they bought, and there is still time."
            ),
            "at_risk": self.env._(
                "Used to buy a fair amount, and by now it is likelier than not that "
                "they have left."
            ),
            "cannot_lose": self.env._(
                "Of those who bought most and most often, and by now it is likelier "
                "than not that they have left."
            ),
            "hibernating": self.env._(
                "Bought little, and by now it is likelier than not that they have left."
            ),
            "lost": self.env._(
                "Bought little and longest ago, with a risk of losing them of 80 % or "
                "more."
            ),
        }

    @api.model
    def _suggested_needs(self, company):
        """By what is bought together: products that the same customers have."""
        # sudo: pairs of products, told by their names to whoever may read these
        rows = self.env.execute_query(
            SQL(
                """SELECT source_id, product_id, likeness
                     FROM ficha_product_relation
                    WHERE company_id = %s AND together >= 3
                    ORDER BY likeness DESC, source_id, product_id
                    LIMIT %s""",
                company.id,
                PAIRS,
            )
        )
        result = []
        for group in needs(rows):
            # sudo: what is sold is called by its name, to whoever makes segments
            products = self.env["product.product"].sudo().browse(group).exists()
            if len(products) < 2:
                continue
            names = ", ".join(products[:3].mapped("name"))
            result.append(
                (
                    self.env._("Need: %s", names),
                    self.env._("Buy something of what is bought together."),
                    7,
                    [("bought_product_ids", "in", sorted(products.ids))],
                )
            )
        return result

    def action_make(self):
        """Make segments of those that are ticked.

        :return: window action: the segments
        :raises UserError: nothing is ticked
        """
        only_one(self)
        chosen = self.line_ids.filtered("chosen")
        if not chosen:
            raise UserError(self.env._("Tick the segments that you want."))
        self.env["ficha.segment"].create(
            [
                {
                    "name": line.name,
                    "note": line.note,
                    "color": line.color,
                    "domain": line.domain,
                    "company_id": self.env.company.id,
                }
                for line in chosen
            ]
        )
        return self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente_campaign.action_ficha_segment"
        )


class FichaSegmentSuggestLine(models.TransientModel):
    """One segment to start from."""

    _name = "ficha.segment.suggest.line"
    _description = "Segment to Start From"

    wizard_id = fields.Many2one(
        "ficha.segment.suggest",
        required=True,
        ondelete="cascade",
        help="The dialog it stands in.",
    )
    chosen = fields.Boolean(string="Make it", help="Make a segment of it.")
    name = fields.Char(required=True, help="What it will be called.")
    note = fields.Text(string="Who they are", help="Whom it finds.")
    color = fields.Integer(string="Colour", help="Of its label.")
    domain = fields.Char(required=True, help="What it asks.")
    customer_count = fields.Integer(
        string="Customers now", help="How many it has at this moment."
    )
