"""Which telephones an SMS reaches. No ORM."""

import phonenumbers
from phonenumbers import PhoneNumberType

REACHED = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def is_mobile(value):
    """Whether a number in E.164 may be that of a mobile.

    :return: bool; False for what is no such number
    """
    if not value or not value.startswith("+"):
        return False
    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return False
    return (
        phonenumbers.is_valid_number(number)
        and phonenumbers.number_type(number) in REACHED
    )
