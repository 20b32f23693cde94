from odoo import fields, models

GROUP = "ficha_cliente.group_ficha_user"


class ResPartner(models.Model):
    """What is left to do for a customer, without a day."""

    _inherit = "res.partner"

    ficha_task_ids = fields.One2many(
        "ficha.task",
        "partner_id",
        string="To do",
        domain=[("done", "=", False)],
        groups=GROUP,
        help="What is left to do for this customer and has no day yet.",
    )

    def _followup_pending(self):
        """Extends ours: what is to do."""
        pending = super()._followup_pending()
        if not self.env.user.has_group(GROUP):
            return pending
        tasks = self.env["ficha.task"].search(
            [("partner_id.commercial_partner_id", "in", self.ids), ("done", "=", False)]
        )
        by_entity = tasks.grouped(lambda task: task.partner_id.commercial_partner_id)
        for entity, left in by_entity.items():
            words = next(iter(left)).name
            if len(left) > 1:
                words = self.env._(
                    "%(task)s, and %(count)s more", task=words, count=len(left) - 1
                )
            pending[entity.id].append(
                {
                    "key": "task",
                    "icon": "fa-check-square-o",
                    "title": self.env._("To do"),
                    "text": words,
                    "gestures": [],
                }
            )
        return pending
