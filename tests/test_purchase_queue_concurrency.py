"""Several processes working off the queue of purchase histories at once.

Nobody fails, nothing is left, and every history is right, also of customers who are in
the queue more than once.
"""

import json
import os

import pytest
from client_code_programs import COMMON, PREPARE

from devtools import testkit

PROCESSES = 4
CUSTOMERS = 60

pytestmark = [pytest.mark.concurrency, pytest.mark.slow]

# two posted invoices for each customer, in two transactions: twice in the queue
POST_TWICE = (
    PREPARE
    + """
uid = biller()
with registry.cursor() as cr:
    cr.execute("DELETE FROM ficha_purchase_queue")
for _ in range(2):
    call(uid, "account.move", "action_post", drafts(uid, partners.ids))
with registry.cursor() as cr:
    cr.execute("SELECT count(*) FROM ficha_purchase_queue")
    print(json.dumps(cr.fetchone()[0]))
"""
)

# after COMMON: work off the queue in small batches, all processes from one instant on
WORK_OFF = """
import pathlib


folder, me, processes = json.loads(sys.argv[2])
take = registry["ficha.purchase.queue"]._take
registry["ficha.purchase.queue"]._take = lambda self, limit=3: take(self, 3)
meeting = pathlib.Path(folder)
(meeting / str(me)).touch()
deadline = time.monotonic() + 120
while len(list(meeting.iterdir())) < processes:
    if time.monotonic() > deadline:
        raise SystemExit("the other processes did not come")
    time.sleep(0.002)
errors = []
with registry.cursor() as cr:
    env = api.Environment(cr, api.SUPERUSER_ID, {})
    try:
        # as often as a scheduled action is called again
        for _ in range(20):
            env["ficha.purchase.queue"]._cron_refresh()
    except Exception as error:
        errors.append(f"{type(error).__name__}: {error}")
print(json.dumps(errors))
"""

# after COMMON: a rule by which each of these customers takes a colour; two processes
# post further invoices of theirs, all the time, and one works off the queue meanwhile
COLOUR = (
    COMMON
    + """
_role, partner_ids, _folder = json.loads(json.loads(sys.argv[2])[0])
with registry.cursor() as cr:
    env = api.Environment(cr, api.SUPERUSER_ID, {})
    env["ficha.followup.rule"].search([]).active = False
    env["ficha.followup.rule"].create(
        {
            "name": "All of them",
            "state_id": env.ref("ficha_cliente.followup_state_green").id,
            "kind": "domain",
            "domain": repr([("id", "in", partner_ids)]),
            "reason": "They buy",
        }
    )
"""
)
STEADY = """
import io, pathlib, random

role, partner_ids, folder = json.loads(sys.argv[2])
folder = pathlib.Path(folder)
ended, begun = folder / "ended", folder / "begun"
deadline = time.monotonic() + 90


def post():
    uid, count = biller(), 0
    while not ended.exists() and time.monotonic() < deadline:
        moves = [draft(uid, partner) for partner in random.sample(partner_ids, 3)]
        for move in moves:
            call(uid, "account.move", "action_post", move)
        count += len(moves)
        begun.touch()
    return count


def coloured(cr):
    cr.execute(
        "SELECT count(*) FROM res_partner"
        " WHERE id = ANY(%s) AND followup_rule_id IS NOT NULL",
        [partner_ids],
    )
    return cr.fetchone()[0]


def work():
    while not begun.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    handler.setLevel(logging.WARNING)
    logging.getLogger("odoo").addHandler(handler)
    logging.getLogger("odoo").setLevel(logging.INFO)
    reached = 0
    with registry.cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        cron = env.ref("ficha_cliente_history.ir_cron_purchase_queue")
        while reached < len(partner_ids) and time.monotonic() < deadline:
            # as the scheduler does: once, and again when it comes by
            cron.method_direct_trigger()
            cr.commit()
            reached = coloured(cr)
            cr.commit()
    ended.touch()
    return [reached, log.getvalue()]


try:
    print(json.dumps(post() if role == "post" else work()))
finally:
    ended.touch()
"""

# asked of PostgreSQL: how many are in the queue, and the histories of these customers
HISTORIES = """
SELECT json_build_array(
    (SELECT count(*) FROM ficha_purchase_queue),
    json_agg(
        json_build_array(purchase_count, revenue::int, rfm_segment IS NOT NULL)
    )
)
  FROM ficha_purchase_summary
 WHERE partner_id = ANY(:'ids')
"""

# one worker has taken rows and not ended; another comes; the first one fails
TWO_CURSORS = (
    COMMON
    + """
with registry.cursor() as one, registry.cursor() as other:
    first, second = (
        api.Environment(cr, api.SUPERUSER_ID, {})["ficha.purchase.queue"]
        for cr in (one, other)
    )
    mine, _number = first._take(40)
    theirs, number = second._take(1000)
    other.commit()
    one.rollback()
    again, back = first._take(1000)
    one.rollback()
print(json.dumps([len(mine), number, back]))
"""
)


@pytest.fixture(scope="module")
def posted():
    """A database with customers who are twice in the queue, and their ids."""
    if "FICHA_TEMPLATE" not in os.environ:
        pytest.skip("needs the databases of ./ficha test")
    odoo_env = testkit.OdooProcesses()
    with testkit.new_database() as database:
        out = odoo_env.run(POST_TWICE, database, str(CUSTOMERS))
        partner_ids, queued = map(json.loads, out.splitlines())
        assert queued == 2 * CUSTOMERS
        yield database, partner_ids


@pytest.fixture
def database(posted):
    with testkit.new_database(source=posted[0]) as copy:
        yield copy


def test_workers_do_not_clash(odoo_env, posted, database, tmp_path):
    words = [json.dumps([str(tmp_path), me, PROCESSES]) for me in range(PROCESSES)]
    outputs = odoo_env.fan_out(COMMON, WORK_OFF, database, words)
    assert [json.loads(out) for out in outputs] == [[]] * PROCESSES
    left, histories = testkit.ask(database, HISTORIES, ids=posted[1])
    assert left == 0
    assert histories == [[2, 20, True]] * CUSTOMERS


def test_rows_taken_by_another(odoo_env, database):
    mine, theirs, back = json.loads(odoo_env.run(TWO_CURSORS, database))
    assert mine == 40, "a customer once, though in the queue twice"
    assert theirs == 2 * CUSTOMERS - 40, "the rows of the other are left alone"
    assert back == 40, "what a worker fails with stays in the queue"


def test_it_advances_while_others_post_all_the_time(
    odoo_env, posted, database, tmp_path
):
    roles = ["post", "post", "work"]
    words = [json.dumps([role, posted[1], str(tmp_path)]) for role in roles]
    *counts, (reached, log) = map(
        json.loads, odoo_env.fan_out(COLOUR, STEADY, database, words)
    )
    assert min(counts) >= 3, "they did post meanwhile"
    assert reached == CUSTOMERS, "everybody has their colour"
    assert log == "", "nothing in the log that looks like an error"
