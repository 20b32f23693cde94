"""Calls wkhtmltopdf so that header and footer of a report are printed.

Debian's is built without the Qt that knows them: it leaves them out, and an invoice
would not say who sends it. Here they become part of the page's text: the header at its
beginning, the footer at its end. Odoo calls this program in its place:

    python pdf_header.py PROGRAM ARGUMENTS...
"""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
# Where the header would have stood there is nothing to leave room for.
MARGINS = {"--margin-top": "10", "--margin-bottom": "12"}
# What only a footer knows, the number of the page: "Page <span class="page"/> / ...".
NUMBERS = re.compile(
    r'<div\b[^<>]*>[^<]*<span\b[^<>]*class="page"[^<>]*>(?:</span>)?'
    r'[^<]*<span\b[^<>]*class="topage"[^<>]*>(?:</span>)?[^<]*</div>'
)


def inner(html: str) -> str:
    """What stands between <body> and </body>."""
    start = BODY.search(html)
    if not start:
        return ""
    end = html.lower().rfind("</body")
    return html[start.end() : end if end > start.end() else len(html)]


def joined(body: str, header: str, footer: str) -> str:
    """A page with a header's text before its own, and a footer's after it."""
    start = BODY.search(body)
    if not start:
        return body
    end = body.lower().rfind("</body")
    if end < start.end():
        end = len(body)
    text = body[start.end() : end]
    return (
        body[: start.end()]
        + inner(header)
        + text
        + NUMBERS.sub("", inner(footer))
        + body[end:]
    )


def rearranged(arguments: list[str]) -> tuple[list[str], dict[str, str]]:
    """The arguments without header and footer, and the files of these."""
    found, kept, words = {}, [], iter(arguments)
    for word in words:
        if word in ("--header-html", "--footer-html"):
            found[word[2:8]] = next(words, "")
        elif word == "--header-spacing":
            next(words, None)
        else:
            kept.append(word)
    if "header" in found:
        for place, word in enumerate(kept[:-1]):
            if word in MARGINS:
                kept[place + 1] = MARGINS[word]
    return kept, found


def main(program: str, arguments: list[str]) -> int:
    arguments, parts = rearranged(arguments)
    texts = {
        name: Path(path).read_text(encoding="utf-8") for name, path in parts.items()
    }
    pages = [
        place
        for place, word in enumerate(arguments[:-1])
        if word.endswith(".html") and os.path.isfile(word)
    ]
    if not texts or len(pages) != 1:
        os.execv(program, [program, *arguments])
    source = Path(arguments[pages[0]])
    made = joined(
        source.read_text(encoding="utf-8"),
        texts.get("header", ""),
        texts.get("footer", ""),
    )
    with tempfile.NamedTemporaryFile(
        "w", suffix=".html", dir=source.parent, encoding="utf-8"
    ) as page:
        page.write(made)
        page.flush()
        arguments[pages[0]] = page.name
        return subprocess.run([program, *arguments]).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
