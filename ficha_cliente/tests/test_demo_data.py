from pathlib import Path

from lxml import etree
from stdnum.es import nif

from odoo.modules.module import Manifest
from odoo.tests import BaseCase, tagged
from odoo.tools.misc import file_path


@tagged("post_install", "-at_install")
class TestDemoData(BaseCase):
    """The demo files as they are, whether or not they are loaded here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = Path(file_path("ficha_cliente/demo"))
        cls.files = {path.name: etree.parse(path) for path in folder.glob("*.xml")}

    def _values(self, field):
        return [
            node.text
            for tree in self.files.values()
            for node in tree.findall(f".//field[@name='{field}']")
            if node.text
        ]

    def test_every_file_is_loaded(self):
        listed = {
            Path(name).name for name in Manifest.for_addon("ficha_cliente")["demo"]
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
