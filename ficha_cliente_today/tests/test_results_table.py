from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL

from .common_results import MARCH_APRIL, ResultsCommon


@tagged("post_install", "-at_install")
class TestResultsTable(ResultsCommon):
    """The measures are the same whether they are read from the documents, as those of
    customers who wait in the queue, or from the table that is kept of them."""

    def _work_off(self):
        self.env.cr.flush()
        self.env["ficha.purchase.day"]._refresh()
        self.env.cr.execute("DELETE FROM ficha_purchase_queue")
        self.env.invalidate_all()

    def _everything(self):
        """All measures by all dimensions, and whom each figure lists."""
        questions = [
            {"dimension": dimension} for dimension in ("user", "segment", "tier")
        ] + [{"period": "year"}, {"period": "12m", "user_ids": self.ana.ids}]
        answers = [self.results(**question)["measures"] for question in questions]
        # whom each figure lists
        question = MARCH_APRIL | {"user_ids": (self.ana | self.luis).ids}
        results = (
            self.env["ficha.results"]
            .with_user(self.manager)
            .with_context(allowed_company_ids=self.company.ids)
        )
        lists = {}
        for measure in results.get_results(**question)["measures"]:
            for figure in measure["figures"]:
                for before in (False, True):
                    key = (measure["key"], figure["key"], before)
                    action = results.open_figure(question, *key)
                    found = results.env[action["res_model"]].with_context(
                        **action["context"]
                    )
                    lists[key] = found.search(action["domain"]).ids
        self.assertTrue(any(lists.values()))
        return answers, lists

    def test_the_same_from_the_table(self):
        self.env["ficha.purchase.summary"]._refresh()
        answers, lists = self._everything()
        self._work_off()
        found, listed = self._everything()
        for mine, theirs in zip(found, answers, strict=True):
            self.assertEqual(mine, theirs)
        self.assertEqual(listed, lists)

    def test_read_from_the_table(self):
        """...and it is the table that is read: what somebody writes into it is told
        until the night mends it."""
        self._work_off()
        sales = self.measure("sales")
        # from the second purchase on, which is that of 10 March
        self.env.cr.execute(
            """UPDATE ficha_purchase_course
                  SET totals = ARRAY(
                      SELECT total + CASE WHEN n > 2 THEN 50000 ELSE 0 END
                        FROM unnest(totals) WITH ORDINALITY AS t (total, n)
                       ORDER BY n)
                WHERE partner_id = %s""",
            [self.aceros.id],
        )
        changed = self.measure("sales")["figures"][0]["value"]
        self.assertEqual(changed, sales["figures"][0]["value"] + 5)
        self.assertEqual(self.env["ficha.purchase.day"]._reconcile(), 1)
        self.assertEqual(self.measure("sales"), sales)

    def test_a_product_of_another_category(self):
        """...is of it at once, and what is kept is read again after the night."""
        self._work_off()
        waiting = self.env["ficha.purchase.recategorized"]
        self.assertFigures(self.measure("cross"), average=(1, 1), two=(1 / 3, 0))
        self.tape.categ_id = self.boxes.categ_id  # Aceros bought both
        for kept in (False, True):
            self.assertEqual(waiting._any(), not kept)
            self.assertFigures(self.measure("cross"), average=(2 / 3, 1), two=(0, 0))
            self._work_off()
        # the night sees them, and forgets those that it has seen
        self.tape.categ_id = self.pallets.categ_id
        waiting._see()
        self.boxes.categ_id = self.tape.categ_id
        waiting._forget()
        self.assertEqual(
            waiting.sudo().search([]).mapped("template_id"),
            self.boxes.product_tmpl_id.ids,
        )

    def test_whose_kept_categories_are_read(self):
        """A product of another category that nobody bought changes nothing of what is
        read; one that somebody bought, only what is read of them."""
        self._work_off()
        unsold = self.env["product.product"].create(
            {"name": "Unsold", "categ_id": self.boxes.categ_id.id}
        )
        # what is kept says that Barrio bought in five categories
        self.env.cr.execute(
            """UPDATE ficha_purchase_variety
                  SET days = array_fill(date '2026-03-01', '{5}'), back_days = NULL,
                      categories = '{1,2,3,4,5}', amounts = '{1,1,1,1,1}'
                WHERE partner_id = %s""",
            [self.barrio.id],
        )

        def average():
            return self.measure("cross")["figures"][0]["value"]

        self.assertAlmostEqual(average(), (2 + 5 + 0) / 3)
        unsold.categ_id = self.tape.categ_id
        self.assertAlmostEqual(average(), (2 + 5 + 0) / 3)
        self.tape.categ_id = self.boxes.categ_id  # Aceros bought both
        self.assertAlmostEqual(average(), (1 + 5 + 0) / 3)
        self.boxes.categ_id = self.pallets.categ_id  # what Barrio bought
        self.assertAlmostEqual(average(), (2 + 1 + 0) / 3)

    def test_many_categories_and_what_came_back(self):
        """Of one, two, three, four and five lines, of the same category and of others,
        and with one given back: as many as there are."""
        more = [
            self.env["product.product"].create(
                {
                    "name": f"Category {number}",
                    "categ_id": self.env["product.category"].create({"name": "x"}).id,
                    "taxes_id": False,
                }
            )
            for number in range(2)
        ]
        known = {"b": self.boxes, "t": self.tape, "p": self.pallets}
        known |= {"x": more[0], "y": more[1]}
        expected, sold = {}, []
        for bought, back, number in (
            ("b", "", 1),
            ("bb", "", 1),
            ("bt", "", 2),
            ("bbb", "", 1),
            ("btb", "", 2),
            ("bbt", "", 2),
            ("tbb", "", 2),
            ("btp", "", 3),
            ("btpx", "", 4),
            ("bbtty", "", 3),
            ("bt", "t", 1),
            ("btt", "t", 2),
            ("btpx", "px", 2),
        ):
            customer = self._customer(f"Bought {bought}, back {back}", self.luis)
            expected[customer.id] = number
            for letters, month, kind in (
                (bought, 3, "out_invoice"),
                (back, 4, "out_refund"),
            ):
                sold += [
                    {
                        "partner_id": customer.id,
                        "move_type": kind,
                        "invoice_date": f"2026-{month:02}-{day:02}",
                        "invoice_line_ids": [
                            Command.create(
                                {
                                    "product_id": known[letter].id,
                                    "price_unit": 10,
                                    "tax_ids": [],
                                }
                            )
                        ],
                    }
                    for day, letter in enumerate(letters, 2)
                ]
        self.env["account.move"].create(sold).action_post()
        results = (
            self.env["ficha.results"]
            .with_user(self.manager)
            .with_context(allowed_company_ids=self.company.ids)
        )
        for kept in (False, True):
            self.env.flush_all()
            facts = results._facts(results._ask(**MARCH_APRIL))
            rows = self.env.execute_query(
                SQL("SELECT x.id, x.kinds FROM (%s) x", facts)
            )
            found = {id_: number for id_, number in rows if id_ in expected}
            self.assertEqual(found, expected, f"kept: {kept}")
            self._work_off()

    def test_who_may_not_read_all_invoices(self):
        """They are told of those they may read, and of no others."""
        self._work_off()
        self.env["ir.rule"].sudo().create(
            {
                "name": "Not those of Aceros",
                "model_id": self.env["ir.model"]._get_id("account.move"),
                "domain_force": [("commercial_partner_id", "!=", self.aceros.id)],
            }
        )
        self.assertNotIn(self.aceros, self.listed("cross", "active"))
        self.assertIn(self.barrio, self.listed("cross", "active"))
