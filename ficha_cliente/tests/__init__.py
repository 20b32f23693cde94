# helpers of all parts
from . import test_retry

# pre-fill
from . import test_prefill
from . import test_prefill_change
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
from . import test_missed_purchase
from . import test_missed_recovered

# what was said
from . import test_interaction
from . import test_interaction_complaint
from . import test_interaction_mail
from . import test_interaction_reminder
from . import test_interaction_rights
from . import test_purchase_panel
from . import test_purchase_filters

# everything that happened
from . import test_timeline
from . import test_timeline_rights
from . import test_timeline_tour
from . import test_purchase_tour
from . import test_interaction_tour
from . import test_purchase_groups
from . import test_purchase_summary
from . import test_purchase_payment
from . import test_purchase_forecast
from . import test_purchase_segment
from . import test_purchase_queue
from . import test_purchase_partner
from . import test_purchase_history_tour
from . import test_purchase_night

# merge
from . import test_merge
from . import test_merge_bulk
from . import test_merge_property
from . import test_merge_refused
from . import test_merge_satellites
from . import test_merge_tour
from . import test_merge_undo
from . import test_merge_wizard

# paper
from . import test_sheet

# identity
from . import test_identity_normalize
from . import test_identity_key

# quality
from . import test_value_origin

# every screen in the browser
from . import test_contacts_tour
from . import test_screens_tour
