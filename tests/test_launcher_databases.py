"""The databases of tests, as PostgreSQL has them."""

from odoo.tests.common import get_db_name

from devtools import testkit

TIDIED = """
SELECT count(*) FROM pg_class
 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
   AND NOT coalesce(reloptions, '{}') @> '{autovacuum_enabled=false}'
"""


def test_housekeeping_leaves_the_tables_of_a_run_alone(new_database):
    """It would find many pages without rows after a test that rolled back."""
    assert testkit.ask(get_db_name(), TIDIED) == 0
    assert testkit.ask(new_database(), TIDIED) > 100, "only there"


def test_a_query_is_asked_with_values(clone_database):
    query = "SELECT json_agg(one * :'times') FROM unnest(:'ids'::int[]) AS one"
    assert testkit.ask(clone_database, query, ids=[1, 2], times=3) == [3, 6]
