from odoo import api, models


class FichaToday(models.AbstractModel):
    """*Hoy*: who to call today and why, in one call."""

    _name = "ficha.today"
    _description = "Today"

    @api.model
    def get_today(self, scope="mine", user_id=None):
        """All that the first screen of the morning shows.

        :param scope: ``mine``, ``user`` (with ``user_id``) or ``all``
        :return: dict of sections
        """
        return {}
