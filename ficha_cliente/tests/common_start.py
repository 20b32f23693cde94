from odoo.tools import SQL

from ..models.ficha_start import AWAY, BEGUN
from ..tools.query import query_subselect


class StartMixin:
    @classmethod
    def _empty_base(cls):
        """A base without customers, whose page nobody has seen."""
        cls.env["ir.config_parameter"].search([("key", "in", [AWAY, BEGUN])]).unlink()
        Partner = cls.env["res.partner"]
        query = Partner._search(cls.env["ficha.start"]._start_files())
        # by SQL: contacts of users of the website may not be archived
        cls.env.cr.execute(
            SQL(
                "UPDATE res_partner SET active = false WHERE id IN %s",
                query_subselect(query),
            )
        )
        cls.env.invalidate_all()
