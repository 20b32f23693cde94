"""`./ficha lint`: ruff, pylint-odoo with OCA's mandatory checks for 19.0, prettier.

All pinned, and installed into `.ficha/`; `--fix` rewrites what can be mended. Named
files are checked alone, which is what .pre-commit-config.yaml does with those of a
commit.
"""

import re
import shutil
import subprocess
from pathlib import Path

from . import stamps
from .console import Trouble, say, step
from .procs import foreground, logged
from .project import ROOT, digest, home, modules
from .pythonenv import PythonEnv, lint_env

PRETTIER = ROOT / "devtools" / "prettier"
NODE_AT_LEAST = 18
SCRIPTS = ("ficha", "devtools/relock")
MARKED = (".xml", ".js", ".cjs")


def files(*suffixes: str) -> list[str]:
    """Our files with these endings: what git knows or would add."""
    command = ["git", "ls-files", "-co", "--exclude-standard", "--deduplicate"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if result.returncode:  # a copy without git
        names = [
            str(path.relative_to(ROOT))
            for suffix in suffixes
            for path in ROOT.rglob(f"*{suffix}")
            if not {".ficha", "node_modules"} & set(path.parts)
        ]
    else:
        names = [name for name in result.stdout.splitlines() if name.endswith(suffixes)]
    return sorted(name for name in names if (ROOT / name).is_file())


def node() -> tuple[Path, Path]:
    """Node.js and npm: the machine's when new enough, else from a wheel."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program and npm:
        command = [program, "--version"]
        text = subprocess.run(command, capture_output=True, text=True).stdout
        if (found := re.match(r"v(\d+)", text)) and int(found[1]) >= NODE_AT_LEAST:
            return Path(program), Path(npm)
    wheel = PythonEnv("node", "requirements-node.lock", "Node.js").ensure()
    return wheel.bin / "node", wheel.bin / "npm"


def node_packages() -> Path:
    """The folder with the packages for Node.js that are used here, installed."""
    folder = home() / "prettier"
    key = digest(PRETTIER / "package-lock.json")
    if not stamps.is_done("prettier", key):
        _program, npm = node()
        with step("installing prettier and axe-core"):
            stamps.begin("prettier")
            folder.mkdir(parents=True, exist_ok=True)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(PRETTIER / name, folder / name)
            logged(
                [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
                "npm",
                failure="npm could not install prettier and axe-core.",
                cwd=folder,
            )
            stamps.done("prettier", key)
    return folder / "node_modules"


def ensure_prettier() -> list:
    """The command that is prettier, with its plug-in for XML."""
    program, _npm = node()
    installed = node_packages()
    plugin = installed / "@prettier/plugin-xml/src/plugin.js"
    return [program, installed / "prettier/bin/prettier.cjs", "--plugin", plugin]


def ensure_axe() -> Path:
    """The script that tells of a page whether everybody can use it."""
    return node_packages() / "axe-core/axe.min.js"


def chosen(names: list[str]) -> list[str]:
    """Those files (named from where the command was given) that are ours to check, as
    paths below the clone; folders stand for what is in them."""
    known = files("")
    found: dict[str, None] = {}
    for name in names:
        path = Path(name).resolve()
        if not path.exists():
            raise Trouble(f"There is no {name} to check.")
        if not path.is_relative_to(ROOT):
            raise Trouble(f"{name} is not of this clone.")
        inside = "." if path == ROOT else str(path.relative_to(ROOT))
        below = "" if inside == "." else f"{inside}/"
        found |= dict.fromkeys(n for n in known if n == inside or n.startswith(below))
    return list(found)


def checks(fix: bool, names: list[str] | None = None) -> list[tuple[str, list]]:
    """Each check: its name and its command, for the whole tree or for these files."""
    bin_folder = lint_env().ensure().bin
    cache = ["--cache-dir", home() / "ruff"]
    ours = [module.name for module in modules()]
    if names is None:
        python, addons = [*SCRIPTS, "."], ours
        marked = files(*MARKED)
    else:
        python = [n for n in names if n.endswith(".py") or n in SCRIPTS]
        addons = [n for n in python if Path(n).parts[0] in ours]
        marked = [n for n in names if n.endswith(MARKED)]
    ruff = [bin_folder / "ruff"]
    mend = ["--fix"] if fix else []
    found = []
    if python:
        mode = [] if fix else ["--check"]
        found.append(("ruff check", [*ruff, "check", *cache, *mend, *python]))
        found.append(("ruff format", [*ruff, "format", *cache, *mode, *python]))
    if addons:
        jobs = ["-j", "2"] if names is None else []
        found.append(("pylint-odoo", [bin_folder / "pylint", *jobs, *addons]))
    if marked:
        mode = "--write" if fix else "--check"
        command = [*ensure_prettier(), "--log-level", "warn", mode, *marked]
        found.append(("prettier", command))
    return found


def run(options) -> int:
    failed = []
    names = chosen(options.files) if options.files else None
    with stamps.exclusive("lint"):
        for name, command in checks(options.fix, names):
            say(f"--> {name}")
            if foreground(command):
                failed.append(name)
    if failed:
        raise Trouble(
            f"{', '.join(failed)}: see above. ./ficha lint --fix mends what it can."
        )
    say("    nothing to say against it")
    return 0
