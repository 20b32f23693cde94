# content of the ficha
from . import res_partner_merged
from . import mail_followers
from . import calendar_attendee_merged
from . import ficha_channel
from . import ficha_form_of_address
from . import ficha_contact_point
from . import ficha_relation_role
from . import ficha_relation
from . import ficha_education
from . import ficha_family_member
from . import res_partner_basic
from . import res_partner_complementary
from . import res_partner_personal
from . import res_partner_proposable
from . import res_partner_lifecycle
from . import account_move
from . import res_partner_figures

# what several parts are made with
from . import ficha_board_mixin
from . import ficha_progress_mixin

# client code
from . import ir_sequence
from . import ficha_client_code_alias
from . import res_partner_client_code
from . import res_partner_client_code_bulk
from . import res_partner_client_code_search
from . import res_company
from . import res_config_settings

# pre-fill
from . import ficha_usual_line
from . import res_partner_billing
from . import ficha_prefill_mixin
from . import account_move_prefill
from . import account_move_line
from . import account_move_usual_lines

# issued stays issued, and the invoice teaches the ficha
from . import account_move_snapshot
from . import account_move_send
from . import ficha_value_origin
from . import res_partner_origin
from . import ficha_proposal
from . import res_partner_proposal
from . import account_move_writeback

# quality: how complete and fresh the files are
from . import ficha_template
from . import ficha_template_line
from . import ficha_quality
from . import ficha_quality_queue
from . import ficha_quality_day
from . import ficha_question_rest
from . import res_partner_quality
from . import res_partner_question

# follow-up
from . import ficha_followup_state
from . import ficha_followup_rule
from . import ficha_followup_plan
from . import ficha_followup_occurrence
from . import res_partner_followup
from . import res_partner_followup_rules
from . import res_partner_followup_banner
from . import res_partner_reminders
from . import mail_activity
from . import mail_thread

# memory: what each customer bought
from . import ficha_purchase_summary
from . import ficha_purchase_summary_refresh
from . import ficha_purchase_summary_forecast
from . import ficha_purchase_rhythm
from . import ficha_segment_cut
from . import ficha_purchase_queue
from . import account_move_history
from . import res_partner_purchase_history
from . import res_partner_products
from . import res_partner_purchase_panel
from . import ficha_missed_purchase
from . import res_partner_missed
from . import res_company_history
from . import res_config_settings_history

# memory: what was said
from . import ficha_interaction_history
from . import ficha_interaction_complaint
from . import ficha_interaction_mail
from . import res_partner_interaction
from . import ficha_timeline
from . import ficha_timeline_sources
from . import mail_message
from . import mail_activity_history
from . import mail_thread_history
from . import account_payment
from . import calendar_attendee
from . import ficha_proposal_history

# what to do today, and whether it pays
from . import ficha_followup_rule_history
from . import ficha_today
from . import ficha_today_sections
from . import ficha_today_lines
from . import ficha_today_month
from . import ficha_interaction_today
from . import ficha_results
from . import ficha_results_customers
from . import ficha_results_cross
from . import ficha_results_attrition
from . import ficha_results_cycle
from . import ficha_results_satisfaction
from . import ficha_quality_board

# paper
from . import res_partner_print
from . import ir_actions_report
from . import res_company_paper
from . import res_config_settings_paper
from . import res_partner_form
from . import ficha_form_inbox
from . import ficha_form_line
from . import ficha_form_inbox_apply
from . import res_partner_vcard

# identity: who is this?
from . import ficha_identity_word
from . import ficha_identity_key
from . import ficha_identity_satellite
from . import res_partner_identity

# possible duplicates
from . import ficha_duplicate
from . import ficha_duplicate_match
from . import ficha_duplicate_scan
from . import res_partner_merge

# who is this?
from . import res_partner_identify
from . import res_partner_identify_lookup
from . import ir_http

# merge: two contacts that are one
from . import ficha_merge
from . import ficha_merge_source
from . import ficha_merge_move
from . import ficha_merge_links
from . import ficha_merge_run
from . import ficha_merge_values
from . import base
from . import ficha_merge_undo
from . import ficha_merge_bulk

# what the files of demo/ call
from . import ficha_demo
from . import ficha_demo_invoices
from . import ficha_demo_followup
from . import ficha_demo_timeline
from . import ficha_demo_interactions
from . import ficha_demo_missed
from . import ficha_demo_today

# import and export
from . import ficha_sheet
from . import ficha_import
from . import ficha_import_line
from . import ficha_import_read
from . import ficha_import_check
from . import ficha_import_apply
from . import res_partner_import
from . import ficha_demo_import
from . import res_config_settings_import
from . import ficha_demo_merge
from . import ficha_demo_quality
from . import ficha_demo_form
