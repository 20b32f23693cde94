import base64

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.ficha_cliente.tools.arguments import only_one

from ..models.ficha_exclusion_check import KINDS

MOST_BYTES = 50_000_000


class FichaExclusionLookup(models.TransientModel):
    """Look numbers and addresses up in an exclusion list (Robinson) by file: one file
    goes out, the lines of it that are listed come back."""

    _name = "ficha.exclusion.lookup"
    _description = "Look up the Robinson List"

    kind = fields.Selection(
        KINDS, required=True, default="phone", help="What is looked up."
    )
    how = fields.Selection(
        [
            ("sha256", "SHA-256"),
            ("md5", "MD5"),
            ("sha1", "SHA-1"),
            ("plain", "As it is"),
        ],
        string="Written as",
        required=True,
        default="sha256",
        help="How the service wants the lines.",
    )
    upper = fields.Boolean("In capital letters", help="The service wants them so.")
    file = fields.Binary("File to send", readonly=True, attachment=False)
    file_name = fields.Char("Name of the file to send", readonly=True)
    answer = fields.Binary(
        "Answer of the service",
        attachment=False,
        help="Text file with the lines that are on the list.",
    )
    source = fields.Char(
        "Service", default="Robinson", required=True, help="Which list it is."
    )
    result = fields.Char(readonly=True)

    def action_export(self):
        """Make the file to send.

        :return: action that shows the dialog again
        """
        only_one(self)
        self.check_access("write")
        self._check_desk()
        lines = self.env["ficha.exclusion.check"]._ask(self.kind, self.how, self.upper)
        self.file = base64.b64encode("\r\n".join([*lines, ""]).encode())
        self.file_name = f"robinson_{self.kind}.txt"
        self.result = self.env._("%s to look up.", len(lines))
        return self._again()

    def action_import(self):
        """Read the answer.

        :return: action that shows the dialog again
        """
        only_one(self)
        self.check_access("write")
        self._check_desk()
        if not self.answer:
            raise UserError(
                self.env._(
                    "Add the answer of the service. A list on which nobody is, is an "
                    "empty file with one empty line."
                )
            )
        content = base64.b64decode(self.answer)
        if len(content) > MOST_BYTES:
            raise UserError(self.env._("This file is too large."))
        try:
            lines = content.decode("utf-8-sig").splitlines()
        except UnicodeDecodeError as error:
            raise UserError(
                self.env._("This is no text file in UTF-8: save it as one.")
            ) from error
        looked_up, listed = self.env["ficha.exclusion.check"]._answer(
            self.kind, lines, self.source, self.how, self.upper
        )
        self.result = self.env._(
            "Looked up: %(looked_up)s. Of them on the list: %(listed)s.",
            looked_up=looked_up,
            listed=listed,
        )
        return self._again()

    def _check_desk(self):
        """The statements of a look-up go past the ORM: here it is asked who may."""
        self.env["ficha.exclusion.check"].check_access("create")

    def _again(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
