from odoo.tests import tagged

from . import common_same_figure


@tagged("post_install", "-at_install")
class TestSameFigure(common_same_figure.SameFigure):
    """On the ficha, in its lists, boards and searches."""
