"""E-mail addresses that come from anybody."""

from odoo.tools import email_normalize

from .plain_text import visible

# no address is longer, with a name before it
MAX_LENGTH = 320

# Python reads what stands in brackets by calling itself
MAX_BRACKETS = 20


def normal_email(text):
    """Odoo's ``email_normalize``, which a text of nothing but brackets brings down.

    :param str text: what somebody wrote; may be empty
    :return: the address as it is compared; False when it is none, or several
    """
    text = visible(text or "")
    if len(text) > MAX_LENGTH or text.count("(") > MAX_BRACKETS:
        return False
    return email_normalize(text)
