from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestStyles(TransactionCase):
    """One wrong line leaves the whole of Odoo without its styles, and nothing else says
    so: browser tests press buttons that look like nothing."""

    def test_the_styles_are_read_by_the_compiler(self):
        for name in ("web.assets_backend", "web.assets_frontend"):
            with self.subTest(name):
                bundle = self.env["ir.qweb"]._get_asset_bundle(
                    name, css=True, js=False, debug_assets=False
                )
                self.assertTrue(bundle.preprocess_css())
                self.assertFalse(bundle.css_errors)
