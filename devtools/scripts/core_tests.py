"""Odoo's command line, run by `./ficha core-tests`: every test once all is loaded.

Odoo runs tests marked `at_install` right after their own module, when those installed
above it are not there yet: of a database that has them already, columns are then
required that nobody fills, and what our modules do would never be seen.
"""

import sys

# the folder of this file is no place to import from
sys.path.pop(0)

from odoo import cli  # noqa: E402
from odoo.tests import loader, suite  # noqa: E402

make_suite = loader.make_suite


def make_all(module_names, position="at_install"):
    if position == "at_install":
        return suite.OdooSuite()
    early, late = (make_suite(module_names, at) for at in ("at_install", position))
    return suite.OdooSuite([*early, *late])


loader.make_suite = make_all
cli.main()
