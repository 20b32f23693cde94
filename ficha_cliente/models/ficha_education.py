from odoo import api, fields, models
from odoo.exceptions import ValidationError

FIRST_YEAR = 1900
# Studies under way are written with the year in which they should end.
YEARS_AHEAD = 10


class FichaEducation(models.Model):
    """One course of studies of a person. Personal data: only the group
    *Ficha: personal data* has any access to the model."""

    _name = "ficha.education"
    _description = "Studies of a Person"
    _order = "partner_id, year desc, id desc"
    _rec_name = "title"
    _ficha_merge_private = True

    partner_id = fields.Many2one(
        "res.partner",
        string="Person",
        required=True,
        index=True,
        ondelete="cascade",
        help="Who studied this.",
    )
    kind = fields.Selection(
        [
            ("degree", "Degree"),
            ("specialisation", "Specialisation"),
            ("master", "Master's"),
            ("doctorate", "Doctorate"),
            ("course", "Course"),
        ],
        required=True,
        default="degree",
        help="Type of studies.",
    )
    title = fields.Char(
        required=True, help="Name of the studies, for instance Law or Marketing."
    )
    field = fields.Char(
        string="Field of Study", help="Branch of knowledge, for instance Tax law."
    )
    institution = fields.Char(help="University, school or centre that gave them.")
    year = fields.Integer(
        aggregator=None,
        help="Year in which they ended, or should end. Leave 0 if not known.",
    )

    @api.constrains("year")
    def _check_year(self):
        last_year = fields.Date.context_today(self).year + YEARS_AHEAD
        for studies in self.filtered("year"):
            if not FIRST_YEAR <= studies.year <= last_year:
                raise ValidationError(
                    self.env._(
                        "Year of “%(title)s”: %(year)s is not possible. Write a year "
                        "with four digits between %(first)s and %(last)s, or leave "
                        "it empty.",
                        title=studies.title,
                        year=str(studies.year),
                        first=str(FIRST_YEAR),
                        last=str(last_year),
                    )
                )
