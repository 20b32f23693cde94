"""What the launcher knows of the project: modules, stamps, Odoo's series, locks."""

import json
import re
import subprocess

import pytest

from devtools import odoo_source, project, stamps
from devtools.console import Trouble
from devtools.project import ROOT, home, modules


@pytest.fixture
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("FICHA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def tree(tmp_path):
    """Two modules, of which the first in the alphabet needs the other."""
    for name, depends in (("alpha", ["omega"]), ("omega", ["account"])):
        folder = tmp_path / name
        for inside in ("models", "demo", "tests", "static/src", "static/description"):
            (folder / inside).mkdir(parents=True)
        manifest = {"depends": depends, "demo": ["demo/demo.xml"], "installable": True}
        (folder / "__manifest__.py").write_text(repr(manifest))
        (folder / "models/thing.py").write_text("one = 1\n")
        (folder / "demo/demo.xml").write_text("<odoo/>")
    (tmp_path / "draft").mkdir()
    (tmp_path / "draft/__manifest__.py").write_text("{'installable': False}")
    return tmp_path


def test_modules_come_after_those_they_need(tree):
    assert [module.name for module in modules(tree)] == ["omega", "alpha"]


@pytest.mark.parametrize(
    "file, upgrades",
    [
        ("models/thing.py", True),
        ("views/new.xml", True),
        ("i18n/es.po", True),
        ("static/description/icon.svg", True),
        ("static/src/new.js", False),
        ("tests/test_new.py", False),
        ("demo/demo.xml", False),
        ("demo/demo.py", False),
        ("i18n/alpha.pot", False),
        ("README.md", False),
        ("pyproject.toml", False),
    ],
)
def test_only_what_is_in_the_database_asks_for_an_upgrade(tree, file, upgrades):
    before = {module.name: module.fingerprint() for module in modules(tree)}
    path = tree / "alpha" / file
    path.parent.mkdir(exist_ok=True)
    path.write_text("changed")
    after = {module.name: module.fingerprint() for module in modules(tree)}
    assert (before["alpha"] != after["alpha"]) is upgrades
    assert before["omega"] == after["omega"]


MODEL = """
from odoo import fields, models

LIMIT = 3


class Thing(models.Model):
    _name = "thing"

    amount = fields.Float(compute="_compute_amount")

    def _compute_amount(self):
        self.amount = 1


def post_init_hook(env):
    env["thing"].search([])
"""


@pytest.mark.parametrize(
    "old, new, upgrades",
    [
        ("self.amount = 1", "self.amount = 2", False),
        ("self.amount = 1", '"""One."""\n        self.amount = 1', False),
        ("self.amount = 1", "self.amount = = 1", True),
        ("fields.Float(", "fields.Float(help='How much', ", True),
        ("    def _comp", "    @api.depends('name')\n    def _comp", True),
        ("_compute_amount(self)", "_compute_amount(self, more=1)", True),
        ("LIMIT = 3", "LIMIT = 4", True),
        ("search([])", "search([], limit=1)", True),
    ],
)
def test_what_stands_inside_a_method_asks_for_no_upgrade(tree, old, new, upgrades):
    """An upgrade of the core is one of all that stands on it, and takes a minute."""
    path = tree / "alpha/models/thing.py"
    path.write_text(MODEL)
    before, code = modules(tree)[1].fingerprint(), modules(tree)[1].code_fingerprint()
    assert old in MODEL
    path.write_text(MODEL.replace(old, new))
    assert (modules(tree)[1].fingerprint() != before) is upgrades
    # what is run is another all the same: no result of before is that of now
    assert modules(tree)[1].code_fingerprint() != code


@pytest.mark.parametrize(
    "more",
    [
        '    def init(self):\n        self.env.cr.execute("")\n',
        "    def _auto_init(self):\n        pass\n",
        "    _auto = False\n",
        "    def _fill(self):\n        pass\n",
    ],
)
def test_unless_odoo_runs_it_while_it_installs(tree, more):
    """A view of SQL, a method that data files call: what it uses may be anywhere in its
    class."""
    path = tree / "alpha/models/thing.py"
    (tree / "alpha/data.xml").write_text(
        '<odoo><function\n model="thing" name="_fill"/></odoo>'
    )
    text = MODEL.replace("    def _comp", f"{more}\n    def _comp")
    path.write_text(text)
    before = modules(tree)[1].fingerprint()
    path.write_text(text.replace("self.amount = 1", "self.amount = 2"))
    assert modules(tree)[1].fingerprint() != before


@pytest.mark.parametrize(
    "file, text",
    [
        ("data.xml", '<odoo><function model="thing" name="_fill"/></odoo>'),
        ("hooks.py", "def post_init_hook(env):\n    env['thing']._fill()\n"),
    ],
)
@pytest.mark.parametrize("of", ["alpha", "omega"])
def test_whichever_module_has_it_run(tree, of, file, text):
    """By its data or by its hook, its own method or that of a module it needs."""
    path = tree / "omega/models/thing.py"
    fill = "    def _fill(self):\n        pass\n\n    def _comp"
    model = MODEL.replace("    def _comp", fill)
    path.write_text(model)
    other = model.replace("self.amount = 1", "self.amount = 2")
    before = modules(tree)[0].fingerprint()
    path.write_text(other)
    assert modules(tree)[0].fingerprint() == before
    (tree / of / file).write_text(text)
    before = modules(tree)[0].fingerprint()
    path.write_text(model)
    assert modules(tree)[0].fingerprint() != before


def test_a_fingerprint_is_made_once(tree, own_home, monkeypatch):
    alpha, made = modules(tree)[1], []
    monkeypatch.setattr(
        project.Module, "_installed", lambda *_words: made.append(1) or "print"
    )
    assert [alpha.fingerprint(), alpha.fingerprint()] == ["print", "print"]
    assert len(made) == 1
    (own_home / "stamps/installed.json").write_text("{")
    assert alpha.fingerprint() == "print", "what cannot be read is made again"
    # by another recipe, another Python, with other methods that are run: made anew
    made.clear()
    monkeypatch.setattr(project.installed, "RECIPE", "another")
    alpha.fingerprint()
    monkeypatch.setattr(project.installed, "PYTHON", (4, 0))
    alpha.fingerprint()
    (tree / "omega/hooks.py").write_text("def hook(env):\n    env['thing']._fill()\n")
    modules(tree)[1].fingerprint()
    assert len(made) == 3


def test_a_changed_demo_file_is_noticed_apart(tree):
    before = modules(tree)[0].demo_fingerprint()
    (tree / "omega/demo/demo.xml").write_text("<odoo><data/></odoo>")
    with_data = modules(tree)[0].demo_fingerprint()
    assert with_data != before
    (tree / "omega/demo/demo.py").write_text("two = 2\n")
    assert modules(tree)[0].demo_fingerprint() != with_data


def test_a_step_counts_as_done_with_its_own_key_only(own_home):
    assert home() == own_home
    assert not stamps.is_done("step", "one")
    stamps.done("step", "one")
    assert stamps.is_done("step", "one")
    assert not stamps.is_done("step", "two")


def test_a_step_that_was_begun_again_and_interrupted_is_not_done(own_home):
    stamps.done("step", "one")
    stamps.begin("step")
    assert not stamps.is_done("step", "one")


def test_the_last_user_of_a_thing_knows_it(own_home):
    first, second = stamps.Presence("thing"), stamps.Presence("thing")
    first.enter()
    second.enter()
    assert not first.alone()
    first.leave()
    assert second.alone()
    second.leave()


def make_odoo(folder, series):
    (folder / "odoo").mkdir(parents=True)
    text = f"RELEASE = 'final'\nversion_info = ({series}, 0, 0, 'final', 0, '')\n"
    (folder / "odoo/release.py").write_text(text)
    return folder


def test_odoo_path_takes_a_checkout_with_its_addons(tmp_path, monkeypatch):
    checkout = make_odoo(tmp_path / "src", 19)
    (checkout / "addons/account").mkdir(parents=True)
    for given in (checkout, checkout / "odoo"):
        monkeypatch.setenv("ODOO_PATH", str(given))
        source = odoo_source.obtain()
        assert source.python_path == checkout
        assert source.addons == (checkout / "addons",)


def test_odoo_path_of_another_series_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_PATH", str(make_odoo(tmp_path, 18)))
    with pytest.raises(Trouble, match="is Odoo 18"):
        odoo_source.obtain()


def test_odoo_path_without_odoo_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("ODOO_PATH", str(tmp_path))
    with pytest.raises(Trouble, match="release.py"):
        odoo_source.obtain()


@pytest.mark.parametrize("lock", sorted((ROOT / "devtools").glob("*.lock")), ids=str)
def test_every_locked_package_has_a_version_and_hashes(lock):
    entries = re.split(r"\n(?=\S)", lock.read_text().replace("\\\n", " "))
    entries = [entry for entry in entries if entry.strip()]
    assert entries
    for entry in entries:
        assert re.match(r"[\w.-]+==[\w.!+]+", entry), entry[:60]
        assert "--hash=sha256:" in entry, entry[:60]
        assert "://" not in entry, entry[:60]


def test_every_locked_node_package_has_a_hash_and_no_address():
    lock = json.loads((ROOT / "devtools/prettier/package-lock.json").read_text())
    packages = {name: data for name, data in lock["packages"].items() if name}
    assert packages
    assert [n for n, data in packages.items() if "integrity" not in data] == []
    assert [n for n, data in packages.items() if "resolved" in data] == []


def test_no_file_names_a_package_index():
    """Mirrors come from the machine's own configuration."""
    hosts = "|".join(["pypi" + r"\.org", "registry" + r"\.npmjs", "deb" + r"\.debian"])
    command = ["git", "grep", "-lE", hosts]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if result.returncode > 1:
        pytest.skip("not a git clone")
    assert result.stdout.splitlines() == []
