from collections import namedtuple

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente_history.models.ficha_purchase_day import MOST_APART
from odoo.addons.ficha_cliente_history.models.ficha_purchase_summary_refresh import (
    END,
    FORECAST,
    MEASURE,
    RECONCILE,
)

from ..tools.results_ask import PERIODS, Ask, spans
from .ficha_results_facts import CUSTOMER_OF_COMPANY, SAID

#: What is kept of a period, and ids of the customers of whom it does not hold.
Kept = namedtuple("Kept", "period apart")

# the periods that need nothing but a day
USUAL = tuple(period for period in PERIODS if period != "custom")
# attrition of each month: of so many months up to it
WINDOWS = (1, 3, 12)

# Rows that were made by another version are not read. To be raised with every change
# of what is said of a customer, or of how.
VERSION = 1

# So many customers may wait to have their rows made again: until then they are worked
# out whenever somebody looks.
MOST_BEHIND = 500
# of so many the rows are made again at a time
AT_ONCE = 4000
# stands for everybody among those who are behind
EVERYBODY = 0


class FichaResultsKept(models.Model):
    """What is said of a customer of a company in the usual periods, for *Resultados*:
    month, quarter, year and twelve months up to a day, beside those before.

    A row for each customer and company, with the columns of ``ficha.results._said`` of
    each period (``truths_year``, ``amount_year``...) and those firsts of a month on
    which they were no customers (``out_1``, ``out_3``, ``out_12``: see
    ``ficha.results._outs_of``). It is made with the same SQL as what is not kept, so it
    says the same.

    The rows hold for one day (``ficha.results.kept.day``), which the night moves on:
    few customers have other figures on the next day, and only theirs are written.
    Whose documents or rhythm change meanwhile is *behind*
    (``ficha.results.kept.behind``) and worked out anew by whoever asks, until there are
    so many that their rows are made again by the queue of the purchase histories.
    """

    _name = "ficha.results.kept"
    _inherit = "ficha.purchase.kept.mixin"
    _description = "Results of each Customer"
    _rec_name = "partner_id"
    _order = "id"
    _auto = False  # the table is made below

    def init(self):
        self.env.cr.execute(
            SQL(
                """
                CREATE TABLE IF NOT EXISTS ficha_results_kept (
                    id serial PRIMARY KEY,
                    partner_id int NOT NULL,
                    company_id int NOT NULL,
                    UNIQUE (partner_id, company_id)
                );
                ALTER TABLE ficha_results_kept %s
                """,
                SQL(", ").join(
                    SQL("ADD COLUMN IF NOT EXISTS %s bigint", SQL.identifier(name))
                    for name in self._columns()
                ),
            )
        )

    @api.model
    def _fill_when_empty(self):
        """At installation and at an update: the night makes the rows, where there are
        customers and it has not."""
        if self.env["ficha.results.kept.day"]._get():
            return
        if self.env.execute_query(SQL("SELECT FROM ficha_purchase_course LIMIT 1")):
            self.env.ref(RECONCILE)._trigger()

    @api.model
    def _columns(self):
        """Names of the columns, in the order of :meth:`_select_now`."""
        names = [f"{name}_{period}" for period in USUAL for name in SAID]
        return [*names, *(f"out_{window}" for window in WINDOWS)]

    # -- reading -----------------------------------------------------------------------

    @api.model
    def _find(self, ask):
        """Whether what is kept answers a question.

        :param ask: ``Ask``
        :return: ``Kept``, or None: the reader may not see all documents, or it is
            another period, or there are too many of whom it does not hold
        """
        Day = self.env["ficha.purchase.day"]
        if ask.only is not None or not Day._reads_all():
            return None
        # sudo: until when it is kept, no more
        day = self.env["ficha.results.kept.day"].sudo()._get()
        if not day:
            return None
        for period in USUAL:
            (now, before, _earlier), window = spans(period, day)
            if (ask.now, ask.before, ask.window) == (now, before, window):
                break
        else:
            return None
        # sudo: of whom not to read what is kept, no more
        moved = self.env["ficha.purchase.recategorized"].sudo()._buyers(MOST_APART)
        if moved is None:
            return None
        behind = self.env["ficha.results.kept.behind"].sudo()._get()
        apart = {*Day._waiting(), *moved, *behind, *self._of_several_companies()}
        if EVERYBODY in apart or len(apart) > MOST_APART:
            return None
        return Kept(period, sorted(apart))

    @api.model
    def _of_several_companies(self):
        """Who bought from several of the companies that are switched on, or from one
        with another currency than that of the figures: a row is of one company and in
        its currency.

        :return: list of ids, of one more than may be at most
        """
        companies = self.env.companies
        if len(companies) == 1:
            return []
        target = self.env["ficha.results"]._currency_company()
        others = companies.filtered(lambda c: c.currency_id != target.currency_id)
        rows = self.env.execute_query(
            SQL(
                """SELECT partner_id FROM ficha_results_kept
                    WHERE company_id = ANY(%s)
                    GROUP BY partner_id
                   HAVING count(*) > 1 OR bool_or(company_id = ANY(%s))
                    LIMIT %s""",
                companies.ids,
                others.ids,
                MOST_APART + 1,
            )
        )
        return [partner_id for (partner_id,) in rows]

    @api.model
    def _select_kept(self, kept, columns):
        """SELECT of ``partner_id`` and columns of whom what is kept is read.

        :param kept: ``Kept``
        :param SQL columns: of the table
        """
        Day = self.env["ficha.purchase.day"]
        return SQL(
            "SELECT partner_id, %s FROM ficha_results_kept WHERE %s AND %s",
            columns,
            Day._of_companies(SQL("company_id")),
            Day._not_waiting(kept.apart),
        )

    # -- making the rows ---------------------------------------------------------------

    @api.model
    def _refresh(self, today):
        """Make the rows of everybody for a day.

        :param date today: up to which the periods go
        """
        State = self.env["ficha.results.kept.day"]
        State._begin(today)
        self._rebuild(None)
        State._end()

    @api.model
    def _rebuild(self, ids):
        """Make the rows of customers again, where they differ; nothing before the first
        night.

        :param ids: of commercial entities; all when None
        """
        day = self.env["ficha.results.kept.day"]._hold()
        if day:
            self.env["ficha.purchase.day"]._rebuild_table(
                self._table,
                ("partner_id", "company_id"),
                self._columns(),
                self._select_now(day, ids),
                ids,
            )
        self.env["ficha.results.kept.behind"]._forget(ids)
        self.invalidate_model(flush=False)

    @api.model
    def _select_now(self, day, ids):
        """SELECT of the key and the columns, from the customers' purchases."""
        Results = self.env["ficha.results"]
        whose = self.env["ficha.purchase.day"]._of_customers(ids)
        courses, varieties, patience = (
            SQL("SELECT * FROM %s", SQL(name))
            for name in ("course", "variety", "patience")
        )
        key, parts, columns = CUSTOMER_OF_COMPANY, [], []
        asks = {}
        for period in USUAL:
            (now, before, earlier), window = spans(period, day)
            ask = asks[window] = Ask(now, before, earlier, window)
            names = [f"{name}_{period}" for name in SAID]
            columns += names
            parts.append(
                SQL(
                    "SELECT %s, %s FROM (%s) f",
                    key,
                    SQL(", ").join(Results._said_of(ask, names)),
                    Results._facts_of(
                        ask,
                        courses,
                        patience,
                        Results._categories(ask, varieties, key),
                        key,
                    ),
                )
            )
        for window in WINDOWS:
            columns.append(f"out_{window}")
            parts.append(
                SQL(
                    "SELECT %s, out AS %s FROM (%s) o",
                    key,
                    SQL.identifier(f"out_{window}"),
                    Results._outs_of(asks[window], courses, patience, key),
                )
            )
        # of whom there are only credit notes nothing is out
        joined = SQL("(%s) p0", parts[0])
        for number, part in enumerate(parts[1:], 1):
            joined = SQL(
                "%s LEFT JOIN (%s) %s USING (%s)", joined, part, SQL(f"p{number}"), key
            )
        # read once, and not for each period
        return SQL(
            """
            WITH course AS MATERIALIZED (
                SELECT * FROM ficha_purchase_course WHERE %(whose)s
            ),
            variety AS MATERIALIZED (
                SELECT * FROM ficha_purchase_variety WHERE %(whose)s
            ),
            patience AS MATERIALIZED (%(patience)s)
            SELECT %(key)s, %(columns)s FROM %(joined)s
            """,
            whose=whose,
            patience=Results._patience_by_company(whose),
            key=key,
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            joined=joined,
        )


class FichaResultsKeptDay(models.Model):
    """For which day the rows of :class:`FichaResultsKept` are: one row, or none before
    they were made for the first time."""

    _name = "ficha.results.kept.day"
    _description = "Day of the Results that Are Kept"
    _log_access = False
    _rec_name = "day"

    day = fields.Date(help="Up to which the periods go.")
    ready = fields.Boolean(help="The rows of everybody are of that day.")
    version = fields.Integer(help="By which version of these modules they were made.")

    @api.model
    def _get(self):
        """:return: the day; None where not all rows are of it"""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT day FROM ficha_results_kept_day WHERE ready AND version = %s",
                VERSION,
            )
        )
        return rows[0][0] if rows else None

    @api.model
    def _hold(self):
        """The day for which rows are to be made; nobody moves it until the transaction
        ends.

        :return: None before the first night
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL("SELECT day FROM ficha_results_kept_day FOR SHARE")
        )
        return rows[0][0] if rows else None

    @api.model
    def _begin(self, day):
        """The rows of everybody are going to be made for a day: until they are, those
        of another day, or of who is behind with everybody, are not read."""
        state = self.search([], limit=1) or self.create([{}])
        whole = self.env["ficha.results.kept.behind"]._forget([EVERYBODY])
        if whole or (state.day, state.version) != (day, VERSION):
            state.write({"day": day, "ready": False, "version": VERSION})
        self.flush_model()

    @api.model
    def _end(self):
        self.search([], limit=1).ready = True
        self.flush_model()


class FichaResultsKeptBehind(models.Model):
    """Customers whose documents or rhythm changed since their rows were made."""

    _name = "ficha.results.kept.behind"
    _description = "Customers whose Results Changed"
    _log_access = False
    _rec_name = "customer"

    customer = fields.Integer(required=True, help="Id of the commercial entity.")

    _customer_uniq = models.Constraint(
        "UNIQUE(customer)", "A customer is behind once, however often they change."
    )

    @api.model
    def _get(self):
        """:return: list of ids, of one more than may be at most"""
        rows = self.env.execute_query(
            SQL(
                "SELECT customer FROM ficha_results_kept_behind LIMIT %s",
                MOST_APART + 1,
            )
        )
        return [customer for (customer,) in rows]

    @api.model
    def _add(self, ids):
        """:param ids: of commercial entities; of very many it is everybody"""
        if not ids:
            return
        if len(ids) > MOST_APART:
            ids = [EVERYBODY]
        # who is there is written once more: whoever makes their row at this moment,
        # from what was before, meets it
        self.env.cr.execute(
            SQL(
                """INSERT INTO ficha_results_kept_behind (customer)
                   SELECT unnest(%s::int[]) ORDER BY 1
                       ON CONFLICT (customer) DO UPDATE
                      SET customer = EXCLUDED.customer""",
                list(ids),
            )
        )

    @api.model
    def _forget(self, ids):
        """:param ids: of commercial entities; all when None
        :return: number of those that were behind
        """
        self.env.cr.execute(
            SQL(
                "DELETE FROM ficha_results_kept_behind WHERE %s",
                SQL("TRUE") if ids is None else SQL("customer = ANY(%s)", list(ids)),
            )
        )
        return self.env.cr.rowcount

    @api.model
    def _catch_up(self, most=MOST_BEHIND):
        """Make the rows of who is behind again, where they are more than so many."""
        rows = self.env.execute_query(
            SQL(
                "SELECT customer FROM ficha_results_kept_behind"
                " WHERE customer <> %s LIMIT %s",
                EVERYBODY,
                AT_ONCE,
            )
        )
        if len(rows) > most:
            self.env["ficha.results.kept"]._rebuild([customer for (customer,) in rows])


class FichaPurchaseDay(models.Model):
    _inherit = "ficha.purchase.day"

    @api.model
    def _refresh_ids(self, ids):
        """Extended: the results of who bought, or of everybody."""
        changed = super()._refresh_ids(ids)
        self = self.sudo()  # as the rows themselves
        if ids is None:
            today = self.env["res.partner"]._followup_today()
            self.env["ficha.results.kept"]._refresh(today)
        else:
            self.env["ficha.results.kept.behind"]._add(changed)
        return changed


class FichaPurchaseSummary(models.Model):
    _inherit = "ficha.purchase.summary"

    @api.model
    def _forecast(self, today, ids):
        """Extended: how long they are waited for may be another."""
        changed = super()._forecast(today, ids)
        self.env["ficha.results.kept.behind"]._add(changed)
        return changed

    @api.model
    def _forecast_all(self, today, deep=False):
        """Extended, as :meth:`_forecast`."""
        changed = super()._forecast_all(today, deep)
        self.env["ficha.results.kept.behind"]._add(changed)
        return changed

    @api.model
    def _reconcile_step(self, number):
        """Extended: the results of each customer move on by a day, after the figures
        that they are told from."""
        # sudo: the night's own
        Results = self.env["ficha.results.kept"].sudo()
        State = self.env["ficha.results.kept.day"].sudo()
        # whose documents differed has been mended by now, and who is behind for that is
        # made again with the others
        if number == MEASURE:
            State._begin(min(self.env["res.partner"]._followup_days().values()))
        result = super()._reconcile_step(number)
        if FORECAST <= number < END:
            Results._rebuild(self._ids_of_span(number - FORECAST))
        elif number == END:
            self.env["ficha.results.kept.behind"].sudo()._catch_up(0)
            State._end()
        return result


class FichaPurchaseQueue(models.Model):
    _inherit = "ficha.purchase.queue"

    @api.model
    def _refresh_partners(self, partners):
        """Extended: the results of who is behind, where they are many."""
        result = super()._refresh_partners(partners)
        # sudo: the queue's own
        self.env["ficha.results.kept.behind"].sudo()._catch_up()
        return result
