"""Where Odoo 19 comes from: one the user points at, or Debian's package, unpacked."""

import dataclasses
import importlib.util
import os
import re
import shutil
from pathlib import Path

from . import apt, stamps
from .console import Trouble, say, step
from .project import digest, home

SERIES = 19
# Files of these are what the package's links point to (DESIGN, section 7).
COMPANIONS = [
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
]
ICONS = "fonts-font-awesome"
RECIPE = "3"


@dataclasses.dataclass(frozen=True)
class Source:
    """An Odoo that can be imported with `python_path` on PYTHONPATH."""

    python_path: Path
    addons: tuple[Path, ...]
    origin: str

    @property
    def key(self) -> str:
        """Changes when the Odoo changes: databases made with another are made anew."""
        release = self.python_path / "odoo" / "release.py"
        return digest(self.origin, release)


def series_of(package: Path) -> int | None:
    """The series of an `odoo` package, read without importing it."""
    try:
        text = (package / "release.py").read_text(encoding="utf-8")
    except OSError:
        return None
    found = re.search(r"^version_info\s*=\s*\(\s*(\d+)", text, re.M)
    return int(found[1]) if found else None


def obtain() -> Source:
    """The Odoo to use; fetches it when there is none."""
    return _pointed_at() or _importable() or _from_debian()


def _pointed_at() -> Source | None:
    given = os.environ.get("ODOO_PATH")
    if not given:
        return None
    path = Path(given).expanduser().resolve()
    for folder in (path, path.parent):
        series = series_of(folder / "odoo")
        if series == SERIES:
            return _source_at(folder, str(path))
        if series:
            raise Trouble(f"ODOO_PATH={given} is Odoo {series}; this needs Odoo 19.")
    raise Trouble(
        f"ODOO_PATH={given} holds no Odoo: it should be a folder in which there is "
        "odoo/release.py (a checkout of Odoo's branch 19.0, for example)."
    )


def _source_at(folder: Path, origin: str) -> Source:
    beside = folder / "addons"
    return Source(folder, (beside,) if (beside / "account").is_dir() else (), origin)


def _importable() -> Source | None:
    """An `odoo` that this Python could import. Only that package is linked, so that
    what lies beside it does not hide the locked packages."""
    spec = importlib.util.find_spec("odoo")
    for place in (spec and spec.submodule_search_locations) or ():
        package = Path(place).resolve()
        if series_of(package) == SERIES and (package / "addons/account").is_dir():
            folder = home() / "importable"
            folder.mkdir(parents=True, exist_ok=True)
            link = folder / "odoo"
            if not link.is_symlink() or link.resolve() != package:
                link.unlink(missing_ok=True)
                link.symlink_to(package)
            return Source(folder, (), str(package))
    return None


def _from_debian() -> Source:
    root = home() / "odoo"
    python_path = root / "usr/lib/python3/dist-packages"
    source = Source(python_path, (), "Debian's odoo-19")
    if stamps.is_done("odoo", RECIPE) and series_of(python_path / "odoo") == SERIES:
        return source
    if not apt.have_apt():
        raise Trouble(
            "There is no Odoo 19 here, and without apt and dpkg-deb (Debian) none can "
            "be fetched.\nPoint at one: ODOO_PATH=/path/to/odoo-19.0 ./ficha run"
        )
    with step("fetching Odoo 19 from the Debian archive (about 130 MB)"):
        stamps.begin("odoo")
        _fetch(root)
        stamps.done("odoo", RECIPE)
    return source


def _fetch(root: Path) -> None:
    archive = apt.Archive()
    icons = None
    # Odoo needs Font Awesome 4.7; unstable has a later one under the same name.
    for suite in dict.fromkeys([archive.release, *apt.STABLE]):
        if suite in ("sid", "unstable", "testing"):
            continue
        archive.use([apt.UNSTABLE, suite])
        icons = next((v for v in archive.versions(ICONS) if "4.7" in v), None)
        if icons:
            break
    if not icons:
        raise Trouble(f"No Debian release at {archive.mirror} has {ICONS} 4.7.")
    debs = archive.download(["odoo-19", *COMPANIONS, f"{ICONS}={icons}"])
    say("    unpacking (nothing is installed on the system)")
    fresh = root.with_name("odoo.new")
    shutil.rmtree(fresh, ignore_errors=True)
    apt.unpack(debs, fresh)
    packages = fresh / "usr/lib/python3/dist-packages"
    # A second copy of the addons, without their static files, which Odoo would find.
    shutil.rmtree(packages / "addons", ignore_errors=True)
    missing = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"
    script = packages / "odoo/addons" / missing
    script.parent.mkdir(parents=True, exist_ok=True)
    script.touch()  # left out of the package; its absence is an error in every page
    shutil.rmtree(root, ignore_errors=True)
    fresh.rename(root)
    for deb in debs:
        deb.unlink()
