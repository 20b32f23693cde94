"""Debian packages without installing them: apt with a configuration of its own.

apt downloads and checks signatures as it always does, from the machine's own mirror,
but with its own sources list and state, so that it works for an ordinary user and
leaves the system as it was. The packages are then only unpacked into `.ficha/`.
"""

import os
import shutil
import subprocess
from pathlib import Path

from .console import Trouble
from .procs import logged
from .project import home

KEYRINGS = (
    "/usr/share/keyrings/debian-archive-keyring.pgp",
    "/usr/share/keyrings/debian-archive-keyring.gpg",
)
UNSTABLE = "sid"
STABLE = ("trixie", "bookworm")
DEBIAN = {"stable", "oldstable", "testing", "unstable", "sid", "forky", *STABLE}


def have_apt() -> bool:
    return bool(shutil.which("apt-get") and shutil.which("dpkg-deb"))


def parse_indextargets(text: str) -> tuple[str, str | None]:
    """The Debian mirror among the machine's package sources, and its release.

    `text` is what `apt-get indextargets` prints: paragraphs of `Key: value` lines.
    Returns the mirror's address and the release's name.
    """
    for paragraph in text.split("\n\n"):
        values = dict(
            line.split(": ", 1) for line in paragraph.splitlines() if ": " in line
        )
        address = values.get("Repo-URI") or values.get("Site")
        if (
            address
            and values.get("Created-By", "Packages") == "Packages"
            and values.get("Component") == "main"
            and values.get("Release") in DEBIAN
        ):
            return address, values["Release"]
    raise Trouble(
        "This machine's apt names no Debian mirror (is it another distribution?), so "
        "Odoo's Debian package cannot be fetched.\n"
        "Point at an Odoo 19 instead: ODOO_PATH=/path/to/odoo ./ficha run"
    )


def sources(mirror: str, suites: list[str], keyring: str | None) -> str:
    """The sources list for these suites of the machine's own mirror."""
    signed = f"[signed-by={keyring}] " if keyring else ""
    return "".join(f"deb {signed}{mirror} {suite} main\n" for suite in suites)


def configuration(folder: Path, acquire: str) -> str:
    """apt's own configuration: state below `folder`, and the machine's ways of fetching
    (`acquire`: proxies and the like), but none of its hooks."""
    return f"""{acquire}
Dir::Etc::main "/dev/null";
Dir::Etc::parts "/dev/null";
Dir::Etc::sourcelist "{folder}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::State "{folder}/state";
Dir::State::lists "{folder}/state/lists";
Dir::State::status "{folder}/state/status";
Dir::Cache "{folder}/cache";
Acquire::Languages "none";
APT::Sandbox::User "";
"""


class Archive:
    """A private view of the Debian archive, with the given suites of it."""

    def __init__(self, folder: Path | None = None):
        self.folder = folder or home() / "apt"
        text = self._ask("apt-get", "indextargets")
        self.mirror, self.release = parse_indextargets(text)
        self.suites: list[str] = []

    def _ask(self, *command: str, private: bool = False) -> str:
        result = subprocess.run(
            command,
            env=self.environment if private else None,
            capture_output=True,
            text=True,
        )
        return result.stdout

    @property
    def environment(self) -> dict:
        return dict(os.environ, APT_CONFIG=str(self.folder / "apt.conf"), LC_ALL="C")

    def use(self, suites: list[str]) -> None:
        """Read the lists of these suites."""
        for name in ("state/lists/partial", "cache/archives/partial", "debs"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "state/status").touch()
        acquire = "\n".join(
            line
            for line in self._ask("apt-config", "dump").splitlines()
            if line.startswith("Acquire::")
        )
        keyring = next((path for path in KEYRINGS if os.path.exists(path)), None)
        conf = self.folder / "apt.conf"
        conf.write_text(configuration(self.folder, acquire), encoding="utf-8")
        (self.folder / "sources.list").write_text(
            sources(self.mirror, suites, keyring), encoding="utf-8"
        )
        logged(
            ["apt-get", "-q", "update"],
            "apt-update",
            failure=f"apt could not read {', '.join(suites)} at {self.mirror}.",
            env=self.environment,
        )
        self.suites = suites

    def versions(self, package: str) -> list[str]:
        """The versions of a package in the suites in use, newest first."""
        text = self._ask("apt-cache", "madison", package, private=True)
        return [line.split("|")[1].strip() for line in text.splitlines()]

    def closure(self, package: str) -> list[str]:
        """A package and all that it stands on, as on a machine where there is nothing:
        the state of this view knows of no installed package."""
        text = self._ask(
            *("apt-get", "-q", "-s", "--no-install-recommends", "install", package),
            private=True,
        )
        lines = [line.split() for line in text.splitlines()]
        return [words[1] for words in lines if words[:1] == ["Inst"]]

    def download(self, packages: list[str]) -> list[Path]:
        """Fetch packages (`name` or `name=version`); returns the files."""
        folder = self.folder / "debs"
        for old in folder.iterdir():
            old.unlink()
        logged(
            ["apt-get", "-q", "download", *packages],
            "apt-download",
            failure=f"apt could not download {', '.join(packages)}.",
            env=self.environment,
            cwd=folder,
        )
        return sorted(folder.glob("*.deb"))


def unpack(debs: list[Path], into: Path) -> None:
    into.mkdir(parents=True, exist_ok=True)
    for deb in debs:
        logged(
            ["dpkg-deb", "-x", deb, into],
            "unpack",
            failure=f"{deb.name} could not be unpacked.",
        )


def system_install(package: str) -> bool:
    """As root on Debian: install a package the ordinary way; False when that fails."""
    if os.geteuid() or not have_apt() or os.environ.get("FICHA_NO_SYSTEM_INSTALL"):
        return False
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    command = ["apt-get", "-q", "-y", "--no-install-recommends", "install", package]
    for attempt in (["apt-get", "-q", "update"], command):
        try:
            logged(attempt, f"install-{package}", failure="no", env=environment)
        except Trouble:
            if attempt is command:
                return False
    return True
