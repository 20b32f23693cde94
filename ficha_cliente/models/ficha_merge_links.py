from odoo import api, models
from odoo.tools import SQL

from .ficha_merge_pairs import Pairs


class FichaMerge(models.Model):
    """Everything that pointed at the rows that go points at those that stay."""

    _inherit = "ficha.merge"

    @api.model
    def _move_links(self, table, pairs, entity_pairs=None):
        """Move the links to rows of a table.

        :param pairs: :class:`Pairs` of rows of ``table``
        :param entity_pairs: for contacts, the same with the commercial entities of
            those who stay
        """
        entity_columns = self._merge_entity_columns() if entity_pairs else ()
        for link in self._links_in_use(table, pairs):
            if (link.table, link.column) in entity_columns:
                self._move_link(link, table, entity_pairs)
            else:
                self._move_link(link, table, pairs)

    @api.model
    def _links_in_use(self, table, pairs):
        """The links that point at one of these rows: one question for all of them."""
        links = self._merge_links(table)
        if not links or not pairs:
            return []
        query = SQL(" UNION ALL ").join(
            SQL(
                "SELECT %s WHERE EXISTS (SELECT FROM %s AS t"
                " WHERE %s = ANY(%s) AND %s)",
                place,
                SQL.identifier(link.table),
                SQL.identifier("t", link.column),
                link.values(pairs.old),
                link.where(),
            )
            for place, link in enumerate(links)
        )
        return [links[place] for (place,) in sorted(self.env.execute_query(query))]

    @api.model
    def _move_link(self, link, target, pairs):
        """Move one column. Rows that would then be the same twice are combined first.

        :param target: the table that is pointed at
        """
        if link.key != "id":
            self._drop_twins(link, pairs)
        for unique in link.uniques if link.key == "id" else ():
            twins = self._find_twins(link, unique, pairs)
            if twins:
                combine = getattr(self, f"_combine_{link.table}", None)
                if combine:
                    combine(twins)
                else:
                    self._combine(link.table, twins)
        column = SQL.identifier("t", link.column)
        where = SQL(
            "%s = %s AND %s = ANY(%s) AND %s",
            column,
            link.old(),
            column,
            link.values(pairs.old),
            link.where(),
        )
        if link.table == target and link.key == "id":
            where = SQL("%s AND %s", where, self._within(link, pairs))
        self._sql_change(
            link.table,
            link.column,
            pairs,
            where,
            link.new(),
            key=link.key,
            action="moved",
        )

    @api.model
    def _within(self, link, pairs):
        """What one of the merged rows says of another says nothing any more: the one
        that stays forgets it, the others keep it for the day they come back."""
        if link.column == "commercial_partner_id":
            return SQL("t.id != m.old")
        column = SQL.identifier("t", link.column)
        self._sql_change(
            link.table,
            link.column,
            pairs,
            SQL("t.id = m.new AND %s = m.old", column),
            SQL("NULL::int"),
        )
        return SQL(
            "NOT EXISTS (SELECT FROM unnest(%s::int[], %s::int[]) AS own (old, merge)"
            " WHERE own.old = t.id AND own.merge = m.merge)",
            pairs.old,
            pairs.merges,
        )

    @api.model
    def _drop_twins(self, link, pairs):
        """In the table of a many2many: take out what the row that stays has already,
        or another one that goes brings as well."""
        column = SQL.identifier(link.column)
        key = SQL.identifier(link.key)
        self._sql_remove(
            link.table,
            pairs,
            SQL(
                """
                t.%(column)s = m.old AND t.%(column)s = ANY(%(old)s)
                AND EXISTS (
                    SELECT FROM %(table)s AS same
                     WHERE same.%(key)s = t.%(key)s
                       AND (same.%(column)s = m.new
                            OR same.%(column)s < m.old AND same.%(column)s IN (
                                SELECT other.old
                                  FROM unnest(%(old)s::int[], %(new)s::int[])
                                    AS other (old, new)
                                 WHERE other.new = m.new)))
                """,
                column=column,
                key=key,
                table=SQL.identifier(link.table),
                old=pairs.old,
                new=pairs.new,
            ),
            key=link.key,
        )

    @api.model
    def _find_twins(self, link, unique, pairs):
        """Rows that would break a promise of uniqueness once the column has moved.

        The promise is evaluated by PostgreSQL itself over the rows as they will be,
        so it may have any expressions and any condition.

        :return: :class:`Pairs` of rows of the link's table, the one to stay being that
            of the contact that stays, or the oldest
        """
        if link.text:
            return Pairs([])
        others = SQL(", ").join(
            SQL("t.%s", SQL.identifier(name))
            for name in link.columns
            if name != link.column
        )
        keys = [SQL(key.replace("%", "%%")) for key in unique.keys]
        names = [SQL.identifier(f"k{place}") for place in range(len(keys))]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT array_agg(__row ORDER BY __own DESC, __row),
                       array_agg(__own ORDER BY __own DESC, __row), max(__merge)
                  FROM (
                    SELECT t.id AS __row, t.__own, t.__merge, %(keys)s
                      FROM (
                        SELECT %(others)s, COALESCE(m.new, t.%(column)s) AS %(column)s,
                               m.new IS NULL AS __own, m.merge AS __merge
                          FROM %(table)s AS t
                          LEFT JOIN %(pairs)s ON m.old = t.%(column)s
                         WHERE t.%(column)s = ANY(%(every)s) AND %(where)s
                      ) AS t
                     WHERE %(predicate)s
                  ) AS seen (__row, __own, __merge, %(names)s)
                 WHERE %(filled)s
                 GROUP BY %(names)s
                HAVING count(*) > 1
                """,
                keys=SQL(", ").join(keys),
                names=SQL(", ").join(names),
                filled=SQL(" AND ").join(SQL("%s IS NOT NULL", n) for n in names),
                others=others,
                column=SQL.identifier(link.column),
                table=SQL.identifier(link.table),
                pairs=pairs.sql,
                every=list({*pairs.old, *pairs.new}),
                where=link.where(),
                predicate=SQL(unique.predicate.replace("%", "%%")),
            )
        )
        return Pairs(
            (loser, ids[0], merge)
            for ids, owned, merge in rows
            for loser, own in zip(ids[1:], owned[1:], strict=True)
            if not own
        )

    @api.model
    def _combine(self, table, twins):
        """Put rows of a table into others: what pointed at them follows, and the rows
        themselves are kept in the journal until the merge can no longer be undone."""
        self._move_links(table, twins)
        self._sql_remove(table, twins, SQL("t.id = m.old"))
