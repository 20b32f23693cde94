"""What nobody writes by hand when a record is made.

To leave such a field out of the values is not enough: what is not in them is filled in
from the context (``default_...``), which the client sends, and from the defaults that
every user may keep for themselves (``ir.default``). Only a value that is there is safe
from both.
"""

from odoo.models import MAGIC_COLUMNS
from odoo.tools import clean_context

# of the context: the defaults that a user keeps are not asked (``ir.default``)
MADE_BY_US = "ficha_made_by_us"


def untouched(model, names):
    """The values that fields have when nobody says anything.

    :param model: recordset of the model, in the environment of who creates
    :param names: of its stored fields; those that are closed to the user are left out,
        as the ORM refuses them in the context too
    :return: ``{name: value}``, to be put over what was given
    """
    values = {}
    for name in names:
        field = model._fields[name]
        if not model._has_field_access(field, "write"):
            continue
        value = field.default(model) if field.default else False
        # as default_get does: a default may be a record
        value = field.convert_to_cache(value, model, validate=False)
        value = field.convert_to_write(value, model)
        values[name] = False if value is None else value
    return values


def made_by_us(model):
    """The model as superuser, to make records with that their reader could not make.

    The superuser may write every field, so a client's context would fill in those that
    are not said: in whose name something is done, or what nobody but us decides.

    :param model: recordset of the model, in the environment of who asks
    :return: the same in sudo, without the defaults of the context and of the user
    """
    # the whole context anew: what is left out of it is what matters
    context = {**clean_context(model.env.context), MADE_BY_US: True}
    return model.sudo().with_context(context)  # pylint: disable=context-overridden


def all_but(model, given):
    """The stored fields of a model besides these, those of the ORM and of followers
    apart, and what is computed."""
    return [
        name
        for name, field in model._fields.items()
        if field.store
        and name not in given
        and not (field.compute or field.related or name in MAGIC_COLUMNS)
        and not name.startswith(("message_", "activity_"))
    ]
