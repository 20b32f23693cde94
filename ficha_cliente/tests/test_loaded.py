import time
from contextlib import suppress

from odoo.service.model import call_kw
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common_junk import SENTENCES

GROUPS = (
    "base.group_user,base.group_partner_manager,ficha_cliente.group_ficha_manager,"
    "base.group_allow_export"
)
CELL, FIELDS = "x" * 1_000_000, 1000
SECONDS = 1
WRITTEN = {"char", "text", "html", "integer", "float", "date", "many2one", "selection"}


@tagged("post_install", "-at_install")
class TestLoaded(TransactionCase):
    """Odoo's own import and export, on every model of ours: many rows, a long cell, a
    thousand columns. A sentence or a list of what is wrong is told."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "loading_manager", GROUPS)
        cls.models = [
            name
            for name, model in sorted(cls.env.registry.items())
            if name.startswith("ficha.") and not model._abstract
        ]

    def call(self, name, method, *args):
        """The seconds of this thread; what no person can be told is raised."""
        Model = self.env[name].with_user(self.user)
        begun = time.thread_time()
        with mute_logger("odoo.sql_db", "odoo.models"), suppress(*SENTENCES):
            with self.env.cr.savepoint():
                call_kw(Model, method, list(args), {})
                self.env.cr.execute("SELECT 1")
        self.env.invalidate_all(flush=False)
        return time.thread_time() - begun

    def columns(self, name):
        return [
            key
            for key, field in self.env[name]._fields.items()
            if field.type in WRITTEN
        ]

    def test_load(self):
        for name in self.models:
            columns = self.columns(name)
            odd = [[value] * len(columns) for value in ("\0", "\ud800", "x", "-1")]
            for what, heads, rows, seconds in (
                ("odd", columns, odd, SECONDS),
                ("long", columns[:9], [[CELL] * 9], SECONDS),
                ("many", columns[:1] * 9, [["x"] * 9] * 5, SECONDS),
            ):
                with self.subTest(f"{name} {what}"):
                    took = self.call(name, "load", heads, rows)
                    self.assertLess(took, seconds)

    def test_export(self):
        for name in self.models:
            Model = self.env[name].with_user(self.user)
            # of what is no table Odoo exports no number, whoever's it is
            keys = [key for key in Model.fields_get() if key != "id"]
            heads = (keys * FIELDS)[:FIELDS]
            deep = ["/".join(["company_id/partner_id"] * 99)]
            for what, asked in (("fields", heads), ("deep", deep)):
                if what == "deep" and "company_id" not in keys:
                    continue
                with self.subTest(f"{name} {what}"):
                    ids = self.env[name].search([], limit=20).ids
                    took = self.call(name, "export_data", ids, asked)
                    self.assertLess(took, SECONDS)
