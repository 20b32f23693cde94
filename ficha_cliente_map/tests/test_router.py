import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, ValidationError

from odoo.addons.ficha_cliente_map.tools import router

from .common_round import RoundCommon


class FakeRouter(BaseHTTPRequestHandler):
    """Each way is 7 km and 14 minutes long; what it was asked stands in ``asked``."""

    asked: list = []
    answer = "good"

    def do_GET(self):  # noqa: N802
        points = self.path.split("/")[-1].split("?")[0].split(";")
        self.reply(len(points), {"code": "Ok"}, {"distances": 7000, "durations": 840})

    def do_POST(self):  # noqa: N802
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/sources_to_targets":
            count = len(body["sources"])
            row = [{"distance": 7, "time": 840}] * count
            return self.send({"sources_to_targets": [row] * count})
        return self.reply(
            len(body["locations"]), {}, {"distances": 7000, "durations": 840}
        )

    def reply(self, count, answer, values):
        for name, value in values.items():
            rows = [[value] * count for _row in range(count)]
            if count > 1:
                rows[0][1] = None  # there is no road
            answer[name] = rows
        self.send(answer)

    def send(self, answer):
        self.asked.append((self.path, self.headers.get("Authorization")))
        content = {
            "good": json.dumps(answer),
            "rubbish": "<html>",
            "deep": "[" * 100_000,
            "endless": json.dumps(answer).replace("7000", "1e15").replace("840", "NaN"),
            "short": json.dumps({"distances": [[1]], "durations": [[-1]]}),
        }.get(self.answer, "")
        self.send_response(500 if self.answer == "broken" else 200)
        self.end_headers()
        self.wfile.write(content.encode())

    def log_message(self, *_args):
        """Nothing in the log of the tests."""


class TestRouter(RoundCommon):
    """The company's own router, and what happens without it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = HTTPServer(("127.0.0.1", 0), FakeRouter)
        cls.addClassCleanup(cls.server.server_close)
        thread = threading.Thread(target=cls.server.serve_forever, args=(0.01,))
        thread.start()
        cls.addClassCleanup(thread.join)
        cls.addClassCleanup(cls.server.shutdown)
        cls.url = f"http://127.0.0.1:{cls.server.server_port}"

    def setUp(self):
        super().setUp()
        FakeRouter.asked, FakeRouter.answer = [], "good"
        silent = patch.dict(router._silent, clear=True)
        silent.start()
        self.addCleanup(silent.stop)

    def set_router(self, kind="osrm"):
        self.company.write({"map_router": kind, "map_router_url": self.url + "/"})

    def test_nobody_is_asked_until_the_company_says_so(self):
        self.round.action_propose()
        self.assertFalse(FakeRouter.asked)
        self.assertEqual(self.round.distances, "line")

    def test_all_three_are_asked_as_they_want_it(self):
        places = [(37.4, -6.0), (37.5, -6.0), (37.4, -6.0)]
        for kind in ("osrm", "valhalla", "ors"):
            kilometres, minutes = router.ask(kind, self.url, "llave", places)
            self.assertEqual((kilometres[1][0], minutes[1][0]), (7, 14), kind)
            self.assertEqual(len(kilometres), 3, "a place twice has its row twice")
        self.assertEqual(FakeRouter.asked[0][0].split("?")[0].count(";"), 1)
        self.assertEqual(FakeRouter.asked[-1][1], "llave")
        # where there is no road: the straight line
        self.assertAlmostEqual(kilometres[0][1], 14.5, delta=0.2)

    def test_a_round_has_the_roads_of_the_router(self):
        self.set_router()
        self.round.action_propose()
        self.assertEqual(self.round.distances, "router")
        self.assertIn(7, self.round.stop_ids.mapped("km"))
        self.assertIn("-5.", FakeRouter.asked[0][0])

    def test_too_many_for_the_router_and_those_chosen_have_its_roads(self):
        self.set_router()
        with patch.object(router, "PLACES", 4):
            self.plain.next_contact_date = self.round.date
            self.plain.contact_hour_from, self.plain.contact_hour_to = 20, 22
            self.round.action_propose()
        self.assertEqual(self.round.distances, "router")
        self.assertEqual(len(self.round.stop_ids), 2)
        self.assertEqual(self.round.left_ids.mapped("why"), ["closed"])

    def test_without_an_answer_the_round_is_made_and_says_so(self):
        self.set_router()
        for answer in ("broken", "rubbish", "short", "deep", "endless"):
            router._silent.clear()
            FakeRouter.answer = answer
            self.round.action_propose()
            self.assertEqual(len(self.round.stop_ids), 2, answer)
            self.assertEqual(self.round.distances, "silent", answer)
        asked = len(FakeRouter.asked)
        # and nobody waits for it at each touch
        self.round.action_reorder()
        self.assertEqual(len(FakeRouter.asked), asked)
        self.assertEqual(self.round.distances, "silent")

    def test_the_address_and_who_reads_the_key(self):
        with self.assertRaisesRegex(ValidationError, "begins with https"):
            self.company.write({"map_router": "osrm", "map_router_url": "osrm"})
        with self.assertRaisesRegex(ValidationError, "begins with https"):
            self.company.write({"map_router": "ors", "map_router_url": False})
        self.set_router("ors")
        self.company.map_router_key = "secreta"
        with self.assertRaises(AccessError):
            self.company.with_user(self.manager).read(["map_router_key"])
        self.round.stop_ids = [Command.create({"partner_id": self.plain.id})]
        self.assertEqual(FakeRouter.asked[-1][1], "secreta")
