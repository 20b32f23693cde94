"""Tokens of links kept out of the log. No ORM."""

import logging
import re

TOKEN = re.compile(r"(/[fp]/)[\w-]{43}")
#: Who logs the addresses that are asked for.
LOGGERS = ("werkzeug", "odoo.http")


def without_tokens(text):
    """A text without the tokens of our links; whatever is no text as it is."""
    return TOKEN.sub(r"\1…", text) if isinstance(text, str) else text


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
