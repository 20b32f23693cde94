from odoo import fields, models

from ..tools.groups import PERSONAL


class ResPartner(models.Model):
    """Academic data. Personal: each field asks for its group, so that reading,
    exporting, searching and grouping are refused alike to everybody else."""

    _inherit = "res.partner"

    # Levels and names of the International Standard Classification of
    # Education, ISCED 2011 (UNESCO).
    education_level = fields.Selection(
        [
            ("0", "Early childhood education"),
            ("1", "Primary education"),
            ("2", "Lower secondary education"),
            ("3", "Upper secondary education"),
            ("4", "Post-secondary non-tertiary education"),
            ("5", "Short-cycle tertiary education"),
            ("6", "Bachelor's or equivalent level"),
            ("7", "Master's or equivalent level"),
            ("8", "Doctoral or equivalent level"),
        ],
        prefetch="ficha_personal",
        copy=False,  # whoever may not read it duplicates contacts as well
        groups=PERSONAL,
        help="Highest level of education reached, as classified by ISCED 2011.",
    )
    occupation = fields.Char(
        prefetch="ficha_personal",
        copy=False,  # whoever may not read it duplicates contacts as well
        groups=PERSONAL,
        help="What the person does for a living, whatever their job position.",
    )
    education_ids = fields.One2many(
        "ficha.education",
        "partner_id",
        string="Studies",
        groups=PERSONAL,
        help="Degrees, specialisations, master's, doctorates and courses.",
    )

    # --------------------------------------------------------------------------
    # Family data. Personal: each field asks for its group.
    # --------------------------------------------------------------------------

    marital_status = fields.Selection(
        [
            ("single", "Single"),
            ("married", "Married"),
            ("partnership", "Registered partnership"),
            ("separated", "Separated"),
            ("divorced", "Divorced"),
            ("widowed", "Widowed"),
        ],
        prefetch="ficha_personal",
        copy=False,  # whoever may not read it duplicates contacts as well
        groups=PERSONAL,
        help="Civil status of the person.",
    )
    family_member_ids = fields.One2many(
        "ficha.family.member",
        "partner_id",
        string="Family",
        groups=PERSONAL,
        help="Spouse, children and other relatives.",
    )

    def _ficha_merge_before(self, merging):
        """Extends ours: nobody is their own relative."""
        result = super()._ficha_merge_before(merging)
        merging.remove_tied_to_themselves("ficha_family_member")
        return result
