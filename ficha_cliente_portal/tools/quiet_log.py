"""Tokens of links kept out of the log. No ORM."""

import logging
import re

TOKEN = re.compile(r"(/[fp]/)[\w-]{43}")
CODE = re.compile(r"(/f/)[0-9A-Za-z]{5}-?[0-9A-Za-z]{5}(?![\w-])")
#: Who logs the addresses that are asked for.
LOGGERS = ("werkzeug", "odoo.http")


def without_tokens(text):
    """A text without the tokens of our links; whatever is no text as it is."""
    if not isinstance(text, str):
        return text
    return CODE.sub(r"\1…", TOKEN.sub(r"\1…", text))


class QuietLog(logging.Filter):
    """Whoever reads the log could use a link that is in it: its token is cut out."""

    def filter(self, record):
        """Extends logging's: change the record, and let it pass."""
        record.msg = without_tokens(record.msg)
        if isinstance(record.args, dict):
            record.args = {k: without_tokens(v) for k, v in record.args.items()}
        elif record.args:
            record.args = tuple(map(without_tokens, record.args))
        return True


def quieten():
    """Let no token pass, once a process."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(known, QuietLog) for known in logger.filters):
            logger.addFilter(QuietLog())
