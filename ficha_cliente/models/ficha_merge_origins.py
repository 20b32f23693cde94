from odoo import models
from odoo.tools import SQL

from .ficha_merge_pairs import Pairs


class FichaMerge(models.Model):
    """Where a value came from follows the value and not the contact."""

    _inherit = "ficha.merge"

    def _move_origins(self, survivor, givers):
        """Give the kept contact the origins of the values it took over.

        :param givers: ``{field name: contact whose value it was}``
        """
        givers = {name: giver for name, giver in givers.items() if giver != survivor}
        if not givers:
            return
        names = list(givers)
        self._sql_remove(
            "ficha_value_origin",
            Pairs([(survivor.id, survivor.id, self.id)]),
            SQL("t.partner_id = m.old AND t.field_name = ANY(%s)", names),
        )
        for giver in survivor.browse().union(*givers.values()):
            self._sql_change(
                "ficha_value_origin",
                "partner_id",
                Pairs([(giver.id, survivor.id, self.id)]),
                SQL(
                    "t.partner_id = m.old AND t.field_name = ANY(%s)"
                    " AND t.company_id IS NULL",
                    [name for name, owner in givers.items() if owner == giver],
                ),
                SQL("m.new"),
            )
