import hashlib

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.query import query_column, query_select

KINDS = [("phone", "Telephones"), ("post", "Postal addresses")]


class FichaExclusionCheck(models.Model):
    """Which numbers and addresses were looked up in an exclusion list (Robinson), when,
    and whether they are on it. By key only."""

    _name = "ficha.exclusion.check"
    _description = "Look-up in the Robinson List"
    _order = "checked_on desc, id desc"
    _rec_name = "kind"

    kind = fields.Selection(KINDS, required=True, readonly=True, help="What it is.")
    point_hmac = fields.Char(
        "Key", required=True, readonly=True, help="Of the number or address."
    )
    asked_on = fields.Datetime(readonly=True, help="When it went into a file.")
    checked_on = fields.Datetime(readonly=True, help="When the answer was read.")
    listed = fields.Boolean(readonly=True, help="It is on the list.")
    source = fields.Char(readonly=True, help="Which list, or which file.")

    _point_uniq = models.UniqueIndex(
        "(kind, point_hmac)", "This number was looked up already."
    )

    # -- the two halves of a look-up ---------------------------------------------------

    @api.model
    def _points_to_ask(self, kind):
        """The numbers or addresses of the customers this user sees.

        :return: dict by key of the value as it is looked up
        """
        Partner = self.env["res.partner"]
        partners = Partner._search([("active", "=", True)])
        Partner._ficha_gate_flush()
        among = query_select(partners, query_column(partners, "id"))
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT point.value, point.key FROM (%s) AS point",
                Partner._ficha_points_sql(kind, among),
            )
        )
        return {key: value for value, key in rows}

    @api.model
    def _file_hash(self, value, how, upper):
        """A value as it stands in the file."""
        if how == "plain":
            return value
        digest = hashlib.new(how, value.encode()).hexdigest()
        return digest.upper() if upper else digest

    @api.model
    def _ask(self, kind, how="sha256", upper=False):
        """Note that these points are being looked up.

        :return: list of lines of the file
        """
        points = self._points_to_ask(kind)
        now = fields.Datetime.now()
        self._upsert(kind, list(points), SQL("asked_on"), now)
        return sorted(self._file_hash(value, how, upper) for value in points.values())

    @api.model
    def _answer(self, kind, listed, source, how="sha256", upper=False):
        """Read an answer: which of the points that were asked for are listed. Points
        that were in no file are not touched: nobody looked them up.

        :param listed: lines of the answer
        :return: ``(how many were looked up, how many of them are listed)``
        """
        wanted = {line.strip() for line in listed}
        wanted |= {line.lower() for line in wanted} if how != "plain" else set()
        on_it, off_it = [], []
        for key, value in self._points_to_ask(kind).items():
            is_listed = self._file_hash(value, how, False) in wanted
            (on_it if is_listed else off_it).append(key)
        now = fields.Datetime.now()
        counts = []
        for keys, flag in ((on_it, True), (off_it, False)):
            rows = self.env.execute_query(
                SQL(
                    """UPDATE ficha_exclusion_check SET checked_on = %s, listed = %s,
                              source = %s, write_uid = %s, write_date = %s
                        WHERE kind = %s AND point_hmac = ANY(%s)
                          AND asked_on IS NOT NULL RETURNING id""",
                    now,
                    flag,
                    source,
                    self.env.uid,
                    now,
                    kind,
                    keys,
                )
            )
            counts.append(len(rows))
        self.invalidate_model()
        return sum(counts), counts[0]

    @api.model
    def _upsert(self, kind, keys, column, value):
        self.env.cr.execute(
            SQL(
                """INSERT INTO ficha_exclusion_check
                          (kind, point_hmac, listed, %(column)s,
                           create_uid, create_date, write_uid, write_date)
                   SELECT %(kind)s, new.key, FALSE, %(value)s, %(uid)s,
                          now() AT TIME ZONE 'UTC', %(uid)s, now() AT TIME ZONE 'UTC'
                     FROM unnest(%(keys)s::varchar[]) AS new (key)
                   ON CONFLICT (kind, point_hmac) DO UPDATE
                      SET %(column)s = excluded.%(column)s""",
                column=column,
                kind=kind,
                value=value,
                uid=self.env.uid,
                keys=keys,
            )
        )
        self.invalidate_model()
