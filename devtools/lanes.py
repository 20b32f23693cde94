"""Commands that run beside one another, each on a core of its own; what one printed is
shown in one piece when it has ended."""

import dataclasses
import os
import subprocess
import time
from pathlib import Path

from .console import clear_progress, progress, say
from .procs import end, log_path, spawn

# A `./ficha` that is asked to stop drops its databases first.
PATIENCE = 60


@dataclasses.dataclass
class Job:
    """One command of `run`: its status, how long it took, and its output's file."""

    name: str
    process: subprocess.Popen
    log: Path
    started: float
    seconds: float = 0.0

    @property
    def status(self) -> int | None:
        return self.process.returncode

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    @property
    def closing(self) -> str:
        """The last line that was printed, without pytest's frame."""
        lines = self.output.split("\n")
        return next((line.strip("= ") for line in reversed(lines) if line.strip()), "")


def run(commands: dict[str, list], lanes: int) -> dict[str, Job]:
    """Run the commands, so many at a time, in the order given; by name, how each ended.

    When this is interrupted, they are asked to stop, and waited for.
    """
    waiting, running, done = dict(commands), [], {}
    try:
        while waiting or running:
            while waiting and len(running) < lanes:
                name = next(iter(waiting))
                running.append(_start(name, waiting.pop(name)))
            progress(f"tests of {' and of '.join(job.name for job in running)}")
            time.sleep(0.2)
            for job in [job for job in running if job.process.poll() is not None]:
                running.remove(job)
                job.seconds = time.monotonic() - job.started
                done[job.name] = job
                clear_progress()
                say(f"\n=== {job.name} ({job.seconds:.0f} s)\n{job.output}")
    finally:
        for job in running:
            job.process.terminate()
        for job in running:
            end(job.process, PATIENCE)
    return done


def _start(name: str, command: list) -> Job:
    log = log_path(f"test-{name}")
    with log.open("w") as output:
        process = spawn(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(os.environ, PYTHONUNBUFFERED="1"),
        )
    return Job(name, process, log, time.monotonic())
