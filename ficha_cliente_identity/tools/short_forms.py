"""Short forms of given names in use in Spain, each with what it may stand for. No ORM.

Knowledge of the language, not of any base. All words are folded; a form of two given
names (``juanma``) stands for both.
"""

_FORMS = """
alex: alejandro, alejandra, alexander, alexandra
ale: alejandro, alejandra
asun: asuncion
bea: beatriz
bel: isabel
carmina: carmen
carmela: carmen
charo: rosario
chari: rosario
chelo: consuelo
chema: jose maria
chus: jesus, maria jesus
concha: concepcion
conchi: concepcion
cris: cristina, cristian, cristobal
curro: francisco
dani: daniel, daniela
edu: eduardo
encarni: encarnacion
encarna: encarnacion
fede: federico
fer: fernando, fernanda
fina: josefina, josefa
fran: francisco
gabi: gabriel, gabriela
goyo: gregorio
guille: guillermo
inma: inmaculada
isa: isabel, isabela
javi: javier
joan: juan
jordi: jorge
josep: jose
juanan: juan antonio
juancar: juan carlos
juanjo: juan jose
juanma: juan manuel, juan maria
kike: enrique
kiko: francisco
lola: dolores
loli: dolores
luisma: luis maria, luis manuel
lupe: guadalupe
magda: magdalena
maite: maria teresa
mamen: maria carmen
mar: maria mar
mari: maria
mariajo: maria jose
maribel: maria isabel
marijo: maria jose
marisa: maria luisa
marisol: maria soledad, maria sol
maru: maria
manolo: manuel
manoli: manuela
manu: manuel, manuela
merche: mercedes
miguelan: miguel angel
montse: montserrat
nacho: ignacio
nando: fernando
nati: natividad, natalia
nuri: nuria
paco: francisco
pancho: francisco
paqui: francisca
patri: patricia
patxi: francisco
pau: pablo, paula
pep: jose
pepa: josefa
pepe: jose
pepi: josefa
perico: pedro
pere: pedro
pili: pilar
puri: purificacion
quique: enrique
rafa: rafael, rafaela
rafi: rafael, rafaela
reme: remedios
richi: ricardo
rosi: rosa, rosario
santi: santiago
sebas: sebastian
sole: soledad
susi: susana
teo: teodoro, teofilo
tere: teresa
tito: alberto, roberto
toni: antonio, antonia
tono: antonio
trini: trinidad
vane: vanesa, vanessa
vicen: vicente
xavi: javier, xavier
xavier: javier
yoli: yolanda
"""

# short form -> the ways it may be written out, each a tuple of words
SHORT_FORMS = {
    short.strip(): tuple(tuple(form.split()) for form in long.split(","))
    for short, long in (line.split(":") for line in _FORMS.strip().splitlines())
}

# written out -> its short forms; of forms of one word only
_SHORTENED = {}
for _short, _forms in SHORT_FORMS.items():
    for _form in _forms:
        if len(_form) == 1:
            _SHORTENED.setdefault(_form[0], []).append(_short)


def other_forms(word):
    """Return what else whoever bears ``word`` may be called, in one word: ``paco`` ->
    ``["francisco"]``, ``francisco`` -> ``["curro", "fran", "kiko", "paco", ...]``."""
    long = [form[0] for form in SHORT_FORMS.get(word, ()) if len(form) == 1]
    return long + _SHORTENED.get(word, [])


def written_out(words):
    """Return ``words`` with the short forms of two given names written out, or None
    where there is none: ``["chema", "ruiz"]`` -> ``["jose", "maria", "ruiz"]``."""
    found = []
    for word in words:
        forms = [form for form in SHORT_FORMS.get(word, ()) if len(form) > 1]
        found += forms[0] if forms else (word,)
    return found if found != list(words) else None
