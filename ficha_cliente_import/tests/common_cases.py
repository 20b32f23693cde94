import unittest

from .common_files import CASES, case_path
from .common_import import ImportCase


def case_file(name):
    """The path of a file of the cases that are kept beside the repository.

    :raise SkipTest: they are not there
    """
    path = case_path(name)
    if not path:
        raise unittest.SkipTest(f"{CASES / name} is not here: this case was not tried")
    return path


class MeaningCase(ImportCase):
    """Imports of whole files, and what became of the customers in them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what invoices need is written by who sees it
        cls.user = cls.biller
        cls.spain = cls.env.ref("base.es")

    def load_case(self, name, **vals):
        """Import a file of the cases."""
        path = case_file(name)
        return self.load(path.read_bytes(), name=path.name, **vals)

    def load_text(self, text, **vals):
        """Import a text file."""
        return self.load(text.encode(), name="clientes.csv", **vals)

    def named(self, name):
        partner = self.partner(name)
        self.assertEqual(len(partner), 1, name)
        return partner

    def load(self, rows, user=None, **vals):
        """Extended: what was promised of each row is what happened."""
        run = self.check(rows, user, **vals)
        promised = self.outcomes(run)
        run.action_import()
        self.assertEqual(run.state, "done")
        self.assertEqual(self.outcomes(run), promised, self.reasons(run))
        return run
