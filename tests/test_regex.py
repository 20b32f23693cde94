"""No regular expression of ours takes long with any text that reaches it.

One that tries the same characters in more than one way takes four times as long for
twice as much, or for one character more twice as long; and while it looks nobody else
is served. Each is tried with texts made against it (``regex_program``), in a process
that can be killed.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from regex_collect import expressions
from regex_program import TIMES

pytestmark = pytest.mark.slow

PROGRAM = Path(__file__).with_name("regex_program.py")
ROOT = Path(__file__).resolve().parent.parent
# about half a cell of Excel, and more than most fields have
LENGTH = 16_000
# Where the text is cut, or refused, before it is looked at: so many characters reach
# the expression.
BEFORE = {
    "ficha_cliente.models.ir_module_module": 200,  # names of modules
    "ficha_cliente.tools.bank_account": 500,
    "ficha_cliente.tools.email_address": 5_000,
    "ficha_cliente.tools.email_address.NAMED": 320,
    "ficha_cliente.tools.phones": 500,
    "ficha_cliente.tools.places": 100,
    "ficha_cliente.tools.tax_check.TAX_WORD": 500,
    "ficha_cliente_identity.tools.identify_query": 200,
    "ficha_cliente_import.tools.corrections": 5_000,
    "ficha_cliente_import.tools.heading_essence": 200,
    "ficha_cliente_import.tools.heading_values": 200,
    "ficha_cliente_import.tools.headings": 200,
    "ficha_cliente_import.tools.layout": 200,
    "ficha_cliente_import.tools.read_card.MARK": 200,
    "ficha_cliente_import.tools.read_cell": 500,
    "ficha_cliente_import.tools.row_address": 250,
    "ficha_cliente_import.tools.row_kinds": 200,
}


def reaching(name):
    found = [length for prefix, length in BEFORE.items() if name.startswith(prefix)]
    return found[-1] if found else LENGTH


def asked():
    folders = [
        path.parent for path in sorted(ROOT.glob("ficha_cliente*/__manifest__.py"))
    ]
    rows = []
    for name, (pattern, ways) in expressions(folders).items():
        text, flags = pattern.pattern, pattern.flags
        if isinstance(text, bytes):
            text = text.decode("latin-1")
            flags = (flags & ~re.UNICODE) | re.ASCII
        rows.append([name, text, int(flags), ways, reaching(name)])
    return rows


def run_program(path, skip):
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(path), str(skip)],
        capture_output=True,
        text=True,
        timeout=300,
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines, done.stderr
    return lines


def slow(path, rows):
    """{name: what it took, and with what}; one process, and another one after each
    expression that had to be killed."""
    found, done = {}, 0
    while done < len(rows):
        name = None
        for line in run_program(path, done):
            if "begun" in line:
                name, done = line["begun"], done + 1
            else:
                name = None
                if line["times"] > TIMES:
                    found[line["name"]] = line
        if name:
            found[name] = "it did not end"
    return found


def test_none_takes_long(tmp_path):
    path = tmp_path / "expressions.json"
    rows = asked()
    assert len(rows) > 200, "they were not found"
    path.write_text(json.dumps(rows))
    assert slow(path, rows) == {}


@pytest.mark.parametrize(
    "pattern",
    [
        # what was there: a tax id of 120 characters took eight seconds, each further
        # one twice as long
        r"^(?:(?:NIF|VAT)\b\.?(?:[\s/]*(?:NO|ID))?[\s:.\-/]*)+(?=\S)",
        r"separad[oa]s por\s+[\"'(]?\s*([^\w\s])",
        r"[0\W_]*0[0\W_]*",
        r"(a|a)*b",
    ],
)
def test_one_that_does_is_found(tmp_path, pattern):
    path = tmp_path / "expressions.json"
    rows = [["bad", pattern, 0, ["fullmatch", "search"], LENGTH]]
    path.write_text(json.dumps(rows))
    assert list(slow(path, rows)) == ["bad"]
