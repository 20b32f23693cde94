"""What the sentences of the modules look like once a name stands in them."""

import ast
import re
from xml.etree import ElementTree

import polib

from devtools.project import ROOT

# A name may end in a full stop of its own ("Conservas Eo, S.L."): where a sentence ends
# with it, it stands in quotation marks.
NAMES = "company|contact|customers?|names?|other|owner|partner|person|survivor"
AT_THE_END = re.compile(rf"%\(({NAMES})\)s\.(\s|$)")


def sentences():
    for source in sorted(ROOT.glob("ficha_*/**/*.py")):
        if "tests" in source.parts:
            continue
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield source.relative_to(ROOT), node.lineno, node.value


def test_no_sentence_ends_in_two_full_stops():
    found = [
        f"{source}:{line}: {text}"
        for source, line, text in sentences()
        if AT_THE_END.search(text)
    ]
    assert not found


def test_numbers_of_icons_and_placeholders_are_nobody_s_words():
    """What a person reads of a rule or a state names no technical words."""
    views = "\n".join(
        view.read_text() for view in sorted(ROOT.glob("ficha_*/views/*.xml"))
    )
    assert not re.findall(r'placeholder="[^"]*(?:fa-|%%?\()[^"]*"', views)


def test_levels_of_education_are_those_that_spaniards_have():
    """What is kept is the level of ISCED; what is read is what a diploma says."""
    said = {
        entry.occurrences[0][0].rpartition("__")[2]: entry.msgstr
        for entry in polib.pofile(ROOT / "ficha_cliente" / "i18n" / "es.po")
        if entry.occurrences
        and "selection__res_partner__education_level__" in entry.occurrences[0][0]
    }
    assert len(said) == 9
    words = {"3": "Bachillerato", "5": "FP", "6": "Grado", "7": "Máster"}
    assert {
        level: word for level, word in words.items() if word in said[level]
    } == words
    assert not [text for text in said.values() if "terciari" in text.lower()]


def test_what_odoo_calls_a_state_is_a_province():
    """In each of our forms and lists: Odoo's Spanish for it is that of countries that
    have states."""
    unnamed = []
    for path in sorted(ROOT.glob("ficha_cliente*/views/*.xml")):
        for record in ElementTree.parse(path).iter("record"):
            model = record.find("field[@name='model']")
            if model is None or model.text != "res.partner":
                continue
            unnamed += [
                f"{path.name}: {record.get('id')}"
                for node in record.iter("field")
                if node.get("name") == "state_id"
                and "Province" not in (node.get("string"), node.get("placeholder"))
            ]
    assert not unnamed


def test_days_are_written_in_one_style():
    """As ``tools/words.py`` writes them: not as Odoo's own default, which is numbers
    only, and another order of them in each language."""
    unlike = []
    for source in sorted(ROOT.glob("ficha_cliente*/**/*.py")):
        if "tests" in source.parts:
            continue
        for node in ast.walk(ast.parse(source.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name == "format_date" and "date_format" not in {
                word.arg for word in node.keywords
            }:
                unlike.append(f"{source.relative_to(ROOT)}:{node.lineno}")
    assert not unlike


def test_amounts_in_the_reasons_of_rules_say_whether_they_hold_taxes():
    """In the rules as they are delivered, and in their Spanish."""
    found = []
    for data in sorted(ROOT.glob("ficha_*/data/*rule*.xml")):
        for field in ElementTree.parse(data).iterfind(".//field[@name='reason']"):
            if "%(amount)s" in field.text and "taxes" not in field.text:
                found.append(f"{data.relative_to(ROOT)}: {field.text}")
    for terms in sorted(ROOT.glob("ficha_*/i18n/es.po")):
        for entry in polib.pofile(terms):
            if "%(amount)s" in entry.msgid and "ficha.followup.rule,reason" in str(
                entry.occurrences
            ):
                if not re.search(r"\b(IVA|impuestos)\b", entry.msgstr):
                    found.append(f"{terms.relative_to(ROOT)}: {entry.msgstr}")
    assert not found


def test_every_list_of_a_menu_says_something_when_it_is_empty():
    """What will be there, and what to do so that it is."""
    shown, silent, windows = set(), [], {}
    for path in sorted(ROOT.glob("ficha_cliente*/views/*.xml")):
        module, tree = path.relative_to(ROOT).parts[0], ElementTree.parse(path)
        shown |= {
            name if "." in name else f"{module}.{name}"
            for menu in tree.iter("menuitem")
            if (name := menu.get("action"))
        }
        for record in tree.iter("record"):
            fields = {field.get("name"): field for field in record.iter("field")}
            if record.get("model") == "ir.actions.act_window" and "res_model" in fields:
                windows[f"{module}.{record.get('id')}"] = fields
    for name in sorted(shown & windows.keys()):
        fields = windows[name]
        modes = fields["view_mode"].text if "view_mode" in fields else "list,form"
        # the numbering of codes always has its one line; a map shows its own words
        if fields["res_model"].text == "ir.sequence" or "ficha_map" in modes:
            continue
        if {"list", "kanban"} & set(modes.split(",")) and "help" not in fields:
            silent.append(name)
    assert shown & windows.keys()
    assert not silent


# What begins an order to a friend, and no sentence about somebody else.
FRIENDLY = re.compile(
    r"(?:^|[.:;…]\s+)(?:Pulsa|Di|Elige|Haz|Pon|Escríbe|Mira el|Ten|Pregunta al)\b"
    r"|\b(?:tus|quieres|puedes|tienes|debes)\b",
    re.IGNORECASE,
)


def test_everybody_is_spoken_to_alike():
    """*Usted*, in every sentence: *Pulse*, *Elija*, not *Pulsa*, *Elige*."""
    found = [
        f"{path.parts[-3]}: {entry.msgstr}"
        for path in sorted(ROOT.glob("ficha_cliente*/i18n/es.po"))
        for entry in polib.pofile(path)
        if not entry.obsolete and FRIENDLY.search(entry.msgstr)
    ]
    assert not found
