"""Customers told one below the other, each value with what it is before it: *Nombre:
Ana*, *Teléfono: 968...*. No ORM."""

import re

from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from .heading_words import NAMED
from .workbook import Table

# what a value is, and the value: nothing of an address of the web or an hour is a label
LABEL = re.compile(r"([^\W\d_][^:=\t\n]{0,38}?)\s{0,9}[:=]\s{0,9}(?!//)(\S.*)?")
WORDS = re.compile(r"[^\W\d_]{2,20}\.?(?: [^\W\d_]{1,20}\.?){0,2}")
# "-----", "[cliente]"
BETWEEN = re.compile(r"[\W_]*|\[[^\[\]]*\]")
MAX_LINE = 2_000
LOOKED_AT = 200  # lines, or rows, by which it is told
MIN_LABELS = 3
TITLES = {"valor", "valores", "value", "dato"}
MAX_SAID = 10
MAX_LABELS = 100  # of one customer
MAX_HEADINGS = 200  # of all of them


def of_lines(lines, known):
    """What a text of labels tells, as of :func:`_table_of`; None when it is none.

    :param list lines: of the file
    :param known: the headings that mean something, see ``Known``
    """
    said = [line for line in lines if line.strip()][:LOOKED_AT]
    if not _are_labels(map(_pair, said), known):
        return None
    found, loose = _table_of([_pair(line) for line in lines], known)
    return None if found is None else (found, loose)


def labelled(table, known, book):
    """A table in which each value has its label beside or before it, or in which each
    cell holds all that is known of a customer, as one with headings."""
    rows = [
        (number, values) for number, values in table.rows if any(map(_says, values))
    ]
    if table.merged or not rows:
        return table
    beside = [_beside(values, known) for _number, values in rows[:LOOKED_AT]]
    if _are_labels(beside, known):
        pairs, last = [], rows[0][0]
        if isinstance(beside[0], tuple) and fold(str(beside[0][1])) in TITLES:
            rows = rows[1:]  # "Campo", "Valor"
        for number, values in rows:
            if number > last + 1:
                pairs.append(None)
            pairs.append(_beside(values, known))
            last = number
        said = {fold(pair[0]) for pair in pairs if isinstance(pair, tuple)}
        pairs = [  # a label beside an empty cell
            (pair, "") if isinstance(pair, str) and fold(pair) in said else pair
            for pair in pairs
        ]
        found, loose = _table_of(pairs, known)
    else:
        found, loose = _of_cells(rows, known)
    if found is None:
        return table
    book.note("labels")
    if loose:
        book.note("loose", text=loose_text(loose))
    book.doubtful.add("labels")
    return Table(
        table.name,
        list(enumerate(found, 1)),
        hidden_sheets=table.hidden_sheets,
    )


def loose_text(texts):
    """Texts that were left out, in a sentence."""
    return "; ".join(" ".join(text.split())[:60] for text in texts[:MAX_SAID])


def _says(value):
    return value != ""


def _pair(text):
    """(label, value) of a text, or None; of a line that says nothing, None too."""
    text = text.strip()
    match = LABEL.fullmatch(text[:MAX_LINE])
    if match:
        # the whole of it: no more than the beginning is looked at
        return match[1], text[match.start(2) :].strip() if match[2] else ""
    return None if BETWEEN.fullmatch(text[:MAX_LINE]) else text


def _beside(values, known):
    """(label, value) of a row of two cells, or of one that holds both; a text where it
    is neither."""
    while values and values[-1] == "":
        values = values[:-1]
    first = values[0] if values else ""
    if not isinstance(first, str) or len(values) > 2 or first == "":
        return None
    if len(values) == 1:
        pair = _pair(first) if "\n" not in first else first
        alone = first.strip().rstrip(" :=")
        if isinstance(pair, str) and alone.lower() in known:
            return alone, ""
        return pair
    return first.strip().rstrip(" :="), values[1]


def _are_labels(pairs, known):
    """Whether most of these are labels with a value, and one of them is a name."""
    pairs = list(pairs)
    labels = [pair[0] for pair in pairs if isinstance(pair, tuple)]
    sure = [label for label in labels if label.lower() in known]
    names = {fold(label) for label in sure}
    again = len(sure) >= 2 * len(names) > 2
    if not (len(names) >= MIN_LABELS or again) or len(sure) * 5 < len(pairs) * 3:
        return False
    if not any(NAMED.intersection(name.split()) for name in names):
        return False
    # headings side by side are no labels
    values = [str(pair[1]) for pair in pairs if isinstance(pair, tuple)]
    return not any(value.strip().lower() in known for value in values if value)


def _table_of(pairs, known):
    """What is told by labels and values with blanks among them.

    :return: (rows, the headings first; texts that are above the first customer); of
        more labels than there are columns in a sheet, None for the rows
    """
    groups, group, loose = [], [], []
    for pair in [*pairs, None]:
        if pair is not None:
            group.append(pair)
        elif group:
            groups.append(group)
            group = []
    first = next((fold(p[0]) for p in pairs if _is_label(p, known)), "")
    starts = [at for at, pair in enumerate(pairs) if _is_first(pair, first, known)]
    # a title stands above each customer, the first one too
    titled = bool(starts and starts[0]) and isinstance(pairs[starts[0] - 1], str)
    records = []
    for group in groups:
        record = []
        is_text = not any(_is_label(one, known) for one in group)
        for place, pair in enumerate(group):
            if _is_label(pair, known):
                if _is_first(pair, first, known) and record:
                    records.append(record)
                    record = []
                record.append((pair[0], [pair[1]]))
                continue
            more = pair if isinstance(pair, str) else ": ".join(map(str, pair))
            after = group[place + 1] if place + 1 < len(group) else None
            is_title = titled and _is_first(after, first, known)
            if record and not is_title:  # the value goes on
                record[-1][1].append(more)
            elif records and not is_title and is_text:
                records[-1][-1][1].append(more)
            else:
                loose.append(more)
        if record:
            records.append(record)
    return _rows_of(_without_breaks(records, first)), loose


def _is_first(pair, first, known):
    """Whether a customer begins here."""
    return _is_label(pair, known) and fold(pair[0]) == first


def _is_label(pair, known):
    """Whether it is a label with its value, and no text with a colon in it."""
    if not isinstance(pair, tuple):
        return False
    return pair[0].lower() in known or bool(WORDS.fullmatch(pair[0]))


def _without_breaks(records, first):
    """Records of which each begins with the same label: what stands below a blank line
    and does not belongs to the one above."""
    starts = sum(fold(record[0][0]) == first for record in records)
    if starts * 2 < len(records):
        return records
    found = []
    for record in records:
        if found and fold(record[0][0]) != first:
            found[-1] += record
        else:
            found.append(record)
    return found


def _rows_of(records):
    """The headings, and the values of each record under them; None where they are too
    many."""
    headings, places, rows = [], {}, []
    for record in records:
        seen, values = {}, {}
        for label, parts in record[:MAX_LABELS]:
            word = fold(label)
            seen[word] = seen.get(word, 0) + 1
            key = (word, seen[word])
            if key not in places:
                places[key] = len(headings)
                headings.append(label)
            is_one = len(parts) == 1
            text = "\n".join(map(str, parts)).strip()
            values[places[key]] = parts[0] if is_one else text
        rows.append(values)
        if len(headings) > MAX_HEADINGS:
            return None
    width = len(headings)
    return [headings] + [[row.get(at, "") for at in range(width)] for row in rows]


def _of_cells(rows, known):
    """The same of cells that hold all that is known of a customer, a line each."""
    if sum(sum(map(_says, values)) > 1 for _number, values in rows[:LOOKED_AT]) > 1:
        return None, []  # most files: not looked at any further
    lone = [
        str(next(filter(_says, values)))
        for _number, values in rows
        if sum(map(_says, values)) == 1
    ]
    cells = [text for text in lone if "\n" in text]
    # a heading may stand above them
    if not cells or len(cells) + 1 < len(rows):
        return None, []
    lines = [line for text in cells for line in text.split("\n") if line.strip()]
    if not _are_labels(map(_pair, lines[:LOOKED_AT]), known):
        return None, []
    pairs = []
    for text in cells:
        pairs += [*map(_pair, filter(str.strip, text.split("\n"))), None]
    found, loose = _table_of(pairs, known)
    return found, [*(text for text in lone if "\n" not in text), *loose]
