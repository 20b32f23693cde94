"""An Odoo that ./ficha starts ends with it, however it ends."""

import os
import signal
import subprocess
import sys
import time

import pytest

from devtools import serve
from devtools.procs import alive, start_time
from devtools.project import ROOT

SERVE = """
import sys
from devtools import environment, serve
env = environment.prepare()
with serve.odoo_server(env, sys.argv[1], int(sys.argv[2])) as odoo:
    print("pid", odoo.pid, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def launcher(clone_database):
    port = serve.free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, clone_database, str(port)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in process.stdout:
        if line.startswith("pid"):
            break
    process.odoo = int(line.split()[1])
    process.port = port
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
