"""Child processes: logged, told about when they fail, and never left behind."""

import ctypes
import os
import re
import signal
import subprocess
import time
from collections import deque
from pathlib import Path

from .console import Interrupted, Trouble, progress
from .project import ROOT, home

PR_SET_PDEATHSIG = 1
LOADING = re.compile(r"Loading module (\S+) \((\d+)/(\d+)\)")


def _die_with_parent():
    """For `preexec_fn`: the child is told to stop when the launcher is killed (-9)."""
    try:
        libc = ctypes.CDLL(None, use_errno=True)
    except OSError:  # not Linux: the next run clears it with its record
        return None
    return lambda: libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def spawn(command: list, **options) -> subprocess.Popen:
    """Start a child in a session of its own, so that Ctrl-C reaches only the launcher,
    which then stops its children in order."""
    options.setdefault("cwd", ROOT)
    return subprocess.Popen(
        [str(part) for part in command],
        start_new_session=True,
        preexec_fn=_die_with_parent(),
        **options,
    )


def foreground(command: list, **options) -> int:
    """Run a child on this terminal, which then owns Ctrl-C; returns its status."""
    child = subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        preexec_fn=_die_with_parent(),
        **options,
    )
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return child.wait()
    except Interrupted:
        end(child)
        raise
    finally:
        signal.signal(signal.SIGINT, heard)


def end(child: subprocess.Popen, patience: float = 20) -> None:
    """Ask a child to stop, and make it stop when it does not."""
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(patience)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def log_path(name: str) -> Path:
    path = home() / "log" / f"{name}.log"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def logged(command: list, log: str, *, failure: str, stdin: str | None = None, **opts):
    """Run a step to its end, its output in `.ficha/log/`; returns the last lines.

    Raises Trouble with `failure`, the last lines and the log's place.
    """
    path = log_path(log)
    last: deque[str] = deque(maxlen=25)
    with path.open("w", encoding="utf-8") as file:
        child = spawn(
            command,
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            **opts,
        )
        try:
            if stdin is not None:
                child.stdin.write(stdin)
                child.stdin.close()
            for line in child.stdout:
                file.write(line)
                last.append(line)
                if found := LOADING.search(line):
                    progress("module {} ({} of {})".format(*found.groups()))
            status = child.wait()
        except (KeyboardInterrupt, Interrupted):
            end(child, 5)
            raise
    if status:
        raise Trouble(f"{failure}\n\n{''.join(last)}\nThe whole log: {path}")
    return list(last)


def alive(pid: int, started: str | None = None) -> bool:
    """Is this process there, and (given its start time) the same one as before?"""
    now = start_time(pid)
    return now is not None and (started is None or now == started)


def start_time(pid: int) -> str | None:
    """When a process began, in the kernel's ticks: tells a reused number apart."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = text.rpartition(")")[2].split()
    return None if fields[0] == "Z" else fields[19]


def stop_pid(pid: int, started: str | None, patience: float = 20) -> None:
    """Stop a process that is not our child."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        if not alive(pid, started):
            return
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return
        until = time.monotonic() + patience
        while alive(pid, started) and time.monotonic() < until:
            time.sleep(0.1)
