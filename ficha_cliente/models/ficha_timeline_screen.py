from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

COMING = 5


class FichaTimeline(models.AbstractModel):
    """What the page opens with: the filters that find something, what comes next, and
    the first entries."""

    _inherit = "ficha.timeline"

    @api.model
    @api.readonly
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
        slots, channel_ids_there = self._timeline_present(customer, sources)
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
            **self.get_page(partner_id, None, kinds, channel_ids, limit),
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
                customer["contacts"].select(),
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
    def _timeline_exists(self, source, domain, customer):
        """``SELECT`` that finds a row if the customer has such an entry, or None."""
        walk = self._timeline_walk(source, domain, customer["entity_id"])
        if walk is None:
            return None
        walk.limit = 1
        if source.get("commercial"):
            return walk.select()
        return SQL(
            "SELECT 1 FROM contact CROSS JOIN LATERAL (%s) AS entry", walk.select()
        )

    @api.model
    def _timeline_coming(self, customer):
        """What is planned with a customer and what is left to do, soonest first.

        Modules add theirs: dicts with ``key``, ``date`` (``YYYY-MM-DD``, or with time
        in UTC), ``icon``, ``title``, and ``user`` (name), ``late`` and ``open``
        (action or None), where they apply.

        :param customer: dict with ``entity_id`` and ``contacts`` (``Query``)
        """
        coming = self._timeline_coming_activities(customer)
        coming += self._timeline_coming_meetings(customer)
        coming += self._timeline_coming_drafts(customer)
        return sorted(coming, key=lambda entry: entry["date"])

    @api.model
    def _timeline_coming_activities(self, customer):
        Activity = self.env["mail.activity"]
        if not Activity.has_access("read"):
            return []
        today = fields.Date.context_today(self)
        return [
            {
                "key": f"activity-{activity.id}",
                "date": fields.Date.to_string(activity.date_deadline),
                "icon": activity.icon or "fa-clock-o",
                "title": activity.summary or activity.activity_type_id.name,
                "user": activity.user_id.name,
                "late": activity.date_deadline < today,
                "open": None,
            }
            for activity in Activity.search(
                Domain("res_model", "=", "res.partner")
                & Domain("res_id", "in", customer["contacts"]),
                order="date_deadline, id",
                limit=COMING,
            )
        ]

    @api.model
    def _timeline_coming_meetings(self, customer):
        attendees = self.env["calendar.attendee"]
        if attendees.has_access("read"):
            attendees = attendees.search(
                Domain("partner_id", "in", customer["contacts"])
                & Domain("ficha_start", ">", fields.Datetime.now())
                & Domain("event_id.active", "=", True),
                order="ficha_start, id",
                limit=COMING,
            )
        return [
            {
                "key": f"meeting-{event.id}",
                "date": fields.Datetime.to_string(event.start),
                "icon": "fa-calendar",
                "title": event.display_name,
                "user": event.user_id.name,
                "late": False,
                "open": self._timeline_form(event),
            }
            for event in attendees.event_id
        ]

    @api.model
    def _timeline_coming_drafts(self, customer):
        moves = self.env["account.move"]
        if moves.has_access("read"):
            # spelt as the partial index of drafts
            moves = moves.search(
                Domain("commercial_partner_id", "=", customer["entity_id"])
                & Domain("state", "=", "draft")
                & Domain("move_type", "in", ("out_invoice", "out_receipt")),
                order="id DESC",
                limit=COMING,
            )
        return [
            {
                "key": f"draft-{move.id}",
                "date": fields.Date.to_string(
                    move.invoice_date or move.create_date.date()
                ),
                "icon": "fa-file-o",
                "title": self.env._("Draft invoice"),
                "amount": move.amount_total,
                "currency_id": move.currency_id.id,
                "user": move.invoice_user_id.name,
                "late": False,
                "open": self._timeline_form(move),
            }
            for move in moves
        ]
