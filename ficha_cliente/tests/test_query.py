from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ..tools.query import (
    query_column,
    query_exists,
    query_group,
    query_is_empty,
    query_join,
    query_of_counts,
    query_of_table,
    query_refine,
    query_select,
    query_subselect,
)


@tagged("post_install", "-at_install")
class TestQuery(TransactionCase):
    """What the functions around Odoo's ``Query`` give, as SQL and as rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Country = cls.env["res.country"]
        cls.spain = cls.env.ref("base.es")
        cls.france = cls.env.ref("base.fr")
        cls.both = cls.spain + cls.france

    def setUp(self):
        super().setUp()
        self.query = self.Country._search(Domain("code", "in", ["ES", "FR"]))

    def text(self, sql):
        return self.cr.mogrify(sql.code, sql.params).decode()

    def ids(self, *args):
        return [row[0] for row in self.env.execute_query(SQL(*args))]

    def test_column(self):
        self.assertEqual(
            self.text(query_column(self.query, "code")), '"res_country"."code"'
        )
        self.assertNotIn("JOIN", self.text(query_select(self.query)))

    def test_field_as_column(self):
        """A translated field is read in the user's language."""
        name = query_column(self.query, "name", self.Country)
        self.assertIn(self.env.lang or "en_US", self.text(name))
        query_refine(self.query, order=query_column(self.query, "code"))
        self.assertEqual(
            self.ids("%s", query_select(self.query, name)), self.both.mapped("name")
        )

    def test_group(self):
        """As lists group, with what that joins; what is no group is refused."""
        key = query_group(self.query, "currency_id", self.Country)
        query_refine(self.query, group=SQL("1"))
        found = self.env.execute_query(query_select(self.query, key, SQL("count(*)")))
        self.assertEqual(found, [(self.env.ref("base.EUR").id, 2)])
        month = query_group(self.query, "create_date:month", self.Country)
        self.assertIn("date_trunc('month'", self.text(month))
        for spec in ("create_date", "create_date:never", "code:month"):
            with self.assertRaises(ValueError):
                query_group(self.query, spec, self.Country)

    def test_join(self):
        join = (
            self.query,
            "LEFT JOIN",
            "money",
            "res_currency",
            SQL("money.id = res_country.currency_id"),
        )
        query_join(*join)
        query_join(*join)
        select = query_select(self.query, SQL("money.id"))
        self.assertEqual(self.text(select).count("JOIN"), 1)
        self.assertIn(
            'LEFT JOIN "res_currency" AS "money"'
            " ON (money.id = res_country.currency_id)",
            self.text(select),
        )
        self.assertEqual(set(self.ids("%s", select)), {self.both.currency_id.id})

    def test_join_a_select(self):
        query_join(
            self.query, "JOIN", "one", SQL("(SELECT %s AS code)", "ES"), SQL("TRUE")
        )
        query_refine(self.query, SQL("one.code = res_country.code"))
        self.assertEqual(self.ids("%s", query_select(self.query)), self.spain.ids)

    def test_refine(self):
        query_refine(
            self.query,
            SQL("res_country.phone_code > 0"),
            SQL("res_country.id > %s", 0),
            order=SQL("res_country.code DESC"),
            limit=1,
        )
        self.assertRegex(
            self.text(query_select(self.query)),
            r" AND res_country.phone_code > 0 AND res_country.id > 0"
            r" ORDER BY res_country.code DESC LIMIT 1$",
        )
        self.assertEqual(self.ids("%s", query_select(self.query)), self.france.ids)
        # what is not given stays as it is
        query_refine(self.query, offset=1)
        self.assertEqual(self.ids("%s", query_select(self.query)), self.spain.ids)

    def test_refine_groups(self):
        query_refine(
            self.query,
            group=SQL("res_country.currency_id"),
            having=SQL("count(*) > 1"),
        )
        self.assertEqual(
            self.env.execute_query(
                query_select(
                    self.query, SQL("res_country.currency_id"), SQL("count(*)")
                )
            ),
            [(self.both.currency_id.id, 2)],
        )

    def test_select(self):
        self.assertRegex(
            self.text(query_select(self.query)),
            '^SELECT "res_country"."id" FROM "res_country" WHERE ',
        )
        self.assertRegex(
            self.text(query_select(self.query, SQL("1"), SQL("2"))), "^SELECT 1, 2 FROM"
        )

    def test_subselect(self):
        found = self.ids(
            "SELECT id FROM res_country WHERE id IN %s ORDER BY code",
            query_subselect(self.query),
        )
        self.assertEqual(found, self.both.ids)
        currency = query_column(self.query, "currency_id")
        self.assertEqual(
            self.env["res.currency"]
            .with_context(active_test=False)
            .search(Domain("id", "in", query_subselect(self.query, currency))),
            self.both.currency_id,
        )

    def test_subselect_of_known_ids(self):
        list(self.query)
        self.assertNotIn("SELECT", self.text(query_subselect(self.query)))

    def test_exists(self):
        exists = query_exists(self.query, SQL("c.id"))
        self.assertRegex(
            self.text(exists),
            r'^EXISTS \(SELECT FROM \(SELECT FROM "res_country" WHERE .* AND'
            r' "res_country"."id" = c.id LIMIT 1\) AS may\)$',
        )
        found = self.ids("SELECT id FROM res_country c WHERE %s ORDER BY code", exists)
        self.assertEqual(found, self.both.ids)
        everything = query_exists(self.Country._search([]), SQL("c.id"))
        self.assertEqual(
            len(self.ids("SELECT id FROM res_country c WHERE %s", everything)),
            self.Country.search_count([]),
        )

    def test_empty(self):
        nothing = self.Country._search(Domain.FALSE)
        self.assertTrue(query_is_empty(nothing))
        self.assertFalse(query_is_empty(self.query))
        self.assertEqual(self.text(query_exists(nothing, SQL("c.id"))), "FALSE")
        for select in query_select(nothing), query_subselect(nothing):
            self.assertEqual(self.ids("%s", select), [])

    def test_of_table(self):
        query = query_of_table(self.env, "land", "res_country")
        query_refine(query, SQL("land.code = %s", "ES"))
        self.assertEqual(
            self.text(query_select(query)),
            'SELECT "land"."id" FROM "res_country" AS "land" WHERE land.code = \'ES\'',
        )
        self.assertEqual(self.ids("%s", query_select(query)), self.spain.ids)

    def test_of_counts(self):
        """Conditions of countries, asked of another table with the same columns."""
        self.cr.execute(
            "CREATE TEMPORARY TABLE query_counts ON COMMIT DROP AS"
            " SELECT code, 7 AS many FROM res_country WHERE code IN ('ES', 'FR', 'PT')"
        )
        conditions = [
            Domain("code", "in", ["ES", "FR", "DE"]).optimize_full(self.Country),
            Domain("code", "!=", "FR").optimize_full(self.Country),
        ]
        query = query_of_counts(self.Country, "query_counts", conditions)
        columns = [query_column(query, name) for name in ("code", "many")]
        rows = self.env.execute_query(query_select(query, *columns))
        self.assertEqual(rows, [("ES", 7)])
