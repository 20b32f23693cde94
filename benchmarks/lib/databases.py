"""The equal databases: one is made and filled, the two sides are copies of it.

They stay between runs. A mark on each database says what it was made from; another
mark means it is made again, or, where only our modules have changed under what a bench
filled, that they are upgraded in it.
"""

import ast
import functools
import hashlib
import inspect
import sys
from contextlib import closing
from pathlib import Path

from lib.side import ROOT, call_once

BASE, COMMON, STOCK, FICHA = "bench_base", "bench_common", "bench_stock", "bench_ficha"
BARE, CAMPAIGN = "bench_bare", "bench_campaign"
LIB = ROOT / "benchmarks" / "lib"
# what makes and keeps databases says nothing of what is in them
MACHINERY = {"databases", "side"}
# the application brings the rooms that stand on it
MODULES = sorted(path.parent for path in ROOT.glob("ficha_cliente*/__manifest__.py"))


def _fingerprint(*folders):
    """What all these folders hold, as a short text."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file() and path.suffix in {".py", ".xml", ".csv", ".po"}:
                digest.update(str(path.relative_to(folder)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _server(query, *parameters):
    """Run a statement outside any transaction on the server's own database."""
    from odoo.sql_db import db_connect

    with closing(db_connect("postgres").cursor()) as cr:
        cr.rollback()
        cr._cnx.autocommit = True
        cr.execute(query, parameters or None)
        return cr.fetchall() if cr._obj.description else None


def _mark(name):
    found = _server(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = "
        "%s",
        name,
    )
    return found[0][0] if found else None


def _build(name, mark, template, modules, fill, vacuum="FULL, ANALYZE"):
    if _mark(name) == mark:
        return False
    from odoo.api import SUPERUSER_ID, Environment
    from odoo.modules.registry import Registry

    print(f"making the database {name}...", file=sys.stderr, flush=True)
    _server(f'DROP DATABASE IF EXISTS "{name}"')
    _server(
        f'CREATE DATABASE "{name}" TEMPLATE "{template}"'
        if template
        else f'CREATE DATABASE "{name}" TEMPLATE template0'
        " ENCODING 'unicode' LC_COLLATE 'C'"
    )
    registry = Registry.new(name, install_modules=modules, new_db_demo=False)
    with registry.cursor() as cr:
        if fill:
            fill(Environment(cr, SUPERUSER_ID, {}))
    with registry.cursor() as cr:
        cr._cnx.autocommit = True
        # both sides as compact as a fresh copy, whatever their making left behind
        cr.execute(f"VACUUM ({vacuum})")
    _server(f"COMMENT ON DATABASE \"{name}\" IS '{mark}'")
    return True


def _build_base():
    from lib import seed

    _build(BASE, " ".join(seed.MODULES), None, seed.MODULES, None)


def _build_common():
    from lib import seed

    _build(COMMON, _common_mark(), BASE, [], seed.seed)


def _common_mark():
    files = [ROOT / "benchmarks" / "lib" / name for name in ("seed.py", "copies.py")]
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[
        :16
    ]


def _side_mark(*folders):
    prepared = (ROOT / "benchmarks" / "lib" / "prepare.py").read_bytes()
    return "-".join(
        [
            _common_mark(),
            hashlib.sha256(prepared).hexdigest()[:16],
            *([_fingerprint(*folders)] if folders else []),
        ]
    )


def _build_stock():
    from lib import prepare

    _build(STOCK, _side_mark(), COMMON, [], prepare.stock)


def _build_ficha():
    from lib import prepare

    _build(
        FICHA,
        _side_mark(*MODULES),
        COMMON,
        ["ficha_cliente"],
        prepare.ficha,
    )


def ready():
    """Make what is missing or outdated; return the names (stock, ficha)."""
    for build in (_build_base, _build_common, _build_stock, _build_ficha):
        call_once(build.__name__, build)
    return STOCK, FICHA


def copy_of_ficha(name):
    """A copy of our side that a bench may fill further; kept like the others."""
    call_once("copy", _build, name, _side_mark(*MODULES), FICHA, [], None)
    return name


def with_campaigns():
    """A database with our modules as far as the campaigns and nothing in it, for a
    bench that rolls back what it writes."""
    call_once("base", _build_base)
    module = _fingerprint(*MODULES)
    call_once(
        "campaign", _build, CAMPAIGN, module, BASE, ["ficha_cliente_campaign"], None
    )
    return CAMPAIGN


def filled(name, fill, *arguments):
    """A database with our module and what ``fill(env, *arguments)`` puts in it; kept
    like the others, until what fills it or the arguments change. Where our module has
    changed since, it is upgraded in it: what the bench measures it brings up to date.
    """
    module, filler = _fingerprint(*MODULES), _filler(fill, arguments)
    mark = f"{module}-{filler}"
    old = call_once("mark", _mark, name) or ""
    if old != mark and old.endswith(f"-{filler}"):
        call_once(name, _upgrade, name, mark)
        return name
    call_once("base", _build_base)
    call_once("bare", _build, BARE, module, BASE, ["ficha_cliente"], None)
    call_once(
        name,
        _build,
        name,
        mark,
        BARE,
        [],
        functools.partial(_fill, fill, arguments),
        "ANALYZE",
    )
    return name


def filled_stock(name, fill, *arguments):
    """As :func:`filled`, in Odoo as it is."""
    call_once("base", _build_base)
    call_once(
        name,
        _build,
        name,
        _filler(fill, arguments),
        BASE,
        [],
        functools.partial(_fill, fill, arguments),
        "ANALYZE",
    )
    return name


def _filler(fill, arguments):
    """What fills a database, as a short text: its module, those of ``lib`` that it
    imports, and the arguments."""
    digest = hashlib.sha256(repr((fill.__qualname__, arguments)).encode())
    source = Path(inspect.getsourcefile(fill))
    names, found = [source.stem], {}
    while names:
        name = names.pop()
        path = source if name == source.stem else LIB / f"{name}.py"
        if name in {*MACHINERY, *found} or not path.exists():
            continue
        found[name] = path
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.module == "lib":
                names += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                names += node.module.split(".")[1:]
    for name in sorted(found):
        digest.update(found[name].read_bytes())
    return digest.hexdigest()[:16]


def _upgrade(name, mark):
    from odoo.modules.registry import Registry

    print(f"upgrading our modules in {name}...", file=sys.stderr, flush=True)
    Registry.new(name, update_module=True, upgrade_modules=["ficha_cliente"])
    _server(f"COMMENT ON DATABASE \"{name}\" IS '{mark}'")


def _fill(fill, arguments, env):
    fill(env, *arguments)
