from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang

from odoo.addons.ficha_cliente.tools.arguments import (
    NotThis,
    a_moment,
    a_text,
    a_word,
    an_id,
    asks,
    either,
    maybe,
    only_one,
    part,
)

from ..tools.arguments import a_degree, notes_of_the_road
from ..tools.distance import distance_km, is_place
from ..tools.locate import EXACT

OVER = ("done", "absent")


class FichaRoundStop(models.Model):
    """What is noted on the road: arrived, done, was not there; also later, by a
    telephone that had no network."""

    _inherit = "ficha.round.stop"

    @asks(latitude=maybe(a_degree), longitude=maybe(a_degree))
    def check_in(self, latitude=None, longitude=None):
        """The seller has arrived.

        Where that was is kept for the days that the company sets; without permission of
        the browser only the hour is noted. Farther than the company allows, from a
        customer whose place is known exactly, it is refused.

        :return: what to tell the seller
        """
        return self._check_in(fields.Datetime.now(), latitude, longitude)

    def _check_in(self, moment, latitude=None, longitude=None):
        only_one(self)
        if self.state in OVER:
            raise UserError(self.env._("This visit is over already."))
        values = {"state": "arrived", "checkin_on": moment}
        if self.state == "arrived":
            # pressed twice: the visit began when they came
            values["checkin_on"] = self.checkin_on or moment
            if self.checkin_latitude or not is_place(latitude, longitude):
                return self.env._("Noted already.")
        partner = self.partner_id
        if not is_place(latitude, longitude):
            words = self.env._("Noted, without the position: the browser did not say.")
        elif not partner.map_precision:
            values.update(checkin_latitude=latitude, checkin_longitude=longitude)
            words = self.env._("Noted. The customer is not on the map.")
        else:
            km = distance_km((latitude, longitude), partner._map_point())
            metres = self.round_id.company_id.map_checkin_metres
            exact = partner.map_precision in EXACT
            if metres and exact and km * 1000 > metres:
                raise UserError(
                    self.env._(
                        "You are %(km)s km from “%(customer)s”. Checking in works "
                        "up to %(metres)s m: move its pin if it is in the wrong place.",
                        km=formatLang(self.env, km, digits=1),
                        customer=partner.display_name,
                        metres=metres,
                    )
                )
            values.update(
                checkin_latitude=latitude, checkin_longitude=longitude, checkin_km=km
            )
            words = (
                self.env._("Noted, at %s m.", round(km * 1000))
                if exact
                else self.env._(
                    "Noted, at %s km of where the address says, which is not exact.",
                    formatLang(self.env, km, digits=1),
                )
            )
        self.write(values)
        return words

    @asks(note=maybe(a_text))
    def visit_done(self, note=None):
        """The visit took place: it is noted with the customer, and the rest of the day
        moves."""
        for stop in self:
            stop._visit_done(fields.Datetime.now(), note)
        return True

    def _visit_done(self, moment, note=None):
        self._over("done", moment)
        if note:
            self.note = note
        self.env["ficha.interaction"]._log(
            self.partner_id,
            "visit",
            self.env._("Visit of the round"),
            user_id=self.user_id.id,
            description=self.note or False,
            date=self.checkin_on or moment,
        )

    def visit_absent(self):
        """Nobody was there: the customer stays due, and the rest of the day moves."""
        for stop in self:
            stop._visit_absent(fields.Datetime.now())
        return True

    def _visit_absent(self, moment, note=None):
        self._over("absent", moment)
        if note:
            self.note = note
        self.partner_id.message_post(
            body=self.env._("We went there, and nobody was there.")
        )

    def _over(self, state, moment):
        only_one(self)
        if self.state in OVER:
            raise UserError(self.env._("This visit is over already."))
        self.write({"state": state, "done_on": moment})
        self.round_id._move_rest(self)

    # -- without network ------------------------------------------------------------

    @api.model
    @asks(notes=notes_of_the_road)
    def take_notes(self, notes):
        """What a telephone has noted on the road, perhaps hours ago, in its order. A
        note that comes again, because its answer was lost, is not taken again.

        :param list notes: dicts of ``key`` (the telephone makes it up, once for each
            note), ``stop``, ``what`` (*arrived*, *done*, *absent*), and where there
            are any ``at`` (moment in UTC), ``note``, ``latitude``, ``longitude``
        :return: list of dicts of ``key``, ``taken``, ``words`` for the seller, and
            ``undo`` where it can be taken back
        """
        if any(note.get("user", self.env.uid) != self.env.uid for note in notes):
            # a page of before somebody else logged in: it keeps them until then
            raise UserError(
                self.env._(
                    "These notes are of somebody else: log in as who wrote them."
                )
            )
        answers = []
        for note in notes:
            try:
                # one that is refused leaves the others alone
                with self.env.cr.savepoint():
                    told = self._take_note(note)
                answers.append({"key": note.get("key"), "taken": True} | told)
            except UserError as refused:
                answers.append(
                    {"key": note.get("key"), "taken": False, "words": str(refused)}
                )
        return answers

    @api.model
    def _take_note(self, note):
        """:return: dict of ``words``, and ``undo`` where it can be taken back"""

        def said(name, kind):
            return part(self.env, {name: None} | note, name, kind)

        key, what = said("key", a_word), said("what", either("arrived", *OVER))
        key = "".join(key.split())  # kept in one line with the others
        moment = self._noted_at(said("at", maybe(_moment)))
        text = said("note", maybe(a_text))
        stop = self.browse(said("stop", an_id)).exists()
        if not stop:
            raise UserError(
                self.env._("A stop that you noted something at is no longer there.")
            )
        stop.check_access("write")
        # locks the row: the same note twice at once is one after the other
        taken = (stop.taken_notes or "").split()
        if key in taken:
            return {"words": ""}
        stop.taken_notes = " ".join([*taken, key][-20:])
        if stop.state in OVER and what in OVER:
            if not text:
                return {
                    "words": self.env._(
                        "“%s” was noted already.", stop.partner_id.display_name
                    )
                }
            stop.note = "\n".join(filter(None, [stop.note, text]))
            return {
                "words": self.env._(
                    "“%s” was noted already; what you wrote is added to it.",
                    stop.partner_id.display_name,
                )
            }
        if what == "arrived":
            words = stop._check_in(
                moment,
                said("latitude", maybe(a_degree)),
                said("longitude", maybe(a_degree)),
            )
            return {"words": words}
        return stop._note_over(what, moment, text)

    def _note_over(self, what, moment, note=None):
        """What was noted on the road of a visit that is over.

        :return: as :meth:`_take_note`
        """
        end = self._visit_done if what == "done" else self._visit_absent
        end(moment, note)
        return {"words": ""}

    @api.model
    def _noted_at(self, moment):
        """When something was noted, as the telephone's clock says; now when that cannot
        be: it is ahead, or weeks behind."""
        now = fields.Datetime.now()
        if not moment or not fields.Datetime.subtract(now, days=14) < moment < now:
            return now
        return moment


def _moment(value):
    """A moment, to the second."""
    try:
        return a_moment(value).replace(microsecond=0, tzinfo=None)
    except NotThis:
        return None
