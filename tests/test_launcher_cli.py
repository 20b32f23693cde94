"""The command line of ./ficha."""

import socket
import subprocess
import sys

import pytest

from devtools import cli, lint
from devtools.console import Trouble
from devtools.dbserver import parse_url
from devtools.project import ROOT


def ficha(*args, **options):
    command = [sys.executable, ROOT / "ficha", *args]
    return subprocess.run(command, capture_output=True, text=True, **options)


def test_run_has_the_documented_options():
    options = cli.parser().parse_args(
        ["run", "--port", "8070", "--database", "x", "--no-demo", "--reset"]
        + ["--database-url", "postgresql://u@h/d"]
    )
    assert (options.port, options.database) == (8070, "x")
    assert options.no_demo and options.reset
    assert cli.parser().parse_args(["run"]).port == 8069


def test_the_words_of_a_test_run_reach_pytest():
    words = ["test", "--modules", "merge", "-k", "x", "-m", "not slow", "--maxfail=1"]
    options, rest = cli.parser().parse_known_args(words)
    assert (options.modules, options.fresh) == ("merge", False)
    assert rest == ["-k", "x", "-m", "not slow", "--maxfail=1"]


def test_help_names_every_command():
    text = ficha("--help").stdout
    names = "run test check odoo shell stop lint house translate wheels bench"
    names = [*names.split(), "screenshots", "core-tests", "faults", "beside"]
    assert [name for name in names if name not in text] == []


def test_an_unknown_option_is_refused():
    result = ficha("lint", "--colour")
    assert result.returncode == 2
    assert "--colour" in result.stderr


def test_an_unknown_benchmark_is_named_with_those_there_are():
    result = ficha("bench", "nonsense")
    assert result.returncode == 1
    assert "nonsense" in result.stderr and "Traceback" not in result.stderr


def test_named_files_are_checked_alone():
    """Folders stand for our files in them, whatever the folder the words were typed in;
    what is not there, or not of this clone, is refused."""
    module = ROOT / "ficha_cliente"
    assert lint.chosen([str(module / "__init__.py")]) == ["ficha_cliente/__init__.py"]
    below = lint.chosen([str(module / "views")])
    assert below and all(name.startswith("ficha_cliente/views/") for name in below)
    assert set(lint.chosen([str(ROOT)])) == set(lint.files(""))
    for name in ("nonsense.py", "/etc/passwd"):
        with pytest.raises(Trouble):
            lint.chosen([name])


def test_a_busy_port_is_refused_before_anything_is_set_up(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        home = tmp_path / "home"
        result = ficha("run", "--port", str(port), env={"FICHA_HOME": str(home)})
    assert result.returncode == 1
    assert f"Port {port} is in use" in result.stderr
    assert "--port" in result.stderr and "Traceback" not in result.stderr
    assert not (home / "venv").exists()


def test_a_database_address_is_taken_apart():
    variables, name = parse_url("postgresql://ana:p%40ss@db.example:5433/clientes")
    assert variables == {
        "PGHOST": "db.example",
        "PGPORT": "5433",
        "PGUSER": "ana",
        "PGPASSWORD": "p@ss",
    }
    assert name == "clientes"
    assert parse_url("postgres:///clientes") == ({}, "clientes")


def test_another_kind_of_address_is_refused():
    with pytest.raises(Trouble, match="postgresql://"):
        parse_url("mysql://db.example/clientes")
