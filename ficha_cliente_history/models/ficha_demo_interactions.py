from datetime import timedelta

from odoo import Command, api, fields, models


class FichaDemo(models.AbstractModel):
    _inherit = "ficha.demo"

    @api.model
    def _load_interactions(self, rows):
        """What was said with the customers of the demonstration, counted from today.

        :param rows: tuples (name, customer or contact, days ago, hour in UTC, kind,
            code of the channel, who attended, subject, further values). Among the
            values, ``product`` names one, and ``solved`` and ``replied`` say after
            how many days.
        """
        now = fields.Datetime.now()
        records = []
        for name, who, days, hour, kind, channel, user, subject, more in rows:
            moment = (now - timedelta(days=days)).replace(hour=hour, minute=20)
            values = {
                "partner_id": self.env.ref(f"ficha_cliente.demo_{who}").id,
                "date": moment,
                "kind": kind,
                "channel_id": self.env.ref(f"ficha_cliente.channel_{channel}").id,
                "user_id": self.env.ref(f"ficha_cliente.demo_user_{user}").id,
                "subject": subject,
                **more,
            }
            product = values.pop("product", None)
            if product:
                record = self.env.ref(f"ficha_cliente.demo_product_{product}")
                values["product_ids"] = [Command.set(record.ids)]
            if "solved" in values:
                taken = timedelta(days=values.pop("solved"))
                values.update(complaint_state="solved", solved_on=moment + taken)
            if "replied" in values:
                taken = timedelta(days=values.pop("replied"))
                values.update(needs_reply=True, replied_on=moment + taken)
            records.append(
                {
                    "xml_id": f"ficha_cliente.demo_interaction_{name}",
                    "values": values,
                    "noupdate": True,
                }
            )
        self.env["ficha.interaction"]._load_records(records)
