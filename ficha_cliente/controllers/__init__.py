from . import ficha_sheet
from . import identify
