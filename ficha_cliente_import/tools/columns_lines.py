"""The columns about people around the customer and about studies: lines that hang from
a ficha. The first ones stand in the customer's own row; all of them may be in a sheet
of their own. Academic and family data are personal."""

from odoo.tools.translate import LazyTranslate

from odoo.addons.ficha_cliente.tools.groups import PERSONAL

from .columns import Column, LineKind

_lt = LazyTranslate(__name__)

# There is no environment here: who writes the text translates it.
# pylint: disable=prefer-env-translation

CHILDREN = 2
RELATIONS = 3

FAMILY = LineKind(
    "family",
    "ficha.family.member",
    "family_member_ids",
    _lt("Family"),
    "familia|familiares",
    (
        Column(
            "kinship",
            _lt("Kinship"),
            "selection",
            _lt("What the relative is to the person."),
            "kinship",
            "parentesco",
        ),
        Column(
            "name",
            _lt("Relative: name"),
            "line",
            _lt("Name of the relative."),
            "name",
            "nombre del familiar|familiar",
        ),
        Column(
            "birthdate",
            _lt("Relative: date of birth"),
            "date",
            _lt("Day, month and year with four digits."),
            "birthdate_date",
            "fecha de nacimiento del familiar|fecha de nacimiento",
        ),
        Column(
            "note",
            _lt("Note"),
            "line",
            _lt("Anything worth remembering."),
            "note",
            "nota|observaciones",
        ),
    ),
    ("kinship", "name"),
    PERSONAL,
)

EDUCATION = LineKind(
    "education",
    "ficha.education",
    "education_ids",
    _lt("Studies"),
    "estudios|formacion|education",
    (
        Column(
            "kind",
            _lt("Kind of studies"),
            "selection",
            _lt("Type of studies."),
            "kind",
            "tipo|tipo de estudios",
        ),
        Column(
            "title",
            _lt("Studies"),
            "line",
            _lt("Name of the studies."),
            "title",
            "titulo|estudios|titulacion",
        ),
        Column(
            "field",
            _lt("Field of study"),
            "line",
            _lt("Branch of knowledge."),
            "field",
            "rama|especialidad|area",
        ),
        Column(
            "institution",
            _lt("Institution"),
            "line",
            _lt("Who gave them."),
            "institution",
            "centro|universidad|institucion",
        ),
        Column(
            "year",
            _lt("Year"),
            "integer",
            _lt("Year in which they ended."),
            "year",
            "ano|anyo|fin",
        ),
    ),
    ("kind", "title"),
    PERSONAL,
)

RELATION = LineKind(
    "relation",
    "ficha.relation",
    "relation_ids",
    _lt("Relations"),
    "relaciones|personas alrededor|contactos externos",
    (
        Column(
            "role",
            _lt("Role"),
            "many2one",
            _lt("What the other person is to the customer."),
            "role_id",
            "rol|relacion|funcion",
        ),
        Column(
            "name",
            _lt("Relation: name"),
            "line",
            _lt("Who it is."),
            "name",
            "nombre de la relacion|nombre del contacto|persona",
        ),
        Column(
            "phone",
            _lt("Relation: phone"),
            "phone",
            _lt("Their telephone."),
            "phone",
            "telefono de la relacion|telefono del contacto|telefono",
        ),
        Column(
            "email",
            _lt("Relation: e-mail"),
            "email",
            _lt("Their e-mail address."),
            "email",
            "correo de la relacion|correo del contacto",
        ),
        Column(
            "department",
            _lt("Department"),
            "line",
            _lt("Department or firm in which they work."),
            "department",
            "departamento",
        ),
        Column(
            "date_from",
            _lt("Since"),
            "date",
            _lt("Date from which it holds."),
            "date_from",
            "desde",
        ),
        Column(
            "date_to",
            _lt("Until"),
            "date",
            _lt("Last day; empty while it lasts."),
            "date_to",
            "hasta",
        ),
        Column(
            "note",
            _lt("Note"),
            "line",
            _lt("Anything worth knowing before calling."),
            "note",
            "nota|observaciones",
        ),
    ),
    ("role", "name"),
)

LINES = {kind.key: kind for kind in (RELATION, EDUCATION, FAMILY)}


def _relation(slot):
    headings = {
        "role": _lt("Relation %s: role", slot),
        "name": _lt("Relation %s: name", slot),
        "phone": _lt("Relation %s: phone", slot),
        "email": _lt("Relation %s: e-mail", slot),
    }
    aliases = {
        "role": f"relacion {slot} rol",
        "name": f"relacion {slot} nombre",
        "phone": f"relacion {slot} telefono",
        "email": f"relacion {slot} correo|relacion {slot} email",
    }
    return _in_row(RELATION, slot, headings, aliases)


def _child(slot):
    headings = {
        "name": _lt("Child %s: name", slot),
        "birthdate": _lt("Child %s: date of birth", slot),
    }
    aliases = {
        "name": f"hijo {slot} nombre|hijo {slot}|hija {slot}",
        "birthdate": f"hijo {slot} fecha de nacimiento|hijo {slot} nacimiento",
    }
    return _in_row(FAMILY, slot, headings, aliases)


def _in_row(kind, slot, headings, aliases):
    """Columns of the customer's row for the line number ``slot`` of a kind."""
    return tuple(
        Column(
            f"{kind.key}_{slot}_{column.key}",
            headings[column.key],
            column.kind,
            column.help,
            column.field,
            aliases[column.key],
            kind.groups,
            line=(kind.key, slot),
        )
        for column in kind.columns
        if column.key in headings
    )


SPOUSE = _in_row(
    FAMILY,
    "spouse",
    {
        "name": _lt("Spouse: name"),
        "birthdate": _lt("Spouse: date of birth"),
    },
    {
        "name": "conyuge nombre|conyuge|pareja",
        "birthdate": "conyuge fecha de nacimiento|conyuge nacimiento",
    },
)

AROUND = tuple(column for slot in range(1, RELATIONS + 1) for column in _relation(slot))

# Studies as Spaniards write them, by their level of ISCED 2011 (the table of
# correspondence of the CNED-2014). FP alone is of one level or of another.
STUDIES = (
    (("1",), "primaria|educacion primaria|primarios|estudios primarios"),
    (("2",), "eso|egb|graduado escolar|graduado en eso|secundaria obligatoria"),
    (
        ("3",),
        "bachillerato|bachiller|bup|cou|fp1|fp i|fp medio|fp grado medio"
        "|fp de grado medio|grado medio|cfgm|ciclo formativo de grado medio"
        "|ciclo de grado medio|ciclo medio|formacion profesional de grado medio",
    ),
    (
        ("5",),
        "fp2|fp ii|fp superior|fp grado superior|fp de grado superior|grado superior"
        "|cfgs|ciclo formativo de grado superior|ciclo de grado superior"
        "|ciclo superior|formacion profesional de grado superior|tecnico superior",
    ),
    (
        ("6",),
        "grado|grado universitario|graduado universitario|graduada universitaria"
        "|diplomatura|diplomado|diplomada|diplomado a|ingenieria tecnica"
        "|arquitectura tecnica|bachelor",
    ),
    (
        ("7",),
        "master|master universitario|licenciatura|licenciado|licenciada|licenciado a"
        "|ingenieria superior",
    ),
    (("8",), "doctorado|doctor|doctora|phd"),
    (("3", "5"), "fp|formacion profesional|ciclo formativo"),
)

PERSONAL_DATA = (
    Column(
        "education_level",
        _lt("Level of education"),
        "selection",
        _lt("Highest level reached."),
        "education_level",
        "nivel de estudios|estudios",
        PERSONAL,
        words=STUDIES,
    ),
    Column(
        "occupation",
        _lt("Occupation"),
        "line",
        _lt("What the person does for a living."),
        "occupation",
        "profesion|ocupacion",
        PERSONAL,
    ),
    Column(
        "marital_status",
        _lt("Marital status"),
        "selection",
        _lt("Civil status of the person."),
        "marital_status",
        "estado civil",
        PERSONAL,
    ),
    *SPOUSE,
    *(column for slot in range(1, CHILDREN + 1) for column in _child(slot)),
)
