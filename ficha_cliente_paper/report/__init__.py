from . import ficha_sheet
