from . import test_effect
from . import test_rhythm
from . import test_suggestion
from . import test_suggestion_document
from . import test_campaign
from . import test_demand
from . import test_demand_page
