# helpers of all parts
from . import test_retry

# pre-fill
from . import test_prefill
from . import test_prefill_change
from . import test_prefill_extension
from . import test_prefill_usual
from . import test_content_basic
from . import test_content_complementary
from . import test_content_personal
from . import test_content_lifecycle
from . import test_content_import
from . import test_client_code_bulk
from . import test_client_code_company
from . import test_client_code_guard
from . import test_client_code_merge
from . import test_client_code_numbers
from . import test_client_code_posting
from . import test_client_code_search
from . import test_client_code_tour
from . import test_prefill_tour
from . import test_content_tour
from . import test_snapshot
from . import test_proposal
from . import test_query
from . import test_writeback
from . import test_followup
from . import test_followup_done
from . import test_followup_hooks
from . import test_followup_mail
from . import test_followup_overdue
from . import test_followup_reminders
from . import test_followup_rules
from . import test_writeback_tour
from . import test_figures
from . import test_demo_data
from . import test_followup_plan
from . import test_followup_tour

# what they bought and what they did not
# what was said
# everything that happened
# merge
# paper
# identity
# quality
from . import test_value_origin

# every screen in the browser
from . import test_contacts_tour
from . import test_screens_tour
