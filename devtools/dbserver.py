"""The database server in use, whichever it is, and short questions to it."""

import os
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .console import Trouble
from .postgres import Embedded


def parse_url(url: str) -> tuple[dict, str | None]:
    """`postgresql://user:password@host:port/database` as PG* variables, and the
    database's name."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise Trouble(
            f"{url!r} is no database address; it should look like "
            "postgresql://user:password@host:5432/database"
        )
    found = {
        "PGHOST": unquote(parts.hostname or ""),
        "PGPORT": str(parts.port or ""),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
    }
    name = unquote(parts.path.lstrip("/"))
    return {key: value for key, value in found.items() if value}, name or None


class Server:
    """Enter it as a context: the embedded server then runs."""

    def __init__(self, programs: Path, url: str | None = None):
        url = url or os.environ.get("DATABASE_URL")
        self.database: str | None = None
        self.embedded: Embedded | None = None
        self.programs = programs
        if url:
            self.variables, self.database = parse_url(url)
        elif os.environ.get("PGHOST"):
            self.variables = {}
            self.database = os.environ.get("PGDATABASE")
        else:
            self.embedded = Embedded(programs)
            self.programs = self.embedded.programs
            self.variables = self.embedded.environment()

    def __enter__(self) -> "Server":
        if self.embedded:
            self.embedded.enter()
        return self

    def __exit__(self, *_):
        if self.embedded:
            self.embedded.leave()

    def environment(self) -> dict:
        """The variables by which every program (Odoo, psql, createdb) finds it."""
        found = dict(os.environ, **self.variables)
        # Odoo would take it as its database, whatever the command line says.
        found.pop("PGDATABASE", None)
        found["PATH"] = f"{self.programs}{os.pathsep}{found.get('PATH', '')}"
        return found

    def ask(self, query: str, database: str = "postgres") -> str:
        """Run one query; its first column, a line for each row."""
        return self._tool(
            *("psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1"),
            *("-d", database, "-c", query),
        )

    def _tool(self, *command: str) -> str:
        result = subprocess.run(
            [str(self.programs / command[0]), *command[1:]],
            env=self.environment(),
            capture_output=True,
            text=True,
            cwd="/",
        )
        if result.returncode:
            raise Trouble(f"The database server says: {result.stderr.strip()}")
        return result.stdout.strip()

    def databases(self) -> list[str]:
        return self.ask("SELECT datname FROM pg_database").splitlines()

    def create(self, name: str, template: str = "template0") -> None:
        if template != "template0":
            self.disconnect(template)
        self._tool("createdb", "-T", template, "-E", "utf8", name)

    def drop(self, name: str) -> None:
        self.disconnect(name)
        self._tool("dropdb", "--if-exists", name)

    def rename(self, old: str, new: str) -> None:
        self.ask(f'ALTER DATABASE "{old}" RENAME TO "{new}"')

    def disconnect(self, name: str) -> None:
        self.ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = {literal(name)} AND pid <> pg_backend_pid()"
        )

    def note(self, name: str) -> str:
        """The comment on a database: where we keep how far it is set up."""
        return self.ask(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database "
            f"WHERE datname = {literal(name)}"
        )

    def set_note(self, name: str, text: str) -> None:
        self.ask(f'COMMENT ON DATABASE "{name}" IS {literal(text)}')


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
