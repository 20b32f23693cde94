from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.tools import format_duration

from odoo.addons.ficha_cliente.tools.by_hand import made_by_us

from ..tools.typed import Refused, hour
from .res_partner_preference import POINT_FIELD

MOST = relativedelta(years=2)
#: How often somebody wants news, as the page says it and as the file has it.
OFTEN = {"monthly": "monthly", "all": False}


class ResPartner(models.Model):
    """When a customer likes to be called, and until when they want nothing: what they
    say themselves counts at once."""

    _inherit = "res.partner"

    # -- a pause -----------------------------------------------------------------------

    def _ficha_pause(self):
        """The day until which this customer wants nothing, or False."""
        self.ensure_one()
        # sudo: what they said themselves
        rows = (
            self.env["ficha.consent"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", self.id),
                    ("event", "=", "paused"),
                    ("purpose_id", "=", False),
                ],
                limit=5,
            )
        )
        last = rows.filtered(lambda row: not row._is_mistake())[:1]
        ahead = last.until and last.until > fields.Date.context_today(self)
        return last.until if ahead else False

    def _ficha_preference_pause(self, said, method, only_less):
        """They want nothing until a day, or want it again.

        :param str said: the day, as a form has it (ISO); empty: from now on again
        :param str method: key of ``ficha.consent``'s methods
        :param bool only_less: who has a message that may have been forwarded makes the
            pause longer, not shorter
        :return: whether that is a day on which a pause can end
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        now = self._ficha_pause()
        try:
            until = fields.Date.to_date(said) if said else today
        except ValueError:
            return False
        if not today <= until <= today + MOST or (said and until == today):
            return False
        if only_less and until <= (now or today):
            return False
        if until != (now or today):
            # sudo: a right needs none
            made_by_us(self.env["ficha.consent"]).create(
                {
                    "partner_id": self.id,
                    "event": "paused",
                    "until": until,
                    "method": method,
                }
            )
        return True

    # -- how often ---------------------------------------------------------------------

    def _ficha_preference_often(self, said, only_less):
        """They want news as they come, or once a month at most: it counts at once.

        :param str said: ``monthly`` or ``all``
        :param bool only_less: who has a message that may have been forwarded makes
            them fewer, not more
        :return: whether there is such a thing to choose
        """
        self.ensure_one()
        if said not in OFTEN or (only_less and said != "monthly"):
            return False
        if (self.ficha_news_often or "all") != said:
            # the note below says it
            quiet = self.with_context(tracking_disable=True)
            quiet.ficha_news_often = OFTEN[said]
            env = self._ficha_office().env
            self._message_log(
                body=env._(
                    "Said on the pages for customers how often they want news: %s.",
                    env._("once a month at most")
                    if said == "monthly"
                    else env._("as they come"),
                )
            )
        return True

    # -- days and hours ----------------------------------------------------------------

    def _ficha_wishes(self):
        """How they like to be attended, for the page.

        :return: ``{"days": [{"id", "name", "on"}], "from": "09:00", "to": "",
            "channels": [{"id", "name", "on"}], "langs": [{"id", "name", "on"}]}``;
            of channels and languages none where there is nothing to choose
        """
        self.ensure_one()
        # sudo: names of days, of which there are seven
        days = self.env["ficha.weekday"].sudo().search([], limit=7)
        return {
            "days": [
                {
                    "id": day.id,
                    "name": day.name,
                    "on": day.id in self.contact_weekday_ids.ids,
                }
                for day in days
            ],
            "from": self._ficha_hour(self.contact_hour_from),
            "to": self._ficha_hour(self.contact_hour_to),
            "channels": self._ficha_wish_channels(),
            "langs": self._ficha_wish_langs(),
        }

    def _ficha_wish_channels(self):
        # sudo: names of the channels there are
        channels = self.env["ficha.channel"].sudo().search([], limit=30)
        # the one they have too, whatever it is: who changes a day only keeps it
        preferred = self.preferred_channel_id
        return [
            {
                "id": channel.id,
                "name": channel.name,
                "on": channel == preferred,
            }
            for channel in channels | preferred
            if channel == preferred
            or (channel.code in POINT_FIELD and self[POINT_FIELD[channel.code]])
        ]

    def _ficha_wish_langs(self):
        langs = self.env["res.lang"].get_installed()
        return [
            {"id": code, "name": name, "on": code == self.lang}
            for code, name in (langs if len(langs) > 1 else [])
        ]

    def _ficha_hour(self, value):
        return format_duration(value) if value else ""

    def _ficha_wish(self, days, start, end, channel=None, lang=None):
        """They said how they like to be attended: it counts at once.

        :param days: texts of the ids of the days
        :param str start: ``09:00``, or empty
        :param str end: as ``start``
        :param str channel: text of the id of the one they prefer; empty: any; None:
            not asked
        :param str lang: code of the language they prefer; None: not asked
        :raise Refused: a day that is none, hours that are none or the wrong way round
        """
        self.ensure_one()
        offered = self._ficha_wishes()
        known, channels, langs = (
            {str(one["id"]): one for one in offered[name]}
            for name in ("days", "channels", "langs")
        )
        if (
            set(days) - set(known)
            or (channel and channel not in channels)
            or (lang and lang not in langs)
        ):
            raise Refused("unknown")
        first, last = hour(start), hour(end)
        if last and last <= first:
            raise Refused("hours")
        wanted = {known[day]["id"] for day in days}
        values = {}
        if wanted != set(self.contact_weekday_ids.ids):
            values["contact_weekday_ids"] = [(6, 0, sorted(wanted))]
        if (first, last) != (self.contact_hour_from, self.contact_hour_to):
            values |= {"contact_hour_from": first, "contact_hour_to": last}
        if channel is not None:
            preferred = channels[channel]["id"] if channel else False
            if preferred != self.preferred_channel_id.id:
                values["preferred_channel_id"] = preferred
        if lang and lang != self.lang:
            values["lang"] = lang
        if not values:
            return
        self.write(values)
        office = self._ficha_office()
        said = (
            office._ficha_wish_words() or office.env._("whenever"),
            channel and office.preferred_channel_id.sudo().name,  # of ours
            lang and langs[lang]["name"],
        )
        self._message_log(
            body=office.env._(
                "Said on the pages for customers how they like to be attended: %s.",
                ", ".join(filter(None, said)),
            )
        )
