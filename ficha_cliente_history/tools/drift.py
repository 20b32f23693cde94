"""Who is drifting away, in which order: a few scores and what they are worth. SQL, no
ORM.

A score is higher of whom is likelier not to buy again. Which one orders the customers
of a company best is found on its own past (``ficha.drift.choice``); the risk that is
told keeps the values of the formula (``FORECAST_FROM``) and gets the order of the
score, so that a risk of 90 % says the same whatever the order is taken from.

Scores are read from 101 quantiles (:func:`grid_sql`) of the days of silence, of the
purchase days and of the formula's risk of all customers of the company, so that one
customer can be told without looking at the others.

One of them, ``together``, adds up the places of a customer by those three. How much
each of them weighs is learnt on the past of the company (:func:`fit`): a regression
that cannot say that who is silent for longer, or has bought less often, is likelier to
come. Three weights are worked out here rather than by a library of statistics, which
every installation would have to fetch for them.
"""

from collections import namedtuple
from math import exp, log, sqrt

from odoo.tools import SQL, groupby

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
#: It is all of them together, unless another score was better by more than this by the
#: root of how many came or stayed away, whichever were fewer: less is chance.
MARGIN = 0.2
#: What silence, purchase days and risk weigh together before a past has said it, and on
#: which side each of them may weigh at all.
WEIGHTS = (1.0, -2.0, 1.0)
#: Weights of few customers are drawn towards nothing, as if by so much.
RIDGE = 1.0
STEPS = 12
#: An area below this is no better than chance.
CHANCE = 0.53

#: What was found on a day of the past: how many customers, how many of them came,
#: ``{score: area}``, and the same customers as of :func:`cells_sql`.
Tried = namedtuple("Tried", "customers came areas cells", defaults=((),))


def grid_sql(rows, weights=WEIGHTS):
    """The quantiles that scores are read from.

    :param SQL rows: SELECT of ``silence`` (days), ``purchase_days`` and ``risk``
    :param weights: what the three weigh together
    :return: SELECT of one row: ``silences``, ``frequencies``, ``risks``, ``weights``
    """
    points = [place / (POINTS - 1) for place in range(POINTS)]
    return SQL(
        """SELECT percentile_disc(%(points)s::float8[])
                      WITHIN GROUP (ORDER BY silence::float8) AS silences,
                  percentile_disc(%(points)s::float8[])
                      WITHIN GROUP (ORDER BY purchase_days::float8) AS frequencies,
                  percentile_disc(%(points)s::float8[])
                      WITHIN GROUP (ORDER BY risk::float8) AS risks,
                  %(weights)s::float8[] AS weights
             FROM (%(rows)s) AS customer""",
        points=points,
        weights=list(weights),
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


def _place_sql(value, grid, column, half=True):
    """Of a hundred customers how many are below; of equals the middle."""
    array = SQL.identifier(grid, column)
    above = SQL("width_bucket(%s::float8, %s)", value, array)
    if not half:
        return above
    return SQL("(%s + width_bucket(%s::float8 - 0.5, %s)) / 2.0", above, value, array)


def _places_sql(silence, days, risk, grid):
    """The places of a customer by all three."""
    return (
        _place_sql(silence, grid, "silences"),
        _place_sql(days, grid, "frequencies"),
        _place_sql(risk, grid, "risks", half=False),
    )


def score_sql(name, silence, days, risk, grid):
    """One score of a customer.

    :param str name: of ``SCORES``
    :param SQL silence: days since the last purchase; ``days`` (of purchase) and
        ``risk`` (of the formula) likewise
    :param str grid: alias of what has the arrays of :func:`grid_sql`
    :return: ``SQL``, a float
    """

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
        "together": lambda: SQL(" + ").join(
            SQL("%s[%s] * %s", SQL.identifier(grid, "weights"), number, place)
            for number, place in enumerate(
                _places_sql(silence, days, risk, grid), start=1
            )
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


def cells_sql(rows, grid):
    """The same customers, those of about the same places in one line.

    :param SQL rows: SELECT as in :func:`scored_sql`, with ``again`` (boolean)
    :param SQL grid: SELECT of :func:`grid_sql`
    :return: SELECT of the places by silence, purchase days and risk (from 0 to 1), how
        many customers, and how many of them came
    """
    fields = (SQL("customer.silence"), SQL("customer.purchase_days"))
    return SQL(
        """SELECT %s, count(*), count(*) FILTER (WHERE again)
             FROM (%s) AS customer CROSS JOIN (%s) AS grid GROUP BY 1, 2, 3""",
        SQL(", ").join(
            SQL("((floor(%s / 2.0) * 2 + 1) / 100)::float8", place)
            for place in _places_sql(*fields, SQL("customer.risk"), "grid")
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

    What the three weigh together is learnt on one day and judged on the other one, else
    it would be judged by what it was made of.

    :param found: list of :class:`Tried`, one for each day
    :return: ``(score, {score: mean area}, weights)``; no score where there is too
        little
    """
    enough = [
        one
        for one in found
        if one.customers >= ENOUGH_CUSTOMERS
        and ENOUGH_EACH <= one.came <= one.customers - ENOUGH_EACH
    ]
    if not enough:
        return None, {}, WEIGHTS
    tried = [
        _areas(one, [other for other in enough if other is not one] or [one])
        for one in enough
    ]
    means = {
        name: sum(float(areas[name]) for areas in tried) / len(tried) for name in SCORES
    }
    weights = fit([cell for one in enough for cell in one.cells])
    best = max(means.values())
    few = min(min(one.came, one.customers - one.came) for one in enough)
    if best - means["together"] <= MARGIN / sqrt(few):
        return "together", means, weights
    # a thousandth is no difference: then the simpler one
    name = next(name for name in SCORES if means[name] >= best - 0.0005)
    return name, means, weights


def _areas(one, others):
    """The areas of a day; that of all together with what the others weigh."""
    if not one.cells:
        return one.areas
    weights = fit([cell for other in others for cell in other.cells])
    return {**one.areas, "together": area(weights, one.cells)}


def fit(cells):
    """What silence, purchase days and risk weigh together in who stays away: a logistic
    regression on their places. What would weigh on the wrong side is left out of it.

    :param cells: rows of :func:`cells_sql`
    :return: three weights, the first and the last not below 0, the second not above;
        ``WEIGHTS`` where nothing can be learnt
    """
    used = [0, 1, 2] if cells else []
    while used:
        found = dict(zip(used, _regress(cells, used), strict=True))
        wrong = [one for one in used if found[one] * WEIGHTS[one] < 0]
        if not wrong:
            return tuple(round(found.get(one, 0.0), 6) for one in range(3))
        used = [one for one in used if one not in wrong]
    return WEIGHTS


def _regress(cells, used):
    """Newton's steps to the weights of some of the places.

    :return: as many weights
    """
    number = sum(cell[3] for cell in cells)
    stayed = number - sum(cell[4] for cell in cells)
    if not 0 < stayed < number:
        return [0.0] * len(used)
    rows = [
        ([1.0, *(cell[one] for one in used)], cell[3], cell[3] - cell[4])
        for cell in cells
    ]
    weights = [log(stayed / (number - stayed))] + [0.0] * len(used)
    size = range(len(weights))
    for _step in range(STEPS):
        slope = [-RIDGE * weight if k else 0.0 for k, weight in enumerate(weights)]
        bend = [[RIDGE * (j == k and k > 0) for j in size] for k in size]
        for values, many, gone in rows:
            at = sum(w * v for w, v in zip(weights, values, strict=True))
            chance = 1 / (1 + exp(-max(-30.0, min(30.0, at))))
            off, wide = gone - many * chance, many * chance * (1 - chance)
            for k in size:
                slope[k] += off * values[k]
                for j in size:
                    bend[k][j] += wide * values[k] * values[j]
        step = _solve(bend, slope)
        weights = [w + s for w, s in zip(weights, step, strict=True)]
        if max(map(abs, step)) < 1e-6:
            break
    return weights[1:]


def _solve(matrix, right):
    """A few linear equations, by elimination."""
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for k in range(size):
        pivot = max(range(k, size), key=lambda row: abs(rows[row][k]))
        rows[k], rows[pivot] = rows[pivot], rows[k]
        for j in range(size):
            if j != k:
                share = rows[j][k] / (rows[k][k] or 1e-12)
                rows[j] = [a - share * b for a, b in zip(rows[j], rows[k], strict=True)]
    return [rows[k][size] / (rows[k][k] or 1e-12) for k in range(size)]


def area(weights, cells):
    """The area under the curve of the places added up, as :func:`areas_sql` has it."""
    scored = sorted(
        (sum(w * v for w, v in zip(weights, cell[:3], strict=True)), *cell[3:])
        for cell in cells
    )
    pairs = came_before = 0.0
    for _score, equals in groupby(scored, key=lambda row: row[0]):
        equals = list(equals)
        came = sum(row[2] for row in equals)
        stayed = sum(row[1] - row[2] for row in equals)
        pairs += stayed * (came_before + came / 2)
        came_before += came
    return pairs / (came_before * (sum(row[1] for row in scored) - came_before))
