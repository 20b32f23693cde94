"""Where things are: the clone, its modules, and the folder all is fetched into."""

import ast
import dataclasses
import functools
import hashlib
import os
from pathlib import Path

from . import installed

ROOT = Path(__file__).resolve().parent.parent
# A change in these does not change what is in a database.
UNINSTALLED_FOLDERS = {"tests", "demo", "readme", "__pycache__"}
UNINSTALLED_SUFFIXES = {".pot", ".md", ".pyc", ".toml"}


def home() -> Path:
    """`.ficha/`, or the folder that FICHA_HOME names (worktrees may share one)."""
    chosen = os.environ.get("FICHA_HOME")
    return Path(chosen).expanduser().absolute() if chosen else ROOT / ".ficha"


def digest(*parts: object) -> str:
    """A short fingerprint of texts, bytes and the contents of files."""
    found = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            part = part.read_bytes()
        elif not isinstance(part, bytes):
            part = str(part).encode()
        found.update(hashlib.sha256(part).digest())
    return found.hexdigest()[:16]


def place_key() -> str:
    """What keeps apart two homes in folders that all users share."""
    return digest(str(home()))[:10]


@dataclasses.dataclass(frozen=True)
class Module:
    """One of our Odoo modules."""

    name: str
    path: Path
    manifest: dict
    beside: "Together | None" = dataclasses.field(
        default=None, compare=False, repr=False
    )

    def installed_files(self) -> list[Path]:
        """The files whose change asks for an upgrade of a database."""
        found = []
        for path in sorted(self.path.rglob("*")):
            inside = path.relative_to(self.path)
            if (
                not path.is_file()
                or UNINSTALLED_FOLDERS & set(inside.parts[:-1])
                or path.suffix in UNINSTALLED_SUFFIXES
            ):
                continue
            # Assets are read from the files when a page asks for them.
            if inside.parts[0] == "static" and inside.parts[1] != "description":
                continue
            found.append(path)
        return found

    def fingerprint(self) -> str:
        """Differs when what is installed of the module does (installed.py)."""
        files = self.installed_files()
        run = self.beside.run if self.beside else _run_by([self])
        key = digest(installed.recipe(run), self.code_fingerprint())
        return installed.remembered(
            home() / "stamps" / "installed.json",
            key,
            lambda: self._installed(files, run),
        )

    def code_fingerprint(self) -> str:
        """Differs when anything of the module does that runs once it is installed, the
        insides of methods too; its assets apart."""
        files = self.installed_files()
        return digest(*[str(path.relative_to(self.path)) for path in files], *files)

    def _installed(self, files: list[Path], run: set[str]) -> str:
        parts: list[object] = []
        for path in files:
            part: object = path
            if path.suffix == ".py" and path.name != "__manifest__.py":
                part = installed.text_of(path.read_text("utf-8"), run)
            parts += [str(path.relative_to(self.path)), part]
        return digest(*parts)

    def static_fingerprint(self) -> str:
        static = self.path / "static"
        files = [path for path in sorted(static.rglob("*")) if path.is_file()]
        return digest(*files, self.manifest.get("assets", {}))

    def demo_fingerprint(self) -> str:
        files = [self.path / name for name in self.manifest.get("demo", [])]
        return digest(*files, *sorted(self.path.glob("demo/*.py")))


class Together:
    """Modules that are installed together: the data files and hooks of one call methods
    that stand in another."""

    def __init__(self):
        self.modules: list[Module] = []

    @functools.cached_property
    def run(self) -> set[str]:
        """The methods that are called while they are installed."""
        return _run_by(self.modules)


def _run_by(some: list[Module]) -> set[str]:
    files = [path for module in some for path in module.installed_files()]
    data = [path for path in files if path.suffix == ".xml"]
    hooks = [path for path in files if path.name == "hooks.py"]
    return installed.called(path.read_text("utf-8") for path in data) | (
        installed.hooked(path.read_text("utf-8") for path in hooks)
    )


def modules(root: Path = ROOT) -> list[Module]:
    """Our installable modules, those that others depend on first."""
    found, together = {}, Together()
    for manifest in sorted(root.glob("*/__manifest__.py")):
        values = ast.literal_eval(manifest.read_text(encoding="utf-8"))
        if values.get("installable", True):
            name = manifest.parent.name
            found[name] = Module(name, manifest.parent, values, together)
    ordered: dict[str, Module] = {}

    def add(module: Module) -> None:
        for name in module.manifest.get("depends", []):
            if name in found and name not in ordered:
                add(found[name])
        ordered.setdefault(module.name, module)

    for module in found.values():
        add(module)
    together.modules = list(ordered.values())
    return list(together.modules)
