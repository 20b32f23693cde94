from dateutil.relativedelta import relativedelta

from odoo.addons.ficha_cliente.tests.common_documents import DocumentsCommon


class PurchaseCommon(DocumentsCommon):
    """Customers with posted documents, and their purchase history, on one day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Summary = cls.env["ficha.purchase.summary"]
        cls.Queue = cls.env["ficha.purchase.queue"]
        cls.clerk = cls._user("history_clerk", "account.group_account_readonly")
        cls.seller = cls._user("history_seller", "ficha_cliente.group_ficha_user")
        cls.outsider = cls._user("history_outsider", "base.group_user")
        # what other modules' demo data or tests left is not of this story
        cls.env.cr.flush()
        cls.env.cr.execute("DELETE FROM ficha_purchase_queue")

    @classmethod
    def _pay(cls, invoice, days_ago):
        cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create(
            {"payment_date": cls.today - relativedelta(days=days_ago)}
        )._create_payments()

    @classmethod
    def _row(cls, partner=None, company=None):
        """The history of a customer as it is now."""
        return cls.Summary.search(
            [
                ("partner_id", "=", (partner or cls.customer).id),
                ("company_id", "=", (company or cls.company).id),
            ]
        )

    @classmethod
    def _refreshed(cls, partner=None, company=None):
        partner = partner or cls.customer
        cls.Summary._refresh(partner)
        return cls._row(partner, company)

    @classmethod
    def _queued(cls):
        """Customers in the queue once the transaction has done what it does at its
        end."""
        cls.env.cr.flush()
        cls.env.cr.execute("SELECT partner_id FROM ficha_purchase_queue ORDER BY id")
        return [row[0] for row in cls.env.cr.fetchall()]

    @classmethod
    def _customers(cls, number):
        return cls.env["res.partner"].create(
            [{"name": f"Customer {index:03}"} for index in range(number)]
        )

    def _day(self, days):
        return self.today + relativedelta(days=days)
