"""What `./ficha test` runs, with which modules installed, and how it runs it."""

import datetime
import re
import signal
import sys
from types import SimpleNamespace

import freezegun
import pytest
from _pytest import timing

from devtools import combinations, lanes, rounds, testrun
from devtools.console import Interrupted, Trouble
from devtools.project import ROOT, Module, modules

# A house as DESIGN draws it: what each module needs.
HOUSE = {
    "ficha_cliente": ["account", "contacts", "calendar"],
    "ficha_cliente_history": ["ficha_cliente"],
    "ficha_cliente_today": ["ficha_cliente_history"],
    "ficha_cliente_identity": ["ficha_cliente"],
    "ficha_cliente_merge": ["ficha_cliente_identity"],
    "ficha_cliente_paper": ["ficha_cliente_history", "ficha_cliente_identity"],
    "ficha_cliente_sale": ["ficha_cliente_today", "sale"],
    "ficha_cliente_shop": ["ficha_cliente_sale", "website_sale"],
    "ficha_cliente_mass_mailing": ["ficha_cliente_history", "mass_mailing"],
}


@pytest.fixture
def house(tmp_path, monkeypatch):
    """That house on disk, in place of the project's; each with a folder of tests."""
    for name, depends in HOUSE.items():
        (tmp_path / name / "tests").mkdir(parents=True)
        (tmp_path / name / "__manifest__.py").write_text(repr({"depends": depends}))
        (tmp_path / name / "tests/test_one.py").touch()
    (tmp_path / "ficha_cliente/tests/test_one_tour.py").touch()
    (tmp_path / "tests").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(rounds, "ROOT", tmp_path)
    monkeypatch.setattr(combinations, "modules", lambda: modules(tmp_path))
    return tmp_path


def installed(name):
    found = [module.name for module in combinations.find(name).modules]
    return [name.removeprefix("ficha_cliente").lstrip("_") or "core" for name in found]


@pytest.mark.parametrize(
    "words, expected",
    [
        ([], "WHOLE -n 2 --dist loadscope --no-loadscope-reorder"),
        (["-x"], "-x WHOLE -n 2 --dist loadscope --no-loadscope-reorder"),
        (["-n", "4"], "-n 4 WHOLE"),
        (["-k", "ficha"], "-k ficha WHOLE"),
        (["-kficha"], "-kficha WHOLE"),
        (["--pdb"], "--pdb WHOLE"),
        (["tests/conftest.py"], "tests/conftest.py"),
        (["-k", "tests", "tests"], "-k tests tests"),
    ],
)
def test_words_for_pytest(words, expected):
    """Workers are started for the whole only; names narrow what is collected."""
    found = " ".join(rounds.pytest_arguments(words, ["one/tests", "tests"]))
    assert found == expected.replace("WHOLE", "one/tests tests")


def test_the_whole_is_run_with_all_modules_and_one_by_one():
    found = dict(rounds.rounds([], None))
    known = combinations.combinations()
    run = [name for name, one in known.items() if one.kind in rounds.WHOLE]
    assert list(found) == run
    assert list(found)[-1] == "all", "the closing lines are those of the whole"
    assert {"tests", "ficha_cliente/tests", "ficha_cliente_sale/tests"} <= set(
        found["all"]
    )
    assert "ficha_cliente_sale/tests" not in found["core"]
    assert "ficha_cliente/tests" in found["core"]
    assert "ficha_cliente_sale/tests" in found["sale"]
    assert "ficha_cliente/tests" not in found["sale"], "run alone, and with all"
    assert "ficha_cliente_crm/tests" not in found["sale"]
    quick = rounds.QUICK[1]
    assert "not tour" in quick
    assert [name for name, words in found.items() if quick not in words] == ["all"]


def test_every_module_is_tested_alone_with_what_it_needs():
    found = dict(rounds.rounds([], None))
    for module in modules():
        name = combinations.find(module.name).name
        paths = rounds.named_paths(found[name])
        assert paths == [f"{module.name}/tests"]


def test_a_test_of_a_module_is_run_in_one_of_two_ways_by_turns(house):
    """Alone or with all modules, and the other way with the next commit; browser tests,
    slow ones, those that look at every module and the repository's own with all, each
    time."""
    plan = dict(rounds.rounds([], None, rounds.Turn(1)))
    assert plan["all"][:2] == ["--turn", "all-1"]
    assert plan["merge"][-2:] == ["--turn", "alone-1"]
    assert rounds.named_paths(plan["merge"]) == ["ficha_cliente_merge/tests"]
    ids = [f"ficha_cliente/tests/test_{n}.py::TestOne::test_{n}" for n in range(40)]
    for half in (0, 1):
        alone = {one for one in ids if rounds.has_turn(one, f"alone-{half}")}
        every = {one for one in ids if rounds.has_turn(one, f"all-{half}")}
        assert alone | every == set(ids) and not alone & every
        assert alone == {one for one in ids if rounds.has_turn(one, f"all-{1 - half}")}
        assert 5 < len(alone) < 35
        assert rounds.has_turn("tests/test_path.py::test_it", f"all-{half}")
        assert rounds.has_turn("a/tests/test_x_tour.py::TestX::test_y", f"all-{half}")
        assert rounds.has_turn(ids[0], f"all-{half}", slow=True)
        for name in rounds.EVERYWHERE:
            one = f"ficha_cliente/tests/{name}.py::TestOne::test_one"
            assert rounds.has_turn(one, f"all-{half}"), "it looks at every module"
            assert (ROOT / "ficha_cliente/tests" / f"{name}.py").exists()
    same = {rounds.has_turn(f"{ids[0]}_{n}", "all-0") for n in range(20)}
    assert len(same) == 1, "a class stays whole"


def test_what_a_whole_run_leaves_out_is_said():
    """And `--both` leaves nothing out."""
    said = testrun.said_of_turns(rounds.rounds([], None, rounds.now()))
    assert "--both" in said
    assert "--both" not in testrun.said_of_turns(rounds.rounds([], None))


def test_the_rounds_of_a_house(house):
    found = dict(rounds.rounds(["-x"], None))
    rooms = {"history", "today", "identity", "merge", "paper"}
    assert set(found) == {"core", *rooms, "sale", "shop", "mass_mailing", "all"}
    assert (list(found)[0], list(found)[-1]) == ("core", "all")
    assert found["core"] == ["-x", "ficha_cliente/tests", *rounds.QUICK]
    assert found["merge"] == ["-x", "ficha_cliente_merge/tests", *rounds.QUICK]
    assert found["all"][:2] == ["-x", "tests"], "the longest first"
    assert found["all"][-5:-1] == ["-n", "2", "--dist", "loadscope"]


def test_an_app_that_wraps_ours_is_there_in_a_round_of_its_own():
    """Inventory extends the order's invoice, as ours does, and which of the two comes
    last is a matter of the order of loading."""
    one = combinations.find("sale_stock")
    assert (one.parent, one.beside) == ("sale", ("sale_stock",))
    assert one.describe() == "ficha_cliente_sale beside sale_stock"
    assert combinations.find("ficha_cliente_sale").name == "sale", "and not this one"
    assert combinations.smallest_with({"ficha_cliente_sale"}).name == "sale"
    parents = {one.parent for one in combinations.combinations().values()}
    assert "sale_stock" not in parents
    paths = rounds.named_paths(dict(rounds.rounds([], None))["sale_stock"])
    assert paths == ["ficha_cliente_sale/tests/test_quotation_invoice.py"]


def test_the_house_is_what_needs_no_further_app(house):
    known = combinations.combinations()
    assert list(known)[-2:] == ["house", "all"]
    rooms = {"history", "today", "identity", "merge", "paper"}
    assert set(installed("house")) == {"core", *rooms}
    assert {name for name, one in known.items() if one.kind == "room"} == rooms
    bridges = {name for name, one in known.items() if one.kind == "bridge"}
    assert bridges == {"sale", "shop", "mass_mailing"}
    assert combinations.apps()[:3] == ["account", "contacts", "calendar"]
    assert set(combinations.apps()[3:]) == {
        *("sale_management", "website_sale", "mass_mailing")
    }


def test_a_module_comes_with_what_it_needs_and_no_more(house):
    assert installed("core") == ["core"]
    assert installed("sale") == ["core", "history", "today", "sale"]
    assert installed("shop") == ["core", "history", "today", "sale", "shop"]
    assert installed("mass_mailing") == ["core", "history", "mass_mailing"]
    paper = installed("ficha_cliente_paper")
    assert sorted(paper) == ["core", "history", "identity", "paper"]
    assert (paper[0], paper[-1]) == ("core", "paper")
    assert installed("ficha_cliente") == ["core"]


def test_a_database_is_made_from_the_largest_within_it(house):
    parents = {name: c.parent for name, c in combinations.combinations().items()}
    assert parents["core"] is None and parents["all"] is None
    assert parents["history"] == parents["identity"] == "core"
    assert parents["sale"] == "today" and parents["shop"] == "sale"
    assert parents["mass_mailing"] == "history"
    assert parents["paper"] in ("history", "identity")
    assert parents["house"] == "paper"


def test_the_core_of_this_project_stands_alone():
    found = combinations.combinations()
    assert [module.name for module in found["core"].modules] == ["ficha_cliente"]
    for name, one in found.items():
        assert one.modules[0].name == "ficha_cliente", name


def test_a_part_is_run_once():
    assert [name for name, _words in rounds.rounds(["-k", "code"], None)] == ["all"]
    assert [name for name, _words in rounds.rounds([], "crm")] == ["crm"]


@pytest.mark.parametrize(
    "words, name",
    [
        ("ficha_cliente_merge", "merge"),
        ("ficha_cliente_merge/", "merge"),
        ("ficha_cliente_merge/tests -x -k tour", "merge"),
        ("ficha_cliente", "core"),
        ("ficha_cliente_history ficha_cliente_today", "today"),
        ("ficha_cliente_merge ficha_cliente_today", "house"),
        ("ficha_cliente_merge ficha_cliente_sale", "all"),
        ("ficha_cliente_merge/tests/test_one.py", "all"),
        ("ficha_cliente_merge/tests/test_one.py::TestOne", "all"),
        ("ficha_cliente_merge tests", "all"),
        ("tests", "all"),
        ("-k merge", "all"),
    ],
)
def test_the_folder_of_a_module_chooses_what_is_installed(house, words, name):
    [(found, arguments)] = rounds.rounds(words.split(), None)
    assert found == name
    assert arguments[: len(words.split())] == words.split()


def test_tests_of_modules_that_are_not_installed_are_not_collected(house):
    [(_name, found)] = rounds.rounds(["."], "merge")
    assert "--ignore=ficha_cliente_sale" in found
    assert "--ignore=ficha_cliente_merge" not in found
    with pytest.raises(Trouble, match="ficha_cliente_sale, which is not in merge"):
        rounds.rounds(["ficha_cliente_sale/tests/test_one.py"], "merge")
    [(_name, found)] = rounds.rounds([], "merge")
    assert "ficha_cliente_sale" not in " ".join(found)


def test_modules_that_are_not_ours_are_refused():
    with pytest.raises(Trouble, match="fleet.*core, .*all"):
        rounds.rounds([], "fleet")


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(Trouble, match="tests/nothing.py"):
        rounds.check_paths(["-k", "x", "tests/nothing.py::test_one"])


def test_the_slowest_are_printed_unless_asked_otherwise():
    assert rounds.with_slowest(["tests"]) == ["tests", "--durations=10"]
    assert rounds.with_slowest(["--durations=0"]) == ["--durations=0"]


@pytest.mark.parametrize(
    "words, browser",
    [
        ("ficha_cliente/tests", True),
        ("ficha_cliente -x --pdb", True),
        ("ficha_cliente_merge/tests", False),
        ("-k merge ficha_cliente/tests", False),
        ("-k merge_tour ficha_cliente_merge/tests", True),
        ("ficha_cliente/tests/test_one_tour.py", True),
        ("ficha_cliente/tests/test_one.py", False),
    ],
)
def test_scripts_are_made_where_a_browser_comes(house, words, browser):
    assert rounds.wants_browser(words.split()) is browser
    assert not rounds.wants_browser([*words.split(), *rounds.QUICK])


def test_a_stopped_clock_does_not_stop_that_of_the_slowest():
    """conftest.py sees to it."""
    before = timing.Instant()
    with freezegun.freeze_time("2011-12-10"):
        assert datetime.date.today().year == 2011
        assert 0 <= before.elapsed().seconds < 60
        assert timing.Instant().time >= before.time


def test_browser_tests_say_so_in_their_names():
    """The rounds without a browser leave them out by name."""
    starts = re.compile(r"\.(start_tour|browser_js)\(")
    for module in modules():
        for path in (module.path / "tests").glob("*.py"):
            if starts.search(path.read_text(encoding="utf-8")):
                assert "tour" in path.stem, path.relative_to(ROOT)


def test_commands_run_beside_one_another(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("FICHA_HOME", str(tmp_path))
    program = "import sys, time; time.sleep({}); print('== {} =='); sys.exit({})"
    texts = {"one": (0.5, "1 passed", 0), "two": (0, "1 failed", 1), "six": (0, "", 5)}
    commands = {
        name: [sys.executable, "-c", program.format(*values)]
        for name, values in texts.items()
    }
    done = lanes.run(commands, 2)
    assert list(done)[-1] in ("one", "six"), "the second does not wait for the first"
    assert {name: job.status for name, job in done.items()} == {
        "one": 0,
        "two": 1,
        "six": 5,
    }
    assert (done["one"].closing, done["two"].closing) == ("1 passed", "1 failed")
    assert "=== two" in capsys.readouterr().out


def test_commands_end_with_the_launcher(tmp_path, monkeypatch):
    monkeypatch.setenv("FICHA_HOME", str(tmp_path))
    started = []

    def interrupted(_seconds):
        raise Interrupted

    start = lanes._start

    def kept(*words):
        started.append(start(*words))
        return started[-1]

    monkeypatch.setattr(lanes, "_start", kept)
    monkeypatch.setattr(lanes, "progress", interrupted)
    sleeping = [sys.executable, "-c", "import time; time.sleep(60)"]
    with pytest.raises(Interrupted):
        lanes.run({"one": sleeping, "two": sleeping, "three": sleeping}, 2)
    assert [job.name for job in started] == ["one", "two"]
    assert [job.status for job in started] == [-signal.SIGTERM] * 2


@pytest.mark.parametrize(
    "beside, last, status",
    [((0, 0), 0, 0), ((0, 5), 0, 0), ((0, 1), 0, 1), ((0, 0), 2, 1), ((-15, 0), 0, 1)],
)
def test_the_whole_fails_when_a_round_did(monkeypatch, capsys, beside, last, status):
    """Without a test to run (5) a module was at least installed."""
    jobs = {
        name: SimpleNamespace(status=found, seconds=1, closing="2 passed")
        for name, found in zip(("core", "crm"), beside, strict=True)
    }
    commands = {}
    monkeypatch.setattr(lanes, "run", lambda found, _n: commands.update(found) or jobs)
    monkeypatch.setattr(testrun, "run_once", lambda *_a: last)
    plan = [("core", ["-x"]), ("crm", ["a/tests"]), ("all", ["tests"])]
    assert testrun.run_whole(None, plan) == status
    assert commands["crm"][2:] == ["test", "--modules", "crm", "a/tests"]
    # and meanwhile what the last one stands on; if it fails, that one tells
    assert next(iter(commands)) == "database of all"
    assert commands["database of all"][2:] == ["test", "--modules", "all", "--prepare"]
    said = capsys.readouterr().out
    assert ("tests failed with these modules" in said) is bool(status)


def test_a_closure_ends_where_modules_need_one_another(tmp_path):
    """A circle is Odoo's to refuse; it must not hang the launcher."""
    ours = [
        Module("a", tmp_path, {"depends": ["b"]}),
        Module("b", tmp_path, {"depends": ["a"]}),
    ]
    assert len(combinations.closure(ours[0], ours)) == 2
