from odoo.tests import tagged

from odoo.addons.contacts.tests import test_ui


@tagged("post_install", "-at_install")
class TestContactsTour(test_ui.TestUi):
    """Odoo's own tours of contacts pass with our fields on that page, in developer mode
    too."""

    def setUp(self):
        super().setUp()
        # they look for English words
        self.env["res.lang"]._activate_lang("en_US")
        self.env.ref("base.user_admin").lang = "en_US"
