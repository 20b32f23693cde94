from datetime import timedelta

from odoo import api, models

from ..tools.batches import run_in_order
from ..tools.by_hand import made_by_us

BATCH = 200
REBUILD = {
    "partner_id",
    "company_id",
    "active",
    "kind",
    "frequency",
    "weekday_ids",
    "month_position",
    "except_month_ids",
    "interval",
    "with_hour",
    "hour",
    "duration",
    "date_start",
    "date_end",
    "user_id",
    "note",
}


class FichaFollowupPlan(models.Model):
    """What the coming occurrences of a plan become in the calendar and among the
    activities, and how they are taken back."""

    _inherit = "ficha.followup.plan"

    # --------------------------------------------------------------------------
    # What an occurrence becomes: an activity, or an event with its activity.
    # --------------------------------------------------------------------------

    def _activity_type(self):
        xmlid = {
            "call": "mail.mail_activity_data_call",
            "visit": "ficha_cliente.mail_activity_type_visit",
            "email": "mail.mail_activity_data_email",
            "samples": "ficha_cliente.mail_activity_type_samples",
            "survey": "ficha_cliente.mail_activity_type_survey",
        }[self.kind]
        # a company may have deleted one of the types
        return self.env.ref(xmlid, raise_if_not_found=False) or self.env.ref(
            "ficha_cliente.mail_activity_type_reminder"
        )

    def _activity_values(self, day):
        user = self._responsible()
        lang = user.lang or self.env.company._ficha_lang()
        labels = dict(
            self._fields["kind"]._description_selection(
                self.with_context(lang=lang).env
            )
        )
        return {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": self.partner_id.id,
            "activity_type_id": self._activity_type().id,
            "summary": f"{labels[self.kind]}: {self.partner_id.name}",
            "note": self.note,
            "date_deadline": day,
            "user_id": user.id,
            "automated": True,
        }

    def _event_values(self, day):
        values = self._activity_values(day)
        start = self._start_utc(day)
        user = self._responsible()
        return {
            "name": values["summary"],
            "start": start,
            "stop": start + timedelta(hours=self.duration),
            "user_id": user.id or self.env.uid,
            # the customer is no attendee: nobody is sent an invitation
            "partner_ids": [(6, 0, user.partner_id.ids)],
            "location": self.partner_id.contact_address_inline
            if self.kind != "call"
            else False,
            "description": self.note,
            "ficha_company_id": (self.company_id or self.partner_id.company_id).id,
            "res_model_id": values["res_model_id"],
            "res_id": self.partner_id.id,
            "activity_ids": [(0, 0, values)],
        }

    # --------------------------------------------------------------------------
    # Preparing the coming occurrences, and taking them back.
    # --------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Extends create: the first occurrences are prepared at once."""
        plans = super().create(vals_list)
        plans._prepare_occurrences()
        return plans

    def write(self, vals):
        """Extends write: a plan that changes is prepared anew from today on."""
        rebuild = not REBUILD.isdisjoint(vals)
        if self.env.context.get("ficha_keep_prepared"):
            # what it has prepared goes to another person by itself, and may come back
            rebuild = False
        if rebuild:
            self._drop_coming()
        result = super().write(vals)
        if rebuild:
            self._prepare_occurrences()
        return result

    def unlink(self):
        """Extends unlink: what was prepared and is still to come goes too."""
        self._drop_coming()
        return super().unlink()

    @api.model
    def _cron_followup_plans(self):
        """Daily: prepare the occurrences that came within the horizon.

        Looks only for missing ones and commits batch by batch, so it can be stopped
        and run again at will.
        """
        # all of them, as numbers only
        ids = self.search([], order="id").ids  # pylint: disable=no-search-all
        run_in_order(
            self.env,
            "ficha_cliente.ir_cron_followup_plans",
            ids,
            lambda some: self.browse(some)._prepare_occurrences(),
            BATCH,
        )

    def _prepare_occurrences(self):
        """Create the activities and events of the coming weeks that are missing, and
        move those whose day has become a holiday.

        Nothing for archived plans, nor for archived, do-not-contact or blacklisted
        customers.
        """
        # sudo: the event goes into the calendar of the person in charge, who need not
        # be the one who writes the plan
        plans = self.sudo().filtered(lambda plan: plan._is_wanted())
        today = self.env["res.partner"]._followup_today()
        rows = (
            self.env["ficha.followup.occurrence"]
            .sudo()
            .search_fetch(
                [("plan_id", "in", plans.ids), ("date", ">=", today)],
                ["plan_id", "date", "planned_date"],
            )
        )
        prepared = {(row.plan_id.id, row.date): row for row in rows}
        taken = {(row.plan_id.id, row.planned_date) for row in rows}
        missing = []
        moved = []
        for plan in plans:
            start = max(plan.date_start, today)
            end = today + plan.company_id._followup_horizon()
            for date, day in plan._dates(start, end).items():
                row = prepared.get((plan.id, date))
                if row:
                    if row.planned_date != day:
                        moved.append((row, day, (plan.id, day) in taken))
                        taken.add((plan.id, day))
                    continue
                # two days moved off the same holiday are one visit
                again = (plan.id, day) in taken
                taken.add((plan.id, day))
                missing.append((plan, date, day, again))
        self._create_occurrences(missing)
        self._move_occurrences(moved)

    def _move_occurrences(self, moved):
        """The company's holidays changed after these were prepared: they are done on
        another day. What a person did, deleted or moved stays as it is.

        :param moved: tuples (occurrence, the day by now, already taken)
        """
        quiet = {
            "dont_notify": True,
            "skip_attendee_notification": True,
            "mail_activity_quick_update": True,
        }
        for row, day, again in moved:
            plan, activity = row.plan_id, row.activity_id.with_context(**quiet)
            event = activity.calendar_event_id
            if not activity.active or activity.date_deadline != row.planned_date:
                continue
            if event and event.start != plan._start_utc(row.planned_date):
                continue
            row.planned_date = day
            if again:
                row.activity_id = False
                activity.unlink()
                event.unlink()
                continue
            if event:
                start = plan._start_utc(day)
                event.write(
                    {"start": start, "stop": start + (event.stop - event.start)}
                )
            activity.date_deadline = day

    def _is_wanted(self):
        partner = self.partner_id
        return (
            self.active
            and partner.active
            and not partner.commercial_partner_id.do_not_contact
            and not partner.do_not_contact
            and not partner.is_blacklisted
        )

    def _create_occurrences(self, missing):
        """:param missing: tuples (plan, day by the rule, real day, already taken)"""
        activities = made_by_us(self.env["mail.activity"])
        Activity = activities.with_context(mail_activity_quick_update=True)
        Event = made_by_us(self.env["calendar.event"]).with_context(
            no_mail_to_attendees=True,
            dont_notify=True,
            mail_create_nolog=True,
            mail_activity_quick_update=True,
        )
        plain = [m for m in missing if not m[3] and not m[0].with_hour]
        timed = [m for m in missing if not m[3] and m[0].with_hour]
        made = {}
        for key, activity in zip(
            plain,
            Activity.create([m[0]._activity_values(m[2]) for m in plain]),
            strict=True,
        ):
            made[key] = activity
        for key, event in zip(
            timed, Event.create([m[0]._event_values(m[2]) for m in timed]), strict=True
        ):
            made[key] = event.activity_ids[:1]
        made_by_us(self.env["ficha.followup.occurrence"]).create(
            [
                {
                    "plan_id": m[0].id,
                    "date": m[1],
                    "planned_date": m[2],
                    "activity_id": made.get(m, activities).id,
                }
                for m in missing
            ]
        )

    def _drop_coming(self):
        """Remove what is prepared from today on and not done yet."""
        today = self.env["res.partner"]._followup_today()
        # sudo: as for preparing them
        coming = (
            self.env["ficha.followup.occurrence"]
            .sudo()
            .search([("plan_id", "in", self.ids), ("planned_date", ">=", today)])
        ).filtered(lambda o: not o.activity_id or o.activity_id.active)
        activities = coming.activity_id
        events = activities.calendar_event_id
        coming.unlink()
        activities.unlink()
        events.with_context(no_mail_to_attendees=True, dont_notify=True).unlink()
