import json

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_quality import QualityCommon

GOOD_VAT, BAD_VAT = "B15704430", "B15704431"


@tagged("post_install", "-at_install")
class TestQualityBoard(QualityCommon):
    """*Calidad de datos*: the figures, the lists behind them and the trend.

    ========= ============ ===========================================
    Full      the user's   everything, a customer
    Half      the user's   phone, wrong tax id
    Bare      a colleague's nothing
    Eva       contact of Full, with an e-mail address
    ========= ============ ===========================================
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # the figures are those of these contacts only
        others = cls.env["res.partner"].search([("user_ids", "=", False)])
        others.with_context(tracking_disable=True).active = False
        cls.full = cls._partner(
            "Full",
            vat=GOOD_VAT,
            phone="612345678",
            email="full@lis.example",
            occupation="Inns",
            user_id=cls.user.id,
            ficha_lifecycle="customer",
        )
        cls.half = cls._partner(
            "Half", vat=BAD_VAT, phone="612345679", user_id=cls.user.id
        )
        cls.bare = cls._partner("Bare", user_id=cls.colleague.id)
        cls.eva = cls._partner(
            "Eva", is_company=False, parent_id=cls.full.id, email="eva@lis.example"
        )
        cls.quality._refresh()

    def _board(self, user=None, **question):
        self.env.invalidate_all()
        board = self.env["ficha.quality.board"].with_user(user or self.manager)
        return board.get_board(**question)

    def _listed(self, figure, user=None, row=None, field=None, **question):
        env = self.env(user=user or self.manager)
        action = env["ficha.quality.board"].open_figure(question, figure, row, field)
        self.assertNotIn("id", [leaf[0] for leaf in action["domain"]])
        return env["res.partner"].search(action["domain"], order="id").sudo()

    def assertTotal(self, board, **expected):
        self.assertEqual({key: board["total"][key] for key in expected}, expected)

    def test_figures(self):
        self.assertTotal(
            self._board(), total=3, known=1, complete=1, stale=0, bad_tax=1, bad_phone=0
        )
        self.assertEqual(self._listed("known"), self.full)
        self.assertEqual(self._listed("bad_tax"), self.half)
        self.assertEqual(self._listed("total"), self.full | self.half | self.bare)
        self.assertTotal(self._board(who="customers"), total=1, known=1)
        self.assertTotal(self._board(who="contacts"), total=1, known=1, complete=0)
        self.assertEqual(self._listed("total", who="contacts"), self.eva)

    def test_split(self):
        rows = {row["label"]: row["values"] for row in self._board()["rows"]}
        self.assertEqual(
            {label: values["total"] for label, values in rows.items()},
            {self.user.name: 2, self.colleague.name: 1},
        )
        row = str(self.user.id)
        self.assertEqual(self._listed("total", row=row), self.full | self.half)
        self.origins._note(self.half, ["name"], "import", "clientes.xlsx")
        self.quality._refresh()
        rows = self._board(dimension="source")["rows"]
        self.assertEqual([row["values"]["total"] for row in rows], [1, 2])
        self.assertEqual(
            self._listed("total", row="import", dimension="source"), self.half
        )
        self.assertEqual(
            self._listed("total", row="", dimension="source"), self.full | self.bare
        )
        (row,) = self._board(dimension="template")["rows"]
        self.assertEqual(row["label"], "company")

    def test_everybody_sees_their_own(self):
        board = self._board(self.user)
        self.assertFalse(board["manager"])
        self.assertTotal(board, total=2)
        self.assertEqual(self._listed("total", self.user), self.full | self.half)
        self.assertTotal(self._board(self.user, user_id=self.colleague.id), total=0)
        self.assertTotal(self._board(user_id=self.colleague.id), total=1)
        self.bare.followup_user_id = self.user
        self.assertTotal(self._board(self.user), total=3)

    def test_what_is_missing(self):
        fields = {row["key"]: row["missing"] for row in self._board()["fields"]}
        self.assertEqual(fields, {"email": 2, "phone": 1, "vat": 2})
        self.assertEqual(self._listed("missing", field="phone"), self.bare)
        self.manager.group_ids += self.env.ref("ficha_cliente.group_ficha_personal")
        fields = {row["key"]: row["missing"] for row in self._board()["fields"]}
        self.assertEqual(fields["occupation"], 2)

    def test_personal_data_is_not_asked_after(self):
        with self.assertRaises(UserError):
            self._listed("missing", field="occupation")

    def test_stale(self):
        self.origins._note(self.full, ["phone"], "import", date="2020-01-01 00:00:00")
        self.quality._refresh()
        self.assertTotal(self._board(), stale=1, complete=1)
        self.assertEqual(self._listed("stale"), self.full)
        self.assertEqual(self._listed("stale_field", field="phone"), self.full)
        self.assertFalse(self._listed("stale_field", field="email"))

    def test_two_companies(self):
        other = self.env["res.company"].create({"name": "Other company"})
        theirs = self._partner("Theirs", vat=GOOD_VAT, company_id=other.id)
        self.quality._refresh()
        self.assertTotal(self._board(), total=3)
        self.manager.company_ids += other
        board = self.env["ficha.quality.board"].with_user(self.manager)
        both = board.with_context(allowed_company_ids=(self.env.company | other).ids)
        one = board.with_context(allowed_company_ids=self.env.company.ids)
        self.assertEqual(both.get_board()["total"]["total"], 4)
        self.env["ficha.quality.day"]._snapshot("2026-01-05")
        with freeze_time("2026-01-20"):
            self.assertEqual(both.get_board()["trend"]["before"]["total"], 4)
            self.assertEqual(one.get_board()["trend"]["before"]["total"], 3)
        theirs.active = False
        self.assertEqual(both.get_board()["total"]["total"], 3, "archived")

    def test_trend(self):
        days = self.env["ficha.quality.day"]
        days.search([]).unlink()
        with freeze_time("2026-05-04"):
            self.assertFalse(self._board()["trend"]["labels"], "nothing noted yet")
            days._snapshot()
            days._snapshot()
        self.half.with_context(no_vat_validation=True).vat = GOOD_VAT
        self.quality._refresh()
        with freeze_time("2026-05-13"):
            days._snapshot()
        self.bare.with_context(no_vat_validation=True).vat = GOOD_VAT
        self.quality._refresh()
        with freeze_time("2026-05-21"):
            trend = self._board()["trend"]
            self.assertEqual([v["known"] for v in trend["values"]], [1, 2, 3])
            self.assertEqual(trend["before"]["known"], 1)
            mine = self._board(self.user)["trend"]
            self.assertEqual([v["known"] for v in mine["values"]], [1, 2, 2])
            self.assertEqual([v["total"] for v in mine["values"]], [2, 2, 2])
        with freeze_time("2026-06-30"):
            days._snapshot()
            days._snapshot("2026-07-01")
        with freeze_time("2026-09-01"):
            trend = self._board()["trend"]
            self.assertEqual(
                [v["known"] for v in trend["values"]], [2, 3, 3, 3], "by month"
            )

    def test_duplicates(self):
        if "ficha.duplicate" not in self.env:
            self.skipTest("possible duplicates are a part of their own")
        first, second = self.full, self.half
        pair = self.env["ficha.duplicate"].create(
            {
                "partner_a_id": min(first.id, second.id),
                "partner_b_id": max(first.id, second.id),
                "score": 90,
                "certainty": "review",
            }
        )
        self.assertTotal(self._board(), duplicates=2)
        self.assertEqual(self._listed("duplicates"), first | second)
        pair.state = "separate"
        self.assertTotal(self._board(), duplicates=0)

    def test_what_is_no_question(self):
        for question in ({"who": "all"}, {"dimension": "x"}):
            with self.assertRaises(UserError):
                self._board(**question)
        for figure, field in (("x", None), ("missing", "x"), ("known", "phone")):
            with self.assertRaises(UserError):
                self._listed(figure, field=field)
        for text in ("", "{}", "no json", "[]", json.dumps({"question": {}})):
            with self.assertRaises(UserError):
                self.env["res.partner"].search([("in_quality", "=", text)])

    def test_as_many_queries_for_many_customers(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["ficha.quality.board"].with_user(self.manager).get_board()
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        for number in range(20):
            self._partner(f"More {number}", user_id=self.user.id)
        self.quality._refresh()
        self.env.cr.flush()
        # the least of three: a cache that was emptied in between is filled once
        self.assertLessEqual(min(count() for _time in range(3)), few)
