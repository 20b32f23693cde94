from collections import defaultdict, namedtuple
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import format_time

from ..tools.moments import day_sql, in_zone
from ..tools.query import (
    query_column,
    query_exists,
    query_join,
    query_of_table,
    query_refine,
    query_select,
    query_subselect,
)
from ..tools.words import in_near_date, quoted

#: Where one kind of planned thing is read: ``query`` has the reader's rights in it, and
#: the others are ``SQL`` of its columns: the customer (commercial entity), the record
#: behind, the day, the hour (timestamp in UTC, or NULL for the whole day), and whether
#: the day was agreed with the customer and is told whatever comes before it.
Planned = namedtuple(
    "Planned", "query entity record day moment agreed", defaults=[SQL("FALSE")]
)

AHEAD = 400  # days ahead in which the next day of a plan is looked for
SOON = 6  # weeks, or months, between the days of a plan that surely has one ahead


class ResPartner(models.Model):
    """What is planned with a customer: the one place that knows.

    The line on top of the ficha asks for one customer, *Hoy* for everybody's of a day;
    both read these sources and tell them in these words. What is planned is the next
    contact, an activity (on the customer, or on one of its documents) or a meeting:
    ``_followup_planned_<source>`` says where it is read, ``_<source>_words`` how it is
    told. Plans have become activities and meetings by the time they are near.
    """

    _inherit = "res.partner"

    # -- where it is read --------------------------------------------------------------

    @api.model
    def _followup_planned_contact(self, domain=Domain.TRUE):
        """The next contact: the date agreed with the customer, or by its cadence.

        :param domain: further conditions on the customer
        :return: :class:`Planned`
        """
        query = self._search(self._ficha_next_contact_domain() & Domain(domain))
        record = query_column(query, "id")
        day = query_column(query, "next_contact_date")
        return Planned(query, record, record, day, SQL("NULL"))

    @api.model
    def _followup_planned_activity(self, reminded=None):
        """Activities on customers and on their contacts, those of plans among them. The
        daily reminder says what the next contact says already.

        They are read past the rules of activities, which ask document by document
        whether it may be read: here the customers' own rules say so at once.

        :param SQL reminded: of which activities the daily reminder is left out; all
        :return: :class:`Planned`, of a query of ``mail_activity`` as "activity"
        """
        query = query_of_table(self.env, "activity", "mail_activity")
        query_refine(
            query,
            SQL(
                """activity.active AND activity.res_model = 'res.partner'
                   AND NOT (activity.ficha_reminder IS TRUE AND %s)""",
                reminded or SQL("TRUE"),
            ),
        )
        return self._followup_planned_activities(query, SQL("activity.res_id"))

    @api.model
    def _followup_planned_documents(self):
        """Hook: documents of customers on which something may be planned.

        :return: ``{model: its stored field that holds the customer}``
        """
        return {}

    @api.model
    def _followup_planned_document(self, model):
        """Activities on the documents of customers that the reader may read.

        :param model: of :meth:`_followup_planned_documents`
        :return: as :meth:`_followup_planned_activity`, or None
        """
        Model = self.env[model]
        if not Model.has_access("read"):
            return None
        query = query_of_table(self.env, "activity", "mail_activity")
        query_refine(
            query,
            SQL("activity.active AND activity.res_model = %s", model),
            query_exists(Model._search([]), SQL("activity.res_id")),
        )
        query_join(
            query,
            "JOIN",
            "document",
            Model._table,
            SQL("document.id = activity.res_id"),
        )
        fname = self._followup_planned_documents()[model]
        return self._followup_planned_activities(
            query, SQL.identifier("document", fname)
        )

    @api.model
    def _followup_planned_activities(self, query, partner):
        """:param SQL partner: the customer or contact of an activity"""
        query_join(
            query, "JOIN", "contact", "res_partner", SQL("contact.id = %s", partner)
        )
        entity = SQL("contact.commercial_partner_id")
        readable = self._search([("partner_share", "=", True)])
        query_refine(query, SQL("%s IN %s", entity, query_subselect(readable)))
        query_join(
            query,
            "LEFT JOIN",
            "event",
            "calendar_event",
            SQL("event.id = activity.calendar_event_id"),
        )
        return Planned(
            query,
            entity,
            SQL("activity.id"),
            SQL("activity.date_deadline"),
            SQL("CASE WHEN event.allday THEN NULL ELSE event.start END"),
            SQL("activity.ficha_agreed IS TRUE"),
        )

    @api.model
    def _followup_planned_event(self, begin=None, end=None, user=None, customers=None):
        """Meetings with a customer or a contact of one, that no activity stands for.
        One that has begun and whose customer was contacted today is done.

        :param begin: moment (UTC) of the first; the beginning of today
        :param end: moment (UTC) before which it begins; none
        :param user: only those this ``res.users`` takes part in; anybody's
        :param customers: only with these commercial entities; with any
        :return: :class:`Planned`, of a query of ``calendar_event``
        """
        Event = self.env["calendar.event"]
        today = fields.Date.context_today(self)
        domain = Domain("start", ">=", begin or self._followup_day_begin(today))
        if end:
            domain &= Domain("start", "<", end)
        if user:
            domain &= Domain("partner_ids", "in", user.partner_id.ids)
        if user != self.env.user:
            own = Domain("partner_ids", "in", self.env.user.partner_id.ids)
            domain &= own | Domain(Event._get_default_privacy_domain())
        query = Event._search(domain)
        query_join(
            query,
            "JOIN",
            "guest",
            SQL(
                """LATERAL (
                    SELECT res_partner_id AS partner_id
                      FROM calendar_event_res_partner_rel
                     WHERE calendar_event_id = calendar_event.id
                    UNION
                    SELECT calendar_event.res_id
                     WHERE calendar_event.res_model = 'res.partner')"""
            ),
            SQL("TRUE"),
        )
        query_join(
            query,
            "JOIN",
            "customer",
            "res_partner",
            SQL(
                """customer.id = guest.partner_id AND customer.partner_share
                   AND customer.id IN %s""",
                query_subselect(self._search([])),
            ),
        )
        query_join(
            query,
            "JOIN",
            "entity",
            "res_partner",
            SQL("entity.id = customer.commercial_partner_id"),
        )
        query_refine(
            query,
            SQL(
                """NOT EXISTS (SELECT 1 FROM mail_activity done
                                WHERE done.calendar_event_id = calendar_event.id)
                   AND NOT (entity.last_contact_date IS NOT DISTINCT FROM %s
                            AND calendar_event.start <= %s)""",
                today,
                self.env.cr.now(),
            ),
        )
        if customers is not None:
            # the few meetings of these, before PostgreSQL looks at everybody's
            query_refine(
                query,
                SQL(
                    """(calendar_event.id IN (
                            SELECT calendar_event_id
                              FROM calendar_event_res_partner_rel guests
                              JOIN res_partner invited
                                ON invited.id = guests.res_partner_id
                             WHERE invited.commercial_partner_id = ANY(%s))
                        OR calendar_event.res_model = 'res.partner')""",
                    customers.ids,
                ),
            )
        return Planned(
            query,
            SQL("entity.id"),
            SQL("calendar_event.id"),
            day_sql(SQL("calendar_event.start"), self.env.tz),
            SQL(
                "CASE WHEN calendar_event.allday THEN NULL"
                " ELSE calendar_event.start END"
            ),
        )

    @api.model
    def _followup_day_begin(self, day):
        """First moment of a day of the user's, in UTC."""
        begin = self.env.tz.localize(datetime.combine(day, time.min))
        return begin.astimezone(pytz.utc).replace(tzinfo=None)

    def _followup_plans(self):
        """What is planned with these customers, in a number of queries that does not
        depend on how much there is: what has been late for longest, the nearest of what
        is to come, and the day that was agreed with them besides.

        :return: ``{id of the commercial entity: [dict]}``, the earlier one first, with
            ``source``, ``id`` (of the record behind), ``day``, ``agreed``, ``what``,
            ``hour`` (``""`` for the whole day) and ``who``
        """
        today = fields.Date.context_today(self)
        entities = self.commercial_partner_id._origin
        selects = []
        for source, planned in self._followup_planned_sources(entities):
            query_refine(
                planned.query, SQL("%s = ANY(%s)", planned.entity, entities.ids)
            )
            selects.append(
                query_select(
                    planned.query,
                    SQL("%s AS entity_id", planned.entity),
                    SQL("%s::varchar AS source", source),
                    SQL("%s AS record_id", planned.record),
                    SQL("(%s)::date AS day", planned.day),
                    SQL("(%s)::timestamp AS moment", planned.moment),
                    SQL("%s AS agreed", planned.agreed),
                )
            )
        self._followup_planned_flush()
        rows = self.env.execute_query(
            SQL(
                """SELECT entity_id, source, record_id, day, agreed
                     FROM (SELECT DISTINCT ON (entity_id, day >= %(today)s, agreed) *
                             FROM (%(planned)s) AS planned
                            ORDER BY entity_id, day >= %(today)s, agreed,
                                     day, moment, source, record_id) AS told
                    ORDER BY entity_id, day, moment, source, record_id""",
                planned=SQL(" UNION ALL ").join(selects),
                today=today,
            )
        )
        records = defaultdict(list)
        for _entity, source, record_id, _day, _agreed in rows:
            records[source].append(record_id)
        words = {
            source: getattr(self, f"_followup_planned_{source}_words")(ids)
            for source, ids in records.items()
        }
        result = {entity.id: [] for entity in entities}
        for entity_id, source, record_id, day, agreed in rows:
            result[entity_id].append(
                {
                    "source": source,
                    "id": record_id,
                    "day": day,
                    "agreed": agreed,
                    **words[source][record_id],
                }
            )
        entities._followup_add_far_plans(result)
        return result

    @api.model
    def _followup_planned_sources(self, customers=None):
        """Everything that is planned, as the reader may see it.

        :param customers: commercial entities, so that PostgreSQL looks at few; anybody
        :return: list of ``(source, Planned)``
        """
        sources = [
            ("contact", self._followup_planned_contact()),
            ("activity", self._followup_planned_activity()),
            ("event", self._followup_planned_event(customers=customers)),
        ]
        for model in self._followup_planned_documents():
            sources.append(("activity", self._followup_planned_document(model)))
        return [(source, planned) for source, planned in sources if planned]

    @api.model
    def _followup_planned_flush(self):
        self.env["mail.activity"].flush_model()
        self.env["calendar.event"].flush_model()
        self.flush_model(
            ["commercial_partner_id", "last_contact_date", "next_contact_date"]
        )

    @api.model
    def _followup_planned_domain(self):
        """Customers with whom something is planned, as the reader may see it: what the
        line on top tells as the next.

        :return: ``Domain``
        """
        self._followup_planned_flush()
        selects = [
            query_select(planned.query, planned.entity)
            for _source, planned in self._followup_planned_sources()
        ]
        planned = SQL(" UNION ALL ").join(selects)
        return (
            Domain.custom(
                to_sql=lambda model, alias, query: SQL(
                    "%s IN (%s)",
                    SQL.identifier(
                        alias,
                        "commercial_partner_id",
                        to_flush=model._fields["commercial_partner_id"],
                    ),
                    planned,
                )
            )
            | self._followup_far_plans_domain()
        )

    @api.model
    def _followup_far_plans_domain(self):
        """Customers who have a plan, or one of whose contacts has, with a day beyond
        what has been prepared: as :meth:`_followup_add_far_plans` tells it."""
        today = fields.Date.context_today(self)
        Plan = self.env["ficha.followup.plan"]
        # an archived plan prepares nothing more, whatever the context looks at; the
        # rest is `_is_wanted` of plans
        wanted = (
            Domain("active", "=", True)
            & Domain("partner_id.active", "=", True)
            & Domain("partner_id.do_not_contact", "=", False)
            & Domain("partner_id.commercial_partner_id.do_not_contact", "=", False)
            & Domain("partner_id.is_blacklisted", "=", False)
        )
        # most go on and come round soon: their days need not be worked out
        endless = (
            Domain("date_end", "=", False)
            & Domain("date_start", "<=", today)
            & Domain("interval", ">=", 1)
            & Domain("interval", "<=", SOON)
            & Domain("except_month_ids", "=", False)
            & Domain("weekday_ids", "!=", False)
        )
        others = Plan.search(wanted & ~endless).filtered(
            lambda plan: self._followup_far_day(plan, today)
        )
        plans = Plan._search(wanted & (endless | Domain("id", "in", others.ids)))
        whose = query_subselect(plans, query_column(plans, "partner_id"))
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                """%s IN (SELECT commercial_partner_id FROM res_partner
                           WHERE id IN %s)""",
                SQL.identifier(alias, "commercial_partner_id"),
                whose,
            )
        )

    @api.model
    def _followup_far_day(self, plan, today):
        """The first day of a plan after what has been prepared of it, and perhaps done.

        :return: date, or None where there is none in the next months
        """
        begin = today + plan.company_id._followup_horizon()
        days = plan._dates(max(begin, plan.date_start), begin + timedelta(days=AHEAD))
        return min(days.values(), default=None)

    def _followup_add_far_plans(self, plans):
        """A planned contact beyond what has been prepared in the calendar (“every six
        weeks”), where nothing else comes before."""
        today = fields.Date.context_today(self)
        calm = self.filtered(
            lambda entity: all(plan["day"] < today for plan in plans[entity.id])
        )
        if not calm:
            return
        for plan in self.env["ficha.followup.plan"].search(
            [("partner_id", "child_of", calm.ids)]
        ):
            entity_id = plan.partner_id.commercial_partner_id.id
            if entity_id not in plans or not plan._is_wanted():
                continue
            if day := self._followup_far_day(plan, today):
                plans[entity_id].append(
                    {
                        "source": "plan",
                        "id": plan.id,
                        "day": day,
                        "agreed": False,
                        "what": plan._activity_type().name,
                        "hour": plan._hour_text() if plan.with_hour else "",
                        "who": plan._responsible().name or "",
                    }
                )
        for entity in calm:
            told = sorted(plans[entity.id], key=lambda plan: plan["day"])
            late = [plan for plan in told if plan["day"] < today]
            plans[entity.id] = late + told[len(late) :][:1]

    # -- how it is told ----------------------------------------------------------------

    @api.model
    def _followup_planned_contact_words(self, ids):
        return {
            partner.id: {
                "what": partner.followup_state_id.activity_type_id.name
                or self.env._("Get in touch"),
                "call": self._followup_is_call(
                    partner.followup_state_id.activity_type_id
                ),
                "hour": "",
                "who": partner._followup_responsible().name or "",
            }
            for partner in self.browse(ids)
        }

    @api.model
    def _followup_is_call(self, activity_type):
        """Whether a contact of that type is made by telephone: what says nothing else
        is."""
        # asked for each activity: env.ref would look each time whether it exists
        plain = self.env["ir.model.data"]._xmlid_to_res_id(
            "ficha_cliente.mail_activity_type_reminder", raise_if_not_found=False
        )
        return (
            not activity_type
            or activity_type.id == plain
            or activity_type.category == "phonecall"
        )

    @api.model
    def _followup_planned_activity_words(self, ids):
        """How activities are told.

        :return: ``{id: dict}``: ``what`` in one line with ``call`` (by telephone),
            ``hour`` and ``who``, and for
            who tells more: ``type``, ``detail``, ``summary``, ``deadline``, and the
            record it is ``on`` with its ``name``
        """
        # sudo: which of them the reader may know of was decided by the query
        activities = self.env["mail.activity"].sudo().browse(ids)
        activities.fetch(
            [
                "activity_type_id",
                "summary",
                "date_deadline",
                "calendar_event_id",
                "res_model",
                "res_id",
                "res_name",
                "user_id",
                "ficha_agreed",
            ]
        )
        # sudo: which plan an activity is of; the activities are those of the query
        occurrences = self.env["ficha.followup.occurrence"].sudo()
        plans = {
            occurrence.activity_id.id: occurrence.plan_id
            for occurrence in occurrences.search_fetch(
                [("activity_id", "in", activities.ids)], ["activity_id", "plan_id"]
            )
        }
        names = activities._followup_document_names()
        result = {}
        for activity in activities:
            kind = activity.activity_type_id.name or ""
            plan = plans.get(activity.id)
            summary = activity.summary
            if activity.ficha_agreed:
                summary = self._followup_agreed_words()  # for who reads it
            detail = plan.schedule_text if plan else summary
            what = kind or summary or ""
            if kind and not plan and summary:
                what = f"{kind} {quoted(self.env, summary)}"
            result[activity.id] = {
                "what": what,
                "call": self._followup_is_call(activity.activity_type_id),
                "type": kind,
                "detail": detail or "",
                "summary": summary or "",
                "on": (activity.res_model, activity.res_id),
                "name": names[activity.id],
                "deadline": activity.date_deadline,
                "hour": self._followup_hour(activity.calendar_event_id),
                "who": activity.user_id.name or "",
            }
        return result

    @api.model
    def _followup_planned_event_words(self, ids):
        """How meetings are told, as :meth:`_followup_planned_activity_words`."""
        events = self.env["calendar.event"].browse(ids)
        return {
            event.id: {
                "what": self.env._("Meeting “%s”", event.name or ""),
                "type": self.env._("Meeting"),
                "detail": " · ".join(filter(None, [event.name, event.location])),
                "summary": event.name or "",
                "hour": self._followup_hour(event),
                "who": event.user_id.name or "",
            }
            for event in events
        }

    @api.model
    def _followup_hour(self, event):
        """The hour of an event where the user is; none for a whole day."""
        event = event.sudo()  # hour only; whose event it is was decided by the query
        if not event or event.allday:
            return ""
        local = in_zone(event.start, self.env.tz)
        return format_time(self.env, local.time(), time_format="HH:mm")

    @api.model
    def _followup_planned_text(self, planned):
        """One planned thing in one line: what, when, and who does it.

        :param dict planned: of :meth:`_followup_plans`
        """
        delay = (planned["day"] - fields.Date.context_today(self)).days
        day = in_near_date(self.env, planned["day"], weekday=True)
        if delay == 0:
            day = self.env._("today")
        elif delay == 1:
            day = self.env._("tomorrow")
        elif delay == -1:
            day = self.env._("yesterday, late")
        elif delay < 0:
            day = self.env._("%(day)s, %(count)s days late", day=day, count=-delay)
        if planned["hour"] and delay >= 0:
            day = self.env._("%(day)s at %(hour)s", day=day, hour=planned["hour"])
        return self.env._(
            "%(what)s: %(day)s, %(who)s",
            what=planned["what"],
            day=day,
            who=planned["who"] or self.env._("nobody in charge"),
        )

    # -- what waits, without a day -----------------------------------------------------

    def _followup_pending(self):
        """What waits with these customers besides what is planned: nobody may say that
        nothing is pending while there is any. Modules add theirs.

        :return: ``{id of the commercial entity: [dict]}`` with ``key``, and where it is
            to be told in the line on top: ``icon``, ``title``, ``text``, ``gestures``
            (dicts with ``method`` of this model, which returns an action or
            ``{"message", "undo"}``, and ``label``)
        """
        pending = {entity.id: [] for entity in self}
        for entity in self:
            if entity.awaiting_reply_since:
                pending[entity.id].append({"key": "awaiting"})
        return pending
