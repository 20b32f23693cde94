from datetime import datetime, time
from math import sqrt

from pytz import UTC

from odoo import Command, api, fields, models, tools
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, formatLang

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.by_hand import made_by_us
from odoo.addons.ficha_cliente.tools.words import in_days

from ..tools.discount import pays_itself

MANAGER = "ficha_cliente.group_ficha_manager"
# what gestures write, and nobody by hand
BY_GESTURE = ("approved_by_id", "discount_by_id")
# what says whether a company has a campaign with a standing discount
STANDING = {"company_id", "discount", "discount_by", "state"}


class FichaCampaign(models.Model):
    """A discount on what is offered, for each customer within the limits that a manager
    set, given by Odoo's own price lists until the campaign ends.

    The customer's price list is not touched: while the campaign runs, Odoo is answered
    with one that stands on it (:class:`ProductPricelist`), so there is nothing to put
    back, and nobody keeps a discount by oversight.
    """

    _inherit = "ficha.campaign"

    discount = fields.Float(
        string="Discount (%)",
        help="To who is contacted, until the campaign ends; less where the limits say "
        "so.",
    )
    discount_by = fields.Selection(
        [
            ("pricelist", "By a price list, on what is offered"),
            ("standing", "As a standing discount, on all they buy"),
        ],
        string="How it is given",
        required=True,
        default="pricelist",
        help="A price list lowers the price of what is offered. A standing discount is "
        "put on every new line of quotations and invoices. Either ends with the "
        "campaign, and leaves what is on the customer file as it is.",
    )
    discount_text = fields.Text(
        string="What the discount costs",
        compute="_compute_discount_text",
        groups=MANAGER,
        help="If they buy as they did, how much more pays for it, and what earlier "
        "campaigns brought.",
    )
    needs_approval = fields.Boolean(
        string="To be approved",
        compute="_compute_needs_approval",
        help="The discount is bigger than what may be given without asking.",
    )
    approved_by_id = fields.Many2one(
        "res.users",
        string="Discount approved by",
        readonly=True,
        copy=False,
        tracking=True,
        help="Who approved the discount.",
    )

    discount_by_id = fields.Many2one(
        "res.users",
        string="Discount set by",
        readonly=True,
        copy=False,
        help="Who set the discount: somebody else approves it.",
    )

    @api.constrains("discount")
    def _check_discount(self):
        for campaign in self:
            if not 0 <= campaign.discount < 100:
                raise ValidationError(
                    self.env._(
                        "A discount of %g %% cannot be given: write one from 0 to less "
                        "than 100.",
                        campaign.discount,
                    )
                )

    @api.depends(
        "discount",
        "discount_by",
        "product_ids",
        "approved_by_id",
        "company_id",
        "state",
    )
    def _compute_needs_approval(self):
        for campaign in self:
            campaign.needs_approval = (
                campaign.state == "draft"
                and bool(campaign.discount)
                and not campaign.approved_by_id
                and any(
                    asked
                    for _given, asked in campaign._within(
                        (False, "a", "b", "c")
                    ).values()
                )
            )

    def _within(self, tiers):
        """What may be given of the discount, by product (None: of all they buy) and
        value of the customer.

        :return: ``{(product, tier): (discount, whether it is to be approved)}``
        """
        Limit = self.env["ficha.discount.limit"]
        if self.discount_by == "standing":
            found = Limit._within_everything(self.company_id, self.discount, tiers)
            return {(None, tier): given for tier, given in found.items()}
        return Limit._within(
            self.company_id, self.discount, self.product_ids._origin, tiers
        )

    def write(self, vals):
        """Extends the ORM's: another discount is to be approved anew, and that of a
        campaign that was launched stays, until the day that it ends on."""
        if not self.env.su:
            vals = {key: value for key, value in vals.items() if key not in BY_GESTURE}
        if {"discount", "discount_by", "product_ids"} & vals.keys() and (
            not self.env.su
        ):
            discount = vals.get("discount")
            if any(c.state != "draft" and (c.discount or discount) for c in self):
                raise UserError(
                    self.env._(
                        "The discount of a campaign that was launched stays as it is: "
                        "end it and make another one."
                    )
                )
            vals = {**vals, "approved_by_id": False}
            if "discount" in vals:
                vals["discount_by_id"] = self.env.uid
        result = super().write(vals)
        if "discount_by" in vals or (
            STANDING & vals.keys() and "standing" in self.mapped("discount_by")
        ):
            self.env.registry.clear_cache()
        if "date_end" in vals:
            self._move_discount_end()
        return result

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the ORM's: nobody approves by creating."""
        return super().create(
            [
                {**vals, "approved_by_id": False, "discount_by_id": self.env.uid}
                for vals in vals_list
            ]
        )

    def action_approve(self):
        """Approve the discount: somebody else than who prepared it, where there is a
        second manager.

        :return: True
        """
        only_one(self)
        self.check_access("write")
        if not self.needs_approval:
            raise UserError(self.env._("It has no discount that is to be approved."))
        if self.env.user in self.create_uid | self.discount_by_id:
            # sudo: whether there is somebody else to ask
            others = (
                self.env["res.users"]
                .sudo()
                .search_count(
                    [
                        ("id", "!=", self.env.uid),
                        ("all_group_ids", "in", self.env.ref(MANAGER).ids),
                        ("company_ids", "in", self.company_id.ids),
                        ("share", "=", False),
                    ],
                    limit=1,
                )
            )
            if others:
                raise UserError(
                    self.env._(
                        "You prepared this discount: another manager approves it."
                    )
                )
        # sudo: nobody writes it by hand, see write()
        self.sudo().approved_by_id = self.env.user
        return True

    def _check_launch(self):
        """Extends the launch: a discount that cannot be given is told before."""
        result = super()._check_launch()
        if not self.discount:
            return result
        if not self.product_ids and self.discount_by != "standing":
            raise UserError(
                self.env._("Choose the products that the discount is on, then launch.")
            )
        if self.discount_by == "pricelist" and not self.env[
            "res.groups"
        ]._is_feature_enabled("product.group_product_pricelist"):
            raise UserError(
                self.env._(
                    "A discount is given by a price list: switch on “Pricelists” in "
                    "the settings of Sales first."
                )
            )
        if self.needs_approval:
            raise UserError(
                self.env._(
                    "A discount of %g %% has to be approved by a manager before the "
                    "launch.",
                    self.discount,
                )
            )
        return result

    # -- given ---------------------------------------------------------------------

    def _contact(self, members):
        """Extends the launch: each gets the discount, before anybody is told of it."""
        if self.discount:
            self._give_discounts(members)
        return super()._contact(members)

    def _give_discounts(self, members):
        company = self.company_id
        customers = members.partner_id
        # sudo: what customers are worth and buy at is not told by it
        tiers = {
            row.partner_id.id: row.value_tier
            for row in self.env["ficha.purchase.summary"]
            .sudo()
            .search_fetch(
                [
                    ("partner_id", "in", customers.ids),
                    ("company_id", "=", company.id),
                ],
                ["partner_id", "value_tier"],
            )
        }
        given = {}
        for (product, tier), (discount, _asked) in self._within(
            {*tiers.values(), False}
        ).items():
            given.setdefault(tier, {})[product] = discount
        Limit = self.env["ficha.discount.limit"]
        for (tier, base), some in members.grouped(
            lambda one: (tiers.get(one.partner_id.id) or False, self._stands_on(one))
        ).items():
            self._give(some, Limit._on_pricelist(company, given[tier], tier, base))
        self.env["res.partner"].invalidate_model(["property_product_pricelist"])

    def _stands_on(self, member):
        """:return: the price list that a customer has without the campaign; none for
        a standing discount, which is on all that they buy"""
        if self.discount_by == "standing":
            return self.env["product.pricelist"]
        # who was taken from a campaign and comes back to it has its list still
        if member.pricelist_id:
            # sudo: the list below it may be one that the reader does not see
            return member.pricelist_id.sudo().ficha_base_id
        # sudo: what customers buy at is not told by it
        partner = member.partner_id.sudo().with_company(self.company_id)
        return partner.property_product_pricelist

    def _give(self, members, given):
        """Give customers the same discount.

        Extension point: a module that gives it otherwise, with ``super()``.

        :param given: ``{product: discount}``; of None what is given on everything
        """
        members.discount = max(given.values(), default=0)
        if self.discount_by == "standing":
            company = self.company_id

            def own(member):
                # sudo: what they have anyway, to count what it gives beyond that
                return member.partner_id.sudo().with_company(company)

            for discount, some in members.grouped(
                lambda one: own(one)._standing_discount_now()
            ).items():
                some.own_discount = discount
        if self.discount_by != "pricelist":
            return
        lists = {}
        # who was taken from a campaign and comes back to it has theirs: it would stand
        # on itself
        for member in members.filtered(lambda one: not one.pricelist_id):
            base = self._stands_on(member)
            if base not in lists:
                lists[base] = self._discount_list(base, given)
            member.pricelist_id = lists[base]

    @api.model
    @tools.ormcache("company_id")
    def _any_standing(self, company_id):
        """Whether a campaign of a company gives a standing discount; asked with every
        document."""
        # sudo: whether there is one
        return bool(
            self.sudo().search_count(
                [
                    ("company_id", "=", company_id),
                    ("discount_by", "=", "standing"),
                    ("discount", ">", 0),
                    ("state", "in", ("launching", "running")),
                ],
                limit=1,
            )
        )

    def _discount_end(self):
        """The last moment of the discount, in UTC."""
        last = self.env.tz.localize(datetime.combine(self.date_end, time.max))
        return last.astimezone(UTC).replace(tzinfo=None, microsecond=0)

    def _move_discount_end(self):
        """The campaign ends on another day, and its discount with it."""
        for campaign in self.filtered("date_end"):
            # sudo: price lists are of the launch, whoever launched
            items = (
                self.env["product.pricelist.item"]
                .sudo()
                .search(
                    [
                        ("pricelist_id.ficha_campaign_id", "=", campaign.id),
                        ("date_end", "!=", False),
                    ]
                )
            )
            items.date_end = campaign._discount_end()

    def _discount_list(self, base, given):
        """The price list of the campaign that stands on another one.

        :param given: ``{product: discount}``
        """
        given = {product: value for product, value in given.items() if value > 0}
        if not given:
            return self.env["product.pricelist"]
        key = ",".join(f"{product.id}:{given[product]:g}" for product in given)
        # sudo: price lists are made by the launch, whoever launches
        Pricelist = made_by_us(self.env["product.pricelist"])
        found = Pricelist.with_context(active_test=False).search(
            [
                ("ficha_campaign_id", "=", self.id),
                ("ficha_base_id", "=", base.id),
                ("ficha_key", "=", key),
            ],
            limit=1,
        )
        if found:
            return found
        on_base = {"base": "list_price"}
        if base:
            on_base = {"base": "pricelist", "base_pricelist_id": base.id}
        items = [
            Command.create(
                {
                    "applied_on": "0_product_variant",
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "product_id": product.id,
                    "compute_price": "percentage",
                    "percent_price": value,
                    "date_end": self._discount_end(),
                    **on_base,
                }
            )
            for product, value in given.items()
        ]
        if base:
            items.append(
                Command.create(
                    {
                        "applied_on": "3_global",
                        "compute_price": "percentage",
                        "percent_price": 0,
                        **on_base,
                    }
                )
            )
        return Pricelist.create(
            {
                # sellers read the names of price lists
                "name": self.env._("Campaign") if self._is_personal() else self.name,
                "company_id": self.company_id.id,
                "currency_id": (base.currency_id or self.currency_id).id,
                "ficha_campaign_id": self.id,
                "ficha_base_id": base.id,
                "ficha_key": key,
                "ficha_closed_list": base.ficha_closed_list,
                "sequence": 9999,
                "item_ids": items,
            }
        )

    # -- taken back ------------------------------------------------------------------

    def _back_to_draft(self, why):
        """Extends the launch: the price lists that it made go, too. One of a quotation
        that was made meanwhile stays for that one, archived."""
        result = super()._back_to_draft(why)
        lists = self._discount_lists()
        # sudo: quotations of everybody count
        Order = self.env["sale.order"].sudo()
        used = lists.browse().union(
            *[
                found
                for (found,) in Order._read_group(
                    [("pricelist_id", "in", lists.ids)], ["pricelist_id"]
                )
            ],
            # by hand: Odoo deletes none that another one stands on
            lists.item_ids.search(
                [
                    ("base_pricelist_id", "in", lists.ids),
                    ("pricelist_id", "not in", lists.ids),
                ]
            ).base_pricelist_id,
        )
        (lists - used).unlink()
        used.write({"active": False, "ficha_key": False})  # and is not given again
        self.env["res.partner"].invalidate_model(["property_product_pricelist"])
        return result

    def unlink(self):
        """Extends the ORM's: without the campaign its price lists would be everybody's;
        they are archived."""
        lists = self._discount_lists()
        result = super().unlink()
        lists.active = False
        return result

    def _discount_lists(self):
        """The price lists of these campaigns, archived ones too."""
        # sudo: price lists are of the launch, whoever launched
        Pricelist = self.env["product.pricelist"].sudo()
        return Pricelist.with_context(active_test=False).search(
            [("ficha_campaign_id", "in", self.ids)]
        )

    # -- what it costs ---------------------------------------------------------------

    @api.depends(
        "discount",
        "discount_by",
        "product_ids",
        "date_end",
        "domain",
        "segment_id",
        "state",
    )
    def _compute_discount_text(self):
        for campaign in self:
            campaign.discount_text = campaign._discount_words()

    def _discount_words(self):
        everything = self.discount_by == "standing"
        products = self.product_ids._origin
        if everything:
            products = products.browse()
        if not self.discount or not 0 <= self.discount < 100:
            return False
        if not products and not everything:
            return False
        today = fields.Date.context_today(self)
        begin = self.launched_on or today
        days = max((self.date_end - begin).days + 1, 1) if self.date_end else 1
        spent, margin = self._bought_of_it(products, begin)
        cost = spent * days / 365 * self.discount / 100

        def money(amount):
            return formatLang(
                self.env, round(amount), digits=0, currency_obj=self.currency_id
            )

        words = [
            self.env._(
                "If they buy of it as in the twelve months before, the discount costs "
                "at most %(cost)s in %(days)s.",
                cost=money(cost),
                days=in_days(self.env, days),
            )
            if spent
            else self.env._(
                "They bought nothing of it in the twelve months before: what the "
                "discount will cost cannot be told."
            )
        ]
        more = pays_itself(cost, self.discount, margin)
        if everything:
            pass  # what is earned on all that they buy nobody knows by its products
        elif more is None:
            words.append(
                self.env._("Nothing is earned on what is sold with such a discount.")
            )
        elif spent:
            words.append(
                self.env._(
                    "It has paid for itself when %s more is sold of it.", money(more)
                )
            )
        words.append(self._expected_words(money))
        return " ".join(words)

    def _bought_of_it(self, products, day):
        """:return: what the customers of the campaign bought of these products (none:
        of all) in the year before a day, and the part of it that is earned"""
        if self.launched_on:
            # sudo: a sum over all of its customers; it takes a manager to see it
            members = self.sudo().member_ids
            ids = members.filtered(lambda one: one.side == "contacted").partner_id.ids
        else:
            try:
                ids = self._segment_customers().ids
            except UserError:
                ids = []
        # sudo: as above
        Day = self.env["ficha.purchase.day"].sudo().with_company(self.company_id)
        Day = Day.with_context(allowed_company_ids=self.company_id.ids)
        rows = self.env.execute_query(
            SQL(
                """SELECT product_id, COALESCE(sum(amount), 0) FROM (%s) AS line
                    WHERE partner_id = ANY(%s) AND %s GROUP BY 1""",
                Day._products(fields.Date.subtract(day, years=1), day),
                ids,
                SQL("product_id = ANY(%s)", products.ids) if products else SQL("TRUE"),
            )
        )
        amounts = {id_: max(float(amount), 0) for id_, amount in rows}
        total = sum(amounts.values())
        earned = 0
        # sudo: costs are not told, only what they come to
        for product in products.sudo().with_company(self.company_id):
            price = product.list_price
            part = 1 - product.standard_price / price if price else 0
            weight = amounts.get(product.id, 0) / total if total else 1 / len(products)
            earned += part * weight
        return total, earned

    def _expected_words(self, money):
        """What earlier campaigns brought (decision D16: nothing is foreseen without its
        record)."""
        ended = self.search(
            [("state", "=", "done"), ("company_id", "=", self.company_id.id)],
            order="launched_on DESC, id DESC",
            limit=10,
        )
        told = [one._money_effect() for one in ended - self._origin]
        told = [effect for effect in told if effect]
        if not told:
            return self.env._(
                "What it will bring cannot be told: no campaign has ended with a "
                "result yet."
            )
        extra = sum(effect.extra for effect, _number in told)
        number = sum(number for _effect, number in told)
        # what each is wrong by, the others are not
        wide = sqrt(sum(((one.high - one.low) / 2) ** 2 for one, _number in told))
        words = {
            "campaigns": len(told),
            "each": money(extra / number),
            "low": money((extra - wide) / number),
            "high": money((extra + wide) / number),
        }
        if extra - wide <= 0 <= extra + wide:
            return self.env._(
                "What it will bring cannot be told: what earlier campaigns with a "
                "result (%(campaigns)s) brought for each customer who was to be "
                "contacted is between %(low)s and %(high)s, which may be nothing.",
                **words,
            )
        return self.env._(
            "Earlier campaigns with a result (%(campaigns)s) brought %(each)s for each "
            "customer who was to be contacted, between %(low)s and %(high)s.",
            **words,
        )
