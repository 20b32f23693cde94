from odoo import api, fields, models


class FichaBatchPlace(models.Model):
    """Where a scheduled action of ours is, while it is at work.

    Written and deleted by ``tools/batches.py`` only. Not a parameter: those empty the
    caches of every worker each time they are written. Not in the scheduled action: its
    row is locked while it runs. It goes with the scheduled action.
    """

    _name = "ficha.batch.place"
    _description = "Where a Scheduled Action Is"
    _log_access = False
    _rec_name = "cron_id"

    cron_id = fields.Many2one(
        "ir.cron",
        "Scheduled action",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="Scheduled action that goes on from here.",
    )
    place = fields.Integer(
        readonly=True, help="The last number, for example an id, that was dealt with."
    )
    day = fields.Date(
        readonly=True, help="Day on which it was there; on another it begins anew."
    )
    count = fields.Integer(
        readonly=True, help="What it has counted so far, for example repairs."
    )
    first_fill = fields.Boolean(
        readonly=True,
        help="It makes what a new installation needs of the data that were there: "
        "until it has ended, figures are not complete.",
    )
    _cron_uniq = models.UniqueIndex(
        "(cron_id)", "A scheduled action is in one place only."
    )

    @api.model
    def _search_place(self, cron_xmlid):
        # sudo: the user of a scheduled action need not be an administrator
        return self.sudo().search([("cron_id", "=", self.env.ref(cron_xmlid).id)])

    @api.model
    def _get_place(self, cron_xmlid):
        """The last number that was dealt with; 0 at the beginning.

        :param str cron_xmlid: external id of the scheduled action
        """
        found = self._search_place(cron_xmlid)
        return found.place if found.day == fields.Date.today() else 0

    @api.model
    def _is_under_way(self, cron_xmlid):
        """Whether it has begun and not ended."""
        return bool(self._search_place(cron_xmlid))

    @api.model
    def _set_place(self, cron_xmlid, place):
        """Remember it; committed together with what was done."""
        values = {"place": place, "day": fields.Date.today()}
        found = self._search_place(cron_xmlid)
        if found:
            found.write(values)
        else:
            found.create({"cron_id": self.env.ref(cron_xmlid).id, **values})

    @api.model
    def _begin(self, cron_xmlid, first_fill=False):
        """Begin: nothing is counted yet.

        :param bool first_fill: what it makes was not there, as in
            :meth:`_start_first_fill`
        """
        self._set_place(cron_xmlid, 0)
        found = self._search_place(cron_xmlid)
        found.write({"count": 0, "first_fill": found.first_fill or first_fill})

    @api.model
    def _count(self, cron_xmlid, more=0):
        """Count something, committed together with what was done.

        :return: how much it is by now
        """
        found = self._search_place(cron_xmlid)
        if more:
            found.count += more
        return found.count

    @api.model
    def _is_first_fill(self, cron_xmlid):
        return self._search_place(cron_xmlid).first_fill

    # -- the first fill ----------------------------------------------------------------

    @api.model
    def _start_first_fill(self, cron_xmlid):
        """Have a scheduled action make, in the background, what a new installation
        needs of the data that were there. Screens say so until :meth:`_forget`."""
        self._set_place(cron_xmlid, 0)
        self._search_place(cron_xmlid).first_fill = True
        self.env.ref(cron_xmlid)._trigger()

    @api.model
    def _get_first_fill_note(self):
        """What a screen with figures says while they are being made, for everybody.

        :return: a sentence; empty when there is nothing to say
        """
        # sudo: what runs in the background is the administrator's to see
        if not self.sudo().search_count([("first_fill", "=", True)], limit=1):
            return ""
        return self.env._(
            "Your existing customers are still being prepared in the background: "
            "figures and searches will be complete in a few minutes."
        )

    @api.model
    def _forget(self, cron_xmlid):
        """Begin anew the next time."""
        self._search_place(cron_xmlid).unlink()
