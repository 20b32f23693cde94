from . import test_identify
from . import test_identify_http
from . import test_identify_query
from . import test_identify_rights
from . import test_identify_search
from . import test_identify_tour
from . import test_identity_key
from . import test_identity_normalize
