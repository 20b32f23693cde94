from . import ficha_left_out_mixin
from . import ficha_consent_record
from . import ficha_exclusion_lookup
from . import mail_compose_message
from . import ficha_suppression_add
from . import ficha_purpose_unused
