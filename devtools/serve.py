"""`./ficha run`: an Odoo with our modules and demo data on this machine's own address.

Also what `screenshots` starts, and what `stop` and the next run clear.
"""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections import deque
from pathlib import Path

from . import databases, environment, pdf, pythonenv
from .console import Interrupted, Trouble, say
from .postgres import Embedded
from .procs import alive, end, log_path, spawn, start_time, stop_pid
from .project import home

HELLO = """
  Odoo is at   http://127.0.0.1:{port}/odoo
  user         admin
  password     admin{note}
{people}
  Click first on Fichas, among the apps: it opens Hoy, who to call this morning and why.
  Open a customer from there: what they buy, what comes next, everything that was said.

  Log: {log}
  Ctrl-C stops Odoo{database}.
"""
NOT_OURS = "   (or as this database has them)"
PEOPLE = """
  Who works there: ana (sells), oscar (invoices), marta (manages); the password is the
  login.
"""
# An Odoo that ends by itself is started again, but not one that so often dies so soon.
DEATHS, MINUTES = 5, 10


def records() -> Path:
    folder = home() / "servers"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def write_record(port: int, database: str, odoo: subprocess.Popen) -> Path:
    path = records() / f"{port}.json"
    values = {"database": database, "port": port}
    for name, pid in (("launcher", os.getpid()), ("odoo", odoo.pid)):
        values[name] = [pid, start_time(pid)]
    path.write_text(json.dumps(values))
    return path


def read_records() -> list[dict]:
    found = []
    for path in records().glob("*.json"):
        try:
            found.append({**json.loads(path.read_text()), "path": path})
        except ValueError:
            path.unlink()
    return found


def clear_orphans() -> None:
    """Stop servers whose launcher was killed, and forget those that are gone."""
    for record in read_records():
        if not alive(*record["launcher"]):
            if alive(*record["odoo"]):
                say(f"    stopping the Odoo of a killed run, port {record['port']}")
                stop_pid(*record["odoo"])
            record["path"].unlink(missing_ok=True)


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            return
        except PermissionError:
            raise Trouble(f"Port {port} is not allowed to an ordinary user.") from None
        except OSError:
            pass
    for record in read_records():
        if record["port"] == port:
            raise Trouble(
                f"This project already runs on port {port} (database "
                f"{record['database']}): ./ficha stop ends it, --port takes another."
            )
    raise Trouble(
        f"Port {port} is in use by another program. Choose another: "
        f"./ficha run --port {port + 1}"
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    try:
        url = f"http://127.0.0.1:{port}/web/login"
        with urllib.request.urlopen(url, timeout=60) as page:
            return page.status == 200
    except (urllib.error.URLError, OSError):
        return False


@contextlib.contextmanager
def odoo_server(env, database: str, port: int, extra: list[str] = (), again=False):
    """An Odoo that answers on the port; stopped when the block ends. `again`: its log
    goes on below that of the one before it."""
    log = log_path(f"odoo-{port}")
    with log.open("a" if again else "w") as output:
        odoo = spawn(
            env.odoo_command(
                *("-d", database, "--db-filter", f"^{re.escape(database)}$"),
                *("--http-port", port, "--gevent-port", free_port()),
                *extra,
            ),
            env=env.variables(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        record = write_record(port, database, odoo)
        try:
            until = time.monotonic() + 180
            while not answers(port):
                if odoo.poll() is not None or time.monotonic() > until:
                    tail = log.read_text(errors="replace")[-2000:]
                    raise Trouble(f"Odoo did not start:\n{tail}\nThe log: {log}")
                time.sleep(0.2)
            yield odoo
        finally:
            end(odoo)
            record.unlink(missing_ok=True)


def keep_serving(env, database: str, port: int, extra: list[str] = (), ready=None):
    """An Odoo on the port until somebody stops us: one that ends by itself (killed for
    want of memory, say) is started again.

    :param ready: called with the process of the first one, once it answers
    :raises Trouble: it has ended `DEATHS` times within `MINUTES`, or does not start
    """
    deaths: deque[float] = deque(maxlen=DEATHS)
    log = log_path(f"odoo-{port}")
    while True:
        with odoo_server(env, database, port, extra, again=bool(deaths)) as odoo:
            if deaths:
                say(f"    Odoo answers again on port {port}")
            elif ready:
                ready(odoo)
            status = odoo.wait()
        deaths.append(time.monotonic())
        how = f"signal {-status}" if status < 0 else f"status {status}"
        if len(deaths) == DEATHS and deaths[-1] - deaths[0] < MINUTES * 60:
            raise Trouble(
                f"Odoo ended by itself {DEATHS} times within {MINUTES} minutes, the "
                f"last time with {how}; it is not started again. The log: {log}"
            )
        say(f"    Odoo ended by itself ({how}) and is started again. The log: {log}")


def hear_signals() -> None:
    """A request to end, from the terminal or the system, ends the command in order."""

    heard = []

    def interrupted(number, frame):
        if not heard:  # a second one must not break the tidying up
            heard.append(number)
            raise Interrupted

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)


def run(options) -> int:
    clear_orphans()
    check_port(options.port)
    env = environment.prepare(options.database_url)
    with env.server:
        name = options.database or env.server.database or "ficha"
        databases.serving(env, name, demo=not options.no_demo, reset=options.reset)
        if not pdf.obtain():
            say("    wkhtmltopdf is not here: invoices print as HTML instead of PDF")
        check_port(options.port)

        started = time.monotonic()

        def hello(_odoo):
            say(f"    done in {time.monotonic() - started:.1f} s")
            known = databases.read_note(env, name)
            say(
                HELLO.format(
                    port=options.port,
                    log=log_path(f"odoo-{options.port}"),
                    note="" if known.get("step") else NOT_OURS,
                    people=PEOPLE if known.get("demo") else "",
                    # a server that is given runs on without us
                    database=" and the database" if env.server.embedded else "",
                )
            )

        say("--> starting Odoo")
        try:
            keep_serving(env, name, options.port, options.extra, hello)
        except Interrupted:
            say("\n--> stopping")
    say("    stopped")
    return 0


def stop() -> int:
    """Stop every server of this project, and the embedded database."""
    for record in read_records():
        if alive(*record["launcher"]):
            say(f"--> stopping the run on port {record['port']}")
            stop_pid(*record["launcher"], patience=30)
        stop_pid(*record["odoo"])
        record["path"].unlink(missing_ok=True)
    programs = pythonenv.postgres_programs()
    if programs.exists() and Embedded(programs).stop():
        say("--> stopped the embedded database")
    say("    nothing of this project runs now")
    return 0
