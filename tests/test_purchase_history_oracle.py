"""The purchase history of 300 customers of a real shop, against figures worked out
here, from the shop's own file, in plain Python.

The documents enter the database through the loader of the benchmarks.
"""

import csv
import datetime
import gzip
import json
import statistics
import sys
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

CUSTOMERS = 300
# the day after the last document
TODAY = datetime.date(2011, 12, 10)
BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
FIGURES = (
    "purchase_count",
    "purchase_days",
    "revenue",
    "average_ticket",
    "first_purchase_date",
    "last_purchase_date",
    "first_amount",
    "last_amount",
    "purchase_count_12m",
    "revenue_12m",
    "purchase_count_previous_12m",
    "revenue_previous_12m",
    "mean_interval_days",
    "median_interval_days",
    "interval_spread_days",
)

pytestmark = pytest.mark.slow

LOAD = """
import datetime, json, logging, sys
from odoo.tools import config

config.parse_config(["--no-http", "--log-level=warn", "--max-cron-threads=0"])
from odoo import api
from odoo.modules.registry import Registry

database, benchmarks, customers, today, figures = sys.argv[1:]
sys.path.insert(0, benchmarks)
from lib import online_retail, retail_load

today = datetime.date.fromisoformat(today)
documents, _left_out = online_retail.read(online_retail.find(), int(customers))
result = {}
with Registry(database).cursor() as cr:
    env = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
    if not env["account.journal"].search_count([("type", "=", "sale")]):
        env["account.chart.template"].try_loading("generic_coa", company=env.company)
    partners = retail_load.load(env, documents)
    summary = env["ficha.purchase.summary"]
    summary._refresh(today=today)
    rows = {
        row.pop("partner_id")[0]: row
        for row in summary.search_read([], ["partner_id", *json.loads(figures)])
    }
    for customer, partner in partners.items():
        result[customer] = rows.get(partner)
    # the same customers once more, a few at a time: nothing may change
    few = env["res.partner"].browse(list(partners.values())[::7])
    result["changed by a second refresh"] = summary._refresh(few, today=today)
print(json.dumps(result, default=str))
"""


@pytest.fixture(scope="module")
def data():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        from lib import online_retail

        return online_retail.find()
    except FileNotFoundError as error:
        pytest.skip(str(error))
    finally:
        sys.path.remove(str(BENCHMARKS))


def read(path):
    """{customer: {number: (day, amount)}} of the first customers of the file; a line
    that is there twice, in every column, counts once."""
    documents, seen = defaultdict(dict), set()
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            line, customer = tuple(row.values()), row["CustomerID"]
            if not customer or line in seen:
                continue
            if customer not in documents and len(documents) == CUSTOMERS:
                continue
            seen.add(line)
            day = datetime.date.fromisoformat(row["InvoiceDate"].split()[0])
            amount = round(int(row["Quantity"]) * Decimal(row["Price"]), 2)
            number = row["Invoice"]
            before = documents[customer].get(number, (day, 0))[1]
            documents[customer][number] = (day, before + amount)
    return documents


def work_out(documents):
    """The figures of one customer. Numbers that begin with C are cancellations."""
    invoices = [d for number, d in documents.items() if number[0] != "C"]
    by_day = defaultdict(Decimal)
    for day, amount in invoices:
        by_day[day] += amount
    days = sorted(by_day)
    gaps = [
        (later - earlier).days for earlier, later in zip(days, days[1:], strict=False)
    ]
    year_ago = datetime.date(2010, 12, 10)
    revenue = sum(amount for _day, amount in documents.values())
    last_year = [amount for day, amount in documents.values() if day > year_ago]
    before = [amount for day, amount in documents.values() if day <= year_ago]
    return {
        "purchase_count": len(invoices),
        "purchase_days": len(days),
        "revenue": revenue,
        "average_ticket": revenue / len(invoices) if invoices else 0,
        "first_purchase_date": str(days[0]) if days else False,
        "last_purchase_date": str(days[-1]) if days else False,
        "first_amount": by_day[days[0]] if days else 0,
        "last_amount": by_day[days[-1]] if days else 0,
        "purchase_count_12m": sum(day > year_ago for day, _amount in invoices),
        "revenue_12m": sum(last_year),
        "purchase_count_previous_12m": sum(day <= year_ago for day, _ in invoices),
        "revenue_previous_12m": sum(before),
        "mean_interval_days": statistics.mean(gaps) if gaps else 0,
        "median_interval_days": statistics.median(gaps) if gaps else 0,
        "interval_spread_days": statistics.stdev(gaps) if len(gaps) > 1 else 0,
    }


def test_figures_of_a_real_shop(data, odoo_env, clone_database):
    arguments = (str(BENCHMARKS), str(CUSTOMERS), str(TODAY), json.dumps(FIGURES))
    output = odoo_env.run(LOAD, clone_database, *arguments)
    found = json.loads(output.splitlines()[-1])
    assert found.pop("changed by a second refresh") == []
    expected = {
        customer: work_out(documents) for customer, documents in read(data).items()
    }
    assert len(expected) == CUSTOMERS
    assert set(found) == set(expected)
    # the sample has what is hard: credit notes only, several invoices in a day
    assert any(not figures["purchase_count"] for figures in expected.values())
    assert any(
        figures["purchase_count"] > figures["purchase_days"] > 1
        for figures in expected.values()
    )
    wrong = []
    for customer, figures in expected.items():
        row = found[customer]
        assert row, f"no purchase history of customer {customer}"
        for name, value in figures.items():
            if isinstance(value, str | bool):
                same = row[name] == value
            else:
                # a cent, for the average that is rounded to cents
                same = abs(float(row[name]) - float(value)) < 0.0051
            if not same:
                wrong.append((customer, name, row[name], str(value)))
    assert not wrong, wrong[:20]
