"""What all tests with documents stand on."""

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.tests.common import get_db_name

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

READY = {}  # database: ids of companies with a chart of accounts


def _ready_companies():
    """Companies with their chart, made and committed once for this process, whose
    database is a copy: each class would spend half of its set-up on its own. Archived:
    tests without documents do not meet them.

    :return: their ids
    """
    database = get_db_name()
    if database not in READY:
        registry = Registry(database)
        with registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            user = env.user
            before = user.company_ids
            companies = env["res.company"].create(
                [{"name": f"Ready for tests {number}"} for number in (1, 2)]
            )
            chart = env["account.chart.template"]
            for company in companies:
                chart.try_loading(
                    chart._guess_chart_template(company.country_id),
                    company=company,
                    install_demo=False,
                )
                if not company.account_fiscal_country_id:
                    company.account_fiscal_country_id = env.ref("base.us")
            user.company_ids = [Command.set(before.ids)]
            companies.partner_id.active = False
            companies.active = False
            READY[database] = companies.ids
        registry.clear_all_caches()
    return READY[database]


class AccountingCommon(AccountTestInvoicingCommon):
    """Odoo's set-up for tests with documents, with companies that are there already."""

    @classmethod
    def setUpClass(cls):
        cls._companies_left = list(_ready_companies())
        super().setUpClass()

    @classmethod
    def _create_company(cls, **create_values):
        """Extended: a company without wishes of its own is one of those."""
        plain = not (cls.country_code or cls.chart_template)
        if not plain or create_values.keys() - {"name"} or not cls._companies_left:
            return super()._create_company(**create_values)
        company = cls.env["res.company"].browse(cls._companies_left.pop(0))
        company.write({"active": True, **create_values})
        company.partner_id.active = True
        cls.env.user.company_ids = [Command.link(company.id)]
        return company
