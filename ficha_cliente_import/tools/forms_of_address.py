"""Forms of address as people write them before a name: *Sra. Dña.*, *Herr Dr.*, *M.*

They are told by their words, whichever language they are of and in whatever order they
stand. No ORM.
"""

from odoo.addons.ficha_cliente_identity.tools.normalize import fold

MAN, WOMAN = "man", "woman"

# what a word says, the weightiest first: of several words the first line counts
WORDS = (
    ("excellency", "", "excelencia"),
    ("excellency", MAN, "excmo|ilmo|exmo"),
    ("excellency", WOMAN, "excma|ilma|exma"),
    ("prof", "", "prof"),
    ("prof", MAN, "profesor|professor|professeur|professore"),
    ("prof", WOMAN, "profa|prof a|profesora|professora|professorin|professoressa"),
    ("dr", "", "doc"),
    ("dr", MAN, "dr|doctor|docteur|dott|dottore|doutor|doktor"),
    ("dr", WOMAN, "dra|doctora|dott ssa|dottoressa|doutora"),
    ("lawyer", "", "ldo a|letrado a|abogado a|attorney|lawyer|rechtsanwalt|maitre|avv"),
    ("lawyer", MAN, "letrado|abogado|avvocato"),
    ("lawyer", WOMAN, "letrada|abogada|avvocata|avvocatessa"),
    ("mr", MAN, "sr|senor|mr|mister|herr|hr|herrn|m|monsieur|mons|sig|signor|signore"),
    ("mr", MAN, "senhor|senyor|jaun|dhr|heer|mijnheer|pan"),
    ("mrs", WOMAN, "sra|senora|mrs|ms|madam|frau|fr|mme|madame|sig ra|signora|senhora"),
    ("mrs", WOMAN, "senyora|andre|mevr|mevrouw|pani"),
    ("miss", WOMAN, "srta|senorita|miss|fraulein|frl|mlle|mademoiselle|signorina"),
    ("miss", WOMAN, "senhorita|senyoreta"),
    ("don", MAN, "d|don|dn"),
    ("dona", WOMAN, "d a|da|dna|dona"),
)
MEANING = {
    word: (form, sex, place)
    for place, (form, sex, words) in enumerate(WORDS)
    for word in words.split("|")
}
LONGEST = max(len(word.split()) for word in MEANING)
# of these there is one for women
OF_WOMEN = {"prof", "dr"}


def form_of_address(text):
    """Which of the forms of address that come with the house a text is.

    :return: as ``dr_woman`` for *Frau Dr.*, the end of its name among our data; None
        when a word of it is none, or when it is of a man and of a woman
    """
    words = fold(text.replace("ª", " a").replace("º", "")).split()
    found = []
    while words:
        for length in range(min(LONGEST, len(words)), 0, -1):
            if meaning := MEANING.get(" ".join(words[:length])):
                found.append(meaning)
                words = words[length:]
                break
        else:
            return None
    sexes = {sex for _form, sex, _place in found if sex}
    # "Frau Dr.": the title alone says nothing of her
    if sexes == {MAN, WOMAN} and any(form in OF_WOMEN for form, *_ in found):
        sexes = {sex for form, sex, _place in found if sex and form not in OF_WOMEN}
    if not found or len(sexes) > 1:
        return None
    form, _sex, _place = min(found, key=lambda meaning: meaning[2])
    return f"{form}_woman" if form in OF_WOMEN and sexes == {WOMAN} else form
