from collections import Counter
from math import ceil

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL, format_amount

from ..tools import effect

MANAGER = "ficha_cliente.group_ficha_manager"


class FichaCampaign(models.Model):
    """What a campaign brought: those who were contacted, against those left alone.

    Everybody who was to be contacted counts, also who could not be reached: who can be
    reached is not like who cannot. Only who turned out to be one with somebody
    on the other side do not count.
    """

    _inherit = "ficha.campaign"

    contacted_count = fields.Integer(
        string="To contact", compute="_compute_counts", help="Who is offered it."
    )
    control_count = fields.Integer(
        string="Left alone", compute="_compute_counts", help="Who is compared with."
    )
    left_out_count = fields.Integer(
        string="Left out", compute="_compute_counts", help="Who may not be contacted."
    )
    left_out_text = fields.Char(
        string="Why left out", compute="_compute_counts", help="Counted by reason."
    )
    result_customers = fields.Text(
        string="Customers who bought",
        compute="_compute_result",
        groups=MANAGER,
        help="More than without the campaign, and between what.",
    )
    result_money = fields.Text(
        string="What they spent",
        compute="_compute_result",
        groups=MANAGER,
        help="More than without the campaign, before taxes, and between what.",
    )

    result_messages = fields.Text(
        string="Which message",
        compute="_compute_result_messages",
        groups=MANAGER,
        help="Whether one of the two messages sold more than the other.",
    )

    result_parts = fields.Html(
        string="Sales by person and channel",
        compute="_compute_result_parts",
        groups=MANAGER,
        help="The same of each person and each channel, against those left alone among "
        "their own customers.",
    )

    control_text = fields.Char(
        string="Will it be known?",
        compute="_compute_control_text",
        help="Whether so many left alone are enough to tell what it brings.",
    )

    @api.depends("segment_count", "control_share", "state")
    def _compute_control_text(self):
        for campaign in self:
            campaign.control_text = (
                campaign.state == "draft" and campaign._control_words()
            )

    def _control_words(self):
        """Before the launch: whether what it brings can be told afterwards."""
        every, enough = self.segment_count, effect.ENOUGH
        alone = effect.how_many(every, self.control_share / 100)
        if not every or min(alone, every - alone) >= enough:
            return False
        if every < 2 * enough:
            return self.env._(
                "With so few customers it cannot be told what it brings: it takes "
                "%(enough)s to contact and %(enough)s left alone.",
                enough=enough,
            )
        return self.env._(
            "Left alone would be %(alone)s: too few to tell what it brings, which "
            "takes %(enough)s. Write %(share)s %% or more to know it.",
            alone=alone,
            enough=enough,
            share=ceil(100 * enough / every),
        )

    @api.depends("state", "date_end", "member_ids.variant")
    def _compute_result_messages(self):
        for campaign in self:
            campaign.result_messages = campaign.message_b and campaign._messages_words()

    def _messages_words(self):
        """Which of two messages sold more, or that it cannot be told."""
        rows = self._since_launch("variant")
        first, second = rows.get("a", []), rows.get("b", [])
        figures = {
            "first": sum(bought for *_rest, bought in first),
            "of_first": len(first),
            "second": sum(bought for *_rest, bought in second),
            "of_second": len(second),
        }
        found = effect.more_customers(
            figures["second"], len(second), figures["first"], len(first)
        )
        if (found is None or not found.told) and self.state == "done":
            return self.env._(
                "Of the first message %(first)s of %(of_first)s bought, of the second "
                "%(second)s of %(of_second)s: which one was better cannot be told.",
                **figures,
            )
        if found is None or not found.told:
            return self.env._(
                "Of the first message %(first)s of %(of_first)s bought, of the second "
                "%(second)s of %(of_second)s: which one is better cannot be told yet.",
                **figures,
            )
        if found.extra > 0:
            return self.env._(
                "The second message sold better: %(second)s of %(of_second)s bought, "
                "of the first %(first)s of %(of_first)s.",
                **figures,
            )
        return self.env._(
            "The first message sold better: %(first)s of %(of_first)s bought, of the "
            "second %(second)s of %(of_second)s.",
            **figures,
        )

    @api.depends("member_ids.side")
    def _compute_counts(self):
        sides, reasons = {}, {}
        # sudo: how many, of the customers of others too
        for campaign, side, reason, number in (
            self.env["ficha.campaign.member"]
            .sudo()
            ._read_group(
                [("campaign_id", "in", self.ids)],
                ["campaign_id", "side", "left_out_reason"],
                ["__count"],
            )
        ):
            sides.setdefault(campaign.id, Counter())[side] += number
            if side == "left_out":
                reasons.setdefault(campaign.id, Counter())[reason] += number
        for campaign in self:
            found = sides.get(campaign.id, Counter())
            campaign.contacted_count = found["contacted"]
            campaign.control_count = found["control"]
            campaign.left_out_count = found["left_out"]
            campaign.left_out_text = self._counted(reasons.get(campaign.id, Counter()))

    @api.depends("state", "date_end", "member_ids.side")
    def _compute_result(self):
        for campaign in self:
            sides = campaign._since_launch()
            campaign.result_customers = campaign._customers_words(sides)
            campaign.result_money = campaign._money_words(sides)

    def _since_launch(self, column="side"):
        """:param str column: of members, by which they are told apart
        :return: ``{side: [(worth before, spent since, whether they bought)]}``
        """
        sides = {"contacted": [], "control": []} if column == "side" else {}
        key = SQL.identifier("member", column)
        for found, _side, row in self._rows_since_launch(key):
            sides.setdefault(found, []).append(row)
        return sides

    def _rows_since_launch(self, key):
        """What each customer who counts has bought.

        :param SQL key: of ``member`` and ``partner``, by which they are told apart
        :return: list of ``(key, side, (worth before, spent since, whether they
            bought))``
        """
        if not self.launched_on:
            return []
        # sudo: sums over all customers of the campaign; it takes a manager to see them
        Day = self.env["ficha.purchase.day"].sudo().with_company(self.company_id)
        Day = Day.with_context(allowed_company_ids=self.company_id.ids)
        self.env["ficha.campaign.member"].flush_model()
        self.env["res.partner"].flush_model(["followup_user_id", "user_id"])
        return [
            (found, side, (float(worth or 0), float(spent), bought))
            for found, side, worth, spent, bought in self.env.execute_query(
                SQL(
                    """
                SELECT %(key)s, member.side, member.worth,
                       COALESCE(sum(day.amount), 0),
                       -- what was all given back is no purchase, nor is a present
                       COALESCE(sum(day.purchases), 0) > 0 AND sum(day.amount) > 0
                  FROM ficha_campaign_member AS member
                  JOIN res_partner AS partner ON partner.id = member.partner_id
                  LEFT JOIN (%(days)s) AS day ON day.partner_id = member.partner_id
                 WHERE member.campaign_id = %(campaign)s
                   AND member.side IN ('contacted', 'control')
                   AND member.not_compared IS NOT TRUE
                 GROUP BY member.id, partner.id
                """,
                    # the day itself is before it for who bought in the morning: it
                    # counts on both sides alike
                    days=Day._days(self.launched_on, self.date_end),
                    campaign=self.id,
                    key=key,
                )
            )
        ]

    @api.depends("state", "date_end", "member_ids.side")
    def _compute_result_parts(self):
        for campaign in self:
            # sudo: whose they are is told by name only
            persons = campaign._parts(
                SQL("COALESCE(partner.followup_user_id, partner.user_id)"),
                self.env["res.users"].sudo(),
                self.env._("Nobody follows them up"),
            )
            channels = campaign._parts(
                SQL("member.channel_id"),
                self.env["ficha.channel"],
                self.env._("No channel"),
            )
            # of one part there is nothing to add to what is said of the whole
            told = [
                part
                for parts in (persons, channels)
                if len(parts) > 1
                for part in parts
            ]
            campaign.result_parts = (
                Markup("<ul>%s</ul>") % Markup("").join(told) if told else False
            )

    def _parts(self, key, among, nobody):
        """What a campaign brought of each part of its customers, in words. Each part is
        compared with those left alone among the same customers: other ones might buy
        more anyway.

        :param SQL key: see :meth:`_rows_since_launch`
        :param among: recordset of the model that the key is an id of
        :param str nobody: what those are called who have none
        :return: list of ``Markup``
        """
        parts = {}
        for found, side, row in self._rows_since_launch(key):
            sides = parts.setdefault(found, {"contacted": [], "control": []})
            sides[side].append(row)
        names = {one.id: one.display_name for one in among.browse(filter(None, parts))}
        told = []
        for found, sides in sorted(
            parts.items(), key=lambda item: (-len(item[1]["contacted"]), item[0] or 0)
        ):
            words = [self._customers_words(sides)]
            if min(map(len, sides.values())) >= effect.ENOUGH:
                words.append(self._money_words(sides))
            told.append(
                Markup("<li><strong>%s</strong><br/>%s</li>")
                % (names.get(found, nobody), Markup("<br/>").join(words))
            )
        return told

    def _money_effect(self):
        """:return: what is known of what it brought in money, and to how many customers
        it was to be told; None when nothing is"""
        sides = self._since_launch()
        found = effect.more_money(
            *(
                [(worth, spent) for worth, spent, _bought in side]
                for side in sides.values()
            )
        )
        return found and (found, len(sides["contacted"]))

    def _customers_words(self, sides):
        contacted, control = sides["contacted"], sides["control"]
        found = effect.more_customers(
            sum(bought for *_rest, bought in contacted),
            len(contacted),
            sum(bought for *_rest, bought in control),
            len(control),
        )
        if found is None:
            return self._too_few(effect.ENOUGH, contacted, control)
        return self._effect_words(found, str, len(contacted))

    def _money_words(self, sides):
        contacted, control = sides["contacted"], sides["control"]
        pairs = [
            [(worth, spent) for worth, spent, _bought in side]
            for side in sides.values()
        ]
        found = effect.more_money(*pairs)
        enough = min(len(contacted), len(control)) >= effect.ENOUGH_FOR_MONEY
        if found is None and enough and self.state == "done":
            return self.env._(
                "What it brought in money cannot be told: it takes %(enough)s "
                "customers who bought, and there were %(number)s.",
                enough=effect.ENOUGH_BUYERS,
                number=effect.buyers(*pairs),
            )
        if found is None and enough:
            return self.env._(
                "What it brought in money cannot be told yet: it takes %(enough)s "
                "customers who bought, and so far there are %(number)s.",
                enough=effect.ENOUGH_BUYERS,
                number=effect.buyers(*pairs),
            )
        if found is None:
            return self._too_few(effect.ENOUGH_FOR_MONEY, contacted, control)
        return self._effect_words(
            found,
            # whole figures: of cents nothing is known; where a currency has none, Odoo
            # would take the zeros of the figure itself
            lambda value: format_amount(
                self.env,
                value,
                self.currency_id,
                trailing_zeroes=not self.currency_id.decimal_places,
            ),
        )

    def _too_few(self, enough, contacted, control):
        text = self.env._(
            "It cannot be told: it takes %(enough)s customers on either side, and "
            "there are %(contacted)s to contact and %(control)s left alone."
        )
        if self.state == "done":
            text = self.env._(
                "It cannot be told: it takes %(enough)s customers on either side, and "
                "there were %(contacted)s to contact and %(control)s left alone."
            )
        if enough == effect.ENOUGH_FOR_MONEY and self.state == "done":
            text = self.env._(
                "What it brought in money cannot be told: it takes %(enough)s "
                "customers on either side, and there were %(contacted)s to contact and "
                "%(control)s left alone."
            )
        elif enough == effect.ENOUGH_FOR_MONEY:
            text = self.env._(
                "What it brought in money cannot be told: it takes %(enough)s "
                "customers on either side, and there are %(contacted)s to contact and "
                "%(control)s left alone."
            )
        return text % {
            "enough": enough,
            "contacted": len(contacted),
            "control": len(control),
        }

    def _effect_words(self, found, shown, of=None):
        """What was found, in a sentence.

        :param found: ``Effect``
        :param shown: how a figure is written
        :param int of: how many customers it is about; None for money
        """
        happened, expected, extra, low, high = effect.plainly(found, of)
        figures = {
            "happened": shown(happened),
            "expected": shown(expected),
            "extra": shown(abs(extra)),
            "of": of and str(of),
        }
        # what is nothing when it is rounded is not told as something
        if not found.told or low <= 0 <= high:
            words = self._untold_words(of)
            figures["low"], figures["high"] = shown(-low), shown(high)
        else:
            words = self._told_words(of, found.extra > 0)
            edges = sorted((abs(low), abs(high)))
            figures["low"], figures["high"] = map(shown, edges)
        return words % figures

    def _told_words(self, of, more):
        if of and more:
            return self.env._(
                "%(happened)s of %(of)s bought; without the campaign %(expected)s were "
                "expected: %(extra)s more, between %(low)s and %(high)s."
            )
        if of:
            return self.env._(
                "%(happened)s of %(of)s bought; without the campaign %(expected)s were "
                "expected: %(extra)s fewer, between %(low)s and %(high)s."
            )
        if more:
            return self.env._(
                "They spent %(happened)s; without the campaign %(expected)s were "
                "expected: %(extra)s more, between %(low)s and %(high)s."
            )
        return self.env._(
            "They spent %(happened)s; without the campaign %(expected)s were "
            "expected: %(extra)s less, between %(low)s and %(high)s."
        )

    def _untold_words(self, of):
        over = self.state == "done"  # then nothing more is to come
        if of and over:
            return self.env._(
                "%(happened)s of %(of)s bought; without the campaign %(expected)s were "
                "expected. Whether it did anything cannot be told: between %(low)s "
                "fewer and %(high)s more."
            )
        if over:
            return self.env._(
                "They spent %(happened)s; without the campaign %(expected)s were "
                "expected. Whether it did anything cannot be told: between %(low)s "
                "less and %(high)s more."
            )
        if of:
            return self.env._(
                "%(happened)s of %(of)s bought; without the campaign %(expected)s were "
                "expected. Whether it did anything cannot be told yet: between %(low)s "
                "fewer and %(high)s more."
            )
        return self.env._(
            "They spent %(happened)s; without the campaign %(expected)s were expected. "
            "Whether it did anything cannot be told yet: between %(low)s less and "
            "%(high)s more."
        )
