"""What the sentences of the modules look like once a name stands in them."""

import ast
import re

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
