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

# somebody writes the campaign between the moment in which the scheduler looks at it and
# the one in which it ends it, twice
END_BY_ITSELF = (
    COMMON
    + """
with registry.cursor() as cr:
    env = api.Environment(cr, api.SUPERUSER_ID, {})
    env["res.partner"].create({"name": "Racing guest", "customer_rank": 1})
    campaign = env["ficha.campaign"].create(
        {
            "name": "Over",
            "domain": "[('name', '=', 'Racing guest')]",
            "message": "Come",
            "channel_id": env.ref("ficha_cliente.channel_visit").id,
            "by_preference": False,
            "control_share": 0,
        }
    )
    campaign.action_launch()
    reminder = campaign.member_ids.activity_id
    assert reminder
    env.flush_all()
    cr.execute(
        "UPDATE ficha_campaign SET launched_on = launched_on - 9,"
        " date_end = launched_on - 5 WHERE id = %s",
        (campaign.id,),
    )
Campaign = registry["ficha.campaign"]
end_past, upset = Campaign._end_past, []


def meanwhile(self):
    if len(upset) < 2:
        upset.append(self.ids)
        with registry.cursor() as other:
            other.execute(
                "UPDATE ficha_campaign SET write_date = write_date WHERE id = %s",
                (campaign.id,),
            )
    return end_past(self)


Campaign._end_past = meanwhile
with registry.cursor() as cr:
    api.Environment(cr, api.SUPERUSER_ID, {})["ficha.campaign"]._cron_launch()
with registry.cursor() as cr:
    env = api.Environment(cr, api.SUPERUSER_ID, {})
    state = env["ficha.campaign"].browse(campaign.id).state
    print(json.dumps([len(upset), state, len(reminder.with_env(env).exists())]))
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


def test_it_ends_by_itself_whoever_writes_it():
    """What another transaction wrote meanwhile is no error of the scheduled action,
    which Odoo would switch off after a few."""
    if "FICHA_TEMPLATE" not in os.environ:
        pytest.skip("needs the databases of ./ficha test")
    with testkit.new_database() as database:
        out = testkit.OdooProcesses().run(END_BY_ITSELF, database)
    upset, state, reminders = json.loads(out.splitlines()[-1])
    assert upset == 2
    assert (state, reminders) == ("done", 0)
