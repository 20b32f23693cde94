from . import identify
