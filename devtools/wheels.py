"""`./ficha wheels`: each module as a wheel, so that pip can put it beside an Odoo.

Built with whool, the backend of Odoo's community, from what git knows of a module. A
wheel puts its module into `odoo/addons/`, a folder that Python joins with Odoo's own.
"""

import os
import re
import subprocess
from pathlib import Path

from . import stamps
from .console import Trouble, say, step
from .procs import logged
from .project import ROOT, Module, modules
from .pythonenv import wheels_env

PYPROJECT = """\
[build-system]
requires = ["whool"]
build-backend = "whool.buildapi"
"""


def distribution(name: str) -> str:
    """The name that pip knows a module by."""
    return f"odoo-addon-{name}"


def file_start(name: str) -> str:
    """What the file name of a module's wheel begins with."""
    return re.sub(r"[-_.]+", "_", distribution(name)).lower() + "-"


def build(folder: Path, wanted: list[Module] | None = None) -> list[Path]:
    """Build these modules (all) into the folder, in place of what was built before.

    Nothing is fetched but what the lock file names, once.
    """
    wanted = modules() if wanted is None else wanted
    for module in wanted:
        if not (module.path / "pyproject.toml").is_file():
            raise Trouble(
                f"{module.name}/ has no pyproject.toml. It is the same in each module:"
                f"\n\n{PYPROJECT}"
            )
    with stamps.exclusive("wheels"):
        builder = wheels_env().ensure()
    folder.mkdir(parents=True, exist_ok=True)
    for module in wanted:
        for old in folder.glob(f"{file_start(module.name)}*.whl"):
            old.unlink()
    command = [*builder.pip, "wheel", "--disable-pip-version-check", "--no-input"]
    logged(
        # Isolated, pip would fetch the backend again for each module.
        [*command, "--no-build-isolation", "--no-deps", "--no-index", "-w", folder]
        + [module.path for module in wanted],
        "wheels",
        failure="The wheels could not be built.",
        env=dict(os.environ, PYTHONNOUSERSITE="1"),
    )
    return [_built(folder, module) for module in wanted]


def _built(folder: Path, module: Module) -> Path:
    found = list(folder.glob(f"{file_start(module.name)}*.whl"))
    if len(found) != 1:
        raise Trouble(f"No wheel of {module.name} came out in {folder}.")
    return found[0]


def left_out(wanted: list[Module]) -> list[str]:
    """Files of these modules that git does not know of, which no wheel will hold."""
    command = ["git", "ls-files", "-o", "--exclude-standard"]
    result = subprocess.run(
        [*command, *(str(module.path) for module in wanted)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return result.stdout.splitlines()


def run(options) -> int:
    folder = (ROOT / Path(options.out).expanduser()).resolve()
    wanted = modules()
    with step(f"building the wheels of {len(wanted)} modules"):
        built = build(folder, wanted)
    for name in left_out(wanted):
        say(f"    not in its wheel, as git does not know it: {name}")
    for path in built:
        say(f"    {path.name}")
    say(f"    in {folder}")
    return 0
