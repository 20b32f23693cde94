"""Contacts that are put into others: what the parts of the customer file and the two
entry points through which contacts are merged (Odoo's wizard, and ``ficha.merge``)
share.

What a part has to do is said once, in the hooks of ``res.partner`` (see
``res_partner_merged``) and by attributes of its models; how rows are changed is the
entry point's affair, and the part asks it of the :class:`Merging` it is given."""

from contextlib import contextmanager
from typing import NamedTuple

from odoo.tools import SQL


class Pairs:
    """Rows of one table that go, each with the row that stays and its merge.

    :param rows: triples ``(id that goes, id that stays, number of the merge)``
    """

    def __init__(self, rows):
        self.rows = list(rows)
        self.old = [old for old, _new, _merge in self.rows]
        self.new = [new for _old, new, _merge in self.rows]
        self.merges = [merge for _old, _new, merge in self.rows]

    def __bool__(self):
        return bool(self.rows)

    @property
    def sql(self):
        """The pairs as a FROM item ``m (old, new, merge)``."""
        return SQL(
            "unnest(%s::int[], %s::int[], %s::int[]) AS m (old, new, merge)",
            self.old,
            self.new,
            self.merges,
        )


class Unique(NamedTuple):
    """A promise that no two rows are the same in some respect.

    ``keys`` and ``predicate`` are SQL over the table's own column names, as
    PostgreSQL writes them.
    """

    keys: tuple
    predicate: str = "TRUE"


def find_conflicts(env, table, column, columns, unique, pairs, where):
    """Rows that would break a promise of uniqueness once a column has moved.

    The promise is evaluated by PostgreSQL itself over the rows as they will be, so it
    may have any expressions and any condition.

    :param table: whose rows
    :param column: points at ``pairs``
    :param columns: names of all columns of the table
    :param unique: :class:`Unique`
    :param pairs: :class:`Pairs` of the rows that are pointed at
    :param where: SQL, which rows ``t`` point at such rows at all
    :return: :class:`Pairs` of rows of the table, the one to stay being that of the row
        that stays, or the oldest
    """
    others = SQL(", ").join(
        SQL("t.%s", SQL.identifier(name)) for name in columns if name != column
    )
    keys = [SQL(key.replace("%", "%%")) for key in unique.keys]
    names = [SQL.identifier(f"k{place}") for place in range(len(keys))]
    rows = env.execute_query(
        SQL(
            """
            SELECT array_agg(__row ORDER BY __own DESC, __row),
                   array_agg(__own ORDER BY __own DESC, __row), max(__merge)
              FROM (
                SELECT t.id AS __row, t.__own, t.__merge, %(keys)s
                  FROM (
                    -- the rows as they will be
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
            column=SQL.identifier(column),
            table=SQL.identifier(table),
            pairs=pairs.sql,
            every=list({*pairs.old, *pairs.new}),
            where=where,
            predicate=SQL(unique.predicate.replace("%", "%%")),
        )
    )
    return Pairs(
        (loser, ids[0], merge)
        for ids, owned, merge in rows
        for loser, own in zip(ids[1:], owned[1:], strict=True)
        if not own
    )


def read_cells(partners, names):
    """Columns of contacts as they are stored: values per company with all companies.

    :param names: of stored fields of ``res.partner``
    :return: ``{id: {name: value}}``
    """
    return dict(
        partners.env.execute_query(
            SQL(
                "SELECT id, to_jsonb(x) FROM (SELECT id, %s FROM res_partner"
                " WHERE id = ANY(%s)) AS x",
                SQL(", ").join(map(SQL.identifier, names)),
                partners.ids,
            )
        )
    )


def kept_per_company(deciding, given, chosen=None):
    """What the contact that stays has in each company: its own and, where it has none,
    that of the first of the others who has one.

    Of whom it is, another field may decide (``_ficha_merge_together``): then there is
    no value where that contact has none. It decides where somebody has a value of it.

    :param deciding: ``{company: value}`` of the field that decides, of each contact,
        the one that stays first
    :param given: the same of the field that is asked for
    :param chosen: ``{company: place of a contact}``, where somebody chose
    :return: ``{company: value}``
    """
    kept = {}
    for company in set().union(*given):
        place = (chosen or {}).get(company)
        if place is None:
            cells = enumerate([*deciding, *given])
            holders = (number for number, cell in cells if company in cell)
            place = next(holders) % len(given)
        if company in given[place]:
            kept[company] = given[place][company]
    return kept


class Merging:
    """Merges that are under way, as the hooks of the parts see them.

    Here rows are just changed, as Odoo's own merge does; an entry point that has to be
    able to go back extends the methods and keeps what they did. In the SQL that they
    are given ``t`` is the row and ``m (old, new, merge)`` the pair of contacts.

    :param groups: list of ``(contact that stays, contacts that go, number)``, records
        in the environment that the hooks shall work in
    """

    def __init__(self, groups):
        self.env = groups[0][0].env
        self.kept = self.env["res.partner"].union(*(kept for kept, *_ in groups))
        # read together, however many merges there are
        every = self.kept.union(*(others for _kept, others, _number in groups)).ids
        self.groups = [
            (kept.with_prefetch(every), others.with_prefetch(every))
            for kept, others, _number in groups
        ]
        #: who goes into whom
        self.pairs = Pairs(
            (other.id, kept.id, number)
            for kept, others, number in groups
            for other in others
        )
        #: each that stays, with itself: for what is done to its own rows
        self.kept_pairs = Pairs((kept.id, kept.id, n) for kept, _others, n in groups)
        #: what a part remembers from one hook to the next, by name of the part
        self.memory = {}

    @property
    def members(self):
        """SELECT of the ids of all contacts in the merge of the pair ``m``."""
        ids = {(id_, number) for *both, number in self.pairs.rows for id_ in both}
        return SQL(
            "SELECT own.id FROM unnest(%s::int[], %s::int[]) AS own (id, merge)"
            " WHERE own.merge = m.merge",
            [id_ for id_, _number in ids],
            [number for _id, number in ids],
        )

    def change(self, table, column, where, value, pairs=None):
        """Give one column of some rows another value.

        :param where: SQL, which rows for which pair; a row for one pair only
        :param value: SQL, the new value
        :param pairs: :class:`Pairs` known as ``m``, by default :attr:`pairs`
        """
        pairs = pairs or self.pairs
        self.env.cr.execute(
            SQL(
                """
                WITH found AS MATERIALIZED (
                    SELECT t.id, %(value)s AS new
                      FROM %(pairs)s JOIN %(table)s AS t ON %(where)s
                     WHERE t.%(name)s IS DISTINCT FROM %(value)s
                )
                UPDATE %(table)s AS t
                   SET %(name)s = found.new
                  FROM found
                 WHERE t.id = found.id
                """,
                name=SQL.identifier(column),
                value=value,
                pairs=pairs.sql,
                table=SQL.identifier(table),
                where=where,
            )
        )

    def remove(self, table, where, pairs=None):
        """Delete rows.

        :param where: SQL, which rows for which pair
        :param pairs: see :meth:`change`
        """
        pairs = pairs or self.pairs
        self.env.cr.execute(
            SQL(
                "DELETE FROM %(table)s AS t USING %(pairs)s WHERE %(where)s",
                table=SQL.identifier(table),
                pairs=pairs.sql,
                where=where,
            )
        )

    def remove_tied_to_themselves(self, table):
        """Delete rows that tie a contact of the merge to another of them: each would
        be of the contact that stays with itself.

        :param table: table with a ``partner_id`` and a ``related_partner_id``
        """
        self.remove(
            table,
            SQL(
                "t.partner_id = ANY(%(ids)s) AND t.partner_id IN (%(members)s)"
                " AND t.related_partner_id IN (%(members)s)",
                ids=[*self.pairs.old, *self.pairs.new],
                members=self.members,
            ),
            self.kept_pairs,
        )

    def replace(self, table, changes):
        """Give rows other values in several columns that are unique together.

        :param changes: list of ``(id, {column: value}, number of the merge)``
        """
        for id_, values, _number in changes:
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE id = %s",
                    SQL.identifier(table),
                    SQL(", ").join(
                        SQL("%s = %s", SQL.identifier(name), value)
                        for name, value in values.items()
                    ),
                    id_,
                )
            )

    def combine(self, table, conflicts):
        """Put rows into others: what points at them follows, and then they go.

        :param conflicts: :class:`Pairs` of rows of the table
        """
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._ficha_combine(table, conflicts)

    @contextmanager
    def recording(self, kept, *tables):
        """The block uses the ORM, because of the merge into ``kept``.

        :param tables: those in which it makes rows
        """
        yield
