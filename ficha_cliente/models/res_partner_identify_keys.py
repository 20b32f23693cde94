from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Who has a value: look-ups in the identity keys, with the reader's rights."""

    _inherit = "res.partner"

    @api.model
    def _identify_may_read(self, allowed, column):
        """The condition that the contact in ``column`` is one of ``allowed``.

        A look-up by its primary key for each candidate: the LIMIT keeps PostgreSQL from
        reading all contacts first.

        :param allowed: Query of what the user may read
        :param column: SQL
        """
        return SQL(
            "EXISTS (SELECT FROM (SELECT FROM %s WHERE %s AND %s = %s LIMIT 1) AS may)",
            allowed.from_clause,
            allowed.where_clause or SQL("TRUE"),
            SQL.identifier(allowed.table, "id"),
            column,
        )

    @api.model
    def _identify_key_rights(self, allowed, kinds):
        """The condition that the owner of ``key`` may be read, and so may the contact
        through which it is the owner's: an address is not to be read off its company.

        :param kinds: kinds of keys that are looked up; only addresses have a contact
        """
        owner = self._identify_may_read(allowed, SQL("key.partner_id"))
        if "email" not in kinds:
            return SQL("%s AND key.contact_id IS NULL", owner)
        readable = self._search([])
        contact = (
            SQL("FALSE")
            if readable.is_empty()
            else self._identify_may_read(readable, SQL("key.contact_id"))
        )
        return SQL("%s AND (key.contact_id IS NULL OR %s)", owner, contact)

    @api.model
    def _identify_exact(self, asked, allowed, limit):
        """Who has exactly one of the values that the question may be.

        The order is that of the readings; a contact's own value comes before that of
        its company through it.

        :param asked: Query of ``identify_query``
        :return: list of hits, as of :meth:`_identify`
        """
        if not asked.exact:
            return []
        kinds, values = zip(*asked.exact, strict=True)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT key.partner_id, key.kind, key.value
                  FROM unnest(%s::text[], %s::text[])
                       WITH ORDINALITY AS asked (kind, value, rank)
                  JOIN ficha_identity_key AS key
                    ON key.kind = asked.kind AND key.value = asked.value
                 WHERE %s AND %s
                 ORDER BY asked.rank, key.contact_id IS NOT NULL, key.partner_id
                 LIMIT %s
                """,
                list(kinds),
                list(values),
                self._identify_key_rights(allowed, kinds),
                self._identify_account_rights(asked),
                2 * limit,
            )
        )
        return self._identify_hits(rows, exact=True)

    @api.model
    def _identify_account_rights(self, asked):
        """The condition that ``key`` is no bank account that the user may not read."""
        values = [value for kind, value in asked.exact if kind == "iban"]
        if not values or self.env.su:
            return SQL("TRUE")
        Bank = self.env["res.partner.bank"]
        if not Bank.has_access("read"):
            return SQL("key.kind != 'iban'")
        accounts = Bank._search([("sanitized_acc_number", "in", values)])
        return SQL(
            "(key.kind != 'iban' OR key.partner_id IN %s)",
            accounts.subselect(SQL.identifier(accounts.table, "partner_id")),
        )

    @api.model
    def _identify_starts(self, asked, allowed, limit):
        """Who has a value that begins with what was typed so far.

        :return: list of hits, as of :meth:`_identify`
        """
        if not asked.starts:
            return []
        # one after the other, until there are enough
        branches = [
            SQL(
                """
                SELECT partner_id, contact_id, kind, value, %s AS rank
                  FROM ficha_identity_key WHERE kind = %s AND value LIKE %s
                """,
                rank,
                kind,
                self._identify_like(start),
            )
            for rank, (kind, start) in enumerate(asked.starts)
        ]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT key.partner_id, key.kind, key.value, key.rank,
                       key.contact_id IS NOT NULL
                  FROM (%s) AS key
                 WHERE %s
                 LIMIT %s
                """,
                SQL(" UNION ALL ").join(branches),
                self._identify_key_rights(allowed, {k for k, _value in asked.starts}),
                2 * limit,
            )
        )
        # a contact before its company through it
        rows.sort(key=lambda row: (row[3], row[2], row[4]))
        rows = [row[:3] for row in rows]
        return self._identify_hits(rows, exact=False)

    @api.model
    def _identify_like(self, start):
        """The pattern of what begins with ``start``, whatever characters it has."""
        for special in "\\%_":
            start = start.replace(special, f"\\{special}")
        return f"{start}%"

    @api.model
    def _identify_hits(self, rows, exact):
        return [
            {
                "partner_id": partner_id,
                "kind": kind,
                "value": value,
                "exact": exact,
                "typo": False,
            }
            for partner_id, kind, value in rows
        ]
