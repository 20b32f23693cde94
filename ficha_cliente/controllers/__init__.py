from . import ficha_paper
from . import identify
