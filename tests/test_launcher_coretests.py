"""./ficha core-tests: what is read from Odoo's log, kept, gone on with and compared."""

import pytest

from devtools import cli, coretests
from devtools.console import Trouble
from devtools.coretests import WITH, WITHOUT, Difference, Reader, Results
from devtools.project import modules

HEAD = "2026-11-28 19:00:00,123 4242 {} ficha_tmp_1_core {}: "
ONE = "odoo.addons.account.tests.test_one"
FILE = "/account/tests/test_one.py"


def line(text, level="INFO", logger=ONE):
    return HEAD.format(level, logger) + text + "\n"


def starting(test):
    return line(f"Starting {test} ... ")


CLOSING = line("1 failed, 0 error(s) of 9 tests", logger="odoo.tests.result")


@pytest.fixture
def results(tmp_path):
    return Results(tmp_path / "account-stock.json", "key")


def read(results, *lines):
    reader = Reader(results)
    for one in lines:
        reader.read(one)
    return reader


def test_each_test_is_named_as_odoo_takes_it(results):
    reader = read(results, starting("TestOne.test_a"), CLOSING)
    assert results.tests == {f"{FILE}:TestOne.test_a": "passed"}
    assert reader.closed


def test_a_failure_is_kept_with_what_it_was(results):
    read(
        results,
        starting("TestOne.test_a"),
        line("=" * 70),
        line("FAIL: TestOne.test_a", "ERROR"),
        "Traceback (most recent call last):\n",
        '  File "x.py", line 1, in test_a\n',
        "AssertionError: 345.0 != 115.0\n",
        " : The sum of the first\n",
        starting("TestOne.test_b"),
        "not a line of the log\n",
    )
    assert results.failing() == {f"{FILE}:TestOne.test_a"}
    assert results.tests[f"{FILE}:TestOne.test_b"] == "passed"
    assert results.reasons == {
        f"{FILE}:TestOne.test_a": "AssertionError: 345.0 != 115.0"
    }


def test_one_subtest_that_fails_is_a_failure(results):
    """Whatever is said of the others."""
    read(
        results,
        starting("TestOne.test_a"),
        line("ERROR: Subtest TestOne.test_a (name='b. c')", "ERROR"),
        line("skipped TestOne.test_a : nothing to see"),
    )
    assert results.tests == {f"{FILE}:TestOne.test_a": "failed"}


def test_what_only_speaks_of_failures_is_none(results):
    read(
        results,
        starting("TestOne.test_a"),
        line("ERROR: TestOne.test_b"),
        line("FAIL: something", "ERROR", "odoo.http"),
    )
    assert results.failing() == set()


def test_skipped_tests_and_classes_are_told_apart(results):
    suite = "odoo.tests.suite"
    read(
        results,
        starting("TestOne.test_a"),
        line("skipped TestOne.test_a : no browser"),
        line(f"skipped setUpClass ({ONE}.TestTwo) : no browser", logger=suite),
        line(f"ERROR: setUpClass ({ONE}.TestThree)", "ERROR", suite),
        "KeyError: 'x'\n",
    )
    assert results.tests == {
        f"{FILE}:TestOne.test_a": "skipped",
        f"{FILE}:TestTwo.setUpClass": "skipped",
        f"{FILE}:TestThree.setUpClass": "failed",
    }
    assert results.reasons == {f"{FILE}:TestThree.setUpClass": "KeyError: 'x'"}


def test_an_interrupted_run_goes_on_after_the_last_class_that_ended(results):
    """However it was ended: what is kept is kept when a class begins."""
    read(
        results,
        starting("TestOne.test_a"),
        starting("TestTwo.test_a"),
        starting("TestTwo.test_b"),
    )
    kept = Results.load(results.path, "key")
    assert list(kept.tests) == [f"{FILE}:TestOne.test_a"] and not kept.done
    assert coretests.words(["/account"], kept) == f"/account,-{FILE}:TestOne"


def test_what_was_made_with_something_else_is_not_used(results):
    results.tests = {f"{FILE}:TestOne.test_a": "passed"}
    results.done = True
    results.save()
    assert Results.load(results.path, "key") == results
    assert Results.load(results.path, "another") == Results(results.path, "another")
    results.path.write_text("{")
    assert not Results.load(results.path, "key").tests


def test_a_suite_that_was_run_is_not_run_again(results, capsys):
    results.tests, results.done = {f"{FILE}:TestOne.test_a": "passed"}, True
    coretests.run_side(None, "account", WITHOUT, ["/account"], results)
    assert "as run before" in capsys.readouterr().out


def test_the_inside_of_a_method_is_another_code(tmp_path, monkeypatch):
    """It asks for no upgrade of a database, and results of before are not those of now;
    what cannot fail a test of Odoo leaves them."""
    model = tmp_path / "alpha/models/thing.py"
    model.parent.mkdir(parents=True)
    (tmp_path / "alpha/__manifest__.py").write_text("{}")
    monkeypatch.setenv("FICHA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(coretests, "modules", lambda: modules(tmp_path))
    text = "class Thing:\n    def go(self):\n        return {}\n"
    model.write_text(text.format(1))
    before = coretests.our_code()
    (tmp_path / "alpha/README.md").write_text("Alpha")
    assert coretests.our_code() == before
    model.write_text(text.format(2))
    assert coretests.our_code() != before


def test_what_differs(tmp_path):
    stock, ours = (Results(tmp_path / name, "") for name in "ab")
    stock.tests = {
        f"{FILE}:{name}": status
        for name, status in {
            "TestOne.test_same": "passed",
            "TestOne.test_ours": "passed",
            "TestOne.test_both": "failed",
            "TestOne.test_theirs": "failed",
            "TestOne.test_gone": "passed",
            "TestTwo.test_a": "passed",
            "TestTwo.test_b": "passed",
        }.items()
    }
    ours.tests = {
        f"{FILE}:{name}": status
        for name, status in {
            "TestOne.test_same": "passed",
            "TestOne.test_ours": "failed",
            "TestOne.test_both": "failed",
            "TestOne.test_theirs": "passed",
            "TestTwo.setUpClass": "failed",
        }.items()
    }
    assert Difference.of(stock, ours) == Difference(
        ours=[f"{FILE}:TestOne.test_ours", f"{FILE}:TestTwo.setUpClass"],
        missing=[f"{FILE}:TestOne.test_gone"],
        theirs=[f"{FILE}:TestOne.test_theirs"],
        both=[f"{FILE}:TestOne.test_both"],
    )


def compared(monkeypatch, tmp_path, again):
    """What is said when one test fails with us, and `again` when it is run alone."""
    monkeypatch.setenv("FICHA_HOME", str(tmp_path))
    tag = f"{FILE}:TestOne.test_a"
    stock = Results(tmp_path / "s", "", {tag: "passed"}, done=True)
    ours = Results(tmp_path / "o", "", {tag: "failed"}, {tag: "1 != 2"}, done=True)
    asked = []

    def run_side(_env, _name, side, tags, results):
        asked.append(tags)
        results.tests = {tag: again if side == WITH else "passed"}

    monkeypatch.setattr(coretests, "run_side", run_side)
    status = coretests.tell(None, "account", stock, ours)
    assert asked == [[tag], [tag]]
    return status


def test_a_failure_only_with_us_is_run_again_and_told(monkeypatch, tmp_path, capsys):
    assert compared(monkeypatch, tmp_path, "failed") == 1
    said = capsys.readouterr().out
    assert f"fails only with our modules: {FILE}:TestOne.test_a" in said
    assert "1 != 2" in said and "nothing fails" not in said


def test_one_that_then_passes_is_told_and_no_failure(monkeypatch, tmp_path, capsys):
    assert compared(monkeypatch, tmp_path, "passed") == 0
    said = capsys.readouterr().out
    assert "not when run again alone" in said and "nothing fails only" in said


def test_nothing_differs(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(coretests, "run_again", lambda *_a: pytest.fail("run again"))
    tests = {f"{FILE}:TestOne.test_a": "failed", f"{FILE}:TestOne.test_b": "passed"}
    sides = [Results(tmp_path / name, "", tests, done=True) for name in "ab"]
    assert coretests.tell(None, "account", *sides) == 0
    assert "1 fail on both sides" in capsys.readouterr().out


def test_a_run_without_tests_is_no_success(tmp_path, capsys):
    """Odoo goes on when the tests of a module cannot be read."""
    sides = [Results(tmp_path / name, "", {}, done=True) for name in "ab"]
    assert coretests.tell(None, "sale", *sides) == 1
    said = capsys.readouterr().out
    assert "no test was run" in said and "nothing" not in said


def test_quickly_only_what_fails_with_us_is_run_without(monkeypatch, tmp_path):
    monkeypatch.setenv("FICHA_HOME", str(tmp_path))
    ran = []

    def run_side(_env, _name, side, tags, results, total=0):
        ran.append((side, tags))
        results.done = True
        if side == WITH:
            results.tests = {
                f"{FILE}:TestOne.test_a": "passed",
                f"{FILE}:TestOne.test_b": outcome,
                f"{FILE}:TestTwo.setUpClass": outcome,
            }

    monkeypatch.setattr(coretests, "run_side", run_side)

    def sides():
        return {side: Results(tmp_path / side, "") for side in (WITHOUT, WITH)}

    outcome = "failed"
    coretests.run_suite(None, "account", ["/account"], sides(), quick=True)
    assert ran == [
        (WITH, ["/account"]),
        (WITHOUT, [f"{FILE}:TestOne.test_b", f"{FILE}:TestTwo"]),
    ]
    outcome = "passed"
    ran.clear()
    coretests.run_suite(None, "account", ["/account"], sides(), quick=True)
    assert ran == [(WITH, ["/account"])]
    ran.clear()
    coretests.run_suite(None, "account", ["/account"], sides(), quick=False)
    assert [side for side, _tags in ran] == [WITHOUT, WITH]


def test_suites_are_chosen_by_name():
    parse = cli.parser().parse_args
    options = parse(["core-tests", "--suite", "sale", "--suite", "crm"])
    assert list(coretests.chosen(options.suite, options.only)) == ["crm", "sale"]
    asked = {"account", "contacts", "base", "sale", "crm", "portal"}
    assert set(coretests.chosen(None, None)) == asked
    options = parse(["core-tests", "--only", "/account:TestTax"])
    assert coretests.chosen(options.suite, options.only) == {
        "only": ["/account:TestTax"]
    }
    with pytest.raises(Trouble, match="fleet.*account"):
        coretests.chosen(["fleet"], None)


def test_what_fails_on_purpose_is_told_with_its_reason(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(coretests, "run_again", lambda *_a: pytest.fail("run again"))
    tag = f"{FILE}:TestOne.test_a"
    monkeypatch.setattr(coretests, "ON_PURPOSE", {tag: "It is better so."})
    stock = Results(tmp_path / "s", "", {tag: "passed"}, done=True)
    ours = Results(tmp_path / "o", "", {tag: "failed"}, done=True)
    assert coretests.tell(None, "account", stock, ours) == 0
    said = capsys.readouterr().out
    assert f"on purpose: {tag}\n        It is better so." in said
    assert "nothing else fails only with our modules" in said
