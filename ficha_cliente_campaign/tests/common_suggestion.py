from dateutil.relativedelta import relativedelta

from odoo import Command, fields

from odoo.addons.ficha_cliente.tests.common_documents import DocumentsCommon


class SuggestionCommon(DocumentsCommon):
    """A customer who buys sheets and soap, and twelve who buy sheets, nine of them
    towels too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.category = cls.env["product.category"].create({"name": "Invented linen"})
        names = ("sheets", "towels", "soap", "wine", "candles")
        products = cls.env["product.product"].create(
            [
                {
                    "name": f"Invented {name}",
                    "list_price": 10 + number,
                    "taxes_id": [Command.clear()],
                    "categ_id": cls.category.id,
                }
                for number, name in enumerate(names)
            ]
        )
        cls.sheets, cls.towels, cls.soap, cls.wine, cls.candles = products
        cls.products = products
        groups = "sales_team.group_sale_salesman,ficha_cliente.group_ficha_user"
        cls.seller = cls._user("suggestion_seller", groups)
        cls.other_seller = cls._user("suggestion_other", groups)
        cls.biller = cls._user(
            "suggestion_biller",
            "account.group_account_invoice,ficha_cliente.group_ficha_user",
        )
        cls.customer.user_id = cls.seller
        cls._buy(cls.sheets, (130, 96, 62, 41), quantities=(4, 6, 6, 20))
        cls._buy(cls.soap, (300, 270, 240))
        others = cls.env["res.partner"].create(
            [{"name": f"Hotel {number}"} for number in range(12)]
        )
        cls.env.flush_all()
        for number, other in enumerate(others):
            bought = cls.sheets + (cls.towels if number < 9 else cls.candles)
            cls._bought(other, bought, 20 + number)
        cls._learn()

    @classmethod
    def _buy(cls, product, days, quantities=None, partner=None, company=None):
        """Invoices of a customer, so many days ago each."""
        moves = (
            cls.env["account.move"]
            .with_company(company or cls.company)
            .create(
                [
                    {
                        "move_type": "out_invoice",
                        "partner_id": (partner or cls.customer).id,
                        "invoice_date": cls.today - relativedelta(days=ago),
                        "date": cls.today - relativedelta(days=ago),
                        "invoice_line_ids": [
                            Command.create(
                                {
                                    "product_id": product.id,
                                    "quantity": (quantities or [1] * len(days))[place],
                                    "price_unit": 10,
                                    "tax_ids": [Command.clear()],
                                }
                            )
                        ],
                    }
                    for place, ago in enumerate(days)
                ]
            )
        )
        moves.action_post()
        return moves

    @classmethod
    def _bought(cls, partner, products, days, company=None):
        """What another customer bought, in the table that is made of documents."""
        for product in products:
            cls.env.cr.execute(
                """INSERT INTO ficha_purchase_product
                       (partner_id, company_id, day, product_id, bought, amount)
                   VALUES (%s, %s, %s, %s, true, 10)""",
                (
                    partner.id,
                    (company or cls.company).id,
                    cls.today - relativedelta(days=days),
                    product.id,
                ),
            )

    @classmethod
    def _learn(cls, company=None):
        """What the queue and the night do."""
        cls.env.flush_all()
        cls._refresh(cls.customer)
        cls.env["ficha.product.demand"].sudo()._refresh_all(company or cls.company)
        cls.env.invalidate_all()

    @classmethod
    def _refresh(cls, partners):
        cls.env["ficha.purchase.day"]._refresh(partners)
        cls.env["ficha.purchase.summary"]._refresh(partners)

    def _lists(self, user=None, partner=None):
        partner = (partner or self.customer).with_user(user or self.seller)
        return partner.with_context(lang="en_US").get_ficha_suggestions()

    def _named(self, kind, user=None, partner=None):
        """``{product: line}`` of a list."""
        lines = self._lists(user, partner)[kind]["lines"]
        return {
            self.env["product.product"].browse(line["product_id"]): line
            for line in lines
        }

    def _object(self, partners):
        """They asked us not to."""
        self.env["ficha.consent"].sudo().create(
            [
                {
                    "partner_id": partner.id,
                    "event": "objected",
                    "happened_on": fields.Datetime.now() - relativedelta(days=1),
                    "method": "told",
                }
                for partner in partners
            ]
        )
