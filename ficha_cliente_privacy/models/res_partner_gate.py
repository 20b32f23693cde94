from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, config, ormcache

from odoo.addons.ficha_cliente.models.ficha_contact_point import PHONE_KINDS
from odoo.addons.ficha_cliente.tools.groups import INTERNAL

from ..tools.gate_rules import COMPARED, GATE, QUESTION
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
POINT_FIELDS = {"email": "email", "phone": "phone", "post": "street"}


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
        question = self._ficha_gate_question(purpose_code, channel_code, on)
        facts = {**self._ficha_gate_facts(on, among), **question}
        facts["points"] = self._ficha_points_sql(facts["kind"], SQL(COMPARED))
        return SQL(GATE, **facts)

    @api.model
    def _ficha_may_contact_each_sql(self, questions, among, on=None):
        """The same rules for several questions about a few contacts. They are planned
        once: planning them takes longer than asking them of one contact.

        :param dict questions: ``{key: (purpose code, channel code)}``
        :param SQL among: SELECT of the ids of the contacts to ask about
        :return: SELECT of key, id, ok, code, since, method
        """
        rows = [
            {"key": key, **self._ficha_gate_question(*question, on)}
            for key, question in questions.items()
        ]
        names = [SQL.identifier(name) for name in QUESTION]
        facts = self._ficha_gate_facts(on, among)
        facts |= {name: SQL.identifier("q", name) for name in QUESTION}
        facts["points"] = SQL(" UNION ALL ").join(
            SQL(
                "SELECT k.* FROM (%s) AS k WHERE q.kind = %s",
                self._ficha_points_sql(kind, SQL(COMPARED)),
                kind,
            )
            for kind in sorted({row["kind"] for row in rows})
        )
        return SQL(
            """SELECT q.key, gate.* FROM (VALUES %s) AS q (%s)
                CROSS JOIN LATERAL (%s) AS gate""",
            SQL(", ").join(
                SQL(
                    "(%s)",
                    SQL(", ").join(
                        SQL("%s::" + kind, row[name])  # pylint: disable=sql-injection
                        for name, kind in QUESTION.items()
                    ),
                )
                for row in rows
            ),
            SQL(", ").join(names),
            SQL(GATE, **facts),
        )

    @api.model
    def _ficha_gate_facts(self, on, among):
        """What the rules stand on whatever is asked, and :data:`GATE`'s other parts."""
        company = self.env.company.sudo()  # its periods, whoever asks
        day = on or fields.Date.context_today(self)
        self._ficha_gate_flush()
        return {
            "company": company.id,
            "day": day,
            "end": fields.Datetime.to_datetime(day) + relativedelta(days=1),
            "negative": NEGATIVE,
            "doors": DOORS,
            "obtained": OBTAINED,
            "call_from": day - relativedelta(months=company.ficha_call_months),
            "looked_from": day - relativedelta(days=company.ficha_robinson_days),
            "soft_days": company.ficha_soft_opt_in_days,
            "businesses": company.ficha_call_businesses,
            "yes": tuple(YES),
            "month_from": day - timedelta(days=MONTH_DAYS),
            # days of the week are about a day that is planned, not about now
            "weekday": on.weekday() if on else None,
            "who": among or SQL("SELECT id FROM res_partner"),
            "came": self._ficha_came_sql(company.id),
        }

    @api.model
    def _ficha_gate_question(self, purpose_code, channel_code, on=None):
        """What the rules stand on of a purpose and a channel: see :data:`QUESTION`."""
        purpose = self._ficha_purpose(purpose_code, self.env.company.id)
        channel = self._ficha_contact_channel(channel_code)
        kind, point = channel["legal_kind"], channel["point"] or ""
        electronic, months = kind == "electronic", purpose["expires_months"]
        day = on or fields.Date.context_today(self)
        return {
            "purposes": list(purpose["ids"]),
            "channel": channel["id"],
            "electronic": electronic,
            "call": kind == "call",
            "post": kind == "post",
            "service": purpose["basis"] in ("contract", "legal", "vital"),
            "usable": purpose["usable"],
            "interest": purpose["basis"] == "interest",
            "double": purpose["double_opt_in"] and electronic,
            "soft": purpose["soft_opt_in"],
            "similar": purpose["own_similar"],
            "min_age": purpose["min_age"]
            or self.env.company.sudo().ficha_consent_min_age,  # a period of its own
            "consent_from": day - relativedelta(months=months) if months else None,
            "point_field": POINT_FIELDS.get(point, ""),
            "kind": point,
            "legal_kind": kind,
        }

    @api.model
    def _ficha_came_sql(self, company_id):
        """SELECT of the entity of who came to us, and the day."""
        selects = [
            SQL(
                """SELECT m.commercial_partner_id AS entity, m.invoice_date AS day
                     FROM account_move m
                    WHERE m.state = 'posted'
                      AND m.move_type IN ('out_invoice', 'out_receipt')
                      AND m.company_id = %s
                      AND m.commercial_partner_id IN (SELECT entity FROM who)""",
                company_id,
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
            if kind in PHONE_KINDS and not country:
                # of telephones only: the country of a company is its whole address
                country = self.env.company.country_id
            points = self.env["ficha.contact.point"]
            normal = points._normalize(kind, value, country)
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
