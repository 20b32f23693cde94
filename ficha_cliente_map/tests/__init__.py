from . import test_map
from . import test_map_tour
from . import test_position
from . import test_round
from . import test_rounds_pure
from . import test_spain
