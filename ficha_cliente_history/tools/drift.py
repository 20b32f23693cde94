"""Who is drifting away, in which order: a few scores and what they are worth. SQL, no
ORM.

A score is higher of whom is likelier not to buy again. Which one orders the customers
of a company best is found on its own past (``ficha.drift.choice``); the risk that is
told keeps the values of the formula (``FORECAST_FROM``) and gets the order of the
score, so that a risk of 90 % says the same whatever the order is taken from.

Scores are read from 101 quantiles (:func:`grid_sql`) of the days of silence, of the
purchase days and of the formula's risk of all customers of the company, so that one
customer can be told without looking at the others.
"""

from math import sqrt

from odoo.tools import SQL

#: What a company may choose among, the simplest first: of equals it is the first.
SCORES = ("recency", "frequency", "quintiles", "risk", "together")
SIMPLE = SCORES[:3]

#: Quantiles of a grid.
POINTS = 101
#: What came in so many days tells how right an order was, as of so many days before
#: today; of a company too young for it, the next ones.
SPANS = ((90, (90, 180)), (45, (45, 90)), (21, (21, 42)))
AHEAD_DAYS = SPANS[0][0]
#: Of fewer customers, and of fewer who came or stayed away, nothing is said.
ENOUGH_CUSTOMERS = 100
ENOUGH_EACH = 30
#: Where fewer came, or stayed away, on one of the days it was tried on, chance chooses
#: among the scores: then it is all of them together, unless another one is better by
#: more than this by the root of those few.
FEW_EACH = 150
FEW_MARGIN = 0.1
#: An area below this is no better than chance.
CHANCE = 0.53


def grid_sql(rows):
    """The quantiles that scores are read from.

    :param SQL rows: SELECT of ``silence`` (days), ``purchase_days`` and ``risk``
    :return: SELECT of one row: ``silences``, ``frequencies``, ``risks``
    """
    points = [place / (POINTS - 1) for place in range(POINTS)]
    return SQL(
        """SELECT percentile_disc(%(points)s::float8[])
                      WITHIN GROUP (ORDER BY silence::float8) AS silences,
                  percentile_disc(%(points)s::float8[])
                      WITHIN GROUP (ORDER BY purchase_days::float8) AS frequencies,
                  percentile_disc(%(points)s::float8[])
                      WITHIN GROUP (ORDER BY risk::float8) AS risks
             FROM (%(rows)s) AS customer""",
        points=points,
        rows=rows,
    )


def marks_sql(rows, score):
    """:return: SELECT of the quantiles of a score of these rows, one array"""
    points = [place / (POINTS - 1) for place in range(POINTS)]
    return SQL(
        "SELECT percentile_disc(%s::float8[]) WITHIN GROUP (ORDER BY %s)"
        " FROM (%s) AS customer",
        points,
        SQL.identifier(score),
        rows,
    )


def score_sql(name, silence, days, risk, grid):
    """One score of a customer.

    :param str name: of ``SCORES``
    :param SQL silence: days since the last purchase; ``days`` (of purchase) and
        ``risk`` (of the formula) likewise
    :param str grid: alias of what has the arrays of :func:`grid_sql`
    :return: ``SQL``, a float
    """

    def place(value, column, half=True):
        """Of a hundred customers how many are below; of equals the middle."""
        array = SQL.identifier(grid, column)
        above = SQL("width_bucket(%s::float8, %s)", value, array)
        if not half:
            return above
        return SQL(
            "(%s + width_bucket(%s::float8 - 0.5, %s)) / 2.0", above, value, array
        )

    def fifth(value, column):
        array = SQL.identifier(grid, column)
        limits = [1 + fifth * (POINTS - 1) // 5 for fifth in range(1, 5)]
        return SQL(" + ").join(
            SQL("(%s > %s[%s])::int", value, array, limit) for limit in limits
        )

    scores = {
        "recency": lambda: SQL("%s", silence),
        "frequency": lambda: SQL("-%s", days),
        "quintiles": lambda: SQL(
            "(%s) - (%s)", fifth(silence, "silences"), fifth(days, "frequencies")
        ),
        "risk": lambda: SQL("%s", risk),
        # the places of all three; how often they bought counts twice
        "together": lambda: SQL(
            "%s + %s - 2 * %s",
            place(risk, "risks", half=False),
            place(silence, "silences"),
            place(days, "frequencies"),
        ),
    }
    return SQL("(%s)::float8", scores[name]())


def scored_sql(rows, grid):
    """All scores of some customers.

    :param SQL rows: SELECT as in :func:`grid_sql`, with more columns
    :param SQL grid: SELECT of :func:`grid_sql`
    :return: SELECT of those columns and one for each of ``SCORES``, named ``by_...``
    """
    fields = (SQL("customer.silence"), SQL("customer.purchase_days"))
    return SQL(
        "SELECT customer.*, %s FROM (%s) AS customer CROSS JOIN (%s) AS grid",
        SQL(", ").join(
            SQL(
                "%s AS %s",
                score_sql(name, *fields, SQL("customer.risk"), "grid"),
                SQL.identifier(f"by_{name}"),
            )
            for name in SCORES
        ),
        rows,
        grid,
    )


def areas_sql(scored):
    """How well each score orders who came again: the area under the ROC curve, the
    chance that of two customers the one who came had the lower score.

    :param SQL scored: SELECT of ``again`` (boolean) and of the scores
        (:func:`scored_sql`)
    :return: SELECT of ``customers``, ``came`` and an area for each of ``SCORES``
    """

    def rank(name):
        column = SQL.identifier(f"by_{name}")
        return SQL(
            "rank() OVER (ORDER BY %(score)s DESC)"
            " + (count(*) OVER (PARTITION BY %(score)s) - 1) / 2.0 AS %(score)s",
            score=column,
        )

    def area(name):
        return SQL(
            """(sum(%(score)s) FILTER (WHERE again)
                - count(*) FILTER (WHERE again) * (count(*) FILTER (WHERE again) + 1)
                  / 2.0)
               / nullif(count(*) FILTER (WHERE again)::float8
                        * count(*) FILTER (WHERE NOT again), 0)""",
            score=SQL.identifier(f"by_{name}"),
        )

    return SQL(
        """SELECT count(*), count(*) FILTER (WHERE again), %s
             FROM (SELECT again, %s FROM (%s) AS scored) AS ranked""",
        SQL(", ").join(area(name) for name in SCORES),
        SQL(", ").join(rank(name) for name in SCORES),
        scored,
    )


def risk_sql():
    """The risk of a row of ``FORECAST_FROM``: that of the formula, or, where ``scale``
    has another order, the risk that stands at the same place."""
    fields = (SQL("own.silence"), SQL("row.purchase_days"), SQL("raw.risk"))
    return SQL(
        """CASE WHEN scale.drift_score IS NULL THEN raw.risk ELSE (
            SELECT scale.risks[floor(at)::int] + (at - floor(at)) * (
                       scale.risks[LEAST(floor(at)::int + 1, %(points)s)]
                       - scale.risks[floor(at)::int])
              FROM (SELECT CASE %(scores)s END AS score OFFSET 0) AS lot
             CROSS JOIN LATERAL (
                SELECT width_bucket(score - 1e-9, scale.marks) AS below,
                       width_bucket(score, scale.marks) AS until
                OFFSET 0
             ) AS place
             CROSS JOIN LATERAL (
                -- between two marks as far as it is; of equals in the middle of them
                SELECT GREATEST(1, LEAST(%(points)s, CASE WHEN below < until
                    THEN (below + 1 + until) / 2.0
                    ELSE until + COALESCE((score - scale.marks[until])
                         / nullif(scale.marks[until + 1] - scale.marks[until], 0), 0)
                END))::float8 AS at
                OFFSET 0
             ) AS found
           ) END""",
        points=POINTS,
        scores=SQL(" ").join(
            SQL(
                "WHEN scale.drift_score = %s THEN %s",
                name,
                score_sql(name, *fields, "scale"),
            )
            for name in SCORES
            if name != "risk"
        ),
    )


def choose(found):
    """The score that orders best, over all days that it was tried on.

    :param found: list of ``(customers, came, {score: area})``, one for each day
    :return: ``(score, {score: mean area})``; no score where there is too little
    """
    enough = [
        one
        for one in found
        if one[0] >= ENOUGH_CUSTOMERS and ENOUGH_EACH <= one[1] <= one[0] - ENOUGH_EACH
    ]
    if not enough:
        return None, {}
    tried = [areas for *_numbers, areas in enough]
    days = [numbers for *numbers, _areas in enough]
    means = {
        name: sum(float(areas[name]) for areas in tried) / len(tried) for name in SCORES
    }
    best = max(means.values())
    few = min(min(came, customers - came) for customers, came in days)
    if few < FEW_EACH and best - means["together"] <= FEW_MARGIN / sqrt(few):
        return "together", means
    # a thousandth is no difference: then the simpler one
    return next(name for name in SCORES if means[name] >= best - 0.0005), means
