from odoo import api, fields, models
from odoo.exceptions import AccessError

from .ficha_duplicate_words import evidence_words

# Kept apart by a person: never proposed again.
REASONS = [("different", "Different customers"), ("household", "Same household")]


class FichaDuplicate(models.Model):
    """Two contacts that may be the same customer, with what says so.

    Pairs are found by the scan (``ficha_duplicate_scan``), nightly
    (``ficha_duplicate_night``) and decided by a person here. Nobody edits them.
    """

    _name = "ficha.duplicate"
    _description = "Possible duplicate"
    _order = "score desc, id desc"

    partner_a_id = fields.Many2one(
        "res.partner",
        "Customer file",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        help="One of the two, the one that was there first.",
    )
    partner_b_id = fields.Many2one(
        "res.partner",
        "May be the same",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        help="The other, which came later.",
    )
    code_a = fields.Char(
        "Code", related="partner_a_id.entity_client_code", help="Its client code."
    )
    code_b = fields.Char(
        "Code of the other",
        related="partner_b_id.entity_client_code",
        help="The other's client code.",
    )
    score = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="How likely they are the same, 0-100: from 90 on nearly certain, from 60 "
        "on worth a look.",
    )
    certainty = fields.Selection(
        [("certain", "Certain"), ("review", "To review")],
        readonly=True,
        index=True,
        help="Certain: the names agree, something identifies them and nothing speaks "
        "against it. To review: a person has to look.",
    )
    evidence_data = fields.Json(
        readonly=True, help="What speaks for it and against it, as codes."
    )
    evidence = fields.Char(
        compute="_compute_evidence",
        help="What speaks for it, and then what speaks against it.",
    )
    state = fields.Selection(
        [("open", "To decide"), ("merged", "Merged"), ("separate", "Kept separate")],
        required=True,
        readonly=True,
        default="open",
        index=True,
        help="Kept separate is for ever: the pair is not proposed again.",
    )
    separate_reason = fields.Selection(
        REASONS,
        "Why separate",
        readonly=True,
        help="Same household: other people who share a telephone or an address.",
    )
    checked_on = fields.Datetime(
        "Compared on", readonly=True, help="When the two were last compared."
    )
    scan_number = fields.Integer(
        readonly=True, help="The last scan of the whole base that came across it."
    )
    decided_by_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, help="Who decided."
    )
    decided_on = fields.Datetime(readonly=True, help="When it was decided.")

    # The merges keep it by hand: _follow_merge
    _pair_uniq = models.UniqueIndex(
        "(partner_a_id, partner_b_id)", "These two contacts are a pair already."
    )
    _pair_order = models.Constraint(
        "CHECK (partner_a_id < partner_b_id)",
        "The contact that was there first comes first in a pair.",
    )

    @api.depends("evidence_data")
    @api.depends_context("lang")
    def _compute_evidence(self):
        for pair in self:
            pair.evidence = evidence_words(self.env, pair.evidence_data)

    @api.depends("partner_a_id", "partner_b_id")
    def _compute_display_name(self):
        for pair in self:
            pair.display_name = (
                f"{pair.partner_a_id.display_name} / {pair.partner_b_id.display_name}"
            )

    # -- deciding ----------------------------------------------------------------------

    def action_keep_separate(self):
        """They are two: never propose this pair again."""
        self._decide(state="separate", separate_reason="different")

    def action_same_household(self):
        """They are two, of one household: never propose this pair again."""
        self._decide(state="separate", separate_reason="household")

    def action_reopen(self):
        """Undo *keep separate*: the pair has to be decided again."""
        self.filtered(lambda pair: pair.state == "separate")._decide(state="open")

    def _decide(self, **values):
        """Note a decision, of pairs the user may see.

        :raise AccessError: not a user of customer files, or contacts they may not see
        """
        if not self.env.user.has_group("ficha_cliente.group_ficha_user"):
            raise AccessError(
                self.env._("Only users of customer files decide about duplicates.")
            )
        self.check_access("read")
        for contacts in (self.partner_a_id, self.partner_b_id):
            contacts.check_access("read")
        decided = values["state"] != "open"
        # sudo: nobody may write pairs but through these buttons
        self.sudo().write(
            {
                "separate_reason": False,
                "decided_by_id": self.env.uid if decided else False,
                "decided_on": fields.Datetime.now() if decided else False,
                **values,
            }
        )

    def action_open_both(self):
        """Open the two contacts in a list, to look at them."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha"
        )
        action["domain"] = [("id", "in", (self.partner_a_id | self.partner_b_id).ids)]
        action["context"] = {"active_test": False}
        return action
