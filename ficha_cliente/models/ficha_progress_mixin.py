from odoo import api, fields, models

from ..tools.batches import run_batches
from ..tools.depends import where_there


class FichaProgressMixin(models.AbstractModel):
    """Long work that goes on in the background, batch by batch, and can be stopped.

    Each batch is committed by itself together with the place it ends at, so work that
    is interrupted goes on where it was. A model that inherits this says which scheduled
    action goes on with it (``_cron_xmlid``), how far it is (``_progress_fields``), and
    what a batch is: its method ``_batch(session)`` does one, remembers where it ended,
    calls :meth:`_end` **with the last** (and not when it finds no more: nobody shall
    look at a finished run that is said to be running), and returns how much was done.
    ``session`` is a dict that is kept from batch to batch, and empty again after
    another transaction was in the way; its ``"share"``, when there, is the part of its
    usual size that the batch should have, see ``tools/batches.py``.
    """

    _name = "ficha.progress.mixin"
    _description = "Work in the Background"
    _order = "id desc"
    _rec_name = "started"

    # the scheduled action that calls ``_cron_run``
    _cron_xmlid = None
    # names of two fields: how much is done, and of how much
    _progress_fields = ("processed", "total")

    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="running",
        copy=False,
        help="An interrupted run resumes by itself.",
    )
    progress = fields.Float(
        compute="_compute_progress", help="How much has been done, of 100."
    )
    started = fields.Datetime(
        readonly=True,
        default=fields.Datetime.now,
        copy=False,
        help="When it was started.",
    )
    ended = fields.Datetime(
        readonly=True, copy=False, help="When it ended or was stopped."
    )
    user_id = fields.Many2one(
        "res.users",
        "Started by",
        readonly=True,
        default=lambda self: self.env.user,
        help="Who started it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the ORM's: in whose name it is done is never a default, which anybody
        may set for themselves."""
        return super().create([{"user_id": self.env.uid, **vals} for vals in vals_list])

    @api.depends(where_there("state", attribute="_progress_fields"))
    def _compute_progress(self):
        done, total = self._progress_fields
        if total not in self._fields:  # the mixin itself
            self.progress = 0
            return
        for run in self:
            share = 100 * run[done] / run[total] if run[total] else 0
            # how much there is may be an estimate: the end is when it has ended
            run.progress = 100 if run.state == "done" else min(99, share)

    # -- starting, stopping ------------------------------------------------------------

    def _trigger_cron(self):
        """Have the scheduler go on with it."""
        # sudo: users may not read scheduled actions
        self.env.ref(self._cron_xmlid).sudo()._trigger()

    def _run_now(self):
        """Do all of it while the user waits."""
        session = {}
        while self.state == "running":
            self._step(session)

    def _end(self, state="done"):
        self.write({"state": state, "ended": fields.Datetime.now()})

    def action_cancel(self):
        """Stop after the batch it is at; what was done stays.

        :raise AccessError: see :meth:`_check_cancel`
        """
        self._check_cancel()
        running = self.filtered(lambda run: run.state == "running")
        # sudo: who may stop it need not be allowed to write anything else of it
        running.sudo()._end("cancelled")

    def _check_cancel(self):
        """Whether the user may stop it.

        :raise AccessError: when they may not
        """
        self.check_access("write")

    # -- going on ----------------------------------------------------------------------

    @api.model
    def _cron_run(self):
        """Go on with what is running, batch by batch, as long as the scheduler lets."""
        sessions = {}

        def running():
            return self.search([("state", "=", "running")], order="id")

        def batch(share):
            for run in running():
                session = sessions.setdefault(run.id, {})
                if share < session.get("share", 1):
                    # what it has kept is of a transaction that was rolled back
                    session.clear()
                session["share"] = share
                # a part of it in which there was nothing to do is not its end
                while run.state == "running":
                    if done := run._step(session):
                        return done
            return 0

        run_batches(
            self.env, batch, lambda: running()._remaining(), running()._goes_on_for()
        )

    def _goes_on_for(self):
        """For how many seconds those that are running go on in one go, although the
        scheduler's time is over. A hook for work that has to prepare so much before its
        first batch that it would do little else: a server ends what takes 120."""
        return 0

    def _remaining(self):
        """How much is left to do in those that are running."""
        done, total = self._progress_fields
        # at least one: the last batch may find that there is no more
        return sum(
            max(run[total] - run[done], 1) for run in self if run.state == "running"
        )

    def _step(self, session=None):
        """Do one batch, unless it has been stopped.

        :param dict session: kept by the caller from batch to batch; empty at first
        :return: how much was done
        """
        self.ensure_one()
        self.invalidate_recordset()
        if self.state != "running":
            return 0
        return self._batch({} if session is None else session)
