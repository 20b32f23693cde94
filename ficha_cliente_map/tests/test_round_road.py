from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError

from .common_round import RoundCommon


class TestRoundRoad(RoundCommon):
    """What a telephone noted, with or without network, is taken exactly once."""

    def setUp(self):
        super().setUp()
        self.round.action_propose()
        self.first, self.last = self.round.stop_ids.sorted("sequence")
        self.now = fields.Datetime.now()

    def send(self, *notes, user=None):
        Stop = self.env["ficha.round.stop"].with_user(user or self.seller)
        return Stop.take_notes(list(notes))

    def note(self, what, stop=None, key=None, **more):
        stop = stop or self.first
        return {"key": key or f"{what}{stop.id}", "stop": stop.id, "what": what, **more}

    def visits(self, stop):
        return self.env["ficha.interaction"].search(
            [("partner_id", "=", stop.partner_id.id), ("kind", "=", "visit")]
        )

    def test_an_afternoon_without_network_arrives_in_one_go(self):
        at = self.now - timedelta(hours=2)
        answers = self.send(
            self.note("arrived", at=str(at), latitude=37.39, longitude=-5.99),
            self.note("done", at=str(at + timedelta(minutes=40)), note="Otra caja"),
            self.note("absent", self.last),
        )
        self.assertEqual([answer["taken"] for answer in answers], [True] * 3)
        self.assertEqual((self.first.state, self.last.state), ("done", "absent"))
        self.assertEqual(self.first.checkin_on, at.replace(microsecond=0))
        self.assertEqual(self.first.done_on - self.first.checkin_on, timedelta(0, 2400))
        self.assertEqual(self.visits(self.first).description, "Otra caja")
        self.assertEqual(self.visits(self.first).date, self.first.checkin_on)

    def test_what_is_sent_again_is_not_taken_again(self):
        notes = [self.note("arrived"), self.note("done", note="Una vez")]
        self.send(*notes)
        messages = self.first.partner_id.message_ids
        answers = self.send(*notes)
        self.assertEqual([answer["taken"] for answer in answers], [True, True])
        self.assertEqual(len(self.visits(self.first)), 1)
        self.assertEqual(self.first.note, "Una vez")
        self.assertEqual(self.first.partner_id.message_ids, messages)
        self.assertEqual({answer["words"] for answer in answers}, {""})

    def test_it_is_said_and_a_wrong_button_is_taken_back(self):
        for what, words in (("absent", "nobody was there"), ("done", "is noted")):
            [answer] = self.send(self.note(what))
            self.assertIn(words, answer["words"])
            self.assertIn(self.first.partner_id.name, answer["words"])
            undo = answer["undo"]
            gesture = self.env[undo["model"]].with_user(self.seller)
            gesture.browse(undo["args"][0]).action_undo()
            self.assertEqual((self.first.state, self.first.done_on), ("planned", False))
            self.assertFalse(self.visits(self.first))
        # what was taken back can be noted again: the telephone makes a key of its own
        self.send(self.note("done", key="again"))
        self.assertEqual(self.first.state, "done")
        self.assertEqual(len(self.visits(self.first)), 1)

    def test_over_already_and_what_was_written_is_kept(self):
        self.first.visit_done("Lo primero")
        [answer] = self.send(self.note("done", note="Lo segundo"))
        self.assertIn("added to it", answer["words"])
        self.assertEqual(self.first.note, "Lo primero\nLo segundo")
        self.assertEqual(len(self.visits(self.first)), 1)

    def test_one_that_is_refused_leaves_the_others_alone(self):
        self.first.partner_id.ficha_put_pin(37.4, -5.98)
        far, gone, done = self.send(
            self.note("arrived", latitude=37.5, longitude=-5.98),
            {"key": "x", "stop": 2**31 - 1, "what": "done"},
            self.note("done", self.last),
        )
        self.assertFalse(far["taken"])
        self.assertIn("km from", far["words"])
        self.assertFalse(gone["taken"])
        self.assertIn("no longer there", gone["words"])
        self.assertTrue(done["taken"])
        self.assertEqual(self.first.state, "planned")
        self.assertEqual(self.last.state, "done")

    def test_a_clock_that_is_wrong_and_a_browser_that_says_nothing(self):
        ahead = self.now + timedelta(days=3)
        [answer] = self.send(self.note("arrived", at=str(ahead)))
        self.assertIn("the browser did not say", answer["words"])
        self.assertLess(abs(self.first.checkin_on - self.now), timedelta(minutes=5))
        self.send(self.note("arrived", self.last, at="never"))
        self.assertEqual(self.last.state, "arrived")

    def test_of_others_and_what_is_no_note(self):
        [answer] = self.send(self.note("done"), user=self.other)
        self.assertFalse(answer["taken"])
        self.assertEqual(self.first.state, "planned")
        self.assertFalse(self.send(self.note("sold"))[0]["taken"])
        self.assertFalse(self.send({"stop": self.first.id})[0]["taken"])
        for notes in ("done", [1], {}):
            with self.assertRaises(UserError):
                self.env["ficha.round.stop"].with_user(self.seller).take_notes(notes)
        for user in (self.employee, self.portal):
            try:
                answers = self.send(self.note("done"), user=user)
            except AccessError:
                continue
            self.assertFalse(answers[0]["taken"])
        self.assertEqual(self.first.state, "planned")
