"""Everything together: an Odoo, its Python packages and a database server."""

import shutil
from pathlib import Path

from . import odoo_source, pdf, pythonenv, stamps
from .dbserver import Server
from .procs import logged
from .project import ROOT, digest, home


class Environment:
    """Made by `prepare`; its commands find Odoo, our modules and the database."""

    def __init__(self, source, python_env, server: Server):
        self.source = source
        self.python_env = python_env
        self.server = server
        self.data_dir = home() / "data"
        self.config = self._write_config()

    def _write_config(self) -> Path:
        addons = [ROOT, *self.source.addons]
        text = (
            "[options]\n"
            f"addons_path = {','.join(map(str, addons))}\n"
            f"data_dir = {self.data_dir}\n"
            "http_interface = 127.0.0.1\n"
            # A demo and its tests do not report to anybody.
            "publisher_warranty_url =\n"
        )
        path = home() / "conf" / f"odoo-{digest(text)}.conf"
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
        return path

    def variables(self, **more: str) -> dict:
        """The environment of a process that imports Odoo."""
        found = self.server.environment()
        found["PATH"] = f"{self.python_env.bin}:{found['PATH']}"
        if pdf.folder().exists():
            found["PATH"] = f"{pdf.folder()}:{found['PATH']}"
        found["PYTHONPATH"] = f"{self.source.python_path}"
        found["ODOO_RC"] = str(self.config)
        found["PYTHONNOUSERSITE"] = "1"
        # Deprecations inside Odoo's pinned packages, which nobody here can mend.
        found.setdefault("PYTHONWARNINGS", "ignore")
        found["FICHA_HOME"] = str(home())
        found.update(more)
        return found

    def odoo_command(self, *args: object) -> list[str]:
        """Odoo's command line; where it is, which server and which modules, it reads
        from `variables()`."""
        program = ROOT / "devtools" / "odoo_bin.py"
        return [str(self.python_env.python), str(program), *map(str, args)]

    def logged_odoo(self, log: str, *args: object, failure: str) -> None:
        """Run an Odoo command to its end, its output in `.ficha/log/`."""
        logged(self.odoo_command(*args), log, failure=failure, env=self.variables())

    def odoo(self, log: str, *args: object, failure: str) -> None:
        """Run Odoo to its end (an installation, an upgrade)."""
        last = ("--stop-after-init", "--no-http")
        self.logged_odoo(log, *args, *last, failure=failure)

    def script(self, log: str, database: str, file: Path, failure: str, **vars: str):
        """Run one of our scripts in Odoo's shell, with `env` as it gives it."""
        logged(
            self.odoo_command("shell", "-d", database, "--no-http"),
            log,
            failure=failure,
            env=self.variables(**vars),
            stdin=file.read_text(encoding="utf-8"),
        )

    def filestore(self, database: str) -> Path:
        return self.data_dir / "filestore" / database

    def copy_filestore(self, old: str, new: str) -> None:
        """Attachments of a copied database; files are never changed, so links do."""
        self.drop_filestore(new)
        if self.filestore(old).exists():
            shutil.copytree(
                self.filestore(old), self.filestore(new), copy_function=_link
            )

    def drop_filestore(self, database: str) -> None:
        shutil.rmtree(self.filestore(database), ignore_errors=True)


def _link(old: str, new: str) -> None:
    Path(new).hardlink_to(old)


def prepare(database_url: str | None = None) -> Environment:
    """Fetch what is missing. Several runs at once wait for one another."""
    home().mkdir(parents=True, exist_ok=True)
    with stamps.exclusive("setup"):
        source = odoo_source.obtain()
        python_env = pythonenv.odoo_env().ensure()
    server = Server(pythonenv.postgres_programs(), database_url)
    return Environment(source, python_env, server)
