from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.batches import has_left, run_in_order

from ..tools import demand, expected

CRON = "ficha_cliente_campaign.ir_cron_demand"
#: Months ahead, and weeks.
MONTHS = 6
WEEKS = 13
#: As of the beginning of so many months it is told what would have been foreseen.
PAST_MONTHS = 36
#: Products that are told by themselves: those of most amount, bought by so many.
PRODUCTS = 200
MIN_BUYERS = 5
#: What the night does for each company, after one step for each past month.
NOW, NEXT, STEPS = 50, 51, 100
#: So many customers of a peak are kept.
BEHIND = 200


class FichaDemand(models.Model):
    """What the customers of a company together are expected to buy, by month and week:
    the company, a category (0 and those below it) or a product.

    As of today for what is ahead, and as of the beginning of each month of the past, by
    the same calculation and with what was known then: the record. Both are made at
    night, a month of the past once and for all; nothing is computed when it is looked
    at. Sums are of ``tools/expected``, the rest of ``tools/demand``.
    """

    _name = "ficha.demand"
    _description = "Demand Ahead"
    _log_access = False
    _rec_name = "start"
    _order = "company_id, period, start, day"

    company_id = fields.Many2one(
        "res.company", required=True, ondelete="cascade", help="Whose customers."
    )
    currency_id = fields.Many2one(
        related="company_id.currency_id", help="Currency of the company."
    )
    category_id = fields.Many2one(
        "product.category",
        ondelete="cascade",
        index="btree_not_null",
        help="Of which category, with those below it; of everything when empty.",
    )
    product_id = fields.Many2one(
        "product.product",
        ondelete="cascade",
        index="btree_not_null",
        help="Of which product.",
    )
    period = fields.Selection(
        [("month", "Month"), ("week", "Week")], required=True, help="How long it is."
    )
    start = fields.Date(required=True, help="First day of the month or week.")
    day = fields.Date(required=True, help="The last day that was known.")
    lead = fields.Integer(help="1: the first month or week after that day.")
    ahead = fields.Boolean(help="As of the last night: what is foreseen now.")
    summed = fields.Monetary(
        help="What each customer was expected to buy, added up as it is."
    )
    foreseen = fields.Monetary(
        help="The same at the level and in the season of the past."
    )
    low = fields.Monetary(help="In eight of ten cases it is between this and “High”.")
    high = fields.Monetary(help="In eight of ten cases it is between “Low” and this.")
    same = fields.Monetary(
        string="Same as last year", help="What came in the year before."
    )
    mean = fields.Monetary(
        string="Moving mean", help="What came on average in the months before."
    )
    came = fields.Monetary(help="What came; empty until the period is over.")
    customers = fields.Integer(help="How many customers are expected to buy.")
    peak = fields.Float(
        digits=0, help="How many times the normal it is, where that is a peak."
    )
    behind_ids = fields.One2many(
        "ficha.demand.customer",
        "demand_id",
        string="Who is behind it",
        help="The likeliest customers of a peak.",
    )

    _one_idx = models.UniqueIndex(
        "(company_id, period, ahead, day, start,"
        " COALESCE(category_id, 0), COALESCE(product_id, 0))"
    )

    # -- the night -----------------------------------------------------------------

    @api.model
    def _cron_refresh(self):
        """Nightly: what is ahead of each company, and how right it was; a past month at
        a time where they are not there yet."""
        if has_left(self.env):
            return
        numbers = [
            company.id * STEPS + step
            # sudo: of all companies, whoever the scheduler works as
            for company in self.env["res.company"].sudo().search([], order="id")
            for step in (*range(PAST_MONTHS + 1), NOW, NEXT)
        ]
        run_in_order(self.env, CRON, numbers, self._refresh_steps, 1)

    @api.model
    def _refresh_steps(self, numbers, today=None):
        """:param numbers: of a company and a step each, see :meth:`_cron_refresh`"""
        today = today or self.env["res.partner"]._followup_today()
        for number in numbers:
            company_id, step = divmod(number, STEPS)
            company = self.env["res.company"].browse(company_id)
            if step == NEXT:
                self.env["ficha.next.record"]._refresh(company, today)
            elif step == NOW:
                self._refresh_now(company, today)
            else:
                month = demand.after("month", today.replace(day=1), step - PAST_MONTHS)
                self._refresh_month(company, month)

    @api.model
    def _refresh_all(self, company, today=None):
        """Everything of a company at once: for the demo, tests and the bench."""
        for step in (*range(PAST_MONTHS + 1), NOW, NEXT):
            self._refresh_steps([company.id * STEPS + step], today)

    @api.model
    def _refresh_month(self, company, month):
        """What would have been foreseen at the beginning of a month, once and for
        all."""
        day = month - timedelta(days=1)
        done = SQL(
            "SELECT FROM ficha_demand WHERE company_id = %s AND day = %s AND NOT ahead"
            " LIMIT 1",
            company.id,
            day,
        )
        bought = SQL(
            "SELECT FROM ficha_purchase_day"
            " WHERE company_id = %s AND purchases > 0 AND day <= %s LIMIT 1",
            company.id,
            day,
        )
        self.flush_model()
        if self.env.execute_query(done) or not self.env.execute_query(bought):
            return
        periods = [
            ("month", demand.after("month", month, number), number + 1)
            for number in range(demand.LEADS)
        ]
        periods += self._weeks(day, demand.after("month", month))
        self._sum(company, day, periods, ahead=False)
        self._drop()

    @api.model
    def _weeks(self, day, until=None):
        """The weeks that begin after a day: until another day, or as many as are told
        ahead."""
        start = demand.first_of("week", day) + timedelta(weeks=1)
        weeks = [demand.after("week", start, number) for number in range(WEEKS)]
        return [
            ("week", week, number)
            for number, week in enumerate(weeks, 1)
            if until is None or week < until
        ]

    @api.model
    def _refresh_now(self, company, today):
        """What is ahead as of today; and what is told of the past beside it."""
        self.flush_model()
        self.env.cr.execute(
            SQL("DELETE FROM ficha_demand WHERE company_id = %s AND ahead", company.id)
        )
        # what was foreseen longer ago than anything asks for
        self.env.cr.execute(
            SQL(
                "DELETE FROM ficha_demand WHERE company_id = %s AND day < %s",
                company.id,
                demand.after("month", today.replace(day=1), -PAST_MONTHS - 1),
            )
        )
        first = self.env.execute_query(
            SQL(
                "SELECT min(day) FROM ficha_purchase_day"
                " WHERE company_id = %s AND purchases > 0 AND day <= %s",
                company.id,
                today,
            )
        )[0][0]
        if first:
            month = today.replace(day=1)
            periods = [
                ("month", demand.after("month", month, number), number)
                for number in range(1, MONTHS + 1)
            ]
            numbers = self._sum(
                company, today, periods + self._weeks(today), ahead=True
            )
            self._tell(company, first, today, numbers)
            self._drop()
        else:
            self.env["ficha.demand.record"]._replace(company, [])
        self.invalidate_model(flush=False)

    # -- sums ----------------------------------------------------------------------

    @api.model
    def _sum(self, company, day, periods, ahead):
        """Add up what each customer is expected to buy, and keep it.

        :param periods: list of ``(kind, start, lead)``
        :return: ``{(kind, start): number}`` of them in the temporary tables
            ``ficha_demand_each`` and ``ficha_demand_mix``, see :meth:`_drop`
        """
        past = self.env["ficha.purchase.summary"]._make_past(company, day)
        numbered = [
            (number, start, demand.after(kind, start))
            for number, (kind, start, _lead) in enumerate(periods)
        ]
        for name, query in (
            ("each", expected.each_sql(past, day, numbered)),
            ("mix", expected.mix_sql(company.id, day, self._told_products(company))),
        ):
            table = SQL.identifier(f"ficha_demand_{name}")
            self.env.cr.execute("SET LOCAL work_mem = '128MB'")
            self.env.cr.execute(
                SQL("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS %s", table, query)
            )
            self.env.cr.execute(SQL("ANALYZE %s", table))
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ficha_demand
                       (company_id, category_id, product_id, period, start, day, lead,
                        ahead, summed, customers)
                SELECT %(company)s, nullif(category_id, 0), nullif(product_id, 0),
                       period.kind, period.start::date, %(day)s, period.lead, %(ahead)s,
                       COALESCE(summed, 0), round(customers)
                  FROM (%(summed)s) AS told
                  JOIN (VALUES %(periods)s) AS period(number, kind, start, lead)
                    ON period.number = told.period
                """,
                company=company.id,
                day=day,
                ahead=ahead,
                summed=expected.summed_sql(
                    SQL("ficha_demand_each"), SQL("ficha_demand_mix")
                ),
                periods=SQL(", ").join(
                    SQL("(%s, %s, %s, %s)", number, kind, start, lead)
                    for number, (kind, start, lead) in enumerate(periods)
                ),
            )
        )
        self.env.cr.execute("SET LOCAL work_mem TO DEFAULT")
        return {
            (kind, start): number for number, (kind, start, _) in enumerate(periods)
        }

    @api.model
    def _drop(self):
        self.env.cr.execute("DROP TABLE IF EXISTS ficha_demand_each, ficha_demand_mix")
        self.env["ficha.purchase.summary"]._drop_past()

    @api.model
    def _told_products(self, company):
        """Ids of the products that are told by themselves: those of most amount in the
        two years before today, bought by enough customers."""
        rows = self.env.execute_query(
            SQL(
                """SELECT line.product_id
                     FROM ficha_purchase_product AS line
                     JOIN product_product AS product
                       ON product.id = line.product_id AND product.active
                    WHERE line.company_id = %s AND line.bought AND line.amount > 0
                      AND line.day > %s
                    GROUP BY line.product_id
                   HAVING count(DISTINCT line.partner_id) >= %s
                    ORDER BY sum(line.amount) DESC, line.product_id LIMIT %s""",
                company.id,
                self.env["res.partner"]._followup_today()
                - timedelta(days=expected.MIX_DAYS),
                MIN_BUYERS,
                PRODUCTS,
            )
        )
        return [product_id for (product_id,) in rows]

    # -- what is told --------------------------------------------------------------

    @api.model
    def _tell(self, company, first, today, numbers):
        """From the sums to what is foreseen, in which range, its peaks and its record.

        :param date first: of the first purchase
        :param numbers: what :meth:`_sum` gave of today
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT id, COALESCE(category_id, 0), COALESCE(product_id, 0), period,
                          start, day, lead, summed::float8, customers, ahead
                     FROM ficha_demand WHERE company_id = %s ORDER BY day, start""",
                company.id,
            )
        )
        groups = {}
        for (
            row_id,
            category,
            product,
            kind,
            start,
            day,
            lead,
            summed,
            number,
            now,
        ) in rows:
            line = demand.Line(day, start, lead, summed)
            groups.setdefault((kind, category, product), []).append(
                (line, row_id, number, now)
            )
        values, records, peaks = [], [], []
        told = self._told_products(company)
        came = {
            kind: self._came(company, kind, first, today, told) for kind in demand.KINDS
        }
        for (kind, category, product), found in groups.items():
            if product and product not in told:
                continue  # it is not told by itself any more
            series = came[kind].get((category, product)) or came[kind]["none"]
            lines = [line for line, *_rest in found]
            demand.foresee(kind, lines, series)
            usual = demand.normal(kind, series)
            record = demand.record(kind, lines, demand.record_since(kind, today))
            records.append((kind, category, product, record))
            for line, row_id, number, now in found:
                high = now and demand.peak(kind, line.foreseen, usual)
                if high and record.verdict == "good" and line.summed > 0:
                    factor = line.foreseen / line.summed
                    many = max(1, min(BEHIND, round(number * min(factor, 5))))
                    peaks.append(
                        (
                            row_id,
                            numbers[kind, line.start],
                            category,
                            product,
                            factor,
                            many,
                        )
                    )
                values.append(
                    (
                        row_id,
                        line.foreseen,
                        line.low,
                        line.high,
                        line.same,
                        line.mean,
                        line.came,
                        high or None,
                    )
                )
        self._write_told(values)
        self.env["ficha.demand.record"]._replace(company, records)
        if peaks:
            self._write_behind(peaks)

    @api.model
    def _came(self, company, kind, first, today, products):
        """What came in each period that is over, from the first purchase on.

        :param products: ids of those that are told by themselves
        :return: ``{(category id, product id): {start: amount}}``, without gaps; under
            ``"none"`` that of what nobody bought
        """
        start, stop = first, demand.first_of(kind, today)
        if first.day > 1 if kind == "month" else first.weekday():
            # of the period in which they began there is only a part
            start = demand.after(kind, demand.first_of(kind, first))
        empty, at = {}, start
        while at < stop:
            empty[at] = 0.0
            at = demand.after(kind, at)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT 0, 0, date_trunc(%(kind)s, day)::date, sum(amount)::float8
                  FROM ficha_purchase_day
                 WHERE company_id = %(company)s AND day >= %(start)s AND day < %(stop)s
                 GROUP BY 3
                 UNION ALL
                SELECT 0, line.product_id, date_trunc(%(kind)s, day)::date, sum(amount)
                  FROM ficha_purchase_product AS line
                 WHERE company_id = %(company)s AND day >= %(start)s AND day < %(stop)s
                   AND product_id = ANY(%(products)s)
                 GROUP BY 2, 3
                 UNION ALL
                SELECT category_id, 0, start, sum(amount)
                  FROM (SELECT template.categ_id,
                               date_trunc(%(kind)s, line.day)::date AS start,
                               sum(line.amount) AS amount
                          FROM ficha_purchase_product AS line
                          JOIN product_product AS product
                            ON product.id = line.product_id
                          JOIN product_template AS template
                            ON template.id = product.product_tmpl_id
                         WHERE line.company_id = %(company)s
                           AND line.day >= %(start)s AND line.day < %(stop)s
                         GROUP BY 1, 2) AS line
                  JOIN product_category AS category ON category.id = line.categ_id
                 CROSS JOIN unnest(string_to_array(
                     trim(trailing '/' FROM category.parent_path), '/')::int[]
                 ) AS category_id
                 GROUP BY 1, 3
                """,
                kind=kind,
                company=company.id,
                start=start,
                stop=stop,
                products=products,
            )
        )
        found = {"none": empty, (0, 0): dict(empty)}
        for category, product, at, amount in rows:
            found.setdefault((category, product), dict(empty))[at] = float(amount)
        return found

    @api.model
    def _write_told(self, values):
        """Write what differs from what is there."""
        names = ("foreseen", "low", "high", "same", "mean", "came", "peak")
        columns = SQL(", ").join(map(SQL.identifier, names))
        for begin in range(0, len(values), 5_000):
            self.env.cr.execute(
                SQL(
                    """UPDATE ficha_demand AS row SET (%(columns)s) = ROW(%(new)s)
                         FROM (VALUES %(values)s) AS new(id, %(columns)s)
                        WHERE new.id = row.id
                          AND (%(old)s) IS DISTINCT FROM (%(new)s)""",
                    columns=columns,
                    new=SQL(", ").join(
                        SQL(
                            "new.%s::numeric" if name != "peak" else "new.%s::float8",
                            SQL.identifier(name),
                        )
                        for name in names
                    ),
                    old=SQL(", ").join(SQL.identifier("row", name) for name in names),
                    values=SQL(", ").join(
                        SQL(
                            "(%s, %s)",
                            row_id,
                            SQL(", ").join(
                                SQL("%s::float8", value and round(value, 2))
                                for value in told
                            ),
                        )
                        for row_id, *told in values[begin : begin + 5_000]
                    ),
                )
            )

    @api.model
    def _write_behind(self, peaks):
        self.env.cr.execute(
            SQL(
                """INSERT INTO ficha_demand_customer
                          (demand_id, partner_id, chance, amount)
                   SELECT demand_id, behind.partner_id, least(chance, 1), amount
                     FROM (%s) AS behind
                     JOIN res_partner ON res_partner.id = behind.partner_id""",
                expected.behind_sql(
                    SQL("ficha_demand_each"), SQL("ficha_demand_mix"), peaks
                ),
            )
        )
        # as many as there are
        self.env.cr.execute(
            SQL(
                """UPDATE ficha_demand AS row SET customers = behind.number
                     FROM (SELECT demand_id, count(*) AS number
                             FROM ficha_demand_customer
                            WHERE demand_id = ANY(%s) GROUP BY 1) AS behind
                    WHERE row.id = behind.demand_id""",
                [row_id for row_id, *_rest in peaks],
            )
        )
        self.env["ficha.demand.customer"].invalidate_model(flush=False)


class FichaDemandCustomer(models.Model):
    """A customer who is behind a peak of demand."""

    _name = "ficha.demand.customer"
    _description = "Customer behind a Peak"
    _log_access = False
    _rec_name = "partner_id"
    _order = "demand_id, chance DESC, id"
    _ficha_merge = "rebuild"

    demand_id = fields.Many2one(
        "ficha.demand", required=True, index=True, ondelete="cascade", help="The peak."
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        help="Who is expected to buy then.",
    )
    company_id = fields.Many2one(
        related="demand_id.company_id", help="Company they buy from."
    )
    currency_id = fields.Many2one(
        related="demand_id.currency_id", help="Currency of the company."
    )
    chance = fields.Float(help="How likely it is that they buy then, 0 to 1.")
    amount = fields.Monetary(help="What they are expected to buy then.")
