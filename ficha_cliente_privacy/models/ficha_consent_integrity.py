import json

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.searches import searches

from ..tools.point_key import ROW, key_of

#: All that was recorded, but for what changes when a contact or a user is deleted, and
#: what goes with the evidence.
SEALED = (
    *("subject_hmac", "purpose_id", "channel_id", "event", "carried_event"),
    *("corrects_id", "happened_on", "registered_on", "method", "asked"),
    *("notice_id", "shown_sha256", "lang", "point_kind", "point_masked", "point_hmac"),
    *("guardian_name", "guardian_kind", "company_id", "reason"),
)
BATCH = 5000


class FichaConsent(models.Model):
    """Whether rows are what was recorded, or were changed past the application."""

    _inherit = "ficha.consent"

    def _seal(self):
        """Give rows that were just made their seal, and a line of the roll."""
        if not self:
            return
        self.flush_recordset()
        seals = self._seals(SQL("c.id = ANY(%s)", self.ids))
        self.env.cr.execute(
            SQL(
                """WITH sealed AS (
                       UPDATE ficha_consent c SET row_hmac = seal.value
                         FROM unnest(%s::int[], %s::varchar[]) AS seal (id, value)
                        WHERE seal.id = c.id RETURNING c.id, c.method)
                   INSERT INTO ficha_consent_roll (consent_no, of_merge)
                   SELECT id, method = 'merge' FROM sealed""",
                [id_ for id_, *_seals in seals],
                [seal for _id, seal, _kept in seals],
            )
        )
        self.invalidate_recordset(["row_hmac"], flush=False)

    @api.model
    def _seals(self, condition):
        """:return: rows ``(id, the seal they should have, the one they have)``"""
        key = self.env["res.partner"]._ficha_hmac_key(ROW)
        columns = SQL(", ").join(SQL.identifier("c", name) for name in SEALED)
        rows = self.env.execute_query(
            SQL(
                "SELECT c.id, c.row_hmac, c.until, %s FROM ficha_consent c WHERE %s",
                columns,
                condition,
            )
        )
        found = []
        for id_, kept, until, *values in rows:
            # rows of before there were pauses have the seal they had
            values = [id_, *values, *([until] if until else [])]
            found.append(
                (id_, key_of(key, "row", json.dumps(values, default=str)), kept)
            )
        return found

    def _compute_is_intact(self):
        self.flush_recordset()
        # sudo of nothing: the rows are read past the ORM, and only compared
        kept = {
            id_: wanted == seal
            for id_, wanted, seal in self._seals(SQL("c.id = ANY(%s)", self.ids))
        }
        for consent in self:
            consent.is_intact = kept.get(consent.id, True)

    @searches("is_intact")
    def _search_is_intact(self, operator, value):
        if operator != "in":
            return NotImplemented
        touched = Domain("id", "in", self._touched())
        wanted = set(value)
        if wanted == {True}:
            return ~touched
        if wanted <= {False, None}:
            return touched
        return Domain.TRUE

    @api.model
    def _cron_check_seals(self):
        """Each night: name to the privacy desk the rows that somebody changed or
        deleted past the application, each once; and a count of them that was changed.

        :return: how many of these"""
        touched = self._touched()
        found = self.env.execute_query(
            SQL(
                """UPDATE ficha_consent
                      SET touched_on = CASE WHEN id = ANY(%(ids)s)
                                            THEN now() AT TIME ZONE 'UTC' END
                    WHERE (touched_on IS NOT NULL) != (id = ANY(%(ids)s))
                RETURNING id, touched_on IS NOT NULL""",
                ids=touched,
            )
        )
        self.invalidate_model(["touched_on"])
        new = sorted(id_ for id_, is_touched in found if is_touched)
        missing, gone, forged = self.env["ficha.consent.roll"]._missing()
        if new:
            self._tell_desk(
                self.env._("Consents were changed in the database"),
                self.env._(
                    "Rows of what customers said that are no longer what was recorded "
                    "(%(count)s): %(numbers)s. They are under “What was said”, filter "
                    "“Changed in the database”.",
                    count=len(new),
                    numbers=", ".join(f"#{id_}" for id_ in new[:20]),
                ),
            )
        if missing:
            self._tell_desk(
                self.env._("Consents were deleted in the database"),
                self.env._(
                    "Rows of what customers said that are not there any more "
                    "(%(count)s): %(numbers)s. Nothing of ours deletes them: look in a "
                    "backup for what they said.",
                    count=len(missing),
                    numbers=", ".join(f"#{id_}" for id_ in missing[:20]),
                ),
            )
        if gone:
            self._tell_desk(
                self.env._("Consents were deleted in the database"),
                self.env._(
                    "Rows of what customers said that are not there any more: %s. "
                    "Neither is the list of their numbers: compare with a backup.",
                    gone,
                ),
            )
        if forged:
            self._tell_desk(
                self.env._("The count of the consents was changed in the database"),
                self.env._(
                    "How many rows of what customers said there were last night can no "
                    "longer be told, so none may have been deleted, or some: compare "
                    "with a backup. From tonight on it is counted anew."
                ),
            )
        return len(new) + len(missing) + gone + forged

    @api.model
    def _tell_desk(self, subject, body):
        """Tell the privacy desk; where nobody is in it, who manages the files."""
        for group in (
            "ficha_cliente_privacy.group_ficha_privacy",
            "ficha_cliente.group_ficha_manager",
        ):
            users = self.env.ref(group).all_user_ids.filtered("active")
            people = users.partner_id.filtered("active")
            if people:
                self.env["mail.thread"].message_notify(
                    partner_ids=people.ids, subject=subject, body=body
                )
                return

    @api.model
    def _touched(self):
        """Ids of the rows that were changed in the database later."""
        if not self.has_access("read"):
            raise UserError(self.env._("Only who may read consents checks them."))
        self.flush_model()
        found, after = [], 0
        while True:
            rows = self._seals(
                SQL(
                    "c.id IN (SELECT id FROM ficha_consent WHERE id > %s"
                    " ORDER BY id LIMIT %s)",
                    after,
                    BATCH,
                )
            )
            if not rows:
                return found
            found += [id_ for id_, wanted, kept in rows if wanted != kept]
            after = max(id_ for id_, *_rest in rows)
