from odoo import Command, fields
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTimelineTour(HttpCase):
    def test_timeline(self):
        self.env["res.lang"]._activate_lang("en_US")
        user = new_test_user(
            self.env,
            "ficha_tour_timeline",
            groups="base.group_user,ficha_cliente.group_ficha_user",
            lang="en_US",
            tour_enabled=False,
        )
        quiet = self.env["res.partner"].with_context(mail_create_nolog=True)
        customer = quiet.create(
            {"name": "Tour customer", "is_company": True, "user_id": user.id}
        )
        now = fields.Datetime.now()
        pigeon, drum = self.env["ficha.channel"].create(
            [{"name": "Tour pigeon"}, {"name": "Tour drum"}]
        )
        self.env["ficha.interaction"].create(
            [
                {
                    "partner_id": customer.id,
                    "subject": f"Tour call {number} ",
                    "kind": "call",
                    "channel_id": (pigeon if number < 9 else drum).id,
                    "date": fields.Datetime.subtract(now, hours=60 - number),
                }
                for number in range(60)
            ]
        )
        start = fields.Datetime.subtract(now, days=30)
        self.env["calendar.event"].create(
            {
                "name": "Tour <b>meeting</b>",
                "start": start,
                "stop": fields.Datetime.add(start, hours=1),
                "partner_ids": [Command.set(customer.ids)],
            }
        )
        customer.activity_schedule(
            "mail.mail_activity_data_todo", summary="Tour to do", user_id=user.id
        )
        self.start_tour(
            f"/odoo/fichas/{customer.id}", "ficha_timeline_tour", login=user.login
        )
