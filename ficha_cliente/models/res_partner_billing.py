"""What the customer file says about how a customer is invoiced."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.arguments import only_one
from ..tools.groups import INTERNAL
from ..tools.words import in_date


class ResPartner(models.Model):
    _inherit = "res.partner"

    # no indexes: they would only serve the deletion of a journal, a currency or an
    # incoterm, and each makes every query on contacts a little dearer to plan
    invoice_journal_id = fields.Many2one(
        "account.journal",
        string="Invoice journal",
        company_dependent=True,
        index=False,
        check_company=True,
        ondelete="restrict",
        domain="[('type', '=', 'sale')]",
        groups=INTERNAL,
        help="Journal of this customer's invoices in the current company. "
        "Empty: the company's usual one.",
    )
    invoice_currency_id = fields.Many2one(
        "res.currency",
        string="Invoice currency",
        company_dependent=True,
        index=False,
        ondelete="restrict",
        domain="[('active', '=', True)]",
        groups=INTERNAL,
        help="Currency this customer is invoiced in by the current company. A journal "
        "with a currency of its own keeps it. Empty: the company's currency.",
    )
    invoice_incoterm_id = fields.Many2one(
        "account.incoterms",
        string="Incoterm",
        company_dependent=True,
        index=False,
        ondelete="restrict",
        groups=INTERNAL,
        help="Terms of delivery put on this customer's invoices. "
        "Empty: the company's usual ones.",
    )
    invoice_incoterm_location = fields.Char(
        string="Incoterm place",
        company_dependent=True,
        index=False,
        groups=INTERNAL,
        help="Place the incoterm refers to, such as the port or the warehouse.",
    )
    invoice_delivery_partner_id = fields.Many2one(
        "res.partner",
        string="Usual delivery address",
        index="btree_not_null",
        ondelete="set null",
        groups=INTERNAL,
        help="Where this customer's goods usually go. "
        "Empty: the delivery address among the customer's contacts.",
    )
    invoice_observations = fields.Text(
        string="Observations for the invoice",
        company_dependent=True,
        index=False,
        groups=INTERNAL,
        help="Text added to every invoice of this customer, below the company's own "
        "terms and conditions.",
    )
    customer_purchase_reference = fields.Char(
        string="Customer's purchase order",
        company_dependent=True,
        index=False,
        groups=INTERNAL,
        help="Standing purchase order the customer wants to read on the invoices; "
        "it goes to the invoice's customer reference.",
    )
    purchase_reference_required = fields.Boolean(
        string="Requires a purchase order",
        groups=INTERNAL,
        help="This customer returns invoices without a purchase order: none can be "
        "confirmed while its customer reference is empty.",
    )
    standing_discount = fields.Float(
        string="Standing discount (%)",
        digits="Discount",
        company_dependent=True,
        index=False,
        groups=INTERNAL,
        help="Discount put on every new invoice line of this customer, between 0 and "
        "100.",
    )
    standing_discount_end = fields.Date(
        string="Standing discount until",
        company_dependent=True,
        index=False,
        groups=INTERNAL,
        help="The last day on which the standing discount is put on new lines. Empty: "
        "it has no end.",
    )
    standing_discount_note = fields.Char(
        string="Whether the standing discount holds",
        compute="_compute_standing_discount_note",
        groups=INTERNAL,
        help="Says when the standing discount has ended.",
    )
    usual_line_ids = fields.One2many(
        "ficha.usual.line",
        "partner_id",
        string="Usual lines",
        groups=INTERNAL,
        help="What this customer usually buys; *Invoice the usual* puts it on an "
        "invoice.",
    )

    @api.constrains("standing_discount")
    def _check_standing_discount(self):
        """Refuse a discount that is none.

        :raises ValidationError: naming the field and what would be right.
        """
        for partner in self:
            if not 0 <= partner.standing_discount <= 100:
                raise ValidationError(
                    self.env._(
                        "Standing discount (%%) of %(customer)s: it must be between 0 "
                        "and 100.",
                        customer=partner.display_name,
                    )
                )

    @api.depends("standing_discount", "standing_discount_end")
    @api.depends_context("company", "lang")
    def _compute_standing_discount_note(self):
        for partner in self:
            partner.standing_discount_note = False
            if partner.standing_discount and not partner._standing_discount_now():
                partner.standing_discount_note = self.env._(
                    "The standing discount ended on %(day)s: new lines go without it. "
                    "Write a later day, or none, to give it again.",
                    day=in_date(self.env, partner.standing_discount_end),
                )

    def _standing_discount_now(self):
        """The contact's own standing discount, while it has not ended.

        :return: percentage; 0 when there is none, or none any more
        """
        end = self.standing_discount_end
        if end and end < fields.Date.context_today(self):
            return 0.0
        return self.standing_discount

    def _ficha_invoice_value(self, fname, company):
        """Value of an invoicing field for documents of ``company``: the contact's own
        and, where the contact has none, that of its commercial entity.

        Extension point of the pre-fill: this is the one place where invoices,
        quotations, usual lines and what an invoice teaches read such values, so a
        module that extends it has the last word in all of them. Payment term and fiscal
        position are copied to contacts by Odoo itself; the others are not, hence the
        fallback.

        :param str fname: a field of res.partner: those of this file, and Odoo's payment
            term and payment method.
        :param company: the company of the document.
        :return: the value, as read on the record; empty if neither has one, and then
            what Odoo concludes stands. Of the standing discount and its end: of the one
            that holds today.
        """
        partner = self.with_company(company)
        entity = partner.commercial_partner_id
        if fname == "standing_discount":
            return partner._standing_discount_now() or entity._standing_discount_now()
        if fname == "standing_discount_end":
            own = partner if partner._standing_discount_now() else entity
            return own[fname] if own._standing_discount_now() else False
        return partner[fname] or entity[fname]

    def _ficha_merge_together(self):
        """Extends ours: the discount of one with the end of another would be a third,
        that nobody gave; and a place is that of its incoterm."""
        return super()._ficha_merge_together() | {
            "standing_discount": ("standing_discount_end",),
            "invoice_incoterm_id": ("invoice_incoterm_location",),
        }

    def _ficha_usual_lines(self, company):
        """Usual lines for a document of ``company``: the contact's own and, where the
        contact has none, those of its commercial entity.

        :return: ficha.usual.line, in order.
        """
        self.ensure_one()
        for partner in (self, self.commercial_partner_id):
            lines = partner.usual_line_ids.filtered(
                lambda line: line.product_id.active
                and (not line.company_id or line.company_id in company.parent_ids)
            )
            if lines:
                return lines.sorted(lambda line: (line.sequence, line.id))
        return self.env["ficha.usual.line"]

    def action_ficha_invoice_usual(self):
        """Make a draft invoice with what the customer usually buys and open it.

        :return: the action that opens the invoice or, when there is nothing to
            invoice, a notification that says what to do.
        """
        only_one(self)
        AccountMove = self.env["account.move"]
        if not AccountMove._ficha_usual_source(self, self.env.company):
            return AccountMove._ficha_nothing_usual(self)
        invoice = AccountMove.create(
            {"move_type": "out_invoice", "partner_id": self.id}
        )
        invoice._ficha_add_usual()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoice the usual"),
            "res_model": "account.move",
            "res_id": invoice.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {"default_move_type": "out_invoice"},
        }
