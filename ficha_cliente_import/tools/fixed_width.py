"""Lists whose columns are told by their places in each line, as old programs print
them. No ORM."""

import re

from .heading_words import heading_points

HEADING_LINES = 12
MAX_WIDTH = 2_000
MAX_COLUMNS = 120
MAX_LINES = 60_000
SAMPLE_LINES = 500  # in which it is looked where the columns begin
LEAST_LINES = 2
# of the lines so many may be titles and sums, which are longer than their column
MOST_OTHERS = 0.2
WORD = re.compile(r"\S+")


def aligned(lines, known):
    """The cells of each line, where all begin below their headings.

    :param list lines: of the file
    :param known: the headings that mean something, see ``Known``
    :return: list of lists of texts, one per line; None when it is no such list
    """
    first = lines[:HEADING_LINES]
    if len(lines) > MAX_LINES or any("\t" in line for line in first):
        return None
    best = (1, None, None)
    for at, line in enumerate(first):
        if len(line) > MAX_WIDTH or not 1 < len(line.split()) <= MAX_COLUMNS:
            continue
        starts = _starts(line, lines[at + 1 : at + 1 + SAMPLE_LINES], known)
        if len(starts) > 1:
            count = heading_points(_cut(line, starts), known)[1]
            best = max(best, (count, -at, starts), key=lambda one: one[0])
    if best[2] is None:
        return None
    starts = best[2]
    return [
        _cut(line, starts) if _fits(line, starts) else [line.strip()] for line in lines
    ]


def _starts(heading, below, known):
    """Where the columns begin: at words of the headings before which nothing stands in
    the lines below."""
    below = [line for line in below if line.strip()]
    rule = next((line for line in below[:1] if _is_rule(line)), None)
    below = [line for line in below if not _is_rule(line)]
    if len(below) < LEAST_LINES:
        return []
    starts = [match.start() for match in WORD.finditer(rule or heading)]
    found = []
    for place, start in enumerate(starts):
        ends = [*starts[place + 1 :], None]
        word = heading[start : ends[0]].strip()
        before = heading[found[-1] : start].strip() if found else ""
        joined = f"{before} {word}"
        if found and not rule and heading[start - 2 : start].strip():
            # one blank: of a heading with several words, unless each is one
            if joined in known or not (before in known and word in known):
                continue
        others = sum(not _fits(line, [start]) for line in below)
        few = others <= max(1, len(below) * MOST_OTHERS)
        if few and len(below) - others >= LEAST_LINES:
            found.append(start)
    return found


def _is_rule(line):
    """Whether a line is drawn below the headings: ``------- ------``."""
    return set(line) <= {"-", " "} and len(line.split()) > 1


def _fits(line, starts):
    """Whether nothing of a line reaches into the blank before a column."""
    return all(not start or not line[start - 1 : start].strip() for start in starts)


def _cut(line, starts):
    ends = [*starts[1:], None]
    # a tab in a cell is no end of it: the cells are joined by one
    cells = [
        line[a:b].replace("\t", " ").strip() for a, b in zip(starts, ends, strict=True)
    ]
    return cells if not line[: starts[0]].strip() else [line.strip()]
