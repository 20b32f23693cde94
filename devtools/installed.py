"""What of a module's Python is in a database once it is installed: its models, their
fields, constraints and indexes, its hooks. What stands inside a method is not: a change
there asks for no upgrade, which for the core is one of all that stands on it.
"""

import ast
import json
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path

# Methods that Odoo runs while it installs: the class they are in counts as a whole.
RUN = {"init", "_auto_init"}
CALLED = re.compile(r'<function\b[^>]*?\bname="(\w+)"')
KEPT = 200  # fingerprints that are remembered
# To be changed when what counts as installed does: what is remembered counts no more.
RECIPE = "2"
# A tree is written otherwise from one version to the next.
PYTHON = sys.version_info[:2]


def called(texts: Iterable[str]) -> set[str]:
    """The methods that data files (their texts) call."""
    return {name for text in texts for name in CALLED.findall(text)}


def hooked(sources: Iterable[str]) -> set[str]:
    """The methods that hooks (the texts of their files) call on models."""
    found = set()
    for source in sources:
        try:
            tree = ast.parse(source)
        except SyntaxError:  # half written: Odoo will say so
            continue
        found |= {
            node.func.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        }
    return found


def recipe(run: Iterable[str]) -> str:
    """What `text_of` depends on beside the text."""
    return repr((RECIPE, PYTHON, sorted(run)))


class _WithoutBodies(ast.NodeTransformer):
    def __init__(self, run: set[str]):
        self.run = run

    def visit_ClassDef(self, node):
        methods = [one for one in node.body if isinstance(one, ast.FunctionDef)]
        if self.run & {one.name for one in methods} or _is_view(node):
            return node
        for one in methods:
            one.body = [ast.Pass()]
        return node


def _is_view(node: ast.ClassDef) -> bool:
    """Say whether the model's table is made by the model itself."""
    return any(
        isinstance(one, ast.Assign)
        and any(getattr(target, "id", "") == "_auto" for target in one.targets)
        for one in node.body
    )


def text_of(source: str, run: Iterable[str] = ()) -> str:
    """What of this Python text is installed: all but the insides of methods. `run`: the
    methods that data files and hooks call."""
    try:
        tree = ast.parse(source)
    except SyntaxError:  # half written: Odoo will say so
        return source
    return ast.dump(_WithoutBodies(RUN | set(run)).visit(tree))


def remembered(file: Path, key: str, make) -> str:
    """`make()` of this key, which is asked for once: reading all of the code takes a
    second or two."""
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    if key not in known:
        known = dict([*known.items(), (key, make())][-KEPT:])
        file.parent.mkdir(parents=True, exist_ok=True)
        # two at once: what one of them found is found again
        fresh = file.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(known), encoding="utf-8")
        fresh.replace(file)
    return known[key]
