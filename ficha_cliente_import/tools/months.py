"""The words of days: months and weekdays as people and programs write them. No ORM."""

import re
import unicodedata

# without accents; the last ones as Excel shows them in Catalan, Galician, Portuguese,
# French, Italian and German
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "enero january ene jan i gener gen xaneiro xan janeiro janvier janv gennaio"
            " januar urtarrila urt",
            "febrero february feb ii febrer febr febreiro fevereiro fev fevrier fevr"
            " febbraio februar otsaila ots",
            "marzo march mar iii marc marco mars marz martxoa",
            "abril april abr apr iv avril avr aprile apirila api",
            "mayo may v maig maio mai maggio mag maiatza",
            "junio june jun vi juny xuno xun junho juin giugno giu juni ekaina eka",
            "julio july jul vii juliol xullo xul julho juillet juil luglio lug juli"
            " uztaila uzt",
            "agosto august ago aug viii agost aout abuztua abu",
            "septiembre setiembre september sep sept set ix setembre setembro settembre"
            " septembre iraila ira",
            "octubre october oct x outubro out octobre ottobre ott oktober okt urria"
            " urr",
            "noviembre november nov xi novembre novembro azaroa aza",
            "diciembre december dic dec xii desembre des decembro dezembro dez decembre"
            " dicembre dezember abendua abe",
        ),
        1,
    )
    for name in names.split()
}
# "jueves, 1 de mayo de 1980", as Excel shows a long day
WEEKDAY = re.compile(
    r"^(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|lun|mie|jue|vie|sab"
    r"|dom|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri"
    r"|sat|sun|dilluns|dimarts|dimecres|dijous|divendres|dissabte|diumenge|segunda|terca"
    r"|quarta|quinta|sexta|luns|xoves|venres)(?:-feira)?[.,]?\s+(?=\S)"
)
# 01051980, where that is no year and its day
DAY_FIRST = re.compile(r"([0-3]\d)([01]\d)((?:19|20)\d\d)")
# a birthday without its year: "1 de mayo", "01/05"
DAY_AND_MONTH = re.compile(r"(\d{1,2})(?:\s*[/.-]\s*|\s+)(\d{1,2}|[a-zç]{3,10})\.?")


def plain(text):
    """A text in lower case, its letters without accents."""
    text = text.lower()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFD", text)
    return "".join(char for char in text if not unicodedata.combining(char))


def without_year(text):
    """Whether a text is a day of a month and nothing more: ``01/05``, ``1 de mayo``."""
    text = re.sub(r"\bde\b|\bd'", " ", plain(text.strip()))
    match = DAY_AND_MONTH.fullmatch(" ".join(text.split()))
    if not match or not 0 < int(match[1]) <= 31:
        return False
    if match[2].isdigit():
        return 0 < int(match[2]) <= 31 and min(int(match[1]), int(match[2])) <= 12
    return match[2] in MONTHS
