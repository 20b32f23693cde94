from odoo import api, fields, models
from odoo.tools import SQL

KINDS = [
    ("code", "Client code"),
    ("alias", "Previous client code"),
    ("tax", "Tax ID"),
    ("iban", "Bank account"),
    ("phone", "Phone"),
    ("email", "Email"),
    ("name", "Word of the name"),
]
DATA = "ficha_cliente.identity_key"
# contacts whose texts are in memory at once
AT_ONCE = 20_000


class FichaIdentityKey(models.Model):
    """What a contact is recognised by, written in one way only (decision D6).

    One row for each value: who is asked for by a code, a tax id, a telephone, an
    address, an account or words of a name is found here and nowhere else. Rows are
    made from the contact's own data (``ficha_identity_key_rows``), when a transaction
    that changed them ends or when somebody reads them before, and never edited.
    Nobody has rights on them: who reads them asks afterwards which contacts the user
    may read.
    """

    _name = "ficha.identity.key"
    _description = "Identity Key"
    _log_access = False
    _rec_name = "value"
    _order = "id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        required=True,
        ondelete="cascade",
        help="Who is found by this value.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        string="Through",
        index="btree_not_null",
        ondelete="cascade",
        help="The contact of the company whose e-mail address this is. Empty when the "
        "value is the contact's own.",
    )
    kind = fields.Selection(
        KINDS, required=True, help="What sort of value this is: a phone, a code..."
    )
    value = fields.Char(
        required=True, help="The value written in the one way all are compared in."
    )

    # Neither is unique: Odoo's merge moves rows by their foreign key, and a family
    # shares its telephone. text_pattern_ops: beginnings are found whatever the
    # database's collation is.
    _value_idx = models.Index("(kind, value text_pattern_ops, partner_id)")
    # with the values: whether a contact has one is told by the index alone
    _partner_idx = models.Index("(partner_id, kind, value text_pattern_ops)")

    def init(self):
        """Extends the core's: let PostgreSQL know the frequent names one by one. Of as
        many values as a column usually remembers, none is a surname."""
        self.env.cr.execute(
            "ALTER TABLE ficha_identity_key ALTER COLUMN value SET STATISTICS 1000"
        )

    # -- upkeep ------------------------------------------------------------------------

    @api.model
    def _mark(self, partner_ids, moved=False):
        """Remember that what identifies these contacts changed.

        Their rows are brought up to date once, when the transaction ends or when
        somebody reads keys before.

        :param partner_ids: iterable of ids of ``res.partner``
        :param bool moved: their country changed, which the telephones of their
            contacts are read with too
        """
        self._marks()["moved" if moved else "partners"].update(partner_ids)

    @api.model
    def _mark_codes(self, partner_ids):
        """Remember that these customers, who had no client code, have one now: posting
        invoices gives it, and need not have the whole contact looked at.

        :param partner_ids: iterable of ids of ``res.partner``
        """
        self._marks()["codes"].update(partner_ids)

    @api.model
    def _marks(self):
        precommit = self.env.cr.precommit
        marks = precommit.data.get(DATA)
        if marks is None:
            marks = {"partners": set(), "moved": set(), "codes": set()}
            precommit.data[DATA] = marks
            precommit.add(self._flush_pending)
        return marks

    @api.model
    def _flush_pending(self):
        """Bring the keys up to date with what this transaction changed.

        To be called before keys are read by SQL; costs nothing when nothing changed.
        """
        # what is still in the cache may mark contacts when it is written
        self.env["res.partner"].flush_model()
        marks = self.env.cr.precommit.data.pop(DATA, None)
        if not marks:
            return
        partners = marks["partners"] | marks["moved"]
        if marks["moved"]:
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%s)",
                    list(marks["moved"]),
                )
            )
            partners.update(partner_id for (partner_id,) in rows)
        if codes := marks["codes"] - partners:
            self._add_codes(sorted(codes))
        partners = sorted(partners)
        for start in range(0, len(partners), AT_ONCE):
            self._sync(partners[start : start + AT_ONCE])

    @api.model
    def _sync(self, partner_ids):
        """Make the rows of these contacts what their data say, in four queries.

        :param list partner_ids: ids of ``res.partner``, of any number
        :return: number of contacts with a row that was wrong
        """
        expected = self._expected_rows(partner_ids)
        present = self.env.execute_query(
            SQL(
                """
                SELECT id, partner_id, contact_id, kind, value
                  FROM ficha_identity_key
                 WHERE partner_id = ANY(%(ids)s) AND contact_id IS NULL
                 UNION ALL
                SELECT id, partner_id, contact_id, kind, value
                  FROM ficha_identity_key
                 WHERE contact_id = ANY(%(ids)s)
                """,
                ids=partner_ids,
            )
        )
        wrong, whose = [], set()
        for key_id, *row in present:
            # a row that is there twice is wrong the second time
            if tuple(row) in expected:
                expected.remove(tuple(row))
            else:
                wrong.append(key_id)
                whose.add(row[1] or row[0])
        if wrong:
            self.env.execute_query(
                SQL(
                    "DELETE FROM ficha_identity_key WHERE id = ANY(%s) RETURNING id",
                    wrong,
                )
            )
        self._insert_rows(expected)
        whose.update(contact or partner for partner, contact, *_value in expected)
        if whose:
            self.invalidate_model()
        return len(whose)

    @api.model
    def _add_codes(self, partner_ids):
        """Add the keys of client codes given just now, in one statement. As they stand
        in the database: what gave them may have been rolled back."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ficha_identity_key (partner_id, kind, value)
                SELECT id, 'code', client_code
                  FROM res_partner
                 WHERE id = ANY(%s) AND client_code IS NOT NULL
                """,
                partner_ids,
            )
        )
        self.invalidate_model()

    @api.model
    def _insert_rows(self, rows):
        """Add rows ``(partner_id, contact_id, kind, value)``, in one statement, and the
        words of names that were not known."""
        if not rows:
            return
        partners, contacts, kinds, values = zip(*sorted(rows, key=repr), strict=True)
        self.env.execute_query(
            SQL(
                """
                INSERT INTO ficha_identity_key (partner_id, contact_id, kind, value)
                SELECT partner_id, contact_id, kind, value
                  FROM unnest(%s::int[], %s::int[], %s::text[], %s::text[])
                       AS new (partner_id, contact_id, kind, value)
             RETURNING id
                """,
                list(partners),
                list(contacts),
                list(kinds),
                list(values),
            )
        )
        self.env["ficha.identity.word"]._learn(
            {value for kind, value in zip(kinds, values, strict=True) if kind == "name"}
        )

    # -- reading -----------------------------------------------------------------------

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Extends the core's: what this transaction changed is seen."""
        self._flush_pending()
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _owners(self, pairs):
        """Whose these values are.

        Rights and archiving are the caller's affair: the ids are all there are.

        :param pairs: iterable of ``(kind, value)``, values normalised
        :return: dict ``{(kind, value): [partner ids]}``, own values before those that
            are a company's through its contacts; pairs that are nobody's are left out
        """
        pairs = list({(kind, value) for kind, value in pairs if value})
        if not pairs:
            return {}
        self._flush_pending()
        kinds, values = zip(*pairs, strict=True)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT key.kind, key.value, key.partner_id
                  FROM unnest(%s::text[], %s::text[]) AS asked (kind, value)
                  JOIN ficha_identity_key AS key
                    ON key.kind = asked.kind AND key.value = asked.value
                 ORDER BY key.contact_id IS NOT NULL, key.partner_id
                """,
                list(kinds),
                list(values),
            )
        )
        found = {}
        for kind, value, partner_id in rows:
            owners = found.setdefault((kind, value), [])
            if partner_id not in owners:
                owners.append(partner_id)
        return found
