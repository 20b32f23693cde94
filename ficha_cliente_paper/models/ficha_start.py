from odoo import api, models


class FichaStart(models.AbstractModel):
    """Extends ours: a form on paper."""

    _inherit = "ficha.start"

    @api.model
    def _start_steps(self):
        """Extends ours: print a form, and get it back."""
        return [*super()._start_steps(), self._start_form()]

    @api.model
    def _start_form(self):
        """Step: a form came back filled in."""
        count = self.env["ficha.form.inbox"].search_count([])
        if count:
            text = (
                self.env._("One form came back filled in.")
                if count == 1
                else self.env._("%s forms came back filled in.", count)
            )
        else:
            text = self.env._(
                "A PDF that customers fill in on screen or on paper. Drop it here when "
                "it comes back, and the file fills itself."
            )
        return {
            "key": "form",
            "sequence": 50,
            "title": self.env._("Print a form"),
            "text": text,
            "done": count > 0,
            "buttons": [
                {
                    "label": self.env._("Print a blank form"),
                    "class": "btn-primary",
                    "action": "ficha_cliente_paper.action_ficha_form_blank",
                }
            ],
        }
