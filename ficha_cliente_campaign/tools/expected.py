"""What each customer is expected to buy in some periods, and the sum: in SQL, no ORM.

A customer is expected as the ficha says (``ficha_cliente_history``): still theirs with
the chance that the drift risk leaves; if they come, between the 10, 50 and 90 % points
of the next purchase, and then again every typical interval; each time for the amount of
their average purchase, of which a product has the share that it had so far.
"""

from odoo.tools import SQL

#: What a customer buys is taken from so many days.
MIX_DAYS = 730


def _chance_sql(days):
    """How many times they have come so many days ahead, if they are still customers:
    the first time by the three points, then every typical interval."""
    return SQL(
        """(CASE WHEN %(t)s <= 0 THEN 0
                 WHEN %(t)s < p1 THEN 0.1 * %(t)s / p1
                 WHEN %(t)s < p2 THEN 0.1 + 0.4 * (%(t)s - p1) / (p2 - p1)
                 WHEN %(t)s < p3 THEN 0.5 + 0.4 * (%(t)s - p2) / (p3 - p2)
                 WHEN %(t)s < 2 * p3 - p2
                 THEN 0.9 + 0.1 * (%(t)s - p3) / (p3 - p2)
                 ELSE 1
            END + GREATEST(0, %(t)s - p2) / GREATEST(typical, 1))""",
        t=days,
    )


def each_sql(past, day, periods):
    """How many times each customer is expected in each period.

    :param SQL past: table as of ``ficha.purchase.summary._make_past``
    :param date day: as of which day
    :param periods: list of ``(number, start, stop)``, the last day not included
    :return: SELECT of ``partner_id``, ``period`` (number), ``times`` and ``ticket``
    """
    return SQL(
        """
        SELECT partner_id, period.number AS period, ticket,
               (1 - risk) * (%(until)s - %(before)s) AS times
          FROM (
            SELECT partner_id, risk, ticket, typical, p1, p2,
                   GREATEST(next_to_date - %(day)s::date, p2 + 0.5)::float8 AS p3
              FROM (
                SELECT past.*, GREATEST(next_expected_date - %(day)s::date,
                                        p1 + 0.5)::float8 AS p2
                  FROM (
                    SELECT past.*, GREATEST(next_from_date - %(day)s::date,
                                            1)::float8 AS p1
                      FROM %(past)s AS past
                     WHERE next_expected_date IS NOT NULL AND risk < 1 AND ticket > 0
                  ) AS past
              ) AS past
          ) AS customer
         CROSS JOIN (VALUES %(periods)s) AS period(number, t0, t1)
        """,
        past=past,
        day=day,
        before=_chance_sql(SQL("period.t0")),
        until=_chance_sql(SQL("period.t1")),
        periods=SQL(", ").join(
            SQL(
                "(%s, %s, %s)",
                number,
                (start - day).days - 1,
                (stop - day).days - 1,
            )
            for number, start, stop in periods
        ),
    )


def mix_sql(company_id, day, products):
    """Of what customers buy, which part each product and category is.

    :param date day: as of which day
    :param products: ids of the products that are told by themselves
    :return: SELECT of ``partner_id``, ``category_id``, ``product_id`` (one of them 0),
        ``share`` of the amount and ``often``, the share of the days
    """
    return SQL(
        """
        WITH bought AS MATERIALIZED (
            SELECT line.partner_id, line.product_id, line.day, line.amount,
                   string_to_array(trim(trailing '/' FROM category.parent_path),
                                   '/')::int[] AS categories
              FROM ficha_purchase_product AS line
              JOIN product_product AS product ON product.id = line.product_id
              JOIN product_template AS template ON template.id = product.product_tmpl_id
              LEFT JOIN product_category AS category
                ON category.id = template.categ_id
             WHERE line.company_id = %(company)s AND line.bought AND line.amount > 0
               AND line.day <= %(day)s AND line.day > %(day)s::date - %(days)s
        ),
        every AS (
            SELECT partner_id, sum(amount)::float8 AS amount,
                   count(DISTINCT day)::float8 AS days
              FROM bought GROUP BY partner_id
        ),
        part AS (
            SELECT partner_id, 0 AS category_id, product_id,
                   sum(amount) AS amount, count(DISTINCT day) AS days
              FROM bought WHERE product_id = ANY(%(products)s)
             GROUP BY partner_id, product_id
             UNION ALL
            -- a category with those below it
            SELECT partner_id, category_id, 0, sum(amount), count(DISTINCT day)
              FROM bought CROSS JOIN unnest(categories) AS category_id
             GROUP BY partner_id, category_id
        )
        SELECT part.partner_id, category_id, product_id,
               part.amount / every.amount AS share, part.days / every.days AS often
          FROM part JOIN every USING (partner_id)
        """,
        company=company_id,
        day=day,
        days=MIX_DAYS,
        products=list(products),
    )


def summed_sql(each, mix):
    """All customers together: the company, and each category and product.

    :param SQL each: table as :func:`each_sql` gives; ``mix`` as :func:`mix_sql`
    :return: SELECT of ``category_id``, ``product_id`` (both 0 of the company),
        ``period``, ``summed`` (amount) and ``customers`` (how many are expected)
    """
    return SQL(
        """
        SELECT 0 AS category_id, 0 AS product_id, period,
               sum(times * ticket) AS summed, sum(1 - exp(-times)) AS customers
          FROM %(each)s GROUP BY period
         UNION ALL
        SELECT mix.category_id, mix.product_id, period,
               sum(times * ticket * share), sum(1 - exp(-times * often))
          FROM %(each)s AS each JOIN %(mix)s AS mix USING (partner_id)
         GROUP BY mix.category_id, mix.product_id, period
        """,
        each=each,
        mix=mix,
    )


def behind_sql(each, mix, peaks):
    """Who is behind some peaks: the likeliest, as many as are expected.

    :param peaks: list of ``(id, period, category_id, product_id, factor, customers)``:
        how many times more than summed is foreseen, and how many to tell
    :return: SELECT of ``demand_id``, ``partner_id``, ``chance``, ``amount``
    """
    return SQL(
        """
        SELECT demand_id, partner_id, chance, amount
          FROM (
            SELECT peak.id AS demand_id, each.partner_id, peak.customers,
                   1 - exp(-times * COALESCE(mix.often, 1) * peak.factor) AS chance,
                   times * ticket * COALESCE(mix.share, 1) * peak.factor AS amount,
                   row_number() OVER (
                       PARTITION BY peak.id
                       ORDER BY times * COALESCE(mix.often, 1) DESC,
                                ticket DESC, each.partner_id) AS place
              FROM (VALUES %(peaks)s)
                   AS peak(id, period, category_id, product_id, factor, customers)
              JOIN %(each)s AS each ON each.period = peak.period AND each.times > 0
              LEFT JOIN %(mix)s AS mix
                ON mix.partner_id = each.partner_id
               AND mix.category_id = peak.category_id
               AND mix.product_id = peak.product_id
             WHERE mix.partner_id IS NOT NULL
                OR (peak.category_id = 0 AND peak.product_id = 0)
          ) AS placed
         WHERE place <= customers
        """,
        each=each,
        mix=mix,
        peaks=SQL(", ").join(
            SQL("(%s, %s, %s, %s, %s::float8, %s)", *values) for values in peaks
        ),
    )
