"""The commands of `./ficha`, and what each takes."""

import argparse
import os
import sys

from .console import Interrupted, Trouble, say

EPILOG = """
All that is fetched lies in .ficha/ (or in the folder that FICHA_HOME names), and
removing that folder removes it.
ODOO_PATH points at an Odoo 19 of yours; DATABASE_URL or PGHOST at your PostgreSQL.
"""


def parser() -> argparse.ArgumentParser:
    main_parser = argparse.ArgumentParser(
        prog="ficha",
        description="Odoo 19 with the customer file (ficha de cliente).",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = main_parser.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, text: str, **options):
        return commands.add_parser(name, help=text, description=text, **options)

    run = command("run", "set up what is needed and serve Odoo with Spanish demo data")
    run.add_argument("--port", type=int, default=8069, help="default: %(default)s")
    run.add_argument("--database", help="the database's name; default: ficha")
    run.add_argument("--database-url", help="postgresql://user:password@host/database")
    run.add_argument("--no-demo", action="store_true", help="an empty Spanish company")
    run.add_argument(
        "--reset", action="store_true", help="throw the database away first"
    )

    test = command("test", "set up what is needed and run the tests with pytest")
    test.add_argument("--fresh", action="store_true", help="rebuild the test database")
    test.add_argument(
        "--both",
        action="store_true",
        help="run each module's tests alone and with all modules, instead of by turns",
    )
    test.add_argument(
        "--modules",
        metavar="NAME",
        help="only with these installed: core, house, all, one module (merge, "
        "sale...) with what it needs, or sale_stock: that one beside Inventory",
    )
    test.add_argument(
        "--prepare",
        action="store_true",
        help="make the database that these tests copy, and run none",
    )
    test.epilog = (
        "Everything else goes to pytest: -k NAME, a file, -x, --pdb ... The folder of "
        "a module runs its tests with that module and what it needs installed."
    )

    check = command("check", "in seconds: the repository's tests that only read code")
    check.epilog = "Everything else goes to pytest: -k NAME, -x, --lf ..."

    core = command(
        "core-tests", "run Odoo's own tests without and with our modules, and compare"
    )
    core.add_argument(
        "--suite",
        action="append",
        metavar="NAME",
        help="account, base, contacts, crm, portal or sale; may be given several "
        "times; default: all",
    )
    core.add_argument(
        "--only",
        action="append",
        metavar="TAG",
        help="these tests instead, as Odoo's --test-tags names them: /account:TestTax",
    )
    core.add_argument(
        "--quick",
        action="store_true",
        help="without our modules, run only what fails with them",
    )
    core.add_argument(
        "--fresh", action="store_true", help="forget what has been run before"
    )

    faults = command(
        "faults",
        "let faults strike (kill -9, a restarted database...) and write docs/faults.md",
    )
    faults.add_argument(
        "--only", metavar="NAME", help="these works or faults; writes no page"
    )

    beside = command("beside", "our tests with other modules installed beside ours")
    beside.add_argument("folder", metavar="FOLDER", help="where those modules are")
    beside.add_argument(
        "--modules", nargs="+", metavar="NAME", help="these of them; default: all"
    )
    beside.add_argument("--libraries", metavar="FOLDER", help="what they import")
    beside.add_argument("--tests", nargs="+", metavar="PATH", help="these of ours")

    odoo = command("odoo", "Odoo's own command line", add_help=False)
    odoo.epilog = "All arguments go to Odoo."

    shell = command("shell", "Odoo's Python shell")
    shell.add_argument("--database", "-d", default="ficha")

    command("stop", "stop everything of this project that runs")

    lint = command("lint", "ruff, pylint-odoo and prettier")
    lint.add_argument("--fix", action="store_true", help="mend what can be mended")
    lint.add_argument(
        "files", nargs="*", metavar="FILE", help="only these; default: the whole tree"
    )

    command("house", "draw the modules, and say what reaches the wrong way")

    translate = command("translate", "export the terms and check the Spanish of each")
    translate.add_argument("--check", action="store_true", help="write nothing")

    wheels = command("wheels", "build each module as a wheel, for pip")
    wheels.add_argument("--out", default="dist", help="the folder; default: dist")

    bench = command("bench", "run benchmarks/NAME.py with databases of its own")
    bench.add_argument("name", nargs="?", help="without it: the names there are")

    shots = command("screenshots", "pictures of the screens, taken with Chromium")
    shots.add_argument("names", nargs="*", help="of devtools/screens.py; default: all")
    shots.add_argument(
        "--docs",
        action="store_true",
        help="those that docs/ shows, each at 1400, 1920 and 390, under their names",
    )
    shots.add_argument(
        "--apps",
        action="store_true",
        help="those that Apps shows of each module, into the modules",
    )
    shots.add_argument("--url", help="one page, for example /odoo/contacts")
    shots.add_argument("--out", help="the file (with --url) or the folder")
    shots.add_argument("--click", action="append", help="CSS selector, before it")
    shots.add_argument("--wait-for", help="CSS selector that must be there first")
    shots.add_argument(
        "--width",
        type=int,
        action="append",
        help="may be given several times; default: 1400 and 390",
    )
    shots.add_argument("--height", type=int, default=900)
    shots.add_argument("--full", action="store_true", help="as tall as the page is")
    shots.add_argument("--port", type=int, help="of an Odoo that already runs")
    shots.add_argument("--database", "-d", default="ficha")
    shots.add_argument("--login", default="admin")
    shots.add_argument("--password", default="admin")
    return main_parser


def dispatch(arguments: list[str]) -> int:
    # Odoo's own options must not be taken for ours.
    if arguments[:1] == ["odoo"]:
        from . import odoo_cli

        return odoo_cli.odoo(arguments[1:])
    if arguments[:1] == ["bench"] and arguments[1:2] not in ([], ["-h"], ["--help"]):
        from . import bench

        return bench.run(arguments[1], arguments[2:])
    main_parser = parser()
    options, extra = main_parser.parse_known_args(arguments)
    if options.command is None:
        main_parser.print_help()
        return 0
    if extra and options.command not in ("run", "test", "check", "shell"):
        main_parser.error(f"{options.command} does not know: {' '.join(extra)}")
    options.extra = [word for word in extra if word != "--"]
    from . import serve

    serve.hear_signals()
    if options.command == "run":
        return serve.run(options)
    if options.command == "stop":
        return serve.stop()
    return _tool(options)


def _tool(options) -> int:
    if options.command == "shell":
        from . import odoo_cli

        return odoo_cli.shell(options)
    if options.command == "test":
        from . import testrun

        return testrun.run(options)
    if options.command == "check":
        from . import check

        return check.run(options)
    if options.command == "core-tests":
        from . import coretests

        return coretests.run(options)
    if options.command == "beside":
        from . import beside

        return beside.run(options)
    if options.command == "faults":
        from . import faults

        return faults.run(options)
    if options.command == "lint":
        from . import lint

        return lint.run(options)
    if options.command == "house":
        from . import house

        return house.run()
    if options.command == "translate":
        from . import translate

        return translate.run(options)
    if options.command == "bench":
        from . import bench

        return bench.run(None, [])
    if options.command == "wheels":
        from . import wheels

        return wheels.run(options)
    from . import screenshots

    return screenshots.run(options)


def main(arguments: list[str]) -> int:
    try:
        return dispatch(arguments)
    except Trouble as trouble:
        print(f"\nficha: {trouble}", file=sys.stderr)
        return 1
    except (Interrupted, KeyboardInterrupt):
        say("\n    interrupted; the next run goes on from here")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except PermissionError as error:
        print(
            f"\nficha: {error.filename} may not be written by this user; was it made "
            "by another, or as root? FICHA_HOME=FOLDER takes a folder of your own.",
            file=sys.stderr,
        )
        return 1
