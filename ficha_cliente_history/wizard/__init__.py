from . import ficha_reminder_done
from . import base_partner_merge
