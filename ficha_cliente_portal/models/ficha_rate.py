from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.http import request
from odoo.tools import SQL

from odoo.addons.ficha_cliente_privacy.tools.point_key import key_of

SCOPE = "ficha_portal.rate"
TRIES = 10
CLOSED = timedelta(minutes=15)
HOUR, DAY = 60, 24 * 60
SLOT = 10  # minutes that are counted together
#: How often each door opens within so many minutes: for one target, or one visitor.
LIMITS = {
    "wrong": {HOUR: 10},
    "proof": {HOUR: 30},
    "ask": {HOUR: 3, DAY: 8},
    "ask_visitor": {HOUR: 20},
    "signup_visitor": {HOUR: 5, DAY: 20},
    "mail": {HOUR: 5},
    "text": {HOUR: 3, DAY: 8},  # each costs money
    "text_stranger": {HOUR: 20, DAY: 100},  # of a company, to numbers of anybody
    "signup_mail": {HOUR: 3, DAY: 3},
    "correct": {HOUR: 10, DAY: 10},
    "correct_visitor": {HOUR: 60},
    "preference": {HOUR: 600},
    # ten minutes at least: the ones that run, and the ten before
    "download": {2 * SLOT: 1, DAY: 5},
    "paper": {HOUR: 5},
    "paper_visitor": {HOUR: 30},
    # of a whole company, whoever it is: somebody tries one after another
    "brake": {HOUR: 500},
    "closed": {SLOT: 1},
}


class FichaRate(models.Model):
    """How often somebody knocked, by ten minutes. Of whom it is says only a key.

    It is counted past the transaction of the request: one that fails has knocked too.
    """

    _name = "ficha.rate"
    _description = "Knocks at a Door"
    _log_access = False
    _rec_name = "bucket"

    bucket = fields.Char(required=True, help="Key of the door and of who knocked.")
    slot = fields.Datetime(required=True, help="The ten minutes.")
    count = fields.Integer(required=True, help="How often.")

    _slot_uniq = models.UniqueIndex(
        "(bucket, slot)", "These ten minutes are counted already."
    )

    @api.model
    def _hit(self, door, subject):
        """Count one knock. A request that Odoo repeats, as another one wrote the same
        at the same moment, is one knock.

        :param str door: key of ``LIMITS``
        :param subject: an address, an id, whatever the limit is for
        :return: whether it is within the limit
        """
        # what is kept with the request outlives its transaction
        known = request.httprequest.environ if request else {}
        known = known.setdefault("ficha.knocks", {})
        knock = (door, str(subject))
        if knock not in known:
            known[knock] = self._knock(*knock)
        return known[knock]

    @api.model
    def _knock(self, door, subject):
        bucket, now = self._bucket(door, subject), self._slot()
        limits = LIMITS[door]
        # a count that a crash loses is no loss: nobody waits for the disk
        knock = SQL(
            """SET LOCAL synchronous_commit TO OFF;
               WITH knock AS (
                   INSERT INTO ficha_rate (bucket, slot, count)
                        VALUES (%(bucket)s, %(now)s, 1)
                   ON CONFLICT (bucket, slot)
                   DO UPDATE SET count = ficha_rate.count + 1
                     RETURNING count)
               SELECT %(counts)s FROM knock""",
            bucket=bucket,
            now=now,
            counts=SQL(", ").join(
                SQL(
                    """knock.count + COALESCE((
                           SELECT sum(count) FROM ficha_rate
                            WHERE bucket = %s AND slot > %s AND slot < %s), 0)""",
                    bucket,
                    now - timedelta(minutes=minutes),
                    now,
                )
                for minutes in limits
            ),
        )
        counts = self._apart(knock)
        return all(
            count <= most for count, most in zip(counts, limits.values(), strict=True)
        )

    @api.model
    def _apart(self, statement):
        """One statement past the transaction of the request.

        :return: its first row; None where it has none
        """
        for left in reversed(range(TRIES)):
            try:
                with self.env.registry.cursor() as cr:
                    cr.execute(statement, log_exceptions=False)
                    return cr.fetchone() if cr.description else None
            except SerializationFailure:
                # another one knocked at the same moment: a new cursor sees that one
                if not left:
                    raise
        return None

    @api.model
    def _bucket(self, door, subject):
        # sudo: who knocks has no rights
        key = self.env["res.partner"].sudo()._ficha_hmac_key(SCOPE)
        return key_of(key, door, subject)

    @api.model
    def _slot(self):
        now = fields.Datetime.now()
        return now.replace(minute=now.minute // SLOT * SLOT, second=0, microsecond=0)

    # -- the brake ---------------------------------------------------------------------

    @api.model
    def _missed(self, company):
        """Somebody tried something that is not there. Too many of these, from wherever,
        are one who tries one after another: the doors of this company at which
        something can be tried close for a while, and the privacy desk is told.

        :param company: ``res.company``
        """
        if self._hit("brake", company.id):
            return
        self._hit("closed", company.id)
        # others may be trying at this very moment
        self._apart(
            SQL(
                "DELETE FROM ficha_rate WHERE bucket = %s",
                self._bucket("brake", str(company.id)),
            )
        )
        # sudo: a visitor made it necessary, and is told nothing
        desk = self.env["ficha.consent"].sudo().with_company(company)
        # in the language of the desk, and not of whoever tries
        desk = desk.with_context(lang=company._ficha_lang())
        env = desk.env
        desk._tell_desk(
            env._("Somebody tries links and codes"),
            env._(
                "More than %(most)s links and codes that do not exist were tried "
                "within an hour at the pages for customers of “%(company)s”. They are "
                "closed for a quarter of an hour; stopping what one receives goes on.",
                most=LIMITS["brake"][HOUR],
                company=company.name,
            ),
        )

    @api.model
    def _is_closed(self, company):
        """Whether too much was tried at the doors of this company just now."""
        limit = fields.Datetime.now() - CLOSED
        return bool(
            self.env.execute_query(
                SQL(
                    "SELECT FROM ficha_rate WHERE bucket = %s AND slot > %s",
                    self._bucket("closed", str(company.id)),
                    limit - timedelta(minutes=SLOT),
                )
            )
        )

    @api.autovacuum
    def _gc_rates(self):
        """Forget what is older than two days."""
        self.env.cr.execute(
            SQL("DELETE FROM ficha_rate WHERE slot < now() - interval '48 hours'")
        )
