"""One thing has one name in every screen: what is one string in English is one in
Spanish, in all our modules, unless it is written here why not."""

import re
from collections import defaultdict
from pathlib import Path

import polib
from test_plural import files, sentences

ROOT = Path(__file__).parent.parent

# English: why its Spanish differs. Most of it is grammar that English does not have.
REASONS = {
    "Accepted": "agrees: a customer of a campaign (masculine), a round (feminine)",
    "At": "a place in a sentence, and the column of the hours",
    "Bought": "what was bought, and the customers who bought",
    "Call": "a kind of contact, and what a button does",
    "Came": "money that came in, and customers who came",
    "Companies": "Odoo's word for one's own, and customers that are companies",
    "Done": "agrees: a reminder (masculine), a round (feminine)",
    "Email": "short on the buttons of the line in which one notes",
    "Ended": "when it did, and the state of a campaign",
    "Evidence": "why two files may be one customer, and the proof of a consent",
    "Export": "what a button does, and a file made in the background",
    "From": "who gives customers away, and a day or hour on which something begins",
    "In the file": "of the customer, and of Excel",
    "Invoice": "the document, and what a button does",
    "Keep": "a stop of a round, and the file that is left of two",
    "Lead": "a situation of a customer, and Odoo's record",
    "Merge": "what a button does, and where a value came from",
    "Mine": "agrees: plans (masculine), contacts and rounds (feminine)",
    "New": "a group of customers, and one value",
    "Next:": "the days of a plan, and one customer",
    "No segment yet": "there are none, and a customer who is in none",
    "On": "a rule that works, and on a day",
    "Open": "a complaint that is, and what a button does",
    "Overdue": "agrees: an amount (masculine), an invoice (feminine)",
    "Planned": "agrees: a visit (feminine), a reminder (masculine)",
    "Proposed": "agrees: a value (masculine), a round (feminine)",
    "Stage": "of the time since a purchase, and of a search",
    "Stale": "a check of an import to be made again, and data of long ago",
    "Start": "the beginning of a list, and what a button does",
    "Stop": "work in the background, and receiving e-mails",
    "Undone": "agrees: a hand-over (masculine), an import or a merge (feminine)",
    "What moved": "a hand-over, and a merge",
    "to": "hours of a day, and days",
}


# What is no sentence but an expression.
CODE = {"'Ficha %s' % (object.entity_client_code or object.name or object.id)"}


def names():
    """``{English: {Spanish: {module}}}``, of all our translations."""
    found = defaultdict(lambda: defaultdict(set))
    for path in ROOT.glob("ficha_cliente*/i18n/es.po"):
        for entry in polib.pofile(path):
            if not entry.obsolete:
                found[entry.msgid][entry.msgstr].add(path.parts[-3])
    return found


def test_one_spanish_name_for_one_english_one():
    found = names()
    several = {
        english: {spanish: sorted(modules) for spanish, modules in known.items()}
        for english, known in found.items()
        if len(known) > 1
    }
    assert not {
        english: known for english, known in several.items() if english not in REASONS
    }
    # a reason for what is one now, or is gone, is taken away
    assert sorted(set(REASONS) - set(several)) == []


def test_no_sentence_is_too_short_to_be_translated():
    """Odoo exports no term in which it counts one letter or none: "“%s”" stays as it
    is written in every language, whatever stands in a file of translations."""
    assert not [
        f"{path.relative_to(ROOT)}: {text}"
        for path in files()
        for text in sentences(path)
        if len(re.sub(r"\W+", "", text)) < 2
    ]


def test_one_style_of_quotation_marks():
    """« » as Spanish has them; “ ” only within them."""
    wrong = []
    for english, spanish in names().items():
        for text in spanish:
            # what is between « » may have others inside
            outside = re.sub(r"«[^«»]*»", "", re.sub(r"<[^>]*>", "", text))
            if re.search(r"[“”\"«»]", outside) or re.search(
                r"(?<!\w)'[^']+'(?!\w)", outside
            ):
                if english not in CODE:
                    wrong.append(text)
    assert not wrong
