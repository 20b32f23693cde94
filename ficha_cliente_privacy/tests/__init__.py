from . import test_consent
from . import test_consent_rights
from . import test_contact_lines
from . import test_exclusion
from . import test_gate
from . import test_mass_messages
from . import test_may_contact_tour
from . import test_point_key
