import ast
from pathlib import Path

from lxml import etree
from stdnum.es import nif

from odoo.modules.module import Manifest
from odoo.tests import BaseCase, TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestDemoData(BaseCase):
    """The demo files of our modules as they are, whether or not they are loaded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manifests = {
            manifest.name: manifest
            for manifest in Manifest.all_addon_manifests()
            if manifest.name.startswith("ficha_cliente")
        }
        cls.files = {
            (name, path.name): etree.parse(path)
            for name, manifest in cls.manifests.items()
            for path in Path(manifest.path, "demo").glob("*.xml")
        }

    def _values(self, field):
        return [
            node.text
            for tree in self.files.values()
            for node in tree.findall(f".//field[@name='{field}']")
            if node.text
        ]

    def test_every_file_is_loaded(self):
        listed = {
            (name, Path(file).name)
            for name, manifest in self.manifests.items()
            for file in manifest["demo"]
        }
        self.assertEqual(listed, set(self.files))

    def test_tax_ids_are_valid_and_different(self):
        tax_ids = self._values("vat")
        self.assertGreaterEqual(len(tax_ids), 30)
        self.assertEqual([vat for vat in tax_ids if not nif.is_valid(vat)], [])
        self.assertEqual(len(tax_ids), len(set(tax_ids)))

    def test_no_address_of_anybody(self):
        """Every e-mail and website is at a domain reserved for examples."""
        addresses = [value.rstrip("/") for value in self._values("email")]
        addresses += [value.rstrip("/") for value in self._values("website")]
        self.assertGreaterEqual(len(addresses), 30)
        self.assertEqual([a for a in addresses if not a.endswith(".example")], [])

    def test_names_exist_once(self):
        """A record is made in one file; later ones may complete it, not make it."""
        made = [
            record.get("id")
            for tree in self.files.values()
            for record in tree.findall(".//record")
            if record.find("field[@name='name']") is not None
        ]
        self.assertEqual(len(made), len(set(made)))

    def test_functions_are_there(self):
        """What the XML calls stands in a Python file of ``demo/``."""
        called = {
            node.find("value").text.strip()
            for tree in self.files.values()
            for node in tree.findall(".//function[@name='_load_ficha_demo']")
        }
        there = {
            f"{name}.demo.{path.stem}.{node.name}"
            for name, manifest in self.manifests.items()
            for path in Path(manifest.path, "demo").glob("*.py")
            for node in ast.parse(path.read_text()).body
            if isinstance(node, ast.FunctionDef)
        }
        self.assertEqual(called - there, set())


@tagged("post_install", "-at_install")
class TestDemoFunctions(TransactionCase):
    """The way from the XML of the demo to its Python."""

    def test_no_model_in_production(self):
        self.assertNotIn("ficha.demo", self.env.registry)

    def test_calls_a_function_of_a_demo_file(self):
        name = "ficha_cliente.demo.ficha_demo.load_drafts"
        domain = [("state", "=", "draft")]
        before = self.env["account.move"].search_count(domain)
        self.env["ir.module.module"]._load_ficha_demo(name, rows=[])
        self.assertEqual(self.env["account.move"].search_count(domain), before)

    def test_an_account_of_an_earlier_installation_is_taken_up_again(self):
        """Odoo archives accounts and does not delete them: a second one of the same
        number is refused."""
        partner = self.env["res.partner"].create({"name": "Fish"})
        known = {"xml_id": "ficha_cliente.test_demo_fish", "record": partner}
        self.env["ir.model.data"]._update_xmlids([known])
        name = "ficha_cliente.demo.ficha_demo.load_bank_account"
        row = ["test_demo_account", "test_demo_fish", "ES91 2100 0418 4502 0005 1332"]
        load = self.env["ir.module.module"]._load_ficha_demo
        load(name, *row)
        account = self.env.ref("ficha_cliente.test_demo_account")
        self.assertEqual(partner.bank_ids, account)
        account.unlink()  # as when the module is taken out
        self.env["ir.model.data"].search([("name", "=", "test_demo_account")]).unlink()
        self.assertFalse(account.active)
        load(name, *row)
        self.assertTrue(account.active)
        self.assertEqual(self.env.ref("ficha_cliente.test_demo_account"), account)

    def test_the_demo_company_has_a_layout(self):
        """Without one Odoo asks for it before it prints anything."""
        company = self.env.ref("base.main_company")
        name = "ficha_cliente.demo.ficha_demo.set_up_company"
        company.external_report_layout_id = False
        self.env["ir.module.module"]._load_ficha_demo(name)
        layout = company.external_report_layout_id
        self.assertEqual(layout, self.env.ref("web.external_layout_standard"))
        # one that was chosen stays
        company.external_report_layout_id = self.env.ref("web.external_layout_boxed")
        self.env["ir.module.module"]._load_ficha_demo(name)
        self.assertNotEqual(company.external_report_layout_id, layout)

    def test_calls_nothing_else(self):
        for name in (
            "account.models.account_move.load",
            "ficha_cliente.models.res_partner_basic.load",
            "ficha_cliente.hooks.post_init_hook",
            "ficha_cliente.demo.ficha_demo._pay",
            "ficha_cliente.demo.ficha_demo.relativedelta",
            "ficha_cliente.demo.ficha_demo.random",
            "ficha_cliente.demo.ficha_demo.missing",
        ):
            with self.subTest(name), self.assertRaises(ValueError):
                self.env["ir.module.module"]._load_ficha_demo(name)
