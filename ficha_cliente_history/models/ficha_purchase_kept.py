from odoo import fields, models


class UncheckedMany2one(fields.Many2one):
    """A link that PostgreSQL does not check, for rows that are made of documents, which
    have the same link and are checked.

    Checking looks up and locks the record it leads to, for each row that is written: of
    a company and its currency, which are the same for all, that took longer than
    writing the row.
    """

    def update_db_foreign_key(self, model, column):
        """Overrides the core's, which would make PostgreSQL check it."""


class FichaPurchaseKept(models.AbstractModel):
    """What the tables that the refresh of ``ficha.purchase.day`` makes have in common:
    rows of a customer and a company, made of the documents and written by nobody.

    Each says ``_auto = False`` itself, which the ORM does not take from a parent, and
    makes its table in ``init``. As the ORM makes one, every row would look up and lock
    its customer, its company and its currency: several times the cost of writing it,
    and posting would wait for a refresh.
    """

    _name = "ficha.purchase.kept.mixin"
    _description = "Kept of Purchases"
    _log_access = False
    _ficha_merge = "rebuild"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        help="The commercial entity that bought.",
    )
    company_id = fields.Many2one(
        "res.company", readonly=True, help="The company that sold."
    )
