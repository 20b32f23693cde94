from odoo import api, fields, models
from odoo.tools import SQL


class FichaMissedPurchase(models.Model):
    """What customers nearly bought: a read-only union of documents (decision D8).

    Each module adds its SELECT in :meth:`_missed_selects`. Nothing is copied: a line
    is there while its document says so, and for whoever may see that document.
    """

    _name = "ficha.missed.purchase"
    _description = "Missed Purchase"
    _auto = False
    _order = "date DESC, id DESC"
    _rec_name = "name"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        help="The commercial entity that did not buy.",
    )
    company_id = fields.Many2one(
        "res.company", readonly=True, help="Company that did not sell."
    )
    user_id = fields.Many2one(
        "res.users", string="Salesperson", readonly=True, help="Who was selling."
    )
    date = fields.Date(readonly=True, help="When it was lost.")
    source = fields.Selection(
        [
            ("invoice_cancelled", "Cancelled invoice"),
            ("invoice_credited", "Credited invoice"),
            ("invoice_draft", "Draft left behind"),
            ("interaction", "Request that ended in nothing"),
        ],
        readonly=True,
        help="What kind of document tells it.",
    )
    name = fields.Char(string="Document", readonly=True, help="Name of the document.")
    amount = fields.Monetary(
        string="Missed",
        readonly=True,
        help="What was not bought, before taxes, in the company's currency.",
    )
    recovered_amount = fields.Monetary(
        string="Came back",
        readonly=True,
        help="The part of it that was bought soon afterwards.",
    )
    currency_id = fields.Many2one(
        "res.currency", readonly=True, help="Currency of the company."
    )
    reason = fields.Char(readonly=True, help="Why, as far as is known.")
    recovered = fields.Boolean(
        readonly=True,
        help="Whether the same product was bought soon afterwards.",
    )
    res_model = fields.Char(
        string="Model of the document", readonly=True, help="Model of the document."
    )
    res_id = fields.Many2oneReference(
        string="Record of the document",
        model_field="res_model",
        readonly=True,
        help="The document.",
    )

    @property
    def _table_query(self):
        # not as superuser: also behind a one2many the reader's rights decide
        selects = self.sudo(False)._missed_selects()
        return SQL(" UNION ALL ").join(SQL("(%s)", select) for select in selects)

    @api.model
    def _missed_selects(self):
        """The SELECTs that make the union, as the reader may see them.

        A module appends those of its documents, each made by :meth:`_missed_select`
        from ``Model._search(domain)``, and leaves out the models that the reader may
        not read. It also names in ``_depends`` the fields its SELECT reads, so that
        they are written before the union is read.

        Each gives these columns in this order, with these types: ``id`` (integer: the
        document's id times 32 plus the source's slot), ``partner_id`` (commercial
        entity), ``company_id``, ``user_id``, ``date`` (date), ``source`` (varchar),
        ``name`` (varchar), ``amount`` and ``recovered_amount`` (numeric, company
        currency), ``currency_id``, ``reason`` (varchar), ``recovered`` (boolean),
        ``res_model`` (varchar), ``res_id`` (integer).

        Slots: 0 to 9 core, 10 to 13 sale, 14 to 16 crm, 17 to 19 website_sale.

        :return: list of ``SQL``
        """
        # gives the columns their types, and keeps the union valid for a reader who
        # may see none of the documents
        return [
            SQL(
                """SELECT NULL::integer AS id, NULL::integer AS partner_id,
                    NULL::integer AS company_id, NULL::integer AS user_id,
                    NULL::date AS date, NULL::varchar AS source, NULL::varchar AS name,
                    NULL::numeric AS amount, NULL::numeric AS recovered_amount,
                    NULL::integer AS currency_id, NULL::varchar AS reason,
                    NULL::boolean AS recovered, NULL::varchar AS res_model,
                    NULL::integer AS res_id WHERE FALSE"""
            )
        ]

    def action_open_document(self):
        """Opens the document that tells it.

        :return: action on the form of the document, whose own rights apply
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
