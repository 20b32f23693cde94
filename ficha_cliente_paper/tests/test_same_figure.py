import re

from odoo.tests import tagged

from odoo.addons.ficha_cliente_history.tests import common_same_figure


@tagged("post_install", "-at_install")
class TestSameFigureOnPaper(common_same_figure.SameFigure):
    """The printed ficha says what the screen says."""

    SPEAK = (*common_same_figure.SameFigure.SPEAK, "paper")

    def _place_paper(self):
        """Its figures, its colour's reason and its facts, as they are printed."""
        told = {}
        for partner in self.seen:
            ficha = partner._get_ficha_print()
            figures = {one["label"]: one for one in ficha["figures"]}
            expected = figures["Next purchase expected"]
            last = figures["Last purchase"]["note"].split(" before taxes")
            texts = [
                ficha["status"]["reason"],
                expected["note"],
                figures["Value and segment"]["note"],
                *(fact["text"] for fact in ficha["purchases"].get("facts", ())),
            ]
            said = {
                "day": expected["value"].strip("-"),
                "year": figures["Last 12 months"]["value"].split(" before taxes")[0],
                "last": last[0] if last[1:] else "",
                "owed": figures["To collect"]["value"].split(" taxes")[0],
            }
            tier = re.match(r"([ABC])(?: · |$)", figures["Value and segment"]["value"])
            said["tier"] = tier and tier[1].lower()
            # what is not printed is not told
            told[partner] = said = {k: v for k, v in said.items() if v}
            for text in texts:
                for name, value in self._in_words(text).items():
                    self.assertEqual(said.setdefault(name, value), value, texts)
        return told
