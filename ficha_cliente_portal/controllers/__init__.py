from . import link
from . import preference
from . import my_ficha
from . import signup
from . import quiet
from . import paper
