"""`./ficha test`: every test, with pytest-odoo, on copies of one prepared database."""

import os
import shutil
from pathlib import Path

from . import apt, databases, environment
from .cdp import find_chromium
from .console import Trouble, say, step
from .procs import foreground
from .project import ROOT, home, modules
from .testkit import PREFIX

WORKERS = 2
# pytest's options that take the next word, so that it is not taken for a file.
TAKES_VALUE = {"-k", "-m", "-n", "-p", "-o", "-c", "--tb", "--maxfail", "--dist"}
NARROWING = ("-k", "-m", "--lf", "--last-failed", "--pdb", "--collect-only", "-s")


def named_paths(words: list[str]) -> list[str]:
    """The files and folders among pytest's arguments."""
    found, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word in TAKES_VALUE:
            skip = True
        elif not word.startswith("-"):
            found.append(word)
    return found


def default_paths() -> list[str]:
    folders = [module.path / "tests" for module in modules()] + [ROOT / "tests"]
    return [str(path.relative_to(ROOT)) for path in folders if path.is_dir()]


def narrowed(words: list[str]) -> bool:
    """Say whether a part of the tests was asked for."""
    return bool(named_paths(words)) or any(w.startswith(NARROWING) for w in words)


def pytest_arguments(words: list[str], workers: int = WORKERS) -> list[str]:
    """pytest's command line for what was asked. Workers are started for the whole
    only: loading Odoo in each of them costs more than a few tests take."""
    found = [*words, *([] if named_paths(words) else default_paths())]
    if not narrowed(words) and not any(word.startswith("-n") for word in words):
        found += ["-n", str(workers), "--dist", "loadscope"]
    return found


def check_paths(words: list[str]) -> None:
    for path in named_paths(words):
        if not Path(path.split("::")[0]).exists():
            raise Trouble(f"There is no {path} to test.")


def look_for_programs() -> None:
    """Chromium for the browser tests, wkhtmltopdf for those that print."""
    for found, package, loss in (
        (find_chromium, "chromium", "browser tests are skipped"),
        (lambda: shutil.which("wkhtmltopdf"), "wkhtmltopdf", "nothing prints as PDF"),
    ):
        if found():
            continue
        if os.geteuid() == 0:
            with step(f"installing {package} with this machine's apt"):
                apt.system_install(package)
        if not found():
            say(f"    {package} is not here, so {loss} (apt-get install {package})")


def run(options) -> int:
    words = options.extra
    check_paths(words)
    look_for_programs()
    env = environment.prepare()
    with env.server:
        databases.drop_left_overs(env)
        template = databases.testing(env, options.fresh)
        if find_chromium() and (not narrowed(words) or "tour" in str(words).lower()):
            databases.prepare_browser(env, template)
        stock = databases.base_template(env, spanish=False)
        name = f"{PREFIX}_{os.getpid()}_0"
        databases.copy(env, template, name)
        command = [
            *(env.python_env.python, "-m", "pytest"),
            *("--odoo-database", name, "--odoo-http"),
            *("-o", f"cache_dir={home() / 'pytest'}"),
            *pytest_arguments(words),
        ]
        say(f"--> pytest {' '.join(pytest_arguments(words))}")
        variables = databases.test_variables(env, template, stock)
        try:
            return foreground(command, env=variables)
        finally:
            databases.drop(env, name)
            databases.drop_left_overs(env)
