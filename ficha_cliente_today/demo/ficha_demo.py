"""Demo data of a morning, see ``ficha_cliente/demo/ficha_demo.py``."""

from datetime import datetime, time, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from odoo import Command, fields

TYPES = {
    "call": "mail.mail_activity_data_call",
    "visit": "ficha_cliente.mail_activity_type_visit",
    "survey": "ficha_cliente.mail_activity_type_survey",
}


def load_today(env, contacts, planned, birthdays):
    """A morning like any other, whatever the day of the demonstration.

    :param contacts: tuples (customer, days until the next contact)
    :param planned: tuples (what, customer, colleague, hour or None, what about)
    :param birthdays: tuples (person, days until the birthday, year of birth)
    """
    today = fields.Date.context_today(env.user)
    for name, days in contacts:
        partner = env.ref(f"ficha_cliente.{name}")
        partner.next_contact_date = today + timedelta(days=days)
    for what, name, colleague, hour, about in planned:
        _load_planned(
            env,
            TYPES[what],
            env.ref(f"ficha_cliente.{name}"),
            env.ref(f"ficha_cliente.{colleague}"),
            hour,
            about,
        )
    for name, days, year in birthdays:
        date = today + timedelta(days=days)
        env.ref(f"ficha_cliente.{name}").birthdate_date = date + relativedelta(
            year=year
        )


def _load_planned(env, xmlid, partner, user, hour, about):
    today = fields.Date.context_today(env.user)
    activity = {
        "res_model_id": env["ir.model"]._get_id("res.partner"),
        "res_id": partner.id,
        "activity_type_id": env.ref(xmlid).id,
        "summary": about,
        "date_deadline": today,
        "user_id": user.id,
    }
    quiet = {"mail_activity_quick_update": True, "dont_notify": True}
    if hour is None:
        env["mail.activity"].with_context(**quiet).create(activity)
        return
    minutes = round(hour * 60)
    start = datetime.combine(today, time(minutes // 60, minutes % 60))
    zone = pytz.timezone(user.tz or "UTC")
    start = zone.localize(start).astimezone(pytz.utc).replace(tzinfo=None)
    env["calendar.event"].with_context(**quiet).create(
        {
            "name": about,
            "start": start,
            "stop": start + timedelta(hours=1),
            "user_id": user.id,
            "partner_ids": [Command.set(user.partner_id.ids)],
            "res_model_id": activity["res_model_id"],
            "res_id": partner.id,
            "activity_ids": [Command.create(activity)],
        }
    )
