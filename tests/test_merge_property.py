import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from merge_graph import PEOPLE, Graph, facts

from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.ficha_cliente_merge.tests.common_merge import MergeCommon


class _Back(Exception):
    """Takes an example back."""


@pytest.mark.slow
@tagged("post_install", "-at_install")
class TestMergeProperty(MergeCommon):
    """Whatever contacts have, a merge leaves nothing behind, and undoing it leaves the
    database as it was. Here, and not in the module: contacts have interactions and
    purchases too."""

    rebuilt_tables = ("ficha_purchase_summary",)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tags = cls.env["res.partner.category"].create([{"name": n} for n in "ab"])
        cls.subtypes = cls.env["mail.message.subtype"].search([], limit=3)
        cls.role = cls.env["ficha.relation.role"].search([], limit=1)
        cls.states = cls.env["ficha.followup.state"].search([], limit=2)
        cls.companies = (
            cls.company_data["company"] | cls.setup_other_company()["company"]
        )
        cls.pixel = (
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
            "awAAAABJRU5ErkJggg=="
        )
        base = cls.env["properties.base.definition"]
        base._get_definition_for_property_field(
            "res.partner", "properties"
        ).properties_definition = [
            {"name": "aa11", "type": "char", "string": "Shoe size"},
            {
                "name": "bb22",
                "type": "many2one",
                "string": "Agent",
                "comodel": "res.partner",
            },
        ]

    @settings(
        max_examples=50,
        deadline=None,
        database=None,
        derandomize=True,
        # no search for a smaller example: it would take minutes
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        facts=facts,
        survivor=st.integers(0, PEOPLE - 1),
        others=st.sets(st.integers(0, PEOPLE - 1), min_size=1),
    )
    def test_merge_and_undo(self, facts, survivor, others):
        others -= {survivor}
        if not others:
            return
        try:
            with self.env.cr.savepoint():
                self._example(facts, survivor, others)
                raise _Back
        except _Back:
            self.env.invalidate_all()

    def _example(self, facts, survivor, others):
        graph = Graph(self).build(facts)
        kept = graph.partners[survivor]
        gone = self.Partner.union(*(graph.partners[place] for place in others))
        before = self._snapshot(graph.every)
        merge = self._merge(kept, gone, user=self.env.user)
        self.assertEqual(self._left_behind(gone), [])
        self._undo(merge)
        self.assertEqual(self._differences(before, self._snapshot(graph.every)), "")
        self.assertFalse(merge.undo_left)

    def _left_behind(self, gone):
        """Places that still point at the contacts that went."""
        self.env.flush_all()
        found = []
        for link in self.env["ficha.merge"]._merge_links("res_partner"):
            # what an archived contact says itself is its own
            own = SQL("t.id = ANY(%s)", gone.ids)
            rows = self.env.execute_query(
                SQL(
                    "SELECT count(*) FROM %s AS t WHERE %s = ANY(%s) AND %s AND NOT %s",
                    SQL.identifier(link.table),
                    SQL.identifier("t", link.column),
                    link.values(gone.ids),
                    link.where(),
                    own if link.table == "res_partner" else SQL("FALSE"),
                )
            )
            if rows[0][0]:
                found.append((link.table, link.column, rows[0][0]))
        return found
