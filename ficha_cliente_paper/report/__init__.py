from . import ficha_print
