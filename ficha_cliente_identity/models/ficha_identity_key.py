from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.models.ficha_contact_point import PHONE_KINDS

from ..tools import normalize

KINDS = [
    ("code", "Client code"),
    ("alias", "Previous client code"),
    ("tax", "Tax ID"),
    ("iban", "Bank account"),
    ("phone", "Phone"),
    ("email", "Email"),
    ("name", "Word of the name"),
]
DATA = "ficha_cliente_identity.identity_key"

# Kinds of raw texts that a contact had before or is called by besides, and the kind of
# key they become: what somebody asks for is looked up in one place, and the mark tells
# these from what a contact is compared with others by.
FORMER = {"former_tax": "tax", "former_name": "name", "trade_name": "name"}

# contacts whose texts are in memory at once
AT_ONCE = 20_000

# How a raw text of each kind becomes values.
READERS = {
    "name": lambda text, _countries: normalize.name_tokens(text),
    "code": lambda text, _countries: [normalize.code_value(text)],
    "alias": lambda text, _countries: [normalize.code_value(text)],
    "tax": lambda text, countries: normalize.tax_values(text, *countries[:1]),
    "iban": lambda text, _countries: [normalize.iban_value(text)],
    "phone": lambda text, countries: normalize.phone_values(text, *countries),
    "email": lambda text, _countries: normalize.email_values(text),
}

# A name of more words than this is an accident, and so is a value that is longer.
MAX_WORDS = 12
MAX_LENGTH = 100


class FichaIdentityKey(models.Model):
    """What a contact is recognised by, written in one way only (decision D6).

    One row for each value: who is asked for by a code, a tax id, a telephone, an
    address, an account or words of a name is found here and nowhere else. Rows are
    made from the contact's own data (``_identity_sources``), when a transaction
    that changed them ends or when somebody reads them before, and never edited.
    Nobody has rights on them: who reads them asks afterwards which contacts the user
    may read.
    """

    _name = "ficha.identity.key"
    _description = "Identity Key"
    _log_access = False
    _rec_name = "value"
    # made of the contact's data, and follow them and not the contact
    _ficha_merge = "own"
    _order = "id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        required=True,
        ondelete="cascade",
        help="Contact found by this value.",
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
        KINDS, required=True, help="Type of value: a phone, a code..."
    )
    former = fields.Boolean(
        help="The contact had this value before, or it is of its trade name: it finds "
        "them, and says nothing of who they are.",
    )
    value = fields.Char(
        required=True, help="The value in the normalized form used for comparing."
    )

    # Neither is unique: Odoo's merge moves rows by their foreign key, and a family
    # shares its telephone. text_pattern_ops: beginnings are found whatever the
    # database's collation is.
    _value_idx = models.Index("(kind, value text_pattern_ops, partner_id)")
    # a telephone is remembered by its last figures, too
    _phone_end_idx = models.Index(
        "(reverse(value) text_pattern_ops, partner_id) WHERE kind = 'phone'"
    )
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
                SELECT id, partner_id, contact_id, kind, value, former IS TRUE
                  FROM ficha_identity_key
                 WHERE partner_id = ANY(%(ids)s) AND contact_id IS NULL
                 UNION ALL
                SELECT id, partner_id, contact_id, kind, value, former IS TRUE
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
        """Add rows ``(partner_id, contact_id, kind, value, former)``, in one statement,
        and the words of names that were not known."""
        if not rows:
            return
        partners, contacts, kinds, values, former = zip(
            *sorted(rows, key=repr), strict=True
        )
        self.env.execute_query(
            SQL(
                """
                INSERT INTO ficha_identity_key
                       (partner_id, contact_id, kind, value, former)
                SELECT partner_id, contact_id, kind, value, former
                  FROM unnest(%s::int[], %s::int[], %s::text[], %s::text[], %s::bool[])
                       AS new (partner_id, contact_id, kind, value, former)
             RETURNING id
                """,
                list(partners),
                list(contacts),
                list(kinds),
                list(values),
                list(former),
            )
        )
        self.env["ficha.identity.word"]._add_missing(
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
        """Whose these values are today; who only had one before, or is only called so
        by its customers, is not told.

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
                 WHERE key.former IS NOT TRUE
                 ORDER BY key.contact_id IS NOT NULL, key.partner_id
                """,
                list(kinds),
                list(values),
            )
        )
        found = {}
        for kind, value, partner_id in rows:
            # a dict, for thousands may share a value
            found.setdefault((kind, value), {})[partner_id] = True
        return {pair: list(owners) for pair, owners in found.items()}

    # --------------------------------------------------------------------------
    # Where keys come from: one SELECT that gathers the raw texts, and the
    # functions of ``tools/normalize.py``, which nothing else does the work of.
    # --------------------------------------------------------------------------

    @api.model
    def _identity_sources(self):
        """The SELECTs that raw texts come from; other modules add theirs.

        Each is an ``SQL`` over ``wanted``, a table of the ids asked for, with the
        columns ``partner_id`` (who is found), ``contact_id`` (through whom, or NULL),
        ``kind`` and ``raw``. A kind of ``FORMER`` is one they had before. A row
        belongs to ``contact_id`` where there is one: it is
        made anew when that contact changes.
        """
        return [
            SQL(
                """
                SELECT partner.id AS partner_id, NULL::int AS contact_id,
                       raw.kind, raw.raw
                  FROM res_partner AS partner
                  JOIN wanted ON wanted.id = partner.id
                 CROSS JOIN LATERAL (VALUES
                    ('name', partner.name),
                    ('trade_name', partner.comercial),
                    ('code', partner.client_code),
                    ('phone', partner.phone),
                    ('email', partner.email),
                    -- contacts carry their company's number: it is the company's
                    ('tax', CASE WHEN partner.commercial_partner_id = partner.id
                                 THEN partner.vat END)
                 ) AS raw (kind, raw)
                 WHERE raw.raw IS NOT NULL
                """
            ),
            SQL(
                """
                SELECT partner.commercial_partner_id, partner.id, 'email',
                       partner.email
                  FROM res_partner AS partner
                  JOIN wanted ON wanted.id = partner.id
                 WHERE partner.commercial_partner_id != partner.id
                   AND partner.email IS NOT NULL
                """
            ),
            SQL(
                """
                SELECT point.partner_id, NULL::int,
                       CASE WHEN point.kind = 'email' THEN 'email' ELSE 'phone' END,
                       point.value
                  FROM ficha_contact_point AS point
                  JOIN wanted ON wanted.id = point.partner_id
                 WHERE point.kind IN %s
                """,
                (*PHONE_KINDS, "email"),
            ),
            SQL(
                """
                SELECT partner.commercial_partner_id, partner.id, 'email', point.value
                  FROM ficha_contact_point AS point
                  JOIN res_partner AS partner ON partner.id = point.partner_id
                  JOIN wanted ON wanted.id = partner.id
                 WHERE partner.commercial_partner_id != partner.id
                   AND point.kind = 'email'
                """
            ),
            SQL(
                """
                SELECT alias.partner_id, NULL::int, 'alias', alias.code
                  FROM ficha_client_code_alias AS alias
                  JOIN wanted ON wanted.id = alias.partner_id
                """
            ),
            SQL(
                """
                SELECT former.partner_id, NULL::int, 'former_' || former.kind,
                       former.value
                  FROM ficha_former_value AS former
                  JOIN wanted ON wanted.id = former.partner_id
                """
            ),
            SQL(
                """
                SELECT bank.partner_id, NULL::int, 'iban', bank.acc_number
                  FROM res_partner_bank AS bank
                  JOIN wanted ON wanted.id = bank.partner_id
                 WHERE bank.active
                """
            ),
        ]

    @api.model
    def _identity_flush(self):
        """Write to the database what the sources read; other modules add theirs."""
        self.env["res.partner"].flush_model()
        self.env["ficha.contact.point"].flush_model()
        self.env["ficha.client.code.alias"].flush_model()
        self.env["ficha.former.value"].flush_model()
        self.env["res.partner.bank"].flush_model()

    @api.model
    def _expected_rows(self, partner_ids):
        """The rows that these contacts should have.

        :param list partner_ids: ids of ``res.partner``
        :return: set of ``(partner_id, contact_id or None, kind, value, former)``
        """
        self._identity_flush()
        return self._make_rows(
            self.env.execute_query(
                self._select_raw(SQL("SELECT unnest(%s::int[])", partner_ids))
            )
        )

    @api.model
    def _select_raw(self, wanted):
        """The SELECT of the raw texts of the ids that the SQL ``wanted`` gives: rows
        ``partner_id, contact_id, kind, raw, country codes``, by whose country a number
        without prefix is read: the contact's, its company's, our company's."""
        return SQL(
            """
            WITH wanted (id) AS MATERIALIZED (%(wanted)s),
            home AS (
                SELECT country.code
                  FROM res_company AS company
                  JOIN res_partner AS partner ON partner.id = company.partner_id
                  JOIN res_country AS country ON country.id = partner.country_id
                 ORDER BY company.id
                 LIMIT 1
            )
            SELECT raw.partner_id, raw.contact_id, raw.kind, raw.raw,
                   own.code, entity_country.code, COALESCE(firm.code, home.code)
              FROM (%(sources)s) AS raw (partner_id, contact_id, kind, raw)
              JOIN res_partner AS partner
                ON partner.id = COALESCE(raw.contact_id, raw.partner_id)
              LEFT JOIN home ON true
              LEFT JOIN res_country AS own ON own.id = partner.country_id
              LEFT JOIN res_partner AS entity
                ON entity.id = partner.commercial_partner_id AND entity.id != partner.id
              LEFT JOIN res_country AS entity_country
                ON entity_country.id = entity.country_id
              LEFT JOIN res_company AS company ON company.id = partner.company_id
              LEFT JOIN res_partner AS house ON house.id = company.partner_id
              LEFT JOIN res_country AS firm ON firm.id = house.country_id
            """,
            wanted=wanted,
            sources=SQL(" UNION ALL ").join(self._identity_sources()),
        )

    @api.model
    def _make_rows(self, raw_rows):
        """The keys of rows of ``_select_raw``. What somebody has today they did not
        only have before.

        :return: set of ``(partner_id, contact_id, kind, value, former)``
        """
        rows, before = set(), set()
        for partner_id, contact_id, raw_kind, raw, *codes in raw_rows:
            kind = FORMER.get(raw_kind, raw_kind)
            found = rows if kind == raw_kind else before
            countries = tuple(dict.fromkeys(filter(None, codes)))
            for value in READERS[kind](raw, countries)[:MAX_WORDS]:
                if value:
                    key = (partner_id, contact_id, kind, value[:MAX_LENGTH])
                    found.add((*key, found is before))
        rows.update(row for row in before if (*row[:-1], False) not in rows)
        return rows
