"""What `./ficha test` runs: which tests, and with which modules installed.

A part of the tests runs once. The whole runs in rounds: everything with all modules
installed, and beside it each module's own tests with only what it needs installed,
as `WHOLE` says. So that it ends in time, a test of a module is run in one of the two
ways, which alternate from commit to commit (`Turn`); `--both` runs them both.
"""

import dataclasses
import subprocess
import zlib
from pathlib import Path

from . import combinations
from .combinations import ALL, BRIDGE, CORE, NEIGHBOUR, ROOM, Combination
from .console import Trouble
from .project import ROOT, Module

# pytest's options that take the next word, so that it is not taken for a file.
TAKES_VALUE = {"-k", "-m", "-n", "-p", "-o", "-c", "--tb", "--maxfail", "--dist"}
TAKES_VALUE |= {"--durations", "--ignore", "--junitxml", "--turn"}
SELECTING = ("-k", "-m", "--lf", "--last-failed", "--collect-only")
NARROWING = (*SELECTING, "--pdb", "-s")
# Browser tests are told by *tour* in their names (tests/test_launcher_rounds.py holds
# them to it).
# Dozens of made-up customers, for whom each place that tells a figure is compared
# (test_same_amounts.py, test_same_figure.py), take half a minute to make: once will do.
LONG = ("tour", "same_amounts", "same_figure")
# Tests of a module that look at whatever is installed, at every module of ours then:
# with all of them each time.
EVERYWHERE = ("test_buttons", "test_demo_data", "test_public_methods")
EVERYWHERE += ("test_public_routes",)
QUICK = ("-k", " and ".join(f"not {word}" for word in LONG), "-m", "not slow")
WORKERS = 2


@dataclasses.dataclass(frozen=True)
class Turn:
    """Which half of the modules' test classes is run with all modules: `half` 0 or 1,
    by the commit. The other half is run alone; what is never run alone (`QUICK`), what
    looks at every module (`EVERYWHERE`) and the repository's own tests are always run
    with all."""

    half: int

    def words(self, kind: str) -> tuple[str, ...]:
        """pytest's option for a combination of this kind (conftest.py reads it)."""
        setting = "all" if kind == ALL else "alone"
        return ("--turn", f"{setting}-{self.half}")


def now() -> Turn:
    """The turn of the commit that is checked out; without git the first."""
    # of main itself: what a merge brings counts as one
    command = ["git", "rev-list", "--count", "--first-parent", "HEAD"]
    try:
        found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    except OSError:
        return Turn(0)
    return Turn(int(found.stdout or 0) % 2)


def has_turn(nodeid: str, turn: str, slow: bool = False) -> bool:
    """Say whether the test of this pytest id is run where `--turn` says `turn`."""
    setting, _dash, half = turn.partition("-")
    if setting == "all" and (
        slow
        or nodeid.startswith("tests/")
        or any(word in nodeid.lower() for word in LONG)
        or Path(nodeid.partition("::")[0]).stem in EVERYWHERE
    ):
        return True
    # a class stays whole: its set-up is most of what it costs
    own = zlib.crc32(nodeid.rpartition("::")[0].encode()) % 2
    return (own == int(half)) == (setting == "all")


@dataclasses.dataclass(frozen=True)
class Share:
    """What a combination of this kind runs in a whole run: the tests of its `own`
    modules or of all that are `installed`, or `everything`, the repository's too; and
    pytest's further words. `files`: only those of this pattern."""

    tests: str
    words: tuple[str, ...] = ()
    files: str = ""


# The whole run, to be tuned here: it is to end in 25 minutes on two cores. A kind that
# is left out is not run; one with "installed" for "own" also repeats the tests of what
# its modules stand on.
WHOLE = {
    CORE: Share("own", QUICK),
    ROOM: Share("own", QUICK),
    BRIDGE: Share("own", QUICK),
    # what the other app has a say in: how the invoice of an order is filled
    NEIGHBOUR: Share("own", QUICK, files="test_*_invoice.py"),
    # HOUSE: Share("installed", QUICK),  # `all` has its tests, and each module its own
    ALL: Share("everything"),
}


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


def narrowed(words: list[str]) -> bool:
    """Say whether a part of the tests was asked for."""
    return bool(named_paths(words)) or any(w.startswith(NARROWING) for w in words)


def check_paths(words: list[str]) -> None:
    for path in named_paths(words):
        if not Path(path.split("::")[0]).exists():
            raise Trouble(f"There is no {path} to test.")


def default_paths(wanted: list[Module], everything: bool) -> list[str]:
    """The tests of these modules; with `everything`, the repository's own too."""
    # The repository's are the longest: first, so that no worker waits at the end
    folders = [ROOT / "tests"] if everything else []
    folders += [module.path / "tests" for module in wanted]
    return [str(path.relative_to(ROOT)) for path in folders if path.is_dir()]


def module_of(path: str) -> str | None:
    """The name of our module that this file or folder is (in)."""
    place = Path(path.split("::")[0]).resolve()
    if not place.is_relative_to(ROOT) or place == ROOT:
        return None
    name = place.relative_to(ROOT).parts[0]
    return name if (ROOT / name / "__manifest__.py").exists() else None


def whole_module(path: str) -> str | None:
    """The name of our module when the path is its folder, or that of its tests."""
    name, place = module_of(path), Path(path).resolve()
    return name if name and place in (ROOT / name, ROOT / name / "tests") else None


def combination_for(words: list[str]) -> Combination:
    """Modules named by their folders run with what they need and nothing else; all
    other tests (`-k`, a file) with every module: one database serves them all."""
    names = [whole_module(path) for path in named_paths(words)]
    if names and all(names):
        return combinations.smallest_with(set(names))
    return combinations.find(ALL)


def without_strangers(words: list[str], chosen: Combination) -> list[str]:
    """pytest's words for folders that hold more than what is installed: tests of a
    module that is not there cannot even be read."""
    found = []
    for path in named_paths(words):
        name = module_of(path)
        if name and name not in chosen.names():
            raise Trouble(f"{path} needs {name}, which is not in {chosen.name}.")
        place = Path(path.split("::")[0]).resolve()
        for module in combinations.combinations()[ALL].modules:
            inside = module.path.is_relative_to(place)
            if inside and module.name not in chosen.names():
                found.append(f"--ignore={module.name}")
    return found


def pytest_arguments(words: list[str], paths: list[str], workers=WORKERS) -> list[str]:
    """pytest's command line for what was asked. Workers are started for the whole
    only: loading Odoo in each of them costs more than a few tests take."""
    found = [*words, *([] if named_paths(words) else paths)]
    if not narrowed(words) and not any(word.startswith("-n") for word in words):
        found += ["-n", str(workers), "--dist", "loadscope"]
        found += ["--no-loadscope-reorder"]  # else files with few tests come last
    return found


def with_slowest(arguments: list[str]) -> list[str]:
    """The same, and the ten slowest tests are printed, unless the words say how many
    themselves."""
    if any(word.startswith("--durations") for word in arguments):
        return arguments
    return [*arguments, "--durations=10"]


def wants_browser(arguments: list[str]) -> bool:
    """Say whether browser tests are among these: scripts and styles are then made
    once, before them."""
    asked = " ".join(arguments).lower()
    if "not tour" in asked:
        return False
    if "tour" in asked:
        return True
    if any(word.startswith(SELECTING) for word in arguments):
        return False
    folders = [ROOT / path for path in named_paths(arguments)]
    return any(True for folder in folders for _file in folder.rglob("test_*tour*.py"))


def rounds(
    words: list[str], chosen: str | None, turn: Turn | None = None
) -> list[tuple[str, list[str]]]:
    """What is run: names of combinations of modules, and pytest's arguments for each.

    One round for a part of the tests, or when `chosen` names a combination; the rounds
    of `WHOLE` otherwise, the one with all modules last. With a `turn` a test of a
    module is in one of them, without in two.
    """
    if narrowed(words) or chosen:
        one = combinations.find(chosen) if chosen else combination_for(words)
        paths = default_paths(one.modules, everything=one.kind == ALL)
        strangers = without_strangers(words, one)
        return [(one.name, [*pytest_arguments(words, paths), *strangers])]
    found = []
    for one in combinations.combinations().values():
        share = WHOLE.get(one.kind)
        if not share:
            continue
        wanted = one.own if share.tests == "own" else one.modules
        paths = default_paths(wanted, everything=share.tests == "everything")
        if share.files:
            files = [file for path in paths for file in (ROOT / path).glob(share.files)]
            paths = sorted(str(file.relative_to(ROOT)) for file in files)
        # what another app has a say in is a few tests, run each time
        turns = turn.words(one.kind) if turn and one.kind != NEIGHBOUR else ()
        more = [*share.words, *turns]
        if one.kind == ALL:
            found.append((one.name, pytest_arguments([*words, *more], paths)))
        elif paths:
            # These run beside one another (lanes.py), each on one core.
            found.append((one.name, [*words, *paths, *more]))
    return found
