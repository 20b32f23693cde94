"""What the launcher says: a line for each step, with the time it took."""

import contextlib
import sys
import time


class Trouble(Exception):
    """A problem told in words a person can act on; ends the command with status 1."""


class Interrupted(Exception):
    """The person, or the system, asked the command to stop."""


def say(text: str = "") -> None:
    print(text, flush=True)


def progress(text: str) -> None:
    """Show where a long step is, on one line that is written over; only on a screen."""
    if sys.stdout.isatty():
        sys.stdout.write(f"\r\033[K    {text[:100]}")
        sys.stdout.flush()


def clear_progress() -> None:
    if sys.stdout.isatty():
        sys.stdout.write("\r\033[K")
        sys.stdout.flush()


@contextlib.contextmanager
def step(title: str):
    """Say what begins, and how long it took when it is done."""
    started = time.monotonic()
    say(f"--> {title}")
    try:
        yield
    except BaseException:
        clear_progress()
        raise
    clear_progress()
    say(f"    done in {time.monotonic() - started:.1f} s")
