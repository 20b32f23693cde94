"""Tokens of links, and what is kept of them. No ORM."""

import base64
import hashlib
import hmac
import ipaddress
import secrets


def new_token():
    """A token that nobody guesses.

    :return: 43 letters, digits, ``-`` and ``_``
    """
    return secrets.token_urlsafe(32)


def stable_token(key, *parts):
    """The token that the same words always have, and that nobody makes without the key.

    For links that are in many messages: the token need not be kept to be sent again.

    :param bytes key: secret of this database
    :return: as :func:`new_token`
    """
    said = "\x00".join(map(str, parts))
    return (
        base64.urlsafe_b64encode(hmac.digest(key, said.encode(), "sha256"))
        .rstrip(b"=")
        .decode()
    )


def digest_of(token):
    """What is kept of a token, whatever somebody sent for one.

    :return: 64 hexadecimal digits
    """
    return hashlib.sha256(str(token).encode("utf-8", "surrogatepass")).hexdigest()


def is_same(one, other):
    """Whether two digests are equal, in the same time whether or not they are."""
    pair = [str(text or "").encode("utf-8", "surrogatepass") for text in (one, other)]
    return hmac.compare_digest(*pair)


def network(address):
    """Whose address this is, for counting: a whole network of IPv6 is one person's.

    :return: text; empty for what is no address
    """
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if found.version == 6 and not found.ipv4_mapped:
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
