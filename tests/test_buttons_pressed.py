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

# What changes something is pressed by a test of its own: the one that is named.
NOT_PRESSED = {
    "action_accept": "writes the proposal into the file: ficha_writeback_tour",
    "action_add": "adds to a mailing list: test_mailing_list_add",
    "action_add_and_write": "adds to a mailing list, makes a mailing: "
    "test_mailing_list_add",
    "action_adopt": "gives client codes: test_client_code_bulk",
    "action_archive_only": "archives a user: test_handover",
    "action_apply": "writes a form into the file: test_form_inbox",
    "action_assign": "gives customers of a territory to its salesperson: test_zone",
    "action_approve": "approves a discount: test_campaign_discount",
    "action_bill": "a new invoice would be saved when it is left: test_campaign_offer",
    "action_campaign": "a new campaign would be saved when it is left: "
    "test_campaign_offer",
    "action_cancel": "stops an import or a scan: test_import_background",
    "action_cancel_launch": "stops the launch of a campaign: test_campaign_launch",
    "action_cancel_order": "cancels an order: ficha_quotation_tour",
    "action_check": "reads a file: test_import",
    "action_confirm": "changes a client code, or logs a contact: ficha_code_tour",
    "action_correct_all": "takes the corrections as proposed: test_import_kinds_more",
    "action_customers": "opens the customers of a territory: test_zone",
    "action_download": "downloads a file, which the browser of the tests refuses: "
    "test_export_background",
    "action_download_errors": "downloads a file: test_import_screen",
    "action_download_report": "downloads a file: test_import_screen",
    "action_download_template": "downloads a file: test_import_screen",
    "action_drop": "takes a stop off a round: test_round_figures",
    "action_earlier": "moves a visit of a round: test_round_figures",
    "action_export": "makes the file of what is looked up: test_exclusion",
    "action_end": "ends a campaign: test_campaign",
    "action_ficha_add_usual": "adds lines to a document: ficha_invoice_tour",
    "action_ficha_ask_review": "writes to the customer: test_review",
    "action_ficha_invoice_usual": "makes an invoice: test_prefill_usual",
    "action_ficha_new_invoice": "a new invoice would be saved when it is left: "
    "test_figures",
    "action_ficha_new_quotation": "a new quotation would be saved when it is left: "
    "ficha_day_tour",
    "action_ficha_remind": "makes the mail about a quotation ready: "
    "test_quotation_reminder",
    "action_ficha_place_checked": "an address that a customer added: test_door_place",
    "action_ficha_refresh_purchases": "refreshes figures, and stays where it is: "
    "test_purchase_incremental",
    "action_ficha_vcard": "downloads a file: test_vcard",
    "action_hand_over_told": "moves a portfolio: ficha_handover_tour",
    "action_import": "imports a file: ficha_import_tour",
    "action_finish": "ends a round: test_round",
    "action_keep_separate": "decides a pair: test_duplicate",
    "action_mail": "sends a round to its seller: test_send",
    "action_merge": "merges: ficha_merge_tour",
    "action_later": "moves a stop of a round: test_round_figures",
    "action_launch": "launches a campaign: test_campaign",
    "action_make": "makes segments: test_segment",
    "action_map_near": "opens the map around a customer: test_map",
    "action_mistake": "marks what a customer said as a mistake: test_consent",
    "action_near": "adds who is near to a round: test_round",
    "action_needs_reply": "notes that it waits for us: test_interaction_reply",
    "action_new_campaign": "a new campaign would be saved when it is left: "
    "test_campaign_offer",
    "action_new_version": "makes a notice: test_consent",
    "action_next_days": "makes rounds: test_round_days",
    "action_no_reply_needed": "dismisses what waits for us: ficha_reply_tour",
    "action_others": "opens customers of others in a territory: test_zone",
    "action_propose": "fills a round: test_round",
    "action_quote": "a new quotation would be saved when it is left: "
    "test_campaign_offer",
    "action_read": "reads a form: test_form_inbox",
    "action_record": "records what a customer said: test_consent",
    "action_refresh": "renews a proposal: test_proposal",
    "action_refuse": "refuses a form: ficha_form_drop_tour",
    "action_refused": "notes that they do not want a product: test_suggestion",
    "action_reject": "rejects a proposal: test_proposal",
    "action_reopen": "opens a decided pair or complaint again: ficha_interaction_tour",
    "action_reorder": "orders a round anew: test_round",
    "action_replied": "notes that they answered: test_interaction_reply",
    "action_reply": "opens the composer, whose draft is kept: test_interaction_reply",
    "action_resume": "goes on with an import: test_import_run",
    "action_review": "changes the state of a form: test_form_inbox",
    "action_same_household": "decides a pair: test_duplicate",
    "action_send": "brings a round to the telephone: test_send",
    "action_solve": "closes a complaint: ficha_interaction_tour",
    "action_start": "opens the hand-over: ficha_handover_tour",
    "action_suppress": "suppresses an address: test_privacy_desk",
    "action_switch": "switches a rule on or off: test_followup_rule_preview",
    "action_take_condition": "takes over the condition of who left: test_conditions",
    "action_undo": "undoes a merge, a proposal or an import: ficha_import_map_tour",
    "action_was_not_them": "forgets a registration: test_signup_page",
    "action_was_them": "takes a registration: test_signup_page",
    "visit_absent": "says that nobody was there: test_round",
    "visit_done": "notes a visit: test_round",
}


NAMED = re.compile(r"\b(?:test|ficha)_\w+")


def named_tests(reason):
    """The files of the test, or of the steps of the tour, that a reason names; modules
    may have tests of one name."""
    found = NAMED.search(reason.rpartition(": ")[2])
    if not found:
        return []
    places = ("ficha_*/tests/{}.py", "tests/{}.py", "ficha_*/static/tests/**/{}.js")
    return [f for place in places for f in ROOT.glob(place.format(found[0]))]


def presses(name, labels, path):
    """Whether a test calls what the button calls, or a tour presses it: by its name, or
    by the words on it."""
    text = path.read_text()
    if path.suffix == ".py":
        return bool(re.search(rf"""\.{name}\(|["']{name}["']""", text))
    return bool(re.search(rf"""name=['"]?{name}\b|\(["']{name}["']\)""", text)) or any(
        f":contains('{label}')" in text for label in labels
    )


def labels_of_buttons():
    labels = {}
    for view in sorted(ROOT.glob("ficha_*/**/*.xml")):
        for tag in BUTTON.findall(view.read_text()):
            name = re.search(r'\sname="([^"]+)"', tag)
            label = re.search(r'\sstring="([^"]+)"', tag)
            if name and label:
                labels.setdefault(name[1], set()).add(label[1])
    return labels


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


def test_the_named_test_presses_it():
    labels = labels_of_buttons()
    idle = {
        name: reason
        for name, reason in NOT_PRESSED.items()
        if not any(
            presses(name, labels.get(name, ()), path) for path in named_tests(reason)
        )
    }
    assert not idle


def test_a_test_that_does_not_press_is_seen():
    assert not presses("action_nobody_has", (), SCREENS.with_name("test_handover.py"))
    assert named_tests("moves a portfolio: ficha_no_such_tour") == []
    assert named_tests("adds to a mailing list") == []
