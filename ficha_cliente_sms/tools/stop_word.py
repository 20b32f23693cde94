"""Whether an SMS says that somebody wants no more of them. No ORM."""

import unicodedata

#: The word that messages offer (LSSI 22.1), and those that people answer with.
STOP = {"baja", "stop", "parar", "unsubscribe", "alto"}
#: What may stand beside it: with anything else a person reads what is meant.
BESIDE = {
    *("por", "favor", "gracias", "ya", "sms", "publicidad", "de", "la", "quiero"),
    *("please", "thanks", "dar", "darme", "dadme", "deme", "denme", "me", "solicito"),
    *("todo", "mensajes", "hola", "buenos", "buenas", "dias", "tardes"),
}
MOST = 8  # words


def is_stop(text):
    """``BAJA``, ``baja, por favor`` and ``Stop``; not ``¿es planta baja?``

    :return: bool
    """
    plain = unicodedata.normalize("NFD", text or "").casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = "".join(c if c.isalnum() else " " for c in plain).split()
    return (
        0 < len(words) <= MOST
        and sum(w in STOP for w in words) >= 1
        and not (set(words) - STOP - BESIDE)
    )
