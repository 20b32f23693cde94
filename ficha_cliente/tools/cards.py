"""The cards and the form that a list makes, for a telephone: without a database."""

from lxml.builder import E

# What a column has in a list only, and how wide it is there.
COLUMN_ONLY = {
    "class",
    "column_invisible",
    "context",
    "domain",
    "nolabel",
    "optional",
    "placeholder",
    "required",
    "string",
    "sum",
    "width",
}
# Widgets that a card has no place for.
NO_CARD = {"handle"}
# How many columns a card says, its title included: the first ones.
MOST = 7


def cards_of_list(columns, label_of, is_flag):
    """The cards of a list: its first column as the title, each other that is shown with
    its name, and its buttons below.

    :param columns: the list, an lxml element
    :param label_of: ``name of a field -> its name in words``
    :param is_flag: ``name of a field -> whether it says yes or no``: no is said too
    :return: the kanban view, an lxml element
    """
    card = E.t({"t-name": "card", "class": "gap-1"})
    kanban = E.kanban({"class": "o_kanban_mobile o_ficha_cards"})
    for name in ("create", "edit", "delete", "default_order"):
        if columns.get(name):
            kanban.set(name, columns.get(name))
    shown = [field for field in columns.findall("field") if _is_shown(field)]
    for field in columns.findall("field"):
        if _is_hidden(field):
            kanban.append(E.field(_kept(field, "name", "groups")))
    for number, field in enumerate(shown[:MOST]):
        if number:
            card.append(_line(field, label_of, is_flag))
        else:
            card.extend(_title(field))
    buttons = [
        _button(button)
        for button in columns.findall("button")
        if not button.get("column_invisible")
    ]
    if buttons:
        card.append(E.footer({"class": "pt-1 gap-1"}, *buttons))
    kanban.append(E.templates(card))
    return kanban


def form_of_list(columns):
    """The form of a list that is written in place: the same fields, below each other.

    :param columns: the list, an lxml element
    :return: the form, an lxml element
    """
    group = E.group()
    form = E.form(_kept(columns, "create", "edit", "delete"), E.sheet(group))
    for field in columns.findall("field"):
        if field.get("widget") in NO_CARD:
            continue
        value = E.field({**field.attrib})
        for name in ("class", "optional", "width", "sum", "column_invisible"):
            value.attrib.pop(name, None)
        if _is_hidden(field):
            value.set("invisible", "1")
        group.append(value)
    return form


def _is_hidden(field):
    return field.get("column_invisible") in ("1", "True", "true")


def _is_shown(field):
    return not (
        _is_hidden(field)
        or field.get("optional") == "hide"
        or field.get("widget") in NO_CARD
    )


def _kept(element, *names):
    return {name: element.get(name) for name in names if element.get(name)}


def _value(field, *apart):
    """The field as it is in the list, without what only a column has."""
    return E.field(
        {
            name: value
            for name, value in field.attrib.items()
            if name not in COLUMN_ONLY and name not in apart
        }
    )


def _title(field):
    """The first column; where it is empty, what the record is called."""
    value = _value(field)
    value.set("class", "fw-bold")
    name = field.get("name")
    called = {"name": "display_name", "class": "fw-bold", "t-if": f"!({_said(name)})"}
    return value, E.field(called)


def _said(name):
    """What is true where the field says something. One that is not the reader's is not
    there; of several values there may be none, which is a list all the same."""
    value = f"record.{name}.raw_value"
    return f"record.{name} and {value} and {value}.length !== 0"


def _line(field, label_of, is_flag):
    """A column and its name; what says nothing is left out."""
    name = field.get("name")
    line = E.div(
        {"class": "d-flex flex-wrap column-gap-2"},
        E.span({"class": "text-muted"}, field.get("string") or label_of(name)),
        _value(field, "groups", "invisible"),
    )
    line.attrib.update(_kept(field, "groups", "invisible"))
    line.set("t-if", f"record.{name}" if is_flag(name) else _said(name))
    return line


def _button(button):
    """A button has words: those of its own, or what it says to who points at it."""
    kept = _kept(
        button, "name", "type", "icon", "invisible", "groups", "context", "confirm"
    )
    words = button.get("string") or button.get("title") or ""
    return E.button({**kept, "class": "btn btn-sm btn-secondary", "string": words})
