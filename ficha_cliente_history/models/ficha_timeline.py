import logging
from datetime import date, datetime

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import (
    a_number,
    an_id,
    asks,
    ids,
    maybe,
    words,
)
from odoo.addons.ficha_cliente.tools.bounds import CANNOT_BE_TOLD
from odoo.addons.ficha_cliente.tools.moments import day_sql
from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_is_empty,
    query_refine,
    query_select,
)

_logger = logging.getLogger(__name__)

# a page is filled again when its entries turned out to be hidden, this many times
ROUNDS = 4
MAX_PAGE = 200

# each channel asked for is a walk of its own in every source
MAX_CHANNELS = 50


class FichaTimeline(models.AbstractModel):
    """Everything that happened with a customer, newest first, from the documents
    themselves (decision D8)."""

    _name = "ficha.timeline"
    _description = "Timeline"

    @api.model
    def _timeline_sources(self):
        """The kinds of entries, which other modules extend.

        Every source reads one model as the reader may see it (access rights and record
        rules of that model apply; a model the reader may not read gives nothing).

        :return: ``{key: source}``, where source is a dict with:

            - ``label``: what the filter shows (translated)
            - ``icon``: Font Awesome class
            - ``model``: name of the model
            - ``domain``: ``Domain`` that its entries meet; archived records are
              included unless it says otherwise
            - ``partner``: stored field of the model that holds the customer or one of
              its contacts (``commercial`` True when it holds the commercial entity)
            - ``date``: stored Date or Datetime field to order by. An index on
              ``(partner, date DESC, id DESC)`` must exist, partial if need be with the
              conditions of the domain: pages walk it
            - ``read``: function ``(records) -> {id: values}`` that tells the entries of
              one page: ``title`` (required), ``note``, ``amount``, ``currency_id``,
              ``channel_id``, ``user_id``, ``state`` (badge), ``open`` (action or None;
              the form of the record when left out). Records it leaves out are not
              shown. Also ``decoration`` of the badge (Bootstrap: ``danger``...),
              ``contact_id``, ``icon`` of that entry, ``direction`` (``in`` from the
              customer, ``out`` from us) and ``void`` (its amount does not count)

            and, where it applies:

            - ``kind``: key of the source under whose filter these entries go
            - ``sequence``: of entries of the same instant (or day), and of filters, the
              lowest comes first; 50 by default
            - ``channel``: stored field with the ``ficha.channel`` of each entry, with
              an index ``(partner, channel, date DESC, id DESC)``; or ``channel_ids``:
              channels that all of its entries have
            - ``check_page``: True when ``_search`` of the model reads all it finds to
              know what may be seen (``mail.message``, ``mail.activity``): the query
              then has its record rules only, and access is checked on the page
        """
        return {}

    @api.model
    @api.readonly
    @asks(partner_id=an_id, kinds=maybe(words), channel_ids=maybe(ids), limit=a_number)
    def get_page(self, partner_id, cursor=None, kinds=None, channel_ids=None, limit=50):
        """One page of the timeline of a customer.

        Costs the same for a hundred entries and for half a million: each source walks
        its own index from the place of the cursor.

        :param partner_id: id of a customer or of one of its contacts
        :param cursor: the ``next`` of the page before, None for the first
        :param kinds: keys of sources; all when empty
        :param channel_ids: only entries through these channels
        :param limit: entries on the page, at most 200
        :return: ``{"entries": [...], "next": cursor or None}``. An entry has ``key``
            (unique), ``kind``, ``icon``, ``date`` (``YYYY-MM-DD``, or with time in
            UTC), ``title``, ``note``, ``amount``, ``currency_id``, ``channel``,
            ``user``, ``contact`` (dicts with ``id, name`` or None), ``state``,
            ``decoration``, ``direction``, ``void`` and ``open`` (action or None). A
            page may have fewer entries than the limit and still have a next one.
        :raises AccessError: the reader may not see that contact
        :raises UserError: the cursor is not one of this method, or there are too many
            channels
        """
        customer = self._timeline_customer(partner_id)
        page, _rows = self._timeline_page(
            customer, self._timeline_readable(), cursor, kinds, channel_ids, limit
        )
        return page

    @api.model
    def _timeline_page(self, customer, sources, cursor, kinds, channel_ids, limit):
        """The same, for a customer and sources that are known.

        :return: what :meth:`get_page` gives, and the rows that were gone through
        """
        channel_ids = self._timeline_channels(channel_ids)
        sources = self._timeline_chosen(sources, kinds, channel_ids)
        limit = max(1, min(int(limit), MAX_PAGE))
        after = self._timeline_cursor(cursor)
        entries, seen, wanted, more = [], [], limit, True
        for _round in range(ROUNDS):
            rows, more = self._timeline_rows(
                customer, sources, channel_ids, after, wanted
            )
            after = rows[-1]["next"] if rows else None
            seen += rows
            entries += self._timeline_entries(sources, rows, customer, channel_ids)
            if not more or len(entries) >= limit:
                break
            # some were hidden or told by another entry: look a little further
            wanted = min(MAX_PAGE, 2 * (limit - len(entries)) + 10)
        if len(entries) > limit:
            entries, more = entries[:limit], True
            after = entries[-1]["next"]
        for entry in entries:
            entry.pop("next")
        page = {
            "entries": self._timeline_with_names(entries),
            "next": after if more else None,
        }
        return page, seen

    @api.model
    def _timeline_customer(self, partner_id):
        """The commercial entity of a contact, and its contacts as the reader sees them.

        :return: dict with ``entity_id``, and ``contacts``: ``Query`` on
            ``res.partner``, archived ones included
        :raises AccessError: for users who may not see the contact, and portal users
        """
        partner = self.env["res.partner"].browse(int(partner_id))
        if not self.env.su and not self.env.user._is_internal():
            raise AccessError(
                self.env._("Only internal users see the timeline of a customer.")
            )
        partner.check_access("read")
        # sudo: a contact may be seen and its company not; its id only leads to what
        # the reader may see
        entity = partner.sudo().commercial_partner_id
        domain = Domain("commercial_partner_id", "=", entity.id)
        contacts = self.env["res.partner"]._search(domain, active_test=False)
        return {"entity_id": entity.id, "contacts": contacts}

    @api.model
    def _timeline_readable(self):
        """The sources whose model the reader may read, in their order.

        Each is given its ``slot``, its place in that order.
        """
        sources = [
            (source.get("sequence", 50), key, source)
            for key, source in self._timeline_sources().items()
            if source["model"] in self.env
            and self.env[source["model"]].has_access("read")
        ]
        sources.sort(key=lambda row: row[:2])
        return {
            key: {"kind": key, **source, "slot": slot}
            for slot, (_sequence, key, source) in enumerate(sources)
        }

    @api.model
    def _timeline_chosen(self, sources, kinds, channel_ids):
        def chosen(source):
            if kinds and source["kind"] not in kinds:
                return False
            if not channel_ids or source.get("channel"):
                return True
            return bool(set(source.get("channel_ids", ())) & set(channel_ids))

        return {key: source for key, source in sources.items() if chosen(source)}

    @api.model
    def _timeline_channels(self, channel_ids):
        """Check the channels that are asked for: each costs a query of its own.

        :return: their ids, each once
        :raises UserError: these are no ids, or too many
        """
        try:
            found = list(dict.fromkeys(int(one) for one in channel_ids or ()))
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("The timeline does not know these channels. Open it again.")
            ) from error
        if len(found) > MAX_CHANNELS:
            raise UserError(
                self.env._(
                    "The timeline filters by at most %s channels at once. Choose "
                    "fewer, or none to see all of them.",
                    MAX_CHANNELS,
                )
            )
        return found

    @api.model
    def _timeline_cursor(self, cursor):
        """Check what came back from the browser: ``[moment, slot, id, day, exact]``.

        ``day`` is the last day that does not begin after the moment, in the zone of
        the reader, and ``exact`` tells whether it begins just then.
        """
        if not cursor:
            return None
        try:
            moment, slot, record_id, day, exact = cursor
            datetime.fromisoformat(moment)
            date.fromisoformat(day)
            return [moment, int(slot), int(record_id), day, bool(exact)]
        except (TypeError, ValueError) as error:
            raise UserError(
                self.env._("The timeline cannot continue from there. Open it again.")
            ) from error

    @api.model
    def _timeline_entries(self, sources, rows, customer, channel_ids):
        """Tell the entries of a page: one batched read for each source on it."""
        ids = {}
        for row in rows:
            ids.setdefault(row["key"], []).append(row["id"])
        contents = {}
        for key, source in sources.items():
            if key not in ids:
                continue
            records = self.env[source["model"]].browse(ids[key])
            if source.get("check_page"):
                records = records._filtered_access("read")
            records = records.with_context(
                timeline_kinds=[source["kind"] for source in sources.values()],
                timeline_channel_ids=channel_ids or [],
                timeline_entity_id=customer["entity_id"],
            )
            contents[key] = self._timeline_contents(source, records)
        return [
            self._timeline_entry(
                sources[row["key"]], row, contents[row["key"]][row["id"]]
            )
            for row in rows
            if row["id"] in contents[row["key"]]
        ]

    @api.model
    def _timeline_contents(self, source, records):
        """What a source tells of its records. Where one of them cannot be told, the
        others are, and it says so."""
        try:
            return source["read"](records)
        except CANNOT_BE_TOLD:
            contents = {}
        for record in records:
            try:
                contents |= source["read"](record)
            except CANNOT_BE_TOLD as error:
                _logger.warning("%s in the timeline: %s", record, error)
                contents[record.id] = {
                    "title": self.env._(
                        "Something in this is not possible: open it and correct it."
                    ),
                    "decoration": "danger",
                }
        return contents

    # --------------------------------------------------------------------------
    # The one query of a page: each source walks its index, and the walks are
    # merged.
    #
    # Entries are ordered by moment (newest first), then by source, then by id
    # (newest first). A Date counts as the first instant of that day in the
    # reader's time zone, so that the entries of a day stay under the heading of
    # that day.
    # --------------------------------------------------------------------------

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
                    SELECT *, %(day)s AS day
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
                contacts=query_select(customer["contacts"]),
                branches=SQL(" UNION ALL ").join(branches),
                limit=limit + 1,
                first=self._timeline_day_begins(SQL("day")),
                day=day_sql(SQL("moment"), self.env.tz),
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
        if query_is_empty(query):
            return None
        Model = self.env[source["model"]]
        partner = query_column(query, source["partner"], Model)
        at = query_column(query, source["date"], Model)
        ident = query_column(query, "id")
        whose = SQL("%s", entity_id) if source.get("commercial") else SQL("contact.id")
        query_refine(
            query,
            SQL("%s = %s", partner, whose),
            self._timeline_after(source, after, at, ident),
            order=SQL("%s DESC, %s DESC", at, ident),
        )
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
        at = query_column(query, source["date"], self.env[source["model"]])
        ident = query_column(query, "id")

        def walk(limit):
            query_refine(query, limit=limit)
            return query_select(query, SQL("%s AS at", at), SQL("%s AS id", ident))

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

    # --------------------------------------------------------------------------
    # What the page opens with: the filters that find something, what comes next,
    # and the first entries.
    # --------------------------------------------------------------------------

    @api.model
    @api.readonly
    @asks(partner_id=an_id, kinds=maybe(words), channel_ids=maybe(ids), limit=a_number)
    def get_timeline(self, partner_id, kinds=None, channel_ids=None, limit=50):
        """The timeline of a customer as its page opens.

        :param partner_id: id of a customer or of one of its contacts
        :return: what :meth:`get_page` gives, and ``kinds`` (dicts ``key, label, icon``)
            and ``channels`` (dicts ``id, name, icon``): the filters under which the
            customer has entries; and ``coming``: dicts ``key, date, icon, title,
            user, late, open``, soonest first
        :raises AccessError: the reader may not see that contact
        """
        customer = self._timeline_customer(partner_id)
        sources = self._timeline_readable()
        page, rows = self._timeline_page(
            customer, sources, None, kinds, channel_ids, limit
        )
        if page["next"] or kinds or channel_ids:
            there = self._timeline_present(customer, sources)
        else:
            there = self._timeline_present_in(rows, sources)
        slots, channel_ids_there = there
        shown = {}
        for source in sources.values():
            if source["slot"] in slots:
                first = sources.get(source["kind"], source)
                shown[source["kind"]] = {
                    "key": source["kind"],
                    "label": first["label"],
                    "icon": first["icon"],
                }
        # sudo: the names of channels, which whoever sees an interaction sees
        channels = self.env["ficha.channel"].sudo().with_context(active_test=False)
        channels = channels.search([("id", "in", list(channel_ids_there))])
        return {
            **page,
            "kinds": list(shown.values()),
            "channels": channels.read(["name", "icon"]),
            "coming": self._timeline_coming(customer),
        }

    @api.model
    def _timeline_present(self, customer, sources):
        """Which sources and channels have an entry, in one query.

        :return: set of slots, set of ids of channels
        """
        # sudo: as in get_timeline
        channels = self.env["ficha.channel"].sudo().with_context(active_test=False)
        channel_ids = channels.search([]).ids  # pylint: disable=no-search-all
        asked = []
        for source in sources.values():
            domains = {None: Domain.TRUE}
            if source.get("channel"):
                # one by one, as PostgreSQL then knows which of them are rare
                domains.update(
                    (c, Domain(source["channel"], "=", c)) for c in channel_ids
                )
            asked += [
                SQL(
                    "(SELECT %s AS slot, %s::int AS channel_id WHERE EXISTS (%s))",
                    source["slot"],
                    channel_id,
                    exists,
                )
                for channel_id, domain in domains.items()
                if (exists := self._timeline_exists(source, domain, customer))
            ]
        if not asked:
            return set(), set()
        rows = self.env.execute_query(
            SQL(
                "SET LOCAL jit = off; WITH contact AS (%s) %s",
                query_select(customer["contacts"]),
                SQL(" UNION ALL ").join(asked),
            )
        )
        slots = {slot for slot, _channel_id in rows}
        found = {channel_id for _slot, channel_id in rows if channel_id}
        for source in sources.values():
            if source["slot"] in slots:
                found.update(source.get("channel_ids", ()))
        return slots, found

    @api.model
    def _timeline_present_in(self, rows, sources):
        """The same where these rows are all there is: nothing need be asked."""
        slots = {row["slot"] for row in rows}
        found = set()
        for key, source in sources.items():
            if source["slot"] not in slots:
                continue
            found.update(source.get("channel_ids", ()))
            if source.get("channel"):
                ids_there = [row["id"] for row in rows if row["key"] == key]
                # sudo: as in get_timeline
                records = self.env[source["model"]].sudo().browse(ids_there)
                found.update(records[source["channel"]].ids)
        return slots, found

    @api.model
    def _timeline_exists(self, source, domain, customer):
        """``SELECT`` that finds a row if the customer has such an entry, or None."""
        walk = self._timeline_walk(source, domain, customer["entity_id"])
        if walk is None:
            return None
        query_refine(walk, limit=1)
        if source.get("commercial"):
            return query_select(walk)
        return SQL(
            "SELECT 1 FROM contact CROSS JOIN LATERAL (%s) AS entry", query_select(walk)
        )
