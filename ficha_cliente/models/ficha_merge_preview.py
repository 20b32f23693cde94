from odoo import api, models
from odoo.tools import SQL

from .ficha_merge_pairs import Pairs


class FichaMerge(models.Model):
    """What a merge would do: which contact should stay, and what would move."""

    _inherit = "ficha.merge"

    @api.model
    def _default_survivors(self, groups):
        """Which contact of each group should stay: one whose entries are secured (it
        has to), one that is not archived, then the one with a client code, with more
        posted documents, the oldest.

        :param groups: list of ``res.partner``
        :return: list of ``res.partner``, one for each group
        """
        partners = self.env["res.partner"].union(*groups)
        partners.flush_recordset()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id,
                       NOT EXISTS (
                           SELECT FROM account_move_line AS line
                             JOIN account_move AS move ON move.id = line.move_id
                            WHERE line.partner_id = p.id
                              AND move.inalterable_hash IS NOT NULL),
                       p.active IS NOT TRUE,
                       p.company_id IS NOT NULL,
                       p.client_code IS NULL,
                       -(SELECT count(*) FROM account_move AS move
                          WHERE move.partner_id = p.id AND move.state = 'posted'),
                       p.create_date
                  FROM res_partner AS p
                 WHERE p.id = ANY(%s)
                """,
                partners.ids,
            )
        )
        rank = {row[0]: (*row[1:6], row[6] is None, row[6], row[0]) for row in rows}
        return [min(group, key=lambda p: rank[p.id]) for group in groups]

    @api.model
    def _preview_counts(self, partners):
        """How many rows of each table point at each of these contacts.

        :return: ``{partner id: {table: number}}``
        """
        pairs = Pairs((id_, id_, 0) for id_ in partners.ids)
        links = self._links_in_use("res_partner", pairs)
        counts = {id_: {} for id_ in partners.ids}
        if not links:
            return counts
        query = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s AS place, m.old AS partner, t.%s AS row"
                " FROM %s JOIN %s AS t ON %s = %s AND %s",
                place,
                SQL.identifier(link.key),
                pairs.sql,
                SQL.identifier(link.table),
                SQL.identifier("t", link.column),
                link.old(),
                link.where(),
            )
            for place, link in enumerate(links)
        )
        tables = [link.table for link in links]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner, tables.name, count(DISTINCT row)
                  FROM (%s) AS found
                  JOIN unnest(%s::varchar[]) WITH ORDINALITY AS tables (name, number)
                    ON tables.number = found.place + 1
                 WHERE NOT (tables.name = 'res_partner' AND row = partner)
                 GROUP BY partner, tables.name
                """,
                query,
                tables,
            )
        )
        for partner_id, table, number in rows:
            counts[partner_id][table] = number
        return counts
