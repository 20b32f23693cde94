"""Runs inside the virtual environment (polib): brings a language up to date with the
terms of a module, and tells what is missing.

    python devtools/terms.py MODULE.pot es.po   updates es.po, prints what is missing
"""

import json
import re
import sys
from pathlib import Path

import polib

# Odoo's placeholders: %s, %(name)s, %d, {name}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
HEADER = {
    "Language": "es",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def merge(template: polib.POFile, old: polib.POFile | None) -> polib.POFile:
    """The template's terms with the translations there are. Terms that are gone are
    dropped; nothing is guessed."""
    known = {entry.msgid: entry for entry in old or ()}
    fresh = polib.POFile(wrapwidth=78)
    fresh.header = template.header
    fresh.metadata = {**template.metadata, **HEADER}
    for unstable in ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator"):
        fresh.metadata.pop(unstable, None)
    for entry in template:
        before = known.get(entry.msgid)
        if before is not None and not before.obsolete:
            entry.msgstr = before.msgstr
            entry.flags = sorted({*entry.flags, *before.flags})
        fresh.append(entry)
    return fresh


def missing(catalogue: polib.POFile) -> list[str]:
    """What a reader of the language would stumble over, in words."""
    found = []
    for entry in catalogue:
        if entry.obsolete:
            continue
        name = json.dumps(entry.msgid[:100], ensure_ascii=False)
        if entry.fuzzy:
            found.append(f"fuzzy: {name}")
        elif not entry.msgstr.strip():
            found.append(f"untranslated: {name}")
        elif sorted(PLACEHOLDER.findall(entry.msgid)) != sorted(
            PLACEHOLDER.findall(entry.msgstr)
        ):
            found.append(f"other placeholders: {name}")
    return found


def stable(path: Path) -> polib.POFile:
    """A template without what changes with each export."""
    template = polib.pofile(str(path), wrapwidth=78)
    for unstable in ("POT-Creation-Date", "PO-Revision-Date"):
        template.metadata.pop(unstable, None)
    template.sort(key=lambda entry: entry.msgid)
    return template


def main(template_path: str, language_path: str) -> int:
    template = stable(Path(template_path))
    template.save(template_path)
    language = Path(language_path)
    old = polib.pofile(language_path) if language.exists() else None
    fresh = merge(template, old)
    fresh.save(language_path)
    found = missing(fresh)
    for line in found:
        print(line)
    print(f"{len(fresh)} terms, {len(found)} to do")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
