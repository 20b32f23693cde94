"""All regular expressions of the modules, compiled and written out."""

import ast
import importlib
import re
from pathlib import Path

CALLS = ("sub", "subn", "match", "search", "fullmatch", "split", "findall", "finditer")
# one that is asked at one place only does not begin anew at each character
AT_ONE_PLACE = ("match", "fullmatch")
USE = re.compile(rf"\b([A-Z][A-Z0-9_]*)(?:\[[^\]\n]*\])?\.({'|'.join(CALLS)})\(")


def expressions(modules):
    """Every expression that the modules' Python files have: those that are kept in a
    name when a file is imported, and those that are written in a call.

    :param modules: folders of our modules
    :return: {name: (compiled expression, how it is asked)}
    """
    found, kept = {}, {}
    used = _used(modules)
    for folder in map(Path, modules):
        for path in sorted(folder.rglob("*.py")):
            inside = path.relative_to(folder)
            if {"tests", "demo"} & set(inside.parts) or path.name.startswith("__"):
                continue
            dotted = ".".join([folder.name, *inside.with_suffix("").parts])
            kept |= _kept(dotted)
            found |= _written(path, dotted)
    # one may be kept in several places, and asked by the name of one of them
    calls = {}
    for label, one in kept.values():
        calls.setdefault(one, set()).update(used.get(label, ()))
    return found | {
        name: (one, ways(calls[one] or CALLS)) for name, (_label, one) in kept.items()
    }


def ways(calls):
    """How an expression is asked: ``search`` stands for all that begin anywhere."""
    return sorted({one if one in AT_ONE_PLACE else "search" for one in calls})


def _used(modules):
    """{name that an expression is kept in: calls of it}"""
    found = {}
    for folder in map(Path, modules):
        for path in folder.rglob("*.py"):
            for name, call in USE.findall(path.read_text("utf-8")):
                found.setdefault(name, set()).add(call)
    return found


def _kept(dotted):
    """{name: (the name alone, expression)}"""
    found = {}
    module = importlib.import_module(f"odoo.addons.{dotted}")
    for name, value in vars(module).items():
        values = value.values() if isinstance(value, dict) else value
        some = values if isinstance(value, dict | list | tuple | set) else [value]
        for place, one in enumerate(_flat(some)):
            if isinstance(one, re.Pattern):
                label = f"{dotted}.{name}" + (f"[{place}]" if place else "")
                found[label] = name, one
    return found


def _flat(values):
    for value in values:
        if isinstance(value, list | tuple):
            yield from _flat(value)
        else:
            yield value


def _written(path, dotted):
    """Those in calls of ``re.sub`` and its like; one that is put together there is made
    of what is written of it."""
    found = {}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in CALLS
        ):
            text = _text(node.args[0])
            flags = 0
            for inside in ast.walk(node):
                if isinstance(inside, ast.Attribute):
                    flag = getattr(re, inside.attr, None)
                    flags |= flag if isinstance(flag, re.RegexFlag) else 0
            if text:
                label = f"{dotted}:{text[:40]}"
                found[label] = re.compile(text, flags), ways([node.func.attr])
    return found


def _text(node):
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return "x"
    return None
