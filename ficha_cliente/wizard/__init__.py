from . import account_move_reversal
from . import base_partner_merge
from . import ficha_code_adopt
from . import ficha_code_change
from . import ficha_reminder_done
from . import ficha_gesture
from . import ficha_handover_start
