from . import test_results
from . import test_results_rights
from . import test_results_tour
from . import test_same_figure
from . import test_today
from . import test_today_gestures
from . import test_today_history
from . import test_today_tour
