from odoo.tests import tagged

from odoo.addons.ficha_cliente_history.tests import common_same_figure


@tagged("post_install", "-at_install")
class TestSameFigureToday(common_same_figure.SameFigure):
    """*Hoy* says what the ficha says."""

    SPEAK = (*common_same_figure.SameFigure.SPEAK, "today")

    def _place_today(self):
        """*Hoy*: the line, and the further reasons beside a stronger one."""
        told = {}
        for section in self.env["ficha.today"].get_today("mine")["sections"]:
            for line in section["lines"]:
                partner = self.seen.browse(line["partner_id"])
                texts = [line["reason"], *(also["text"] for also in line["also"])]
                for text in texts:
                    for name, value in self._in_words(text).items():
                        known = told.setdefault(partner, {}).setdefault(name, value)
                        self.assertEqual(known, value, texts)
        return told
