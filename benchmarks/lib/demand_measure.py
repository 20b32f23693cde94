"""Demand ahead and drift risk on shops whose future is known: told as of days of the
past by the module itself, and compared with what came.

A shop is written as what its invoices leave behind (``ficha_purchase_day`` and
``ficha_purchase_product``), in a transaction that is rolled back.
"""

import csv
import gzip
import random
import time
from collections import Counter, defaultdict
from datetime import date, timedelta

from lib import online_retail, report
from lib.measure import transaction

# days held out of the real shop, and of the shops of one season
HELD_OUT = (60, 90, 120, 180)
SEASON_DAYS, SEASON_BOUGHT, SEASON_CUSTOMERS = 273, 84, 2_357
SEASONS = 6
TOLD_PRODUCTS = 200
# ids that no contact has
FIRST_CUSTOMER = 1_000_000_000
CATEGORIES = 12


def retail():
    """``{customer: {day: {product: amount}}}`` of *Online Retail*, without
    cancellations."""
    shop = defaultdict(lambda: defaultdict(Counter))
    for document in online_retail.read(online_retail.find())[0]:
        if document.refund:
            continue
        for code, _name, quantity, _price, amount in document.lines:
            if quantity > 0:
                shop[document.customer][document.date][code] += float(amount)
    return shop


def read(path):
    """Another shop: lines of customer, ISO date, and product or amount if there is
    one."""
    shop = defaultdict(lambda: defaultdict(Counter))
    opened = gzip.open if str(path).endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8", newline="") as lines:
        for customer, day, *rest in csv.reader(lines):
            shop[customer][date.fromisoformat(day[:10])][rest[0] if rest else ""] += 1.0
    return shop


def season(seed):
    """A shop whose customers all came first in twelve weeks, drawn by lot: each buys by
    chance at a pace of their own and may stop after each purchase (BG/NBD, with the
    values that Fader, Hardie and Lee, 2005, found at a seller of records)."""
    lot = random.Random(seed)
    begun = date(2024, 1, 1)
    shop = {}
    for number in range(SEASON_CUSTOMERS):
        at = lot.randrange(SEASON_BOUGHT)
        pace = lot.gammavariate(0.243, 1 / (4.414 * 7))
        stops = lot.betavariate(0.793, 2.426)
        days = {begun + timedelta(days=at): {"": 1.0}}
        while pace > 1e-9 and lot.random() > stops:
            at += lot.expovariate(pace)
            if at > 2 * SEASON_DAYS:
                break
            days[begun + timedelta(days=int(at))] = {"": 1.0}
        shop[number] = days
    return shop


def _plain(shop):
    return {
        who: {day: dict(what) for day, what in days.items()}
        for who, days in shop.items()
    }


def write_shop(env, shop, products=False):
    """:return: the company that the shop is of"""
    from psycopg2.extras import execute_values

    company = env["res.company"].create({"name": "Bench of the demand"})
    days = [
        (FIRST_CUSTOMER + number, company.id, day, 1, round(sum(what.values()), 2))
        for number, bought in enumerate(shop.values())
        for day, what in bought.items()
    ]
    env.flush_all()
    execute_values(
        env.cr._obj,
        "INSERT INTO ficha_purchase_day"
        " (partner_id, company_id, day, purchases, amount) VALUES %s",
        days,
        page_size=5_000,
    )
    env["ficha.segment.threshold"].create(
        {"company_id": company.id, "customer_count": len(shop)}
    )
    if products:
        _write_products(env, company, shop)
    env.flush_all()
    env.cr.execute("ANALYZE ficha_purchase_day; ANALYZE ficha_purchase_product")
    return company


def _write_products(env, company, shop):
    from psycopg2.extras import execute_values

    amounts = Counter()
    for days in shop.values():
        for what in days.values():
            amounts.update(what)
    told = [code for code, _amount in amounts.most_common(TOLD_PRODUCTS)]
    categories = env["product.category"].create(
        [{"name": f"Bench {number}"} for number in range(CATEGORIES)]
    )
    # by the first figures of their code, which is how that shop sorts its goods
    made = env["product.product"].create(
        [
            {"name": code, "categ_id": categories[hash_of(code) % CATEGORIES].id}
            for code in [*told, "the rest"]
        ]
    )
    number = dict(zip(told, made.ids, strict=False))
    rest = made[-1].id
    rows = Counter()
    for place, days in enumerate(shop.values()):
        for day, what in days.items():
            for code, amount in what.items():
                rows[FIRST_CUSTOMER + place, day, number.get(code, rest)] += amount
    execute_values(
        env.cr._obj,
        "INSERT INTO ficha_purchase_product"
        " (partner_id, company_id, day, product_id, bought, amount) VALUES %s",
        [
            (who, company.id, day, product, True, round(amount, 2))
            for (who, day, product), amount in rows.items()
        ],
        page_size=5_000,
    )


def scale(registry, customers):
    """What the night costs in a big shop drawn by lot: each customer comes every ten to
    seventy days, for two and a half years, for a few of two hundred products.

    :return: rows (what, seconds, at most), and how many purchase days there were
    """
    with transaction(registry) as env:
        company = env["res.company"].create({"name": "Bench of a big shop"})
        categories = env["product.category"].create(
            [{"name": f"Bench {number}"} for number in range(CATEGORIES)]
        )
        products = env["product.product"].create(
            [
                {"name": f"Bench {number}", "categ_id": categories[number % 12].id}
                for number in range(TOLD_PRODUCTS)
            ]
        )
        env["ficha.segment.threshold"].create(
            {"company_id": company.id, "customer_count": customers}
        )
        env.flush_all()
        today = date(2026, 5, 15)
        env.cr.execute("SELECT setseed(0.5)")
        env.cr.execute(
            """
            INSERT INTO ficha_purchase_day
                   (partner_id, company_id, day, purchases, amount)
            SELECT %(first)s + who, %(company)s, day, 1, 20 + (who %% 90)
              FROM (SELECT DISTINCT who, %(today)s::date - (
                           who %% 7 + visit * pace + random() * pace / 3)::int AS day
                      FROM (SELECT who, 10 + (hashint4(who) & 63) AS pace
                              FROM generate_series(1, %(customers)s) AS who) AS one
                     CROSS JOIN LATERAL generate_series(0, 912 / pace) AS visit
                    ) AS bought
             WHERE day <= %(today)s;
            INSERT INTO ficha_purchase_product
                   (partner_id, company_id, day, product_id, bought, amount)
            SELECT DISTINCT ON (partner_id, day, number) partner_id, company_id, day,
                   (%(products)s)[number], true, amount / 2
              FROM (SELECT every.*, 1 + (partner_id + line * 7
                           + floor(power(random(), 2) * 20)::int)
                           %% array_length(%(products)s, 1) AS number
                      FROM ficha_purchase_day AS every
                     CROSS JOIN generate_series(1, 2) AS line
                     WHERE company_id = %(company)s) AS lines;
            ANALYZE ficha_purchase_day; ANALYZE ficha_purchase_product
            """,
            {
                "first": FIRST_CUSTOMER,
                "company": company.id,
                "today": today,
                "customers": customers,
                "products": products.ids,
            },
        )
        env.cr.execute(
            "SELECT count(*) FROM ficha_purchase_day WHERE company_id = %s",
            (company.id,),
        )
        [count] = env.cr.fetchone()
        Demand = env["ficha.demand"]
        from odoo.addons.ficha_cliente_campaign.models.ficha_demand import (
            NEXT,
            NOW,
            PAST_MONTHS,
            STEPS,
        )

        type(env["res.partner"])._followup_today = lambda self: today
        seconds = []
        # the last month that is over: before it they had bought for two years and more
        for step in (PAST_MONTHS, NOW, NEXT):
            begun = time.monotonic()
            Demand._refresh_steps([company.id * STEPS + step], today)
            seconds.append(time.monotonic() - begun)
        names = (
            "a month of the past (the last one)",
            "the night",
            "the record of the next purchase",
        )
        return list(zip(names, seconds, (60, 60, 60), strict=True)), count


def told_scale(rows, customers, count):
    table = report.table(
        (f"{customers:,} customers, {count:,} purchase days", "seconds", "at most", ""),
        [
            (what, f"{value:.1f}", limit, "met" if value <= limit else "NOT met")
            for what, value, limit in rows
        ],
    )
    return table, all(value <= limit for _what, value, limit in rows)


def hash_of(code):
    digits = "".join(sign for sign in code if sign.isdigit())
    return int(digits[:3] or 0)


# -- the demand ------------------------------------------------------------------------


def demand(registry, shop):
    """The night of the day after the last purchase.

    :return: errors of the company by period, verdicts of categories and products by
        period, seconds
    """
    with transaction(registry) as env:
        company = write_shop(env, shop, products=True)
        today = max(day for days in shop.values() for day in days) + timedelta(days=1)
        Demand = env["ficha.demand"]
        from odoo.addons.ficha_cliente_campaign.models.ficha_demand import (
            NEXT,
            NOW,
            PAST_MONTHS,
            STEPS,
        )

        # the products are chosen by those of today
        type(env["res.partner"])._followup_today = lambda self: today
        seconds = []
        for step in (*range(PAST_MONTHS + 1), NOW, NEXT):
            begun = time.monotonic()
            Demand._refresh_steps([company.id * STEPS + step], today)
            seconds.append(time.monotonic() - begun)
        records = env["ficha.demand.record"].search([("company_id", "=", company.id)])
        errors = {
            record.period: (
                record.periods,
                record.ours,
                record.mean,
                record.same if record.has_same else None,
                record.inside,
                record.verdict,
            )
            for record in records
            if not record.category_id and not record.product_id
        }
        verdicts = Counter(
            (
                record.period,
                "category" if record.category_id else "product",
                record.verdict,
            )
            for record in records
            if record.category_id or record.product_id
        )
        lines = Demand.search_count([("company_id", "=", company.id)])
        return errors, dict(verdicts), (max(seconds[:-2]), *seconds[-2:]), lines


# -- the drift risk --------------------------------------------------------------------


def drift(registry, shop, ahead):
    """Chosen on the past of a shop, and judged on the days held out.

    :return: the score chosen, customers, share that came again, ``{score: area}``
    """
    with transaction(registry) as env:
        company = write_shop(env, shop)
        last = max(day for days in shop.values() for day in days)
        today = last - timedelta(days=ahead)
        Choice = env["ficha.drift.choice"]
        found = Choice._find(today, company)
        weights = [float(one) for one in found["weights"].strip("{}").split(",")]
        customers, came, areas, _cells = Choice._try(
            company, last, ahead, ahead, weights
        )
        return (
            found["score"],
            customers,
            came / customers,
            {name: float(area) for name, area in areas.items()},
        )


SIMPLE = ("recency", "frequency", "quintiles")


def told_drift(rows):
    """:param rows: list of ``(name, score, customers, share, areas)``"""
    lines, met = [], True
    for name, score, customers, share, areas in rows:
        best = max(areas[simple] for simple in SIMPLE)
        fine = areas[score] >= best - 0.0005
        met &= fine
        lines.append(
            (
                name,
                f"{customers:,}",
                f"{share:.0%}",
                *(f"{areas[one]:.3f}" for one in (*SIMPLE, "risk", "together")),
                score,
                f"{areas[score] - best:+.3f}",
                "met" if fine else "NOT met",
            )
        )
    head = (
        "who buys again",
        "customers",
        "did",
        *SIMPLE,
        "formula",
        "together",
        "chosen on the past",
        "against the best simple one",
        "",
    )
    return report.table(head, lines), met


def told_demand(errors, verdicts, seconds, count):
    rows, met = [], True
    for kind, (periods, ours, mean, same, inside, verdict) in sorted(errors.items()):
        fine = verdict == "good"
        met &= fine
        rows.append(
            (
                f"the shop, by {kind}",
                periods,
                f"{ours:.1%}" if ours else "–",
                f"{mean:.1%}" if mean else "–",
                f"{same:.1%}" if same is not None else "–",
                f"{inside:.0%}" if inside else "–",
                "met" if fine else "NOT met: not shown" if ours else "too few",
            )
        )
    head = (
        "demand, as foreseen just before",
        "periods",
        "error of ours",
        "of a moving mean",
        "of last year",
        "in the range of eight in ten",
        "",
    )
    kinds = sorted({key[:2] for key in verdicts}, reverse=True)
    shown = [
        (
            f"{scope}, by {kind}",
            sum(v for key, v in verdicts.items() if key[:2] == (kind, scope)),
            *(
                verdicts.get((kind, scope, name), 0)
                for name in ("good", "mean", "same", "few")
            ),
        )
        for kind, scope in kinds
    ]
    table = report.table(
        (
            "shown or not",
            "all",
            "shown",
            "a moving mean is as right",
            "last year is as right",
            "too few to say",
        ),
        shown,
    )
    note = (
        f"{count:,} rows kept; a month of the past {seconds[0]:.1f} s at most, the"
        f" night {seconds[1]:.1f} s, the record of the next purchase {seconds[2]:.1f}"
        " s."
    )
    return report.table(head, rows), table, note, met
