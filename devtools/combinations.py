"""Which of our modules are installed together in a test database. All of it is read
from the manifests: a new module needs no line here.

`core`   the module that stands on Odoo alone, as `--skip-auto-install` gives it;
`house`  all that need no further app of Odoo than the core does: what one click gives;
`merge`  (`sale`...) one module with all that it needs, and nothing else;
`sale_stock`  that, beside an app of Odoo that it does not need (`BESIDE`);
`all`    every module, with the apps of Odoo that the bridges go to.
"""

import dataclasses

from .console import Trouble
from .project import Module, modules

CORE, ROOM, HOUSE, BRIDGE, ALL = "core", "room", "house", "bridge", "all"
NEIGHBOUR = "neighbour"
# Odoo's own face of an app we only need the engine of, for the demo.
FACES = {"sale": "sale_management"}
# Apps of Odoo that none of ours needs but that extend what one of ours extends, around
# it or within it, as the order of loading has it: app that ours needs -> the other.
BESIDE = {"sale": "sale_stock"}


@dataclasses.dataclass(frozen=True)
class Combination:
    """Modules that are installed together: those of `modules` and no other of ours.

    `kind` is one of CORE, ROOM (one module of the house), BRIDGE (one that goes to a
    further app), NEIGHBOUR (one `beside` an app of Odoo that it does not need), HOUSE
    and ALL; `own` the modules it is there for; `parent` the name of the largest
    combination within it, whose database it can be made from.
    """

    name: str
    kind: str
    modules: tuple[Module, ...]
    own: tuple[Module, ...]
    parent: str | None = None
    beside: tuple[str, ...] = ()

    def names(self) -> set[str]:
        """The names of the modules installed."""
        return {module.name for module in self.modules}

    def describe(self) -> str:
        if self.kind in (ROOM, BRIDGE):
            return f"{self.own[0].name} and what it needs"
        if self.kind == NEIGHBOUR:
            return f"{self.own[0].name} beside {', '.join(self.beside)}"
        return {
            CORE: "the core alone",
            HOUSE: "the house, without further apps",
            ALL: "all modules and apps",
        }[self.kind]


def _depends(module: Module) -> set[str]:
    return set(module.manifest.get("depends", []))


def closure(module: Module, ours: list[Module]) -> tuple[Module, ...]:
    """The module and those of ours that it needs, at any depth; the needed first."""
    known = {other.name: other for other in ours}
    names, new = set(), {module.name}
    while new:
        names |= new
        needed = set().union(*(_depends(known[name]) for name in new))
        new = (needed & set(known)) - names
    return tuple(other for other in ours if other.name in names)


def combinations(ours: list[Module] | None = None) -> dict[str, Combination]:
    """By name, the core first and `all` last; `ours` as `project.modules` gives it."""
    ours = modules() if ours is None else ours
    core = tuple(module for module in ours if len(closure(module, ours)) == 1)
    plain = set(apps(core, ours))
    house = tuple(
        module for module in ours if set(apps(closure(module, ours), ours)) <= plain
    )
    found = [Combination(CORE, CORE, core, core)]
    for module in ours:
        if module not in core:
            short = module.name.removeprefix(f"{core[0].name}_")
            kind = ROOM if module in house else BRIDGE
            one = Combination(short, kind, closure(module, ours), (module,))
            found.append(one)
            for app in _depends(module) & set(BESIDE):
                found.append(
                    dataclasses.replace(
                        one,
                        name=BESIDE[app],
                        kind=NEIGHBOUR,
                        parent=short,
                        beside=(BESIDE[app],),
                    )
                )
    if len(house) > len(core):
        found.append(Combination(HOUSE, HOUSE, house, house))
    placed = {one.name: _with_parent(one, found) for one in found}
    return {**placed, ALL: Combination(ALL, ALL, tuple(ours), tuple(ours))}


def _with_parent(one: Combination, others: list[Combination]) -> Combination:
    if one.parent:
        return one
    others = [other for other in others if not other.beside]
    inner = [other for other in others if other.names() < one.names()]
    largest = max(inner, key=lambda other: len(other.modules), default=None)
    return dataclasses.replace(one, parent=largest and largest.name)


def find(word: str) -> Combination:
    """The combination of this name; a module's folder means its own."""
    known = combinations()
    for one in known.values():
        if word == one.name or word in [m.name for m in one.own if len(one.own) == 1]:
            return one
    raise Trouble(f"There are no modules {word}: say one of {', '.join(known)}.")


def smallest_with(names: set[str]) -> Combination:
    """The combination of fewest modules in which all of these are installed."""
    holding = [one for one in combinations().values() if names <= one.names()]
    return min(holding, key=lambda one: len(one.modules))


def apps(wanted=None, ours: list[Module] | None = None) -> list[str]:
    """Odoo's modules that ours (or those of `wanted`) stand on, all together."""
    ours = modules() if ours is None else ours
    names = {module.name for module in ours}
    found = []
    for module in ours if wanted is None else wanted:
        for name in module.manifest.get("depends", []):
            if name not in names:
                found.append(FACES.get(name, name))
    return list(dict.fromkeys(found))
