from . import test_abandoned_carts
from . import test_web_visits
from . import test_web_salesperson
from . import test_web_forms
