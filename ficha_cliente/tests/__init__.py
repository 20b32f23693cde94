# pre-fill
from . import test_prefill
from . import test_prefill_change
from . import test_prefill_usual
# content of the ficha
from . import test_content_basic
from . import test_content_complementary
from . import test_content_personal
from . import test_content_lifecycle
from . import test_content_import
