from . import base_partner_merge
from . import ficha_code_adopt
from . import ficha_code_adopt_line
from . import ficha_code_change
from . import ficha_reminder_done
from . import ficha_today_done
from . import base_partner_merge_proposal
from . import base_partner_merge_followup
from . import base_partner_merge_content
from . import base_partner_merge_interaction
from . import base_partner_merge_memory
from . import base_partner_merge_identity
from . import base_partner_merge_origin

# merge
from . import base_partner_merge_journal
from . import ficha_merge_wizard

# paper
from . import ficha_form_print
from . import ficha_form_upload
from . import base_partner_merge_quality

# possible duplicates
from . import base_partner_merge_duplicate
