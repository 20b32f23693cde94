from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class FichaTimeline(models.AbstractModel):
    """The one query of a page: each source walks its index, and the walks are merged.

    Entries are ordered by moment (newest first), then by source, then by id (newest
    first). A Date counts as the first instant of that day in the reader's time zone,
    so that the entries of a day stay under the heading of that day.
    """

    _inherit = "ficha.timeline"

    @api.model
    def _timeline_rows(self, customer, sources, channel_ids, after, limit):
        """Where the entries of one page are.

        :param customer: what ``_timeline_customer`` gave
        :param after: cursor as checked by ``_timeline_cursor``, or None
        :return: list of dicts ``moment, key, id, day`` (text and ids) and ``next``
            (the cursor that goes on after it), and whether there are more
        """
        branches = [
            SQL("(%s)", branch)
            for source in sources.values()
            for domain in self._timeline_channel_domains(source, channel_ids)
            if (
                branch := self._timeline_branch(
                    source, domain, customer["entity_id"], after, limit + 1
                )
            )
        ]
        if not branches:
            return [], False
        rows = self.env.execute_query_dict(
            SQL(
                # compiled, the walks of thousands of contacts take longer to compile
                # than to run
                """SET LOCAL jit = off;
                WITH contact AS (%(contacts)s),
                entry AS (
                    SELECT *, timezone(%(tz)s, timezone('UTC', moment))::date AS day
                      FROM (%(branches)s) AS entry(moment, slot, id)
                     ORDER BY moment DESC, slot, id DESC
                     LIMIT %(limit)s
                ),
                dated AS (
                    SELECT moment, slot, id,
                           -- midnight comes twice where clocks go back at midnight
                           day - (%(first)s > moment)::int AS day
                      FROM entry
                )
                SELECT moment::text, slot, id, day::text, %(first)s = moment AS exact
                  FROM dated ORDER BY dated.moment DESC, slot, id DESC""",
                contacts=customer["contacts"].select(),
                branches=SQL(" UNION ALL ").join(branches),
                limit=limit + 1,
                first=self._timeline_day_begins(SQL("day")),
                tz=self.env.tz.zone,
            )
        )
        keys = {source["slot"]: key for key, source in sources.items()}
        for row in rows:
            row["key"] = keys[row["slot"]]
            row["next"] = [row[x] for x in ("moment", "slot", "id", "day", "exact")]
        return rows[:limit], len(rows) > limit

    @api.model
    def _timeline_day_begins(self, day):
        """The instant, in UTC, at which a day begins for the reader."""
        return SQL(
            "timezone('UTC', timezone(%s, %s::timestamp))", self.env.tz.zone, day
        )

    @api.model
    def _timeline_channel_domains(self, source, channel_ids):
        """One walk for each channel asked for, as its index begins with the channel."""
        if channel_ids and source.get("channel"):
            return [Domain(source["channel"], "=", int(c)) for c in channel_ids]
        return [Domain.TRUE]

    @api.model
    def _timeline_query(self, source, domain):
        """The records of a source as the reader may see them, not executed."""
        Model = self.env[source["model"]]
        domain &= Domain(source.get("domain") or Domain.TRUE)
        if not source.get("check_page") or self.env.su:
            return Model._search(domain, active_test=False)
        # sudo: the rules are put here, and each entry of the page is checked
        domain &= self.env["ir.rule"]._compute_domain(source["model"], "read")
        return Model.sudo()._search(domain, active_test=False)

    @api.model
    def _timeline_walk(self, source, domain, entity_id, after=None):
        """The entries of a source for the entity, or for ``contact.id`` of the query
        around it, after the cursor and newest first.

        :return: ``Query``, or None when the reader sees nothing of the model
        """
        query = self._timeline_query(source, domain)
        if query.is_empty():
            return None
        Model = self.env[source["model"]]
        partner = Model._field_to_sql(query.table, source["partner"], query)
        at = Model._field_to_sql(query.table, source["date"], query)
        ident = SQL.identifier(query.table, "id")
        whose = SQL("%s", entity_id) if source.get("commercial") else SQL("contact.id")
        query.add_where(SQL("%s = %s", partner, whose))
        query.add_where(self._timeline_after(source, after, at, ident))
        query.order = SQL("%s DESC, %s DESC", at, ident)
        return query

    @api.model
    def _timeline_branch(self, source, domain, entity_id, after, number):
        """The newest entries of one source after the cursor, along its index.

        With many contacts they are found in two steps: the newest entry of each tells
        which contacts can have an entry on the page, and only those are walked.

        :return: ``SQL``, or None when the reader sees nothing of the model
        """
        query = self._timeline_walk(source, domain, entity_id, after)
        if query is None:
            return None
        at = self.env[source["model"]]._field_to_sql(query.table, source["date"], query)
        ident = SQL.identifier(query.table, "id")

        def walk(limit):
            query.limit = limit
            return query.select(SQL("%s AS at", at), SQL("%s AS id", ident))

        moment = SQL("entry.at")
        if self._timeline_dated(source):
            moment = self._timeline_day_begins(moment)
        columns = SQL("%s, %s, entry.id", moment, source["slot"])
        if source.get("commercial"):
            return SQL("SELECT %s FROM (%s) AS entry", columns, walk(number))
        return SQL(
            """SELECT %(columns)s FROM (
                SELECT contact.id FROM contact
                CROSS JOIN LATERAL (%(newest)s) AS newest
                ORDER BY newest.at DESC, newest.id DESC LIMIT %(number)s
            ) AS contact
            CROSS JOIN LATERAL (%(walk)s) AS entry
            ORDER BY entry.at DESC, entry.id DESC LIMIT %(number)s""",
            columns=columns,
            newest=walk(1),
            walk=walk(number),
            number=number,
        )

    @api.model
    def _timeline_dated(self, source):
        return self.env[source["model"]]._fields[source["date"]].type == "date"

    @api.model
    def _timeline_after(self, source, after, at, ident):
        """The condition that entries of a source come after the cursor."""
        if not after:
            return SQL("%s IS NOT NULL", at)
        moment, slot, last_id, day, exact = after
        if self._timeline_dated(source):
            if not exact:
                return SQL("%s <= %s", at, day)
            moment = day
        if source["slot"] == slot:
            return SQL("(%s, %s) < (%s, %s)", at, ident, moment, last_id)
        if source["slot"] < slot:
            return SQL("%s < %s", at, moment)
        return SQL("%s <= %s", at, moment)
