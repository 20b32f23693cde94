from . import ficha_import
