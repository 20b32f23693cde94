"""`./ficha beside FOLDER`: our tests with other people's modules installed beside ours.

The folder has modules as Odoo finds them; nothing of them is copied here. They go into
a copy of the test database, which is dropped afterwards. From their wheels it is made
outside of the repository:

    pip download --no-deps -d wheels "odoo-addon-sale-order-type==19.*"
    unzip -qo wheels/*.whl -d modules
    ./ficha beside modules/odoo/addons
"""

import ast
import shutil
from pathlib import Path

from . import databases, environment
from .console import Trouble, say, step
from .procs import foreground
from .project import home

# What documents, customers and their fields are tested by.
TESTS = ["ficha_cliente/tests", "ficha_cliente_sale/tests"]
# Tours click through screens that other modules change on purpose.
LEFT_OUT = "not tour and not Tour and not public and not demo"


def run(options) -> int:
    folder = Path(options.folder).resolve()
    names = options.modules or sorted(each.parent.name for each in manifests(folder))
    unknown = [name for name in names if not (folder / name).is_dir()]
    if unknown or not names:
        raise Trouble(f"There are no modules {', '.join(unknown)} in {folder}.")
    env = environment.prepare()
    with env.server:
        databases.drop_left_overs(env)
        with databases.copied(env, databases.testing(env)) as (name, variables):
            variables["ODOO_RC"] = str(config(env, folder))
            if options.libraries:
                variables["PYTHONPATH"] += f":{Path(options.libraries).resolve()}"
            with step(f"installing {len(names)} modules beside ours"):
                install = env.odoo_command(
                    *("-d", name, "--stop-after-init", "--no-http"),
                    *("--log-level=critical", "-i", ",".join(names)),
                )
                if foreground(install, env=variables):
                    raise Trouble("They cannot be installed together.")
            say(table(folder, names))
            command = [
                *(env.python_env.python, "-m", "pytest", "-p", "no:cacheprovider"),
                *("--odoo-database", name, "--odoo-http", "-k", LEFT_OUT),
                *(options.tests or TESTS),
            ]
            return foreground(command, env=variables)


def manifests(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/__manifest__.py"))


def config(env, folder: Path) -> Path:
    """The configuration of a test, with that folder as one more of modules."""
    path = home() / "conf" / "beside.conf"
    shutil.copy(env.config, path)
    lines = path.read_text().splitlines()
    path.write_text(
        "".join(
            f"{line},{folder}\n" if line.startswith("addons_path") else f"{line}\n"
            for line in lines
        )
    )
    return path


def table(folder: Path, names: list[str]) -> str:
    """Which modules in which version, as Markdown."""
    rows = ["| module | version |", "|---|---|"]
    for name in names:
        said = ast.literal_eval((folder / name / "__manifest__.py").read_text())
        rows.append(f"| `{name}` | {said.get('version', '')} |")
    return "\n".join(rows)
