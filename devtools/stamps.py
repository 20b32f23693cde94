"""Stamps say that a step was completed, and with what; locks keep two runs apart."""

import contextlib
import fcntl
from pathlib import Path

from .console import say
from .project import home


def stamp_path(name: str) -> Path:
    return home() / "stamps" / name


def is_done(name: str, key: str) -> bool:
    """Was the step completed with exactly this key?"""
    try:
        return stamp_path(name).read_text(encoding="utf-8") == key
    except OSError:
        return False


def begin(name: str) -> None:
    """From here on the step counts as not done, until `done` is called."""
    stamp_path(name).unlink(missing_ok=True)


def done(name: str, key: str) -> None:
    path = stamp_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(key, encoding="utf-8")
    fresh.replace(path)


def _lock_file(name: str):
    path = home() / "locks" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("a")


@contextlib.contextmanager
def exclusive(name: str):
    """Only one process at a time; the system frees the lock of one that was killed."""
    with _lock_file(name) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"    waiting for another ./ficha that is busy with: {name}")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Presence:
    """Held by everyone who uses something; the last one can tell it is the last."""

    def __init__(self, name: str):
        self.name = name
        self.file = None

    def enter(self) -> None:
        self.file = _lock_file(self.name)
        fcntl.flock(self.file, fcntl.LOCK_SH)

    def alone(self) -> bool:
        """Try to become the only one; holds newcomers back until `leave`."""
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def leave(self) -> None:
        if self.file:
            self.file.close()
            self.file = None
