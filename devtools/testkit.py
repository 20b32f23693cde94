"""For tests and benchmarks, inside the environment that `./ficha test` or `./ficha
bench` makes: databases copied from the template, and Odoo in other processes.

Standard library only: nothing here imports Odoo into the calling process.
"""

import contextlib
import itertools
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

PREFIX = "ficha_tmp"
# What `OdooProcesses.fan_out` adds to its two programs. Nobody may be connected to the
# database when a process divides: both would speak through the same connection.
FAN_OUT = """
import json, os, sys, tempfile, traceback
import odoo.sql_db

odoo.sql_db.close_all()
children = []
for word in json.loads(sys.argv[2]):
    output = tempfile.TemporaryFile("w+")
    child = os.fork()
    if not child:
        sys.stdout, sys.argv[2], status = output, word, 0
        try:
            exec(compile(SCRIPT, "script", "exec"))
        except BaseException:
            traceback.print_exc()
            status = 1
        output.flush()
        sys.stderr.flush()
        os._exit(status)
    children.append((child, output))
statuses = [os.waitpid(child, 0)[1] for child, _output in children]
if any(statuses):
    raise SystemExit(f"a process failed: {statuses}")
for _child, output in children:
    output.seek(0)
print(json.dumps([output.read() for _child, output in children]))
"""
_numbers = itertools.count(1)


def template(stock: bool = False) -> str:
    """The database to copy: with our modules, or (`stock`) without them."""
    return os.environ["FICHA_STOCK_TEMPLATE" if stock else "FICHA_TEMPLATE"]


def _tool(*command: str) -> subprocess.CompletedProcess:
    return subprocess.run(command, capture_output=True, text=True)


def filestore(database: str) -> Path:
    return Path(os.environ["FICHA_DATA_DIR"]) / "filestore" / database


def create_database(stock: bool = False, source: str | None = None) -> str:
    """A copy of the template (or of `source`, to which nobody may be connected), with
    its attachments; returns its name."""
    source = source or template(stock)
    name = f"{PREFIX}_{os.getpid()}_{next(_numbers)}"
    for attempt in range(20):
        result = _tool("createdb", "-T", source, name)
        if not result.returncode:
            break
        if attempt == 19 or "accessed by other users" not in result.stderr:
            raise RuntimeError(f"createdb: {result.stderr.strip()}")
        time.sleep(0.5)
    if filestore(source).exists():
        shutil.copytree(filestore(source), filestore(name), copy_function=os.link)
    return name


def drop_database(name: str) -> None:
    """Drop it whoever is connected."""
    _tool("dropdb", "--if-exists", "--force", name)
    shutil.rmtree(filestore(name), ignore_errors=True)


@contextlib.contextmanager
def new_database(stock: bool = False, source: str | None = None):
    """`with new_database() as name:` a copy that is dropped afterwards."""
    name = create_database(stock, source)
    try:
        yield name
    finally:
        drop_database(name)


def ask(database: str, query: str, **values: object):
    """What one query gives, which is one value of JSON. Its values stand there as
    `:'name'`, a list of them as `ANY(:'name')`. No Odoo is loaded for it."""
    command = ["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-d", database]
    for name, value in values.items():
        if isinstance(value, list):
            value = f"{{{','.join(map(str, value))}}}"
        command += ["-v", f"{name}={value}"]
    result = subprocess.run(command, input=query, capture_output=True, text=True)
    if result.returncode:
        raise RuntimeError(f"psql: {result.stderr.strip()}")
    return json.loads(result.stdout)


class OdooProcesses:
    """Odoo in processes of their own; they find the server, the modules and Odoo
    through the environment they inherit."""

    python = sys.executable

    def odoo(self, *args: str, check: bool = True) -> subprocess.CompletedProcess:
        """Odoo's command line, to its end: `odoo("-d", name, "-u", "x",
        "--stop-after-init", "--no-http")`."""
        command = [self.python, "-m", "odoo", *args]
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=check,
        )

    def start(self, script: str, *args: str) -> subprocess.Popen:
        """Start a Python program (its text) that may `import odoo`; its output is
        piped. Several can run at once."""
        return subprocess.Popen(
            [self.python, "-c", script, *args],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, script: str, *args: str, timeout: float = 300) -> str:
        """Such a program to its end; what it printed. Raises when it failed."""
        process = self.start(script, *args)
        try:
            out, err = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        if process.returncode:
            raise RuntimeError(f"status {process.returncode}\n{out}\n{err}")
        return out

    def fan_out(self, prelude: str, script: str, database: str, words: list[str]):
        """The program `prelude` once, then `script` in as many processes as there are
        words, all at once, each with one of them as `sys.argv[2]`.

        Odoo and the registry that `prelude` loads are not loaded again in each of them.
        Returns what each printed; raises when one failed.
        """
        program = "\n".join((prelude, f"SCRIPT = {script!r}", FAN_OUT))
        return json.loads(self.run(program, database, json.dumps(words), timeout=600))

    def shell(self, database: str, script: str) -> str:
        """A script in Odoo's shell of that database: it has `env`; commits are its
        own. What it printed."""
        result = subprocess.run(
            [self.python, "-m", "odoo", "shell", "-d", database, "--no-http"],
            input=script,
            capture_output=True,
            text=True,
        )
        if result.returncode or "Traceback" in result.stderr:
            raise RuntimeError(result.stderr[-3000:])
        return result.stdout
