"""Odoo's own command line as a file, which Odoo can execute again.

An Odoo in which a request has passed ``limit-time-real`` (or that is told to reload)
puts a new one in its own place, by what stands in ``sys.argv[0]``. ``python -m odoo``
leaves there a file inside the package, which cannot be run as a program: that Odoo
would be gone for good.

Before that it closes its connections to the database, and the one of that request
waits for its query to end: until then nobody is answered. Here the query is cancelled.
"""

import contextlib
import sys
import threading

# What is still running so long after Odoo was told to stop, it waits for no longer.
PATIENCE = 2


def main() -> None:
    # Python puts the folder of this file first, in which there is nothing of Odoo's.
    del sys.path[0]
    from odoo.cli.command import main as odoo
    from odoo.service.server import CommonServer

    CommonServer.on_stop(cancel_soon)
    odoo()


def cancel_soon() -> None:
    """Cancel, in a moment, what the database is doing for an Odoo that stops."""
    timer = threading.Timer(PATIENCE, cancel_queries)
    timer.daemon = True
    timer.start()


def cancel_queries() -> None:
    import psycopg2

    from odoo import sql_db

    for pool in filter(None, (sql_db._Pool, sql_db._Pool_readonly)):
        for connection in list(pool._connections):
            # one that is idle, or has been closed by now, has nothing to cancel
            with contextlib.suppress(psycopg2.Error):
                connection.cancel()


if __name__ == "__main__":
    main()
