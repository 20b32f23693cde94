from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import a_text, asks, either

KINDS = [("email", "Email"), ("phone", "Phone"), ("tax", "Tax ID")]
REASONS = [
    ("objected", "Objected"),
    ("erased", "Erased"),
    ("bounced", "Does not arrive"),
    ("imported", "Imported"),
]
SCOPES = [
    ("all", "All marketing"),
    ("electronic", "Electronic messages"),
    ("call", "Calls"),
]


class FichaSuppression(models.Model):
    """Addresses and numbers that are not to be used, kept so that nobody can read them.

    What is left when somebody goes: enough to know them again, and no more
    (LOPDGDD 15.2). ``_suppress`` adds to it.
    """

    _name = "ficha.suppression"
    _description = "Suppressed Address or Number"
    _order = "since desc, id desc"
    _rec_name = "kind"

    kind = fields.Selection(KINDS, required=True, readonly=True, help="What it is.")
    value_hmac = fields.Char(
        "Key",
        required=True,
        readonly=True,
        help="Tells the address again when somebody writes it; cannot be read back.",
    )
    scope = fields.Selection(
        SCOPES, required=True, default="all", readonly=True, help="What is not done."
    )
    since = fields.Date(
        required=True,
        readonly=True,
        default=fields.Date.context_today,
        help="Since when.",
    )
    reason = fields.Selection(
        REASONS, required=True, readonly=True, default="objected", help="Why."
    )

    _value_uniq = models.UniqueIndex(
        "(kind, value_hmac, scope)", "This address is suppressed already."
    )

    # the superuser has no other way to be refused
    def write(self, vals):  # pylint: disable=method-required-super
        """Extends the ORM's: a row is added or taken out, never made another's."""
        raise UserError(
            self.env._("A suppressed address is added or taken out, not changed.")
        )

    @api.model
    def _suppress(self, kind, values, reason, scope="all"):
        """Keep addresses or numbers from being used. In one statement; who is there
        already stays.

        :param str kind: key of ``KINDS``
        :param values: as people write them
        :param str reason: key of ``REASONS``
        :return: how many are new
        """
        Partner = self.env["res.partner"]
        keys = {Partner._ficha_point_key(kind, value) for value in values} - {False}
        if not keys:
            return 0
        added = self.env.execute_query(
            SQL(
                """INSERT INTO ficha_suppression
                          (kind, value_hmac, scope, since, reason,
                           create_uid, create_date, write_uid, write_date)
                   SELECT %(kind)s, new.key, %(scope)s, %(day)s, %(reason)s,
                          %(uid)s, now() AT TIME ZONE 'UTC',
                          %(uid)s, now() AT TIME ZONE 'UTC'
                     FROM unnest(%(keys)s::varchar[]) AS new (key)
                   ON CONFLICT DO NOTHING RETURNING id""",
                kind=kind,
                scope=scope,
                day=fields.Date.context_today(self),
                reason=reason,
                uid=self.env.uid,
                keys=sorted(keys),
            )
        )
        self.invalidate_model()
        return len(added)

    @api.model
    def _is_suppressed(self, kind, value):
        """Hook for whoever receives an address from outside (a form, an import, a
        lead): whether it is suppressed."""
        key = self.env["res.partner"]._ficha_point_key(kind, value)
        # sudo: yes or no, of a key
        return bool(key) and bool(
            self.sudo().search_count(
                [("kind", "=", kind), ("value_hmac", "=", key)], limit=1
            )
        )

    @api.model
    @asks(kind=either(*dict(KINDS)), value=a_text)
    def action_suppress(self, kind, value):
        """Add an address or number that somebody wrote.

        :return: how many are new: 0 or 1
        """
        self.check_access("create")
        return self._suppress(kind, [value], "objected")

    @api.model
    def _mirror(self, kind, values, scope, on):
        """Keep what Odoo's black lists have from being used, as long as they have it.

        :param values: addresses or numbers
        :param bool on: whether they are on the list
        """
        if on:
            self._suppress(kind, values, "imported", scope)
            return
        Partner = self.env["res.partner"]
        keys = {Partner._ficha_point_key(kind, value) for value in values} - {False}
        self.search(
            [
                ("kind", "=", kind),
                ("scope", "=", scope),
                ("reason", "=", "imported"),
                ("value_hmac", "in", sorted(keys)),
            ]
        ).unlink()

    @api.model
    def _mirror_blacklists(self):
        """At installation and at upgrades: who is on Odoo's black lists. The lists stay
        Odoo's own."""
        self.env.flush_all()
        for kind, table, column, scope in (
            ("email", "mail_blacklist", "email", "electronic"),
            ("phone", "phone_blacklist", "number", "all"),
        ):
            rows = self.env.execute_query(
                SQL(
                    "SELECT %s FROM %s WHERE active",
                    SQL.identifier(column),
                    SQL.identifier(table),
                )
            )
            self._suppress(kind, [value for (value,) in rows], "imported", scope)
