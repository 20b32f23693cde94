"""Which of our modules are installed together: the core alone, with each Odoo app we
speak to, and with all of them. The tests are run in each.
"""

from .project import Module, modules

ALL, CORE = "all", "core"
# Odoo's own face of an app we only need the engine of, for the demo.
FACES = {"sale": "sale_management"}


def _names() -> set[str]:
    return {module.name for module in modules()}


def is_core(module: Module) -> bool:
    """It stands on Odoo alone; the others are bridges to further apps."""
    return not _names() & set(module.manifest.get("depends", []))


def combinations() -> dict[str, list[Module]]:
    """By name: our modules that are installed, those that others need first.

    `core`, one for each bridge under the name of its app (with the bridges that it
    needs), and `all`.
    """
    ours = {module.name: module for module in modules()}
    core = [module for module in ours.values() if is_core(module)]
    found = {CORE: core}

    def needed(module: Module) -> set[str]:
        names = {module.name}
        for name in set(module.manifest.get("depends", [])) & set(ours):
            names |= needed(ours[name])
        return names

    for module in ours.values():
        if module not in core:
            app = module.name.removeprefix(f"{core[0].name}_")
            names = needed(module)
            found[app] = [other for other in ours.values() if other.name in names]
    found[ALL] = list(ours.values())
    return found


def apps() -> list[str]:
    """Odoo's modules that ours stand on, all together."""
    found = []
    for module in modules():
        for name in module.manifest.get("depends", []):
            if name not in _names():
                found.append(FACES.get(name, name))
    return list(dict.fromkeys(found))


def describe(name: str) -> str:
    if name == CORE:
        return "the core alone"
    return "all apps" if name == ALL else f"the core and {name}"
