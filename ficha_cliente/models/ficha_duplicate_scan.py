import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .duplicate_names import Words
from .duplicate_slips import find_slips
from .ficha_duplicate_stages import STAGES

_logger = logging.getLogger(__name__)

# A base of no more contacts is scanned while the user waits.
AT_ONCE = 20_000
# Pairs in memory at once.
PAIRS = 20_000
CRON = "ficha_cliente.ir_cron_duplicate_scan"


class FichaDuplicateScan(models.Model):
    """A run over the whole base: where it is, and what it found.

    Batches are committed one by one together with the place they end at, so a run that
    is interrupted goes on where it was.
    """

    _name = "ficha.duplicate.scan"
    _description = "Scan for duplicates"
    _order = "id desc"
    _rec_name = "started"

    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="running",
        help="A run that was interrupted goes on by itself.",
    )
    stage = fields.Char(readonly=True, default=STAGES[0], help="What it looks at now.")
    cursor = fields.Char(readonly=True, help="The last value of that it looked at.")
    total = fields.Integer(readonly=True, help="Identity keys to look at.")
    processed = fields.Integer(readonly=True, help="Identity keys looked at.")
    compared = fields.Integer("Pairs compared", readonly=True, help="Pairs weighed.")
    last_key = fields.Integer(
        readonly=True, help="The newest identity key when it was started."
    )
    progress = fields.Float(
        compute="_compute_progress", help="How much of the base has been looked at."
    )
    found_certain = fields.Integer(
        "Certain", compute="_compute_found", help="Certain pairs to decide, now."
    )
    found_review = fields.Integer(
        "To review", compute="_compute_found", help="Pairs to review, now."
    )
    started = fields.Datetime(
        readonly=True,
        default=fields.Datetime.now,
        required=True,
        help="When it was started.",
    )
    ended = fields.Datetime(readonly=True, help="When it ended or was cancelled.")
    user_id = fields.Many2one(
        "res.users",
        "Started by",
        readonly=True,
        default=lambda self: self.env.user,
        help="Who started it.",
    )

    _one_running = models.UniqueIndex(
        "(state) WHERE state = 'running'", "A scan is running already."
    )

    @api.depends("processed", "total", "state")
    def _compute_progress(self):
        for scan in self:
            share = 100 * scan.processed / scan.total if scan.total else 0
            scan.progress = 100 if scan.state == "done" else min(99, share)

    def _compute_found(self):
        """What waits for a decision, of what the reader may see."""
        counts = dict(
            self.env["ficha.duplicate"]._read_group(
                [("state", "=", "open")], ["certainty"], ["__count"]
            )
        )
        self.found_certain = counts.get("certain", 0)
        self.found_review = counts.get("review", 0)

    # -- starting, stopping ------------------------------------------------------------

    @api.model
    def _start(self):
        """The scan that is running, or else a new one.

        :raise AccessError: not a user of customer files
        """
        if not self.env.user.has_group("ficha_cliente.group_ficha_user"):
            raise AccessError(
                self.env._("Only users of customer files look for duplicates.")
            )
        # sudo: nobody writes a run but these methods
        scans = self.sudo()
        running = scans.search([("state", "=", "running")], limit=1)
        if running:
            return running
        self.env["ficha.identity.key"]._flush_pending()
        self.env["ficha.identity.word"]._recount()
        return scans.create(
            {
                "total": self.env["ficha.duplicate"]._stage_total(),
                "last_key": self.env["ficha.duplicate"]._last_key(),
            }
        )

    def action_cancel(self):
        """Stop it after the batch it is at; what it found stays.

        :raise AccessError: not a user of customer files
        """
        if not self.env.user.has_group("ficha_cliente.group_ficha_user"):
            raise AccessError(
                self.env._("Only users of customer files stop looking for duplicates.")
            )
        # sudo: nobody writes a run but these methods
        self.sudo().filtered(lambda scan: scan.state == "running").write(
            {"state": "cancelled", "ended": fields.Datetime.now()}
        )

    def action_see_pairs(self):
        """Open the pairs that wait for a decision."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha_duplicate"
        )

    @api.model
    def _cron_run(self):
        """Go on with the scan that is running, batch by batch."""
        Cron = self.env["ir.cron"]
        scan = self.search([("state", "=", "running")], limit=1)
        if not scan:
            return
        retrying = self.env["ficha.purchase.queue"]._retrying
        session = {}
        if not Cron._commit_progress(remaining=scan._remaining()):
            return
        while scan.state == "running":
            before = scan.processed
            retrying(lambda: scan._step(session))
            done = max(scan.processed - before, 0)
            if not Cron._commit_progress(done, remaining=scan._remaining()):
                return
            self.env.invalidate_all()

    def _remaining(self):
        if self.state != "running":
            return 0
        # at least one: the last stage has nothing of the total
        return max(self.total - self.processed, 1)

    # -- a batch -----------------------------------------------------------------------

    def _step(self, session):
        """Do one batch, and remember where it ended.

        :param dict session: kept by the caller from batch to batch; empty at first
        """
        self.ensure_one()
        self.invalidate_recordset()
        if self.state != "running":
            return
        pairs_model = self.env["ficha.duplicate"].with_context(active_test=False)
        words = session.get("words")
        if not words:
            words = session["words"] = self._all_words()
        if self.stage == "slip":
            if "slips" not in session:
                session["slips"] = find_slips(words)
                session["bearers"] = pairs_model._slip_bearers(session["slips"])
            batch = pairs_model._stage_slips(
                int(self.cursor or 0), words, session["slips"], session["bearers"]
            )
        elif self.stage == "old":
            batch = pairs_model._stage_old(int(self.cursor or 0), self.id)
        else:
            batch = pairs_model._stage_values(self.stage, self.cursor)
        pairs, last, number = batch
        self._compare(sorted(pairs), words)
        values = {"cursor": last, "compared": self.compared + len(pairs)}
        if self.stage in ("slip", "old"):
            values["total"] = self.total + number
        values["processed"] = self.processed + number
        if last is None:
            place = STAGES.index(self.stage) + 1
            if place < len(STAGES):
                values["stage"] = STAGES[place]
            else:
                values.update(state="done", ended=fields.Datetime.now())
                pairs_model._note_scan(self)
        self.write(values)
        _logger.info(
            "duplicates: %s, %s of %s keys", self.stage, self.processed, self.total
        )

    @api.model
    def _all_words(self):
        rows = self.env.execute_query(
            SQL("SELECT word, max(frequency) FROM ficha_identity_word GROUP BY word")
        )
        return Words(self.env["ficha.duplicate"]._count_contacts(), dict(rows))

    def _compare(self, pairs, words):
        Pairs = self.env["ficha.duplicate"]
        for start in range(0, len(pairs), PAIRS):
            some = pairs[start : start + PAIRS]
            contacts = Pairs._load({partner_id for pair in some for partner_id in pair})
            verdicts = Pairs._score(some, contacts, words)
            Pairs._record(verdicts, self.id)
            weighed = {(one, other) for one, other, _verdict in verdicts}
            Pairs._forget([pair for pair in some if pair not in weighed])
