"""Eight processes against one database: codes of new customers under contention.

No error reaches a user, no code is given twice, each customer has one.
"""

import json

import pytest
from client_code_programs import COMMON, POST, PREPARE, RESULT, SCHEDULED

PROCESSES = 8

pytestmark = [pytest.mark.concurrency, pytest.mark.slow]


def prepare(odoo_env, database, count):
    return json.loads(odoo_env.run(PREPARE, database, str(count)))


def post(odoo_env, database, shares, folder=None):
    """Post the shares, each in a process of its own; return what they report."""
    words = [
        json.dumps([share, folder and str(folder), me, len(shares)])
        for me, share in enumerate(shares)
    ]
    return [json.loads(out) for out in odoo_env.fan_out(COMMON, POST, database, words)]


def result(odoo_env, database, partner_ids):
    return json.loads(odoo_env.run(RESULT, database, json.dumps(partner_ids)))


def test_400_new_customers(odoo_env, clone_database):
    partner_ids = prepare(odoo_env, clone_database, 400)
    shares = [partner_ids[number::PROCESSES] for number in range(PROCESSES)]
    reports = post(odoo_env, clone_database, shares)
    assert [report["errors"] for report in reports] == [[]] * PROCESSES
    found = result(odoo_env, clone_database, partner_ids)
    assert all(found["codes"])
    assert len(set(found["codes"])) == 400
    assert found["others"] == 0, "an invoice was issued without its customer's code"
    assert found["moves"] == found["names"] == 400


def test_same_20_new_customers(odoo_env, clone_database, tmp_path):
    """All eight post an invoice of the same customer at the same instant, 20 times."""
    partner_ids = prepare(odoo_env, clone_database, 20)
    reports = post(odoo_env, clone_database, [partner_ids] * PROCESSES, tmp_path)
    assert [report["errors"] for report in reports] == [[]] * PROCESSES
    assert sum(report["retries"] for report in reports), "they never met"
    found = result(odoo_env, clone_database, partner_ids)
    assert all(found["codes"])
    assert len(set(found["codes"])) == 20
    assert found["others"] == 0, "an invoice was issued with a code that was replaced"
    assert found["moves"] == found["names"] == 20 * PROCESSES


@pytest.mark.parametrize(
    ("variant", "error", "state"),
    [("ours", None, "posted"), ("plain", "SerializationFailure", "draft")],
)
def test_scheduled_posting(odoo_env, clone_database, variant, error, state):
    """Scheduled actions are not repeated by the core: the run would fail and leave the
    document for the next one. Ours repeats at once."""
    partner_ids = prepare(odoo_env, clone_database, 1)
    outcome = json.loads(
        odoo_env.run(SCHEDULED, clone_database, json.dumps(partner_ids), variant)
    )
    assert outcome == {"error": error, "state": state}
