from . import ficha_paper
