from odoo import fields, models

from odoo.addons.ficha_cliente.tools.merge import Unique


class FichaQuestionSnooze(models.Model):
    """A question about a ficha that is left alone for a while.

    Whoever said that it is not known, or that this is not the moment, said it for
    everybody: the next one to open the ficha is not asked either.
    """

    _name = "ficha.question.snooze"
    _description = "Question Not to Be Asked for a While"
    _log_access = False
    _rec_name = "field_name"
    # who said that it is not known said it of the same customer
    _ficha_merge_unique = (Unique(("partner_id", "field_name")),)

    partner_id = fields.Many2one(
        "res.partner",
        required=True,
        ondelete="cascade",
        help="Contact the question is about.",
    )
    field_name = fields.Char(required=True, help="The field that was asked for.")
    until = fields.Date(required=True, help="The day from which it may be asked again.")
    user_id = fields.Many2one("res.users", ondelete="set null", help="Who said so.")

    _question_uniq = models.UniqueIndex(
        "(partner_id, field_name)", "This question is already postponed."
    )
