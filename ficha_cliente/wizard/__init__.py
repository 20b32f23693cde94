from . import base_partner_merge
from . import ficha_code_adopt
from . import ficha_code_change
from . import ficha_reminder_done
from . import ficha_reminder_done_history
from . import ficha_reminder_done_today

# merge
from . import base_partner_merge_merge
from . import ficha_merge_wizard

# paper
from . import ficha_form_print
from . import ficha_form_upload

# possible duplicates
