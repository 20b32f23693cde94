from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.arguments import only_one
from ..tools.field_value import label_of
from ..tools.groups import is_personal

SOURCES = [
    ("person", "Person"),
    ("invoice", "Invoice"),
    ("portal", "Customer portal"),
    ("link", "Link in a message"),
    ("form", "Filled-in form"),
    ("import", "Import"),
    ("merge", "Merge"),
    ("other", "Other"),
]

DATA = "ficha_cliente.value_origin"
COLUMNS = {
    "partner_id": "int",
    "field_name": "varchar",
    "company_id": "int",
    "source": "varchar",
    "source_name": "varchar",
    "source_model": "varchar",
    "source_id": "int",
    "user_id": "int",
    "date": "timestamp",
    "personal": "bool",
}
KEY = ("partner_id", "field_name", "company_id")


class FichaValueOrigin(models.Model):
    """Where a value of a ficha came from: who or which document said it, and when.

    One row for each contact and field (and company, for fields kept per company), the
    latest. A value without a row is one that nobody knows the origin of. Rows are
    written by ``_note`` only. They say nothing of the value itself, so nothing is told
    twice.
    """

    _name = "ficha.value.origin"
    _inherit = "ficha.source.mixin"
    _description = "Origin of a Value"
    _log_access = False
    _order = "date desc, id desc"
    _rec_name = "field_label"
    _rec_names_search = ["partner_id"]
    _ficha_merge = "own"  # follows the value, see res_partner_origin

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        readonly=True,
        ondelete="cascade",
        help="The customer file the value is in.",
    )
    field_name = fields.Char(
        "Technical field", required=True, readonly=True, help="A field of the customer."
    )
    field_label = fields.Char(
        "Field", compute="_compute_field_label", help="The field the value is in."
    )
    company_id = fields.Many2one(
        "res.company",
        "Company",
        readonly=True,
        ondelete="cascade",
        help="The company the value is for; empty when it is the same for all.",
    )
    source = fields.Selection(
        SOURCES, required=True, readonly=True, help="Source of the value."
    )
    user_id = fields.Many2one(
        "res.users",
        "Who",
        readonly=True,
        ondelete="set null",
        help="Who wrote the value, or made the document.",
    )
    date = fields.Datetime(
        "When", required=True, readonly=True, help="When the value arrived."
    )
    personal = fields.Boolean(
        readonly=True,
        help="About a field that only people with access to personal data may see.",
    )

    _value_uniq = models.UniqueIndex(
        "(partner_id, field_name, COALESCE(company_id, 0))",
        "The origin of this value is already recorded.",
    )

    @api.depends("field_name")
    @api.depends_context("lang")
    def _compute_field_label(self):
        for origin in self:
            origin.field_label = label_of(origin.field_name, self.env)

    def action_open_source(self):
        """Open the document the value came from, if there is one in the database.

        :return: window action, or False
        """
        only_one(self)
        if not self.source_id or self.source_model not in self.env:
            return False
        document = self.env[self.source_model].browse(self.source_id).exists()
        return document._get_records_action() if document else False

    # --------------------------------------------------------------------------
    # Noting origins: gathered while a transaction lasts, written when it ends.
    #
    # However many values a transaction writes, it is one statement. Of two notes
    # about the same value the later counts, so whoever knows better than "a
    # person wrote it" says so after writing.
    # --------------------------------------------------------------------------

    @api.model
    def _note(
        self,
        partner,
        field_names,
        source,
        source_ref=None,
        record=None,
        user_id=None,
        date=None,
    ):
        """Remember where values of fichas came from.

        :param partner: ``res.partner``, one or many; fields kept per company are noted
            for the company of its environment
        :param field_names: names of its fields; what is no field is left out
        :param str source: key of ``SOURCES``
        :param str source_ref: the document as people call it; by default the name of
            ``record``
        :param record: the document in the database
        :param int user_id: who said it, by default who made the document when the
            system acts, else the user
        :param date: when, by default now
        """
        document = {}
        if record:
            # sudo: of the document no more than its name is told
            record = record.sudo()
            document = {"source_model": record._name, "source_id": record.id}
            source_ref = source_ref or record.display_name
            if not user_id and self.env.uid == api.SUPERUSER_ID:
                user_id = record.create_uid.id
        facts = {
            "source": source,
            "source_name": str(source_ref) if source_ref else None,
            "user_id": user_id or self.env.uid,
            "date": date or fields.Datetime.now(),
            **document,
        }
        notes = self._pending_notes()
        for name in field_names:
            field = partner._fields.get(name)
            if not field:
                continue
            company_id = partner.env.company.id if field.company_dependent else None
            values = facts | {"personal": is_personal(field)}
            for partner_id in partner.ids:
                # the latest comes last, also among those noted before
                notes.pop((partner_id, name, company_id), None)
                notes[partner_id, name, company_id] = values

    @api.model
    def _forget(self, partner, field_names):
        """The origin of these values is not known any more.

        :param partner: ``res.partner``, as for :meth:`_note`
        :param field_names: names of its fields
        """
        notes = self._pending_notes()
        for name in field_names:
            field = partner._fields[name]
            company_id = partner.env.company.id if field.company_dependent else None
            for partner_id in partner.ids:
                notes[partner_id, name, company_id] = None

    @api.model
    def _pending_notes(self):
        """What this transaction has noted and not written yet.

        :return: dict by (contact, field, company) of values, None to forget
        """
        precommit = self.env.cr.precommit
        if DATA not in precommit.data:
            precommit.data[DATA] = {}
            precommit.add(self._flush_pending)
        return precommit.data[DATA]

    @api.model
    def _flush_pending(self):
        """Write what was noted; contacts that are gone are left out."""
        notes = self.env.cr.precommit.data.pop(DATA, None)
        if not notes:
            return
        self.env["res.partner"].flush_model(["active"])  # contacts made just now
        forgotten = [key for key, facts in notes.items() if facts is None]
        if forgotten:
            self.env.cr.execute(
                SQL(
                    """DELETE FROM ficha_value_origin o
                        USING unnest(%s::int[], %s::varchar[], %s::int[])
                              AS n (partner_id, field_name, company_id)
                        WHERE o.partner_id = n.partner_id
                          AND o.field_name = n.field_name
                          AND o.company_id IS NOT DISTINCT FROM n.company_id""",
                    *(list(column) for column in zip(*forgotten, strict=True)),
                )
            )
        rows = [
            dict(zip(KEY, key, strict=True)) | facts
            for key, facts in notes.items()
            if facts
        ]
        if rows:
            self._upsert(rows)
        self.invalidate_model()

    @api.model
    def _upsert(self, rows):
        # always in the same order, so that two transactions do not wait for each other
        rows.sort(key=lambda row: (row["partner_id"], row["field_name"]))
        arrays = [
            SQL("%s::%s[]", [row.get(column) for row in rows], SQL(kind))
            for column, kind in COLUMNS.items()
        ]
        columns = SQL(", ").join(map(SQL.identifier, COLUMNS))
        changed = SQL(", ").join(
            SQL("%s = excluded.%s", SQL.identifier(name), SQL.identifier(name))
            for name in COLUMNS
            if name not in KEY
        )
        self.env.cr.execute(
            SQL(
                """INSERT INTO ficha_value_origin AS o (%(columns)s)
                   SELECT n.* FROM unnest(%(arrays)s) AS n (%(columns)s)
                    WHERE EXISTS (SELECT FROM res_partner p WHERE p.id = n.partner_id)
                   ON CONFLICT (partner_id, field_name, COALESCE(company_id, 0))
                   DO UPDATE SET %(changed)s""",
                columns=columns,
                arrays=SQL(", ").join(arrays),
                changed=changed,
            )
        )

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Extended: a search finds what this transaction has noted."""
        self._flush_pending()
        return super()._search(domain, *args, **kwargs)
