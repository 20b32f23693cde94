"""Whether a value can be written into a field, before the ORM tries.

What a database would refuse is refused here too: a whole number that is too great, a
NUL, half a letter; and what it would keep and nobody could read: a number that is none,
a name as long as a book.
"""

import math

from .arguments import MAX_ID, NotThis

SCALAR = ("integer", "float", "monetary", "date", "datetime", "selection")
TEXT = ("char", "text", "html")
LINES = ("one2many", "many2many")
# characters of one line of text: a list with such a name would be read by nobody
LONG = 100_000
# number of a command -> what it has: itself, an id, values or ids
SHAPES = {0: 3, 1: 3, 2: 2, 3: 2, 4: 2, 5: 1, 6: 3}


def check_value(field, value, record):
    """
    :param field: of ``record``'s model
    :param value: as ``create`` and ``write`` take it
    :param record: empty recordset of it, for the options of a selection
    :raise NotThis: it cannot be
    """
    if not value and not (field.type in SCALAR and isinstance(value, dict | list)):
        return  # nothing, however it is said
    if field.type in SCALAR:
        _check_scalar(field, value, record)
    elif field.type in TEXT:
        _check_text(value)
        if field.type == "char" and isinstance(value, str) and len(value) > LONG:
            raise NotThis
    elif field.type == "many2one":
        _check_id(value)
        # as the web client sends it: with what is known of the record
        if isinstance(value, dict):
            if not value.keys() <= record.env[field.comodel_name]._fields.keys():
                raise NotThis
    elif field.type in LINES:
        _check_lines(value)


def _check_scalar(field, value, record):
    if isinstance(value, list | tuple | dict | set | bytes):
        raise NotThis
    try:
        kept = field.convert_to_cache(value, record)
        if isinstance(kept, float) and not math.isfinite(kept):
            raise NotThis
    # OverflowError: a number that no float holds
    except (ValueError, TypeError, OverflowError) as error:
        raise NotThis from error
    if field.type == "integer" and abs(kept or 0) > MAX_ID:
        raise NotThis
    # of answers that a method gives the ORM takes any; in a dialog they are what a
    # person may say, elsewhere a list that may be shorter today than when it was said
    if field.type == "selection" and record._transient:
        if kept not in field.get_values(record.env):
            raise NotThis


def _check_text(value):
    if not isinstance(value, str):
        return
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise NotThis from error
    if "\0" in value:
        raise NotThis


def _check_id(value):
    """An id, or a record; an id that nobody has is left to the database."""
    if value is None or isinstance(value, bool | float | bytes | str | list | set):
        raise NotThis
    if isinstance(value, int) and abs(value) > MAX_ID:
        raise NotThis


def _check_lines(value):
    """Commands, or ids."""
    if hasattr(value, "_ids"):
        return
    if not isinstance(value, list | tuple):
        raise NotThis
    for line in value:
        if isinstance(line, list | tuple):
            _check_command(line)
        elif isinstance(line, dict):
            continue
        else:
            _check_id(line)


def _check_command(line):
    # a member of Command is a number too
    if not line or not isinstance(line[0], int):
        raise NotThis
    if len(line) < SHAPES.get(line[0], 9):
        raise NotThis
    if line[0] in (0, 1) and not isinstance(line[2], dict):
        raise NotThis
    if line[0] == 6 and not isinstance(line[2], list | tuple):
        raise NotThis
    if line[0] in (1, 2, 3, 4):
        _check_id(line[1])
    if line[0] == 6:
        for id_ in line[2]:
            _check_id(id_)


def ids_in(value):
    """The ids that a value of a relational field points to, as a set: those of records
    that it links or sets, or goes on with."""
    if hasattr(value, "_ids"):
        found = value._ids
    elif isinstance(value, dict):  # as the web client sends a many2one
        found = [value.get("id")]
    elif isinstance(value, list | tuple):
        found = [id_ for line in value for id_ in _ids_of_line(line)]
    else:
        found = [value]
    return {id_ for id_ in found if type(id_) is int and 0 < id_ <= MAX_ID}


def _ids_of_line(line):
    if not isinstance(line, list | tuple):
        return [line]
    if len(line) > 2 and line[0] == 6 and isinstance(line[2], list | tuple):
        return line[2]
    return [line[1]] if len(line) > 1 and line[0] in (1, 4) else []


def lines_in(value):
    """The values of the lines that a value of a relational field makes or changes."""
    if not isinstance(value, list | tuple):
        return []
    # the ORM takes the values alone, too, for a line that it makes
    return [line for line in value if isinstance(line, dict)] + [
        line[2]
        for line in value
        if isinstance(line, list | tuple)
        and len(line) > 2
        and line[0] in (0, 1)
        and isinstance(line[2], dict)
    ]
