"""The tables of RESULTS.md: one section per bench, written again at each run."""

import os
import platform
import re
from datetime import datetime, timezone
from pathlib import Path

RESULTS = Path(__file__).resolve().parents[1] / "RESULTS.md"
HEADING = """# Results

What each line means and how it is taken: [README.md](README.md). Each section is
written by its bench (`./ficha bench NAME`) as measured.
"""
COLUMNS = (
    "| what | {0} | {1} | ratio | at most | processor time, ratio "
    "| queries, {0} | queries, {2} | |\n"
    "|---|---:|---:|---:|---:|---:|---:|---:|---|\n"
)
SIDES = ("stock", "with these modules", "ours")


def describe_machine(registry):
    """Versions and machine, as one side sees them."""
    from odoo import release

    with registry.cursor() as cr:
        cr.execute("SHOW server_version")
        postgres = cr.fetchone()[0].split()[0]
    processor = platform.processor() or platform.machine()
    try:
        text = Path("/proc/cpuinfo").read_text()
        processor = re.search(r"^model name\s*:\s*(.+)$", text, re.M).group(1)
    except (OSError, AttributeError):
        pass
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores of {processor}, {memory:.0f} GiB, {platform.system()};"
        f" Odoo {release.version}, Python {platform.python_version()},"
        f" PostgreSQL {postgres}"
    )


def _row(result):
    def shown(side):
        milliseconds = 1000 * result.median(side, "wall")
        return f"{milliseconds:.1f} ms ±{100 * result.spread(side):.0f} %"

    return (
        f"| {result.name} | {shown('stock')} | {shown('ficha')}"
        f" | **{result.ratio():.3f}** | {f'{result.limit:.2f}' if result.limit else ''}"
        f" | {result.ratio('cpu'):.3f}"
        f" | {result.median('stock', 'queries'):.0f}"
        f" | {result.median('ficha', 'queries'):.0f}"
        f" | {'' if not result.limit else 'met' if result.met else 'NOT met'} |\n"
    )


def table(head, rows):
    """A table of texts; every column but the first is of figures."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join(f"| {' | '.join(map(str, line))} |\n" for line in lines)


def write(section, machine, results, notes=(), sides=SIDES, tables=()):
    """Replace the section in RESULTS.md; ``notes`` are sentences under the tables.

    ``sides`` is what the two sides of ``results`` are called in its head.
    """
    load = os.getloadavg()[1]
    now = datetime.now(timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    body = (
        f"\n## {section}\n\n{now}; {machine}; load of the last 5 minutes {load:.1f}.\n"
    )
    if results:
        rounds = ", ".join(sorted({str(len(result.ficha)) for result in results}))
        body += (
            f"Medians of {rounds} rounds on each side, ± half the distance of the"
            f" quartiles.\n\n{COLUMNS.format(*sides)}{''.join(map(_row, results))}"
        )
    body += "".join(f"\n{text}" for text in tables)
    if notes:
        body += "".join(f"\n- {note}" for note in notes) + "\n"
    text = RESULTS.read_text() if RESULTS.exists() else HEADING
    pattern = re.compile(rf"\n## {re.escape(section)}\n.*?(?=\n## |\Z)", re.S)
    if pattern.search(text):
        text = pattern.sub(lambda _match: body.rstrip("\n") + "\n", text)
    else:
        text = text.rstrip("\n") + "\n" + body
    RESULTS.write_text(text)
    print(f"written: {RESULTS.relative_to(RESULTS.parents[1])}")
