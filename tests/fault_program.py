"""Run as a program by tests/test_faults.py: lets a fault strike a work, in processes of
its own, and looks at what is left of it, and again after the work was taken up.

Arguments: the database (a copy, nobody else is connected), the work, the fault. Prints,
as JSON, what :func:`main` returns.

A work is a class of ``WORKS``. It is made ready, and then done as people and the
scheduler do it: through ``execute_cr`` and ``method_direct_trigger``. The batches are
small, so that a fault strikes in the middle of one, after others.
"""

import base64
import json
import logging
import os
import resource
import signal
import subprocess
import sys
import time
import traceback
from datetime import date, datetime, timedelta

import freezegun

import odoo.sql_db
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import execute_cr
from odoo.tools import SQL, config

# of a batch, and of all
FEW, MANY = 10, 40
# so many statements after the last batch that was committed
INTO_IT = 4
# half an hour before the day begins in Madrid; also every hour of the six that follow
NIGHTS = {
    "clock put forward": "2026-03-28 22:30:00",
    "clock put back": "2026-10-24 21:30:00",
    "29 February": "2028-02-28 22:30:00",
}
# what our modules call how much they do in one go, and while a person waits
SIZES = {
    "BATCH": FEW,
    "KEYS": 2 * FEW,
    "CONTACTS": 2 * FEW,
    "AT_ONCE": FEW // 2,
    "BIG": FEW,
}
WRITES = ("INSERT", "UPDATE", "DELETE", "WITH")


def writing(query):
    code = query.code if isinstance(query, SQL) else str(query)
    return code.lstrip()[:6].strip().upper().startswith(WRITES)


def trap(work, strike):
    """Let the fault strike when a part of the work is committed, and another is being
    written."""
    original = odoo.sql_db.Cursor.execute
    seen = {"written": 0, "measuring": False}

    def execute(cursor, query, *args, **options):
        if writing(query) and not seen["measuring"]:
            seen["measuring"] = True
            begun = measured(work)["done"] >= work.begun
            seen["measuring"] = False
            seen["written"] += begun
            if seen["written"] == INTO_IT:
                strike()
        return original(cursor, query, *args, **options)

    odoo.sql_db.Cursor.execute = execute


def kill():
    os.kill(os.getpid(), signal.SIGKILL)


def cut():
    """The server ends every connection to the database, as when it is restarted."""
    subprocess.run(
        ["psql", "-X", "-q", "-d", "postgres", "-c"]
        + [
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{sys.argv[1]}'"
        ],
        check=True,
        capture_output=True,
    )


# -- the works -------------------------------------------------------------------------


class Work:
    """``wanted`` is how many there are to do; ``done`` and ``double`` are counted."""

    wanted = MANY
    # how many are done, and committed, before the fault strikes
    begun = FEW

    def __init__(self, registry):
        self.registry = registry

    def env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})

    def prepare(self, env):
        """Make it ready, in a transaction that is committed."""

    def do(self):
        """Do all that is left, as people and the scheduler would."""

    def measure(self, env):
        """:return: how many are done, and how many are there that should not be"""

    def cron(self, xmlid):
        """Run a scheduled action as the scheduler does, which comes again while there
        is more."""
        for _time in range(10):
            with self.registry.cursor() as cr:
                answer = self.env(cr).ref(xmlid).method_direct_trigger()
            if answer is not True:
                raise RuntimeError(answer["params"]["data"]["debug"])
            if measured(self)["done"] >= self.wanted:
                break

    def count(self, env, query):
        env.cr.execute(query)
        return env.cr.fetchone()


class Posting(Work):
    """First invoices of new customers are confirmed, ten at a time."""

    def prepare(self, env):
        company = env.ref("base.main_company")
        if not env["account.journal"].search_count([("type", "=", "sale")]):
            env["account.chart.template"].try_loading("generic_coa", company=company)
        partners = env["res.partner"].create(
            [{"name": f"Fault {number}"} for number in range(MANY)]
        )
        line = {"name": "Work", "price_unit": 10, "tax_ids": [(6, 0, [])]}
        env["account.move"].create(
            [
                {
                    "move_type": "out_invoice",
                    "partner_id": partner.id,
                    "invoice_line_ids": [(0, 0, line)],
                }
                for partner in partners
            ]
        )

    def do(self):
        for _time in range(2 * MANY):
            with self.registry.cursor() as cr:
                drafts = self.env(cr)["account.move"].search(
                    [("partner_id.name", "like", "Fault "), ("state", "=", "draft")],
                    order="id",
                    limit=FEW,
                )
            if not drafts:
                return
            try:
                with self.registry.cursor() as cr:
                    model, args = "account.move", (drafts.ids,)
                    execute_cr(cr, SUPERUSER_ID, model, "action_post", args, {})
            except odoo.exceptions.UserError:
                # somebody else has confirmed them meanwhile: the list is read again
                continue

    def measure(self, env):
        done, names, codes, whole = self.count(
            env,
            """SELECT count(*), count(DISTINCT move.name),
                      count(DISTINCT partner.client_code),
                      count(*) FILTER (
                          WHERE move.ficha_snapshot->>'code' = partner.client_code
                      )
                 FROM account_move move
                 JOIN res_partner partner ON partner.id = move.partner_id
                WHERE starts_with(partner.name, 'Fault ') AND move.state = 'posted'""",
        )
        return whole, (done - names) + (done - codes)


class Queue(Posting):
    """The histories of customers who were invoiced are made."""

    def prepare(self, env):
        super().prepare(env)
        env["account.move"].search([("partner_id.name", "like", "Fault ")])._post()

    def do(self):
        self.cron("ficha_cliente_history.ir_cron_purchase_queue")

    def measure(self, env):
        return self.count(
            env,
            """SELECT count(*) FILTER (
                          WHERE summary.purchase_count = 1
                            AND NOT EXISTS (
                                SELECT FROM ficha_purchase_queue queue
                                 WHERE queue.partner_id = summary.partner_id)
                      ),
                      count(*) FILTER (WHERE summary.purchase_count > 1)
                 FROM ficha_purchase_summary summary
                 JOIN res_partner partner ON partner.id = summary.partner_id
                WHERE starts_with(partner.name, 'Fault ')""",
        )


class Quality(Work):
    """What changed is measured anew."""

    def prepare(self, env):
        env["res.partner"].create(
            [{"name": f"Fault {number}"} for number in range(MANY)]
        )

    def do(self):
        self.cron("ficha_cliente_quality.ir_cron_quality_queue")

    def measure(self, env):
        waiting, twice = self.count(
            env,
            """SELECT count(DISTINCT partner.id), 0
                 FROM ficha_quality_queue queue
                 JOIN res_partner partner ON partner.id = queue.partner_id
                WHERE starts_with(partner.name, 'Fault ')""",
        )
        return MANY - waiting, twice


class Reminders(Work):
    """Everybody whose day it is gets one reminder."""

    def prepare(self, env):
        env["res.partner"].create(
            [
                {
                    "name": f"Fault {number}",
                    "is_company": True,
                    "next_contact_date": date.today() - timedelta(days=1),
                }
                for number in range(MANY)
            ]
        )

    def put_off(self, env, day):
        domain = [("name", "like", "Fault ")]
        env["res.partner"].search(domain).next_contact_date = day
        env.ref("base.user_root").tz = "Europe/Madrid"
        env.ref("base.main_company").resource_calendar_id.tz = "Europe/Madrid"

    def do(self):
        self.cron("ficha_cliente.ir_cron_followup_reminders")

    def measure(self, env):
        return self.count(
            env,
            """SELECT count(DISTINCT activity.res_id),
                      count(*) - count(DISTINCT activity.res_id)
                 FROM mail_activity activity
                 JOIN res_partner partner ON partner.id = activity.res_id
                WHERE activity.res_model = 'res.partner' AND activity.ficha_reminder
                  AND activity.active AND starts_with(partner.name, 'Fault ')""",
        )


class Merge(Work):
    """Pairs of the same customer become one, in the background."""

    def prepare(self, env):
        partners = env["res.partner"].create(
            [{"name": f"Fault {number}"} for number in range(2 * MANY)]
        )
        pairs = env["ficha.duplicate"].create(
            [
                {
                    "partner_a_id": one.id,
                    "partner_b_id": other.id,
                    "score": 95,
                    "certainty": "certain",
                }
                for one, other in zip(partners[::2], partners[1::2], strict=True)
            ]
        )
        admin = env.ref("base.user_admin")
        admin.group_ids |= env.ref("ficha_cliente.group_ficha_manager")
        env["ficha.merge.bulk"].with_user(admin)._start(pairs.with_user(admin))

    def do(self):
        self.cron("ficha_cliente_merge.ir_cron_merge_bulk")

    def measure(self, env):
        merged, active = self.count(
            env,
            """SELECT count(*), count(*) FILTER (WHERE a.active != b.active)
                 FROM ficha_duplicate pair
                 JOIN res_partner a ON a.id = pair.partner_a_id
                 JOIN res_partner b ON b.id = pair.partner_b_id
                WHERE pair.state = 'merged' AND starts_with(a.name, 'Fault ')""",
        )
        (merges,) = self.count(env, "SELECT count(*) FROM ficha_merge")
        return active, (merges - merged) + (merged - active)


class Scan(Work):
    """The whole base is looked through for who is there twice."""

    def prepare(self, env):
        env.company.country_id = env.ref("base.es")
        env["res.partner"].create(
            [
                {
                    "name": name,
                    "phone": f"6124071{number:02}",
                    "country_id": env.ref("base.es").id,
                }
                for number in range(MANY)
                for name in (f"Fault Quiroga {number}", f"QUIROGA {number}, FAULT")
            ]
        )
        env.cr.commit()  # the keys are made when the transaction ends
        admin = env.ref("base.user_admin")
        admin.group_ids |= env.ref("ficha_cliente.group_ficha_user")
        env["ficha.duplicate.scan"].with_user(admin)._start()

    def do(self):
        self.cron("ficha_cliente_merge.ir_cron_duplicate_scan")

    def measure(self, env):
        found, twice = self.count(
            env,
            """SELECT count(DISTINCT a.phone),
                      count(*) - count(DISTINCT (pair.partner_a_id, pair.partner_b_id))
                 FROM ficha_duplicate pair
                 JOIN res_partner a ON a.id = pair.partner_a_id
                 JOIN res_partner b ON b.id = pair.partner_b_id
                WHERE a.phone = b.phone AND a.name ~* 'fault'""",
        )
        (running,) = self.count(
            env, "SELECT count(*) FROM ficha_duplicate_scan WHERE state = 'running'"
        )
        return found - (found == MANY and running), twice


class Import(Work):
    """A file of customers comes in, in the background."""

    def prepare(self, env):
        self.drop_file(env).action_import()

    def drop_file(self, env):
        rows = [f"Fault {n};6123451{n:02}" for n in range(MANY)]
        env.company.country_id = env.ref("base.es")  # whose telephones these are
        content = "\n".join(["Nombre;Teléfono", *rows]).encode()
        run = env["ficha.import"].create(
            {"file_name": "faults.csv", "file": base64.b64encode(content)}
        )
        run.action_check()
        return run

    def do(self):
        self.cron("ficha_cliente_import.ir_cron_ficha_import")

    def measure(self, env):
        names, twice = self.count(
            env,
            """SELECT count(DISTINCT name), count(*) - count(DISTINCT name)
                 FROM res_partner WHERE starts_with(name, 'Fault ')""",
        )
        (running,) = self.count(
            env, "SELECT count(*) FROM ficha_import WHERE state = 'running'"
        )
        return names - (names == MANY and running), twice


class Drop(Import):
    """A file is dropped, and comes in."""

    def prepare(self, env):
        pass

    def do(self):
        with self.registry.cursor() as cr:
            # as action_import does with a big file
            self.drop_file(self.env(cr)).action_import()
        super().do()


class Launch(Work):
    """A campaign for many customers is launched in the background: who may be
    contacted, who is left alone, and a reminder for each of the others."""

    # a quarter is left alone
    wanted = MANY - MANY // 4

    def prepare(self, env):
        env["res.partner"].create(
            [
                {"name": f"Fault {number}", "customer_rank": 1, "is_company": True}
                for number in range(MANY)
            ]
        )
        admin = env.ref("base.user_admin")
        admin.group_ids |= env.ref("ficha_cliente.group_ficha_manager")
        campaign = (
            env["ficha.campaign"]
            .with_user(admin)
            .create(
                {
                    "name": "Faults",
                    "domain": "[('name', '=like', 'Fault %')]",
                    "message": "Come",
                    "channel_id": env.ref("ficha_cliente.channel_visit").id,
                    "by_preference": False,
                    "control_share": 25,
                }
            )
        )
        campaign.action_launch()

    def do(self):
        self.cron("ficha_cliente_campaign.ir_cron_campaign_launch")

    def measure(self, env):
        reminded, twice, too_many = self.count(
            env,
            """SELECT count(DISTINCT activity.res_id),
                      count(*) - count(DISTINCT activity.res_id),
                      count(*) FILTER (WHERE member.side != 'contacted')
                 FROM mail_activity activity
                 JOIN res_partner partner ON partner.id = activity.res_id
                 JOIN ficha_campaign_member member ON member.partner_id = partner.id
                WHERE activity.res_model = 'res.partner' AND activity.active
                  AND starts_with(partner.name, 'Fault ')""",
        )
        members, all_of_them = self.count(
            env,
            "SELECT count(DISTINCT partner_id), count(*) FROM ficha_campaign_member",
        )
        (running,) = self.count(
            env, "SELECT count(*) FROM ficha_campaign WHERE state = 'launching'"
        )
        done = reminded - (reminded == self.wanted and running)
        # who is lost is done no more; who is there twice is there twice
        lost = MANY - members
        return done - lost, twice + too_many + all_of_them - members


class Door(Work):
    """Those who asked for something at the customers' door: the e-mail for who wants
    to register, and the file of who has confirmed that it was they."""

    wanted = 2 * MANY

    def prepare(self, env):
        company = env.ref("base.main_company")
        company.write({"ficha_public_pages": True, "ficha_public_signup": True})
        asks, signs = env["ficha.door.request"], env["ficha.signup"]
        for number in range(MANY):
            asks._receive("signup", f"fault{number}@asks.example", "Fault")
            values = {
                "name": f"Fault Registered {number}",
                "email": f"fault{number}@signs.example",
                "phone": "",
                "message": "",
            }
            signs._receive(values, env["ficha.notice"])
        signs.search([])._confirm()

    def do(self):
        self.cron("ficha_cliente_portal.ir_cron_signup")
        self.cron("ficha_cliente_portal.ir_cron_door")

    def measure(self, env):
        files, twice = self.count(
            env,
            """SELECT count(DISTINCT name), count(*) - count(DISTINCT name)
                 FROM res_partner WHERE starts_with(name, 'Fault Registered ')""",
        )
        mails, mailed_twice = self.count(
            env,
            """SELECT count(DISTINCT email_to), count(*) - count(DISTINCT email_to)
                 FROM mail_mail WHERE email_to LIKE 'fault%@asks.example'""",
        )
        # what was done waits no more, and nothing else is gone
        (waiting,) = self.count(
            env,
            """SELECT (SELECT count(*) FROM ficha_signup)
                    + (SELECT count(*) FROM ficha_door_request)""",
        )
        done = files + mails
        return done - abs(self.wanted - done - waiting), twice + mailed_twice


WORKS = {
    "posting": Posting,
    "purchase queue": Queue,
    "quality queue": Quality,
    "reminders": Reminders,
    "bulk merge": Merge,
    "scan": Scan,
    "import": Import,
    "a file dropped": Drop,
    "campaign launch": Launch,
    "requests at a door": Door,
}


# -- the faults ------------------------------------------------------------------------


def small_batches(registry):
    for name, module in list(sys.modules.items()):
        if name.startswith("odoo.addons.ficha_cliente"):
            for size, few in SIZES.items():
                if isinstance(getattr(module, size, None), int):
                    setattr(module, size, few)
    for model in registry.values():
        if isinstance(getattr(model, "_batch", None), int):
            model._batch = FEW


def in_child(function):
    """Run it in a process of its own; its answer, or the signal that ended it."""
    odoo.sql_db.close_all()  # or both would speak through the same connection
    reading, sending = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        try:
            answer = function()
        except BaseException:
            answer = {"error": traceback.format_exc()}
        with os.fdopen(sending, "w") as pipe:
            pipe.write(json.dumps(answer))
        os._exit(0)
    os.close(sending)

    def wait():
        with os.fdopen(reading) as pipe:
            text = pipe.read()
        _pid, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status)
        return json.loads(text) if text else {"killed": killed}

    return wait


def attempt(work):
    """Do the work; the error, if there was one."""
    try:
        work.do()
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    return {}


def struck_by(work, fault):
    trap(work, fault)
    return attempt(work)


def full_disk():
    """No file may grow: what a full disk says to who writes one."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    _soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))


def night(work, evening):
    """Do the work every hour of a night."""
    first = datetime.fromisoformat(evening)
    day = (first + timedelta(hours=3)).date()
    with work.registry.cursor() as cr:
        work.put_off(work.env(cr), day)
    for hour in range(7):
        with freezegun.freeze_time(first + timedelta(hours=hour)):
            if answer := attempt(work):
                return answer
    return {}


def strike(work, fault):
    """Do the work until the fault strikes; what each of the processes tells."""
    if fault == "killed":
        return [in_child(lambda: struck_by(work, kill))()]
    if fault == "database restarted":
        return [in_child(lambda: struck_by(work, cut))()]
    if fault in NIGHTS:
        return [in_child(lambda: night(work, NIGHTS[fault]))()]
    if fault == "disk full":

        def no_room():
            full_disk()
            return attempt(work)

        return [in_child(no_room)()]
    if fault == "two at once":
        start = time.time() + 1

        def together():
            time.sleep(max(start - time.time(), 0))
            return attempt(work)

        waits = [in_child(together) for _process in range(2)]
        return [wait() for wait in waits]
    raise SystemExit(f"no such fault: {fault}")


def wait_for_the_dead(work):
    """Until the server has noticed that the struck process is gone: the scheduler comes
    a minute later."""
    with work.registry.cursor() as cr:
        for _time in range(200):
            cr.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid != pg_backend_pid()"
            )
            if not cr.fetchone()[0]:
                return
            cr.rollback()
            time.sleep(0.05)


def measured(work):
    with work.registry.cursor() as cr:
        done, double = work.measure(work.env(cr))
    return {"done": done, "double": double}


def main(database, name, fault):
    """:return: dict of ``wanted``; ``processes``, what each told; ``struck`` and
    ``end``, with ``done`` and ``double``, after the fault and after the work was taken
    up again; ``again``, what that told; ``seconds`` it took
    """
    registry = Registry(database)
    small_batches(registry)
    work = WORKS[name](registry)
    with registry.cursor() as cr:
        work.prepare(work.env(cr))
    answer = {"wanted": work.wanted, "processes": strike(work, fault)}
    wait_for_the_dead(work)
    answer["struck"] = measured(work)
    started = time.monotonic()
    answer["again"] = attempt(work)
    answer["seconds"] = round(time.monotonic() - started, 1)
    return {**answer, "end": measured(work)}


if __name__ == "__main__":
    config.parse_config(["--no-http", "--log-level=critical", "--max-cron-threads=0"])
    logging.getLogger("odoo.sql_db").setLevel(logging.CRITICAL)
    print(json.dumps(main(*sys.argv[1:4])))
