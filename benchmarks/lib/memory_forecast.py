"""How right the expected purchase and the drift risk were, on days held out.

The history is refreshed as if today were some day of the past; what came afterwards
judges it. Only purchase days are looked at: one per customer and day, credit notes
never.
"""

import statistics
from dataclasses import dataclass
from datetime import timedelta

from lib import report
from lib.measure import transaction

HELD_OUT = (60, 90, 120)  # days; the one in the middle is judged
LEAST = (1, 2, 3, 5)  # purchase days
INSIDE = (0.75, 0.85)
# as ficha_purchase_summary_rhythm: what usually happens next
NEXT_DAYS, ENOUGH_CASES = 30, 30
SHARES = (0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 1.01)


@dataclass
class Forecast:
    """What was known of a customer on the day, what was said, and what came."""

    last: object
    mean: float | None
    purchases: int
    low: object
    middle: object
    high: object
    risk: float
    told_low: object
    told: object
    told_high: object
    cases: int
    came: int
    next: object


def held_out(registry, days):
    """Refresh as of ``days`` before the last purchase of all.

    :return: that day, and a Forecast of each customer who had bought by then
    """
    with transaction(registry) as env:
        cr = env.cr
        cr.execute(
            """
            SELECT max(invoice_date) FROM account_move
            WHERE state = 'posted' AND move_type = 'out_invoice'
            """
        )
        today = cr.fetchone()[0] - timedelta(days=days)
        env["ficha.purchase.summary"]._refresh(today=today)
        env.flush_all()
        cr.execute(
            """
            SELECT s.last_purchase_date, s.mean_interval_days, s.purchase_days,
                   s.next_from_date, s.next_expected_date, s.next_to_date,
                   s.drift_risk, s.expected_from_date, s.expected_date,
                   s.expected_to_date, s.return_cases, s.return_count,
                   (SELECT min(m.invoice_date) FROM account_move m
                    WHERE m.commercial_partner_id = s.partner_id
                    AND m.company_id = s.company_id AND m.state = 'posted'
                    AND m.move_type IN ('out_invoice', 'out_receipt')
                    AND m.invoice_date > %s)
            FROM ficha_purchase_summary s
            WHERE s.purchase_days > 0
            """,
            (today,),
        )
        return today, [Forecast(*row) for row in cr.fetchall()]


def errors(today, forecasts, least):
    """Of the customers with ``least`` purchase days who came back.

    :return: dict with their number, the median absolute errors in days (``ours``;
        ``mean``: last date plus own mean interval; ``later``: the same, tomorrow at the
        earliest) and the share inside the range
    """
    back = [f for f in forecasts if f.next and f.purchases >= least]
    told = [f for f in back if f.middle]
    result = {
        "customers": len(back),
        "without": len(back) - len(told),
        "ours": _median(abs((f.middle - f.next).days) for f in told),
        # those to whom no range was told count as misses
        "inside": sum(f.low <= f.next <= f.high for f in told) / max(1, len(back)),
        "width": _median((f.high - f.low).days for f in told),
    }
    if least > 1:
        dates = [(f.last - f.next).days + f.mean for f in back]
        result["mean"] = _median(map(abs, dates))
        result["later"] = _median(
            abs(max(date, (today - f.next).days + 1))
            for f, date in zip(back, dates, strict=True)
        )
    return result


def told(today, forecasts, least):
    """Of the customers with ``least`` purchase days who were not yet late and came
    back: how far the expected day was, and how many came in the range told.

    :return: as :func:`errors`
    """
    back = [
        f
        for f in forecasts
        if f.next and f.purchases >= least and f.told and f.told >= today
    ]
    result = {
        "customers": len(back),
        "ours": _median(abs((f.told - f.next).days) for f in back),
        "inside": sum(f.told_low <= f.next <= f.told_high for f in back)
        / max(1, len(back)),
        "width": _median((f.told_high - f.told_low).days for f in back),
    }
    if least > 1:
        result["mean"] = _median(abs((f.last - f.next).days + f.mean) for f in back)
    return result


def returns(today, forecasts):
    """Of those who were late, how many were said to buy within 30 days, and did.

    :return: list of (label, customers, share said, share that came), from few to many
    """
    late = [
        (
            f.came / f.cases,
            bool(f.next) and f.next <= today + timedelta(days=NEXT_DAYS),
        )
        for f in forecasts
        if f.told and f.told < today and f.cases >= ENOUGH_CASES
    ]
    rows = []
    for low, high in zip(SHARES, SHARES[1:], strict=False):
        group = [(said, came) for said, came in late if low <= said < high]
        if group:
            rows.append(
                (
                    f"{low:.0%} to {high:.0%}",
                    f"{len(group):,}",
                    f"{statistics.mean(said for said, _came in group):.1%}",
                    f"{statistics.mean(came for _said, came in group):.1%}",
                )
            )
    return rows


def _median(values):
    values = list(values)
    return statistics.median(values) if values else float("nan")


def ranking(forecasts):
    """Area under the ROC curve of "buys again" by drift risk, by recency alone and by
    frequency alone.
    """
    again = [f.next is not None for f in forecasts]
    return {
        "risk": area([-f.risk for f in forecasts], again),
        "recency": area([f.last.toordinal() for f in forecasts], again),
        "frequency": area([f.purchases for f in forecasts], again),
    }


def area(scores, outcomes):
    """Chance that one who did scores above one who did not; ties count half."""
    ranked = sorted(zip(scores, outcomes, strict=True))
    ranks, place = 0.0, 0
    while place < len(ranked):
        end = place
        while end < len(ranked) and ranked[end][0] == ranked[place][0]:
            end += 1
        ranks += (place + end + 1) / 2 * sum(did for _s, did in ranked[place:end])
        place = end
    did = sum(outcomes)
    return (ranks - did * (did + 1) / 2) / (did * (len(ranked) - did))


def measure(side, options):
    rows, areas, fine, told_rows, return_rows = [], [], True, [], []
    for days in HELD_OUT:
        today, forecasts = side.call(held_out, days)
        judged = days == HELD_OUT[1]
        for least in LEAST:
            found = errors(today, forecasts, least)
            rows.append(_error_row(days, least, found))
            told_rows.append(_error_row(days, least, told(today, forecasts, least)))
            if judged:
                inside = INSIDE[0] <= found["inside"] <= INSIDE[1]
                better = least == 1 or found["ours"] < found["mean"]
                fine = fine and inside and better
        return_rows += [(days, *row) for row in returns(today, forecasts)]
        found = ranking(forecasts)
        fine = fine and found["risk"] >= found["recency"]
        areas.append(
            (days, *(f"{found[name]:.3f}" for name in ("risk", "recency", "frequency")))
        )
    tables = [
        report.table(
            (
                "days held out, purchase days before",
                "customers who came back",
                "middle of the range",
                "last date + own mean interval",
                "the same, never in the past",
                "inside the 80 % range",
                "width of the range",
            ),
            rows,
        ),
        report.table(
            (
                "days held out, purchase days before",
                "not yet late, and came back",
                "the day expected",
                "last date + own mean interval",
                "",
                "inside the range told",
                "width of the range",
            ),
            told_rows,
        ),
        report.table(
            (
                "days held out",
                "said to buy within 30 days",
                "late customers",
                "said",
                "bought",
            ),
            return_rows,
        ),
        report.table(
            ("days held out", "drift risk", "recency alone", "frequency alone"), areas
        ),
    ]
    notes = [
        "First table: median absolute error in days, over the customers who bought"
        " in the days held out, with at least so many purchase days before (one's own"
        " mean interval takes two). No range told counts as outside."
        f" {HELD_OUT[1]} days are judged: the error below that of the own mean"
        f" interval, {INSIDE[0]:.0%} to {INSIDE[1]:.0%} inside.",
        "Second table: of those whose expected day had not passed, that day and the"
        " range that the ficha tells; those who come on their day before the held-out"
        " ones begin are not among them. Third: of those who were late, how many of"
        " every hundred were said to buy within 30 days, and how many did.",
        "Last table: area under the ROC curve of who buys again in those days, among"
        " all who had bought before.",
    ]
    print(*tables, *notes, sep="\n")
    print("met" if fine else "NOT met")
    if not options.no_write:
        machine = side.call(report.describe_machine)
        report.write("history: next purchase", machine, [], notes, tables=tables)
    return fine


def _error_row(days, least, found):
    def shown(name):
        return f"{found[name]:.1f} d" if name in found else ""

    return (
        f"{days}, {least} or more",
        f"{found['customers']:,}",
        shown("ours"),
        shown("mean"),
        shown("later"),
        f"{found['inside']:.1%}",
        f"{found['width']:.0f} d",
    )
