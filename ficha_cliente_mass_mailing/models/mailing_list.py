from odoo import models

from odoo.addons.ficha_cliente.tools.by_hand import made_by_us


class MailingList(models.Model):
    """Who is on a list, and that it was they who wanted it."""

    _inherit = "mailing.list"

    def _ficha_subscriptions(self, email):
        """The rows of an address.

        :return: ``mailing.subscription``, in sudo
        """
        # sudo: what they are subscribed to themselves
        return (
            self.env["mailing.subscription"]
            .sudo()
            .search(
                [
                    ("list_id", "in", self.ids),
                    ("contact_id.email_normalized", "=", email),
                ]
            )
        )

    def _ficha_ask(self, email, name="", visitor=""):
        """Somebody wrote an address for these lists: a job asks the address.

        :param str visitor: whom they are counted as
        """
        if self:
            self.env["ficha.door.request"]._receive(
                "list", email, name, visitor=visitor, lists=self.ids
            )

    def _ficha_subscribe(self, email, name):
        """Who reads an address wants these lists: a file of theirs knows it too, and
        what they said no to before is lifted. A list that was closed since is none."""
        partner = self.env["res.partner"]._ficha_by_email(email, name=name)
        for topic in self.filtered("is_public"):
            if partner:
                partner._ficha_topic_set(f"list-{topic.id}", True, email)
            else:
                topic._ficha_add(email, name)

    def _ficha_add(self, email, name):
        """Put an address that was confirmed on this list.

        :return: ``mailing.subscription``
        """
        rows = made_by_us(self._ficha_subscriptions(email))
        rows = rows.with_context(ficha_confirmed=True)
        if rows:
            if all(row.opt_out for row in rows):
                rows[:1].opt_out = False
            return rows[:1]
        # sudo: who confirmed the address is written on the list with it
        contacts = made_by_us(self.env["mailing.contact"])
        contact = contacts.search([("email_normalized", "=", email)], limit=1)
        if not contact:
            contact = contacts.create({"name": name or email, "email": email})
        return rows.create({"contact_id": contact.id, "list_id": self.id})

    def _update_subscription_from_email(self, *args, **kwargs):
        """Extends mass_mailing's: it is done by the link of a message, which came to
        the address."""
        confirmed = self.with_context(ficha_confirmed=True)
        return super(MailingList, confirmed)._update_subscription_from_email(
            *args, **kwargs
        )
