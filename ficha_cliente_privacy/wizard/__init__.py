from . import ficha_consent_record
from . import ficha_exclusion_lookup
from . import mail_compose_message
