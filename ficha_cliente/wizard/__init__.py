from . import base_partner_merge
from . import ficha_code_adopt
from . import ficha_code_adopt_line
from . import ficha_code_change
from . import ficha_reminder_done
from . import base_partner_merge_proposal
from . import base_partner_merge_followup
from . import base_partner_merge_content
