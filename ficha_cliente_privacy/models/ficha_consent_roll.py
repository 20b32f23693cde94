import hmac

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.point_key import ROW, key_of

HEAD = "ficha_privacy.roll"


class FichaConsentRoll(models.Model):
    """The numbers of the rows of the ledger, so that one that somebody deletes past
    the application is missed.

    A seal tells that a row was changed; of a row that is gone it tells nothing. The
    roll gets its line in the statement that seals the row. How many lines there are is
    kept under seal from night to night, so that the roll is not shortened either.
    """

    _name = "ficha.consent.roll"
    _description = "Roll of What Was Said"
    _log_access = False
    _order = "consent_no"
    _rec_name = "consent_no"

    consent_no = fields.Integer(
        "Number", required=True, readonly=True, help="Of a row of what was said."
    )
    of_merge = fields.Boolean(
        readonly=True, help="A merge made the row, and undoing it takes it out."
    )
    missing_on = fields.Datetime(
        "Found missing on",
        readonly=True,
        help="The nightly check found then that the row is not there any more.",
    )

    _consent_uniq = models.UniqueIndex("(consent_no)", "This row is on the roll.")

    def init(self):
        """A ledger that is older than its roll is put on it, once; from then on a roll
        without its count is one whose count somebody took away."""
        self.env.cr.execute("SELECT FROM ficha_consent_roll LIMIT 1")
        if self.env.cr.rowcount:
            return
        self.env.cr.execute("SELECT to_regclass('ficha_consent')")
        if self.env.cr.fetchone()[0]:  # the first time the ledger is made after it
            self.env.cr.execute(
                """INSERT INTO ficha_consent_roll (consent_no, of_merge)
                   SELECT id, method = 'merge' FROM ficha_consent"""
            )
        # sudo: the count, for nobody. One that an earlier installation left counts
        # rows that went with it
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(HEAD, f"0:0:{self._head_seal('0:0')}")

    @api.model
    def _missing(self):
        """Look for rows that are on the roll and not in the ledger.

        :return: ``(numbers that were not known to be missing, lines gone from the
            roll itself, whether its count was changed)``
        """
        self.env["ficha.consent"].flush_model()
        self.flush_model()
        found = self.env.execute_query(
            SQL(
                """UPDATE ficha_consent_roll r
                      SET missing_on = CASE WHEN there.id IS NULL
                                            THEN now() AT TIME ZONE 'UTC' END
                     FROM ficha_consent_roll k
                     LEFT JOIN ficha_consent there ON there.id = k.consent_no
                    WHERE k.id = r.id
                      AND (k.missing_on IS NULL) = (there.id IS NULL)
                RETURNING r.consent_no, r.missing_on IS NOT NULL"""
            )
        )
        self.invalidate_model(["missing_on"])
        gone, forged = self._shortened()
        return sorted(number for number, missing in found if missing), gone, forged

    @api.model
    def _shortened(self):
        """How many lines are gone since the last night; and count anew.

        :return: ``(how many, whether the count itself is not what was kept)``
        """
        Parameter = self.env["ir.config_parameter"].sudo()  # the count, for nobody
        upto, count, forged = self._head(Parameter.get_param(HEAD))
        [(before, now, last)] = self.env.execute_query(
            SQL(
                """SELECT count(*) FILTER (WHERE consent_no <= %s), count(*),
                          COALESCE(max(consent_no), 0)
                     FROM ficha_consent_roll WHERE of_merge IS NOT TRUE""",
                upto,
            )
        )
        said = f"{last}:{now}"
        Parameter.set_param(HEAD, f"{said}:{self._head_seal(said)}")
        return max(count - before, 0), forged

    @api.model
    def _head(self, kept):
        """:return: ``(last number, how many, False)`` of the last night; zeros and
        True where it is not as it was kept"""
        said, _colon, seal = (kept or "").rpartition(":")
        if not said or not hmac.compare_digest(
            seal.encode(), self._head_seal(said).encode()
        ):
            return 0, 0, True
        upto, count = said.split(":")
        return int(upto), int(count), False

    @api.model
    def _head_seal(self, said):
        # sudo: the key is made with the secret, nobody is told it
        key = self.env["res.partner"].sudo()._ficha_hmac_key(ROW)
        return key_of(key, "roll", said)
