"""Eight processes against one database: codes of new customers under contention.

No error reaches a user, no code is given twice, each customer has one.
"""

import json
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from client_code_programs import COMMON, POST, PREPARE, RESULT, SCHEDULED

from devtools import testkit

PROCESSES = 8

pytestmark = [pytest.mark.concurrency, pytest.mark.slow]


@pytest.fixture(scope="module")
def prepared():
    """A database with 400 new customers, and their ids."""
    if "FICHA_TEMPLATE" not in os.environ:
        pytest.skip("needs the databases of ./ficha test")
    with testkit.new_database() as database:
        out = testkit.OdooProcesses().run(PREPARE, database, "400")
        yield database, json.loads(out)


def story(source, shares, folder=None):
    """Post the shares, each in a process of its own, in a copy of that database; what
    they report, and what it holds afterwards."""
    words = [
        json.dumps([share, folder and str(folder), me, len(shares)])
        for me, share in enumerate(shares)
    ]
    with testkit.new_database(source=source) as database:
        outputs = testkit.OdooProcesses().fan_out(COMMON, POST, database, words)
        partner_ids = sorted(set(sum(shares, [])))
        found = testkit.ask(database, RESULT, ids=partner_ids)
    return [json.loads(out) for out in outputs], found


@pytest.fixture(scope="module")
def stories(prepared, tmp_path_factory):
    """Both at once, each in a database of its own: whoever has met another waits for
    seconds before they try again, and leaves the processors to the other story."""
    source, partner_ids = prepared
    many = [partner_ids[number::PROCESSES] for number in range(PROCESSES)]
    same = [partner_ids[:20]] * PROCESSES
    with ThreadPoolExecutor() as pool:
        running = {
            "many": pool.submit(story, source, many),
            "same": pool.submit(story, source, same, tmp_path_factory.mktemp("meet")),
        }
        return {name: one.result() for name, one in running.items()}


def test_400_new_customers(stories):
    reports, found = stories["many"]
    assert [report["errors"] for report in reports] == [[]] * PROCESSES
    assert all(found["codes"])
    assert len(set(found["codes"])) == 400
    assert found["others"] == 0, "an invoice was issued without its customer's code"
    assert found["moves"] == found["names"] == 400


def test_same_20_new_customers(stories):
    """All eight post an invoice of the same customer at the same instant, 20 times."""
    reports, found = stories["same"]
    assert [report["errors"] for report in reports] == [[]] * PROCESSES
    assert sum(report["retries"] for report in reports), "they never met"
    assert all(found["codes"])
    assert len(set(found["codes"])) == 20
    assert found["others"] == 0, "an invoice was issued with a code that was replaced"
    assert found["moves"] == found["names"] == 20 * PROCESSES


@pytest.mark.parametrize(
    ("variant", "error", "state"),
    [("ours", None, "posted"), ("plain", "SerializationFailure", "draft")],
)
def test_scheduled_posting(odoo_env, prepared, variant, error, state):
    """Scheduled actions are not repeated by the core: the run would fail and leave the
    document for the next one. Ours repeats at once."""
    source, partner_ids = prepared
    customer = json.dumps(partner_ids[:1])
    with testkit.new_database(source=source) as database:
        outcome = json.loads(odoo_env.run(SCHEDULED, database, customer, variant))
    assert outcome == {"error": error, "state": state}
