import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.ficha_cliente.tools.by_hand import made_by_us

_logger = logging.getLogger(__name__)

# Pairs merged together, and committed.
BATCH = 50
# So few are merged while the user waits.
AT_ONCE = 50


class FichaMergeBulk(models.Model):
    """Many possible duplicates merged in one go: how far it is, and what was refused.

    Every merge of it can be undone by itself.
    """

    _name = "ficha.merge.bulk"
    _inherit = "ficha.progress.mixin"
    _description = "Merge of many duplicates"

    _cron_xmlid = "ficha_cliente_merge.ir_cron_merge_bulk"

    # said again, so that the words are this module's, with its translations
    state = fields.Selection(
        selection_add=[
            ("running", "Running"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ]
    )
    waiting = fields.Json(readonly=True, help="Ids of the pairs that are left.")
    total = fields.Integer("Pairs", readonly=True, help="Pairs to merge.")
    processed = fields.Integer(readonly=True, help="Pairs that were dealt with.")
    merged = fields.Integer(readonly=True, help="Pairs merged so far.")
    refused = fields.Integer(
        "Not merged", readonly=True, help="Pairs left as they are."
    )
    refusals = fields.Text(
        "Why not merged", readonly=True, help="The pairs left as they are, and why."
    )
    progress = fields.Float(help="How many of the pairs have been dealt with.")
    user_id = fields.Many2one(
        required=True,
        help="Who started it, and in whose name the contacts are merged.",
    )

    # -- starting, stopping ------------------------------------------------------------

    @api.model
    def _start(self, pairs):
        """Merge these pairs, now if they are few and else in the background.

        :param pairs: ``ficha.duplicate`` that are open
        :return: the run
        """
        # sudo: nobody writes a run but these methods
        run = made_by_us(self).create({"waiting": pairs.ids, "total": len(pairs)})
        if len(pairs) <= AT_ONCE:
            run._run_now()
        else:
            run._trigger_cron()
        return run

    def _check_cancel(self):
        """Extended: whoever started it stops it, or a manager."""
        if self.env.user.has_group("ficha_cliente.group_ficha_manager"):
            return
        for run in self:
            if run.user_id != self.env.user:
                raise AccessError(
                    self.env._("Only %s or a manager can stop this.", run.user_id.name)
                )

    def action_see_merges(self):
        """Open the list of merges, where each can be undone."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente_merge.action_ficha_merge"
        )

    # -- a batch -----------------------------------------------------------------------

    def _batch(self, _session):
        """Extended: merge pairs, in the name of whoever started the run."""
        ids = self.waiting or []
        pairs = self.env["ficha.duplicate"].browse(ids[:BATCH]).exists()
        pairs = pairs.filtered(lambda pair: pair.state == "open")
        merged, refused = self._merge_pairs(pairs)
        left = ids[BATCH:]
        values = {
            "waiting": left,
            "processed": self.processed + len(ids) - len(left),
            "merged": self.merged + merged,
            "refused": self.refused + len(refused),
            "refusals": "\n".join(filter(None, [self.refusals, *refused])) or False,
        }
        self.write(values)
        if not left:
            self._end()
        return len(ids) - len(left)

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
        together = self._connected(pairs)
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
    def _connected(self, pairs):
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
