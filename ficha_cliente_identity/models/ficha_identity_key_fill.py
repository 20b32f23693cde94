import io
import logging

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.batches import has_left, run_in_order
from odoo.addons.ficha_cliente.tools.retry import retrying

from .ficha_identity_key import DATA

CHECK = "ficha_cliente_identity.ir_cron_identity_check"

_logger = logging.getLogger(__name__)

# contacts whose texts are in memory at once
SLICE = 50_000

# contacts compared each night, and how many of a hundred may be wrong before all are
SAMPLE = 2_000
TOLERATED_PERCENT = 1
INCREMENTAL_SLICE = 5_000


class FichaIdentityKey(models.Model):
    """All keys at once: at installation, and a look every night whether they hold."""

    _inherit = "ficha.identity.key"

    @api.model
    def _fill_when_empty(self):
        """Make the keys of a database that has none: called by the data files, at the
        installation and at an update from before there were any. Those of a big base
        are made in the background: the installation is one request, and a worker may
        not take long for it."""
        if self.env.execute_query(SQL("SELECT FROM ficha_identity_key LIMIT 1")):
            return
        last = self.env.execute_query(SQL("SELECT max(id) FROM res_partner"))[0][0]
        if last <= SLICE:
            self._rebuild()
        else:
            self.env["ficha.batch.place"]._start_first_fill(CHECK)

    @api.model
    def _rebuild(self):
        """Make all keys anew, from the contacts: slices are read by one SELECT and
        written by COPY, and the indexes are made after the rows.

        One transaction: others see the old keys until it commits. A million contacts
        take some two minutes (benchmarks/RESULTS.md).

        :return: number of keys
        """
        self._identity_flush()
        cr = self.env.cr
        cr.precommit.data.pop(DATA, None)
        cr.execute("SELECT COALESCE(max(id), 0) FROM res_partner")
        last = cr.fetchone()[0]
        total = 0
        cr.execute("TRUNCATE ficha_identity_key, ficha_identity_word")
        indexes = self._drop_indexes()
        for start in range(1, last + 1, SLICE):
            wanted = SQL(
                "SELECT id FROM res_partner WHERE id BETWEEN %s AND %s",
                start,
                start + SLICE - 1,
            )
            cr.execute(self._select_raw(wanted))
            rows = self._make_rows(cr.fetchall())
            self._copy_rows(rows)
            total += len(rows)
            if last > SLICE:
                _logger.info("identity keys: %s of %s contacts", start - 1, last)
        for definition in indexes:
            cr.execute(definition)
        cr.execute("ANALYZE ficha_identity_key")
        self.env["ficha.identity.word"]._recount()
        cr.execute("ANALYZE ficha_identity_word")
        self.invalidate_model()
        return total

    @api.model
    def _drop_indexes(self):
        """Take the table's indexes away, but the primary key.

        :return: list of the statements that make them again
        """
        cr = self.env.cr
        cr.execute(
            """
            SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid),
                   obj_description(indexrelid, 'pg_class')
              FROM pg_index
             WHERE indrelid = 'ficha_identity_key'::regclass AND NOT indisprimary
            """
        )
        statements = []
        for name, definition, comment in cr.fetchall():
            cr.execute(SQL("DROP INDEX %s", SQL.identifier(name.strip('"'))))
            statements.append(SQL(definition.replace("%", "%%")))
            if comment:
                # Odoo tells by it whether an index is as the code declares it
                statements.append(
                    SQL("COMMENT ON INDEX %s IS %s", SQL.identifier(name), comment)
                )
        return statements

    @api.model
    def _copy_rows(self, rows):
        text = io.StringIO()
        for partner_id, contact_id, kind, value, former in rows:
            contact = "\\N" if contact_id is None else contact_id
            # no value holds a tab or a line: normalising leaves none
            value = value.replace("\\", "\\\\")
            mark = "t" if former else "f"
            text.write(f"{partner_id}\t{contact}\t{kind}\t{value}\t{mark}\n")
        text.seek(0)
        self.env.cr.copy_expert(
            "COPY ficha_identity_key (partner_id, contact_id, kind, value, former)"
            " FROM STDIN",
            text,
        )

    @api.model
    def _cron_check(self):
        """Compare a sample of contacts with their data, and put right what is wrong.

        When more than ``TOLERATED_PERCENT`` of them were wrong (rows changed past the
        ORM, say, or a base so big that its first keys are made here), everybody is
        looked at, in slices that commit. The words of names are counted as well.
        """
        if has_left(self.env):
            return
        if self.env["ficha.batch.place"]._is_under_way(CHECK):
            self._repair_all()
            return
        sample = self.env.execute_query(
            SQL(
                """
                SELECT id FROM res_partner
                 WHERE id >= (SELECT floor(random() * max(id)) FROM res_partner)
                 ORDER BY id LIMIT %s
                """,
                SAMPLE,
            )
        )
        wrong = self._sync([partner_id for (partner_id,) in sample])
        self.env["ficha.identity.word"]._recount()
        _logger.info("identity keys: %s of %s contacts wrong", wrong, len(sample))
        if wrong * 100 > max(len(sample), 1) * TOLERATED_PERCENT:
            self._repair_all()

    @api.model
    def _repair_all(self):
        """Compare everybody, in slices that commit."""
        last = self.env.execute_query(SQL("SELECT max(id) FROM res_partner"))[0][0]
        starts = list(range(1, last + 1, INCREMENTAL_SLICE))
        if run_in_order(self.env, CHECK, starts, self._repair_slices, 1):
            retrying(self.env, self.env["ficha.identity.word"]._recount)
            _logger.info("identity keys: all contacts were compared")

    @api.model
    def _repair_slices(self, starts):
        """:param starts: the first ids of slices of contacts"""
        for start in starts:
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM res_partner WHERE id BETWEEN %s AND %s",
                    start,
                    start + INCREMENTAL_SLICE - 1,
                )
            )
            self._sync([partner_id for (partner_id,) in rows])
