from datetime import date, datetime

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

# a page is filled again when its entries turned out to be hidden, this many times
ROUNDS = 4
MAX_PAGE = 200


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
        :raises UserError: the cursor is not one of this method
        """
        customer = self._timeline_customer(partner_id)
        sources = self._timeline_chosen(kinds, channel_ids)
        limit = max(1, min(int(limit), MAX_PAGE))
        after = self._timeline_cursor(cursor)
        entries, wanted, more = [], limit, True
        for _round in range(ROUNDS):
            rows, more = self._timeline_rows(
                customer, sources, channel_ids, after, wanted
            )
            after = rows[-1]["next"] if rows else None
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
        return {
            "entries": self._timeline_with_names(entries),
            "next": after if more else None,
        }

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
    def _timeline_chosen(self, kinds, channel_ids):
        def chosen(source):
            if kinds and source["kind"] not in kinds:
                return False
            if not channel_ids or source.get("channel"):
                return True
            return bool(set(source.get("channel_ids", ())) & set(channel_ids))

        sources = self._timeline_readable()
        return {key: source for key, source in sources.items() if chosen(source)}

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
                self.env._("The timeline cannot go on from there. Open it again.")
            ) from error

    @api.model
    def _timeline_entries(self, sources, rows, customer, channel_ids):
        """Tell the entries of a page: one batched read for each source on it."""
        ids = {}
        for row in rows:
            ids.setdefault(row["key"], []).append(row["id"])
        told = {}
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
            told[key] = source["read"](records)
        return [
            self._timeline_entry(sources[row["key"]], row, told[row["key"]][row["id"]])
            for row in rows
            if row["id"] in told[row["key"]]
        ]
