from contextlib import contextmanager

from odoo import api, models

from ..tools.merge import Unique

# among what the cursor forgets with a savepoint that is rolled back: the documents of
# which a batch tells their followers, and what is known of these by now
TOGETHER = "ficha_told_together"


class MailFollowers(models.Model):
    _inherit = "mail.followers"

    # Odoo's own merge drops all followers of who goes when one of them is there already
    _ficha_merge_unique = (Unique(("res_model", "res_id", "partner_id")),)

    @api.model
    @contextmanager
    def _told_together(self, documents):
        """While it lasts, whom a notification about one of these documents reaches is
        asked once for all of them, and not once for each: PostgreSQL plans that query
        anew every time, and weighs each index that there is on contacts.

        Only what followers get by themselves; a message with recipients of its own is
        asked for alone.

        :param documents: recordset
        """
        data = self.env.cr.precommit.data
        outer = data.get(TOGETHER)
        data[TOGETHER] = (documents, {})
        try:
            yield
        finally:
            data.pop(TOGETHER, None)
            if outer:
                # who follows these may have changed within
                data[TOGETHER] = (outer[0], {})

    @api.model
    def _get_recipient_data(self, records, message_type, subtype_id, pids=None):
        """Extends mail's: see :meth:`_told_together`. Each document's answer is given
        once; who asks of it again gets a new one."""
        documents, known = self.env.cr.precommit.data.get(TOGETHER) or (None, None)
        ask = super()._get_recipient_data
        if (
            not documents
            or not records
            or pids
            or message_type != "notification"
            or len(records) != 1
            or records._name != documents._name
            or records.id not in documents._ids
        ):
            return ask(records, message_type, subtype_id, pids)
        if subtype_id not in known:
            together = records.browse(documents._ids)
            known[subtype_id] = ask(together, message_type, subtype_id, pids)
        answer = known[subtype_id].pop(records.id, None)
        if answer is None:
            return ask(records, message_type, subtype_id, pids)
        return {records.id: answer}

    @api.model
    def _forget_told_together(self):
        """Who follows has changed: what is known is asked again."""
        _documents, known = self.env.cr.precommit.data.get(TOGETHER) or (None, {})
        known.clear()

    @api.model_create_multi
    def create(self, vals_list):
        """Extends mail's: see :meth:`_told_together`."""
        self._forget_told_together()
        return super().create(vals_list)

    def write(self, vals):
        """Extends mail's: see :meth:`_told_together`."""
        self._forget_told_together()
        return super().write(vals)

    def unlink(self):
        """Extends mail's: see :meth:`_told_together`."""
        self._forget_told_together()
        return super().unlink()
