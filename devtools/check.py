"""`./ficha check`: in seconds, what the repository's own tests say of the code by only
reading it: the house, one way of doing a thing, words, buttons. The whole run has them
too, half an hour later.
"""

import ast
import os
from pathlib import Path

from . import odoo_source, pythonenv, stamps
from .console import say
from .procs import foreground
from .project import ROOT, home

# A test that imports one of these, or asks for one of those fixtures of
# tests/conftest.py, does more than read.
RUNS = {"odoo", "subprocess", "testkit", "input_cases", "client_code_programs"}
FIXTURES = {"odoo_env", "clone_database", "new_database"}
# The tests of ./ficha itself start it, browsers and servers.
LAUNCHER = "test_launcher_"


def only_reads(source: str) -> bool:
    """Say whether the tests in this text need neither Odoo nor a database."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names = {alias.name.split(".")[0] for alias in node.names}
            names.add((getattr(node, "module", None) or "").split(".")[0])
        elif isinstance(node, ast.FunctionDef):
            names = {argument.arg for argument in node.args.args}
        else:
            continue
        if names & (RUNS | FIXTURES):
            return False
    return True


def files() -> list[str]:
    """The repository's tests that only read."""
    return [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "tests").glob("test_*.py"))
        if not path.name.startswith(LAUNCHER)
        and only_reads(path.read_text(encoding="utf-8"))
    ]


def command(python: Path, words: list[str]) -> list:
    """pytest for them, without Odoo's plugin, which wants a database."""
    cache = ("-o", f"cache_dir={home() / 'pytest'}")
    return [python, "-m", "pytest", "-q", "-p", "no:odoo", *cache, *files(), *words]


def run(options) -> int:
    with stamps.exclusive("setup"):
        source = odoo_source.obtain()
        python = pythonenv.odoo_env().ensure().python
    say(f"--> pytest {' '.join(files())}")
    # conftest.py imports Odoo
    places = f"{source.python_path}:{ROOT}"
    env = dict(os.environ, PYTHONPATH=places, PYTHONWARNINGS="ignore")
    return foreground(command(python, options.extra), env=env)
