from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.batches import run_in_order
from ..tools.by_hand import made_by_us

BATCH = 1000


class ResPartner(models.Model):
    """Reminders: one open activity per customer when the next contact is due."""

    _inherit = "res.partner"

    @api.model
    def _cron_followup_reminders(self):
        """Hourly: make a reminder for every customer whose next contact is due, where
        the person in charge is, and who has none open. So they are there when the day
        begins, wherever that is.

        Nothing for archived, do-not-contact or blacklisted customers, nor to sell to
        who said no (:meth:`_ficha_said_no_sql`). It commits after
        every batch and looks only for what is missing, so it can be stopped at any
        moment and run as often as one likes.
        """
        self._followup_drop_refused()
        self.env.cr.execute(
            SQL("SELECT p.id %s ORDER BY p.id", self._followup_due_sql())
        )
        ids = [pid for (pid,) in self.env.cr.fetchall()]
        run_in_order(
            self.env,
            "ficha_cliente.ir_cron_followup_reminders",
            ids,
            lambda some: self._followup_create_reminders(
                self._followup_due(0, len(some), some)
            ),
            BATCH,
        )

    @api.model
    def _followup_drop_refused(self):
        """Reminders that are open for customers who said no since they were made."""
        if self._ficha_may_remind_domain() is Domain.TRUE:
            return
        # sudo: whoever's reminders they are
        reminders = self.env["mail.activity"].sudo()
        opened = reminders.search(
            [
                ("res_model", "=", "res.partner"),
                ("ficha_reminder", "=", True),
                ("active", "=", True),
            ]
        )
        told = self.browse(set(opened.mapped("res_id"))).exists()._ficha_next_contacts()
        opened.filtered(lambda reminder: reminder.res_id not in told).unlink()

    def _followup_due_sql(self):
        """FROM and WHERE of customers with a due contact and no open reminder."""
        self.flush_model()
        self.env["mail.activity"].flush_model()
        joins, today = self._followup_own_day_sql(self._followup_days())
        said_no = self._ficha_said_no_sql()
        return SQL(
            """
              FROM res_partner p
                   %s
             WHERE p.next_contact_date <= %s
               AND p.active
               AND p.commercial_partner_id = p.id
               AND p.do_not_contact IS NOT TRUE
               AND NOT EXISTS (
                   SELECT 1 FROM mail_blacklist b
                    WHERE b.active AND b.email = p.email_normalized)
               AND NOT EXISTS (
                   SELECT 1 FROM mail_activity a
                    WHERE a.res_model = 'res.partner' AND a.res_id = p.id
                      AND a.ficha_reminder AND a.active)
               AND (p.next_contact_agreed OR p.awaiting_reply_since IS NOT NULL OR %s)
            """,
            joins,
            today,
            SQL("TRUE") if said_no is None else SQL("p.id NOT IN (%s)", said_no),
        )

    def _followup_due(self, after, limit, among=None):
        """Customers to remind of, in the order of their ids.

        :param after: only ids greater than this one
        :param among: list of ids; all when None
        :return: rows ``(partner id, date, state id, user id)``
        """
        self.env.cr.execute(
            SQL(
                """SELECT p.id, p.next_contact_date, p.followup_state_id,
                          COALESCE(charge.id, seller.id, fallback.id)
                       %s AND p.id > %s AND %s ORDER BY p.id LIMIT %s""",
                self._followup_due_sql(),
                after,
                SQL("TRUE") if among is None else SQL("p.id = ANY(%s)", among),
                limit,
            )
        )
        return self.env.cr.fetchall()

    def _followup_create_reminders(self, rows):
        """Create the reminders of one batch in one call.

        :param rows: from :meth:`_followup_due`
        """
        contents, by_lang = {}, {}
        for pid, _date, state_id, user_id in rows:
            key = (state_id, user_id)
            if key not in contents:
                contents[key] = self._followup_reminder_content(*key)
            by_lang.setdefault(contents[key][2], []).append(pid)
        reasons = {}
        for lang, ids in by_lang.items():
            partners = self.browse(ids).with_context(lang=lang)
            reasons |= partners._followup_public_reasons()
        values = []
        model_id = self.env["ir.model"]._get_id("res.partner")
        for pid, date, state_id, user_id in rows:
            type_id, summary, _lang = contents[state_id, user_id]
            reason = reasons[pid]
            values.append(
                {
                    "res_model_id": model_id,
                    "res_id": pid,
                    "activity_type_id": type_id,
                    "summary": f"{summary}: {reason}" if reason else summary,
                    "date_deadline": date,
                    "user_id": user_id,
                    "automated": True,
                    "ficha_reminder": True,
                }
            )
        # the activities' `res_name` would read these contacts one by one
        self.browse(vals["res_id"] for vals in values).mapped("display_name")
        # no e-mail per reminder: they wait in the list of activities in the morning
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            values
        )

    def _followup_reminder_content(self, state_id, user_id):
        """Activity type and text of a state's reminder, in the user's language, and
        that language."""
        user = self.env["res.users"].browse(user_id or [])
        state = self.env["ficha.followup.state"].browse(state_id or [])
        lang = user.lang or self.env.company._ficha_lang()
        env = self.with_context(lang=lang).env
        activity_type = state.activity_type_id or self.env.ref(
            "ficha_cliente.mail_activity_type_reminder"
        )
        summary = state.with_env(env).summary or env._("Contact the customer")
        return activity_type.id, summary, lang

    @api.model
    def _followup_keep_agreed(self, agreed):
        """A rule asks for a contact before the day agreed with a customer: that
        day was promised, so it stays planned, as an activity of who attends them.

        :param agreed: ``{partner: day}``
        """
        # sudo: the rules do it, whoever gave the occasion and whoever it is for
        Activity = self.env["mail.activity"].sudo()
        there = {
            (activity.res_id, activity.date_deadline)
            for activity in Activity.search(
                Domain("res_model", "=", "res.partner")
                & Domain("res_id", "in", [partner.id for partner in agreed])
                & Domain("ficha_agreed", "=", True)
                & Domain("active", "=", True)
            )
        }
        model_id = self.env["ir.model"]._get_id("res.partner")
        plain = self.env.ref("ficha_cliente.mail_activity_type_reminder")
        values = []
        for partner, day in agreed.items():
            if partner.do_not_contact or (partner.id, day) in there:
                continue
            user = partner._followup_responsible()
            lang = user.sudo().lang or self.env.company._ficha_lang()
            values.append(
                {
                    "res_model_id": model_id,
                    "res_id": partner.id,
                    "activity_type_id": plain.id,
                    "summary": self.with_context(lang=lang)._followup_agreed_words(),
                    "date_deadline": day,
                    "user_id": user.id,
                    "automated": True,
                    "ficha_agreed": True,
                }
            )
        # no e-mail for what they knew of
        made_by_us(self.env["mail.activity"]).with_context(
            mail_activity_quick_update=True
        ).create(values)

    @api.model
    def _followup_agreed_words(self):
        return self.env._("Agreed with the customer")

    def _followup_drop_agreed(self):
        """The agreed day is the next contact again: no activity keeps it any more."""
        # sudo: as they were made
        kept = (
            self.env["mail.activity"]
            .sudo()
            .search(
                Domain("res_model", "=", "res.partner")
                & Domain("res_id", "in", self.ids)
                & Domain("ficha_agreed", "=", True)
                & Domain("active", "=", True)
            )
        )
        days = {p.id: p.next_contact_date for p in self if p.next_contact_agreed}
        kept.filtered(lambda a: days.get(a.res_id) == a.date_deadline).unlink()

    def _followup_open_reminders(self):
        """Open reminders of these customers."""
        # sudo: the reminder may be a colleague's
        return (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", self.ids),
                    ("ficha_reminder", "=", True),
                    ("active", "=", True),  # whatever the context looks at
                ]
            )
        )

    def _followup_move_reminders(self):
        """An open reminder goes where the next contact goes, and disappears with it
        or with the customer."""
        reminders = self._followup_open_reminders()
        if not reminders:
            return
        dates = self.sudo()._ficha_next_contacts()  # sudo: as the reminders
        archived = set(self.sudo().filtered(lambda p: not p.active).ids)
        obsolete = reminders.browse()
        moved = {}
        for reminder in reminders:
            date = dates.get(reminder.res_id)
            if not date or reminder.res_id in archived:
                obsolete += reminder
            elif date != reminder.date_deadline:
                moved.setdefault(date, reminders.browse())
                moved[date] += reminder
        obsolete.unlink()
        for date, group in moved.items():
            group.with_context(
                mail_activity_quick_update=True, ficha_moves_reminder=True
            ).write({"date_deadline": date})

    def _ficha_merge_before(self, merging):
        """Extends ours: one open reminder stays open, that of the kept contact, else
        the earliest. The others are closed and stay in the history."""
        result = super()._ficha_merge_before(merging)
        merging.change(
            "mail_activity",
            "active",
            SQL(
                """
                t.res_model = 'res.partner' AND t.res_id = m.old
                AND t.ficha_reminder AND t.active
                AND EXISTS (
                    SELECT FROM mail_activity AS same
                     WHERE same.res_model = 'res.partner' AND same.res_id IN (%s)
                       AND same.ficha_reminder AND same.active AND same.id != t.id
                       AND (same.res_id = m.new
                            OR (same.date_deadline, same.id) < (t.date_deadline, t.id)))
                """,
                merging.members,
            ),
            SQL("FALSE"),
        )
        return result

    def _ficha_merged(self, merging):
        """Extends ours: the reminder goes where the next contact is; it is closed when
        there is none that may be made, as one of them is not to be contacted."""
        result = super()._ficha_merged(merging)
        reminders = self._followup_open_reminders().grouped("res_id")
        for kept, _others in merging.groups:
            reminder = reminders.get(kept.id)
            if not reminder:
                continue
            with merging.recording(kept):
                # closed and not deleted, so that it comes back if this is undone;
                # sudo: as the reminders
                if not kept.sudo()._ficha_next_contacts():
                    reminder.active = False
                kept._followup_move_reminders()
        return result
