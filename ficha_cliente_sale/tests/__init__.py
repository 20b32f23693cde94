from . import test_quotation_invoice
from . import test_quotation_memory
from . import test_quotation_missed
from . import test_quotation_prefill
from . import test_quotation_seen
from . import test_quotation_tour
from . import test_quotation_usual
from . import test_results_team
