"""What of a template of mails asks for more than the rights of who writes it.

Odoo's templates are expressions of Python, run as whoever sends; ``sudo()`` is one of
the words that they may use.
"""

import ast

from lxml import etree, html

# what gives other rights, or the database itself
FURTHER = {"sudo", "with_user", "with_env", "su", "cr", "registry", "pool"}
# of an environment everybody may use these
PLAIN = {"lang", "user", "company", "companies", "context"}
BRACES = (("{{", "}}"), ("#{", "}"))


def reaches(expression):
    """
    :param str expression: Python, as it stands in a template
    :return: whether it can ask for more than its reader may read: by becoming somebody
        else, by the database, or by what is not for the outside (``_name``)
    """
    try:
        tree = ast.parse(f"({expression.strip()}\n)", mode="eval")
    except (SyntaxError, ValueError):
        return False  # it cannot run either
    except (RecursionError, MemoryError):
        return True
    plain = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in PLAIN
    }
    for node in ast.walk(tree):
        # identifiers are as Python reads them, however they are written
        name = getattr(node, "attr", None) or getattr(node, "id", None)
        if name == "env" and id(node) in plain:
            continue
        if name and (name == "env" or name in FURTHER or name.startswith("_")):
            return True
    return False


def reaching(text):
    """
    :param str text: a template of either kind, QWeb or ``{{ inline }}``
    :return: set of the expressions in it that reach further, as they are written
    """
    text = str(text or "")
    found = set(_in_braces(text))
    if "t-" in text.lower():  # HTML reads names in small letters
        try:
            tree = html.fragment_fromstring(text, create_parent="div")
        except (etree.ParserError, ValueError):
            tree = html.Element("div")  # Odoo cannot run it either
        for node in tree.iter(etree.Element):
            for name, value in node.attrib.items():
                if name.startswith("t-"):
                    found.add(value.strip())
                    found.update(_in_braces(value))
    return {expression for expression in found if reaches(expression)}


def _in_braces(text):
    """What stands in ``{{ }}`` and ``#{ }``. A regular expression goes through the rest
    of the text from each brace that is not closed."""
    for begins, ends in BRACES:
        at = text.find(begins)
        while at >= 0:
            # something stands between
            end = text.find(ends, at + len(begins) + 1)
            if end < 0:
                break
            inner = text[at + len(begins) : end]
            # what is not closed on its own line begins nothing: the last does
            for said in {inner, inner.rsplit(begins, 1)[-1]}:
                # what stands after "|||" is said when there is nothing
                yield said.split("|||")[0].strip()
            at = text.find(begins, end + len(ends))
