"""Every button of our views is pressed in a browser by the tests of the screens
(`ficha_cliente/tests/common_screens_tour.py`, as each role), or stands here with the
reason why it is not."""

import re

from devtools.project import ROOT

SCREENS = ROOT / "ficha_cliente/tests/common_screens_tour.py"
OPENING = re.compile(
    re.search(r'OPENING = re.compile\(r"(.+)"\)', SCREENS.read_text()).group(1)
)
BUTTON = re.compile(r"<(?:button|a)\b[^>]*?>", re.DOTALL)

# What changes something is pressed by a test of its own, where there is one to look at.
NOT_PRESSED = {
    "action_accept": "writes the proposal into the file: ficha_proposal_tour",
    "action_add": "adds to a mailing list",
    "action_add_and_write": "adds to a mailing list, makes a mailing",
    "action_adopt": "gives client codes",
    "action_archive_only": "archives a user",
    "action_apply": "writes a form into the file",
    "action_assign": "gives customers of a territory to its salesperson: test_zone",
    "action_approve": "approves a discount: test_campaign_discount",
    "action_bill": "a new invoice would be saved when it is left",
    "action_campaign": "a new campaign would be saved when it is left",
    "action_cancel": "stops an import or a scan",
    "action_cancel_launch": "stops the launch of a campaign: test_campaign_launch",
    "action_cancel_order": "cancels an order: ficha_quotation_tour",
    "action_check": "reads a file: ficha_import_tour",
    "action_confirm": "changes a client code, or logs a contact",
    "action_correct_all": "takes the corrections as proposed: test_import_asked",
    "action_customers": "opens the customers of a territory: test_zone",
    "action_download": "downloads a file, which the browser of the tests refuses",
    "action_download_errors": "downloads a file",
    "action_download_report": "downloads a file",
    "action_download_template": "downloads a file",
    "action_drop": "takes a stop off a round: test_round_figures",
    "action_earlier": "moves a visit of a round: ficha_round_tour",
    "action_export": "makes the file of what is looked up: test_exclusion",
    "action_end": "ends a campaign: test_campaign",
    "action_ficha_add_usual": "adds lines to a document",
    "action_ficha_ask_review": "writes to the customer: test_review",
    "action_ficha_invoice_usual": "makes an invoice",
    "action_ficha_new_invoice": "a new invoice would be saved when it is left",
    "action_ficha_new_quotation": "a new quotation would be saved when it is left",
    "action_ficha_remind": "makes the mail about a quotation ready",
    "action_ficha_place_checked": "an address that a customer added: test_door_place",
    "action_ficha_refresh_purchases": "refreshes figures, and stays where it is",
    "action_ficha_vcard": "downloads a file",
    "action_hand_over_told": "moves a portfolio: ficha_handover_tour",
    "action_import": "imports a file: ficha_import_tour",
    "action_finish": "ends a round: test_round",
    "action_keep_separate": "decides a pair",
    "action_mail": "sends a round to its seller: test_send",
    "action_merge": "merges: ficha_merge_tour",
    "action_later": "moves a stop of a round: test_round_figures",
    "action_launch": "launches a campaign: test_campaign",
    "action_make": "makes segments: test_segment",
    "action_map_near": "opens the map around a customer: test_map",
    "action_mistake": "marks what a customer said as a mistake: test_consent",
    "action_near": "adds who is near to a round: test_round",
    "action_needs_reply": "notes that it waits for us",
    "action_new_campaign": "a new campaign would be saved when it is left",
    "action_new_version": "makes a notice: test_consent",
    "action_next_days": "makes rounds: test_round_days",
    "action_no_reply_needed": "dismisses what waits for us: ficha_reply_tour",
    "action_others": "opens customers of others in a territory: test_zone",
    "action_propose": "fills a round: test_round",
    "action_quote": "a new quotation would be saved when it is left",
    "action_read": "reads a form: ficha_form_drop_tour",
    "action_record": "records what a customer said: test_consent",
    "action_refresh": "renews a proposal",
    "action_refuse": "refuses a form",
    "action_refused": "notes that they do not want a product: test_suggestion",
    "action_reject": "rejects a proposal",
    "action_reopen": "opens a decided pair or complaint again",
    "action_reorder": "orders a round anew: test_round",
    "action_replied": "notes that they answered",
    "action_reply": "opens the composer, whose draft is kept: ficha_reply_tour",
    "action_resume": "goes on with an import",
    "action_review": "changes the state of a form",
    "action_same_household": "decides a pair",
    "action_send": "brings a round to the telephone: test_send",
    "action_solve": "closes a complaint",
    "action_start": "opens the hand-over: ficha_handover_tour",
    "action_suppress": "suppresses an address: test_privacy_desk",
    "action_switch": "switches a rule on or off",
    "action_take_condition": "takes over the condition of who left",
    "action_undo": "undoes a merge, a proposal or an import: ficha_import_map_tour",
    "action_was_not_them": "forgets a registration: test_signup_page",
    "action_was_them": "takes a registration: test_signup_page",
    "visit_absent": "says that nobody was there: test_round",
    "visit_done": "notes a visit: test_round",
}


def object_buttons():
    for view in sorted(ROOT.glob("ficha_*/**/*.xml")):
        for tag in BUTTON.findall(view.read_text()):
            if 'type="object"' in tag:
                name = re.search(r'\sname="([^"]+)"', tag)
                yield name.group(1), view.relative_to(ROOT)


def test_each_is_pressed_or_has_a_reason():
    forgotten = {
        f"{name} ({view})"
        for name, view in object_buttons()
        if not OPENING.fullmatch(name) and name not in NOT_PRESSED
    }
    assert not forgotten


def test_no_reason_without_its_button():
    assert NOT_PRESSED.keys() <= {name for name, _view in object_buttons()}
