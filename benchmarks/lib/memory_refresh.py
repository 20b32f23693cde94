"""The purchase history: refreshed in full and for a few, beside a bare GROUP BY."""

import statistics

from lib import report
from lib.measure import timed, transaction
from lib.race import alternate

SIDES = ("bare GROUP BY", "refresh", "refresh")
FULL_LIMIT = 2.0
FIRST_LIMIT = 8.0
EACH_LIMIT = 5  # milliseconds per customer touched
TOUCHED = (1, 10, 100, 1000)

# What one would write to know what each customer bought, over the documents that count:
# how often, how much, since when, until when, and the last twelve months against the
# twelve before. Added up on the server, so that no row travels.
BARE = """
    SELECT count(partner), sum(purchases), sum(revenue), min(first), max(last),
           sum(revenue_12m), sum(revenue_before) {outer}
    FROM (
        SELECT commercial_partner_id AS partner, company_id,
               count(*) FILTER (WHERE move_type <> 'out_refund') AS purchases,
               sum(amount_untaxed_signed) AS revenue,
               min(invoice_date) FILTER (WHERE move_type <> 'out_refund') AS first,
               max(invoice_date) FILTER (WHERE move_type <> 'out_refund') AS last,
               sum(amount_untaxed_signed) FILTER (
                   WHERE invoice_date > CURRENT_DATE - 365) AS revenue_12m,
               sum(amount_untaxed_signed) FILTER (
                   WHERE invoice_date > CURRENT_DATE - 730
                   AND invoice_date <= CURRENT_DATE - 365) AS revenue_before {inner}
        FROM account_move
        WHERE state = 'posted' AND commercial_partner_id IS NOT NULL
        AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')
        GROUP BY commercial_partner_id, company_id
    ) AS customer
"""
PLAIN = BARE.format(outer="", inner="")
# with the number of different days, which has to sort every customer's documents
DAYS = BARE.format(
    outer=", sum(days)",
    inner=", count(DISTINCT invoice_date)"
    " FILTER (WHERE move_type <> 'out_refund') AS days",
)
# The same without the index that our modules bring, which holds all that is added up:
# as one would have to read it in Odoo as it is. For comparison, not judged.
TABLE = (
    "SET LOCAL enable_indexonlyscan = off; SET LOCAL enable_indexscan = off;"
    " SET LOCAL enable_bitmapscan = off; " + DAYS
)


def group_by(registry, query):
    with transaction(registry) as env:
        sample, _result = timed(env, lambda: env.cr.execute(query))
        assert env.cr.fetchone()[0]
    return sample


def refresh(registry, how):
    """``nightly``: as the scheduled action finds it, nothing having changed; ``deep``:
    every row made again; ``first``: there are no rows yet.
    """
    with transaction(registry) as env:
        summary = env["ficha.purchase.summary"]
        if how == "first":
            env.cr.execute("DELETE FROM ficha_purchase_summary")
        options = {"today": _today(env), "deep": how == "deep"}
        sample, _result = timed(env, lambda: summary._refresh(**options))
    _vacuum(registry)
    return sample


def refresh_days(registry, how):
    """The same of the tables by day and by product."""
    with transaction(registry) as env:
        days = env["ficha.purchase.day"]
        if how == "first":
            env.cr.execute(
                "TRUNCATE ficha_purchase_day; TRUNCATE ficha_purchase_product"
            )
        sample, _result = timed(env, days._refresh)
    _vacuum(registry)
    return sample


def prepare(registry):
    """The history is up to date before the first round; customers and documents."""
    from odoo.api import SUPERUSER_ID, Environment

    with registry.cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        env["ficha.purchase.summary"]._refresh()
        env["ficha.purchase.day"]._refresh()
    _vacuum(registry)
    with transaction(registry) as env:
        env.cr.execute(
            """
            SELECT count(*), sum(purchase_count), count(rfm_segment), count(value_tier)
            FROM ficha_purchase_summary
            """
        )
        return env.cr.fetchone()


def refresh_some(registry, number, seed):
    """``number`` customers, each with a document that has changed."""
    with transaction(registry) as env:
        cr = env.cr
        cr.execute("SELECT setseed(%s)", (seed,))
        cr.execute(
            """
            SELECT partner_id FROM ficha_purchase_summary ORDER BY random() LIMIT %s
            """,
            (number,),
        )
        ids = [row[0] for row in cr.fetchall()]
        assert len(ids) == number
        cr.execute(
            """
            UPDATE account_move SET amount_untaxed_signed = amount_untaxed_signed + 1
            WHERE id IN (SELECT max(id) FROM account_move
                         WHERE commercial_partner_id = ANY(%s) AND state = 'posted'
                         AND move_type = 'out_invoice' GROUP BY commercial_partner_id)
            """,
            (ids,),
        )
        partners = env["res.partner"].browse(ids)
        summary, today = env["ficha.purchase.summary"], _today(env)
        days = env["ficha.purchase.day"]
        sample, _result = timed(
            env,
            lambda: (days._refresh(partners), summary._refresh(partners, today=today)),
        )
    _vacuum(registry)
    return sample


def _today(env):
    """The user's day, asked beforehand: reading the user is no part of a refresh."""
    return env["res.partner"]._followup_today()


def _vacuum(registry):
    """Take away the dead rows of the round that was undone."""
    with registry.cursor() as cr:
        cr._cnx.autocommit = True
        cr.execute(
            "VACUUM ANALYZE ficha_purchase_summary, ficha_purchase_day,"
            " ficha_purchase_product"
        )


def measure(side, text, section, options):
    """Full refreshes beside the bare GROUP BY, then refreshes for some customers."""
    customers, purchases, segments, tiers = side.call(prepare)
    results = [
        alternate(
            f"{what}, against {against}",
            lambda query=query: side.call(group_by, query),
            lambda how=how: side.call(refresh, how),
            options.rounds if how == "nightly" else min(3, options.rounds),
            warm_up=2 if how == "nightly" else 0,
            limit=limit,
        )
        for what, how, against, query, limit in (
            ("nightly refresh", "nightly", "sums and days", DAYS, FULL_LIMIT),
            ("nightly refresh", "nightly", "sums alone", PLAIN, None),
            ("every row anew", "deep", "sums and days", DAYS, FULL_LIMIT),
            ("from nothing", "first", "sums and days", DAYS, FIRST_LIMIT),
            ("from nothing", "first", "the same without our index", TABLE, None),
        )
    ]
    results += [
        alternate(
            f"by day and product, {what}, against sums and days",
            lambda: side.call(group_by, DAYS),
            lambda how=how: side.call(refresh_days, how),
            min(3, options.rounds),
            warm_up=0,
            limit=None,
        )
        for what, how in (("the nightly check", "nightly"), ("from nothing", "first"))
    ]
    rows, fine = [], all(result.met for result in results)
    for number in TOUCHED:
        if number > customers:
            continue
        samples = [
            side.call(refresh_some, number, round_ / 100)
            for round_ in range(options.rounds)
        ]
        wall = 1000 * statistics.median(sample.wall for sample in samples)
        queries = statistics.median(sample.queries for sample in samples)
        met = wall / number <= EACH_LIMIT or number == 1
        fine = fine and met
        rows.append(
            (
                f"{number:,}",
                f"{wall:.1f} ms",
                f"{wall / number:.2f} ms",
                f"{queries:.0f}",
                "" if number == 1 else "met" if met else "NOT met",
            )
        )
    head = (
        "customers touched",
        "refresh",
        "each",
        "queries",
        f"at most {EACH_LIMIT} ms each",
    )
    notes = [
        f"{text}: {purchases:,} purchases of {customers:,} customers"
        f" ({segments:,} with a segment, {tiers:,} with a value tier).",
        "Sums and days: purchases, different purchase days, revenue, first and last "
        "date, revenue of the last twelve months and of the twelve before, per "
        "customer and company, over the same posted documents. Sums alone: all but the "
        "days. Both are read from the index that these modules bring; without our "
        "index: read from the table, as in Odoo as it is.",
        "One customer alone is not judged: a call costs some milliseconds, whoever it"
        " is for.",
    ]
    table = report.table(head, rows)
    print(table, *notes, sep="\n")
    if not options.no_write:
        machine = side.call(report.describe_machine)
        report.write(
            f"history: refresh, {section}", machine, results, notes, SIDES, [table]
        )
    return fine
