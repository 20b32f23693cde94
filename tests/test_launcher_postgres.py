"""The embedded database server, also after it was killed."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import pytest

from devtools import pgremains, postgres
from devtools.console import Trouble
from devtools.dbserver import Server
from devtools.procs import alive
from devtools.pythonenv import postgres_programs

PROGRAMS = postgres_programs()


@pytest.fixture
def data(tmp_path):
    (tmp_path / "data").mkdir()
    return tmp_path / "data"


def test_the_file_of_a_dead_server_is_cleared(data):
    ended = subprocess.Popen(["true"])
    ended.wait()
    (data / "postmaster.pid").write_text(f"{ended.pid}\n{data}\n")
    assert pgremains.clear_stale_pid(data)
    assert not (data / "postmaster.pid").exists()


def test_the_file_is_cleared_when_another_program_got_the_number(data):
    (data / "postmaster.pid").write_text(f"{os.getpid()}\n{data}\n")
    assert pgremains.clear_stale_pid(data)
    assert not (data / "postmaster.pid").exists()


def test_an_empty_file_is_cleared(data):
    (data / "postmaster.pid").touch()
    assert pgremains.clear_stale_pid(data)


def test_nothing_to_clear(data):
    assert not pgremains.clear_stale_pid(data)


def test_a_long_path_moves_the_socket_to_the_temporary_folder(monkeypatch):
    short = postgres.socket_folder(Path("/home/ana/ficha/.ficha/pg/data"), "key")
    assert str(short) == "/home/ana/ficha/.ficha/pg/pg-socket"
    deep = Path("/home/ana" + "/very-long-folder" * 6 + "/.ficha/pg/data")
    monkeypatch.setattr(tempfile, "tempdir", "/short")
    moved = postgres.socket_folder(deep, "key")
    assert str(moved).startswith("/short/ficha-key-")
    assert len(f"{moved}{postgres.SOCKET_FILE}") <= postgres.SOCKET_LIMIT


def test_two_long_paths_are_said(monkeypatch):
    deep = "/home/ana" + "/very-long-folder" * 6
    monkeypatch.setattr(tempfile, "tempdir", f"{deep}/tmp")
    with pytest.raises(Trouble, match="TMPDIR"):
        postgres.socket_folder(Path(f"{deep}/.ficha/pg/data"), "key")


@pytest.fixture
def server(monkeypatch):
    """A server of its own, in a folder that its user may enter."""
    if not PROGRAMS.exists():
        pytest.skip("the embedded server is not installed")
    folder = Path(tempfile.mkdtemp(prefix="ficha-test-"))
    folder.chmod(0o755)
    for name in ("DATABASE_URL", "PGHOST", "PGPORT", "PGUSER", "PGPASSWORD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FICHA_HOME", str(folder))
    server = Server(PROGRAMS)
    yield server
    server.embedded.stop()
    for place in (folder, server.embedded.base, server.embedded.sockets):
        shutil.rmtree(place, ignore_errors=True)


@pytest.mark.slow
def test_it_stops_when_the_last_user_leaves(server):
    other = Server(PROGRAMS)
    with server:
        with other:
            other.create("one")
        assert "one" in server.databases()
        server.set_note("one", "what's done")
        assert server.note("one") == "what's done"
    assert not server.embedded.is_running()


@pytest.mark.slow
def test_a_killed_server_is_started_again_with_its_databases(server):
    with server:
        server.create("kept")
        head = int((server.embedded.data / "postmaster.pid").read_text().split()[0])
        os.kill(head, signal.SIGKILL)
        while alive(head):
            pass
        with Server(PROGRAMS) as again:
            assert "kept" in again.databases()
