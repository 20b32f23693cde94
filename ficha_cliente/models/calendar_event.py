from odoo import Command, fields, models

from ..tools.groups import INTERNAL
from .ficha_handover import QUIET


class CalendarEvent(models.Model):
    """In Odoo everybody reads everybody's calendar. A meeting that comes of the file of
    one company, with the customer's name and address, is for who works in that company.
    """

    _inherit = "calendar.event"

    ficha_company_id = fields.Many2one(
        "res.company",
        string="Company of the customer file",
        readonly=True,
        groups=INTERNAL,
        export_string_translation=False,
        help="Whose customer file the meeting comes from: people of other companies do "
        "not see it.",
    )

    def _handover_replace(self, old, new, detail):
        """One person takes the place of another in these meetings.

        :param old, new: ``res.users``
        :param detail: letters: ``o`` as the organizer, ``g`` as a guest, ``b`` the one
            who did not have it at first was a guest all along and stays one
        """
        if not self:
            return
        values = {}
        if "o" in detail:
            values["user_id"] = new.id
        if "g" in detail:
            commands = [Command.link(new.partner_id.id)]
            if "b" not in detail:
                commands.append(Command.unlink(old.partner_id.id))
            elif new.partner_id in self[:1].partner_ids:
                commands = [Command.unlink(old.partner_id.id)]
            values["partner_ids"] = commands
        if values:
            self.with_context(**QUIET).write(values)
