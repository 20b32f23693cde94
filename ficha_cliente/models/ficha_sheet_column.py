"""What a column of a file of fichas is. No ORM."""

from dataclasses import dataclass
from typing import Any

INVOICING = "account.group_account_invoice,account.group_account_readonly"
PERSONAL = "ficha_cliente.group_ficha_personal"


@dataclass(frozen=True, eq=False)
class Column:
    """One column, from which everything is made: the template, its explanation, what
    is read, and what is written.

    :param key: its name in code, unique in its sheet
    :param heading: what stands on top, a lazily translated text
    :param kind: how its cells are read and written (``ficha_sheet_parse``,
        ``ficha_sheet_format``)
    :param help: what the sheet of explanations says, lazily translated
    :param field: the field it is about, of ``res.partner`` or of the line's model
    :param aliases: other headings that mean it, in any language, between ``|``
    :param groups: of whom may see it; the field's own groups count as well
    :param example: as a person would write it
    :param point: kind of ``ficha.contact.point``, for what is kept there
    :param line: (kind of line, position among the lines of that kind), for what is
        kept in a line of its own
    """

    key: str
    heading: Any
    kind: str = "line"
    help: Any = ""
    field: str = ""
    aliases: str = ""
    groups: str = ""
    example: str = ""
    point: str = ""
    line: tuple = ()


@dataclass(frozen=True, eq=False)
class LineKind:
    """Lines that hang from a ficha, which may have a sheet of their own."""

    key: str
    model: str
    field: str
    sheet: Any
    aliases: str
    columns: tuple
    # fields that say which line it is, and the least that makes one
    identity: tuple
    groups: str = ""
