"""An Odoo that ./ficha starts ends with it, however it ends, and not before it."""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from types import SimpleNamespace

import pytest

from devtools import serve
from devtools.console import Interrupted, Trouble
from devtools.procs import alive, log_path, start_time
from devtools.project import ROOT

SERVE = """
import sys
from devtools import environment, serve
env = environment.prepare()
with serve.odoo_server(env, sys.argv[1], int(sys.argv[2])) as odoo:
    print("pid", odoo.pid, flush=True)
    sys.stdin.read()
"""
KEEP = """
import sys
from devtools import environment, serve
serve.hear_signals()
env = environment.prepare()
try:
    serve.keep_serving(
        env, sys.argv[1], int(sys.argv[2]), ["--max-cron-threads=0"],
        lambda odoo: print("pid", odoo.pid, flush=True),
    )
except serve.Interrupted:
    print("stopped", flush=True)
"""


# Odoo looks once a minute whether a request has passed its limit; this one each second.
# It is asked nothing while it loads, which may take longer than the limit.
LIMITED = """
import sys
from devtools import environment, procs, serve
serve.hear_signals()
env = environment.prepare()
usual = env.variables

def variables():
    found = usual()
    return {**found, "PYTHONPATH": sys.argv[3] + ":" + found["PYTHONPATH"]}

env.variables = variables
log, answers = procs.log_path("odoo-" + sys.argv[2]), serve.answers
serve.answers = lambda port: "Registry loaded" in log.read_text() and answers(port)
try:
    serve.keep_serving(
        env, sys.argv[1], int(sys.argv[2]),
        ["--max-cron-threads=0", "--limit-time-real=5"],
        lambda odoo: print("pid", odoo.pid, flush=True),
    )
except serve.Interrupted:
    pass
"""
EACH_SECOND = """
import odoo.service.server
odoo.service.server.SLEEP_INTERVAL = 1
"""


def launch(program, database, *arguments):
    """The program in a process of its own, when its Odoo answers."""
    port = serve.free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", program, database, str(port), *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    line = said(process, "pid")
    process.odoo = int(line.split()[1])
    process.port = port
    return process


def said(process, words):
    """The next line it prints with these words in it."""
    for line in process.stdout:
        if words in line:
            return line
    raise AssertionError(f"it ended without a word of {words!r}")


@pytest.fixture
def launcher(clone_database):
    process = launch(SERVE, clone_database)
    yield process
    process.kill()
    process.wait()


def gone(pid, seconds=30):
    until = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < until:
        time.sleep(0.1)
    return not alive(pid)


@pytest.mark.slow
def test_it_answers_and_ends_in_order(launcher):
    assert serve.answers(launcher.port)
    assert [r["port"] for r in serve.read_records() if r["port"] == launcher.port]
    launcher.stdin.close()
    assert launcher.wait(60) == 0
    assert not alive(launcher.odoo)
    assert not serve.answers(launcher.port)


@pytest.mark.slow
def test_a_killed_launcher_leaves_no_odoo_behind(launcher):
    os.kill(launcher.pid, signal.SIGKILL)
    launcher.wait()
    assert gone(launcher.odoo)
    serve.clear_orphans()
    assert [r for r in serve.read_records() if r["port"] == launcher.port] == []


def test_an_orphan_of_a_killed_run_is_stopped(tmp_path, monkeypatch):
    """Where the system does not end a child with its parent, the next run does."""
    monkeypatch.setenv("FICHA_HOME", str(tmp_path))
    left = subprocess.Popen(["sleep", "60"])
    path = serve.write_record(8069, "ficha", left)
    record = path.read_text().replace(f"[{os.getpid()}, ", "[999999999, ")
    path.write_text(record)
    left_since = start_time(left.pid)
    assert alive(left.pid, left_since)
    serve.clear_orphans()
    assert left.wait(5) == -signal.SIGTERM
    assert serve.read_records() == []


def test_a_reused_process_number_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("FICHA_HOME", str(tmp_path))
    other = subprocess.Popen(["sleep", "60"])
    try:
        path = serve.write_record(8069, "ficha", other)
        text = path.read_text().replace(f"[{os.getpid()}, ", "[999999999, ")
        path.write_text(text.replace(f'"{start_time(other.pid)}"', '"1"'))
        serve.clear_orphans()
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


@pytest.mark.slow
def test_an_odoo_that_reloads_or_dies_is_there_again(clone_database):
    """Odoo reloads itself, with this signal, when a request has passed
    `limit-time-real`; and one that the system kills is started again."""
    launcher = launch(KEEP, clone_database)
    try:
        log = log_path(f"odoo-{launcher.port}")
        os.kill(launcher.odoo, signal.SIGHUP)
        until = time.monotonic() + 90
        while log.read_text().count("HTTP service (werkzeug) running") < 2:
            assert time.monotonic() < until, log.read_text()[-2000:]
            time.sleep(0.2)
        assert serve.answers(launcher.port)
        assert alive(launcher.odoo), "the same process, so its record still holds"

        os.kill(launcher.odoo, signal.SIGKILL)
        assert "started again" in said(launcher, "Odoo ended by itself (signal 9)")
        said(launcher, "Odoo answers again")
        assert serve.answers(launcher.port)
        [record] = [r for r in serve.read_records() if r["port"] == launcher.port]
        assert record["odoo"][0] != launcher.odoo
        assert "running" in log.read_text().split("Odoo version")[1], "kept"

        launcher.terminate()
        said(launcher, "stopped")
        assert launcher.wait(60) == 0
        assert not serve.answers(launcher.port)
    finally:
        launcher.kill()
        launcher.wait()


def hold(port, database, seconds):
    """A request that takes so long: an administrator's own action that waits for the
    database. Ends with an error when Odoo does not wait for it."""

    def call(service, method, *args):
        params = {"service": service, "method": method, "args": args}
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/jsonrpc",
            json.dumps({"method": "call", "params": params}).encode(),
            {"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            told = json.load(answer)
        if "error" in told:  # what is cut off gets an error, or no answer at all
            raise http.client.HTTPException(told["error"]["data"]["message"])
        return told["result"]

    def action(*call_args):
        me = (database, user, "admin", "ir.actions.server")
        return call("object", "execute_kw", *me, *call_args)

    user = call("common", "login", database, "admin", "admin")
    made = action(
        "create",
        [
            {
                "name": "Hold",
                "model_id": 1,
                "state": "code",
                "code": f"env.cr.execute('SELECT pg_sleep({seconds})')",
            }
        ],
    )
    return action("run", [[made]])


@pytest.mark.slow
def test_a_request_held_beyond_its_limit_leaves_an_odoo_that_answers(
    clone_database, tmp_path
):
    """Odoo gives up such a request by executing itself again (`limit-time-real`), and
    does not wait for what the database is doing for it."""
    (tmp_path / "sitecustomize.py").write_text(EACH_SECOND)
    launcher = launch(LIMITED, clone_database, str(tmp_path))
    try:
        log = log_path(f"odoo-{launcher.port}")
        loaded = log.read_text().count("Registry loaded")
        with pytest.raises((OSError, http.client.HTTPException)):
            hold(launcher.port, clone_database, 300)
        assert "real time limit" in log.read_text()
        until = time.monotonic() + 60
        while log.read_text().count("Registry loaded") == loaded or not serve.answers(
            launcher.port
        ):
            assert time.monotonic() < until, log.read_text()[-2000:]
            time.sleep(0.2)
        assert alive(launcher.odoo), "the same process, so its record still holds"
    finally:
        launcher.terminate()
        launcher.wait(60)
        launcher.kill()


class FailingOdoo:
    """In place of `serve.odoo_server`: one that ends as soon as it is there."""

    def __init__(self, statuses):
        self.statuses, self.started = iter(statuses), []

    @contextlib.contextmanager
    def __call__(self, env, database, port, extra=(), again=False):
        self.started.append(again)
        yield SimpleNamespace(wait=lambda: next(self.statuses))


def test_an_odoo_that_keeps_dying_is_given_up(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("FICHA_HOME", str(tmp_path))
    failing = FailingOdoo([-9] * 4 + [1])
    monkeypatch.setattr(serve, "odoo_server", failing)
    first = []
    with pytest.raises(Trouble, match="5 times within 10 minutes.*status 1.*odoo-8069"):
        serve.keep_serving(None, "ficha", 8069, ready=first.append)
    assert failing.started == [False, True, True, True, True], "the log goes on"
    assert len(first) == 1, "said once, and not with each"
    assert capsys.readouterr().out.count("is started again") == 4


def test_one_that_dies_now_and_then_is_not_given_up(tmp_path, monkeypatch):
    monkeypatch.setenv("FICHA_HOME", str(tmp_path))

    monkeypatch.setattr(serve, "odoo_server", failing := FailingOdoo([-9] * 20))
    hours = SimpleNamespace(monotonic=iter(range(0, 3600 * 21, 3600)).__next__)
    monkeypatch.setattr(serve, "time", hours)
    with pytest.raises(StopIteration):  # there are no more
        serve.keep_serving(None, "ficha", 8069)
    assert len(failing.started) == 21


@pytest.mark.parametrize("embedded", [True, False])
def test_only_our_own_database_is_said_to_stop(tmp_path, monkeypatch, capsys, embedded):
    """With `--database-url` the server runs on when we stop."""
    monkeypatch.setenv("FICHA_HOME", str(tmp_path))
    server = contextlib.nullcontext()
    server.embedded, server.database = embedded, "firm"
    env = SimpleNamespace(server=server)
    options = SimpleNamespace(
        port=serve.free_port(),
        database_url=None,
        database=None,
        no_demo=False,
        reset=False,
        extra=[],
    )

    def keep_serving(env, name, port, extra, ready):
        ready(None)
        raise Interrupted

    monkeypatch.setattr(serve.environment, "prepare", lambda url: env)
    monkeypatch.setattr(serve.pdf, "obtain", lambda: True)
    monkeypatch.setattr(serve.databases, "serving", lambda *a, **o: None)
    monkeypatch.setattr(serve.databases, "read_note", lambda *a: {})
    monkeypatch.setattr(serve, "keep_serving", keep_serving)
    assert serve.run(options) == 0
    said = capsys.readouterr().out
    assert "Ctrl-C stops Odoo" in said
    assert ("and the database" in said) is embedded
