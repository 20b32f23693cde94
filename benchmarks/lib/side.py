"""One database's server, kept alive in a process of its own, that does what it is told.

A bench holds two sides (Odoo as it is, Odoo with these modules) and gives them work in
turn, so that whatever else the machine does falls on both.
"""

import multiprocessing
import os
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def configure():
    """Odoo's configuration in this process; the rest is ``ODOO_*`` and ``PG*``
    variables.
    """
    from odoo.tools import config

    options = [
        "--log-level=warn",
        "--log-handler=py.warnings:ERROR",
        "--http-interface=127.0.0.1",
        "--max-cron-threads=0",
        f"--addons-path={ROOT}",
    ]
    config.parse_config(options, setup_logging=True)


def _serve(pipe, database):
    configure()
    registry = None
    while True:
        try:
            function, arguments = pipe.recv()
        except EOFError:
            return
        try:
            if registry is None and database:
                from odoo.modules.registry import Registry

                registry = Registry(database)
            if database:
                arguments = (registry, *arguments)
            pipe.send((True, function(*arguments)))
        except Exception:
            pipe.send((False, traceback.format_exc()))


class Side:
    """``call(function, *arguments)`` runs ``function(registry, *arguments)`` over
    there.

    Functions are sent by name, so they live at the top of a module; what they take and
    give back has to be picklable. Without a database they get no registry.
    """

    def __init__(self, label, database=None):
        self.label = label
        self.database = database
        # the order of sets, and so the time, shall not depend on the process
        os.environ["PYTHONHASHSEED"] = "0"
        context = multiprocessing.get_context("spawn")
        self._pipe, other = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(other, database), daemon=True
        )
        self._process.start()
        other.close()

    def call(self, function, *arguments):
        self._pipe.send((function, arguments))
        fine, answer = self._pipe.recv()
        if not fine:
            raise RuntimeError(f"{self.label}: {function.__name__}\n{answer}")
        return answer

    def close(self):
        self._pipe.close()
        self._process.join(timeout=10)

    def __enter__(self):
        return self

    def __exit__(self, *_exc):
        self.close()


def call_once(label, function, *arguments):
    """Run ``function(*arguments)`` in a configured process that then ends."""
    with Side(label) as side:
        return side.call(function, *arguments)
