# pre-fill
from . import test_prefill
from . import test_prefill_change
from . import test_prefill_usual
