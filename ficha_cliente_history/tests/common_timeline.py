from odoo import Command, fields
from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user

LISTED_KINDS = ("interaction", "message", "meeting", "activity", "payment", "invoice")


class TimelineCommon(TransactionCase):
    """A customer with two contacts, and entries put into the past by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US", "tz": "UTC"})
        cls.env["res.lang"]._activate_lang("en_US")
        cls.phone = cls.env.ref("ficha_cliente.channel_phone")
        cls.visit = cls.env.ref("ficha_cliente.channel_visit")
        cls.email = cls.env.ref("ficha_cliente.channel_email")
        cls.user = cls._user("ficha_timeline_user", "ficha_cliente.group_ficha_user")
        quiet = cls.env["res.partner"].with_context(
            tracking_disable=True, mail_create_nolog=True
        )
        cls.customer = quiet.create({"name": "Bodegas Ares", "is_company": True})
        cls.eva = quiet.create({"name": "Eva", "parent_id": cls.customer.id})
        cls.luis = quiet.create({"name": "Luis", "parent_id": cls.customer.id})
        cls.customer, cls.eva, cls.luis = (
            partner.with_env(cls.env) for partner in (cls.customer, cls.eva, cls.luis)
        )
        cls.env["mail.message"].search(
            Domain("model", "=", "res.partner")
            & Domain("res_id", "in", (cls.customer | cls.eva | cls.luis).ids)
        ).unlink()

    @classmethod
    def _user(cls, login, *groups, **values):
        return new_test_user(
            cls.env,
            login,
            groups=",".join(["base.group_user", *groups]),
            lang="en_US",
            context={**cls.env.context, "no_reset_password": True},
            **{"tz": "UTC", **values},
        )

    @classmethod
    def talk(cls, subject, date, partner=None, **values):
        return cls.env["ficha.interaction"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "subject": subject,
                "date": date,
                "kind": "call",
                "channel_id": cls.phone.id,
                **values,
            }
        )

    @classmethod
    def message(cls, subject, date, partner=None, **values):
        return cls.env["mail.message"].create(
            {
                "model": "res.partner",
                "res_id": (partner or cls.customer).id,
                "message_type": "email",
                "subject": subject,
                "body": "<p>Good <b>morning</b></p>",
                "author_id": (partner or cls.customer).id,
                "date": date,
                **values,
            }
        )

    @classmethod
    def meeting(cls, name, start, partners, **values):
        return cls.env["calendar.event"].create(
            {
                "name": name,
                "start": start,
                "stop": fields.Datetime.add(
                    fields.Datetime.to_datetime(start), hours=1
                ),
                "partner_ids": [Command.set(partners.ids)],
                **values,
            }
        )

    @classmethod
    def activity_done(cls, summary, day, partner=None, feedback=""):
        activity = (partner or cls.customer).activity_schedule(
            "mail.mail_activity_data_todo", summary=summary, user_id=cls.user.id
        )
        activity.action_feedback(feedback=feedback)
        activity.date_done = day
        return activity

    def page(self, partner=None, user=None, zone="UTC", **values):
        timeline = self.env["ficha.timeline"].with_user(user or self.user)
        timeline = timeline.with_context(tz=zone)
        return timeline.get_page((partner or self.customer).id, **values)

    def titles(self, partner=None, user=None, **values):
        """Titles of the first page, without the changes of the file."""
        values.setdefault("kinds", LISTED_KINDS)
        page = self.page(partner, user, **values)
        return [entry["title"] for entry in page["entries"]]

    def all_keys(self, limit, user=None, **values):
        """Keys of all pages, one after the other."""
        keys, cursor = [], None
        while True:
            page = self.page(user=user, limit=limit, cursor=cursor, **values)
            keys += [entry["key"] for entry in page["entries"]]
            cursor = page["next"]
            if not cursor:
                return keys
            self.assertTrue(page["entries"], "a page without entries goes on")
