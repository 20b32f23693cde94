import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .ficha_duplicate_scan import AT_ONCE, CRON

PARAMETER = "ficha_cliente.duplicate_night"
# Contacts compared with all others in one go, and how many of them at most: beyond
# that a scan of the whole base is sooner done.
BATCH, MOST_CHANGED = 200, 50_000
# What other transactions had written and not committed when a run began has an older
# date and lower numbers: so far back is looked again.
BACK, KEYS_BACK = timedelta(hours=2), 1_000


class FichaDuplicate(models.Model):
    """Looking for duplicates: the whole base on demand, and nightly what changed."""

    _inherit = "ficha.duplicate"

    # -- on demand ---------------------------------------------------------------------

    @api.model
    def action_scan(self):
        """Look for duplicates in the whole base.

        A base of some thousands is done when this returns; a bigger one is done in the
        background, batch by batch, and the screen that opens shows how far it is. A
        scan that is running already is not started twice.

        :return: action that opens the pairs, or the scan that is running
        :raise AccessError: not a user of customer files
        """
        scan = self.env["ficha.duplicate.scan"]._start()
        if scan.total <= AT_ONCE * 8 and self._count_contacts() <= AT_ONCE:
            session = {}
            while scan.state == "running":
                # sudo: the pairs of everybody; who sees which is asked when they look
                scan.sudo()._step(session)
            return self.env["ir.actions.act_window"]._for_xml_id(
                "ficha_cliente.action_ficha_duplicate"
            )
        # sudo: users may not read scheduled actions
        self.env.ref(CRON).sudo()._trigger()
        return {
            "type": "ir.actions.act_window",
            "res_model": "ficha.duplicate.scan",
            "res_id": scan.id,
            "name": self.env._("Looking for duplicates"),
            "views": [(False, "form")],
        }

    # -- nightly -----------------------------------------------------------------------

    @api.model
    def _cron_night(self):
        """Compare the contacts that changed since the last time with all others.

        The first time, and when very many changed (an import), the whole base is
        scanned instead. Each batch is committed; a run that is interrupted goes on
        where it was the next time.
        """
        Cron = self.env["ir.cron"]
        retrying = self.env["ficha.purchase.queue"]._retrying
        night = self._last_night()
        if not night.get("since") or (
            "last" not in night and len(self._changed(night)) > MOST_CHANGED
        ):
            self.env["ficha.duplicate.scan"]._start()
            self.env.ref(CRON)._trigger()
            return
        if "last" not in night:
            night.update(
                until=fields.Datetime.to_string(fields.Datetime.now() - BACK),
                until_key=self._last_key() - KEYS_BACK,
                last=0,
            )
        ids = self._changed(night)
        if not Cron._commit_progress(remaining=len(ids)):
            return
        while ids:
            batch, ids = ids[:BATCH], ids[BATCH:]
            night["last"] = batch[-1]
            retrying(lambda batch=batch: self._refresh_contacts(batch))
            self._set_night(night)
            if not Cron._commit_progress(len(batch), remaining=len(ids)):
                return
        self._set_night({"since": night["until"], "key": night["until_key"]})
        Cron._commit_progress(remaining=0)

    @api.model
    def _refresh_contacts(self, partner_ids):
        """Compare these contacts with all others, and bring their pairs up to date."""
        self.env["ficha.identity.key"]._flush_pending()
        contacts = self._load(partner_ids)
        open_pairs = self.env.execute_query(
            SQL(
                """
                SELECT partner_a_id, partner_b_id
                  FROM ficha_duplicate
                 WHERE state = 'open'
                   AND (partner_a_id = ANY(%(ids)s) OR partner_b_id = ANY(%(ids)s))
                """,
                ids=list(partner_ids),
            )
        )
        words = self._words_of(contacts.values())
        candidates = {
            (min(pair), max(pair)) for pair in self._candidates(contacts, words)
        }
        candidates.update(open_pairs)
        others = {partner_id for pair in candidates for partner_id in pair}
        contacts.update(self._load(others - contacts.keys()))
        self._words_of(contacts.values(), words)
        verdicts = self._score(candidates, contacts, words)
        self._record(verdicts)
        weighed = {(one, other) for one, other, _verdict in verdicts}
        self._forget(set(open_pairs) - weighed)

    @api.model
    def _changed(self, night):
        """Ids of the contacts that changed since that night, in order: those written,
        and those with a key that is newer."""
        return [
            partner_id
            for (partner_id,) in self.env.execute_query(
                SQL(
                    """
                    SELECT id FROM res_partner
                     WHERE write_date >= %(since)s AND id > %(last)s
                     UNION
                    SELECT partner_id FROM ficha_identity_key
                     WHERE id > %(key)s AND partner_id > %(last)s
                     ORDER BY 1
                    """,
                    since=night["since"],
                    key=night["key"],
                    last=night.get("last", 0),
                )
            )
        ]

    @api.model
    def _last_key(self):
        return self.env.execute_query(
            SQL("SELECT COALESCE(max(id), 0) FROM ficha_identity_key")
        )[0][0]

    @api.model
    def _note_scan(self, scan):
        """A scan of the whole base is done: what changed since it began is for the
        night."""
        self._set_night(
            {
                "since": fields.Datetime.to_string(scan.started - BACK),
                "key": scan.last_key - KEYS_BACK,
            }
        )

    @api.model
    def _last_night(self):
        # sudo: parameters are the administrator's
        value = self.env["ir.config_parameter"].sudo().get_param(PARAMETER)
        return json.loads(value or "{}")

    @api.model
    def _set_night(self, values):
        # sudo: parameters are the administrator's
        self.env["ir.config_parameter"].sudo().set_param(PARAMETER, json.dumps(values))
