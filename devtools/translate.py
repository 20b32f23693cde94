"""`./ficha translate`: the terms of each module (`i18n/MODULE.pot`), and the Spanish of
each (`i18n/es.po`); fails on a term without a translation, or with a doubtful one.

`--check` writes nothing, and also fails when the files are not up to date.
"""

import shutil
import tempfile
from pathlib import Path

from . import databases, environment
from .console import Trouble, say, step
from .procs import foreground
from .project import ROOT, modules

LANGUAGE = "es.po"


def run(options) -> int:
    env = environment.prepare()
    trouble = []
    with env.server, tempfile.TemporaryDirectory() as folder:
        database = databases.testing(env)
        for module in modules():
            work = Path(folder) / module.name
            work.mkdir()
            template, language = work / f"{module.name}.pot", work / LANGUAGE
            committed = module.path / "i18n"
            if (committed / LANGUAGE).exists():
                shutil.copy(committed / LANGUAGE, language)
            with step(f"exporting the terms of {module.name}"):
                _export(env, database, module.name, template)
            command = [env.python_env.python, ROOT / "devtools/terms.py"]
            if foreground([*command, template, language], env=env.variables()):
                trouble.append(f"{module.name}: terms without Spanish")
            if options.check:
                trouble += _outdated(module.name, committed, (template, language))
                continue
            committed.mkdir(exist_ok=True)
            for file in (template, language):
                shutil.copy(file, committed / file.name)
    if trouble:
        raise Trouble("\n".join([*trouble, "Complete i18n/es.po, then run it again."]))
    say("    every term has its Spanish")
    return 0


def _export(env, database: str, module: str, template: Path) -> None:
    env.logged_odoo(
        "translate",
        *("i18n", "export", "-d", database, "-l", "pot", "-o", template, module),
        failure=f"Odoo could not export the terms of {module}.",
    )


def _outdated(module: str, committed: Path, fresh: tuple[Path, ...]) -> list[str]:
    return [
        f"{module}: i18n/{file.name} is not up to date"
        for file in fresh
        if not (committed / file.name).exists()
        or (committed / file.name).read_bytes() != file.read_bytes()
    ]
