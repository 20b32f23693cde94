"""What a killed database server leaves behind, and how it is told from a living one."""

import os
import re
from pathlib import Path


def is_postgres_of(pid: int, data: Path) -> bool:
    """Is this process a PostgreSQL that works in that data folder?"""
    try:
        name = Path(f"/proc/{pid}/comm").read_text().strip()
        return name == "postgres" and os.readlink(f"/proc/{pid}/cwd") == str(data)
    except OSError:
        return False


def orphans(data: Path) -> list[int]:
    """Processes of a server whose head was killed."""
    found = [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return [pid for pid in found if is_postgres_of(pid, data.resolve())]


def clear_stale_pid(data: Path) -> bool:
    """Remove postmaster.pid when its process is gone, or is another program that got
    the same number since."""
    path = data / "postmaster.pid"
    try:
        first = path.read_text().splitlines()[0]
    except (OSError, IndexError):
        first = "0"
    if not path.exists():
        return False
    if re.fullmatch(r"\d+", first) and is_postgres_of(int(first), data.resolve()):
        return False
    path.unlink()
    return True
