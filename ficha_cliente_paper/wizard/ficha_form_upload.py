from odoo import fields, models

from odoo.addons.ficha_cliente.tools.arguments import only_one


class FichaFormUpload(models.TransientModel):
    """Choose a filled form to be read."""

    _name = "ficha.form.upload"
    _description = "Read a filled form"

    file = fields.Binary(
        required=True, help="The PDF as the customer sent it back, not a scan of it."
    )
    file_name = fields.Char(help="Name of the file.")

    def action_read(self):
        """
        :raise UserError: why the file cannot be taken
        :return: action that shows what the form says
        """
        only_one(self)
        content = self.with_context(bin_size=False).file
        inbox = self.env["ficha.form.inbox"]
        return inbox._read_or_raise(
            self.file_name or "form.pdf", (content or b"").decode()
        )
