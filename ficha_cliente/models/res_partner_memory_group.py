from odoo import fields, models
from odoo.tools import SQL

PREFERRED = {"preferred_product_id": "product_id", "preferred_category_id": "categ_id"}


class ResPartner(models.Model):
    """Grouping and sorting fichas by what is kept outside the contact.

    The fields are not stored on the contact (decision D7). Where Odoo asks for their
    value in SQL, the row of the purchase history that the ficha shows is joined.
    """

    _inherit = "res.partner"

    def _summary_expressions(self, alias):
        """What a field of the ficha is in the purchase history.

        :param str alias: of ``ficha_purchase_summary`` in the query
        :return: dict of ``SQL`` by name of the field of ``res.partner``
        """
        today = fields.Date.context_today(self)
        expected = SQL.identifier(alias, "expected_date")
        return {
            "rfm_segment": SQL.identifier(alias, "rfm_segment"),
            "value_tier": SQL.identifier(alias, "value_tier"),
            "drift_risk": SQL.identifier(alias, "drift_risk"),
            "expected_from_date": SQL.identifier(alias, "expected_from_date"),
            "expected_to_date": SQL.identifier(alias, "expected_to_date"),
            "next_expected_date": SQL.identifier(alias, "next_expected_date"),
            "purchase_overdue_days": SQL(
                "GREATEST(%s - %s, 0)", SQL("%s::date", today), expected
            ),
        }

    def _shown_summaries_sql(self):
        """The row of each customer that the ficha shows: of the current company, or of
        the one switched on from which they bought last. As a table."""
        companies = self.env.companies.ids
        if len(companies) == 1:
            return SQL(
                "(SELECT * FROM ficha_purchase_summary WHERE company_id = %s)",
                companies[0],
            )
        return SQL(
            """(SELECT DISTINCT ON (partner_id) *
                  FROM ficha_purchase_summary
                 WHERE company_id IN %s
                 ORDER BY partner_id, company_id = %s DESC, last_purchase_date DESC)""",
            tuple(companies),
            self.env.company.id,
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        """Extends the ORM's: the fields of the purchase history, and the favourites,
        become groupable and sortable."""
        if query is not None:
            summary = f"{alias}__ficha_summary"
            expression = self._summary_expressions(summary).get(field_expr)
            if expression is not None:
                self._check_field_access(self._fields[field_expr], "read")
                query.add_join(
                    "LEFT JOIN",
                    summary,
                    self._shown_summaries_sql(),
                    SQL(
                        "%s = %s",
                        SQL.identifier(summary, "partner_id"),
                        SQL.identifier(alias, "commercial_partner_id"),
                    ),
                )
                return expression
            if field_expr in PREFERRED:
                self._check_field_access(self._fields[field_expr], "read")
                # the ORM's own name for what a many2one leads to has no suffix
                preferred = f"{alias}__{field_expr}_value"
                query.add_join(
                    "LEFT JOIN",
                    preferred,
                    self.browse()._preferred_sql(PREFERRED[field_expr]),
                    SQL(
                        "%s = %s",
                        SQL.identifier(preferred, "partner_id"),
                        SQL.identifier(alias, "commercial_partner_id"),
                    ),
                )
                return SQL.identifier(preferred, "value")
        return super()._field_to_sql(alias, field_expr, query)
