import random
import re
from datetime import timedelta
from unittest.mock import patch

from psycopg2.extras import execute_values

from ..models import ficha_campaign_launch
from ..tools import effect
from .common_campaign import CampaignCommon

RUNS = 100


class TestEffectOfCampaigns(CampaignCommon):
    """Campaigns whose effect is known, told by their own sentences: their own draw, the
    purchases of the customers, the result as it is read."""

    _guests = 400

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lot = random.Random(15)
        cls.worth = {one.id: round(lot.lognormvariate(4, 1.2), 2) for one in cls.guests}
        cls.env.flush_all()
        execute_values(
            cls.env.cr._obj,
            "INSERT INTO ficha_purchase_summary (partner_id, company_id, revenue_12m)"
            " VALUES %s ON CONFLICT DO NOTHING",
            [(one, cls.company.id, worth) for one, worth in cls.worth.items()],
        )
        order = sorted(cls.worth, key=cls.worth.get)
        cls.place = {one: number / len(order) for number, one in enumerate(order)}

    def _draw(self, number, guests, share):
        """A campaign that was launched and is over, a window of days of its own."""
        campaign = self._campaign(name=f"Known {number}", control_share=share)

        def draw(values, part, _seed):
            # the campaign's id would be another one in each run of the tests
            return effect.draw_control(values, part, number)

        campaign._freeze(guests.with_env(campaign.env))
        self.env.cr.execute(
            "UPDATE ficha_campaign_member SET side = 'free' WHERE campaign_id = %s",
            (campaign.id,),
        )
        Member = self.env["ficha.campaign.member"].sudo()
        Member.invalidate_model(flush=False)
        with patch.object(ficha_campaign_launch, "draw_control", draw):
            campaign._draw(Member)
        first = self.today - timedelta(days=3 * number + 10)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE ficha_campaign SET state = 'done', launched_on = %s, date_end = %s"
            " WHERE id = %s",
            (first, first + timedelta(days=1), campaign.id),
        )
        return campaign, first

    def _hundred(self, shape, share=10, customers=None):
        """:param shape: takes a lot and gives how a customer (place by worth from 0 to
            1, and worth) buys: how likely without the campaign and with it, for how
            much now, and on average
        :return: what each of a hundred says: list of two pairs, of customers and of
            money: the true effect, and what was told (low, high, whether it was told)
        """
        guests = self.guests[: customers or self._guests]
        found = []
        for number in range(RUNS):
            lot = random.Random(number)
            campaign, first = self._draw(number, guests, share)
            shape_of = shape(lot)
            rows, more, money = [], 0.0, 0.0
            self.env.cr.execute(
                "SELECT partner_id, side FROM ficha_campaign_member"
                " WHERE campaign_id = %s ORDER BY partner_id",
                (campaign.id,),
            )
            for partner, side in self.env.cr.fetchall():
                without, with_it, amount, mean = shape_of(
                    self.place[partner], self.worth[partner]
                )
                if side == "contacted":
                    more += with_it - without
                    money += (with_it - without) * mean
                if lot.random() < (with_it if side == "contacted" else without):
                    day = first + timedelta(days=lot.randrange(2))
                    rows.append((partner, self.company.id, day, 1, round(amount, 2)))
            execute_values(
                self.env.cr._obj,
                "INSERT INTO ficha_purchase_day"
                " (partner_id, company_id, day, purchases, amount) VALUES %s",
                rows,
            )
            if not number % 20:
                # else it is planned for the empty tables of before
                self.env.cr.execute("ANALYZE ficha_purchase_day, ficha_campaign_member")
            campaign.invalidate_recordset()
            found.append(
                (
                    (more, self._read(campaign.result_customers)),
                    (money, self._read(campaign.result_money)),
                )
            )
        return found

    def _read(self, words):
        """:return: ``(low, high, told)`` of a sentence; None where none is said"""
        # as money is written in whichever language there is
        plain = re.sub(r"[^\x20-\x7e]|[$€]|[.,](?=\d{3}\b)", "", words)
        edges = re.search(r"between\D*?(-?\d+)\D*? and \D*?(-?\d+)", plain)
        if not edges:
            self.assertIn("cannot be told", words)
            return None
        low, high = map(int, edges.groups())
        if "Whether it did anything cannot be told" in words:
            return -low, high, 0
        if "fewer" in words or "less" in words:
            return -high, -low, -1
        return low, high, 1

    def _judge(self, found):
        """:return: of customers and of money: how many had an interval, how many of
        those were right, and how many were told as an effect of either sign"""
        rows = []
        for column in zip(*found, strict=True):
            given = [(true, told) for true, told in column if told]
            rows.append(
                (
                    len(given),
                    # told in whole figures
                    sum(
                        low - 0.5 <= true <= high + 0.5
                        for true, (low, high, _told) in given
                    ),
                    sum(told > 0 for _true, (*_edges, told) in given),
                    sum(told < 0 for _true, (*_edges, told) in given),
                )
            )
        return rows

    # how customers buy: each takes a lot and gives what each of them does

    @staticmethod
    def _by_value(lift):
        """The big ones buy more often, and it is them that it moves."""

        def of(lot):
            def one(place, worth):
                base = 0.1 + 0.4 * place
                factor = lot.uniform(0.5, 1.5)
                return base, min(base + 2 * lift * place, 1), worth * factor, worth

            return one

        return of

    @staticmethod
    def _seasonal(lift):
        """What everybody buys goes up and down with the time of the campaign."""

        def of(lot):
            season = lot.uniform(0.1, 0.9)

            def one(place, worth):
                base = season * (0.3 + 0.6 * place)
                factor = season * lot.uniform(0.5, 1.5)
                return base, min(base + lift, 1), worth * factor, worth * season

            return one

        return of

    @staticmethod
    def _tails(lift):
        """A few purchases are as big as all the others together."""

        def of(lot):
            def one(place, worth):
                factor = lot.lognormvariate(-0.72, 1.2)
                return 0.3, 0.3 + lift, worth * factor, worth

            return one

        return of

    def _check(self, found, effect_is_there):
        """At least 95 of 100 intervals hold what is true; what is not there is told of
        5 of 100 at most, of either sign."""
        for given, right, more, fewer in self._judge(found):
            self.assertGreaterEqual(right, 0.95 * given)
            if effect_is_there:
                self.assertLessEqual(fewer, 1)
            else:
                self.assertLessEqual(more + fewer, 5)

    def test_an_effect_by_value(self):
        found = self._hundred(self._by_value(0.2))
        self._check(found, True)
        customers, money = self._judge(found)
        self.assertEqual((customers[0], money[0]), (RUNS, RUNS))
        self.assertGreaterEqual(customers[2], 40)
        self.assertGreaterEqual(money[2], 15)

    def test_none_with_few_left_alone(self):
        """Of 240 customers twelve, which is hardly more than what is told of none."""
        found = self._hundred(self._by_value(0), share=5, customers=240)
        self._check(found, False)
        customers, money = self._judge(found)
        self.assertEqual((customers[0], money[0]), (RUNS, 0))

    def test_none_where_it_goes_up_and_down(self):
        self._check(self._hundred(self._seasonal(0), share=25, customers=120), False)

    def test_an_effect_where_it_goes_up_and_down(self):
        self._check(self._hundred(self._seasonal(0.2), share=25, customers=120), True)

    def test_none_where_some_are_as_big_as_all_others(self):
        self._check(self._hundred(self._tails(0), share=25, customers=120), False)
