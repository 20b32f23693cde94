"""What is counted has its singular: "1 filas", "ninguno de los 1 clientes" are said of
one of them as soon as there is one.

Odoo has no plural forms for modules, so there are two sentences, or one that is right
with any number ("Rows: %s"). This reads the sentences of the code, of Python and of
JavaScript, and the views and templates: one in which a number stands before a plural
has another in its file that says it of one, or a reason here why there never is only
one.
"""

import ast
import re
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).parent.parent

#: What is counted. A new thing is added where a sentence counts it.
NOUNS = {
    **{
        f"{noun}s": noun
        for noun in """
        answer buyer call campaign cell change channel code column complaint consent
        contact customer day document duplicate email export file form hour import
        interaction interval invoice letter line link meeting merge message minute month
        number offer order other page pair plan point product proposal purchase
        quotation record reference round row segment step stop text time unit user value
        visit week year
    """.split()
    },
    "activities": "activity",
    "addresses": "address",
    "categories": "category",
    "histories": "history",
    "people": "person",
}
NUMBER = r"(?:%\(\w+\)[sd]|%[sd])"
COUNTED = re.compile(
    rf"({NUMBER})(?: |&nbsp;)((?:[a-z’'-]+ ){{0,3}}?)({'|'.join(NOUNS)})\b"
)
AFTER = re.compile(rf"\s+(?:[a-z]+ ){{0,2}}?({'|'.join(NOUNS)})\b")
#: Between the number and the noun: then it is not the noun that is counted.
NOT_COUNTED = re.compile(
    r"\b(are|as|at|belongs|for|had|has|in|is|of|on|that|the|this|to|was|were|what|who)\b"
)
ONE = r"(?i)\b(1|one|once|only|every|a|an)\b( [\w’'-]+){0,3}? ?\b%s\b"

#: (file, beginning of the sentence): why there is never only one.
REASONS = {
    (
        "ficha_cliente/models/ficha_proposal_decision.py",
        "%s proposals accepted.",
    ): "one is told by its field and its customer",
    (
        "ficha_cliente/models/ficha_proposal_decision.py",
        "%s proposals rejected.",
    ): "as accepted",
    (
        "ficha_cliente/models/res_partner_followup_banner.py",
        "%s customers",
    ): "up to three are told by name",
    (
        "ficha_cliente/static/src/start/start.js",
        "%(done)s of %(all)s steps",
    ): "of the beginning, of which there are many",
    (
        "ficha_cliente_campaign/models/ficha_campaign_launch.py",
        "%s customers: it is launched in the background",
    ): "more than are launched at once",
    (
        "ficha_cliente_campaign/models/ficha_campaign_launch.py",
        "It is being launched: %(done)s of",
    ): "of more than are launched at once",
    (
        "ficha_cliente_campaign/models/ficha_campaign_undo.py",
        "%s campaigns have ended.",
    ): "one is told by its name",
    (
        "ficha_cliente_campaign/models/ficha_demand_page.py",
        "As of %(day)s",
    ): "so many as it takes to tell, many",
    (
        "ficha_cliente_campaign/models/ficha_demand_page.py",
        "The week of %(day)s, %(times)s times the normal",
    ): "once the normal is no peak",
    (
        "ficha_cliente_campaign/models/ficha_demand_page.py",
        "%(month)s, %(times)s times the normal",
    ): "once the normal is no peak",
    (
        "ficha_cliente_campaign/models/ficha_demand_page.py",
        "Customers are ordered by",
    ): "so many as it takes to tell, many",
    (
        "ficha_cliente_campaign/models/ficha_demand_page.py",
        "Of %(ranged)s months",
    ): "so many as it takes to tell, many",
    (
        "ficha_cliente_campaign/models/ficha_demand_page.py",
        "Of %(ranged)s weeks",
    ): "so many as it takes to tell, many",
    (
        "ficha_cliente_campaign/models/ficha_segment.py",
        "In %(days)s days",
    ): "thirty",
    (
        "ficha_cliente_campaign/models/ficha_suggestion_record.py",
        "As of %(day)s this list had",
    ): "so many as it takes to tell, many",
    (
        "ficha_cliente_campaign/models/res_partner_suggestion.py",
        "%(together)s of %(buyers)s customers who buy",
    ): "three at least buy both",
    (
        "ficha_cliente_campaign/wizard/ficha_offer.py",
        "Buys %(have)s; %(together)s of",
    ): "three at least buy both",
    (
        "ficha_cliente_history/models/ficha_purchase_summary_rhythm.py",
        "a wide range of",
    ): "more than four weeks; days on which they bought are told from two on",
    (
        "ficha_cliente_history/models/ficha_purchase_summary_rhythm.py",
        "of %(number)s times that others",
    ): "thirty at least",
    (
        "ficha_cliente_history/models/res_partner_purchase_panel.py",
        "Every day, %s purchase days so far",
    ): "four at least give a rhythm of their own",
    (
        "ficha_cliente_import/models/ficha_import_undo.py",
        "This import can no longer be undone",
    ): "a number of ours",
    (
        "ficha_cliente_merge/models/ficha_duplicate.py",
        "%s pairs kept separate",
    ): "one is told by its name",
    (
        "ficha_cliente_merge/models/ficha_merge.py",
        "%(names)s and others (%(number)s in all)",
    ): "there are others besides",
    (
        "ficha_cliente_merge/models/ficha_merge_undo.py",
        "This merge can no longer be undone",
    ): "a number of ours",
    (
        "ficha_cliente_portal/models/res_partner_review.py",
        "%(most)s customers are asked at once",
    ): "the most there may be",
    (
        "ficha_cliente_portal/models/res_partner_review.py",
        "Sent to %s customers.",
    ): "one is told by the address",
    (
        "ficha_cliente_privacy/models/res_partner_contact_line.py",
        "look up the Robinson list first",
    ): "a number of ours",
    (
        "ficha_cliente_privacy/wizard/ficha_consent_record.py",
        "Noted of %(count)s customers",
    ): "one is told by name",
    (
        "ficha_cliente_sale/models/sale_order.py",
        "reminded %(count)s times",
    ): "once is told by its day",
}
#: (file of a view or template, the field or expression before the plural): likewise.
REASONS_OF_VIEWS = {
    (
        "ficha_cliente/views/res_partner_followup_views.xml",
        "followup_plan_horizon_days",
    ): "a number that one writes, in the settings",
    (
        "ficha_cliente_history/views/settings_missed_views.xml",
        "ficha_missed_draft_days",
    ): "as above",
    (
        "ficha_cliente_history/views/settings_missed_views.xml",
        "ficha_recovered_days",
    ): "as above",
    (
        "ficha_cliente_history/static/src/purchases/purchase_panel.xml",
        "item.times",
    ): "two at least: of once there is no interval",
    (
        "ficha_cliente_history/static/src/purchases/purchase_panel.xml",
        "item.silent",
    ): "ninety days at least",
}
#: Words that make the number a limit, or a threshold: never one.
LIMITS = (
    "at most",
    "it takes",
    "More than",
    "more than",
    "less than",
    "Only the first",
)


def sentences(path):
    """The translatable sentences of a file of code."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".js":
        found = re.findall(r'\b_t\(\s*"((?:[^"\\]|\\.)*)"', source)
        return {text.replace('\\"', '"') for text in found}
    found = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        first = node.args[0]
        if name in ("_", "_lt", "_t") and isinstance(first, ast.Constant):
            found.add(str(first.value))
    return found


def counted(text):
    """The plurals that a number of the sentence stands before."""
    return [
        match[3] for match in COUNTED.finditer(text) if not NOT_COUNTED.search(match[2])
    ]


def lonely(texts):
    """Sentences that count and have none beside them that says it of one.

    :param texts: those of a file
    """
    found = []
    for text in texts:
        plurals = counted(text)
        if not plurals or any(limit in text for limit in LIMITS):
            continue
        one = re.compile(ONE % NOUNS[plurals[0]])
        near = plurals[0] == "days" and re.compile("(?i)yesterday|tomorrow|every day")
        if not any(
            one.search(other) or (near and near.search(other))
            for other in texts
            if other != text
        ):
            found.append(text)
    return found


def files():
    for path in sorted(ROOT.glob("ficha_cliente*/**/*")):
        if path.suffix not in (".py", ".js") or not path.is_file():
            continue
        if {"tests", "demo", "lib"} & set(path.parts):
            continue
        yield path


def lonely_in_views(path):
    """Numbers of a view or template that stand before a plural, where nothing in the
    same file says it of one."""
    tree = etree.parse(str(path))
    texts = " ".join("".join(tree.getroot().itertext()).split())
    for element in tree.iter("t", "span", "field", "b", "strong"):
        number = element.get("t-out") or element.get("name")
        match = AFTER.match(element.tail or "")
        if not number or not match:
            continue
        if not re.search(ONE % NOUNS[match[1]], texts):
            yield number, match[1]


def views():
    for path in sorted(ROOT.glob("ficha_cliente*/**/*.xml")):
        if not {"tests", "demo"} & set(path.parts):
            yield path


def test_what_views_count_has_its_singular():
    found = [
        (str(path.relative_to(ROOT)), number, plural)
        for path in views()
        for number, plural in lonely_in_views(path)
        if (str(path.relative_to(ROOT)), number) not in REASONS_OF_VIEWS
    ]
    assert not found


def test_what_is_counted_has_its_singular():
    found = []
    for path in files():
        name = str(path.relative_to(ROOT))
        for text in lonely(sentences(path)):
            if not any(name == f and text.startswith(t) for f, t in REASONS):
                found.append(f"{name}: {text}")
    assert not found, "\n".join(found)


def test_every_reason_is_of_a_sentence():
    there = {
        (str(path.relative_to(ROOT)), text)
        for path in files()
        for text in sentences(path)
    }
    gone = [
        (f, t)
        for f, t in REASONS
        if not any(f == name and text.startswith(t) for name, text in there)
    ]
    assert not gone


@pytest.mark.parametrize(
    "texts, told",
    [
        (["%s rows were read."], 1),
        (["%(count)s more rows were left out."], 1),
        (["None of the %(count)s customers may."], 1),
        (["%s rows were read.", "1 row was read."], 0),
        (["%s rows were read.", "One row was read."], 0),
        (["%s days late", "yesterday, late"], 0),
        (["Rows read: %s"], 0),
        (["A file of %(rows)s rows at most", "more than %s files"], 0),
        (["“%(name)s” belongs to customers of others"], 0),
        (["The file has more than %(limit)s rows."], 0),
    ],
)
def test_the_reading(texts, told):
    assert len(lonely(texts)) == told
