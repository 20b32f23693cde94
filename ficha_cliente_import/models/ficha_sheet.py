from odoo import api, models
from odoo.tools.translate import LazyTranslate

from odoo.addons.ficha_cliente_identity.tools.normalize import fold

from ..tools import columns as basic
from ..tools import columns_lines as lines
from ..tools.columns import Column
from ..tools.headings import Headings, property_column

_lt = LazyTranslate(__name__)

# There is no environment here: who writes the text translates it.
# pylint: disable=prefer-env-translation

# The sheets of a file, beside those of the lines.
FICHAS = _lt("Customers")
CONTACTS = _lt("Contacts")
EXPLANATION = _lt("Explanation")
REASON = _lt("Reason (not read)")
REASON_ALIASES = "motivo|reason|motivo del error"

# At least one of these must be there, or nobody can be found.
IDENTIFYING = ("key", "code", "vat", "email", "phone", "mobile", "name") + (
    "company",
    "given_name",
    "surname",
    "surname_first",
)
OWNER_PREFIX = "owner_"
OWNER = (
    "key",
    "code",
    "vat",
    "email",
    "name",
)


OWNER_NAME = _lt("Customer")
OWNER_HELP = _lt("Whose line it is. One of these columns is enough.")

# So many customers and contacts are exported while the user waits: a second or two.
EXPORT_AT_ONCE = 1000
EXPORT_GROUP = "base.group_allow_export"


class FichaSheet(models.AbstractModel):
    """The columns of a file of fichas, as one user sees them.

    Templates, explanations, imports, exports and the file of rows in error are all
    made from here. Other modules add columns by extending ``_all_columns``.
    """

    _name = "ficha.sheet"
    _description = "Columns of an Import File"

    @api.model
    def _all_columns(self):
        """Every column of the sheets of customers and contacts, in order."""
        return basic.every_column()

    @api.model
    def _columns(self, operation="read"):
        """The columns of a template or an export that the user may see.

        :param str operation: ``read`` for exports, ``write`` for imports
        """
        return [
            column
            for column in self._all_columns()
            if not column.only_read and self._allowed(column, operation)
        ]

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
    def _column_called(self, name):
        """The column of a name of :meth:`_name_of_column`, or None."""
        key, _sep, own = name.rpartition("/")
        if key and key not in lines.LINES:
            return None
        every = self._line_columns(lines.LINES[key]) if key else self._all_columns()
        return next((column for column in every if column.key == own), None)

    @api.model
    def _name_of_column(self, column, kind=None):
        """What tells a column from all others: of a sheet of lines, with its kind."""
        return f"{kind.key}/{column.key}" if kind else column.key

    @api.model
    def _owner_columns(self):
        """The first columns of a sheet of lines: whose each line is."""
        by_key = {
            column.key: column for column in basic.IDENTITY + basic.CONTACT_POINTS
        }
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
    def _heading_labels(self, text, aliases=""):
        """Everything that a heading may be called, folded: in the user's language, in
        English, in Spanish and in those that are installed."""
        languages = {self.env.lang or "en_US", "en_US", "es_ES"}
        languages.update(code for code, _name in self.env["res.lang"].get_installed())
        # not through the environment, which knows installed languages only
        words = {fold(text._translate(code)) for code in languages}
        return words | {fold(alias) for alias in aliases.split("|") if alias}

    @api.model
    def _headings(self, columns):
        """The :class:`Headings` that these columns may have."""
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        return Headings(columns, [self.env.lang or "en_US", *installed])

    @api.model
    def _choices_of_columns(self):
        """What a column of a file of customers may be made by this user, for a list in
        which a person looks: list of (key, label)."""
        columns = [c for c in self._all_columns() if self._allowed(c, "write")]
        return [(key, self.env._(label)) for key, label in basic.choices(columns)]

    @api.model
    def _choices_of_lines(self):
        """The same for sheets of lines; a choice begins with the kind of lines."""
        return [
            (
                self._name_of_column(column, kind),
                f"{self.env._(kind.sheet)}: {self._heading(column)}",
            )
            for kind in self._line_kinds()
            for column in self._line_columns(kind)
            if self._allowed(column, "write")
        ]

    @api.model
    def _propose(self, headings, columns, samples=None, decided=None, alone=False):
        """Say what each heading of a file is, and how sure that is.

        :param list headings: the texts of the row of headings; "" where there is none
        :param columns: those there are
        :param samples: for each heading some of the values under it
        :param dict decided: {position: key, None or ``property:Label``} that a person
            chose
        :param alone: see ``Headings.propose``
        :return: list of ``Proposed``; nothing of the column of reasons of a file of
            rows to mend
        """
        ignored = self._heading_labels(REASON, REASON_ALIASES)
        headings = ["" if fold(text) in ignored else text for text in headings]
        return self._headings(columns).propose(headings, samples, decided, alone)

    @api.model
    def _is_to_fix(self, headings):
        """Whether a file with these headings is one of rows to fix that we made."""
        labels = self._heading_labels(REASON)
        return any(fold(text) in labels for text in headings)

    @api.model
    def _map_headings(self, headings, columns, samples=None, decided=None, alone=False):
        """Say which column each heading of a file is.

        :param: as of :meth:`_propose`
        :return: (dict of position -> column, list of headings that are left out)
        """
        by_key = {column.key: column for column in columns}
        found, unknown = {}, []
        decided = decided or {}
        for one in self._propose(headings, columns, samples, decided, alone):
            if one.key and one.key.startswith(basic.PROPERTY):
                found[one.position] = property_column(one.key)
            elif one.key:
                found[one.position] = by_key[one.key]
            elif one.position not in decided:
                unknown.append(one.heading)
        return found, unknown
