"""The twelve rules of the gate, as one statement. No ORM.

What goes into its places is in ``models/res_partner_gate.py``; what the answers mean in
``tools/verdicts.py``. A question (:data:`QUESTION`) stands in it as values, or as the
columns of a row ``q``: the rules are the same.
"""

#: What differs from question to question, with its type in PostgreSQL.
QUESTION = {
    "key": "varchar",
    "purposes": "int[]",
    "channel": "int",
    **dict.fromkeys(("electronic", "call", "post", "service", "usable"), "bool"),
    **dict.fromkeys(("interest", "double", "soft", "similar"), "bool"),
    "min_age": "int",
    "consent_from": "date",
    **dict.fromkeys(("point_field", "kind", "legal_kind"), "varchar"),
}
#: Of whom addresses or numbers are compared, for ``%(points)s``.
COMPARED = "SELECT id FROM compared"

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
), compared AS MATERIALIZED (
    -- of whom addresses or numbers are compared with what is kept of them by key
    SELECT id FROM who
     WHERE %(call)s OR %(post)s
        OR EXISTS (SELECT FROM ficha_suppression s
                    WHERE s.kind = %(kind)s AND s.scope IN ('all', %(legal_kind)s))
        OR id IN (SELECT partner FROM event WHERE point_hmac IS NOT NULL)
), point AS MATERIALIZED (
    -- keys are made for those alone
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
       -- of who has another address now, what was said of the one of then says nothing
       AND (n.point_hmac IS NULL OR %(kind)s NOT IN ('email', 'phone')
            OR (n.partner, n.point_hmac) IN (SELECT id, key FROM point))
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
