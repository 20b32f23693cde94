from datetime import datetime

from odoo import Command

from .common_followup import FollowupCommon


class HandoverCommon(FollowupCommon):
    """A Monday in March: `seller` has customers, and `heir` is to have them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("ficha_manager", "ficha_cliente.group_ficha_manager")
        cls.heir = cls._user("ficha_heir", email="ficha.heir@example.com")
        cls.other = cls.env["res.partner"].create(
            {"name": "Cafés del Norte", "is_company": True, "user_id": cls.seller.id}
        )
        cls.foreign = cls.env["res.partner"].create(
            {"name": "Of somebody else", "is_company": True, "user_id": cls.user.id}
        )

    def activity(self, record, user=None, **vals):
        return self.env["mail.activity"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id(record._name),
                "res_id": record.id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "date_deadline": self.day("2026-03-09"),
                "user_id": (user or self.seller).id,
                **vals,
            }
        )

    def meeting(self, partner, day=9, user=None, guests=None, **vals):
        user = user or self.seller
        guests = user.partner_id | partner if guests is None else guests
        return (
            self.env["calendar.event"]
            .with_context(no_mail_to_attendees=True, dont_notify=True)
            .create(
                {
                    "name": "Visit",
                    "start": datetime(2026, 3, day, 9),
                    "stop": datetime(2026, 3, day, 10),
                    "user_id": user.id,
                    "partner_ids": [Command.set(guests.ids)],
                    **vals,
                }
            )
        )

    def start(self, user=None, **vals):
        """The dialog, as its screen makes it."""
        return (
            self.env["ficha.handover.start"]
            .with_user(user or self.manager)
            .create(
                {"from_user_id": self.seller.id, "to_user_id": self.heir.id, **vals}
            )
        )

    def told(self, start):
        return dict(start.line_ids.mapped(lambda line: (line.key, line.count)))

    def hand_over(self, untick=(), **vals):
        start = self.start(**vals)
        start.line_ids.filtered(lambda line: line.key in untick).move = False
        action = start.action_hand_over()
        handover = self.env["ficha.handover"].browse(action["res_id"])
        return handover.with_user(vals.get("user") or self.manager)
