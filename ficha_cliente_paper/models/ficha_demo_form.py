from odoo import api, models

from ..tools.form_pdf import FormPdf


class FichaDemo(models.AbstractModel):
    _inherit = "ficha.demo"

    @api.model
    def _load_forms(self, forms):
        """Forms that customers sent back.

        :param forms: tuples (customer or False for a blank form, kind, sender, values
            by name of the field)
        """
        inbox = self.env["ficha.form.inbox"]
        for name, kind, sender, values in forms:
            partner = self.env["res.partner"]
            if name:
                partner = self.env.ref(f"ficha_cliente.{name}")
            form = partner._get_ficha_form(kind)
            for _title, rows in form["sections"]:
                for row in rows:
                    for item in row:
                        item["value"] = values.get(item["name"], item.get("value"))
            data = FormPdf(form).render()
            inbox._receive("Formulario.pdf", data, email_from=sender)
