"""Rounds of visits: how near the best known they are on Solomon's instances, beside
VROOM where ``pyvroom`` is installed, and how long a day of 300 candidates takes.
"""

import argparse
import importlib
import os
import platform
import random
import sys
import time
from pathlib import Path
from types import ModuleType

from lib import report, solomon

FOLDER = Path(__file__).parent.parent / "ficha_cliente_map" / "tools"
LIMIT = 1.05
NOTES = (
    "R101, C101 and RC101 are Solomon's; distances cut to one decimal, as those of the "
    "best known. At most 5 % above them is met.",
    "The day of 300 is met when it takes at most 2 s and visits at least 25; five days "
    "when they take at most 8 s and visit at least 125.",
)
SECONDS = 2.0
# what the solver is given for five days, and what it may take
WEEK, WEEK_SECONDS = 3.0, 8.0


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="for each instance")
    parser.add_argument(
        "--no-write", action="store_true", help="leave RESULTS.md alone"
    )
    options = parser.parse_args(arguments)
    # without Odoo: they have no database
    tools = ModuleType("map_tools")
    tools.__path__ = [str(FOLDER)]
    sys.modules["map_tools"] = tools
    rounds = importlib.import_module("map_tools.rounds")
    vroom = importlib.import_module("map_tools.rounds_vroom")
    travel = importlib.import_module("map_tools.travel")
    rows, fine = [], True
    for customers, name, best in (
        (customers, name, best)
        for customers, known in solomon.BEST.items()
        for name, best in known.items()
    ):
        question = instance(rounds, name, customers)
        begun = time.monotonic()
        plan = question.solve(options.seconds)
        took = time.monotonic() - begun
        other = vroom.solve(question, options.seconds).km if vroom.available() else None
        met = not plan.left and plan.km <= best * LIMIT
        fine = fine and met
        rows.append(
            (
                f"{name}, {customers} customers",
                f"{plan.km:.1f}",
                "-" if other is None else f"{other:.1f}",
                f"{best:.1f}",
                f"{took:.1f} s",
                "met" if met else "NOT met",
            )
        )
    question = seville(rounds, travel)
    begun = time.monotonic()
    plan = question.solve(1.2)
    took = time.monotonic() - begun
    met = took <= SECONDS and len(plan.days[0]) >= 25
    fine = fine and met
    rows.append(
        (
            f"a day of {len(plan.days[0])} stops among 300 candidates",
            f"{plan.km:.1f} km",
            "-",
            "-",
            f"{took:.1f} s",
            "met" if met else "NOT met",
        )
    )
    question = seville(rounds, travel, days=5)
    for which, solve in (("own", question.solve), ("VROOM", vroom.solve)):
        if which == "VROOM" and not vroom.available():
            continue
        begun = time.monotonic()
        plan = solve(WEEK) if which == "own" else solve(question, WEEK)
        took = time.monotonic() - begun
        visits = sum(map(len, plan.days.values()))
        met = took <= WEEK_SECONDS and visits >= 125
        fine = fine and met
        rows.append(
            (
                f"five days of {visits} stops among 300 candidates, {which}",
                f"{plan.km:.1f} km" if which == "own" else "-",
                f"{plan.km:.1f} km" if which != "own" else "-",
                "-",
                f"{took:.1f} s",
                "met" if met else "NOT met",
            )
        )
    head = ("what", "own", "VROOM", "best known", "own took", "")
    table = report.table(head, rows)
    print(table)
    if not options.no_write:
        machine = f"{os.cpu_count()} cores; Python {platform.python_version()}"
        report.write("rounds", machine, [], NOTES, tables=[table])
    return 0 if fine else 1


def instance(rounds, name, customers):
    """Solomon's first customers: as many vehicles as need be, each as a day."""
    rows, ways = solomon.instance(name, customers)
    last, many = rows[0][4], 10 if customers <= 25 else 15
    days = [rounds.Day(n, 0, 0, 0, last, (), solomon.CAPACITY) for n in range(many)]
    stops = [
        rounds.Stop(n, n, row[5], ((row[3], row[4]),), must=True, load=row[2])
        for n, row in enumerate(rows)
        if n
    ]
    return rounds.Rounds(days, stops, ways, ways)


def seville(rounds, travel, days=1):
    """300 customers around Seville, some of them closed at noon."""
    chance = random.Random(1)
    points = [(37.38, -5.98)] + [
        (37.38 + chance.gauss(0, 0.12), -5.98 + chance.gauss(0, 0.15))
        for _number in range(300)
    ]
    kilometres, minutes = travel.matrices(points)
    days = [rounds.Day(n, 0, 0, 480, 1140, (780, 900, 60)) for n in range(days)]
    stops = [
        rounds.Stop(
            n,
            n,
            10,
            ((540, 840), (960, 1140)) if n % 3 else (),
            priority=1 + n % 5,
            must=n in (3, 7),
        )
        for n in range(1, 301)
    ]
    return rounds.Rounds(days, stops, kilometres, minutes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
