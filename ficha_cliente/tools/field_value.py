"""How a value of a ficha's field is kept in a proposal: as JSON, and as text to read.

Plain functions, so that the comparison of hundreds of posted invoices costs no
method dispatch: they know fields, and nothing of proposals.
"""

import hashlib
import json

from odoo import Command, fields
from odoo.tools import format_datetime, html2plaintext, is_html_empty
from odoo.tools.misc import format_duration, formatLang

from .words import in_date

# hours of the day, which the ORM keeps as numbers; nobody is called at midnight, so 0
# is nothing said
HOURS = {"contact_hour_from", "contact_hour_to"}

SUPPORTED = {
    "boolean",
    "char",
    "date",
    "datetime",
    "float",
    "html",
    "integer",
    "many2many",
    "many2one",
    "monetary",
    "selection",
    "text",
}


def to_data(field, value):
    """The JSON value of what ``record[field.name]`` gives; whatever is empty is
    ``False``, which is also what a Json field gives back for it."""
    if field.type == "many2one":
        return value.id
    if field.type == "many2many":
        return sorted(value.ids) or False
    if not value or (field.type == "html" and is_html_empty(value)):
        return False
    if field.type in ("integer", "float", "monetary", "boolean"):
        return value
    if field.type == "date":
        return fields.Date.to_string(value)
    if field.type == "datetime":
        return fields.Datetime.to_string(value)
    return str(value).strip() or False


def input_to_data(field, value, record):
    """Like :func:`to_data` for a value as a caller gives it.

    :param value: what ``write`` takes (an id, a list of ids, a date or its text, a
        selection's key...) or a recordset
    :raise ValueError: the value is not one that this field can have
    """
    if field.type in ("many2one", "many2many"):
        comodel = record.env[field.comodel_name]
        if not isinstance(value, type(comodel)):
            ids = value if isinstance(value, (list, tuple)) else [value] * bool(value)
            if not all(isinstance(id_, int) for id_ in ids):
                raise ValueError(f"{field.name}: {value!r} is not an id")
            value = comodel.browse(ids)
        # sudo: only whether they are there
        if value.sudo().exists() != value:
            raise ValueError(f"{field.name}: {value!r} does not exist")
        return to_data(field, value)
    keys = field.get_values(record.env) if field.type == "selection" else ()
    if keys and value and value not in keys:
        raise ValueError(f"{field.name}: {value!r} is not one of its keys")
    cached = field.convert_to_cache(value, record, validate=True)
    return to_data(field, field.convert_to_record(cached, record))


def to_write(field, data):
    """What ``write`` takes for a value made by :func:`to_data`."""
    if field.type == "many2many":
        return [Command.set(data or [])]
    return data


def to_text(field, data, env):
    """A value made by :func:`to_data` as a person reads it; empty is ``""``.

    Names of records are read past the access rights of the reader: the proposal
    tells what it is about, and that the record exists.
    """
    if not data and field.type not in ("boolean", "integer", "float", "monetary"):
        return ""
    if field.type in ("many2one", "many2many"):
        ids = data if isinstance(data, list) else [data]
        # sudo: names of a value that the caller lets be read
        records = env[field.comodel_name].sudo().browse(ids)
        return ", ".join(records.mapped("display_name"))
    if field.type == "selection":
        return dict(field._description_selection(env)).get(data, data)
    if field.type == "boolean":
        return env._("Yes") if data else env._("No")
    if field.type == "date":
        return in_date(env, data)
    if field.type == "datetime":
        return format_datetime(env, data)
    if field.type == "html":
        return html2plaintext(data).strip()
    if field.name in HOURS:
        return format_duration(data) if data else ""
    if field.type in ("float", "monetary"):
        return _number_text(data or 0, env)
    if field.type == "integer":
        return str(data or 0)
    return str(data)


def _number_text(number, env):
    """A number with the reader's separators, and as many decimals as it has."""
    decimals = f"{number:.6f}".rstrip("0").partition(".")[2]
    return formatLang(env, number, digits=len(decimals))


def field_label(field, env):
    """What a field of the customer is called, everywhere alike.

    Odoo's own label, but where that is another word than the one on our pages: a
    Spanish reader takes *State* for a status.
    """
    ours = {
        "state_id": env._("Province"),
        "property_payment_term_id": env._("Payment terms"),
    }
    if field.model_name == "res.partner" and field.name in ours:
        return ours[field.name]
    return field._description_string(env)


def label_of(name, env):
    """What a field of the customer is called, by its name: the name itself where no
    module has it any more."""
    field = env["res.partner"]._fields.get(name)
    return field_label(field, env) if field else name


def key_of(data):
    """A short text that is equal for equal values, for the unique index."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
