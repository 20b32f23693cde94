from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ..tools.arguments import asks, either
from ..tools.groups import INTERNAL
from ..tools.words import document_link

STAGES = ("suspect", "lead", "prospect", "customer", "former")

# Those who do not buy yet.
ON_THE_WAY = STAGES[:3]


def farthest(stages):
    """Of several stages the one that is farthest on the way: a customer who buys is
    none who no longer does.

    :param stages: keys of ``ficha_lifecycle``; empty ones do not count
    :return: one of them, or False
    """
    reached = [stage for stage in STAGES if stage in stages]
    if "customer" in reached:
        return "customer"
    return reached[-1] if reached else False


class ResPartner(models.Model):
    """Situation: how far somebody is on the way to being a customer.

    Facts move it forward (``_advance_lifecycle``) and never back. A person may
    set any stage; going back is allowed to whoever may edit the contact, and
    always leaves a note saying so. A former customer who is invoiced again is a
    customer again: that is a fact, and the note says it.
    """

    _inherit = "res.partner"

    ficha_lifecycle = fields.Selection(
        [
            ("suspect", "Suspect"),
            ("lead", "Lead"),
            ("prospect", "Prospect"),
            ("customer", "Customer"),
            ("former", "Former customer"),
        ],
        string="Situation",
        tracking=True,
        copy=False,
        group_expand="_group_expand_lifecycle",
        groups=INTERNAL,
        help="Suspect: might be interested. Lead: has shown interest. Prospect: has "
        "asked for an offer. Customer: has been invoiced. Former customer: no "
        "longer buys. A posted invoice makes a customer.",
    )

    # those who do not buy yet are few among those who do: their lists, and the day of
    # who sells to them, read no others
    _ficha_on_the_way_idx = models.Index(
        "(ficha_lifecycle, user_id) "
        "WHERE ficha_lifecycle IN ('suspect', 'lead', 'prospect')"
    )

    @api.model
    def _group_expand_lifecycle(self, stages, domain):
        """The columns of *Potential customers* are there when they are empty, to drag
        somebody into; elsewhere a group is one that has somebody."""
        if self.env.context.get("ficha_potential"):
            return list(ON_THE_WAY)
        return stages

    def _auto_init(self):
        """Extended: those who already have posted invoices are customers from the
        start, and everybody else might be interested."""
        if not column_exists(self.env.cr, "res_partner", "ficha_lifecycle"):
            create_column(self.env.cr, "res_partner", "ficha_lifecycle", "varchar")
            self._fill_lifecycle()
        return super()._auto_init()

    @api.model
    def _fill_lifecycle(self):
        """Give a situation to all who have none: customers are those with a posted
        invoice, and suspects the others, but for contacts of companies, our own
        companies and people, and those who only supply. For an existing database: no
        notes are written."""
        self.env.cr.execute(
            SQL(
                """UPDATE res_partner
                      SET ficha_lifecycle = 'customer'
                    WHERE ficha_lifecycle IS NULL
                      AND id IN (
                          SELECT commercial_partner_id
                            FROM account_move
                           WHERE state = 'posted'
                             AND move_type IN ('out_invoice', 'out_receipt'))"""
            )
        )
        self.env.cr.execute(
            SQL(
                """UPDATE res_partner
                      SET ficha_lifecycle = 'suspect'
                    WHERE ficha_lifecycle IS NULL
                      AND commercial_partner_id = id
                      AND partner_share
                      AND (COALESCE(supplier_rank, 0) = 0
                           OR COALESCE(customer_rank, 0) > 0)
                      AND id NOT IN (SELECT partner_id FROM res_company)"""
            )
        )

    def write(self, vals):
        """Extended: a stage set back by hand is said in the chatter."""
        if "ficha_lifecycle" in vals:
            self._note_lifecycle_set_back(vals["ficha_lifecycle"])
        return super().write(vals)

    @asks(stage=either(*STAGES))
    def action_lifecycle_set(self, stage):
        """Set the situation by hand, by one click on the page or by dragging a card.

        :param stage: a key of ``ficha_lifecycle``
        :return: as ``ficha.gesture._answer``
        """
        self._check_followup_rights()
        entities = self.commercial_partner_id
        before = self.env["ficha.gesture"]._state_of(entities)
        entities.ficha_lifecycle = stage
        field = self._fields["ficha_lifecycle"]
        label = dict(field._description_selection(self.env))[stage]
        message = self.env._("%(name)s: %(state)s.", name=self._said(), state=label)
        if stage == "former":
            message = self.env._(
                "%(name)s no longer counts among the customers: it is in “Former "
                "customers”, with all that is known of it. A new invoice makes it a "
                "customer again.",
                name=self._said(),
            )
        return self.env["ficha.gesture"]._answer(before, message)

    def _note_lifecycle_set_back(self, stage):
        def rank(value):
            return STAGES.index(value) if value in STAGES else -1

        returned = ("former", "customer")  # forward in life, back in the list
        back = self.filtered(
            lambda p: rank(stage) < rank(p.ficha_lifecycle)
            and (p.ficha_lifecycle, stage) != returned
        )
        if back:
            back._track_set_log_message(
                self.env._("The situation was set back by hand.")
            )

    def _advance_lifecycle(self, stage, proofs=None):
        """Move the commercial entities of ``self`` forward to ``stage``.

        Called when a fact proves the stage, with any number of contacts and at a
        constant number of queries: one when there is nothing to change. Entities
        at or beyond the stage are left alone, except that a former customer
        proved a customer returns to be one.

        :param str stage: one of the keys of ``ficha_lifecycle``
        :param dict proofs: optional, by id of commercial entity: the document that
            proves it, for the note
        :return: the entities that changed
        """
        entities = self.commercial_partner_id
        if not entities:
            return entities
        earlier = self._lifecycle_earlier(stage)
        # sudo: an invoicing user may not write contacts, and the change is a
        # consequence of the document they may post; only this column is written.
        entities.sudo().flush_recordset(["ficha_lifecycle"])
        rows = self.env.execute_query(
            SQL(
                """UPDATE res_partner new
                      SET ficha_lifecycle = %(stage)s,
                          write_uid = %(uid)s,
                          write_date = NOW() AT TIME ZONE 'UTC'
                     FROM res_partner old
                    WHERE old.id = new.id
                      AND new.id IN %(ids)s
                      AND COALESCE(old.ficha_lifecycle, '') IN %(earlier)s
                RETURNING new.id, old.ficha_lifecycle""",
                stage=stage,
                uid=self.env.uid,
                ids=tuple(entities.ids),
                earlier=earlier,
            )
        )
        changed = self.browse(row[0] for row in rows)
        if changed:
            changed.invalidate_recordset(["ficha_lifecycle"], flush=False)
            changed._log_lifecycle(stage, dict(rows), proofs or {})
        return changed

    @api.model
    def _lifecycle_earlier(self, stage):
        """The situations from which a fact moves somebody on to ``stage``; an empty
        text is none."""
        earlier = ("", *STAGES[: STAGES.index(stage)])
        return (*earlier, "former") if stage == "customer" else earlier

    def _lifecycle_behind(self, stage):
        """Those whose customer would be moved on to ``stage``, as far as is known here:
        for who looks at the same contacts again and again, and has read them.

        :return: the commercial entities
        """
        earlier = self._lifecycle_earlier(stage)
        # sudo: only how far they are
        entities = self.sudo().commercial_partner_id
        behind = entities.filtered(lambda p: (p.ficha_lifecycle or "") in earlier)
        return behind.sudo(self.env.su)

    def _lifecycle_on_incoming(self):
        """These contacts wrote to us: who was only suspected of being interested has
        shown it. Who has no situation, as those who only supply, gets none."""
        # sudo: the message may come from the mail gateway or from a portal user
        entities = self.sudo().commercial_partner_id
        entities.filtered(lambda p: p.ficha_lifecycle == "suspect")._advance_lifecycle(
            "lead"
        )

    def _ficha_merge_own_fields(self):
        """Extends ours: nobody chooses a stage."""
        return super()._ficha_merge_own_fields() | {"ficha_lifecycle"}

    def _ficha_merge_values(self, others):
        """Extends ours: as far on the way as the farthest of them."""
        values = super()._ficha_merge_values(others)
        stage = farthest((self | others).mapped("ficha_lifecycle"))
        return values | {"ficha_lifecycle": stage}

    def _ficha_merged(self, merging):
        """Extends ours: a stage is the customer's, so the company of a kept contact is
        at least as far."""
        result = super()._ficha_merged(merging)
        for kept, _others in merging.groups:
            company = kept.commercial_partner_id
            stage = farthest([kept.ficha_lifecycle, company.ficha_lifecycle])
            if company.ficha_lifecycle != stage:
                with merging.recording(kept):
                    company.ficha_lifecycle = stage
        return result

    def _log_lifecycle(self, stage, before, proofs):
        """Write the note of a change made by a fact, for all contacts at once.

        Only for those of whom something was known: a suspect is what everybody is from
        the start, so nothing was changed that anybody decided, and a hundred notes on a
        hundred new customers would be half of what posting their first invoices may
        cost.
        """
        context = self.env.context
        if context.get("tracking_disable") or context.get("mail_notrack"):
            return
        bodies = {}
        known = self.filtered(lambda p: before[p.id] not in (None, False, "suspect"))
        for partners in known._ficha_by_lang():
            bodies.update(partners._lifecycle_note_bodies(stage, before, proofs))
        if bodies:
            self.browse(bodies)._message_log_batch(bodies)

    def _lifecycle_note_bodies(self, stage, before, proofs):
        """The notes of :meth:`_log_lifecycle`, in the language of the environment."""
        field = self._fields["ficha_lifecycle"]
        label = field._description_string(self.env)
        stages = dict(field._description_selection(self.env))
        bodies = {}
        for partner in self:
            change = f"{label}: {stages[before[partner.id]]} → {stages[stage]}"
            if proof := proofs.get(partner.id):
                link = document_link(proof, self.env)
                bodies[partner.id] = Markup("%s (%s)") % (change, link)
            else:
                bodies[partner.id] = change
        return bodies
