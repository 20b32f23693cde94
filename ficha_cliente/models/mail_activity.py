from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    ficha_reminder = fields.Boolean(
        string="Customer file reminder",
        readonly=True,
        copy=False,
        help="Made by the daily reminders because the next contact is due.",
    )
    ficha_agreed = fields.Boolean(
        string="Day agreed with the customer",
        readonly=True,
        copy=False,
        help="Keeps the day that a person had agreed, since a rule asked for a contact "
        "before it.",
    )

    # The promise "at most one open reminder" is the database's, not the program's.
    _ficha_reminder_uniq = models.UniqueIndex(
        "(res_id) WHERE ficha_reminder AND active AND res_model = 'res.partner'",
        "This customer already has an open reminder.",
    )

    def write(self, vals):
        """Extends write: a reminder that a person moves takes the next contact of its
        customer along, as the next contact takes its reminder."""
        result = super().write(vals)
        if "date_deadline" in vals and not self.env.context.get("ficha_moves_reminder"):
            # sudo: whoever is assigned a reminder may move it, as in Odoo's own code
            moved = self.sudo().filtered(lambda a: a.ficha_reminder and a.active)
            customers = moved.env["res.partner"].browse(moved.mapped("res_id"))
            customers._write_followup(
                [
                    {
                        "id": reminder.res_id,
                        "next_contact_date": reminder.date_deadline,
                        "next_contact_agreed": True,
                    }
                    for reminder in moved
                ]
            )
        return result

    def _action_done(self, feedback=False, attachment_ids=None):
        """Extends mail's _action_done: a reminder done anywhere in Odoo is a contact,
        and moves the dates of its customer.

        The dialog of the customer file sets the dates and notes what was said itself,
        and says so in the context (``ficha_dates_by_dialog``).
        """
        customers = {}
        if not self.env.context.get("ficha_dates_by_dialog"):
            customers = self._followup_customers()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if customers:
            # sudo: the day of the contact, noted by who may not edit the customer
            partners = self.env["res.partner"].sudo().browse(customers.values())
            partners._followup_reminder_done()
            self.browse(customers)._followup_log_done(customers, feedback)
        return result

    def _followup_customers(self):
        """Customers for whom doing these activities is a contact: those of reminders,
        of agreed days and of planned visits and calls. A to-do on the file is not a
        contact.

        :return: ``{activity id: partner id}``
        """
        # sudo: whoever is assigned an activity may do it, as in Odoo's own code
        sudo = self.sudo()
        occurrences = sudo.env["ficha.followup.occurrence"].search(
            [("activity_id", "in", self.ids)]
        )
        reminders = sudo.filtered(
            lambda a: a.ficha_reminder
            or (a.ficha_agreed and a.res_model == "res.partner")
        )
        ids = set(
            sudo.env["res.partner"].browse(reminders.mapped("res_id")).exists().ids
        )
        customers = {a.id: a.res_id for a in reminders if a.res_id in ids}
        customers.update(
            (o.activity_id.id, o.plan_id.partner_id.id) for o in occurrences
        )
        return customers

    def _followup_document_names(self):
        """How the documents are called on which these activities are, to who may read
        those. A module whose documents say more than Odoo keeps with the activity
        extends it.

        :return: ``{activity id: name}``
        """
        return {activity.id: activity.res_name for activity in self}

    def _followup_log_done(self, customers, feedback):
        """Hook: these activities were done, and were a contact with a customer. The
        follow-up has its dates already; a module that remembers contacts extends it.

        :param customers: ``{activity id: partner id}``, of all of ``self``
        :param feedback: what was said, or False
        """
