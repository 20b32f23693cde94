"""`./ficha house`: the modules, what each stands on, and what reaches the wrong way.

A module may use what it depends on, directly or through others, and nothing else of
ours. Odoo itself notices a part of that only (an import, an inherited model), and only
where the module is installed without the others. Here the files are read, nothing is
run or installed:

    check(root) -> [Finding(path, line, text), ...]    empty when the house is in order

`names` collects who defines what (models, fields, methods, tables, xml ids, templates,
nodes of views, keys of JS registries); `uses` reads every file again and compares the
names in it with what its module sees; here come the circles and the order of the data.

No types are computed beyond the obvious (`self`, `env["x"]`, the model of a view). A
name counts when it is defined in our modules, only where the user does not see it, and
not in Odoo too. So it is silent where there is a doubt, and what it says is so.
"""

import importlib.util
import os
from pathlib import Path

from ..console import say
from ..project import ROOT, home
from .names import Names, odoo_names
from .tree import Finding, House
from .uses import Uses, loaded_references

# (user's module, name) -> why this use is right although the name is another's.
ALLOWED: dict[tuple[str, str], str] = {}


def check(
    root: Path, odoo: Path | None = None, allowed: dict | None = None
) -> list[Finding]:
    """What is out of order in the modules below a folder. `odoo`, the folder of Odoo's
    source that holds release.py, makes sure that no name of Odoo is taken for ours.
    `allowed`: instead of ALLOWED."""
    allowed = ALLOWED if allowed is None else allowed
    house = House(root)
    uses = Uses(house, Names(house), odoo_names(odoo, house) if odoo else set())
    for file in house.files():
        uses.read_file(file)
    found = {finding for key, finding in uses.found if key not in allowed}
    return sorted(found | circles(house) | data_order(house, uses.names))


def circles(house: House) -> set[Finding]:
    found = set()

    def follow(path):
        for name in house.modules[path[-1]].depends:
            if name == path[0]:
                text = f"{' -> '.join([*path, name])} is a circle"
                found.add(Finding(f"{name}/__manifest__.py", 1, text))
            # Each circle once, from its first module in the alphabet.
            elif name in house.modules and name > path[0] and name not in path:
                follow([*path, name])

    for name in house.modules:
        follow([name])
    return found


def data_order(house: House, names: Names) -> set[Finding]:
    """Where a data file names a record that a later file of the module makes."""
    found = set()
    for module in house.modules.values():
        order = {name: number for number, name in enumerate(module.data_files())}
        for file in module.files:
            if file.inside not in order:
                continue
            for full, line in loaded_references(file):
                makers = names.makers.get(full, [])
                if any(maker.module != module.name for maker in makers):
                    continue
                places = [order.get(maker.inside, len(order)) for maker in makers]
                if places and min(places) > order[file.inside]:
                    text = f"names {full} of {makers[0].inside}, which is loaded later"
                    found.add(Finding(file.path, line, text))
    return found


def drawing(house: House) -> str:
    """The modules, the lower ones first, each with what it names as dependency."""
    rows = []
    for name in sorted(house.modules, key=lambda name: (len(house.sees(name)), name)):
        depends = house.modules[name].depends
        ours = ", ".join(other for other in depends if other in house.modules)
        odoo = ", ".join(other for other in depends if other not in house.modules)
        rows.append((name, f"-> {ours}" if ours else "", odoo))
    widths = [max([0, *(len(row[column]) for row in rows)]) for column in (0, 1)]
    return "\n".join(
        f"{name:{widths[0]}}  {ours:{widths[1]}}  {odoo}".rstrip()
        for name, ours, odoo in rows
    )


def odoo_here() -> Path | None:
    """The source of an Odoo, where there is one without fetching it."""
    places = [home() / "odoo/usr/lib/python3/dist-packages/odoo"]
    spec = importlib.util.find_spec("odoo")
    places += map(Path, (spec and spec.submodule_search_locations) or ())
    if os.environ.get("ODOO_PATH"):
        given = Path(os.environ["ODOO_PATH"]).expanduser()
        places = [given, given / "odoo", given.parent / "odoo"]
    return next((place for place in places if (place / "release.py").is_file()), None)


def run() -> int:
    """Print the drawing, and what is out of order; 1 when something is."""
    say(drawing(House(ROOT)))
    found = check(ROOT, odoo_here())
    say("\n" + "\n".join(map(str, found)) if found else "\nNothing is out of order.")
    return 1 if found else 0
