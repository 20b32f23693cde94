"""The programs that the concurrency tests of the client code run in processes of their
own, and what they share. They call Odoo the way its RPC layer does: `execute_cr`, with
its repetition after serialization failures."""

COMMON = """
import json, logging, sys, time
import odoo
from odoo import api
from odoo.modules.registry import Registry
from odoo.service.model import execute_cr
from odoo.tools import config

config.parse_config(["--no-http", "--log-level=critical", "--max-cron-threads=0"])
database = sys.argv[1]
registry = Registry(database)


class Retries(logging.Handler):
    count = 0

    def emit(self, record):
        Retries.count += "tries left" in record.getMessage()


logger = logging.getLogger("odoo.service.model")
logger.setLevel(logging.INFO)
logger.propagate = False
logger.addHandler(Retries())


def call(uid, model, method, *args):
    with registry.cursor() as cr:
        return execute_cr(cr, uid, model, method, args, {})


def biller():
    with registry.cursor() as cr:
        cr.execute("SELECT id FROM res_users WHERE login = 'concurrent_biller'")
        return cr.fetchone()[0]


def drafts(uid, partner_ids, **values):
    # made together: posting them is what is looked at
    line = {"name": "Work", "quantity": 1, "price_unit": 10, "tax_ids": [(6, 0, [])]}
    lines = {"move_type": "out_invoice", "invoice_line_ids": [(0, 0, line)]}
    return call(
        uid,
        "account.move",
        "create",
        [{"partner_id": partner_id, **lines, **values} for partner_id in partner_ids],
    )


def draft(uid, partner_id, **values):
    return drafts(uid, [partner_id], **values)
"""

# a chart of accounts, a user who may only invoice, customers without code
PREPARE = (
    COMMON
    + """
count = int(sys.argv[2])
with registry.cursor() as cr:
    env = api.Environment(cr, api.SUPERUSER_ID, {})
    company = env.ref("base.main_company")
    if not env["account.journal"].search_count([("type", "=", "sale")]):
        env["account.chart.template"].try_loading("generic_coa", company=company)
    env["res.users"].with_context(no_reset_password=True).create(
        {
            "name": "Biller",
            "login": "concurrent_biller",
            "company_id": company.id,
            "company_ids": [(6, 0, company.ids)],
            "group_ids": [
                (6, 0, [env.ref("base.group_user").id,
                        env.ref("account.group_account_invoice").id])
            ],
        }
    )
    partners = env["res.partner"].create(
        [{"name": f"Customer {number}"} for number in range(count)]
    )
    print(json.dumps(partners.ids))
"""
)

# after COMMON: post one new invoice for each customer; with a folder, all processes
# meet before each
POST = """
import pathlib

partner_ids, folder, me, processes = json.loads(sys.argv[2])
uid = biller()
moves = [[move_id] for move_id in drafts(uid, partner_ids)]
errors = []
for round_, ids in enumerate(moves):
    if folder:
        meeting = pathlib.Path(folder)
        (meeting / f"{round_}.{me}").touch()
        deadline = time.monotonic() + 120
        while len(list(meeting.glob(f"{round_}.*"))) < processes:
            if time.monotonic() > deadline:
                raise SystemExit("the other processes did not come")
            time.sleep(0.002)
    try:
        call(uid, "account.move", "action_post", ids)
    except Exception as error:
        errors.append(f"{type(error).__name__}: {error}")
print(json.dumps({"posted": len(moves), "errors": errors, "retries": Retries.count}))
"""

# what the database holds afterwards of these customers; asked of PostgreSQL
RESULT = """
SELECT json_build_object(
    'codes', (SELECT json_agg(client_code) FROM res_partner WHERE id = ANY(:'ids')),
    'moves', count(*),
    'names', count(DISTINCT move.name),
    'others', count(*) FILTER (
        WHERE move.ficha_snapshot->>'code' IS DISTINCT FROM customer.client_code
    )
)
  FROM account_move move
  JOIN res_partner customer ON customer.id = move.partner_id
 WHERE move.partner_id = ANY(:'ids') AND move.state = 'posted'
"""

# the scheduled posting meets somebody who posts the same customer's first invoice
SCHEDULED = (
    COMMON
    + """
import threading

(partner_id,) = json.loads(sys.argv[2])
plain = sys.argv[3] == "plain"
uid = biller()
by_hand = draft(uid, partner_id)
due = draft(uid, partner_id, auto_post="at_date", date="2024-01-01",
            invoice_date="2024-01-01")
with registry.cursor() as cr:
    move_class = type(api.Environment(cr, uid, {})["account.move"])
if plain:  # as it would be without our extension
    ours = next(
        cls for cls in move_class.__mro__
        if "_autopost_draft_entries" in vars(cls)
        and cls.__module__.startswith("odoo.addons.ficha_cliente")
    )
    del ours._autopost_draft_entries

outcome = {}


def scheduled():
    try:
        with registry.cursor() as cr:
            api.Environment(cr, api.SUPERUSER_ID, {})[
                "account.move"
            ]._autopost_draft_entries()
        outcome["error"] = None
    except Exception as error:
        outcome["error"] = type(error).__name__


with registry.cursor() as cr:
    env = api.Environment(cr, uid, {})
    env["account.move"].browse(by_hand).action_post()
    env.flush_all()
    thread = threading.Thread(target=scheduled)
    thread.start()
    with registry.cursor() as watch:  # until it waits for us
        for _attempt in range(1000):
            watch.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if watch.fetchone()[0]:
                break
            watch.commit()
            time.sleep(0.02)
        else:
            raise SystemExit("the scheduled posting never met the other one")
thread.join()
with registry.cursor() as cr:
    cr.execute("SELECT state FROM account_move WHERE id = ANY(%s)", [due])
    outcome["state"] = cr.fetchone()[0]
print(json.dumps(outcome))
"""
)
