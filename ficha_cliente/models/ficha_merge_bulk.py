import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

_logger = logging.getLogger(__name__)

# Pairs merged together, and committed.
BATCH = 50
# So few are merged while the user waits.
AT_ONCE = 50
CRON = "ficha_cliente.ir_cron_merge_bulk"


class FichaMergeBulk(models.Model):
    """Many possible duplicates merged in one go: how far it is, and what was refused.

    Each batch is committed by itself together with what is left, so a run that is
    interrupted goes on where it was. Every merge of it can be undone by itself.
    """

    _name = "ficha.merge.bulk"
    _description = "Merge of many duplicates"
    _order = "id desc"
    _rec_name = "started"

    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="running",
        index=True,
        help="A run that was interrupted goes on by itself.",
    )
    waiting = fields.Json(readonly=True, help="Ids of the pairs that are left.")
    total = fields.Integer("Pairs", readonly=True, help="Pairs to merge.")
    merged = fields.Integer(readonly=True, help="Pairs merged so far.")
    refused = fields.Integer(
        "Not merged", readonly=True, help="Pairs left as they are."
    )
    refusals = fields.Text(
        "Why not merged", readonly=True, help="The pairs left as they are, and why."
    )
    progress = fields.Float(
        compute="_compute_progress", help="How many of the pairs have been dealt with."
    )
    started = fields.Datetime(
        readonly=True,
        default=fields.Datetime.now,
        required=True,
        help="When it was started.",
    )
    ended = fields.Datetime(readonly=True, help="When it ended or was stopped.")
    user_id = fields.Many2one(
        "res.users",
        "Started by",
        readonly=True,
        required=True,
        default=lambda self: self.env.user,
        help="Who started it, and in whose name the contacts are merged.",
    )

    @api.depends("waiting", "total")
    def _compute_progress(self):
        for run in self:
            left = len(run.waiting or [])
            run.progress = 100 * (run.total - left) / run.total if run.total else 100

    # -- starting, stopping ------------------------------------------------------------

    @api.model
    def _start(self, pairs):
        """Merge these pairs, now if they are few and else in the background.

        :param pairs: ``ficha.duplicate`` that are open
        :return: the run
        """
        # sudo: nobody writes a run but these methods
        run = self.sudo().create({"waiting": pairs.ids, "total": len(pairs)})
        if len(pairs) <= AT_ONCE:
            while run.state == "running":
                run._step()
        else:
            # sudo: users may not read scheduled actions
            self.env.ref(CRON).sudo()._trigger()
        return run

    def action_cancel(self):
        """Stop after the batch it is at; what was merged stays merged.

        :raise AccessError: it is somebody else's
        """
        self.ensure_one()
        manager = self.env.user.has_group("ficha_cliente.group_ficha_manager")
        if self.user_id != self.env.user and not manager:
            raise AccessError(
                self.env._("Only %s or a manager can stop this.", self.user_id.name)
            )
        if self.state == "running":
            # sudo: nobody writes a run but these methods
            self.sudo().write({"state": "cancelled", "ended": fields.Datetime.now()})

    def action_see_merges(self):
        """Open the list of merges, where each can be undone."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha_merge"
        )

    @api.model
    def _cron_run(self):
        """Go on with the runs, batch by batch."""
        Cron = self.env["ir.cron"]
        retrying = self.env["ficha.purchase.queue"]._retrying
        runs = self.search([("state", "=", "running")], order="id")
        if not runs:
            return
        if not Cron._commit_progress(remaining=runs._remaining()):
            return
        for run in runs:
            while run.state == "running":
                before = run._remaining()
                retrying(run._step)
                done = before - run._remaining()
                if not Cron._commit_progress(done, remaining=runs._remaining()):
                    return
                self.env.invalidate_all()

    def _remaining(self):
        return sum(len(run.waiting or []) for run in self if run.state == "running")

    # -- a batch -----------------------------------------------------------------------

    def _step(self):
        """Merge one batch, in the name of whoever started the run."""
        self.ensure_one()
        self.invalidate_recordset()
        if self.state != "running":
            return
        ids = self.waiting or []
        pairs = self.env["ficha.duplicate"].browse(ids[:BATCH]).exists()
        pairs = pairs.filtered(lambda pair: pair.state == "open")
        merged, refused = self._merge_pairs(pairs)
        left = ids[BATCH:]
        values = {
            "waiting": left,
            "merged": self.merged + merged,
            "refused": self.refused + len(refused),
            "refusals": "\n".join(filter(None, [self.refusals, *refused])) or False,
        }
        if not left:
            values.update(state="done", ended=fields.Datetime.now())
        self.write(values)

    def _merge_pairs(self, pairs):
        """Merge pairs; those that hang together become one contact.

        :return: number of pairs merged, and a line for each that was not
        """
        user = self.user_id
        Merge = (
            self.env["ficha.merge"]
            .with_user(user)
            .with_context(lang=user.lang, allowed_company_ids=user.company_ids.ids)
        )
        groups, refused = [], []
        together = self._together(pairs)
        # sudo: who has more documents does not depend on which of them are seen
        survivors = Merge.sudo()._default_survivors([one for one, _pairs in together])
        for (partners, own), survivor in zip(together, survivors, strict=True):
            others = partners.with_env(Merge.env) - survivor
            try:
                Merge._check_merge(survivor.with_env(Merge.env), others)
            except (AccessError, UserError) as error:
                refused += [f"{pair.display_name}: {error}" for pair in own]
            else:
                groups.append((survivor.with_env(Merge.env), others, own))
        done = self._merge_groups(Merge, groups, refused)
        return done, refused

    @api.model
    def _merge_groups(self, Merge, groups, refused):
        """Merge all groups at once; should that fail, one by one.

        :return: number of pairs merged
        """
        if not groups:
            return 0
        try:
            with self.env.cr.savepoint():
                Merge._merge_all([(one, rest, None) for one, rest, _pairs in groups])
            return sum(len(own) for _one, _rest, own in groups)
        except (AccessError, UserError, ValidationError) as error:
            self.env.invalidate_all()
            if len(groups) == 1:
                refused += [f"{pair.display_name}: {error}" for pair in groups[0][2]]
                return 0
        return sum(self._merge_groups(Merge, [group], refused) for group in groups)

    @api.model
    def _together(self, pairs):
        """Contacts that hang together through these pairs.

        :return: list of ``(res.partner, ficha.duplicate)``
        """
        head = {}

        def find(id_):
            while head.setdefault(id_, id_) != id_:
                id_ = head[id_]
            return id_

        for pair in pairs:
            one, other = find(pair.partner_a_id.id), find(pair.partner_b_id.id)
            head[max(one, other)] = min(one, other)
        groups = {}
        Partner = self.env["res.partner"].with_context(active_test=False)
        for pair in pairs:
            start = (Partner, pairs.browse())
            partners, own = groups.get(find(pair.partner_a_id.id), start)
            partners |= Partner.browse((pair.partner_a_id | pair.partner_b_id).ids)
            groups[find(pair.partner_a_id.id)] = (partners, own | pair)
        return list(groups.values())
