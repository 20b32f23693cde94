"""What demo data needs and XML cannot say: documents that hang from today.

Only the XML files of ``demo/`` call it, of this module and of those that stand on it,
through ``ir.module.module._load_ficha_demo``. Every function leaves alone a database
that is not prepared for it (another country's chart of accounts, no sale journal)
instead of failing, because demo data must never keep a module from being installed.
"""

import logging
import random

from dateutil.relativedelta import FR, relativedelta

from odoo import Command, fields

_logger = logging.getLogger(__name__)

REDUCED_VAT_PRODUCTS = ("cafe", "agua", "azucar")


def set_up_company(env):
    """Gives the main company a Spanish identity, where its books are Spanish."""
    env["res.lang"]._activate_lang("es_ES")
    company = env.ref("base.main_company")
    if not company.external_report_layout_id:
        # or the first thing to be printed asks how it shall look
        layout = env.ref("web.external_layout_standard", raise_if_not_found=False)
        company.external_report_layout_id = layout
    if company.account_fiscal_country_id.code != "ES":
        _logger.info("Demo: the main company is not Spanish, it stays as it is")
        return
    company.write(
        {
            "name": "Distribuciones Ría Norte, S.L.",
            "street": "Polígono industrial de Pocomaco, parcela C-12",
            "zip": "15190",
            "city": "A Coruña",
            "state_id": env.ref("base.state_es_c").id,
            "country_id": env.ref("base.es").id,
            "vat": "B15704430",
            "phone": "+34 981 17 30 55",
            "email": "hola@rianorte.example",
            "website": "https://www.rianorte.example",
        }
    )
    company.partner_id.lang = "es_ES"
    journal = get_sale_journal(env)
    if journal and not env["account.move"].search_count(
        [("journal_id", "=", journal.id)], limit=1
    ):
        journal.code = "FV"
    env.ref("base.user_admin").write(
        {
            "lang": "es_ES",
            "tz": "Europe/Madrid",
            "email": "admin@rianorte.example",
            "group_ids": [Command.link(env.ref("account.group_account_manager").id)],
        }
    )


def silent(env, company=None):
    """The environment in which documents of the past are made: nobody is told.

    :param env: environment
    :param company: whose documents, when it is not the company of ``env``
    :return: environment
    """
    companies = env["res.company"].with_context(
        tracking_disable=True, mail_notrack=True, mail_create_nolog=True
    )
    return companies.with_company(company).env


def get_sale_journal(env):
    """Where the main company's invoices go.

    :return: ``account.journal``, empty when there is none
    """
    company = env.ref("base.main_company")
    return env["account.journal"].search(
        [("type", "=", "sale"), ("company_id", "=", company.id)], limit=1
    )


def set_reduced_vat(env):
    """Food is at the reduced rate, where the chart of accounts has one."""
    company = env.ref("base.main_company")
    tax = env["account.tax"].search(
        [
            ("company_id", "=", company.id),
            ("country_id.code", "=", "ES"),
            ("type_tax_use", "=", "sale"),
            ("amount", "=", 10),
        ],
        limit=1,
    )
    for name in REDUCED_VAT_PRODUCTS if tax else ():
        env.ref(f"ficha_cliente.demo_product_{name}").taxes_id = tax


# --------------------------------------------------------------------------
# Two years of invoices, and what was paid of them.
# --------------------------------------------------------------------------


def load_history(env, customers):
    """Two years of invoices, credit notes, drafts and payments.

    :param list customers: tuples with the external name of the customer, the days
        between purchases, the days since the first and since the last, the amount
        of a purchase, the names of the products separated by commas, the days they
        take to pay, and how many of the last invoices they have not paid.
    """
    journal = get_sale_journal(env)
    if not journal or not journal.default_account_id:
        _logger.info("Demo: no journal to invoice with, customers have no history")
        return
    env = silent(env, journal.company_id)
    values, plan = [], []
    for customer in _without_invoices(env, customers):
        for line in _plan_history(env, *customer):
            values.append(prepare_invoice(env, journal, **line))
            plan.append(line)
    invoices = env["account.move"].create(values)
    for invoice, line in zip(invoices, plan, strict=True):
        line["invoice"] = invoice
    invoices._post(soft=False)
    _pay(env, plan)


def _without_invoices(env, rows):
    """Those whose customer has none. What was issued stays when the module is taken
    out, and its customers with it: they are not invoiced a second time when it is
    installed again.

    :param list rows: tuples that begin with the external name of the customer
    """
    partners = {row[0]: env.ref(f"ficha_cliente.{row[0]}") for row in rows}
    domain = [("partner_id", "in", [partner.id for partner in partners.values()])]
    known = {
        partner
        for (partner,) in env["account.move"]._read_group(domain, ["partner_id"])
    }
    return [row for row in rows if partners[row[0]] not in known]


def load_bank_account(env, name, customer, number):
    """An account of a customer. Odoo archives accounts instead of deleting them, so the
    one of an earlier installation may still be there: it is taken up again.

    :param str name: external name of the account
    :param str customer: that of whose it is
    :param str number: its number
    """
    partner = env.ref(f"ficha_cliente.{customer}")
    domain = [("partner_id", "=", partner.id), ("acc_number", "=", number)]
    accounts = env["res.partner.bank"].with_context(active_test=False)
    account = accounts.search(domain, limit=1)
    if account:
        account.active = True
    else:
        account = accounts.create({"partner_id": partner.id, "acc_number": number})
    known = {"xml_id": f"ficha_cliente.{name}", "record": account, "noupdate": True}
    env["ir.model.data"]._update_xmlids([known])


def load_drafts(env, rows):
    """Invoices somebody began and did not confirm.

    :param list rows: tuples with the external name of the customer, the amount and
        the names of the products separated by commas.
    """
    journal = get_sale_journal(env)
    if not journal or not journal.default_account_id:
        return
    env["account.move"].with_company(journal.company_id).create(
        [
            prepare_invoice(
                env,
                journal,
                env.ref(f"ficha_cliente.{name}"),
                False,
                "out_invoice",
                amount,
                products.split(","),
            )
            for name, amount, products in rows
        ]
    )


def _plan_history(env, name, every, first, last, amount, products, days, unpaid):
    """Dates and amounts of one customer's purchases, always the same ones."""
    today = fields.Date.context_today(env.user)
    chance = random.Random(name)
    gone = first
    ages = [last]
    while gone - every * 0.6 > last:
        ages.append(round(gone))
        gone -= every * chance.uniform(0.84, 1.16)
    ages = sorted(set(ages), reverse=True)
    names = products.split(",")
    for number, age in enumerate(ages):
        date = today - relativedelta(days=age)
        left = len(ages) - number
        pay = None
        if left > unpaid:
            pay = min(
                date + relativedelta(days=round(days * chance.uniform(0.7, 1.3))),
                today,
            )
        yield {
            "partner": env.ref(f"ficha_cliente.{name}"),
            "date": date,
            "move_type": "out_invoice",
            "amount": amount * chance.uniform(0.75, 1.3),
            "products": chance.sample(names, min(len(names), chance.randint(1, 3))),
            "pay": pay,
        }
        if number % 11 == 7 and age > 10:
            yield {
                "partner": env.ref(f"ficha_cliente.{name}"),
                "date": date + relativedelta(days=6),
                "move_type": "out_refund",
                "amount": amount * 0.18,
                "products": names[:1],
                "pay": date + relativedelta(days=9),
            }


def prepare_invoice(env, journal, partner, date, move_type, amount, products, pay=None):
    """Values of an invoice that comes to about ``amount`` in these products."""
    lines = []
    for name in products:
        product = env.ref(f"ficha_cliente.demo_product_{name}")
        quantity = round(amount / len(products) / product.list_price) or 1
        if quantity > 100:
            quantity -= quantity % 10
        lines.append(Command.create({"product_id": product.id, "quantity": quantity}))
    values = {
        "move_type": move_type,
        "journal_id": journal.id,
        "partner_id": partner.id,
        "invoice_user_id": partner.user_id.id,
        "invoice_line_ids": lines,
    }
    if not date:
        return values
    values.update(invoice_date=date, date=date)
    if pay and not partner.property_payment_term_id:
        # without terms Odoo takes the day of the installation for the due date
        values["invoice_date_due"] = date
    return values


def _pay(env, plan):
    """One entry in the bank for each week money came in, matched with invoices."""
    bank = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
    )
    today = fields.Date.context_today(env.user)
    days = {}
    for line in plan:
        if line["pay"] and line["invoice"].state == "posted":
            day = min(line["pay"] + relativedelta(weekday=FR), today)
            days.setdefault(day, []).append(line["invoice"])
    if not bank.default_account_id:
        return
    Move = env["account.move"].with_context(skip_invoice_sync=True)
    entries = Move.create(
        [
            {
                "move_type": "entry",
                "journal_id": bank.id,
                "date": day,
                "ref": "Cobros",
                "line_ids": _prepare_receipts(env, bank, invoices),
            }
            for day, invoices in days.items()
        ]
    )
    entries._post(soft=False)
    matches = []
    for entry, invoices in zip(entries, days.values(), strict=True):
        receipts = entry.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        for invoice, receipt in zip(invoices, receipts, strict=True):
            due = invoice.line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            )
            matches.append(due | receipt)
    env["account.move.line"]._reconcile_plan(matches)


def _prepare_receipts(env, bank, invoices):
    lines = []
    for invoice in invoices:
        due = invoice.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        lines.append(
            Command.create(
                {
                    "account_id": due.account_id[:1].id,
                    "partner_id": due.partner_id[:1].id,
                    "name": invoice.name,
                    "balance": -sum(due.mapped("balance")),
                }
            )
        )
    total = sum(command[2]["balance"] for command in lines)
    lines.append(
        Command.create(
            {
                "account_id": bank.default_account_id.id,
                "name": "Cobros",
                "balance": -total,
            }
        )
    )
    return lines


# --------------------------------------------------------------------------
# Who needs attention, and what invoices said otherwise than the ficha.
# --------------------------------------------------------------------------


def load_contacts_kept(env, rows):
    """When somebody last spoke to each customer, and whose word is awaited.

    :param list rows: tuples with the external name of the customer, the days since
        the last contact, and the days since we wrote without an answer (or
        nothing).
    """
    today = fields.Date.context_today(env.user)
    for name, spoken, written in rows:
        partner = env.ref(f"ficha_cliente.{name}")
        partner.last_contact_date = today - relativedelta(days=spoken)
        if written is not None:
            partner.awaiting_reply_since = today - relativedelta(days=written)


def load_followup(env, rows):
    """Colours that a person gave, and then what follows by itself.

    :param list rows: tuples with the external name of the customer, the colour, the
        reason, the days it has had it, and the days until the next contact.
    """
    today = fields.Date.context_today(env.user)
    for name, color, reason, days, next_days in rows:
        partner = env.ref(f"ficha_cliente.{name}")
        partner = partner.with_context(tracking_disable=True)
        partner._set_followup(
            env.ref(f"ficha_cliente.followup_state_{color}"),
            reason,
            mode="manual",
            manual_until=today + relativedelta(days=next_days + 15),
        )
        partner.next_contact_date = today + relativedelta(days=next_days)
        partner._write_followup(
            [{"id": partner.id, "followup_since": today - relativedelta(days=days)}]
        )
    follow_up(env)


def follow_up(env):
    """Colours that the rules give, and the reminders of this morning.

    A module whose data give the rules more to read calls it again after them.
    """
    customers = env["ir.model.data"].search(
        [
            ("module", "=", "ficha_cliente"),
            ("model", "=", "res.partner"),
            ("name", "=like", "demo\\_%"),
        ]
    )
    Partner = env["res.partner"].with_context(tracking_disable=True)
    partners = Partner.browse(customers.mapped("res_id")).commercial_partner_id
    partners._followup_evaluate()
    load_reminders(env)


def load_reminders(env):
    """What the night before would have left for this morning, in place of what an
    earlier call left."""
    env["mail.activity"].search([("ficha_reminder", "=", True)]).unlink()
    Partner = env["res.partner"]
    rows = Partner._followup_due(0, 1000)
    if rows:
        Partner._followup_create_reminders(rows)
    plans = env["ficha.followup.plan"].search([("partner_id", "!=", False)])
    plans._prepare_occurrences()


def load_proposals(env, rows):
    """Something the last invoice of a customer said otherwise than its ficha.

    :param list rows: tuples with the external name of the customer, the field and
        the value, or the external name of the record, which its ficha would take.
    """
    for name, field, value in rows:
        partner = env.ref(f"ficha_cliente.{name}")
        if partner._fields[field].type == "many2one":
            value = env.ref(value).id
        invoice = env["account.move"].search(
            [
                ("commercial_partner_id", "=", partner.id),
                ("state", "=", "posted"),
                ("move_type", "=", "out_invoice"),
            ],
            order="invoice_date desc, id desc",
            limit=1,
        )
        if invoice:
            env["ficha.proposal"]._propose(partner, {field: value}, "invoice", invoice)
