from . import test_quality
from . import test_quality_board
from . import test_quality_refresh
from . import test_quality_tour
from . import test_question
from . import test_template_conditions
