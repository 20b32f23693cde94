from datetime import timedelta

from odoo import api, fields, models
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


class FichaFollowupOccurrence(models.Model):
    """What a plan has already prepared: one row for each day of its rule.

    The row stays when somebody deletes or moves the activity or the event, so that
    the same visit is not prepared again. It hangs on the plan and not on the customer:
    merging customers moves the plans and touches nothing here.
    """

    _name = "ficha.followup.occurrence"
    _description = "Prepared occurrence of a planned contact"
    _order = "date"
    _rec_name = "date"

    plan_id = fields.Many2one(
        "ficha.followup.plan",
        required=True,
        index=True,
        ondelete="cascade",
        help="Plan it belongs to.",
    )
    date = fields.Date(required=True, help="Day by the rule of the plan.")
    planned_date = fields.Date(
        required=True, help="Day it was prepared for, after moving it off holidays."
    )
    activity_id = fields.Many2one(
        "mail.activity",
        index="btree_not_null",
        ondelete="set null",
        help="Activity that was prepared.",
    )

    _plan_date_uniq = models.UniqueIndex(
        "(plan_id, date)", "This day of the plan has already been prepared."
    )


class FichaFollowupPlan(models.Model):
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
        labels = dict(
            self.with_context(lang=user.lang or self.env.lang)
            ._fields["kind"]
            ._description_selection(
                self.with_context(lang=user.lang or self.env.lang).env
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
            "res_model_id": values["res_model_id"],
            "res_id": self.partner_id.id,
            "activity_ids": [(0, 0, values)],
        }

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
