from . import ficha_sheet
from . import ficha_paper
from . import identify
