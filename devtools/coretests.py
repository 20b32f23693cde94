"""`./ficha core-tests`: Odoo's own tests, without our modules and with them installed,
on databases that differ in nothing else; what fails only with them is ours to mend.

Each suite is run by Odoo's own runner on a copy of the prepared database, once all
modules are loaded (scripts/core_tests.py), and its log is read while it is written.
What has been run is kept in `.ficha/core-tests/`, class by class: an interrupted run
goes on after the last class that ended, and a suite is not run again while neither Odoo
nor (for the side with them) our modules have changed.
"""

import dataclasses
import json
import os
import re
import socket
import subprocess
import time
from pathlib import Path

from . import combinations, databases, environment, stamps, testrun
from .browser import find_chromium
from .console import Interrupted, Trouble, clear_progress, progress, say, step
from .procs import end, log_path, spawn
from .project import digest, home, modules
from .testkit import PREFIX

# By name, what goes to Odoo's --test-tags; the quick ones first.
SUITES = {
    "contacts": ["/contacts"],
    "base": [
        "/base/tests/test_res_partner.py",
        "/base/tests/test_res_partner_bank.py",
        "/base/tests/test_res_partner_merge.py",
    ],
    "portal": ["/portal"],
    "crm": ["/crm"],
    "sale": ["/sale"],
    "account": ["/account"],
}
PROPOSED = (
    "What customers change of themselves on the portal is proposed where their file "
    "said something else, and a person decides (ficha_cliente); what was empty is "
    "written. Odoo overwrites both at once, and the test reads the contact after it."
)
# Tests of theirs that fail with our modules on purpose, and why. They are run, told
# each time with their reason, and do not count.
ON_PURPOSE = {
    "/base/tests/test_res_partner.py:TestPartner.test_name_search": (
        "Of two names with the word that was typed, ours (ficha_cliente_identity) puts "
        "first the one with fewer other words, Odoo the first of the alphabet. Both "
        "find the same."
    ),
    "/sale/tests/test_sale_to_invoice.py:TestSaleToInvoice"
    ".test_so_create_multicompany": (
        "One who sells makes the customer, who is theirs from then on, and another "
        "seller, who may only see documents of their own, makes the order: it is the "
        "first one's, as of every customer who has a salesperson."
    ),
    **dict.fromkeys(
        (
            "/portal/tests/test_addresses.py:TestPortalAddresses"
            ".test_main_address_update",
            "/portal/tests/test_addresses.py:TestPortalAddresses.test_success_url",
            "/portal/tests/test_addresses.py:TestPortalAddresses.test_vat_update",
            "/portal/tests/test_tours.py:TestUi.test_02_portal_load_tour_cant_edit_vat",
        ),
        PROPOSED,
    ),
}

# To be changed when what is run, or on what, changes: kept results count no more.
RECIPE = "2"
WITHOUT, WITH = "without our modules", "with our modules"
STOCK, OURS = "ficha_core_stock", "ficha_core_ours"
# More than so many differences are not run a second time: they are no coincidence.
AGAIN = 60
# Seconds between two lines about how far it is, where there is no screen.
EVERY = 60

LINE = re.compile(
    r"\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>\S+): "
)
STARTING = re.compile(r"Starting (?P<test>\S+\.\w+) \.\.\.\s*$")
FAILED = re.compile(r"(?:FAIL|ERROR): (?:Subtest )?(?P<test>\S+\.\w+)(?:\s.*)?$")
SKIPPED = re.compile(r"skipped (?P<test>\S+\.\w+) : ")
OF_CLASS = re.compile(
    r"(?P<what>ERROR: |skipped )(?P<method>\w+) "
    r"\(odoo\.addons\.(?P<file>[\w.]+)\.(?P<class>\w+)\)"
)
EXCEPTION = re.compile(r"[\w.]*(?:Error|Exception|Violation|Warning)\b")
CLOSING = re.compile(r"\d+ failed, \d+ error\(s\) of \d+ tests")


@dataclasses.dataclass
class Results:
    """What one suite gave on one side: `tests` has, by tag, passed, failed or skipped;
    `reasons` the last line of each failure; `done` when it came to its end."""

    path: Path
    key: str
    tests: dict[str, str] = dataclasses.field(default_factory=dict)
    reasons: dict[str, str] = dataclasses.field(default_factory=dict)
    done: bool = False

    @classmethod
    def load(cls, path: Path, key: str) -> "Results":
        """What is kept there, or nothing when it was made with another `key`."""
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return cls(path, key)
        if kept.get("key") != key:
            return cls(path, key)
        return cls(path, **kept)

    def save(self, without: str | None = None) -> None:
        """`without`: a class that has not ended, to be run again."""

        def ended(values: dict) -> dict:
            return {tag: v for tag, v in values.items() if class_of(tag) != without}

        values = {
            "key": self.key,
            "tests": ended(self.tests),
            "reasons": ended(self.reasons),
            "done": self.done,
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(values, indent=1), encoding="utf-8")
        fresh.replace(self.path)

    def classes(self) -> list[str]:
        return list(dict.fromkeys(class_of(tag) for tag in self.tests))

    def failing(self) -> set[str]:
        return {tag for tag, status in self.tests.items() if status == "failed"}


def class_of(tag: str) -> str:
    return tag.rpartition(".")[0]


class Reader:
    """Reads Odoo's log, line by line, into `results`; saves them after each class."""

    def __init__(self, results: Results):
        self.results = results
        self.current: str | None = None
        self.failed: str | None = None
        self.closed = False

    def read(self, line: str) -> None:
        head = LINE.match(line)
        if not head:
            # the rest of a failure: the exception, else its last line, says what it was
            reasons = self.results.reasons
            if self.failed and line.strip() and not _says(reasons.get(self.failed, "")):
                reasons[self.failed] = line.strip()[:300]
            return
        self.failed = None
        text, logger = line[head.end() :], head["logger"]
        if found := OF_CLASS.match(text):
            status = "failed" if found["what"] == "ERROR: " else "skipped"
            name = f"{found['class']}.{found['method']}"
            self._note(_tag(found["file"], name), status)
        elif not logger.startswith("odoo.addons."):
            self.closed = self.closed or bool(CLOSING.match(text))
        elif found := STARTING.match(text):
            self._note(_tag(logger, found["test"]), "passed")
        elif head["level"] in ("ERROR", "CRITICAL"):
            if found := FAILED.match(text):
                self._note(_tag(logger, found["test"]), "failed")
        elif found := SKIPPED.match(text):
            self._note(_tag(logger, found["test"]), "skipped")

    def _note(self, tag: str, status: str) -> None:
        if class_of(tag) != self.current:
            self.results.save(without=class_of(tag))
            self.current = class_of(tag)
        tests = self.results.tests
        if tests.get(tag) != "failed":  # one subtest of several is enough
            tests[tag] = status
        if status == "failed":
            self.failed = tag


def _says(reason: str) -> bool:
    return bool(EXCEPTION.match(reason))


def _tag(module: str, test: str) -> str:
    """As --test-tags takes it: `/account/tests/test_one.py:TestOne.test_it`."""
    path = module.removeprefix("odoo.addons.").replace(".", "/")
    return f"/{path}.py:{test}"


def words(tags: list[str], results: Results) -> str:
    """What --test-tags is given: the suite, without what has already been run."""
    return ",".join([*tags, *(f"-{name}" for name in results.classes())])


@dataclasses.dataclass
class Difference:
    """What two results of a suite differ in."""

    ours: list[str]
    missing: list[str]
    theirs: list[str]
    both: list[str]

    @classmethod
    def of(cls, stock: Results, ours: Results) -> "Difference":
        """`ours` fail with our modules only, `missing` ran without them only (and no
        failure of their class says why), `theirs` fail without them only, `both` on
        both sides."""
        there, here = stock.failing(), ours.failing()
        broken = {class_of(tag) for tag in here if not _is_test(tag)}
        gone = set(stock.tests) - set(ours.tests) - there
        missing = {tag for tag in gone if _is_test(tag) and class_of(tag) not in broken}
        return cls(*map(sorted, (here - there, missing, there - here, here & there)))


def _is_test(tag: str) -> bool:
    return tag.rpartition(".")[2].startswith("test")


# -- databases -------------------------------------------------------------------------


def stock_database(env) -> str:
    """Odoo with the apps that our modules stand on, all of them, and none of ours; in
    English only, which Odoo's browser tests read. Returns what it was made from."""
    apps = list(dict.fromkeys([*databases.PARENTS.split(","), *combinations.apps()]))
    key = digest(RECIPE, env.source.key, apps)
    with stamps.exclusive(f"database-{STOCK}"):
        there = STOCK in env.server.databases()
        if there and databases.read_note(env, STOCK).get("key") == key:
            return key
        if there:
            databases.drop(env, STOCK)
        env.server.create(STOCK)
        with step(f"installing {', '.join(apps)} in the database {STOCK}"):
            failure = "Odoo could not install its own apps."
            env.odoo(
                "core-tests-stock", "-d", STOCK, "-i", ",".join(apps), failure=failure
            )
        databases.write_note(env, STOCK, step="base", key=key)
    return key


def our_database(env, key: str) -> None:
    """A copy of it with our modules, which is the only difference."""
    now = databases.hashes(modules())
    with stamps.exclusive(f"database-{OURS}"):
        note = databases.read_note(env, OURS) if OURS in env.server.databases() else {}
        if note.get("key") != key or set(note.get("hashes", {})) - set(now):
            databases.drop(env, OURS)
            databases.copy(env, STOCK, OURS)
            databases.write_note(env, OURS, step="base", key=key)
        databases.update_modules(env, OURS, now)
        query = "SELECT name FROM ir_module_module WHERE state = 'installed'"
        stock, ours = (
            set(env.server.ask(query, n).splitlines()) for n in (STOCK, OURS)
        )
        if ours - set(now) != stock:
            raise Trouble(
                f"{STOCK} and {OURS} should differ in our modules only; they do in "
                f"{sorted((ours - set(now)) ^ stock)}."
            )


# -- running ---------------------------------------------------------------------------


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def run_side(env, name: str, side: str, tags: list[str], results: Results, total=0):
    """Run what is missing of a suite on one side; `results` are added to and kept."""
    if results.done:
        say(f"    {name}, {side}: {len(results.tests)} tests, as run before")
        return
    template = STOCK if side == WITHOUT else OURS
    copy = f"{PREFIX}_{os.getpid()}_core"
    log = log_path(f"core-tests-{name}-{'stock' if side == WITHOUT else 'ours'}")
    again = f", after {len(results.tests)} tests run before" if results.tests else ""
    with step(f"{name}, {side}{again}"):
        databases.copy(env, template, copy)
        try:
            command = [
                *(env.python_env.python, databases.SCRIPTS / "core_tests.py"),
                *("-d", copy, "--test-tags", words(tags, results)),
                *("--stop-after-init", "--http-port", _free_port()),
            ]
            reader = Reader(results)
            _run_odoo(env, command, log, reader, f"{name}, {side}", total)
        finally:
            databases.drop(env, copy)
        if not reader.closed:
            results.save(without=reader.current)
            raise Trouble(f"Odoo ended before its tests did. The whole log: {log}")
        results.done = True
        results.save()
    found = len(results.failing())
    say(f"    {len(results.tests)} tests, {found} failed")


def _run_odoo(env, command: list[str], log: Path, reader: Reader, title, total) -> None:
    # one that is gone on with adds to the log of before
    mode = "a" if reader.results.tests else "w"
    started = said = time.monotonic()
    with log.open(mode, encoding="utf-8") as file:
        child = spawn(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=env.variables(),
        )
        try:
            for line in child.stdout:
                file.write(line)
                reader.read(line)
                now = time.monotonic()
                text = _how_far(reader.results, total)
                progress(f"{title}: {text}")
                if now - said > EVERY:
                    said = now
                    say(f"    {text}, {(now - started) / 60:.0f} min")
            child.wait()
        except (KeyboardInterrupt, Interrupted):
            end(child, 5)
            reader.results.save(without=reader.current)
            raise
    clear_progress()


def _how_far(results: Results, total: int) -> str:
    of = f" of {total}" if total else ""
    return f"{len(results.tests)}{of} tests, {len(results.failing())} failed"


def run_again(env, name: str, found: list[str]) -> tuple[list[str], list[str]]:
    """Run these once more, alone and on both sides, on fresh copies.

    Returns those that fail with our modules only, again, and those that do not: a
    browser that was late, a test that asks for another before it."""
    sides = {}
    for side in (WITHOUT, WITH):
        path = home() / "core-tests" / f"again-{os.getpid()}.json"
        sides[side] = Results(path, "")
        try:
            run_side(env, f"{name}-again", side, _alone(found), sides[side])
        finally:
            path.unlink(missing_ok=True)
    stays = Difference.of(sides[WITHOUT], sides[WITH]).ours
    return stays, [tag for tag in found if tag not in stays]


def run(options) -> int:
    wanted = chosen(options.suite, options.only)
    testrun.look_for_programs()
    env = environment.prepare()
    with env.server:
        databases.drop_left_overs(env)
        key = stock_database(env)
        our_database(env, key)
        browser = find_chromium()
        if browser:
            for name in (STOCK, OURS):
                databases.prepare_browser(env, name)
        ours = our_code()
        status = 0
        for name, tags in wanted.items():
            base = (key, tags, bool(browser))
            sides = {
                WITHOUT: kept(f"{name}-stock", digest(*base), options.fresh),
                WITH: kept(f"{name}-ours", digest(*base, ours), options.fresh),
            }
            run_suite(env, name, tags, sides, options.quick)
            status |= tell(env, name, sides[WITHOUT], sides[WITH])
    return status


def our_code() -> str:
    """Differs when our modules may fail other tests of Odoo: also by the inside of a
    method, for which no database is upgraded."""
    return digest(*[(m.code_fingerprint(), m.static_fingerprint()) for m in modules()])


def kept(name: str, key: str, fresh: bool) -> Results:
    path = home() / "core-tests" / f"{name}.json"
    if fresh:
        path.unlink(missing_ok=True)
    return Results.load(path, key)


def run_suite(env, name: str, tags: list[str], sides: dict, quick: bool) -> None:
    """Run what is missing of a suite on both sides. `quick`: without our modules only
    what fails with them, unless that side has all been run before."""
    stock, ours = sides[WITHOUT], sides[WITH]
    if not quick or stock.done:
        run_side(env, name, WITHOUT, tags, stock)
        run_side(env, name, WITH, tags, ours, len(stock.tests))
        return
    run_side(env, name, WITH, tags, ours)
    sides[WITHOUT] = Results(
        home() / "core-tests" / f"{name}-quick.json", "", done=True
    )
    if failing := sorted(ours.failing()):
        sides[WITHOUT].done = False
        run_side(env, f"{name}-quick", WITHOUT, _alone(failing), sides[WITHOUT])


def _alone(tags: list[str]) -> list[str]:
    """What runs these: of a class that could not be set up, the whole class."""
    return [tag if _is_test(tag) else class_of(tag) for tag in tags]


def chosen(names: list[str] | None, only: list[str] | None) -> dict[str, list[str]]:
    """The suites of these names (default: all), or, as one, the tests `only` names."""
    if only:
        return {"only": only}
    unknown = [name for name in names or () if name not in SUITES]
    if unknown:
        raise Trouble(
            f"There is no suite {', '.join(unknown)}: say one of {', '.join(SUITES)}."
        )
    return {name: tags for name, tags in SUITES.items() if not names or name in names}


def tell(env, name: str, stock: Results, ours: Results) -> int:
    """Print what differs; 1 when something fails with our modules only."""
    found = Difference.of(stock, ours)
    meant = [tag for tag in found.ours if tag in ON_PURPOSE]
    failing, passing = [tag for tag in found.ours if tag not in meant], []
    if 0 < len(failing) <= AGAIN:
        failing, passing = run_again(env, name, failing)
    say(
        f"\n=== {name}: {len(stock.tests)} tests without our modules, "
        f"{len(ours.tests)} with them; {len(found.both)} fail on both sides"
    )
    for title, tags in (
        ("fails only with our modules", failing),
        ("is not run with our modules", found.missing),
        ("failed once with our modules, and not when run again alone", passing),
        ("fails only without our modules", found.theirs),
        ("fails on both sides", found.both),
    ):
        for tag in tags:
            reason = ours.reasons.get(tag) or stock.reasons.get(tag, "")
            say(f"    {title}: {tag}\n        {reason}".rstrip())
    for tag in meant:
        say(f"    fails with our modules on purpose: {tag}\n        {ON_PURPOSE[tag]}")
    if not ours.tests:
        say("    no test was run with our modules: their log says why")
        return 1
    if not failing and not found.missing:
        more = " else" if meant else ""
        say(f"    nothing{more} fails only with our modules")
    return int(bool(failing or found.missing))
