"""`./ficha test`: every test, with pytest-odoo, on copies of one prepared database."""

import os
import shutil
from pathlib import Path

from . import apt, combinations, databases, environment
from .browser import find_chromium
from .console import Trouble, say, step
from .procs import foreground
from .project import ROOT, Module, home
from .testkit import PREFIX

WORKERS = 2
# pytest's options that take the next word, so that it is not taken for a file.
TAKES_VALUE = {"-k", "-m", "-n", "-p", "-o", "-c", "--tb", "--maxfail", "--dist"}
# The parts of the core that the bridges to Odoo's apps extend, or that read what those
# apps add: with one app these run beside the bridge's own tests. The rest of the core
# knows nothing of apps, and runs alone and with all of them.
CROSSROADS = (
    "client_code_merge client_code_posting content_lifecycle figures followup_rule"
    " identify interaction merge missed prefill purchase_filters purchase_panel"
    " results timeline today writeback"
).split()
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


def default_paths(wanted: list[Module], everything: bool) -> list[str]:
    """The tests of these modules; with `everything`, the repository's own too."""
    folders = [module.path / "tests" for module in wanted]
    folders += [ROOT / "tests"] if everything else []
    return [str(path.relative_to(ROOT)) for path in folders if path.is_dir()]


def crossing_paths(core: list[Module]) -> list[str]:
    """The files of the core's tests that another app has a say in."""
    found = []
    for module in core:
        for path in sorted((module.path / "tests").glob("test_*.py")):
            if path.stem.removeprefix("test_").startswith(tuple(CROSSROADS)):
                found.append(str(path.relative_to(ROOT)))
    return found


def narrowed(words: list[str]) -> bool:
    """Say whether a part of the tests was asked for."""
    return bool(named_paths(words)) or any(w.startswith(NARROWING) for w in words)


def pytest_arguments(words: list[str], paths: list[str], workers=WORKERS) -> list[str]:
    """pytest's command line for what was asked. Workers are started for the whole
    only: loading Odoo in each of them costs more than a few tests take."""
    found = [*words, *([] if named_paths(words) else paths)]
    if not narrowed(words) and not any(word.startswith("-n") for word in words):
        found += ["-n", str(workers), "--dist", "loadscope"]
    return found


def rounds(words: list[str], apps: str | None) -> list[tuple[str, list[str]]]:
    """What is run: names of combinations of apps, and pytest's arguments for each.

    A part of the tests runs with all apps installed. The whole runs in every
    combination: with all of them each test, in the core alone each of its own, and with
    one app those of its bridge and of what meets there, without a browser.
    """
    known = combinations.combinations()
    if apps and apps not in known:
        raise Trouble(f"There are no apps {apps}: say one of {', '.join(known)}.")
    if narrowed(words) or apps:
        chosen = [apps or combinations.ALL]
    else:
        chosen = [name for name in known if name != combinations.ALL]
        chosen.append(combinations.ALL)  # the closing lines are those of the whole
    found = []
    for name in chosen:
        whole = name == combinations.ALL
        quiet = len(chosen) > 1 and name not in (combinations.ALL, combinations.CORE)
        if quiet:
            core = known[combinations.CORE]
            bridges = [module for module in known[name] if module not in core]
            paths = crossing_paths(core) + default_paths(bridges, everything=False)
        else:
            paths = default_paths(known[name], everything=whole)
        arguments = pytest_arguments(words, paths)
        found.append((name, [*arguments, *(("-k", "not tour") if quiet else ())]))
    return found


def check_paths(words: list[str]) -> None:
    for path in named_paths(words):
        if not Path(path.split("::")[0]).exists():
            raise Trouble(f"There is no {path} to test.")


def look_for_programs() -> None:
    """Chromium for the browser tests, wkhtmltopdf for those that print, LibreOffice for
    what goes through a spreadsheet program and comes back."""
    for found, package, loss in (
        (find_chromium, "chromium", "browser tests are skipped"),
        (lambda: shutil.which("wkhtmltopdf"), "wkhtmltopdf", "nothing prints as PDF"),
        (
            lambda: shutil.which("soffice"),
            "libreoffice-calc-nogui",
            "no file goes through a spreadsheet program",
        ),
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
    plan = rounds(words, options.apps)
    look_for_programs()
    env = environment.prepare()
    results = {}
    with env.server:
        databases.drop_left_overs(env)
        for name, arguments in plan:
            if len(plan) > 1:
                say(f"\n=== with {combinations.describe(name)}")
            results[name] = run_once(env, name, arguments, options)
    failed = [name for name, status in results.items() if status]
    if failed and len(plan) > 1:
        say(f"\nficha: tests failed with these apps: {', '.join(failed)}")
    return max(results.values())


def run_once(env, combination: str, arguments: list[str], options) -> int:
    """One run of pytest, on a copy of the database with that combination of apps."""
    template = databases.testing(env, options.fresh, combination)
    asked = " ".join(arguments).lower()
    tours = "not tour" not in asked
    if find_chromium() and tours and (not narrowed(options.extra) or "tour" in asked):
        databases.prepare_browser(env, template)
    stock = databases.base_template(env, spanish=False)
    name = f"{PREFIX}_{os.getpid()}_0"
    databases.copy(env, template, name)
    command = [
        *(env.python_env.python, "-m", "pytest"),
        *("--odoo-database", name, "--odoo-http"),
        *("-o", f"cache_dir={home() / 'pytest'}"),
        *arguments,
    ]
    say(f"--> pytest {' '.join(arguments)}")
    try:
        variables = databases.test_variables(env, template, stock)
        return foreground(command, env=variables)
    finally:
        databases.drop(env, name)
        databases.drop_left_overs(env)
