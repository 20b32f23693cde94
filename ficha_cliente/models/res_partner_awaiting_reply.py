from odoo import fields, models


class ResPartner(models.Model):
    """Whose turn it is: we wrote and wait, or they answered."""

    _inherit = "res.partner"

    def _followup_we_wrote_to(self):
        """An e-mail went out to these contacts: their company owes us a word."""
        self._followup_touched_today(awaiting=True)

    def _followup_they_wrote(self):
        """These contacts wrote to us: their company owes us nothing."""
        # sudo: the message may come from the mail gateway or from a portal user
        self.sudo()._followup_touched_today(awaiting=False)

    def _followup_touched_today(self, awaiting=None):
        """A real contact took place today.

        :param awaiting: True when we wait for their word since now, False when they
            gave it, None when it does not change
        """
        today = self._followup_today()
        days = dict.fromkeys(self.commercial_partner_id.ids, today)
        self._followup_touched_on(days, awaiting)

    def _followup_touched_on(self, days, awaiting=None):
        """A real contact took place, perhaps on an earlier day that is noted now.

        Writes only the customers for whom that is news, so that a second e-mail of
        the day does not touch the row that an invoice may be posting to. Dates never
        move back.

        :param days: ``{commercial partner id: day of the contact}``
        :param awaiting: as in :meth:`_followup_touched_today`
        """
        today = self._followup_today()
        Partner = self.env["res.partner"]
        domain = Partner._followup_customer_domain()
        partners = self.commercial_partner_id.filtered_domain(domain)
        rows = []
        for partner in partners:
            day, last = days[partner.id], partner.last_contact_date
            since = partner.awaiting_reply_since
            if awaiting is not None:
                since = (since or day) if awaiting else False
            next_date = partner.next_contact_date
            if not last or day >= last:
                next_date = partner._followup_restarted_cadence(day)
                if next_date and next_date < today:
                    # the cadence from a day long ago says nothing about tomorrow
                    next_date = partner.next_contact_date
            last = max(last or day, day)
            if (
                since != partner.awaiting_reply_since
                or partner.last_contact_date != last
                or next_date != partner.next_contact_date
            ):
                rows.append(
                    {
                        "id": partner.id,
                        "awaiting_reply_since": since or None,
                        "last_contact_date": last,
                        "next_contact_date": next_date or None,
                    }
                )
        if rows:
            partners._write_followup(rows)
            Partner.browse(row["id"] for row in rows)._followup_evaluate()

    def _followup_restarted_cadence(self, today):
        """Next contact after a contact today: the cadence starts again from the real
        touch; a date agreed with the customer stays until its reminder is done."""
        if self.next_contact_agreed and self.next_contact_date:
            return self.next_contact_date
        return self._followup_by_cadence(self.followup_state_id, today)

    def _followup_by_cadence(self, state, today):
        """Next contact that the cadence of a state gives after a contact today."""
        if not state.cadence_days:
            return False
        company = self.company_id or self.env.company
        return company._followup_add_working_days(today, state.cadence_days)

    def _followup_reminder_done(self):
        """A reminder of these customers was done: the contact took place, and the
        next one follows from the cadence. An agreed date that has come is used up."""
        today = fields.Date.context_today(self)
        partners = self.commercial_partner_id
        rows = []
        for partner in partners:
            date, agreed = partner.next_contact_date, partner.next_contact_agreed
            if not (agreed and date and date > today):
                date = partner._followup_by_cadence(partner.followup_state_id, today)
                agreed = False
            rows.append(
                {
                    "id": partner.id,
                    "last_contact_date": today,
                    "next_contact_date": date or None,
                    "next_contact_agreed": agreed,
                }
            )
        partners._write_followup(rows)
