"""`./ficha test`: every test, with pytest-odoo, on copies of prepared databases.

What is run is in rounds.py, which modules are installed together in combinations.py.
"""

import os
import shutil
import sys

from . import apt, combinations, databases, environment, lanes, pdf, rounds
from .browser import find_chromium
from .console import say, step
from .procs import foreground
from .project import ROOT, home

# pytest's status when nothing was to run: all tests of a module need a browser.
NOTHING_TO_RUN = 5


def look_for_programs() -> None:
    """Chromium for the browser tests, wkhtmltopdf for those that print, LibreOffice for
    what goes through a spreadsheet program and comes back."""
    for found, package, loss in (
        (find_chromium, "chromium", "browser tests are skipped"),
        (pdf.have, pdf.PROGRAM, "nothing prints as PDF"),
        (
            lambda: shutil.which("soffice"),
            "libreoffice-calc-nogui",
            "no file goes through a spreadsheet program",
        ),
    ):
        if not found() and os.geteuid() == 0:
            with step(f"installing {package} with this machine's apt"):
                apt.system_install(package)
        # the machine's wkhtmltopdf, or ours
        if not (pdf.obtain() if package == pdf.PROGRAM else found()):
            say(f"    {package} is not here, so {loss} (apt-get install {package})")


def run(options) -> int:
    words = options.extra
    rounds.check_paths(words)
    turn = None if options.both else rounds.now()
    plan = rounds.rounds(words, options.modules, turn)
    look_for_programs()
    env = environment.prepare()
    with env.server:
        databases.drop_left_overs(env)
        if options.prepare:
            name, arguments = plan[-1]
            prepare(env, name, arguments, options.fresh)
            return 0
        if len(plan) == 1:
            [(name, arguments)] = plan
            return run_once(env, name, arguments, options.fresh)
        if options.fresh:
            databases.drop_testing(env)
        return run_whole(env, plan)


def said_of_turns(plan: list[tuple[str, list[str]]]) -> str:
    """What a whole run leaves out, and how to have it."""
    if not any("--turn" in words for _name, words in plan):
        return "    every test of a module: alone, and with all modules"
    return (
        "    each test of a module once: half of them with all modules, half alone;\n"
        "    the next commit has it the other way round, ./ficha test --both runs both"
    )


def run_whole(env, plan: list[tuple[str, list[str]]]) -> int:
    """The rounds of single modules beside one another, and the making of the database
    with all of them, which takes two minutes on one core; then the round with that one:
    the closing lines are those of the whole."""
    *beside, (last, arguments) = plan
    say(said_of_turns(plan))
    ficha = [sys.executable, ROOT / "ficha", "test", "--modules"]
    # the first: whatever else is to be run is shorter
    jobs = {f"database of {last}": [*ficha, last, "--prepare"]}
    jobs |= {name: [*ficha, name, *words] for name, words in beside}
    done = lanes.run(jobs, rounds.WORKERS)
    failed = []
    say("\n=== one by one")
    for name, _words in beside:
        job = done[name]
        if job.status not in (0, NOTHING_TO_RUN):
            failed.append(name)
        say(f"    {name:<20} {job.seconds:5.0f} s   {job.closing}")
    say(f"\n=== with {combinations.find(last).describe()}")
    if run_once(env, last, arguments):
        failed.append(last)
    if failed:
        say(f"\nficha: tests failed with these modules: {', '.join(failed)}")
    return int(bool(failed))


def prepare(env, combination: str, arguments: list[str], fresh: bool = False) -> str:
    """Make what these tests need; the name of the database that they copy."""
    template = databases.testing(env, fresh, combination)
    if find_chromium() and rounds.wants_browser(arguments):
        databases.prepare_browser(env, template)
    return template


def run_once(env, combination: str, arguments: list[str], fresh: bool = False) -> int:
    """One run of pytest, on a copy of that combination's database; its status."""
    template = prepare(env, combination, arguments, fresh)
    with databases.copied(env, template) as (name, variables):
        databases.leave_untidied(env, name)
        arguments = rounds.with_slowest(arguments)
        command = [
            *(env.python_env.python, "-m", "pytest"),
            *("--odoo-database", name, "--odoo-http"),
            *("-o", f"cache_dir={home() / 'pytest'}"),
            *arguments,
        ]
        say(f"--> pytest {' '.join(arguments)}")
        return foreground(command, env=variables)
