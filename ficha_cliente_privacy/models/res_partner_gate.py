from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, config, ormcache

from odoo.addons.ficha_cliente.models.ficha_contact_point import PHONE_KINDS
from odoo.addons.ficha_cliente.tools.groups import INTERNAL

from ..tools.point_key import POINT, SUBJECT, derived, key_of, masked, pads
from ..tools.verdicts import YES, Answer
from .ficha_consent import DOORS, NEGATIVE

PROCESSING = [
    ("deceased", "Deceased"),
    ("restricted", "Restricted, at their request or while it is disputed"),
    ("fiscal", "Kept for the tax office only"),
    ("erased", "Erased"),
]
#: Who wants news once a month gets none for so many days after the last.
MONTH_DAYS = 30
#: From whom an address may have come to be theirs: see ``ficha.value.origin``.
OBTAINED = ("person", "invoice", "portal", "link", "form")


class ResPartner(models.Model):
    """Whether somebody may be contacted: the one place that knows.

    Twelve rules, the first that speaks decides. They are one statement, so that the
    ficha of one customer and the recipients of a mailing get the same answer; what each
    answer means is in ``tools/verdicts.py``. Nothing is stored: what changes in the
    ledger, the invoices or the calendar changes the answer.
    """

    _inherit = "res.partner"

    ficha_processing = fields.Selection(
        PROCESSING,
        string="Data are not used",
        index="btree_not_null",
        copy=False,
        groups=INTERNAL,
        tracking=True,
        help="Nobody contacts this person while it says so, not even about an order.",
    )

    ficha_news_often = fields.Selection(
        [("monthly", "Once a month at most")],
        string="News",
        index="btree_not_null",
        copy=False,
        groups=INTERNAL,
        tracking=True,
        help="How often they want electronic messages that go to many. Empty: as they "
        "come.",
    )

    # -- the question ------------------------------------------------------------------

    def _ficha_may_contact(self, purpose_code, channel_code, on=None):
        """Whether these contacts may be contacted.

        :param str purpose_code: of ``ficha.purpose``
        :param str channel_code: of ``ficha.channel``
        :param date on: as things stand on that day; today. Who likes to be called on
            some days of the week only is asked about when a day is given
        :return: ``{partner id: Answer(ok, code, since, method)}``
        """
        if not self.ids:
            return {}
        return self._ficha_answers(
            self._ficha_may_contact_sql(
                purpose_code,
                channel_code,
                on,
                # as one text: a hundred thousand numbers are read sooner than parsed
                SQL("SELECT unnest(%s::int[])", f"{{{','.join(map(str, self.ids))}}}"),
            )
        )

    @api.model
    def _ficha_answers(self, query):
        """:return: ``{id: Answer}`` of what :meth:`_ficha_may_contact_sql` selects"""
        answers = {}
        # PostgreSQL would translate so long a statement for longer than it runs. Most
        # of a mailing have the same few answers: they come once, each with its ids.
        quick = SQL(
            """SET LOCAL jit TO off;
               SELECT array_agg(gate.id), gate.ok, gate.code, gate.since, gate.method
                 FROM (%s) AS gate (id, ok, code, since, method)
                GROUP BY gate.ok, gate.code, gate.since, gate.method""",
            query,
        )
        for ids, *said in self.env.execute_query(quick):
            answers |= dict.fromkeys(ids, Answer(*said))
        return answers

    @api.model
    def _ficha_may_contact_sql(self, purpose_code, channel_code, on=None, among=None):
        """The same for everybody, to be joined.

        :param SQL among: SELECT of the ids of the contacts to ask about; all
        :return: SELECT of id, ok, code, since, method
        """
        purpose = self._ficha_purpose(purpose_code, self.env.company.id)
        channel = self._ficha_contact_channel(channel_code)
        company = self.env.company.sudo()  # its periods, whoever asks
        day = on or fields.Date.context_today(self)
        self._ficha_gate_flush()
        facts = {
            "purposes": list(purpose["ids"]),
            "channel": channel["id"],
            "company": company.id,
            "day": day,
            "end": fields.Datetime.to_datetime(day) + relativedelta(days=1),
            "negative": NEGATIVE,
            "doors": DOORS,
            "obtained": OBTAINED,
            "electronic": channel["legal_kind"] == "electronic",
            "call": channel["legal_kind"] == "call",
            "post": channel["legal_kind"] == "post",
            "service": purpose["basis"] in ("contract", "legal", "vital"),
            "usable": purpose["usable"],
            "interest": purpose["basis"] == "interest",
            "double": purpose["double_opt_in"]
            and channel["legal_kind"] == "electronic",
            "soft": purpose["soft_opt_in"],
            "similar": purpose["own_similar"],
            "min_age": purpose["min_age"] or company.ficha_consent_min_age,
            "consent_from": day - relativedelta(months=purpose["expires_months"])
            if purpose["expires_months"]
            else None,
            "call_from": day - relativedelta(months=company.ficha_call_months),
            "looked_from": day - relativedelta(days=company.ficha_robinson_days),
            "soft_days": company.ficha_soft_opt_in_days,
            "businesses": company.ficha_call_businesses,
            "point_field": {"email": "email", "phone": "phone", "post": "street"}.get(
                channel["point"], ""
            ),
            "kind": channel["point"] or "",
            "legal_kind": channel["legal_kind"],
            "yes": tuple(YES),
            "month_from": day - timedelta(days=MONTH_DAYS),
            # days of the week are about a day that is planned, not about now
            "weekday": on.weekday() if on else None,
        }
        facts["who"] = among or SQL("SELECT id FROM res_partner")
        facts["points"] = self._ficha_points_sql(
            channel["point"], SQL(COMPARED, **facts)
        )
        facts["came"] = self._ficha_came_sql(facts)
        return SQL(GATE, **facts)

    @api.model
    def _ficha_came_sql(self, facts):
        """SELECT of the entity of who came to us, and the day."""
        selects = [
            SQL(
                """SELECT m.commercial_partner_id AS entity, m.invoice_date AS day
                     FROM account_move m
                    WHERE m.state = 'posted'
                      AND m.move_type IN ('out_invoice', 'out_receipt')
                      AND m.company_id = %s
                      AND m.commercial_partner_id IN (SELECT entity FROM who)""",
                facts["company"],
            ),
            *(
                SQL(
                    "SELECT came.entity, came.day FROM (%s) AS came (entity, day)"
                    " WHERE came.entity IN (SELECT entity FROM who)",
                    select,
                )
                for select in self._ficha_came_to_us_sql()
            ),
        ]
        return SQL(" UNION ALL ").join(selects)

    # -- what it is asked with ---------------------------------------------------------

    @api.model
    @ormcache("code", "company_id")
    def _ficha_purpose(self, code, company_id):
        """What the gate needs to know of a purpose; the company's own goes first.

        :raise ValueError: there is none with this code
        """
        # sudo: what a purpose is, whoever asks
        purposes = (
            self.env["ficha.purpose"]
            .sudo()
            .with_context(active_test=False)
            .search([("code", "=", code)])
        )
        ours = purposes.filtered(lambda p: p.company_id.id in (False, company_id))
        if not ours:
            raise ValueError(f"no purpose {code}")
        purpose = ours.sorted(lambda p: (not p.active, not p.company_id))[0]
        return {
            "ids": purposes.ids,
            "usable": purpose.active,
            "basis": purpose.basis,
            "double_opt_in": purpose.double_opt_in,
            "soft_opt_in": purpose.soft_opt_in,
            "own_similar": purpose.own_similar,
            "min_age": purpose.min_age,
            "expires_months": purpose.expires_months,
            "id": purpose.id,
        }

    @api.model
    @ormcache("code")
    def _ficha_contact_channel(self, code):
        """What the gate needs to know of a channel.

        :raise ValueError: there is none with this code
        """
        channel = (
            self.env["ficha.channel"]
            .with_context(active_test=False)
            .search([("code", "=", code)])
        )
        if not channel:
            raise ValueError(f"no channel {code}")
        return {
            "id": channel.id,
            "legal_kind": channel.legal_kind,
            "point": channel._ficha_point_kind(),
        }

    @api.model
    def _ficha_gate_flush(self):
        """The gate reads tables: what is pending goes there first."""
        self.flush_model(
            [
                *("email_normalized", "phone_sanitized", "do_not_contact", "active"),
                *("commercial_partner_id", "is_company", "birthdate_date", "street"),
                *("ficha_processing", "name", "zip", "create_date"),
                "ficha_news_often",
            ]
        )
        self.env["ficha.contact.point"].flush_model()
        self.env["ficha.consent"].flush_model()
        self.flush_model(["contact_weekday_ids"])
        self.env["account.move"].flush_model(
            ["state", "move_type", "invoice_date", "commercial_partner_id"]
        )
        self.env["ficha.value.origin"]._flush_pending()

    # -- keys of addresses and numbers -------------------------------------------------

    @api.model
    def _ficha_hmac_key(self, scope):
        # sudo: a key is made with the secret, nobody is told it
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        return derived(secret or "", config.get("ficha_privacy_pepper") or "", scope)

    @api.model
    def _ficha_point_key(self, kind, value, country=False):
        """The key of an address, number or tax id, however it is written.

        :param str kind: ``email``, ``phone`` or ``tax``
        :return: str, or False when there is nothing in it
        """
        if kind == "tax":
            normal = "".join(filter(str.isalnum, value or "")).upper()
        else:
            normal = self.env["ficha.contact.point"]._normalize(
                kind, value, country or self.env.company.country_id
            )
        return normal and key_of(self._ficha_hmac_key(POINT), kind, normal)

    def _ficha_subject_key(self):
        """What tells that two rows are about the same person, once they are gone."""
        self.ensure_one()
        said = self.vat or self.email_normalized or self.phone_sanitized
        return key_of(self._ficha_hmac_key(SUBJECT), "subject", said or f"id {self.id}")

    def _ficha_point_values(self, kind):
        """For which of their addresses something was said just now.

        :return: values of a row of the ledger
        """
        value = {"email": self.email_normalized, "phone": self.phone_sanitized}.get(
            kind
        )
        if not value:
            return {}
        return {
            "point_kind": kind,
            "point_masked": masked(kind, value),
            "point_hmac": key_of(self._ficha_hmac_key(POINT), kind, value),
        }

    @api.model
    def _ficha_points_sql(self, kind, among):
        """The addresses or numbers of some contacts, with their keys.

        :param str kind: ``email``, ``phone``, ``post`` or none
        :param SQL among: SELECT of ids
        :return: SELECT of id, value, key
        """
        if kind == "email":
            values = SQL(
                """SELECT p.id, p.email_normalized AS value FROM res_partner p
                    WHERE p.id IN (%(among)s) AND p.email_normalized IS NOT NULL
                    UNION ALL (SELECT DISTINCT x.partner_id, x.normalized_value
                     FROM ficha_contact_point x JOIN res_partner p
                       ON p.id = x.partner_id
                      AND p.email_normalized IS DISTINCT FROM x.normalized_value
                    WHERE x.partner_id IN (%(among)s) AND x.kind = 'email'
                      AND x.normalized_value IS NOT NULL)""",
                among=among,
            )
        elif kind == "phone":
            values = SQL(
                """SELECT p.id, p.phone_sanitized AS value FROM res_partner p
                    WHERE p.id IN (%(among)s) AND p.phone_sanitized IS NOT NULL
                    UNION ALL (SELECT DISTINCT x.partner_id, x.normalized_value
                     FROM ficha_contact_point x JOIN res_partner p
                       ON p.id = x.partner_id
                      AND p.phone_sanitized IS DISTINCT FROM x.normalized_value
                    WHERE x.partner_id IN (%(among)s) AND x.kind IN %(kinds)s
                      AND x.normalized_value IS NOT NULL)""",
                among=among,
                kinds=PHONE_KINDS,
            )
        elif kind == "post":
            values = SQL(
                """SELECT p.id, concat_ws('|', btrim(p.name), btrim(p.zip),
                                          btrim(p.street)) AS value
                     FROM res_partner p
                    WHERE p.id IN (%(among)s) AND p.street IS NOT NULL""",
                among=among,
            )
        else:
            values = SQL("SELECT NULL::int AS id, NULL::varchar AS value WHERE FALSE")
        inner, outer = pads(self._ficha_hmac_key(POINT))
        return SQL(
            """SELECT v.id, v.value, encode(sha256(%(outer)s::bytea || sha256(
                          %(inner)s::bytea || convert_to(
                              %(kind)s || ':' || normalize(v.value), 'UTF8'))), 'hex')
                      AS key
                 FROM (%(values)s) AS v""",
            outer=outer,
            inner=inner,
            kind=kind or "",
            values=values,
        )


# Of whom addresses or numbers are compared with what is kept of them by key.
COMPARED = """
    SELECT id FROM who
     WHERE %(call)s OR %(post)s
        OR EXISTS (SELECT FROM ficha_suppression s
                    WHERE s.kind = %(kind)s AND s.scope IN ('all', %(legal_kind)s))
        OR id IN (SELECT partner FROM event WHERE point_hmac IS NOT NULL)
"""

# ``who`` is asked about; ``event`` is what they, and for a no also their company, said
# about this purpose and channel and was no mistake. A yes lifts an earlier no only when
# it is about at least the channel that the no was about, and still holds: so one more
# no never makes a yes.
GATE = """
WITH who AS MATERIALIZED (
    SELECT p.id, e.id AS entity, p.birthdate_date AS born,
           COALESCE(p.ficha_processing, e.ficha_processing) AS processing,
           p.do_not_contact IS TRUE OR e.do_not_contact IS TRUE AS unwanted,
           e.is_company IS TRUE OR e.id != p.id AS business
      FROM res_partner p
      JOIN res_partner e ON e.id = p.commercial_partner_id
     WHERE p.id IN (%(who)s)
), said AS (
    SELECT w.id AS partner, TRUE AS own, c.*
      FROM who w JOIN ficha_consent c ON c.partner_id = w.id
     UNION ALL
    SELECT w.id, FALSE, c.*
      FROM who w JOIN ficha_consent c ON c.partner_id = w.entity
     WHERE w.entity != w.id
       AND COALESCE(c.carried_event, c.event) IN %(negative)s
), event AS MATERIALIZED (
    SELECT s.partner, s.own, s.id, COALESCE(s.carried_event, s.event) AS event,
           s.happened_on, s.channel_id, s.method, s.point_hmac,
           s.guardian_name IS NOT NULL AS guarded,
           s.notice_id IS NOT NULL AS told, s.until,
           s.company_id IS NULL OR s.company_id = %(company)s AS ours
      FROM said s
     WHERE (s.purpose_id = ANY(%(purposes)s) OR s.purpose_id IS NULL)
       AND (s.channel_id = %(channel)s OR s.channel_id IS NULL)
       AND s.happened_on < %(end)s
       AND s.event != 'corrected'
       AND NOT EXISTS (SELECT FROM ficha_consent k WHERE k.corrects_id = s.id)
), point AS MATERIALIZED (
    -- keys are made where something is compared with them
    %(points)s
), ended AS MATERIALIZED (
    SELECT DISTINCT ON (x.partner) x.* FROM event x
     WHERE x.event = 'expired'
     ORDER BY x.partner, x.happened_on DESC, x.id DESC
), confirmed AS MATERIALIZED (
    SELECT DISTINCT ON (k.partner, k.point_hmac) k.* FROM event k
     WHERE k.event = 'confirmed' AND k.own
     ORDER BY k.partner, k.point_hmac, k.happened_on DESC, k.id DESC
), consent AS MATERIALIZED (
    -- joined, not asked row by row: that would be each with each
    SELECT g.*,
           COALESCE((x.happened_on, x.id) > (g.happened_on, g.id), FALSE)
           OR COALESCE(g.happened_on < %(consent_from)s::timestamp, FALSE) AS expired,
           %(double)s AND g.method IN %(doors)s
           AND COALESCE((k.happened_on, k.id) > (g.happened_on, g.id), FALSE) IS FALSE
           AS unconfirmed,
           g.point_hmac IS NOT NULL AND %(kind)s IN ('email', 'phone')
           AND t.id IS NULL AS stale
      FROM event g
      LEFT JOIN ended x ON x.partner = g.partner
      LEFT JOIN confirmed k ON k.partner = g.partner
       AND COALESCE(k.point_hmac, '') = COALESCE(g.point_hmac, '')
      LEFT JOIN point t ON t.id = g.partner AND t.key = g.point_hmac
     WHERE g.event = 'given' AND g.own AND g.ours
), valid AS MATERIALIZED (
    SELECT * FROM consent WHERE NOT (expired OR unconfirmed OR stale)
), refusal AS MATERIALIZED (
    SELECT DISTINCT ON (n.partner) n.*
      FROM event n
     WHERE n.event IN %(negative)s
       AND NOT EXISTS (
           SELECT FROM valid g
            WHERE g.partner = n.partner
              AND (g.happened_on, g.id) > (n.happened_on, n.id)
              AND (n.channel_id IS NULL OR g.channel_id = n.channel_id))
     ORDER BY n.partner, array_position(ARRAY['objected', 'withdrawn', 'denied'],
              n.event::text), n.happened_on DESC, n.id DESC
), best AS MATERIALIZED (
    -- the last that holds, or else the last that does not
    SELECT DISTINCT ON (g.partner) g.partner, g.happened_on, g.method, g.expired,
           g.unconfirmed, g.stale, NOT (g.expired OR g.unconfirmed OR g.stale) AS holds
      FROM consent g
     ORDER BY g.partner, g.expired OR g.unconfirmed OR g.stale,
              g.happened_on DESC, g.id DESC
), guarded AS MATERIALIZED (
    SELECT DISTINCT partner FROM valid WHERE guarded
), paused AS MATERIALIZED (
    SELECT DISTINCT ON (z.partner) z.partner, z.until FROM event z
     WHERE z.event = 'paused' AND z.own
     ORDER BY z.partner, z.happened_on DESC, z.id DESC
), other_day AS MATERIALIZED (
    SELECT r.partner_id AS id
      FROM res_partner_ficha_weekday_rel r JOIN ficha_weekday d ON d.id = r.weekday_id
     WHERE %(call)s AND %(weekday)s::int IS NOT NULL
       AND r.partner_id IN (SELECT id FROM who)
     GROUP BY r.partner_id HAVING bool_and(d.number != %(weekday)s::int)
), this_month AS MATERIALIZED (
    SELECT p.id, max(sent.sent_on) AS last
      FROM res_partner p JOIN ficha_news_sent sent ON sent.partner_id = p.id
     WHERE %(electronic)s AND NOT %(service)s AND p.ficha_news_often = 'monthly'
       AND sent.sent_on > %(month_from)s AND sent.sent_on <= %(day)s
       AND p.id IN (SELECT id FROM who)
     GROUP BY p.id
), suppressed AS MATERIALIZED (
    SELECT t.id, min(s.since) AS since
      FROM point t JOIN ficha_suppression s ON s.value_hmac = t.key
     WHERE s.kind = %(kind)s AND s.scope IN ('all', %(legal_kind)s)
     GROUP BY t.id
), came AS MATERIALIZED (
    SELECT entity, max(day) AS last FROM (%(came)s) AS one
     WHERE %(call)s AND %(interest)s AND %(similar)s AND day <= %(day)s
     GROUP BY entity
), bought AS MATERIALIZED (
    SELECT m.commercial_partner_id AS entity, min(m.invoice_date) AS first
      FROM account_move m
     WHERE %(electronic)s AND %(soft)s AND m.state = 'posted'
       AND m.move_type IN ('out_invoice', 'out_receipt')
       AND m.company_id = %(company)s AND m.invoice_date <= %(day)s
       AND m.commercial_partner_id IN (SELECT entity FROM who)
     GROUP BY m.commercial_partner_id
), soft AS MATERIALIZED (
    SELECT DISTINCT w.id, b.first
      FROM who w
      JOIN bought b ON b.entity = w.entity
      JOIN ficha_value_origin o ON o.partner_id = w.id
       AND o.field_name = %(point_field)s AND o.source IN %(obtained)s
       AND o.date >= b.first - %(soft_days)s
      JOIN event i ON i.partner = w.id AND i.own AND i.ours AND i.told
       AND i.event IN ('informed', 'given')
), looked AS MATERIALIZED (
    SELECT t.id, bool_or(r.listed AND r.checked_on IS NOT NULL) AS listed,
           bool_and(COALESCE(
               r.checked_on >= %(looked_from)s::timestamp, FALSE)) AS fresh
      FROM point t
      LEFT JOIN ficha_exclusion_check r
        ON r.point_hmac = t.key AND r.kind = %(kind)s
     WHERE %(call)s OR %(post)s
     GROUP BY t.id
), judged AS (
    SELECT w.id,
           CASE
             WHEN w.processing IS NOT NULL THEN w.processing
             WHEN %(service)s AND %(usable)s THEN 'service'
             WHEN s.id IS NOT NULL THEN 'suppressed'
             WHEN n.partner IS NOT NULL THEN n.event
             WHEN w.unwanted THEN 'do_not_contact'
             WHEN z.until > %(day)s THEN 'paused'
             WHEN o.id IS NOT NULL THEN 'other_day'
             WHEN w.born + make_interval(years => %(min_age)s) > %(day)s
                  AND u.partner IS NULL THEN 'minor'
             WHEN NOT %(usable)s THEN 'nobody_asked'
             WHEN g.holds THEN 'given'
             WHEN f.id IS NOT NULL THEN 'soft_opt_in'
             ELSE CASE
               WHEN NOT (c.last >= %(call_from)s
                         OR (%(interest)s AND (%(call)s OR %(post)s)
                             AND (w.business AND %(businesses)s OR %(post)s))) IS TRUE
                 THEN CASE WHEN g.unconfirmed THEN 'unconfirmed'
                           WHEN g.expired THEN 'expired'
                           WHEN g.stale THEN 'stale'
                           ELSE 'nobody_asked' END
               WHEN l.listed THEN 'robinson_listed'
               WHEN l.fresh IS NOT TRUE THEN 'robinson_needed'
               WHEN c.last >= %(call_from)s THEN 'customer'
               WHEN w.business AND %(businesses)s THEN 'business'
               ELSE 'interest' END
           END AS verdict,
           s.since AS suppressed_on,
           n.happened_on AS refused_on, n.method AS refused_by,
           g.happened_on AS given_on, g.method AS given_by, f.first AS bought_on,
           c.last AS came_on, z.until AS paused_until, y.last AS sent_on
      FROM who w
      LEFT JOIN suppressed s ON s.id = w.id
      LEFT JOIN refusal n ON n.partner = w.id
      LEFT JOIN paused z ON z.partner = w.id
      LEFT JOIN other_day o ON o.id = w.id
      LEFT JOIN this_month y ON y.id = w.id
      LEFT JOIN guarded u ON u.partner = w.id
      LEFT JOIN best g ON g.partner = w.id
      LEFT JOIN soft f ON f.id = w.id
      LEFT JOIN came c ON c.entity = w.entity
      LEFT JOIN looked l ON l.id = w.id
), told AS (
    -- who wants one message a month has had it; of who gets none it is not said
    SELECT j.*, CASE WHEN j.sent_on IS NOT NULL AND j.verdict IN %(yes)s
                     THEN 'this_month' ELSE j.verdict END AS code
      FROM judged j
)
SELECT id, code IN %(yes)s AS ok, code,
       CASE WHEN code IN ('objected', 'withdrawn', 'denied') THEN refused_on
            WHEN code = 'suppressed' THEN suppressed_on
            WHEN code = 'given' THEN given_on
            WHEN code = 'soft_opt_in' THEN bought_on
            WHEN code = 'customer' THEN came_on
            WHEN code = 'paused' THEN paused_until
            WHEN code = 'this_month' THEN sent_on
       END::date AS since,
       CASE WHEN code IN ('objected', 'withdrawn', 'denied') THEN refused_by
            WHEN code = 'given' THEN given_by END AS method
  FROM told
"""
