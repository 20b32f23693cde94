from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.words import in_date

from ..tools import ranking

#: The past is told from so many days before today on; of how what is theirs is ordered
#: also from twice and three times as many, until then, where customers are few: on one
#: day a handful of them decides by chance.
BACK_DAYS = 60
TIMES = 3
#: So many customers who bought decide by themselves.
PLENTY = 1_000
#: And are asked again after so many days.
EVERY_DAYS = 7
#: Of fewer customers nothing can be said.
ENOUGH = 30
#: More are not asked: the figure would not move any more.
SAMPLE = 5_000


class FichaSuggestionRecord(models.Model):
    """How right the proposals would have been (decision D16).

    Every night the lists are made as they would have been two months ago, and compared
    with what the same customers bought on their next purchase day; beside them, what a
    simpler rule would have hit. New things that do not beat the simpler rule are not
    shown; what is theirs is ordered by the rule that was most right.
    """

    _name = "ficha.suggestion.record"
    _description = "Record of the Products to Propose"
    _log_access = False
    _rec_name = "company_id"
    _order = "company_id, kind"

    company_id = fields.Many2one(
        "res.company", required=True, ondelete="cascade", help="Whose customers."
    )
    kind = fields.Selection(
        [("own", "What they buy"), ("new", "What they do not buy yet")],
        required=True,
        help="Which list.",
    )
    day = fields.Date(
        required=True, help="As of which day the lists were made; the first of them."
    )
    customers = fields.Integer(
        help="How many customers bought after that day; of several, added up."
    )
    hit = fields.Float(
        string="Right",
        digits=0,
        help="Part of what they bought next that was among the ten of the list; mean "
        "over customers.",
    )
    simple_hit = fields.Float(
        string="Simple rule",
        digits=0,
        help="The same for the simple rule: what they buy most often, and what "
        "everybody buys.",
    )

    rule = fields.Selection(
        [
            ("fading", "How often, and how long ago"),
            ("lately", "How often of late"),
            ("often", "How many times"),
        ],
        help="How the list is ordered: what was most right on this past.",
    )

    _company_kind_idx = models.UniqueIndex("(company_id, kind)")

    # -- reading -------------------------------------------------------------------

    @api.model
    def _of(self, company):
        """:return: ``{kind: record}`` of a company"""
        # sudo: two figures about all customers together, told to whoever sees a list
        return {
            record.kind: record
            for record in self.sudo().search([("company_id", "=", company.id)])
        }

    def _can_tell(self):
        return bool(self) and self.customers >= ENOUGH

    def _is_beaten(self):
        """Whether a simple rule does better: then the list is worth nothing. One that
        is ordered by the simple rule, as no other was better, is not beaten by it."""
        return self._can_tell() and self.rule != "often" and self.hit <= self.simple_hit

    def _words(self):
        """The sentence beside the list."""
        if not self._can_tell():
            return self.env._("Too few purchases yet to say how right this list is.")
        if self.kind == "own" and self.rule == "often":
            text = self.env._(
                "This list is what they buy most often: since %(day)s it had "
                "%(hit).0f %% of what customers bought next (%(customers)s of them), "
                "and no other order had more than that by more than chance."
            )
        elif self.kind == "own":
            text = self.env._(
                "Since %(day)s this list had %(hit).0f %% of what customers bought "
                "next (%(customers)s of them); what they buy most often, "
                "%(simple).0f %%."
            )
        else:
            text = self.env._(
                "As of %(day)s this list had %(hit).0f %% of the new things that "
                "%(customers)s customers bought next; what everybody buys, "
                "%(simple).0f %%."
            )
        return text % {
            "day": in_date(self.env, self.day),
            "hit": 100 * self.hit,
            "simple": 100 * self.simple_hit,
            "customers": self.customers,
        }

    # -- making --------------------------------------------------------------------

    @api.model
    def _refresh(self, company, today=None):
        """Measure the lists of a company on its own past; where it has customers
        enough, once a week: of so many a night changes nothing."""
        today = today or fields.Date.context_today(self)
        last = self._of(company).get("own")
        if last and last.customers >= PLENTY:
            age = (today - fields.Date.add(last.day, days=BACK_DAYS)).days
            if 0 <= age < EVERY_DAYS:
                return
        days = [
            fields.Date.subtract(today, days=BACK_DAYS * times)
            for times in range(1, TIMES + 1)
        ]
        past = self._make_past(company, days[0], today)
        new = self._new_hits(company, days[0], past)
        customers, sums = self._own_sums(past)
        since = days[0]
        for until, day in zip(days, days[1:], strict=False):
            if customers >= PLENTY:
                break
            again, others = self._own_sums(self._make_past(company, day, until))
            if not again:
                break
            sums = {
                rule: [sum(pair) for pair in zip(one, others[rule], strict=True)]
                for rule, one in sums.items()
            }
            customers, since = customers + again, day
        self._drop_past()
        rule = ranking.OWN_RULES[0]
        if customers >= ENOUGH:
            rule = ranking.choose(customers, sums)
        hits = {name: one[0] / max(customers, 1) for name, one in sums.items()}
        self.search([("company_id", "=", company.id)]).unlink()
        self.create(
            [
                {
                    "company_id": company.id,
                    "kind": "own",
                    "day": since,
                    "customers": customers,
                    "hit": hits[rule],
                    "simple_hit": hits["often"],
                    "rule": rule,
                },
                {"company_id": company.id, "kind": "new", "day": days[0], **new},
            ]
        )

    def _recall(self, ranked, truth):
        """:return: how many customers, and the part of what they bought next that was
        on their list"""
        query = ranking.recall_sql(ranked, truth)
        customers, hit = self.env.execute_query(query)[0]
        return customers, hit or 0

    def _own_sums(self, past):
        """:param past: as of :meth:`_make_past`
        :return: how many customers, and by rule the sums of ``ranking.compared_sql``"""
        came = SQL("SELECT partner_id, product_id FROM %s", past["came"])
        query = ranking.compared_sql(past["own"], past["demand"], came)
        [[customers, *sums]] = self.env.execute_query(query)
        return customers, {
            rule: [value or 0 for value in sums[3 * place : 3 * place + 3]]
            for place, rule in enumerate(ranking.OWN_RULES)
        }

    def _new_hits(self, company, day, past):
        """:return: values of the record of what they do not buy yet"""
        bought = self.env["ficha.product.demand"]._bought(company, day)
        relations = self._make(
            "ficha_past_relations", ranking.relations_sql(bought, past["demand"])
        )
        own = SQL("SELECT * FROM %s", past["own"])
        first = SQL(
            """SELECT partner_id, product_id FROM %s
               EXCEPT SELECT partner_id, product_id FROM %s""",
            past["came"],
            past["own"],
        )
        new = ranking.new_sql(own, past["demand"], relations, why=False)
        customers, hit = self._recall(new, first)
        popular = ranking.popular_sql(own, past["demand"])
        return {
            "customers": customers,
            "hit": hit,
            "simple_hit": self._recall(popular, first)[1],
        }

    # -- the past, in tables of this transaction -----------------------------------

    def _make_past(self, company, day, until):
        """What was known on a day, and what came after it.

        :return: ``{"came", "demand", "own"}``: tables
        """
        self._drop_past()
        bought = self.env["ficha.product.demand"]._bought(company, day)
        came = self._make_came(company, day, until)
        demand = self._make("ficha_past_demand", ranking.demand_sql(bought, day))
        asked = SQL("SELECT DISTINCT partner_id, %s::date AS day FROM %s", day, came)
        own = self._make("ficha_past_own", ranking.own_sql(bought, demand, asked))
        return {"came": came, "demand": demand, "own": own}

    def _drop_past(self):
        for name in ("own", "relations", "demand", "came"):
            self.env.cr.execute(
                SQL("DROP TABLE IF EXISTS %s", SQL.identifier(f"ficha_past_{name}"))
            )

    def _make(self, name, query):
        table = SQL.identifier(name)
        self.env.cr.execute(SQL("CREATE TEMPORARY TABLE %s AS %s", table, query))
        self.env.cr.execute(SQL("ANALYZE %s", table))
        return table

    @api.model
    def _make_came(self, company, day, until):
        """What the customers who had bought before a day bought on their first
        purchase day after it, until another one."""
        Demand = self.env["ficha.product.demand"]
        return self._make(
            "ficha_past_came",
            SQL(
                """
                WITH bought AS MATERIALIZED (%(bought)s),
                next AS (
                    SELECT partner_id, min(day) AS day FROM bought
                     WHERE day > %(day)s GROUP BY 1
                ),
                asked AS (
                    SELECT next.* FROM next
                     WHERE EXISTS (SELECT FROM bought AS before
                                    WHERE before.partner_id = next.partner_id
                                      AND before.day <= %(day)s)
                     ORDER BY hashint4(partner_id), partner_id
                     LIMIT %(sample)s
                )
                SELECT bought.partner_id, bought.product_id
                  FROM bought JOIN asked USING (partner_id, day)
                """,
                bought=Demand._bought(company, until),
                day=day,
                sample=SAMPLE,
            ),
        )
