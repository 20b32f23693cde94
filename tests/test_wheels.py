"""The modules as pip brings them: built as wheels, installed into an environment of
their own, and loaded from there by an Odoo that does not see this clone."""

import configparser
import email.parser
import importlib.metadata
import json
import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from devtools import lint, pythonenv, wheels
from devtools.project import ROOT, modules

pytestmark = pytest.mark.slow

# Where Odoo, in that environment, finds each module and its code.
WHERE = """
import importlib, json, pathlib, sys
from odoo.modules.module import Manifest, initialize_sys_path
from odoo.tools import config
config.parse_config([])
initialize_sys_path()
found = {}
for name in sys.argv[1:]:
    code = importlib.import_module(f"odoo.addons.{name}")
    found[name] = [Manifest.for_addon(name).path, code.__file__]
    # no module imports its demo functions; the demo data find them by their name
    for file in pathlib.Path(code.__file__).parent.glob("demo/*.py"):
        importlib.import_module(f"odoo.addons.{name}.demo.{file.stem}")
print(json.dumps(found))
"""

# Which of our modules are installed, and where those loaded come from.
INSTALLED = """
import json
from odoo.modules.module import Manifest
names = env["ir.module.module"].search([("state", "=", "installed")]).mapped("name")
loaded = sorted(env.registry._init_modules)
print("FOUND" + json.dumps({
    "installed": names,
    "loaded": {name: Manifest.for_addon(name).path for name in loaded},
}))
"""


class CleanEnvironment:
    """A new virtual environment that gets our modules from wheels only. Odoo and the
    packages that Odoo needs are lent to it."""

    def __init__(self, folder: Path):
        self.folder = folder
        subprocess.run(
            [sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True
        )
        self.python = folder / "venv" / "bin" / "python"
        asked = "import sysconfig; print(sysconfig.get_path('purelib'))"
        self.place = Path(self.run("-c", asked).strip())
        lent = [sysconfig.get_path(name) for name in ("purelib", "platlib")]
        (self.place / "lent.pth").write_text("\n".join(dict.fromkeys(lent)) + "\n")
        self.addons = self.place / "odoo" / "addons"

    def install(self, built: list[Path]) -> None:
        pip = pythonenv.wheels_env().pip
        subprocess.run(
            [*pip, "--python", self.python, "install", "--no-deps", "--no-index"]
            + ["--disable-pip-version-check", "--quiet", *built],
            check=True,
        )

    def variables(self) -> dict:
        """The environment of the tests without this clone: neither on Python's path
        nor on that of the addons."""
        found = dict(os.environ)
        paths = found["PYTHONPATH"].split(os.pathsep)
        found["PYTHONPATH"] = os.pathsep.join(p for p in paths if Path(p) != ROOT)
        config = configparser.RawConfigParser()
        config.read(found["ODOO_RC"])
        addons = config["options"]["addons_path"].split(",")
        rest = [path for path in addons if Path(path) != ROOT]
        if rest:
            config["options"]["addons_path"] = ",".join(rest)
        else:
            del config["options"]["addons_path"]
        found["ODOO_RC"] = str(self.folder / "odoo.conf")
        with open(found["ODOO_RC"], "w") as file:
            config.write(file)
        return found

    def run(self, *args: str, **options) -> str:
        """Its Python to the end; what it printed."""
        result = subprocess.run(
            [self.python, *args],
            cwd=self.folder,  # not this clone
            env=self.variables(),
            capture_output=True,
            text=True,
            **options,
        )
        assert not result.returncode, result.stdout + result.stderr
        return result.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> dict[str, Path]:
    """The wheel of each module, by its name."""
    paths = wheels.build(tmp_path_factory.mktemp("wheels"))
    return dict(zip((module.name for module in modules()), paths, strict=True))


@pytest.fixture(scope="module")
def clean(built, tmp_path_factory) -> CleanEnvironment:
    if "ODOO_RC" not in os.environ:
        pytest.skip("needs the Odoo of ./ficha test")
    found = CleanEnvironment(tmp_path_factory.mktemp("clean"))
    found.install(list(built.values()))
    return found


def metadata(wheel: Path):
    with zipfile.ZipFile(wheel) as archive:
        name = next(n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
        return email.parser.Parser().parsestr(archive.read(name).decode())


def test_every_module_says_how_it_is_built():
    for module in modules():
        assert (module.path / "pyproject.toml").read_text() == wheels.PYPROJECT


def test_a_wheel_holds_the_files_of_its_module(built):
    known = lint.files("")
    for name, wheel in built.items():
        expected = {
            f"odoo/addons/{path}"
            for path in known
            if path.startswith(f"{name}/") and path != f"{name}/pyproject.toml"
        } - {f"odoo/addons/{path}" for path in wheels.left_out(modules())}
        with zipfile.ZipFile(wheel) as archive:
            held = {n for n in archive.namelist() if ".dist-info/" not in n}
        assert held == expected


def test_a_wheel_asks_for_what_its_manifest_names(built):
    """Odoo of this series, our other modules by their wheels, and packages that the
    lock file brings; Odoo's own modules come with Odoo."""
    distributions = {wheels.distribution(name): name for name in built}
    for module in modules():
        found = metadata(built[module.name])
        assert found["Name"] == wheels.distribution(module.name)
        assert found["Version"].startswith(module.manifest["version"])
        asked = [re.split(r"[ =<>~!;\[]", r)[0] for r in found.get_all("Requires-Dist")]
        assert "odoo" in asked
        ours = {distributions[name] for name in asked if name in distributions}
        assert ours == set(module.manifest["depends"]) & set(built)
        for name in set(asked) - {"odoo"} - set(distributions):
            assert not name.startswith("odoo"), f"{module.name} asks for {name}"
            importlib.metadata.distribution(name)


def test_every_module_is_found_and_imported_from_its_wheel(clean):
    names = [module.name for module in modules()]
    found = json.loads(clean.run("-c", WHERE, *names).splitlines()[-1])
    for name in names:
        path, code = found[name]
        assert Path(path) == clean.addons / name
        assert Path(code) == clean.addons / name / "__init__.py"


def test_the_application_installs_from_wheels(clean, new_database):
    """With all that installs itself beside it, on a database that never saw us."""
    database = new_database(stock=True)
    ours = {module.name: module for module in modules()}
    applications = [n for n, m in ours.items() if m.manifest.get("application")]
    command = ("-m", "odoo", "-d", database, "--no-http")
    clean.run(*command, "-i", ",".join(applications), "--stop-after-init")
    out = clean.run("-m", "odoo", "shell", *command[2:], input=INSTALLED)
    found = json.loads(re.search(r"FOUND(.*)", out)[1])
    installed = set(found["installed"])
    assert set(applications) <= installed
    for name, module in ours.items():
        alone = module.manifest.get("auto_install")
        if alone and set(module.manifest["depends"]) <= installed:
            assert name in installed, f"{name} did not install itself"
        if name in installed:
            assert Path(found["loaded"][name]) == clean.addons / name
    assert ROOT not in {Path(path).parent for path in found["loaded"].values()}
