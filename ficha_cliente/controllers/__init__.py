from . import ficha
from . import portal
