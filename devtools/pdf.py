"""wkhtmltopdf, with which Odoo prints PDF: the machine's, or Debian's, unpacked.

It is in Debian up to release 12 (bookworm), so it is taken from there whatever the
machine's own release is, with all the libraries it stands on. It runs with those and
their own loader: nothing of it is installed, and nothing of the machine's is needed.

Debian's knows neither headers nor footers, whoever installed it: `pdf_header.py` stands
before it.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from shlex import quote

from . import apt, stamps
from .console import Trouble, say, step
from .project import ROOT, digest, home

PROGRAM = "wkhtmltopdf"
RECIPE = "2"
# What apt counts to it and drawing a page never asks for: graphics drivers, a compiler,
# programs of an installation.
NOT_NEEDED = frozenset(
    "libllvm15 libz3-4 libgl1-mesa-dri iso-codes tar dpkg debconf sysvinit-utils"
    " lsb-base x11-common libcap2-bin gcc-12-base xkb-data libsensors-config"
    " libsensors5 shared-mime-info fontconfig".split()
)

START = """#!/bin/sh
# Written by ./ficha, see devtools/pdf.py.
export FONTCONFIG_FILE={fonts}
export QT_PLUGIN_PATH={plugins}
export QT_QPA_PLATFORM=offscreen
exec {loader} --library-path {libraries} {program} "$@"
"""

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{root}/usr/share/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{root}/cache</cachedir>
  <include ignore_missing="yes">{root}/etc/fonts/conf.d</include>
</fontconfig>
"""


def folder() -> Path:
    """Where the program is that Odoo calls, when it is not the machine's itself."""
    return home() / "pdf-bin"


def own() -> Path:
    """What starts the unpacked one."""
    return home() / "pdf" / "bin" / PROGRAM


def have() -> bool:
    """Whether there is a wkhtmltopdf, the machine's or ours."""
    return bool(shutil.which(PROGRAM)) or os.access(own(), os.X_OK)


def obtain() -> bool:
    """Fetch it when the machine has none; says so when that cannot be done.

    :return: whether Odoo prints PDF now
    """
    with stamps.exclusive("setup"):
        program = shutil.which(PROGRAM)
        if not program:
            ensure_own()
            program = own() if have() else None
        if program:
            write_call(Path(program))
    return bool(program)


def ensure_own() -> None:
    """Fetch and unpack it, unless that was done."""
    key = digest(RECIPE, str(home()))
    if (stamps.is_done("pdf", key) and have()) or not apt.have_apt():
        return
    try:
        with step(f"fetching {PROGRAM} from the Debian archive (about 60 MB)"):
            stamps.begin("pdf")
            fetch(home() / "pdf")
            stamps.done("pdf", key)
    except Trouble as trouble:
        say(f"    {PROGRAM} could not be fetched: {trouble}")


def write_call(program: Path) -> None:
    """Write what Odoo calls: the program with header and footer in its page, or the
    program itself where it knows them."""
    answer = subprocess.run([program, "--version"], capture_output=True, text=True)
    words = [str(program)]
    if "with patched qt" not in answer.stdout:
        words = [sys.executable, str(ROOT / "devtools/pdf_header.py"), *words]
    text = f'#!/bin/sh\nexec {" ".join(map(quote, words))} "$@"\n'
    call = folder() / PROGRAM
    call.parent.mkdir(parents=True, exist_ok=True)
    if not call.exists() or call.read_text(encoding="utf-8") != text:
        fresh = call.with_suffix(".new")
        fresh.write_text(text, encoding="utf-8")
        fresh.chmod(0o755)
        fresh.replace(call)


def fetch(root: Path) -> None:
    """Unpack the program and its libraries into a folder.

    :raises Trouble: no release at the machine's mirror has it
    """
    archive = apt.Archive()
    for suite in dict.fromkeys([*reversed(apt.STABLE), archive.release]):
        archive.use([suite])
        if archive.versions(PROGRAM):
            break
    else:
        raise Trouble(f"no Debian release at {archive.mirror} has {PROGRAM}.")
    wanted = [name for name in archive.closure(PROGRAM) if name not in NOT_NEEDED]
    debs = archive.download(wanted)
    fresh = root.with_name("pdf.new")
    shutil.rmtree(fresh, ignore_errors=True)
    apt.unpack(debs, fresh)
    for deb in debs:
        deb.unlink()
    for part in ("usr/share/doc", "usr/share/locale", "usr/share/icons"):
        shutil.rmtree(fresh / part, ignore_errors=True)
    write_start(fresh, root)
    shutil.rmtree(root, ignore_errors=True)
    fresh.rename(root)
    answer = subprocess.run(
        [root / "bin" / PROGRAM, "--version"], capture_output=True, text=True
    )
    if PROGRAM not in answer.stdout:
        shutil.rmtree(root / "bin")
        raise Trouble(f"it does not start here ({answer.stderr.strip()[-200:]}).")


def write_start(unpacked: Path, root: Path) -> None:
    """Write the program that starts it, and which fonts it finds.

    :param unpacked: where it is now
    :param root: where it will be
    """
    found = next(unpacked.glob("lib/*-linux-gnu*/ld-linux*.so.*"), None)
    if not found:
        raise Trouble("the loader of its libraries is missing.")
    loader = found.relative_to(unpacked)
    libraries = root / "usr" / loader.parent
    places = {
        "fonts": root / "fonts.conf",
        "plugins": libraries / "qt5/plugins",
        "loader": root / loader,
        "libraries": f"{libraries}:{root / loader.parent}",
        "program": root / "usr/bin" / PROGRAM,
    }
    text = START.format(**{name: quote(str(at)) for name, at in places.items()})
    (unpacked / "fonts.conf").write_text(FONTS.format(root=root), encoding="utf-8")
    start = unpacked / "bin" / PROGRAM
    start.parent.mkdir()
    start.write_text(text, encoding="utf-8")
    start.chmod(0o755)
