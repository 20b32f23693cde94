from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente_privacy.tools.point_key import key_of

SCOPE = "ficha_portal.rate"
TRIES = 10
#: How often each door opens within an hour: for one target, or for one visitor.
LIMITS = {
    "wrong": 10,
    "proof": 30,
    "ask": 3,
    "ask_visitor": 20,
    "signup_visitor": 5,
    "mail": 5,
    "correct": 10,
    "correct_visitor": 60,
    "preference": 600,
    "download": 5,
    "paper": 5,
    "paper_visitor": 30,
}


class FichaRate(models.Model):
    """How often somebody knocked, by hour. Of whom it is says only a key.

    It is counted past the transaction of the request: one that fails has knocked too.
    """

    _name = "ficha.rate"
    _description = "Knocks at a Door"
    _log_access = False
    _rec_name = "bucket"

    bucket = fields.Char(required=True, help="Key of the door and of who knocked.")
    slot = fields.Datetime(required=True, help="The hour.")
    count = fields.Integer(required=True, help="How often.")

    _slot_uniq = models.UniqueIndex("(bucket, slot)", "This hour is counted already.")

    @api.model
    def _hit(self, door, subject):
        """Count one knock.

        :param str door: key of ``LIMITS``
        :param subject: an address, an id, whatever the limit is for
        :return: whether it is within the limit
        """
        # sudo: who knocks has no rights
        key = self.env["res.partner"].sudo()._ficha_hmac_key(SCOPE)
        bucket = key_of(key, door, str(subject))
        now = fields.Datetime.now().replace(minute=0, second=0, microsecond=0)
        # a count that a crash loses is no loss: nobody waits for the disk
        knock = SQL(
            """SET LOCAL synchronous_commit TO OFF;
               INSERT INTO ficha_rate (bucket, slot, count)
                    VALUES (%s, %s, 1)
               ON CONFLICT (bucket, slot)
               DO UPDATE SET count = ficha_rate.count + 1
                 RETURNING count""",
            bucket,
            now,
        )
        for left in reversed(range(TRIES)):
            try:
                with self.env.registry.cursor() as cr:
                    cr.execute(knock, log_exceptions=False)
                    return cr.fetchone()[0] <= LIMITS[door]
            except SerializationFailure:
                # another one knocked at the same moment: a new cursor sees that one
                if not left:
                    raise
        return False

    @api.autovacuum
    def _gc_rates(self):
        """Forget what is older than two days."""
        self.env.cr.execute(
            SQL("DELETE FROM ficha_rate WHERE slot < now() - interval '48 hours'")
        )
