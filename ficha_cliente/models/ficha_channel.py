from odoo import fields, models

from ..tools.icons import CHANNEL_ICONS


class FichaChannel(models.Model):
    """A way of talking to a customer: telephone, WhatsApp, a visit...

    Records rather than a selection, so that a company can add the ones it
    uses. ``code`` is for other modules, which look a channel up by it and
    never by its translated name.
    """

    _name = "ficha.channel"
    _description = "Contact Channel"
    _order = "sequence, id"

    name = fields.Char(
        required=True,
        translate=True,
        help="Name shown to users, for instance WhatsApp.",
    )
    code = fields.Char(
        help="Short technical word by which other applications recognise the "
        "channel. Leave it empty for channels of your own."
    )
    icon = fields.Selection(CHANNEL_ICONS, help="Shown beside the channel.")
    sequence = fields.Integer(
        default=10, help="Channels with a lower number are listed first."
    )
    active = fields.Boolean(
        default=True, help="Archived channels are kept in old data but not offered."
    )

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL",
        "Another channel already has this code; choose a different one.",
    )


class FichaWeekday(models.Model):
    """The seven days of the week, so that several can be chosen at once."""

    _name = "ficha.weekday"
    _description = "Day of the Week"
    _order = "number"

    name = fields.Char(
        required=True, translate=True, help="Name of the day as shown to users."
    )
    number = fields.Integer(
        required=True,
        help="0 for Monday to 6 for Sunday, as Python's date.weekday() counts.",
    )

    _number_uniq = models.UniqueIndex(
        "(number)", "There is already a day of the week with this number."
    )


class FichaMonth(models.Model):
    """A month of the year, to be chosen among twelve."""

    _name = "ficha.month"
    _description = "Month"
    _order = "number"

    name = fields.Char(required=True, translate=True, help="Name of the month.")
    number = fields.Integer(required=True, help="1 is January.")

    _number_uniq = models.UniqueIndex(
        "(number)", "There is already a month with this number."
    )
