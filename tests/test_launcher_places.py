"""Where ./ficha runs: as an ordinary user, on a database server of somebody's, without
a network, with each Python that Odoo takes. The path with spaces is in test_path.py."""

import ast
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import pytest

from devtools.dbserver import Server
from devtools.lint import files
from devtools.project import ROOT
from devtools.pythonenv import postgres_programs

PROGRAMS = postgres_programs()
VARIABLES = ("DATABASE_URL", "PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "FICHA_HOME")
OWN_SERVER = """
import os, sys
from pathlib import Path
from devtools.dbserver import Server

with Server(Path(sys.argv[1])) as server:
    server.create("mine")
    print(os.geteuid(), "mine" in server.databases(), server.embedded.user)
print(server.embedded.is_running())
"""
PREPARED = """
import socket, subprocess
from devtools import environment, pythonenv

try:
    socket.create_connection(("192.0.2.1", 80), timeout=1)
except OSError:
    print("no network")
print(environment.prepare().source.python_path.exists())
"""
# What Python 3.12 and 3.13 no longer have.
GONE = {"asynchat", "asyncore", "distutils", "imp", "smtpd"}
GONE |= {"aifc", "audioop", "cgi", "cgitb", "chunk", "crypt", "imghdr", "mailcap"}
GONE |= {"msilib", "nis", "nntplib", "ossaudiodev", "pipes", "sndhdr", "spwd", "sunau"}
GONE |= {"telnetlib", "uu", "xdrlib", "lib2to3"}


@pytest.fixture
def folder(monkeypatch):
    """A folder for everybody, which is the launcher's home, short enough for sockets;
    no server is named."""
    folder = Path(tempfile.mkdtemp(prefix="ficha-test-"))
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FICHA_HOME", str(folder))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def ordinary() -> dict:
    """For `subprocess`: somebody who is not root."""
    if os.geteuid():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def python(*words, **options) -> subprocess.CompletedProcess:
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    env |= options.pop("more", {})
    return subprocess.run(words, capture_output=True, text=True, env=env, **options)


@pytest.mark.slow
def test_an_ordinary_user_has_a_server_of_their_own(folder):
    who = ordinary()

    def may(what, place):
        command = ["test", what, place]
        return not subprocess.run(command, cwd="/", **who).returncode

    # the Python of these tests may be in root's own folder
    program = sys.executable if may("-x", sys.executable) else "/usr/bin/python3"
    for what, place in (("-x", program), ("-x", PROGRAMS), ("-r", ROOT / "devtools")):
        if not may(what, place):
            pytest.skip(f"{place} is not for every user of this machine")
    if who:
        os.chown(folder, who["user"], who["group"])
    found = python(
        *(program, "-c", OWN_SERVER, PROGRAMS),
        **{"cwd": "/", "more": {"PYTHONPATH": str(ROOT)}, **who},
    )
    uid = who.get("user", os.geteuid())
    assert found.stdout.endswith(f"\n{uid} True None\nFalse\n"), found.stderr


@pytest.mark.slow
def test_a_server_of_somebody_s_is_used_and_runs_on(folder):
    if not PROGRAMS.exists():
        pytest.skip("the embedded server is not installed")
    theirs = Server(PROGRAMS)
    with theirs:
        place = quote(str(theirs.embedded.sockets), safe="")
        url = f"postgresql://{theirs.variables['PGUSER']}@{place}:5432/customers"
        ours = Server(PROGRAMS, url)
        assert (ours.embedded, ours.database) == (None, "customers")
        with ours:
            ours.create("customers")
        assert "customers" in ours.databases(), "left as it is"
        assert theirs.embedded.is_running()
    shutil.rmtree(theirs.embedded.base, ignore_errors=True)


def test_what_is_there_needs_no_network():
    alone = ["unshare", "--net"]
    if os.geteuid():
        alone.append("--map-current-user")
    if not shutil.which("unshare") or subprocess.run([*alone, "true"]).returncode:
        pytest.skip("this machine lets nobody leave the network")
    if "FICHA_HOME" not in os.environ:
        pytest.skip("needs what ./ficha test has fetched")
    found = python(*alone, sys.executable, "-c", PREPARED, cwd=ROOT)
    assert found.stdout.splitlines() == ["no network", "True"], found.stderr


def imported(source: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_nothing_is_used_that_newer_pythons_no_longer_have():
    ours = [name for name in files(".py") if "/tests/" not in name]
    assert len(ours) > 100
    found = {name: imported((ROOT / name).read_text()) & GONE for name in ours}
    assert not {name: gone for name, gone in found.items() if gone}


def interpreter(version: str) -> str | None:
    """A Python of this version; pyenv keeps some that are not on the path."""
    programs = [f"python{version}"]
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    programs += [str(path) for path in kept.glob(f"{version}.*/bin/python{version}")]
    for program in filter(shutil.which, programs):
        if not python(program, "--version").returncode:
            return program
    return None


@pytest.mark.parametrize("version", ["3.10", "3.11", "3.12", "3.13"])
def test_the_launcher_takes_each_python(version):
    program = interpreter(version)
    if not program:
        pytest.skip(f"Python {version} is not here")
    found = python(program, "-W", "error::SyntaxWarning", ROOT / "ficha", "--help")
    assert "screenshots" in found.stdout, found.stderr


def test_another_python_hands_over_to_one_that_will_do(tmp_path):
    """Python 3.9 or 3.14, say, with a 3.12 beside it."""
    other = tmp_path / "python3.12"
    other.write_text('#!/bin/sh\n[ "$1" = -c ] || echo "3.12 was given: $2 $3"\n')
    other.chmod(0o755)
    program = (
        "import runpy, sys; sys.version_info = (3, 14, 0, 'final', 0);"
        "sys.argv = ['ficha', 'run', '--no-demo'];"
        f"runpy.run_path({str(ROOT / 'ficha')!r}, run_name='__main__')"
    )
    found = python(sys.executable, "-c", program, more={"PATH": str(tmp_path)})
    assert found.stdout == "3.12 was given: run --no-demo\n", found.stderr
    # as pyenv has it: a name on the path, of a version that is not chosen
    other.write_text("#!/bin/sh\nexit 127\n")
    found = python(sys.executable, "-c", program, more={"PATH": str(tmp_path)})
    assert found.returncode == 1
    assert "this is Python 3.14; Odoo 19 runs on Python 3.10" in found.stderr
