"""Databases: made, filled with our modules, upgraded when their files changed.

How far a database is lies in its comment (`COMMENT ON DATABASE`), as JSON:
`step` (base, modules, ready), `hashes` of the modules installed, `demo`, `key`.
"""

import contextlib
import json
import os
from pathlib import Path

from . import combinations, stamps
from .console import Trouble, say, step
from .environment import Environment
from .procs import alive
from .project import ROOT, Module, digest, modules
from .testkit import PREFIX

SCRIPTS = Path(__file__).parent / "scripts"
PARENTS = "account,contacts,calendar,base_vat,base_iban"
RECIPE = "3"
TEST = "ficha_test_"
NAMED = 3  # modules that are told by name, not by their number
UNTIDIED = """
DO $$
DECLARE
    one regclass;
BEGIN
    FOR one IN
        SELECT oid FROM pg_class
         WHERE relkind = 'r' AND relnamespace = current_schema::regnamespace
           AND NOT coalesce(reloptions, '{}') @> '{autovacuum_enabled=false}'
    LOOP
        EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = false)', one);
    END LOOP;
END
$$
"""


def read_note(env: Environment, name: str) -> dict:
    try:
        found = json.loads(env.server.note(name) or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def write_note(env: Environment, name: str, **values) -> None:
    env.server.set_note(name, json.dumps(values))


def copy(env: Environment, old: str, new: str) -> None:
    """A copy with its attachments; `new` appears only when it is complete. Whoever
    works on `old` is waited for: copying ends all connections to it."""
    part = f"{new}_part"
    with stamps.exclusive(f"database-{old}"):
        env.server.drop(part)
        env.server.create(part, old)
        env.copy_filestore(old, new)
        env.server.rename(part, new)


def leave_untidied(env: Environment, name: str) -> None:
    """The server's housekeeping leaves this database, and copies of it, alone. Tests
    roll back: tidying up after one, it finds tables of many pages and no rows, and
    plans the queries of the next one for none; seconds become minutes."""
    env.server.ask(UNTIDIED, name)


def drop(env: Environment, name: str) -> None:
    env.server.drop(name)
    env.drop_filestore(name)


def base_template(env: Environment, spanish: bool) -> str:
    """A database with the Odoo apps we stand on, in English and Spanish; `spanish`:
    with a Spanish company and its chart of accounts. Built once."""
    name = "ficha_base_es" if spanish else "ficha_base"
    key = digest(RECIPE, env.source.key, PARENTS, spanish and combinations.apps())
    with stamps.exclusive(f"database-{name}"):
        if name in env.server.databases():
            if read_note(env, name).get("key") == key:
                return name
            drop(env, name)
        title = "Odoo's apps for Spain" if spanish else "Odoo's invoicing and contacts"
        with step(f"preparing a database with {title} (a minute or two, once)"):
            part = f"{name}_part"
            drop(env, part)
            env.server.create(part)
            _fill_base(env, part, spanish)
            copy_name = env.filestore(part)
            env.drop_filestore(name)
            if copy_name.exists():
                copy_name.rename(env.filestore(name))
            write_note(env, part, step="base", key=key)
            env.server.rename(part, name)
    return name


def _fill_base(env: Environment, name: str, spanish: bool) -> None:
    failure = "Odoo could not prepare the database."
    if not spanish:
        args = ("-d", name, "-i", PARENTS, "--load-language=es_ES")
        env.odoo("base", *args, failure=failure)
        return
    args = ("-d", name, "-i", "base", "--load-language=es_ES")
    env.odoo("base", *args, failure=failure)
    # Before invoicing comes in: the company's country decides the chart of accounts.
    env.script("base-company", name, SCRIPTS / "company.py", failure)
    apps = ",".join(dict.fromkeys([*PARENTS.split(","), *combinations.apps()]))
    env.odoo("base-apps", "-d", name, "-i", f"{apps},l10n_es", failure=failure)


def hashes(wanted: list[Module]) -> dict[str, str]:
    return {module.name: module.fingerprint() for module in wanted}


def _told(names: list[str]) -> str:
    """Modules in a line that is read: all twenty of them would fill the screen."""
    if len(names) > NAMED:
        return f"{names[0]} and {len(names) - 1} more modules"
    return ", ".join(names)


def update_modules(
    env: Environment, name: str, now: dict[str, str], alone: bool = False
) -> bool:
    """Install or upgrade these modules where their files (`hashes()`) changed since;
    True if any. `alone`: Odoo adds none that installs itself when what it needs is
    there, neither of ours nor its own."""
    note = read_note(env, name)
    known = note.get("hashes", {})
    new = [module for module in now if module not in known]
    changed = [
        module for module in now if module in known and known[module] != now[module]
    ]
    if not new and not changed:
        return False
    what = " and ".join(
        part
        for part in (
            new and f"installing {_told(new)}",
            changed and f"upgrading {_told(changed)}",
        )
        if part
    )
    with step(f"{what} in the database {name}"):
        args: list[str] = []
        if new:
            args += ["-i", ",".join(new)]
        if changed:
            args += ["-u", ",".join(changed)]
        if alone:
            args.append("--skip-auto-install")
        env.odoo(
            f"modules-{name}",
            *("-d", name, *args),
            failure=f"Odoo could not take the modules into {name}.",
        )
        write_note(env, name, **{**note, "hashes": now})
    return True


def serving(env: Environment, name: str, *, demo: bool, reset: bool) -> None:
    """The database that `./ficha run` serves: made when missing, else brought up to
    date. One that others made is only given our modules."""
    with stamps.exclusive(f"database-{name}"):
        exists = name in env.server.databases()
        if reset and exists:
            if not read_note(env, name):
                raise Trouble(
                    f"{name} was not made by ./ficha, which will not drop it."
                )
            with step(f"removing the database {name}"):
                drop(env, name)
            exists = False
        if not exists and env.server.embedded:
            template = base_template(env, spanish=True)
            with step(f"making the database {name}"):
                copy(env, template, name)
                write_note(env, name, step="base", demo=demo)
        elif not exists:
            env.server.create(name)
        # On a server of the user's no template is left. Interrupted, it goes on.
        note = read_note(env, name)
        if note.get("step") == "begun" or (not note and _is_empty(env, name)):
            with step(f"preparing Odoo in the database {name} (a minute or two)"):
                write_note(env, name, step="begun")
                _fill_base(env, name, spanish=True)
                write_note(env, name, step="base", demo=demo)
        # A database of the user's gets the core; Odoo adds by itself the other modules
        # whose apps are there, and upgrades them with it. One that the user takes out
        # stays out.
        own = bool(read_note(env, name).get("step"))
        update_modules(env, name, hashes(modules()) if own else _core_and_the_rest())
        _load_demo(env, name)


def _core_and_the_rest() -> dict[str, str]:
    """The core, to be upgraded (and what stands on it) when any of ours changed."""
    core = combinations.find(combinations.CORE)
    return dict.fromkeys(core.names(), digest(hashes(modules())))


def _is_empty(env: Environment, name: str) -> bool:
    query = "SELECT count(*) FROM pg_class WHERE relname = 'ir_module_module'"
    return env.server.ask(query, name) == "0"


def _load_demo(env: Environment, name: str) -> None:
    """Load our demo files where Odoo's own were left out; once for each module."""
    note = read_note(env, name)
    if not note.get("demo"):
        return
    loaded = note.get("demo_hashes", {})
    now = {module.name: module.demo_fingerprint() for module in modules()}
    missing = [module for module in now if module not in loaded]
    if missing:
        with step(f"loading the demo data of {_told(missing)}"):
            env.script(
                "demo",
                name,
                SCRIPTS / "demo.py",
                "The demo data could not be loaded.",
                FICHA_DEMO_MODULES=",".join(missing),
            )
            write_note(env, name, **{**note, "demo_hashes": {**now, **loaded}})
    elif loaded != now:
        say("    the demo data changed since: ./ficha run --reset loads it afresh")


def testing_name(combination: str) -> str:
    return "ficha_test" if combination == combinations.ALL else f"{TEST}{combination}"


def testing(
    env: Environment, fresh: bool = False, combination: str = combinations.ALL
) -> str:
    """The database that tests copy: our modules of that combination, no demo data.
    Nothing writes to it but installations.

    The one with all modules is made as people do, and Odoo adds what installs itself;
    the others have their modules and no more, each made from the database of the
    largest combination within it.
    """
    chosen = combinations.find(combination)
    name = testing_name(chosen.name)
    now = hashes(chosen.modules)
    with stamps.exclusive(f"database-{name}"):
        source = base_template(env, spanish=False)
        key = read_note(env, source)["key"]
        if chosen.parent:
            source = testing(env, fresh, chosen.parent)
        inherited = read_note(env, source).get("hashes", {})
        if name in env.server.databases():
            note = read_note(env, name)
            before = note.get("hashes", {})
            gone = set(before) - set(now)
            # What it has of its parent is not upgraded in it: a copy is quicker.
            below = {module: before.get(module) for module in inherited}
            if fresh or gone or note.get("key") != key or below != inherited:
                drop(env, name)
        if name not in env.server.databases():
            copy(env, source, name)
            if chosen.beside:
                _install_beside(env, name, chosen)
            write_note(env, name, step="base", key=key, hashes=inherited)
        alone = chosen.kind != combinations.ALL
        if update_modules(env, name, now, alone) and alone:
            _check_alone(env, name, set(now))
    return name


def _install_beside(env: Environment, name: str, chosen) -> None:
    """Apps of Odoo that none of our modules needs."""
    apps = ",".join(chosen.beside)
    with step(f"installing {apps} in the database {name}"):
        env.odoo(
            f"modules-{name}",
            *("-d", name, "-i", apps, "--skip-auto-install"),
            failure=f"Odoo could not take {apps} into {name}.",
        )


def _check_alone(env: Environment, name: str, wanted: set[str]) -> None:
    query = "SELECT name FROM ir_module_module WHERE state = 'installed'"
    there = set(env.server.ask(query, name).splitlines())
    more = there & {module.name for module in modules()} - wanted
    if more or wanted - there:
        raise Trouble(
            f"{name} should have {', '.join(sorted(wanted))} and no other module of "
            f"ours. Too many: {sorted(more)}; missing: {sorted(wanted - there)}."
        )


def drop_testing(env: Environment) -> None:
    """Drop the databases of all combinations, those of former ones too."""
    for name in env.server.databases():
        if name == testing_name(combinations.ALL) or name.startswith(TEST):
            drop(env, name)


def prepare_browser(env: Environment, name: str) -> None:
    """Make the scripts and styles that browser tests load, where they changed."""
    with stamps.exclusive(f"database-{name}"):
        note = read_note(env, name)
        inside = note.get("hashes", {})
        static = [m.static_fingerprint() for m in modules() if m.name in inside]
        now = digest(*static)
        if note.get("assets") == now:
            return
        with step("making the scripts and styles of the browser tests"):
            failure = "The scripts and styles could not be made."
            env.script(f"assets-{name}", name, SCRIPTS / "assets.py", failure)
        write_note(env, name, **{**note, "assets": now})


def test_variables(env: Environment, template: str, stock: str) -> dict:
    """The environment of tests and benchmarks, as devtools/testkit.py reads it."""
    variables = env.variables(
        FICHA_TEMPLATE=template,
        FICHA_STOCK_TEMPLATE=stock,
        FICHA_DATA_DIR=str(env.data_dir),
    )
    variables["PYTHONPATH"] += f":{ROOT}"
    return variables


@contextlib.contextmanager
def copied(env: Environment, template: str):
    """A copy of a database with our modules, dropped afterwards: its name, and the
    environment of what runs on it."""
    stock = base_template(env, spanish=False)
    name = f"{PREFIX}_{os.getpid()}_0"
    copy(env, template, name)
    try:
        yield name, test_variables(env, template, stock)
    finally:
        drop(env, name)
        drop_left_overs(env)


def drop_left_overs(env: Environment) -> None:
    """Drop the copies of processes that are gone."""
    for name in env.server.databases():
        words = name.removeprefix(f"{PREFIX}_").replace("-", "_").split("_")
        if name.startswith(PREFIX) and words[0].isdigit() and not alive(int(words[0])):
            drop(env, name)
