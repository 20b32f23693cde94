import json
import logging
from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.batches import has_left, run_in_order

_logger = logging.getLogger(__name__)

# every row is made again from its documents once in so many nights
REBUILD_DAYS = 30
PARAMETER = "ficha_cliente_history.purchase_reconcile"
RECONCILE = "ficha_cliente_history.ir_cron_purchase_reconcile"
# How long after midnight: before the colours, which read the histories.
MINUTE = 5
# So many ids of contacts are looked after at a time, each time in a transaction of its
# own: a second or so, also when all of them are big customers.
SPAN = 4_000
# What the night does, in this order: the second and the fifth for each span, whose
# number is added, the fourth for each company, whose id is.
BEGIN, REBUILD, MEASURE, CHOOSE, FORECAST, END = (
    1,
    2,
    900_000,
    900_000,
    1_000_001,
    2_000_000,
)
# So many documents are read while somebody waits for the installation.
AT_ONCE = 100_000
# Settings that PostgreSQL refuses before this version, where there is nothing of the
# kind to be switched off; Odoo runs on 13.
SINCE = {"enable_memoize": 140_000}


class FichaPurchaseSummary(models.Model):
    """Bringing the purchase history up to date.

    The documents of a customer are told apart from those its row was made from by one
    number (``documents_hash``), a sum over the documents that an index answers. So a
    refresh of the whole base costs about as much as adding up all invoices: what is
    expensive (intervals, peak months, days to pay) is made again only for the customers
    whose documents changed. What moves with the calendar (twelve months, expected
    purchase, scores) is computed for all, and written only where it differs.
    """

    _inherit = "ficha.purchase.summary"

    @api.model
    def _refresh(self, partners=None, today=None, deep=False):
        """Bring the purchase history of customers up to date.

        Set-based: the number of queries does not grow with customers or documents. May
        be called at any time; a second call changes nothing. Meets a concurrent refresh
        of the same customers as a serialization failure, never as stale figures.

        :param partners: ``res.partner``, whose commercial entities are refreshed; all
            customers when None
        :param date today: day the figures are computed for; the user's or company's by
            default
        :param bool deep: make every row again from its documents, whatever its hash
        :return: the ids of the customers whose row was made, changed or deleted
        """
        # sudo: the rows tell of all documents; their rules ask who reads them
        self = self.sudo()
        today = today or self.env["res.partner"]._followup_today()
        self._flush_documents()
        if partners is None:
            if self._is_empty():
                changed = self._fill(today, deep)
            else:
                changed = self._refresh_documents(today, deep)
                changed |= self._forecast_all(today, deep)
        else:
            ids = list({*partners.ids, *partners.commercial_partner_id.ids})
            changed = self._rebuild(today, ids)
            changed |= self._forecast(today, ids)
        self.invalidate_model(flush=False)
        return sorted(changed)

    @api.model
    def _execute_tuned(self, settings, query):
        """Run one query with settings of the planner that hold for it only.

        :param dict settings: of PostgreSQL
        :return: rows
        """
        with self._tuned(settings):
            return self.env.execute_query(query)

    @contextmanager
    def _tuned(self, settings):
        """Settings of the planner for some queries; not to be put into each other with
        the same settings.

        :param dict settings: of PostgreSQL; nothing is done without any
        """
        version = self.env.cr.connection.server_version
        settings = {
            name: value
            for name, value in settings.items()
            if version >= SINCE.get(name, 0)
        }
        if settings:
            self.env.cr.execute(
                SQL("; ").join(
                    SQL("SET LOCAL %s = %s", SQL(name), value)
                    for name, value in settings.items()
                )
            )
        yield
        # not after an error: then the transaction is over, and they with it
        if settings:
            self.env.cr.execute(
                SQL("; ").join(
                    SQL("SET LOCAL %s TO DEFAULT", SQL(name)) for name in settings
                )
            )

    def _planned_for_few(self):
        """For queries about some customers: what they read is looked up, row by row.
        PostgreSQL thinks of a disk that turns, where a few thousand places cost more
        than all lines of all documents, and would read all of those for a hundred
        customers."""
        return self._tuned({"random_page_cost": "0.1", "seq_page_cost": "0.1"})

    # --------------------------------------------------------------------------
    # Nightly, the histories of everybody; and the first ones.
    # --------------------------------------------------------------------------

    @api.model
    def _cron_reconcile(self):
        """Nightly: the histories of everybody, and what had drifted.

        Compares every row with its documents and makes again those that differ; one in
        thirty is made again in any case, so within a month nothing is taken on trust.
        Then computes for everybody what moves with the calendar. What the queue still
        holds is not drift and is refreshed first. Notes how much was repaired. It comes
        when the day begins in each zone that somebody of ours is in, and once a day in
        any case.

        Some customers at a time: however big the base is, no transaction is long, and
        none keeps rows that somebody waits for.
        """
        if has_left(self.env):
            return
        Partner = self.env["res.partner"]
        Partner._followup_wake_at_midnight(RECONCILE, MINUTE)
        if not self.env["ficha.purchase.queue"]._cron_refresh():
            return
        spans = self._spans()
        numbers = [
            BEGIN,
            *(REBUILD + span for span in spans),
            MEASURE,
            *(CHOOSE + company for company in self._companies_with_customers()),
            *(FORECAST + span for span in spans),
            END,
        ]
        run_in_order(
            self.env, RECONCILE, numbers, lambda some: self._reconcile_step(some[0]), 1
        )

    @api.model
    def _spans(self):
        """Which spans of ids have customers, or rows of some that are gone."""
        rows = self.env.execute_query(
            SQL(
                """SELECT id / %(span)s FROM res_partner
                    UNION SELECT partner_id / %(span)s FROM ficha_purchase_summary
                    UNION SELECT partner_id / %(span)s FROM ficha_purchase_day""",
                span=SPAN,
            )
        )
        return sorted(span for (span,) in rows)

    @api.model
    def _reconcile_step(self, number):
        """One step of the night: see ``BEGIN`` and what follows it."""
        Place = self.env["ficha.batch.place"]
        if number == BEGIN:
            # the first ones were not wrong
            Place._begin(RECONCILE, first_fill=self._is_empty())
            self.env["ficha.purchase.recategorized"]._see()
        elif number == MEASURE:
            self._measure_all(Place._is_first_fill(RECONCILE))
        elif number == END:
            self.env["ficha.purchase.recategorized"]._forget()
            repaired = Place._count(RECONCILE)
            self._note_repairs(0 if Place._is_first_fill(RECONCILE) else repaired)
        elif CHOOSE < number < FORECAST:
            day = min(self.env["res.partner"]._followup_days().values())
            company_ids = [number - CHOOSE]
            if self.env["ficha.drift.choice"]._refresh(day, company_ids):
                self._forecast_again(day, company_ids)
        elif number < MEASURE:
            ids = self._ids_of_span(number - REBUILD)
            today = self.env["res.partner"]._followup_today()
            Place._count(RECONCILE, self._reconcile(today, ids))
            self.env["ficha.purchase.day"]._reconcile(ids)
        else:
            self._forecast_each_day(self._ids_of_span(number - FORECAST))

    def _companies_with_customers(self):
        rows = self.env.execute_query(
            SQL("SELECT DISTINCT company_id FROM ficha_purchase_summary ORDER BY 1")
        )
        return [company_id for (company_id,) in rows]

    def _ids_of_span(self, span):
        return list(range(span * SPAN, (span + 1) * SPAN))

    @api.model
    def _measure_all(self, first_fill):
        """The rhythm and the limits of each company, against which customers are told
        apart. The rows of companies where they moved are computed again, also those
        that are of today already."""
        day = min(self.env["res.partner"]._followup_days().values())
        if first_fill:
            # tables that were empty until now: let what follows be planned well
            for table in (
                *("summary", "day", "product"),
                *("course", "variety", "favourite"),
            ):
                name = SQL.identifier(f"ficha_purchase_{table}")
                self.env.cr.execute(SQL("ANALYZE %s", name))
        companies = set(self.env["ficha.purchase.rhythm"]._measure(day))
        companies.update(self.env["ficha.segment.threshold"]._refresh(day))
        self._forecast_again(day, companies)

    @api.model
    def _forecast_again(self, day, companies):
        """The rows of these companies are computed again, also those of today."""
        self.env.cr.execute(
            SQL(
                """UPDATE ficha_purchase_summary
                      SET refreshed_on = %(day)s - 1
                    WHERE company_id = ANY(%(companies)s)
                      AND refreshed_on >= %(day)s""",
                day=day,
                companies=list(companies),
            )
        )
        self.invalidate_model(flush=False)

    @api.model
    def _forecast_each_day(self, ids):
        """Compute what moves with the calendar for some customers, for the day it is
        where each is looked after."""
        partners = self.env["res.partner"].browse(ids)
        groups = partners._followup_customers_by_day(partners=partners)
        for day, some in groups.items():
            condition = SQL(
                "%s AND row.refreshed_on IS DISTINCT FROM %s",
                self._rows(ids if some is None else some),
                day,
            )
            self._forecast_rows(day, condition)
        self.invalidate_model(flush=False)

    @api.model
    def _reconcile(self, today, ids=None):
        """Make again the rows that differ from their documents.

        :param ids: of commercial entities; all when None
        :return: how many customers that were, but for those of which nothing was wrong
        """
        self._flush_documents()
        # what corrects what is found again, and what differs is made again below
        self.env["account.move"]._purchases_link(
            ids and SQL("commercial_partner_id = ANY(%s)", ids)
        )
        # what was dated ahead counts from today on: that is no drift
        if ahead := self._ids_of_documents_dated_ahead(today, ids):
            self._rebuild(today, ahead)
        repaired = self._refresh_documents(today, ids=ids)
        if again := self._ids_to_rebuild(today, ids):
            repaired |= self._rebuild(today, again)
        return len(repaired)

    def _ids_of_documents_dated_ahead(self, today, ids=None):
        last = self._get_last_reconciliation()
        since = last["date"].date() if last else today - timedelta(days=1)
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT commercial_partner_id
                     FROM account_move
                    WHERE %s AND invoice_date >= %s AND create_date < invoice_date""",
                self._documents(today, ids),
                since,
            )
        )
        return [row[0] for row in rows]

    def _ids_to_rebuild(self, today, ids=None):
        rows = self.env.execute_query(
            SQL(
                """SELECT row.partner_id
                     FROM ficha_purchase_summary AS row
                    WHERE %s AND row.partner_id %% %s = %s""",
                self._rows(ids),
                REBUILD_DAYS,
                today.toordinal() % REBUILD_DAYS,
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _note_repairs(self, repaired):
        """Keep what the night found, for the settings and the log."""
        rows = self.env.execute_query(
            SQL("SELECT count(*) FROM ficha_purchase_summary")
        )[0][0]
        _logger.info("Purchase histories: %s of %s rows were repaired", repaired, rows)
        values = {
            "date": fields.Datetime.to_string(fields.Datetime.now()),
            "repaired": repaired,
            "rows": rows,
        }
        # Empties the caches of every worker: once a night, never batch by batch.
        # sudo: parameters are the administrator's
        self.env["ir.config_parameter"].sudo().set_param(PARAMETER, json.dumps(values))

    @api.model
    def _get_last_reconciliation(self):
        """What the last night found.

        :return: dict of ``date`` (datetime), ``repaired`` and ``rows``; empty before
            the first
        """
        # sudo: parameters are the administrator's
        values = self.env["ir.config_parameter"].sudo().get_param(PARAMETER)
        values = json.loads(values or "{}")
        if values:
            values["date"] = fields.Datetime.to_datetime(values["date"])
        return values

    # -- the first ones ----------------------------------------------------------------

    @api.model
    def _fill_after_installation(self):
        """The histories of a database that had invoices already, in SQL: at once, or of
        a big base in the background. The installation is one request, and a worker may
        not take long for it."""
        self.env.cr.execute("DELETE FROM ficha_purchase_queue")
        documents = self._documents(fields.Date.today())
        rows = self.env.execute_query(
            SQL("SELECT FROM account_move WHERE %s LIMIT %s", documents, AT_ONCE + 1)
        )
        if len(rows) <= AT_ONCE:
            self._refresh()
            self.env["ficha.purchase.day"]._refresh()
            # the table was empty until now: let the screens be planned well
            self.env.cr.execute("ANALYZE ficha_purchase_summary")
        else:
            self.env["ficha.batch.place"]._start_first_fill(RECONCILE)

    @api.model
    def _fill_when_empty(self):
        """At an update: wake the nightly action where there are no histories yet."""
        if self._is_empty() and self.env.execute_query(
            SQL(
                "SELECT FROM account_move WHERE %s LIMIT 1",
                self._documents(fields.Date.today()),
            )
        ):
            self.env.ref(RECONCILE)._trigger()

    def _is_empty(self):
        sql = SQL("SELECT FROM ficha_purchase_summary LIMIT 1")
        return not self.env.execute_query(sql)
