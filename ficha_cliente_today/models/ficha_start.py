from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain


class FichaStart(models.AbstractModel):
    """Extends ours: the day's work."""

    _inherit = "ficha.start"

    @api.model
    def _start_steps(self):
        """Extends ours: *Hoy*."""
        return [*super()._start_steps(), self._start_today()]

    @api.model
    def _start_today(self):
        """Step: somebody worked with *Hoy*: a first conversation is noted."""
        # those that mail or documents noted by themselves are nobody's work
        noted = self.env["ficha.interaction"].search_count(
            Domain("user_id", "!=", False), limit=1
        )
        text = self.env._("It fills itself: who to call, why and what to tell them.")
        waiting = self.env["ficha.today"].get_today("all")["waiting_count"]
        if waiting:
            text = self.env._(
                "With what there is, %(customers)s would wait today.",
                customers=self._start_customers(waiting),
            )
        elif not noted:
            text = Markup("%s %s") % (
                text,
                self.env._("It is done when the first conversation is noted."),
            )
        return {
            "key": "today",
            "sequence": 40,
            "title": self.env._("See Today"),
            "text": text,
            "done": bool(noted),
            "buttons": [
                {
                    "label": self.env._("Open Today"),
                    "class": "btn-primary",
                    "action": "ficha_cliente_today.action_ficha_today",
                }
            ],
        }
