from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

# field of the contact -> column of its row
COLUMNS = {
    "ficha_template_id": "template_id",
    "ficha_completeness": "completeness",
    "ficha_freshness": "freshness",
    "ficha_source": "source",
}


class ResPartner(models.Model):
    """Searching, sorting and grouping fichas by the quality of their data.

    All of it reads ``ficha.quality``, which is behind by the minutes that the scheduled
    action takes.
    """

    _inherit = "res.partner"

    def _search_quality(self, condition):
        """Contacts with a row that meets a condition.

        :param condition: domain on ``ficha.quality``
        :return: ``Domain``
        """
        # sudo: rows have no readers of their own; contacts are searched with the
        # reader's rights
        query = self.env["ficha.quality"].sudo()._search(condition)
        partner_id = SQL.identifier(query.table, "partner_id")
        return Domain("id", "in", query.subselect(partner_id))

    def _search_quality_column(self, column, operator, value):
        if operator == "in":
            found = self._search_quality(
                Domain(column, "in", [item for item in value if item is not False])
            )
            if False in value:
                found |= ~self._search_quality(Domain(column, "!=", False))
            return found
        if operator in ("<", "<=", ">", ">="):
            return self._search_quality(Domain(column, operator, value))
        return NotImplemented

    def _search_ficha_template_id(self, operator, value):
        if operator == "any":
            templates = self.env["ficha.template"]._search(value)
            return self._search_quality(Domain("template_id", "in", templates))
        return self._search_quality_column("template_id", operator, value)

    def _search_ficha_completeness(self, operator, value):
        return self._search_quality_column("completeness", operator, value)

    def _search_ficha_freshness(self, operator, value):
        """A freshness that is not known is neither low nor high."""
        if operator == "in":
            known = Domain("freshness", "in", [v for v in value if v is not False])
            found = self._search_quality(known & Domain("freshness_known", "=", True))
            if False in value:
                found |= ~self._search_quality(Domain("freshness_known", "=", True))
            return found
        if operator in ("<", "<=", ">", ">="):
            return self._search_quality(
                Domain("freshness", operator, value)
                & Domain("freshness_known", "=", True)
            )
        return NotImplemented

    def _search_ficha_source(self, operator, value):
        return self._search_quality_column("source", operator, value)

    def _field_to_sql(self, alias, field_expr, query=None):
        """Extends the ORM's: the quality of the data is sortable and groupable."""
        if query is None or field_expr not in COLUMNS:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        row = f"{alias}__ficha_quality"
        query.add_join(
            "LEFT JOIN",
            row,
            "ficha_quality",
            SQL(
                "%s = %s",
                SQL.identifier(row, "partner_id"),
                SQL.identifier(alias, "id"),
            ),
        )
        return SQL.identifier(row, COLUMNS[field_expr])
