from odoo import fields, models
from odoo.exceptions import AccessError

from .ficha_import import DECIDING


class FichaImportChoice(models.AbstractModel):
    """Something of a file that whoever dropped it decides before it is imported: what a
    column is, which sheet is read, what a value means.

    It is of the import: only its owner writes it, only what ``_chosen`` names, and only
    before the rows are imported. What is decided is foretold at once.
    """

    _name = "ficha.import.choice"
    _description = "Decision about a File to Import"
    _log_access = False

    _chosen = ()

    import_id = fields.Many2one(
        "ficha.import",
        string="Import",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The file it belongs to.",
    )

    def write(self, vals):
        """Extended: see the class."""
        if self.env.su:
            return super().write(vals)
        if vals.keys() - set(self._chosen):
            raise AccessError(
                self.env._("What a file has is read from it, and not written by hand.")
            )
        runs = self.import_id
        runs._check_choosing()
        vals = self._decided_vals(vals)
        # sudo: with what was decided goes that it was
        super(FichaImportChoice, self.sudo()).write(vals)
        self.sudo()._keep_decided()
        if not self.env.context.get(DECIDING):
            runs._foretell()
        return True

    def _decided_vals(self, vals):
        """Hook: the values to write when a person decided ``vals``."""
        return vals

    def _keep_decided(self):
        """Hook: keep what was decided where it outlasts these records."""
