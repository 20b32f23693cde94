"""The one place that knows Odoo's ``Query``: what ``Model._search(domain)`` returns.

A ``Query`` is a search with the reader's rights in it, not run yet. It is the only way
to use those rights inside SQL of one's own, and it is internal to the ORM: its methods
have changed with most versions of Odoo. So our modules hand queries around and use them
through these functions only, and the next Odoo is this file's work
(``tests/test_query_users.py`` of the repository says so).

In the examples::

    query = env["res.partner"]._search(Domain("ref", "!=", False))
"""

from odoo.tools import SQL, Query


def is_query(value):
    """Whether a value of a condition is a query, as the ORM makes them of ``any``."""
    return isinstance(value, Query)


def query_of_table(env, alias, table):
    """A query of all rows of a table, for what is read past the rules of its model.

    ``query_of_table(env, "activity", "mail_activity")``: ``FROM mail_activity AS
    activity``

    :param str alias: the name of the table in the SQL
    :return: ``Query``
    """
    return Query(env, alias, SQL.identifier(table))


def query_of_counts(model, table, conditions):
    """A query of another table under conditions of a model, where its columns are
    called as those of the model that the conditions ask.

    ``query_of_counts(env["res.partner"], "ficha_map_cell", [Domain("active", "=", True)
    .optimize_full(env["res.partner"])])``: ``FROM ficha_map_cell AS res_partner WHERE
    res_partner.active``

    :param conditions: ``Domain``, optimized, all of which must hold
    :return: ``Query``
    """
    query = query_of_table(model.env, model._table, table)
    for condition in conditions:
        query.add_where(condition._to_sql(model, model._table, query))
    return query


def query_column(query, name, model=None):
    """A column of the records that the query finds.

    ``query_column(query, "email")``: ``"res_partner"."email"``

    :param str name: of the column
    :param model: recordset; then ``name`` is one of its fields, which may be
        translated, related or kept per company, and joins what it needs to the query
    :return: ``SQL``
    """
    if model is not None:
        return model._field_to_sql(query.table, name, query)
    return SQL.identifier(query.table, name)


def query_group(query, spec, model):
    """By what the records that the query finds are grouped, as ``_read_group`` groups
    them; joins what it needs to the query. Of fields with several values that makes a
    row of each.

    ``query_group(query, "create_date:month", env["res.partner"])``:
    ``date_trunc('month', "res_partner"."create_date"::timestamp)``

    :param str spec: field, of days with the part of them
    :return: ``SQL``
    :raise ValueError: nothing is grouped by it
    :raise AccessError: the reader may not read it
    """
    return model._read_group_groupby(query.table, spec, query)


def query_join(query, kind, alias, table, on):
    """Joins a table to the query. The same join a second time changes nothing.

    ``query_join(query, "LEFT JOIN", "seller", "res_users", SQL("seller.id =
    res_partner.user_id"))``: ``LEFT JOIN "res_users" AS "seller" ON (seller.id =
    res_partner.user_id)``

    :param str kind: ``JOIN`` or ``LEFT JOIN``
    :param str alias: the name of the joined table in the SQL
    :param table: its name, or ``SQL`` of a SELECT in parentheses
    :param SQL on: condition
    """
    query.add_join(kind, alias, table, on)


def query_refine(
    query, *conditions, group=None, having=None, order=None, offset=None, limit=None
):
    """Adds conditions to the query; sets its other clauses, where they are given.

    ``query_refine(query, SQL("res_partner.employee"), order=SQL("res_partner.id"),
    limit=3)``: ``WHERE ... AND res_partner.employee ORDER BY res_partner.id LIMIT 3``

    :param conditions: ``SQL``, all of which must hold
    """
    for condition in conditions:
        query.add_where(condition)
    clauses = {
        "groupby": group,
        "having": having,
        "order": order,
        "offset": offset,
        "limit": limit,
    }
    for name, value in clauses.items():
        if value is not None:
            setattr(query, name, value)


def query_select(query, *columns):
    """The whole statement, to be run or put into another.

    ``query_select(query, query_column(query, "email"), SQL("count(*)"))``: ``SELECT
    "res_partner"."email", count(*) FROM "res_partner" WHERE ...``

    :param columns: ``SQL``; the ids when there are none
    :return: ``SQL``, not in parentheses
    """
    return query.select(*columns)


def query_subselect(query, column=None):
    """What stands behind ``IN``, also as the value of a ``Domain``. Without a column it
    is the ids, as a list when they are known already.

    ``SQL("p.id IN %s", query_subselect(query))``: ``p.id IN (SELECT "res_partner"."id"
    FROM "res_partner" WHERE ...)``

    :param SQL column: to be taken instead of the ids
    :return: ``SQL``, in parentheses
    """
    return query.subselect(*([] if column is None else [column]))


def query_exists(query, record):
    """Whether the query finds one record, asked for each row of the statement around
    it: for few rows and a query that finds many. The LIMIT keeps PostgreSQL from making
    a join of it, which would go through all that the query finds.

    ``query_exists(query, SQL("key.partner_id"))``: ``EXISTS (SELECT FROM (SELECT FROM
    "res_partner" WHERE ... AND "res_partner"."id" = key.partner_id LIMIT 1) AS may)``

    :param SQL record: the id of the record
    :return: ``SQL``
    """
    if query_is_empty(query):
        return SQL("FALSE")
    return SQL(
        "EXISTS (SELECT FROM (SELECT FROM %s WHERE %s AND %s = %s LIMIT 1) AS may)",
        query.from_clause,
        query.where_clause or SQL("TRUE"),
        query_column(query, "id"),
        record,
    )


def query_is_empty(query):
    """Whether it is known without asking the database that the query finds nothing:
    ``query_is_empty(env["res.partner"]._search(Domain.FALSE))`` is True.

    :return: bool; False when it is not known
    """
    return query.is_empty()
