from odoo import api, models
from odoo.tools.translate import LazyTranslate

from . import ficha_sheet_columns as basic
from . import ficha_sheet_columns_lines as lines
from . import ficha_sheet_columns_more as more
from .ficha_sheet_column import Column
from .ficha_sheet_read import SheetProblem
from .identity_normalize import fold

_lt = LazyTranslate(__name__)
# There is no environment here: who writes the text translates it.
# pylint: disable=prefer-env-translation

# The sheets of a file, beside those of the lines.
FICHAS = _lt("Customers")
CONTACTS = _lt("Contacts")
EXPLANATION = _lt("Explanation")
REASON = _lt("Reason (not read)")
FICHAS_ALIASES = "clientes|fichas|contactos|fichas de cliente|contacts|customers|hoja1"
# At least one of these must be there, or nobody can be found.
IDENTIFYING = ("key", "code", "vat", "email", "phone", "mobile", "name")
OWNER_PREFIX = "owner_"
OWNER = (
    "key",
    "code",
    "vat",
    "email",
    "name",
)


class FichaSheet(models.AbstractModel):
    """The columns of a file of fichas, as one user sees them.

    Templates, explanations, imports, exports and the file of rows in error are all
    made from here. Other modules add columns by extending ``_all_columns``.
    """

    _name = "ficha.sheet"
    _description = "Columns of a File of Customer Files"

    @api.model
    def _all_columns(self):
        """Every column of the sheets of customers and contacts, in order."""
        return (
            *basic.IDENTITY,
            *basic.REACH,
            *basic.BASIC,
            *more.COMPLEMENTARY,
            *more.BILLING,
            *lines.AROUND,
            *lines.PERSONAL_DATA,
        )

    @api.model
    def _columns(self, operation="read"):
        """The columns of customers that the user may see.

        :param str operation: ``read`` for exports, ``write`` for imports
        """
        return [c for c in self._all_columns() if self._allowed(c, operation)]

    @api.model
    def _line_kinds(self):
        """The kinds of lines that the user may see."""
        return [
            kind
            for kind in lines.LINES.values()
            if (not kind.groups or self.env.user.has_groups(kind.groups))
            and self.env[kind.model].has_access("read")
        ]

    @api.model
    def _line_kind(self, key):
        return lines.LINES[key]

    @api.model
    def _kind_of(self, column):
        """The kind of line that a column is about, or None."""
        if column.line:
            return lines.LINES[column.line[0]]
        for kind in lines.LINES.values():
            if column in kind.columns:
                return kind
        return None

    @api.model
    def _owner_columns(self):
        """The first columns of a sheet of lines: whose each line is."""
        by_key = {column.key: column for column in basic.IDENTITY + basic.REACH}
        return [
            Column(
                OWNER_PREFIX + key,
                OWNER_NAME if key == "name" else by_key[key].heading,
                by_key[key].kind,
                OWNER_HELP,
                by_key[key].field,
                by_key[key].aliases,
            )
            for key in OWNER
        ]

    @api.model
    def _line_columns(self, kind):
        """The columns of a sheet of lines."""
        return [*self._owner_columns(), *kind.columns]

    @api.model
    def _allowed(self, column, operation="read"):
        """Whether the user may read (or write) what a column holds."""
        if column.groups and not self.env.user.has_groups(column.groups):
            return False
        kind = self._kind_of(column)
        model = self.env[kind.model if kind else "res.partner"]
        if not column.field:
            return True
        field = model._fields.get(column.field)
        if field is None or not model._has_field_access(field, operation):
            return False
        return not field.relational or self.env[field.comodel_name].has_access("read")

    @api.model
    def _choices(self, field):
        """Which records a many2one or many2many of a file may be.

        :return: (model, domain), the domain as a tuple so that it can be a key
        """
        comodel = self.env[field.comodel_name]
        if field.name == "property_inbound_payment_method_line_id":
            # as the field's own domain
            return comodel._name, (
                ("journal_id.active", "=", True),
                ("payment_type", "=", "inbound"),
                ("company_id", "parent_of", self.env.company.id),
            )
        if "company_id" in comodel._fields:
            domain = comodel._check_company_domain(self.env.company)
            return comodel._name, tuple(domain)
        return comodel._name, ()

    # -- headings ----------------------------------------------------------------------

    @api.model
    def _heading(self, column):
        """The heading of a column in the user's language."""
        return self.env._(column.heading)

    @api.model
    def _heading_words(self, text, aliases=""):
        """Everything that a heading may be called, folded: in the user's language, in
        English, in Spanish and in those that are installed."""
        languages = {self.env.lang or "en_US", "en_US", "es_ES"}
        languages.update(code for code, _name in self.env["res.lang"].get_installed())
        # not through the environment, which knows installed languages only
        words = {fold(text._translate(code)) for code in languages}
        return words | {fold(alias) for alias in aliases.split("|") if alias}

    @api.model
    def _map_headings(self, headings, columns):
        """Say which column each heading of a file is.

        :param list headings: the texts of the first row; "" where there is none
        :return: (dict of position -> column, list of headings that are not known)
        :raise SheetProblem: a heading is there twice, or two mean the same
        """
        by_word = {}
        for column in columns:  # its own headings before the aliases of others
            for word in self._heading_words(column.heading):
                by_word.setdefault(word, column)
        for column in columns:
            for word in self._heading_words(column.heading, column.aliases):
                by_word.setdefault(word, column)
        ignored = self._heading_words(REASON, "motivo|reason|motivo del error")
        found, unknown, seen = {}, [], {}
        for position, heading in enumerate(headings):
            word = fold(heading)
            if not word or word in ignored:
                continue
            if word in seen:
                raise SheetProblem(
                    "duplicated",
                    heading=heading,
                    columns=f"{letters(seen[word])}, {letters(position)}",
                )
            seen[word] = position
            column = by_word.get(word)
            if column is None:
                unknown.append(str(heading))
                continue
            for other, known in found.items():
                if known is column:
                    raise SheetProblem(
                        "same_column", first=headings[other], second=heading
                    )
            found[position] = column
        return found, unknown


def letters(position):
    """The letters of a column as Excel shows them: 0 -> A, 27 -> AB."""
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(65 + rest) + text
    return text


OWNER_NAME = _lt("Customer")
OWNER_HELP = _lt("Whose line it is. One of these columns is enough.")
