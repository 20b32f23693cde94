from markupsafe import Markup

from odoo import Command, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.by_hand import made_by_us


class FichaCampaign(models.Model):
    """The discount as a coupon for each who is contacted, until the campaign ends: one
    of Odoo's own coupon programs, whose code they are told."""

    _inherit = "ficha.campaign"

    discount_by = fields.Selection(
        selection_add=[
            ("coupon", "By a coupon for each, on what is offered"),
            ("standing",),
        ],
        ondelete={"coupon": "set default"},
        help="A price list lowers the price of what is offered. A coupon takes it off "
        "when they give its code. A standing discount is put on every new line of "
        "quotations and invoices. Each ends with the campaign, and leaves what is on "
        "the customer file as it is.",
    )
    coupon_count = fields.Integer(
        string="Number of coupons",
        compute="_compute_coupon_count",
        help="How many coupons were given in it.",
    )

    def _compute_coupon_count(self):
        # sudo: how many, whoever may read them
        found = dict(
            self.env["ficha.campaign.member"]
            .sudo()
            ._read_group(
                [("campaign_id", "in", self.ids), ("coupon_id", "!=", False)],
                ["campaign_id"],
                ["__count"],
            )
        )
        for campaign in self:
            campaign.coupon_count = found.get(campaign._origin, 0)

    def action_view_coupons(self):
        """The coupons of the campaign, as Odoo shows them.

        :return: window action
        """
        only_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "loyalty.card",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "domain": [("program_id.ficha_campaign_id", "=", self.id)],
            "context": {"create": False},
        }

    def _check_launch(self):
        """Extends the launch: a coupon gives a discount."""
        result = super()._check_launch()
        if self.discount_by == "coupon" and not self.discount:
            raise UserError(
                self.env._(
                    "A coupon gives a discount: write how much, then launch “%s”.",
                    self.name,
                )
            )
        return result

    # -- given ---------------------------------------------------------------------

    def _give(self, members, given):
        """Extends the launch: a coupon for each. It has one discount, so that of the
        narrowest limit among what is offered; nobody gets more than a limit says."""
        super()._give(members, given)
        if self.discount_by != "coupon":
            return
        given = {product: value for product, value in given.items() if value > 0}
        if not given:
            return
        discount = min(given.values())
        members.discount = discount
        # who was taken from a campaign and comes back to it has theirs
        members = members.filtered(lambda one: not one.coupon_id)
        if not members:
            return
        program = self._coupon_program(list(given), discount)
        # sudo: coupons are made by the launch, whoever launches. Nothing is sent: they
        # are told what the campaign tells them
        cards = (
            made_by_us(self.env["loyalty.card"])
            .with_context(loyalty_no_mail=True, tracking_disable=True)
            .create(
                [
                    {
                        "program_id": program.id,
                        "partner_id": member.partner_id.id,
                        "points": 1,
                        "expiration_date": self.date_end,
                    }
                    for member in members
                ]
            )
        )
        for member, card in zip(members, cards, strict=True):
            member.coupon_id = card

    def _coupon_program(self, products, discount):
        """Odoo's program of such coupons.

        :param list products: what the discount is on
        """
        ids = sorted(product.id for product in products)
        key = f"{discount:g}:{','.join(map(str, ids))}"
        # sudo: programs are made by the launch, whoever launches
        Program = made_by_us(self.env["loyalty.program"]).with_company(self.company_id)
        found = Program.with_context(active_test=False).search(
            [("ficha_campaign_id", "=", self.id), ("ficha_key", "=", key)], limit=1
        )
        if found:
            found.active = True
            return found
        return Program.create(
            {
                # whoever sells reads the names of programs
                "name": self.env._("Campaign") if self._is_personal() else self.name,
                "program_type": "coupons",
                "company_id": self.company_id.id,
                "currency_id": self.currency_id.id,
                "applies_on": "current",
                "trigger": "with_code",
                "rule_ids": [],
                "communication_plan_ids": [],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount": discount,
                            "discount_mode": "percent",
                            "discount_applicability": "specific",
                            "discount_product_ids": [Command.set(ids)],
                            "required_points": 1,
                        }
                    )
                ],
                "ficha_campaign_id": self.id,
                "ficha_key": key,
                # where pos_loyalty is: a till does not ask whose a coupon is
                **({"pos_ok": False} if "pos_ok" in Program._fields else {}),
            }
        )

    def _coupon_programs(self):
        """The programs of these campaigns, archived ones too."""
        # sudo: programs are of the launch, whoever launched
        Program = self.env["loyalty.program"].sudo()
        return Program.with_context(active_test=False).search(
            [("ficha_campaign_id", "in", self.ids)]
        )

    def _move_discount_end(self):
        """Extends ours: the coupons end with the campaign, too."""
        result = super()._move_discount_end()
        for campaign in self.filtered("date_end"):
            cards = campaign._coupon_programs().coupon_ids
            cards.expiration_date = campaign.date_end
        return result

    # -- told ----------------------------------------------------------------------

    def _told_field(self):
        # EXTENDS ours: to each their code
        if self.discount_by == "coupon" and self.discount:
            return "ficha_coupon_text"
        return super()._told_field()

    def _note_of(self, member):
        """Extends ours: the code, for who tells it."""
        note = super()._note_of(member)
        text = member._coupon_words()
        if not text:
            return note
        if note and not isinstance(note, Markup):
            note = plaintext2html(note)
        return Markup("%s<p>%s</p>") % (note or "", text)

    # -- taken back ----------------------------------------------------------------

    def _back_to_draft(self, why):
        """Extends the launch: its coupons go; one that is on a quotation by now stays
        for that one."""
        programs = self._coupon_programs()
        cards = programs.with_context(active_test=False).coupon_ids
        result = super()._back_to_draft(why)
        # sudo: quotations of everybody count
        Line = self.env["sale.order.line"].sudo()
        used = cards.browse().union(
            *[
                card
                for (card,) in Line._read_group(
                    [("coupon_id", "in", cards.ids)], ["coupon_id"]
                )
            ]
        )
        (cards - used).unlink()
        (programs - used.program_id).active = False
        return result

    def unlink(self):
        """Extends ours: without the campaign nobody asks whose its coupons are; they
        are archived with it."""
        programs = self._coupon_programs()
        result = super().unlink()
        programs.active = False
        return result
