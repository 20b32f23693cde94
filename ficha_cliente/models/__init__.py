# content of the ficha
from . import ficha_channel
from . import ficha_form_of_address
from . import ficha_contact_point
from . import ficha_relation_role
from . import ficha_relation
from . import ficha_education
from . import ficha_family_member
from . import res_partner_basic
from . import res_partner_complementary
from . import res_partner_academic
from . import res_partner_family
from . import res_partner_lifecycle
from . import account_move_lifecycle
from . import res_partner_main_contact
from . import res_partner_new_ficha
from . import account_move_figures
from . import res_partner_figures
from . import res_partner_figures_read
from . import res_partner_figures_words

# client code
from . import ir_sequence
from . import ficha_client_code_alias
from . import res_partner_client_code
from . import res_partner_client_code_flow
from . import res_partner_client_code_assign
from . import res_partner_client_code_bulk
from . import res_partner_client_code_search
from . import account_move_client_code
from . import settings_client_code

# pre-fill
from . import ficha_usual_line
from . import res_partner_billing
from . import ficha_prefill_mixin
from . import account_move_prefill_memory
from . import account_move_prefill
from . import account_move_prefill_follow
from . import account_move_purchase_order
from . import account_move_line_prefill
from . import account_move_usual_lines

# issued stays issued, and the invoice teaches the ficha
from . import ficha_proposal_value
from . import account_move_snapshot
from . import account_move_issued
from . import account_move_send
from . import ficha_proposal
from . import ficha_proposal_make
from . import ficha_proposal_decision
from . import res_partner_proposal
from . import account_move_writeback
from . import account_move_learned
from . import settings_writeback

# quality: where values came from
from . import ficha_value_origin
from . import ficha_value_origin_note
from . import res_partner_value_origin

# quality: how complete and fresh the files are
from . import ficha_template
from . import ficha_template_line
from . import ficha_template_sql
from . import ficha_quality
from . import ficha_quality_measure
from . import ficha_quality_refresh
from . import ficha_quality_queue
from . import ficha_quality_day
from . import ficha_question_rest
from . import res_partner_quality
from . import res_partner_quality_search
from . import res_partner_question

# follow-up
from . import ficha_followup_state
from . import ficha_followup_rule
from . import ficha_followup_plan
from . import ficha_followup_plan_dates
from . import ficha_followup_plan_values
from . import ficha_followup_occurrence
from . import ficha_followup_plan_prepare
from . import res_partner_followup
from . import res_partner_followup_door
from . import res_partner_followup_by_hand
from . import ficha_followup_rule_kinds
from . import ficha_followup_rule_preview
from . import res_partner_followup_rules
from . import res_partner_followup_night
from . import res_partner_followup_preview
from . import res_partner_followup_banner
from . import res_partner_awaiting_reply
from . import res_partner_reminders
from . import mail_activity
from . import mail_thread
from . import settings_followup

# memory: what each customer bought
from . import ficha_purchase_summary
from . import ficha_purchase_summary_partner
from . import ficha_purchase_summary_refresh
from . import ficha_purchase_summary_compare
from . import ficha_purchase_summary_rebuild
from . import ficha_purchase_summary_payment
from . import ficha_purchase_summary_reconcile
from . import ficha_purchase_rhythm
from . import ficha_purchase_forecast
from . import ficha_segment_cut
from . import ficha_purchase_summary_words
from . import ficha_purchase_segment
from . import ficha_purchase_queue
from . import account_move_memory
from . import res_partner_memory_events
from . import res_partner_memory
from . import res_partner_memory_words
from . import res_partner_memory_group
from . import res_partner_bought
from . import res_partner_preferred
from . import res_partner_purchase_lines
from . import res_partner_purchase_panel
from . import res_partner_purchase_words
from . import res_partner_purchase_open
from . import ficha_missed_purchase
from . import ficha_missed_purchase_recovered
from . import ficha_missed_purchase_core
from . import res_partner_missed
from . import account_move_missed
from . import settings_missed
from . import settings_memory

# memory: what was said
from . import ficha_interaction
from . import ficha_interaction_entry
from . import ficha_interaction_effect
from . import ficha_interaction_complaint
from . import ficha_interaction_mail
from . import res_partner_interaction
from . import ficha_timeline
from . import ficha_timeline_query
from . import ficha_timeline_entry
from . import ficha_timeline_sources
from . import ficha_timeline_messages
from . import ficha_timeline_documents
from . import ficha_timeline_indexes
from . import ficha_timeline_screen

# what to do today, and whether it pays
from . import ficha_followup_rule_memory
from . import ficha_followup_rule_purchase
from . import ficha_followup_rule_events
from . import ficha_followup_rule_said
from . import ficha_today
from . import ficha_today_query
from . import ficha_today_selects
from . import ficha_today_sections
from . import ficha_today_words
from . import ficha_today_words_memory
from . import ficha_today_month
from . import ficha_today_gestures
from . import ficha_today_interaction
from . import ficha_results
from . import ficha_results_answer
from . import ficha_results_customers
from . import ficha_results_cross
from . import ficha_results_attrition
from . import ficha_results_cycle
from . import ficha_results_satisfaction
from . import ficha_results_list
from . import ficha_quality_board
from . import ficha_quality_board_trend
from . import ficha_quality_board_list

# paper
from . import res_partner_sheet_sections
from . import res_partner_sheet
from . import ir_actions_report
from . import settings_form
from . import res_partner_form
from . import res_partner_form_read
from . import ficha_form_inbox
from . import ficha_form_line
from . import ficha_form_inbox_read
from . import ficha_form_inbox_match
from . import ficha_form_inbox_apply
from . import res_partner_vcard

# identity: who is this?
from . import ficha_identity_word
from . import ficha_identity_key
from . import ficha_identity_key_rows
from . import ficha_identity_key_build
from . import ficha_identity_satellites
from . import res_partner_identity

# possible duplicates
from . import ficha_duplicate
from . import ficha_duplicate_load
from . import ficha_duplicate_record
from . import ficha_duplicate_match
from . import ficha_duplicate_stages
from . import ficha_duplicate_scan
from . import ficha_duplicate_night
from . import res_partner_duplicate

# who is this?
from . import res_partner_identify
from . import res_partner_identify_keys
from . import res_partner_identify_names
from . import res_partner_identify_search
from . import res_partner_identify_box
from . import ir_http

# merge: two contacts that are one
from . import ficha_merge
from . import ficha_merge_source
from . import ficha_merge_move
from . import ficha_merge_catalog
from . import ficha_merge_check
from . import ficha_merge_sql
from . import ficha_merge_links
from . import ficha_merge_data
from . import ficha_merge_reach
from . import ficha_merge_values
from . import ficha_merge_satellites
from . import ficha_merge_duplicates
from . import ficha_merge_origins
from . import ficha_merge_recorder
from . import ficha_merge_words
from . import ficha_merge_run
from . import ficha_merge_undo
from . import ficha_merge_preview
from . import ficha_merge_bulk
from . import ficha_duplicate_merge
from . import res_partner_merge

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
from . import ficha_sheet_export
from . import ficha_import
from . import ficha_import_line
from . import ficha_import_read
from . import ficha_import_check
from . import ficha_import_apply
from . import ficha_import_outcome
from . import ficha_import_run
from . import res_partner_import
from . import ficha_demo_import
from . import settings_import
from . import ficha_demo_merge
from . import ficha_demo_quality
from . import ficha_demo_form
