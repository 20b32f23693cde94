from odoo import models

from odoo.addons.ficha_cliente.tools.by_hand import made_by_us

MOST = 20


class ResPartner(models.Model):
    """Topics: the mailing lists that the company shows to its customers, on the page on
    which they choose what they receive."""

    _inherit = "res.partner"

    def _ficha_topics(self):
        """Extends the portal's: public mailing lists, by the address of the file. Who
        said no to everything receives none, whatever list they are on."""
        topics = super()._ficha_topics()
        email = self.email_normalized
        if not email:
            return topics
        # sudo: names of lists that are public
        lists = (
            self.env["mailing.list"]
            .sudo()
            .search([("is_public", "=", True)], order="name, id", limit=MOST)
        )
        if not lists:
            return topics
        on = {
            row.list_id
            for row in self._ficha_subscriptions(lists, email)
            if not row.opt_out
        }
        news = self._ficha_may_contact("own_news", "email")[self.id]
        stopped = news.refusal and news.code != "this_month"
        # sudo: the name of a channel
        channel = self.env.ref("ficha_cliente.channel_email").sudo().name
        return topics + [
            {
                "key": f"list-{one.id}",
                "purpose": one.name,
                "channel": channel,
                "on": one in on and not stopped,
                "why": "",
            }
            for one in lists
        ]

    def _ficha_subscriptions(self, lists, email):
        # sudo: what they are subscribed to themselves
        return (
            self.env["mailing.subscription"]
            .sudo()
            .search(
                [
                    ("list_id", "in", lists.ids),
                    ("contact_id.email_normalized", "=", email),
                ]
            )
        )

    def _ficha_topic_set(self, key, on, address):
        """Extends the portal's: off for each row of the address, on for one. Who said
        no to everything and confirms a list says yes to news by e-mail."""
        if not key.startswith("list-") or not key[5:].isdecimal():
            return super()._ficha_topic_set(key, on, address)
        # sudo: what they choose themselves, among the lists that are public
        topic = self.env["mailing.list"].sudo().browse(int(key[5:])).exists()
        if not topic.is_public:
            return None
        rows = self._ficha_subscriptions(topic, address)
        if not on:
            rows.filtered(lambda row: not row.opt_out).opt_out = True
            return None
        if rows:
            rows[:1].opt_out = False
        else:
            # sudo: who confirmed the address is written on the list with it
            contacts = made_by_us(self.env["mailing.contact"])
            contact = contacts.search(
                [("email_normalized", "=", address)], limit=1
            ) or contacts.create({"name": self.name, "email": address})
            rows.create({"contact_id": contact.id, "list_id": topic.id})
        # had this month's, or nothing for a while: that they said, and it stays
        answer = self._ficha_may_contact("own_news", "email")[self.id]
        if answer.refusal and answer.code not in ("this_month", "paused"):
            email = self.env.ref("ficha_cliente.channel_email")
            purpose = self.env.ref("ficha_cliente_privacy.purpose_own_news")
            self._ficha_preference_on(f"{purpose.id}-{email.id}", "link", address)
        return None
