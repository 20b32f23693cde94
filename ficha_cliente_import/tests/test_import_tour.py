from odoo.tests import HttpCase, tagged

from odoo.addons.ficha_cliente.tests.common_content import ficha_test_user


@tagged("post_install", "-at_install")
class TestImportTour(HttpCase):
    """The gesture in a browser: a file dropped on the list of fichas."""

    def test_import_tour(self):
        user = ficha_test_user(self.env, "ficha_import_tour", "group_ficha_user")
        action = self.env.ref("ficha_cliente.action_ficha")
        self.start_tour(
            f"/odoo/action-{action.id}", "ficha_import_tour", login=user.login
        )
        runs = self.env["ficha.import"].search([("user_id", "=", user.id)], order="id")
        self.assertEqual(runs.mapped("state"), ["done", "checked"])
        self.assertEqual(runs[0].created_count, 2)
        self.assertEqual((runs[0].error_count, runs[0].left_count), (0, 1))
        self.assertEqual(runs[1].unchanged_count, 1)
        ana = self.env["res.partner"].search([("name", "=", "Ana Gil Tour")])
        self.assertEqual(ana.email, "ana@tour.example")

    def test_columns_are_decided_and_the_import_undone(self):
        user = ficha_test_user(self.env, "ficha_import_map", "group_ficha_user")
        user.lang = "en_US"
        action = self.env.ref("ficha_cliente_import.action_ficha_import_new")
        self.start_tour(
            f"/odoo/action-{action.id}", "ficha_import_map_tour", login=user.login
        )
        run = self.env["ficha.import"].search([("user_id", "=", user.id)])
        self.assertEqual(run.state, "undone")
        self.assertEqual((run.created_count, run.undone_count), (0, 2))
        self.assertEqual(run.column_ids[:2].mapped("target"), ["name", "phone"])
        self.assertFalse(
            self.env["res.partner"].search([("name", "=like", "% Mapa Tour")])
        )
        mapping = self.env["ficha.import.mapping"].search([])
        self.assertIn("Zeta", mapping.headings)
