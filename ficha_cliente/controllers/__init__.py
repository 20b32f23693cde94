from . import ficha
from . import portal
from . import report
