from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.ficha_handover import Portfolio
from ..tools.arguments import only_one


class FichaHandoverStart(models.TransientModel):
    """The dialog before a hand-over: from whom, to whom, which customers, and what will
    move, sort by sort. It also opens when somebody who holds work is archived."""

    _name = "ficha.handover.start"
    _description = "Hand over customers"

    from_user_id = fields.Many2one(
        "res.users",
        string="From",
        required=True,
        domain="[('share', '=', False)]",
        context={"active_test": False},
        default=lambda self: self._default_from_user_id(),
        help="Who has the customers now. It may be somebody who has left.",
    )
    to_user_id = fields.Many2one(
        "res.users",
        string="To",
        domain="[('share', '=', False), ('id', '!=', from_user_id)]",
        help="Who will have them.",
    )
    extent = fields.Selection(
        [("all", "Everything they hold"), ("some", "Some customers")],
        string="What",
        required=True,
        default=lambda self: "some" if self._chosen_customers() else "all",
        help="Everything: also what they have with customers of others. Some: only "
        "what they have with the customers below.",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        default=lambda self: self._chosen_customers(),
        help="Customers that are handed over, with their contacts.",
    )
    line_ids = fields.One2many(
        "ficha.handover.start.line",
        "start_id",
        string="What will move",
        help="Untick what stays.",
    )
    archive_user = fields.Boolean(help="The person is archived afterwards.")
    stays = fields.Char(
        compute="_compute_stays", help="Companies whose documents do not move."
    )

    def _chosen_customers(self):
        """Customers that were ticked in the list the dialog was opened from."""
        if self.env.context.get("active_model") != "res.partner":
            return self.env["res.partner"]
        ids = self.env.context.get("active_ids") or []
        return self.env["res.partner"].browse(ids).commercial_partner_id

    def _default_from_user_id(self):
        """Who is meant: the user the dialog was opened from, or who has most of the
        customers that were chosen."""
        if self.env.context.get("active_model") == "res.users":
            ids = self.env.context.get("active_ids") or []
            return self.env["res.users"].browse(ids[:1])
        users = [p.user_id for p in self._chosen_customers() if p.user_id]
        return max(users, key=users.count) if users else self.env["res.users"]

    @api.model_create_multi
    def create(self, vals_list):
        """Extends create: whoever makes it without the screen moves everything too."""
        starts = super().create(vals_list)
        for start, vals in zip(starts, vals_list, strict=True):
            if "line_ids" not in vals:
                start._onchange_portfolio()
        return starts

    def _portfolio(self):
        """:return: ``Portfolio``, of the companies that are switched on and in which
        whoever receives it works"""
        companies = self.env.companies
        if self.to_user_id:
            # sudo: where somebody works, to give them nothing they could not open
            companies &= self.to_user_id.sudo().company_ids
        customers = None
        if self.extent == "some":
            customers = self.partner_ids._origin.commercial_partner_id
        return Portfolio(self.from_user_id._origin, customers, companies)

    @api.depends("to_user_id")
    @api.depends_context("allowed_company_ids")
    def _compute_stays(self):
        for start in self:
            missing = self.env["res.company"]
            if start.to_user_id:
                # sudo: only in which companies the receiver works
                missing = self.env.companies - start.to_user_id.sudo().company_ids
            start.stays = False
            if missing:
                start.stays = self.env._(
                    "%(user)s does not work in %(companies)s: what belongs to it "
                    "stays.",
                    user=start.to_user_id.name,
                    companies=", ".join(missing.mapped("name")),
                )

    @api.onchange("from_user_id", "to_user_id", "extent", "partner_ids")
    def _onchange_portfolio(self):
        """What there is to move, told anew."""
        self.line_ids = [Command.clear()]
        if not self.from_user_id:
            return
        Handover = self.env["ficha.handover"]
        kinds = Handover._handover_kinds()
        counts = Handover._handover_count(self._portfolio())
        refused = Handover._handover_refused(self.to_user_id) if self.to_user_id else ()
        commands = []
        for key, count in counts.items():
            note = False
            if kinds[key].get("along"):
                note = self.env._("they go with their customers")
            elif key in refused:
                note = self.env._(
                    "they stay: %s has no right to open them", self.to_user_id.name
                )
            commands.append(
                Command.create(
                    {
                        "key": key,
                        "name": kinds[key]["label"],
                        "count": count,
                        "move": not note,
                        "note": note,
                    }
                )
            )
        self.line_ids = commands

    def action_hand_over(self):
        """Move what is ticked, and archive the person where that was asked for.

        :return: window action of the hand-over, with what moved and the way back
        """
        only_one(self)
        if not self.to_user_id:
            raise UserError(
                self.env._("“To” is empty: choose who will have the customers.")
            )
        if self.to_user_id == self.from_user_id:
            raise UserError(
                self.env._("“From” and “To” are the same person: choose somebody else.")
            )
        if not self.to_user_id.active or self.to_user_id.share:
            raise UserError(
                self.env._(
                    "%s is archived or is no employee, and cannot work with customers: "
                    "choose somebody else.",
                    self.to_user_id.name,
                )
            )
        if self.extent == "some" and not self.partner_ids:
            raise UserError(
                self.env._(
                    "“Customers” is empty: choose some, or “Everything they hold”."
                )
            )
        keys = self.line_ids.filtered("move").mapped("key")
        handover = self.env["ficha.handover"]._hand_over(
            self._portfolio(), self.to_user_id, keys
        )
        if self.archive_user:
            self.from_user_id.action_archive()
        return {
            "type": "ir.actions.act_window",
            "name": handover.display_name,
            "res_model": "ficha.handover",
            "res_id": handover.id,
            "views": [[False, "form"]],
            "target": "current",
        }

    def action_hand_over_told(self):
        """As :meth:`action_hand_over`, from the dialog: it says what was done, and
        offers to take it back at once.

        :return: client action that leads to the hand-over
        """
        only_one(self)
        action = self.action_hand_over()
        handover = self.env["ficha.handover"].browse(action["res_id"])
        answer = {
            "message": self.env._("Handed over: %s.", handover.display_name),
            "undo": {
                "model": "ficha.handover",
                "method": "action_undo",
                "args": [handover.ids],
            },
        }
        return self.env["ficha.gesture"]._told(answer, action)

    def action_archive_only(self):
        """Archive the person; their work stays where it is.

        :return: closes the dialog
        """
        only_one(self)
        self.from_user_id.action_archive()
        return {"type": "ir.actions.act_window_close"}


class FichaHandoverStartLine(models.TransientModel):
    """One sort of work in the dialog."""

    _name = "ficha.handover.start.line"
    _description = "Sort of work to hand over"
    _order = "id"

    start_id = fields.Many2one(
        "ficha.handover.start",
        required=True,
        index=True,
        ondelete="cascade",
        help="Dialog it belongs to.",
    )
    key = fields.Char(required=True, help="Sort of work.")
    name = fields.Char(string="Sort of work", help="In words.")
    count = fields.Integer(string="How many", help="How many there are now.")
    move = fields.Boolean(string="Moves", help="Ticked: it moves. Unticked: it stays.")
    note = fields.Char(help="Why it cannot be chosen.")
