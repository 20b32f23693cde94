from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """What day it is where a customer is looked after.

    A day does not begin everywhere at once. What a scheduled action does for a day
    (reminders, colours, histories) is done for the day of the person in charge: the one
    of the customer, else the salesperson, else the company's fallback; where nobody is,
    or has said in which zone, the day of the company.
    """

    _inherit = "res.partner"

    @api.model
    def _followup_days(self):
        """What day it is now, in each zone that somebody of ours is in.

        :return: ``{name of the zone: date}``; never empty
        """
        self.flush_model(["tz"])
        self.env["res.users"].flush_model(["active", "share", "partner_id"])
        self.env["resource.calendar"].flush_model(["tz"])
        self.env["res.company"].flush_model(["resource_calendar_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT who.tz
                  FROM res_users AS person
                  JOIN res_partner AS who ON who.id = person.partner_id
                 WHERE person.active AND person.share IS NOT TRUE
                 UNION
                SELECT calendar.tz
                  FROM res_company AS company
                  JOIN resource_calendar AS calendar
                    ON calendar.id = company.resource_calendar_id
                """
            )
        )
        now = pytz.utc.localize(fields.Datetime.now())
        days = {
            zone: now.astimezone(pytz.timezone(zone)).date()
            for (zone,) in rows
            if zone in pytz.all_timezones_set
        }
        return days or {"UTC": now.date()}

    def _followup_charge_sql(self):
        """Joins to ``p`` (``res_partner``): ``charge``, ``seller`` and ``fallback``,
        the users of whom the first that is there contacts the customer, and
        ``company``."""
        self.env["res.users"].flush_model(["active", "partner_id"])
        self.env["res.company"].flush_model()
        return SQL(
            """
         LEFT JOIN res_users charge ON charge.id = p.followup_user_id AND charge.active
         LEFT JOIN res_users seller ON seller.id = p.user_id AND seller.active
         LEFT JOIN res_company company ON company.id = COALESCE(p.company_id, %s)
         LEFT JOIN res_users fallback
                ON fallback.id = company.followup_fallback_user_id AND fallback.active
            """,
            self.env.company.id,
        )

    def _followup_own_day_sql(self, days):
        """What day it is for a customer.

        :param days: from :meth:`_followup_days`
        :return: joins to ``p`` (``res_partner``), those of :meth:`_followup_charge_sql`
            among them, and the expression of the day
        """
        self.env["resource.calendar"].flush_model(["tz"])
        zones = SQL(", ").join(
            SQL("(%s, %s::date)", zone, day) for zone, day in days.items()
        )
        joins = SQL(
            """
            %s
         LEFT JOIN res_partner who ON who.id = COALESCE(
                charge.partner_id, seller.partner_id, fallback.partner_id)
         LEFT JOIN resource_calendar calendar
                ON calendar.id = company.resource_calendar_id
         LEFT JOIN (VALUES %s) AS zone (name, today)
                ON zone.name = COALESCE(who.tz, calendar.tz)
            """,
            self._followup_charge_sql(),
            zones,
        )
        # sudo: the zone of the company's working hours, and nothing else of them
        tz = self.env.company.sudo().resource_calendar_id.tz
        return joins, SQL(
            "COALESCE(zone.today, %s)", days.get(tz) or next(iter(days.values()))
        )

    @api.model
    def _followup_customers_by_day(self, days=None, partners=None):
        """Customers by what day it is for them.

        :param days: from :meth:`_followup_days`, when the caller has asked already
        :param partners: commercial entities; all when None
        :return: ``{date: ids}``, or ``{date: None}`` where it is one day for everybody
        """
        days = days or self._followup_days()
        if len(set(days.values())) == 1:
            return {next(iter(days.values())): None}
        self.flush_model(["followup_user_id", "user_id", "company_id", "tz"])
        joins, today = self._followup_own_day_sql(days)
        some = SQL("p.commercial_partner_id = p.id")
        if partners is not None:
            some = SQL("p.id = ANY(%s)", partners.ids)
        rows = self.env.execute_query(
            SQL(
                "SELECT %s, array_agg(p.id) FROM res_partner p %s WHERE %s GROUP BY 1",
                today,
                joins,
                some,
            )
        )
        return dict(rows)

    @api.model
    def _followup_wake_at_midnight(self, cron_xmlid, minute):
        """Have a scheduled action come when the next day begins in each zone that
        somebody of ours is in. It calls this itself, so it goes on doing so.

        :param str cron_xmlid: its external id
        :param int minute: how long after midnight
        """
        moments = set()
        for zone, day in self._followup_days().items():
            begins = datetime.combine(day + timedelta(days=1), time(minute=minute))
            begins = pytz.timezone(zone).localize(begins).astimezone(pytz.utc)
            moments.add(begins.replace(tzinfo=None))
        # sudo: the user of a scheduled action need not be an administrator
        cron = self.env.ref(cron_xmlid).sudo()
        known = self.env["ir.cron.trigger"].sudo()
        known = known.search([("cron_id", "=", cron.id), ("call_at", "in", moments)])
        if moments := moments - set(known.mapped("call_at")):
            cron._trigger(sorted(moments))
