"""Campaigns that are launched at the same instant, in processes of their own, as the
web server calls them: a customer is in one of them, and one is launched once."""

import json
import os

import pytest
from client_code_programs import COMMON

from devtools import testkit

PROCESSES = 3
CUSTOMERS = 40

pytestmark = [pytest.mark.concurrency, pytest.mark.slow]

PREPARE = (
    COMMON
    + f"CUSTOMERS, PROCESSES = {CUSTOMERS}, {PROCESSES}"
    + """
with registry.cursor() as cr:
    env = api.Environment(cr, api.SUPERUSER_ID, {})
    env["res.partner"].create(
        [{"name": f"Racing guest {n}", "customer_rank": 1} for n in range(CUSTOMERS)]
    )
    campaigns = env["ficha.campaign"].create(
        [
            {
                "name": f"Race {n}",
                "domain": "[('name', 'like', 'Racing guest')]",
                "message": "Come",
                "channel_id": env.ref("ficha_cliente.channel_visit").id,
                "by_preference": False,
                "control_share": 10,
            }
            for n in range(PROCESSES)
        ]
    )
    env.flush_all()
    print(json.dumps([env.ref("base.user_admin").id, campaigns.ids]))
"""
)

LAUNCH = (
    f"PROCESSES = {PROCESSES}"
    + """
import pathlib
from odoo.exceptions import UserError

folder, me, uid, campaign = json.loads(sys.argv[2])
call(uid, "ficha.campaign", "read", [campaign], ["name"])
meeting = pathlib.Path(folder)
(meeting / str(me)).touch()
deadline = time.monotonic() + 120
while len(list(meeting.iterdir())) < PROCESSES:
    if time.monotonic() > deadline:
        raise SystemExit("the other processes did not come")
    time.sleep(0.001)
try:
    call(uid, "ficha.campaign", "action_launch", [campaign])
    print(json.dumps("launched"))
except UserError as error:
    print(json.dumps(str(error)))
"""
)


@pytest.fixture
def launched(odoo_env, tmp_path):
    """Function: campaigns launched at once, one in each process; what each was told,
    and the database."""
    if "FICHA_TEMPLATE" not in os.environ:
        pytest.skip("needs the databases of ./ficha test")
    with testkit.new_database() as database:
        out = testkit.OdooProcesses().run(PREPARE, database)
        uid, campaigns = json.loads(out.splitlines()[-1])

        def launch(chosen):
            everybody = [
                json.dumps([str(tmp_path), me, uid, campaigns[chosen(me)]])
                for me in range(PROCESSES)
            ]
            outputs = odoo_env.fan_out(COMMON, LAUNCH, database, everybody)
            return sorted(json.loads(out.splitlines()[-1]) for out in outputs)

        yield database, launch


def test_a_customer_is_in_one_of_them(launched):
    database, launch = launched
    told = launch(lambda me: me)
    # who came second finds all of them in the first one's, and says so
    assert told.count("launched") == 1
    assert all("already in the campaign" in one for one in told if one != "launched")
    held = testkit.ask(
        database,
        """SELECT json_agg(number) FROM (
               SELECT count(*) AS number FROM ficha_campaign_member
                WHERE side IN ('contacted', 'control') GROUP BY partner_id) AS one""",
    )
    assert held == [1] * CUSTOMERS


def test_one_campaign_is_launched_once(launched):
    database, launch = launched
    told = launch(lambda _me: 0)
    assert told.count("launched") == 1
    assert told.count("This campaign was launched already.") == PROCESSES - 1
    reminders = testkit.ask(
        database,
        "SELECT to_json(count(*)) FROM mail_activity WHERE active"
        " AND res_model = 'res.partner'",
    )
    assert reminders == CUSTOMERS * 9 // 10
