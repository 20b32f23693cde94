"""`./ficha odoo` and `./ficha shell`: Odoo's own commands in this environment."""

from . import databases, environment, serve
from .procs import foreground


def odoo(args: list[str]) -> int:
    serve.hear_signals()
    env = environment.prepare()
    with env.server:
        return foreground(env.odoo_command(*args), env=env.variables())


def shell(options) -> int:
    env = environment.prepare()
    with env.server:
        if options.database == "ficha":
            databases.serving(env, "ficha", demo=True, reset=False)
        command = env.odoo_command("shell", "-d", options.database, *options.extra)
        return foreground(command, env=env.variables())
