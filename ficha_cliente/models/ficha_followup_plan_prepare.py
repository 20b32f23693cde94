from datetime import timedelta

from odoo import api, models
from odoo.tools import split_every

BATCH = 200
REBUILD = {
    "partner_id",
    "company_id",
    "active",
    "kind",
    "weekday_ids",
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
    """Preparing the coming occurrences, and taking them back."""

    _inherit = "ficha.followup.plan"

    @api.model_create_multi
    def create(self, vals_list):
        """Extends create: the first occurrences are prepared at once."""
        plans = super().create(vals_list)
        plans._prepare_occurrences()
        return plans

    def write(self, vals):
        """Extends write: a plan that changes is prepared anew from today on."""
        rebuild = not REBUILD.isdisjoint(vals)
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
        remaining = len(ids)
        for batch in split_every(BATCH, ids):
            self.browse(batch)._prepare_occurrences()
            remaining -= len(batch)
            left = self.env["ir.cron"]._commit_progress(len(batch), remaining=remaining)
            if not left:
                break

    def _prepare_occurrences(self):
        """Create the activities and events of the coming weeks that are missing.

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
        prepared = {(row.plan_id.id, row.date) for row in rows}
        taken = {(row.plan_id.id, row.planned_date) for row in rows}
        missing = []
        for plan in plans:
            start = max(plan.date_start, today)
            end = today + timedelta(days=plan.company_id.followup_plan_horizon_days)
            for date, day in plan._dates(start, end).items():
                if (plan.id, date) in prepared:
                    continue
                # two days moved off the same holiday are one visit
                again = (plan.id, day) in taken
                taken.add((plan.id, day))
                missing.append((plan, date, day, again))
        self._create_occurrences(missing)

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
        activities = self.env["mail.activity"].sudo()
        Activity = activities.with_context(mail_activity_quick_update=True)
        Event = (
            self.env["calendar.event"]
            .sudo()
            .with_context(
                no_mail_to_attendees=True,
                dont_notify=True,
                mail_create_nolog=True,
                mail_activity_quick_update=True,
            )
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
        self.env["ficha.followup.occurrence"].sudo().create(
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
