import logging

from odoo import Command, api, models

_logger = logging.getLogger(__name__)

REDUCED_VAT_PRODUCTS = ("cafe", "agua", "azucar")


class FichaDemo(models.AbstractModel):
    """What demo data needs and XML cannot say: documents that hang from today.

    Only the files of ``demo/`` call it. Every method leaves alone a database that is
    not prepared for it (another country's chart of accounts, no sale journal) instead
    of failing, because demo data must never keep a module from being installed.
    """

    _name = "ficha.demo"
    _description = "Makes the demonstration data of the customer files"

    @api.model
    def _set_up_company(self):
        """Gives the main company a Spanish identity, where its books are Spanish."""
        self.env["res.lang"]._activate_lang("es_ES")
        company = self.env.ref("base.main_company")
        if company.account_fiscal_country_id.code != "ES":
            _logger.info("Demo: the main company is not Spanish, it stays as it is")
            return
        company.write(
            {
                "name": "Distribuciones Ría Norte, S.L.",
                "street": "Polígono industrial de Pocomaco, parcela C-12",
                "zip": "15190",
                "city": "A Coruña",
                "state_id": self.env.ref("base.state_es_c").id,
                "country_id": self.env.ref("base.es").id,
                "vat": "B15704430",
                "phone": "+34 981 17 30 55",
                "email": "hola@rianorte.example",
                "website": "https://www.rianorte.example",
            }
        )
        company.partner_id.lang = "es_ES"
        journal = self._get_sale_journal()
        if journal and not self.env["account.move"].search_count(
            [("journal_id", "=", journal.id)], limit=1
        ):
            journal.code = "FV"
        self.env.ref("base.user_admin").write(
            {
                "lang": "es_ES",
                "tz": "Europe/Madrid",
                "email": "admin@rianorte.example",
                "group_ids": [
                    Command.link(self.env.ref("account.group_account_manager").id)
                ],
            }
        )

    @api.model
    def _get_sale_journal(self):
        company = self.env.ref("base.main_company")
        return self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", company.id)], limit=1
        )

    @api.model
    def _set_reduced_vat(self):
        """Food is at the reduced rate, where the chart of accounts has one."""
        company = self.env.ref("base.main_company")
        tax = self.env["account.tax"].search(
            [
                ("company_id", "=", company.id),
                ("country_id.code", "=", "ES"),
                ("type_tax_use", "=", "sale"),
                ("amount", "=", 10),
            ],
            limit=1,
        )
        for name in REDUCED_VAT_PRODUCTS if tax else ():
            self.env.ref(f"ficha_cliente.demo_product_{name}").taxes_id = tax
