"""`./ficha bench NAME`: runs `benchmarks/NAME.py` in the environment of Odoo.

The script is an ordinary program that may `import odoo`; the rest of the command line
goes to it. The database server, our modules and Odoo's folders it finds through its
environment, as Odoo's own command line does. Its databases are its own affair.
"""

from . import environment, serve
from .console import Trouble, say
from .procs import foreground
from .project import ROOT

FOLDER = ROOT / "benchmarks"


def names() -> list[str]:
    found = [path.stem for path in FOLDER.glob("*.py")]
    return sorted(name for name in found if not name.startswith("_"))


def run(name: str | None, extra: list[str]) -> int:
    if name not in names():
        say(f"The benchmarks: {', '.join(names()) or 'none yet'}")
        if name:
            raise Trouble(f"There is no benchmarks/{name}.py.")
        return 0
    serve.hear_signals()
    env = environment.prepare()
    with env.server:
        command = [env.python_env.python, FOLDER / f"{name}.py", *extra]
        return foreground(command, env=env.variables())
