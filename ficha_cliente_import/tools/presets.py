"""The headings of the programs that people leave: one file of ``data/presets`` each, so
that a program more is a file more. No ORM.

A file has ``program``, its name; ``signature``, lists of headings of which one list is
there in full when a file comes from it; and ``columns``, {heading: key of a column, or
null where what it says is not imported}. What is not in it is read as in any file.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from odoo.addons.ficha_cliente_identity.tools.normalize import fold

FOLDER = Path(__file__).parent.parent / "data" / "presets"


class Preset(NamedTuple):
    program: str
    signatures: tuple
    columns: dict


@lru_cache(maxsize=1)
def presets():
    """All of them, by the names of their files."""
    found = []
    for path in sorted(FOLDER.glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        columns = {fold(heading): key for heading, key in data["columns"].items()}
        signatures = tuple(frozenset(map(fold, some)) for some in data["signature"])
        found.append(Preset(data["program"], signatures, columns))
    return tuple(found)


def preset_of(headings):
    """The :class:`Preset` of the program that wrote a file, or None."""
    words = {fold(heading) for heading in headings if heading}
    fitting = [
        preset
        for preset in presets()
        if any(signature <= words for signature in preset.signatures)
    ]
    # of several the one that knows most of the file
    return max(fitting, key=lambda p: len(p.columns.keys() & words), default=None)


@lru_cache(maxsize=1)
def preset_words():
    """Every heading, folded, that some program is known to write."""
    return frozenset(word for preset in presets() for word in preset.columns)
