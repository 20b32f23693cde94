"""Which products to propose to whom: the one place that ranks, in SQL and without ORM.

Two lists are told apart, since what is bought again and what is bought for the first
time follow different laws (Li et al. 2023, *A Next Basket Recommendation Reality
Check*):

- **own**: how many times they bought it, less the longer they have not, plus what
  everybody buys of it, more so what is bought more lately, as if that were twenty
  purchase days of theirs; or by another of ``OWN_RULES``, where that was more right on
  the past of the company;
- **new**: what is bought by those who buy what they buy (cosine of the two sets of
  buyers; of each product only the strongest relations, so that many weak ones do not
  add up to mere popularity), times a little of whether it is bought more lately.

Statements take what was bought as a SELECT of ``partner_id, day, product_id`` (a row
for each day), so that the ficha, the record and the bench rank with the same text.
"""

from math import sqrt

from odoo.tools import SQL

#: How far back is looked, in months.
MONTHS = 24
#: Of a product bought by fewer nothing is said.
MIN_BUYERS = 5
#: An own purchase counts e times less after so many days.
FADE_DAYS = 365
#: What everybody buys of late weighs as so many days of the customer's.
PRIOR_DAYS = 20
#: How what is theirs is ordered: the usual way, one that fades faster, and simply by
#: how often; the back-test of a company says which.
OWN_RULES = ("fading", "lately", "often")
FADE_LATELY_DAYS = 90
#: A rule is better than the simplest when it was so by this many times the error of its
#: own mean: by chance alone that comes twice in a hundred times.
SURE = 2
#: "Lately", and how much it counts.
LATELY_DAYS = 45
LATELY_POWER = 0.5
#: So many recent purchases more, as often as always, are added to those of a product.
FEW = 3
#: The strongest relations of a product that are kept, and what damps those of a few.
RELATIONS = 30
DAMPING = 2
#: Relations are taken from so many customers, and so many products of each.
SAMPLE_CUSTOMERS = 10_000
SAMPLE_PRODUCTS = 300
#: A list has so many products.
TOP = 10


def demand_sql(bought, day):
    """How much everybody buys of each product.

    :param SQL bought: SELECT of ``partner_id, day, product_id``
    :param date day: today
    :return: SELECT of ``product_id``, ``buyers``, ``share`` (of all purchase days) and
        ``trend`` (how much more of late, 1 when as always)
    """
    return SQL(
        """
        WITH bought AS MATERIALIZED (%(bought)s),
        lately AS (
            SELECT product_id, partner_id,
                   exp(-(%(day)s::date - day) / %(lately)s::float) AS weight
              FROM bought
        ),
        every AS (
            SELECT count(*)::float AS lines, sum(weight) AS weight,
                   (SELECT count(*) FROM (SELECT DISTINCT partner_id, day
                                            FROM bought) AS one) AS days
              FROM lately
        )
        SELECT lately.product_id,
               count(DISTINCT lately.partner_id)::int AS buyers,
               count(*)::float / every.days AS share,
               -- of what was bought a few times little can be said: nearer to 1
               least(20, greatest(0.05,
                   (sum(lately.weight) + %(few)s)
                   / (count(*) * every.weight / every.lines + %(few)s)
               )) AS trend
          FROM lately CROSS JOIN every
         GROUP BY lately.product_id, every.days, every.weight, every.lines
        """,
        bought=bought,
        day=day,
        lately=LATELY_DAYS,
        few=FEW,
    )


def relations_sql(bought, demand):
    """Which products are bought by the same customers.

    :param SQL bought: as in :func:`demand_sql`
    :param SQL demand: table, or SELECT in parentheses, with ``product_id, buyers``
    :return: SELECT of ``product_id`` (to be proposed), ``source_id`` (to who buys
        this), ``together`` (customers who bought both), ``source_buyers`` and
        ``likeness``
    """
    return SQL(
        """
        WITH one AS (
            SELECT bought.partner_id, bought.product_id, max(bought.day) AS day
              FROM (%(bought)s) AS bought
              JOIN %(demand)s AS demand
                ON demand.product_id = bought.product_id
               AND demand.buyers >= %(min_buyers)s
             GROUP BY 1, 2
        ),
        asked AS (
            SELECT partner_id FROM one GROUP BY partner_id
             -- the same ones every night, and no particular ones
             ORDER BY hashint4(partner_id), partner_id
             LIMIT %(customers)s
        ),
        taken AS MATERIALIZED (
            SELECT partner_id, product_id
              FROM (SELECT one.*, row_number() OVER (
                                PARTITION BY partner_id
                                ORDER BY day DESC, product_id) AS place
                      FROM one JOIN asked USING (partner_id)) AS placed
             WHERE place <= %(products)s
        ),
        buyers AS MATERIALIZED (
            SELECT product_id, count(*) AS buyers FROM taken GROUP BY product_id
        ),
        pair AS (
            SELECT a.product_id, b.product_id AS source_id, count(*) AS together
              FROM taken AS a
              JOIN taken AS b
                ON b.partner_id = a.partner_id AND b.product_id <> a.product_id
             GROUP BY 1, 2
            HAVING count(*) > 1
        ),
        told AS (
            SELECT pair.product_id, pair.source_id, pair.together,
                   source.buyers AS source_buyers,
                   pair.together / sqrt((target.buyers + %(damping)s)::float
                                        * (source.buyers + %(damping)s)) AS likeness
              FROM pair
              JOIN buyers AS target ON target.product_id = pair.product_id
              JOIN buyers AS source ON source.product_id = pair.source_id
        )
        SELECT product_id, source_id, together, source_buyers, likeness
          FROM (SELECT told.*, row_number() OVER (
                            PARTITION BY product_id
                            ORDER BY likeness DESC, source_id) AS place
                  FROM told) AS placed
         WHERE place <= %(relations)s
        """,
        bought=bought,
        demand=demand,
        min_buyers=MIN_BUYERS,
        customers=SAMPLE_CUSTOMERS,
        products=SAMPLE_PRODUCTS,
        damping=DAMPING,
        relations=RELATIONS,
    )


def own_score(rule="fading"):
    """What orders the products of a customer.

    :param str rule: of ``OWN_RULES``
    :return: ``SQL`` over ``own`` (of :func:`own_sql`) and ``demand``
    """
    if rule == "often":
        return SQL("own.times + COALESCE(demand.share, 0) / 1000")
    return SQL(
        """own.times * exp(-(own.today - own.last_day) / %(fade)s::float)
           + %(prior)s * COALESCE(demand.share * demand.trend, 0)""",
        fade=FADE_LATELY_DAYS if rule == "lately" else FADE_DAYS,
        prior=PRIOR_DAYS,
    )


def own_sql(bought, demand, asked, rule="fading"):
    """What each customer bought, what is bought again first.

    :param SQL asked: SELECT of ``partner_id`` and ``day`` (their today)
    :param str rule: of ``OWN_RULES``
    :return: SELECT of ``partner_id, product_id, today, times, first_day, last_day,
        score``
    """
    return SQL(
        """
        SELECT own.partner_id, own.product_id, own.today, own.times, own.first_day,
               own.last_day, %(score)s AS score
          FROM (SELECT bought.partner_id, bought.product_id, asked.day AS today,
                       count(*)::int AS times, min(bought.day) AS first_day,
                       max(bought.day) AS last_day
                  FROM (%(asked)s) AS asked
                  JOIN (%(bought)s) AS bought USING (partner_id)
                 GROUP BY 1, 2, 3) AS own
          LEFT JOIN %(demand)s AS demand USING (product_id)
        """,
        bought=bought,
        demand=demand,
        asked=asked,
        score=own_score(rule),
    )


def compared_sql(own, demand, came, top=TOP):
    """How much of what customers bought next each of ``OWN_RULES`` had on its list, and
    how much more than the simplest, customer by customer.

    :param SQL own: table of :func:`own_sql`
    :param SQL demand: table of :func:`demand_sql`
    :param SQL came: SELECT of ``partner_id, product_id``: what they bought next
    :return: SELECT of ``customers``, and for each rule three sums over them: of its
        recall, of what that is more than of ``often``, and of the squares of this
    """
    names = [SQL.identifier(rule) for rule in OWN_RULES]
    often = SQL.identifier("often")
    return SQL(
        """
        WITH came AS MATERIALIZED (%(came)s),
        placed AS (
            SELECT own.partner_id, own.product_id, %(places)s
              FROM %(own)s AS own LEFT JOIN %(demand)s AS demand USING (product_id)
        ),
        one AS (
            SELECT %(hits)s
              FROM came LEFT JOIN placed USING (partner_id, product_id)
             GROUP BY came.partner_id
        )
        SELECT count(*), %(sums)s FROM one
        """,
        came=came,
        own=own,
        demand=demand,
        places=SQL(", ").join(
            SQL(
                "row_number() OVER (PARTITION BY own.partner_id"
                " ORDER BY %s DESC, own.product_id) AS %s",
                own_score(rule),
                SQL.identifier(rule),
            )
            for rule in OWN_RULES
        ),
        hits=SQL(", ").join(
            SQL(
                "count(*) FILTER (WHERE %s <= %s) / count(*)::float AS %s",
                name,
                top,
                name,
            )
            for name in names
        ),
        sums=SQL(", ").join(
            SQL(
                "sum(%s), sum(%s - %s), sum((%s - %s) ^ 2)",
                name,
                name,
                often,
                name,
                often,
            )
            for name in names
        ),
    )


def choose(customers, sums):
    """The rule that was most right. What they buy most often is the simplest: another
    one has to be better by more than chance would have it, by how much it was so from
    customer to customer.

    :param int customers: on how many
    :param dict sums: by rule the three of :func:`compared_sql`
    :return: rule; of those that are alike, a thousandth apart, the usual one
    """
    better = {"often"}
    for rule, (_hit, more, squares) in sums.items():
        spread = max(squares - more**2 / customers, 0) / max(customers - 1, 1)
        if more > SURE * sqrt(spread * customers):
            better.add(rule)
    best = max(sums[rule][0] for rule in better)
    return next(
        rule
        for rule in OWN_RULES
        if rule in better and sums[rule][0] >= best - 0.0005 * customers
    )


def new_sql(own, demand, relations, why=True):
    """What each customer has not bought, what they may like first.

    :param SQL own: SELECT of ``partner_id, product_id, times``
    :param SQL relations: table, or SELECT in parentheses, as of :func:`relations_sql`
    :param bool why: also what speaks for it
    :return: SELECT of ``partner_id, product_id, score``; and of ``source_id`` (what
        speaks for it most), ``together`` and ``source_buyers``
    """
    columns = join = SQL()
    if why:
        columns = SQL(
            """, best.source_id, best.together::int AS together,
               best.source_buyers::int AS source_buyers"""
        )
        join = SQL(
            """JOIN %s AS best ON best.product_id = told.product_id
                AND best.source_id = told.best & %s""",
            relations,
            2**31 - 1,
        )
    return SQL(
        """
        WITH own AS MATERIALIZED (%(own)s),
        told AS (
            SELECT own.partner_id, relation.product_id,
                   sum(own.times * relation.likeness) AS score,
                   -- the strongest, found in one pass: how strong in the upper bits of
                   -- a number, which one in the lower
                   max(((own.times * relation.likeness * 1000000)::bigint << 31)
                       | relation.source_id) AS best
              FROM own
              JOIN %(relations)s AS relation ON relation.source_id = own.product_id
             GROUP BY 1, 2
        )
        SELECT told.partner_id, told.product_id,
               told.score * power(demand.trend, %(power)s) AS score %(columns)s
          FROM told %(join)s
          JOIN %(demand)s AS demand ON demand.product_id = told.product_id
          LEFT JOIN own
            ON own.partner_id = told.partner_id AND own.product_id = told.product_id
         WHERE own.product_id IS NULL
        """,
        own=own,
        demand=demand,
        relations=relations,
        power=LATELY_POWER,
        columns=columns,
        join=join,
    )


def popular_sql(own, demand, limit=3 * TOP):
    """What everybody buys and these customers do not: what :func:`new_sql` is measured
    against.

    :return: SELECT of ``partner_id, product_id, score``
    """
    return SQL(
        """
        WITH own AS MATERIALIZED (%(own)s),
        most AS (
            SELECT asked.partner_id, popular.product_id, popular.share AS score
              FROM (SELECT partner_id, count(*) AS products
                      FROM own GROUP BY 1) AS asked
             CROSS JOIN LATERAL (
                SELECT product_id, share FROM %(demand)s AS demand
                 ORDER BY share DESC, product_id
                 LIMIT asked.products + %(limit)s) AS popular
        )
        SELECT partner_id, product_id, score
          FROM most
         WHERE NOT EXISTS (SELECT FROM own
                            WHERE own.partner_id = most.partner_id
                              AND own.product_id = most.product_id)
        """,
        own=own,
        demand=demand,
        limit=limit,
    )


def recall_sql(ranked, came, top=TOP):
    """How much of what customers bought next was among the first of their list.

    :param SQL ranked: SELECT of ``partner_id, product_id, score``
    :param SQL came: SELECT of ``partner_id, product_id``: what they bought next
    :return: SELECT of ``customers`` and ``recall`` (mean over customers)
    """
    return SQL(
        """
        WITH came AS MATERIALIZED (%(came)s),
        listed AS (
            SELECT partner_id, product_id
              FROM (SELECT partner_id, product_id, row_number() OVER (
                            PARTITION BY partner_id
                            ORDER BY score DESC, product_id) AS place
                      FROM (%(ranked)s) AS ranked) AS placed
             WHERE place <= %(top)s
        )
        SELECT count(*) AS customers, avg(hits::float / bought) AS recall
          FROM (SELECT came.partner_id, count(*) AS bought,
                       count(listed.product_id) AS hits
                  FROM came
                  LEFT JOIN listed USING (partner_id, product_id)
                 GROUP BY 1) AS one
        """,
        ranked=ranked,
        came=came,
        top=top,
    )


def all_sql(own, new):
    """One list: what they buy, then what they do not yet.

    :return: SELECT of ``partner_id, product_id, score``
    """
    return SQL(
        """SELECT partner_id, product_id, score FROM (%s) AS own
            UNION ALL
           SELECT partner_id, product_id, score * 1e-9 FROM (%s) AS new""",
        own,
        new,
    )
