"""Odoo's own scheduler, in the process of a side, as a server has it: what it idles
counts.

A bench that calls the method of a scheduled action itself, again and again, does not
see how long Odoo waits between two calls.
"""

import threading
import time

from odoo.api import SUPERUSER_ID, Environment

# how often the bench looks whether it has ended
LOOK = 0.5
NAME = "bench.scheduler"


def start(registry, *cron_xmlids, keep=False):
    """Start one of the server's threads for scheduled actions, unless there is one
    already. It ends with the process.

    :param cron_xmlids: all that are switched on in this database from now on
    :param keep: whether what they have been asked for already is done
    """
    from odoo.service.server import ThreadedServer
    from odoo.tools import config

    if any(thread.name == NAME for thread in threading.enumerate()):
        return
    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        crons = env["ir.cron"].with_context(active_test=False)
        wanted = crons.browse(env.ref(xmlid).id for xmlid in cron_xmlids)
        (crons.search([]) - wanted).active = False
        wanted.active = True
        # none of them begins by itself
        wanted.nextcall = "2999-01-01"
        triggers = env["ir.cron.trigger"].search([])
        if keep:
            triggers = triggers.filtered(lambda trigger: trigger.cron_id not in wanted)
        triggers.unlink()
    config["db_name"] = [registry.db_name]
    # a method that needs nothing of its server
    thread = threading.Thread(
        target=ThreadedServer.cron_thread, args=(None, 0), name=NAME, daemon=True
    )
    thread.type = "cron"
    thread.start()
    time.sleep(1)  # until it listens
    if keep:
        with registry.cursor() as cr:
            cr.postcommit.add(Environment(cr, SUPERUSER_ID, {})["ir.cron"]._notifydb)


def wait(registry, ended, limit):
    """Wait until something has come to its end.

    :param ended: ``ended(env)`` says whether it has
    :param limit: seconds after which nobody waits any more
    :return: seconds
    """
    begun = time.perf_counter()
    while time.perf_counter() - begun < limit:
        with registry.cursor() as cr:
            if ended(Environment(cr, SUPERUSER_ID, {})):
                break
        time.sleep(LOOK)
    return time.perf_counter() - begun
