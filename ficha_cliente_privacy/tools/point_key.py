"""Telephones, addresses and people as keys that cannot be read back. No ORM.

A key is an HMAC, not a hash: nine digits are tried out in a second, a secret is not.
The same key can be made by PostgreSQL from the two blocks of :func:`pads`, so that a
hundred thousand recipients cost one statement and no plaintext is ever stored.
"""

import functools
import hashlib
import hmac
import unicodedata

BLOCK = 64  # bytes of a block of SHA-256
POINT, SUBJECT, ROW = (
    "ficha_privacy.point",
    "ficha_privacy.subject",
    "ficha_privacy.row",
)


@functools.lru_cache(maxsize=16)
def derived(secret, pepper, scope):
    """The key of one scope, from the secret of the database and the one outside it.

    HKDF (RFC 5869) with one block, which is two HMACs: the expansion of 32 bytes.

    :return: bytes
    """
    extracted = hmac.digest(pepper.encode() or bytes(32), secret.encode(), "sha256")
    return hmac.digest(extracted, scope.encode() + b"\x01", "sha256")


def key_of(key, kind, value):
    """The key of a value: ``key_of(key, "email", "a@x.es")``.

    :return: 64 hexadecimal digits
    """
    message = f"{kind}:{unicodedata.normalize('NFC', value)}"
    return hmac.new(key, message.encode(), "sha256").hexdigest()


def pads(key):
    """What PostgreSQL needs for the same: ``sha256(outer || sha256(inner || text))``.

    :return: the inner and the outer block
    """
    block = key.ljust(BLOCK, b"\0")
    return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)


def masked(kind, value):
    """A value as it may stand beside its key: ``a••@x.es``, ``••• 41``.

    A short one is masked whole.
    """
    value = (value or "").strip()
    if kind == "email" and "@" in value:
        name, _at, domain = value.rpartition("@")
        return f"{name[:1]}••@{domain}" if len(name) > 1 else f"••@{domain}"
    digits = [char for char in value if char.isdigit()]
    return f"••• {''.join(digits[-2:])}" if len(digits) >= 7 else "•••"


def text_digest(*texts):
    """What exactly was read: the same for texts that only Unicode writes otherwise."""
    whole = "\x00".join(unicodedata.normalize("NFC", text or "") for text in texts)
    return hashlib.sha256(whole.encode()).hexdigest()
