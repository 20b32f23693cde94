"""The headings of the programs that people leave, and of lists in other languages: one
file each of ``data/presets`` and ``data/headings``, so that one more is a file more. No
ORM.

A file has ``program``, its name; ``signature``, lists of headings of which one list is
there in full when a file comes from it; and ``columns``, {heading: key of a column, or
null where what it says is not imported}. What is not in it is read as in any file.

A language has ``columns``, {key of a column: its headings, between |}, and
``neighbours``: headings that depend on those beside them, by ``company``, ``business``,
``bare`` and ``customer``, see ``headings``.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from odoo.addons.ficha_cliente_identity.tools.normalize import fold

DATA = Path(__file__).parent.parent / "data"
FOLDER = DATA / "presets"


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


@lru_cache(maxsize=1)
def other_words():
    """What columns are called in other languages: {key: folded headings}."""
    return _words_of("columns")


@lru_cache(maxsize=1)
def other_neighbours():
    """The same for headings that depend on their neighbours."""
    return _words_of("neighbours")


def _words_of(part):
    found = {}
    for path in sorted((DATA / "headings").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        for key, words in data[part].items():
            known = found.setdefault(key, [])
            known += [fold(word) for word in words.split("|")]
    return found
