"""`./ficha bench NAME`: runs `benchmarks/NAME.py` in the environment of Odoo.

The script is an ordinary program that may import `odoo` and `devtools.testkit`; the
rest of the command line goes to it. It finds in its environment
`FICHA_TEMPLATE`      the database to copy: our modules installed, no demo data,
`FICHA_STOCK_TEMPLATE` the one beside it: the same Odoo apps without our modules;
both are made here when missing and brought up to date. It copies them with
`testkit.new_database()` and `testkit.new_database(stock=True)`.
"""

from . import databases, environment
from .console import Trouble, say
from .procs import foreground
from .project import ROOT

FOLDER = ROOT / "benchmarks"


def names() -> list[str]:
    found = [path.stem for path in FOLDER.glob("*.py")]
    return sorted(name for name in found if not name.startswith("_"))


def run(options) -> int:
    if options.name not in names():
        say(f"The benchmarks: {', '.join(names()) or 'none yet'}")
        if options.name:
            raise Trouble(f"There is no benchmarks/{options.name}.py.")
        return 0
    env = environment.prepare()
    with env.server:
        ours = databases.testing(env)
        stock = databases.base_template(env, spanish=False)
        command = [env.python_env.python, FOLDER / f"{options.name}.py", *options.extra]
        try:
            return foreground(command, env=databases.test_variables(env, ours, stock))
        finally:
            databases.drop_left_overs(env)
