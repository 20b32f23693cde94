import json

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import format_date

from odoo.addons.ficha_cliente.tools.arguments import a_dict, a_word, an_id, asks, maybe
from odoo.addons.ficha_cliente.tools.field_value import field_label
from odoo.addons.ficha_cliente.tools.query import query_subselect
from odoo.addons.ficha_cliente.tools.searches import searches
from odoo.addons.ficha_cliente.tools.words import in_date

from .ficha_quality_day import COUNTS

WHO = {
    "files": ("customer", "other"),
    "customers": ("customer",),
    "contacts": ("contact",),
}

POINTS = 12
COMPARED_DAYS = 28


class FichaQualityBoard(models.AbstractModel):
    """*Calidad de datos*: how good the customer base is, in figures.

    Read from the rows of ``ficha.quality`` for the contacts that the reader may see: a
    plain user's own customers, a manager's everybody's. Each number opens the list
    behind it (``open_figure``).
    """

    _name = "ficha.quality.board"
    _inherit = "ficha.board.mixin"
    _description = "Quality of the Data"

    @api.model
    @api.readonly
    @asks(who=a_word, dimension=a_word, user_id=maybe(an_id))
    def get_board(self, who="files", dimension="user", user_id=None):
        """The figures, split, with their trend.

        :param who: key of ``WHO``: customers and prospects, those who have bought, or
            contacts of companies
        :param dimension: key of :meth:`_dimensions`
        :param user_id: only of this salesperson
        :return: dict with ``total``, ``figures``, ``rows``, ``fields``, ``trend``,
            ``dimension``, ``dimensions``, ``whose``, ``manager``, ``people`` and
            ``ready`` (whether anybody has been measured yet)
        :raises UserError: when it is asked for something else
        """
        self._check_question(who, dimension)
        self.env.flush_all()
        relation = self._relation(who, dimension, user_id)
        keys = list(self._figures())
        columns = [SQL("avg(x.completeness)::float8")]
        columns += [
            SQL("count(*) FILTER (WHERE %s)", self._condition(key)) for key in keys
        ]
        total, found = self._aggregates(SQL(", ").join(columns), relation)
        keys = ["average", *keys]
        total = dict(zip(keys, total, strict=True))
        found = {
            dim: dict(zip(keys, values, strict=True)) for dim, values in found.items()
        }
        names = self._dimensions()[dimension]["names"](list(found))
        order = {key: place for place, key in enumerate(names)}
        trend = self._trend(who, user_id, total)
        return {
            "total": total,
            "figures": [
                {"key": key, **figure} for key, figure in self._figures().items()
            ],
            "rows": [
                {"key": key or "", "label": names[key], "values": found[key]}
                for key in sorted(found, key=lambda key: order.get(key, len(order)))
                if key in names
            ],
            "fields": self._field_rows(relation),
            "trend": trend,
            "dimension": dimension,
            "dimensions": self._offered_dimensions(),
            "whose": self._who_labels(),
            "manager": self._is_manager(),
            "people": self._people(),
            "ready": self._is_ready(),
        }

    @api.model
    def _check_question(self, who, dimension):
        if who not in WHO or dimension not in self._dimensions():
            raise UserError(
                self.env._("The quality cannot be shown with these options.")
            )

    @api.model
    def _is_ready(self):
        sql = SQL("SELECT EXISTS (SELECT FROM ficha_quality)")
        return self.env.execute_query(sql)[0][0]

    # -- what is told ------------------------------------------------------------------

    @api.model
    def _figures(self):
        """The figures in the order of the page: ``label``, ``help`` and ``better`` (1
        when more is better, -1 when less is, 0 when neither)."""
        return {
            "total": {"label": self.env._("Files"), "help": "", "better": 0},
            "known": {
                "label": self.env._("Really known"),
                "help": self.env._(
                    "They have a name and a valid tax ID; or a name, a client code "
                    "and a phone or e-mail. Contacts of a company: a name, and a "
                    "phone or e-mail of their own."
                ),
                "better": 1,
            },
            "complete": {
                "label": self.env._("Complete"),
                "help": self.env._("Nothing that their template wants is missing."),
                "better": 1,
            },
            "stale": {
                "label": self.env._("With stale data"),
                "help": self.env._(
                    "Some data is older than their template allows. Data with no "
                    "known date does not count."
                ),
                "better": -1,
            },
            "bad_tax": {
                "label": self.env._("Wrong tax ID"),
                "help": self.env._(
                    "Its check digits do not match the rules of its country."
                ),
                "better": -1,
            },
            "bad_phone": {
                "label": self.env._("Wrong phone"),
                "help": self.env._("A number that cannot be called as it is written."),
                "better": -1,
            },
            "bad_email": {
                "label": self.env._("Wrong e-mail"),
                "help": self.env._("An address that is not valid as it is written."),
                "better": -1,
            },
            "duplicates": {
                "label": self.env._("Possible duplicates"),
                "help": self.env._(
                    "Files that may be duplicated, with no decision yet."
                ),
                "better": -1,
            },
        }

    @api.model
    def _who_labels(self):
        labels = {
            "files": self.env._("Customers and prospects"),
            "customers": self.env._("Have bought"),
            "contacts": self.env._("Contacts of companies"),
        }
        return [{"key": key, "label": label} for key, label in labels.items()]

    @api.model
    def _dimensions(self):
        """Extended: ``sql`` is over the contact ``p`` and its measures ``q``."""
        sql = self.env["ficha.quality.day"]._split_sql()
        sources = self.env["ficha.quality"]._fields["source"]
        return super()._dimensions() | {
            "user": {
                "label": self.env._("Salesperson"),
                "sql": sql["user"],
                "names": self._record_names("res.users", self.env._("No salesperson")),
            },
            "template": {
                "label": self.env._("Template"),
                "sql": sql["template"],
                "names": self._record_names("ficha.template", ""),
            },
            "source": {
                "label": self.env._("Source"),
                "sql": sql["source"],
                "names": lambda _values: dict(sources._description_selection(self.env))
                | {None: self.env._("Source not known")},
            },
        }

    # -- what it is read from ----------------------------------------------------------

    @api.model
    def _relation(self, who, dimension, user_id=None):
        """The measured contacts that the reader sees, as a SELECT.

        :return: ``SQL`` with the columns of ``ficha.quality``, ``id`` of the contact,
            ``dim`` and ``duplicate``
        """
        domain = self._whose_domain([int(user_id)] if user_id else [])
        partners = self.env["res.partner"].with_context(active_test=True)
        columns = SQL(", ").join(
            SQL("%s AS %s", condition, SQL.identifier(name))
            for name, condition in COUNTS.items()
            if name != "total"
        )
        return SQL(
            """SELECT p.id, (%s)::text AS dim, q.completeness, q.missing,
                      q.stale AS stale_fields, %s, %s AS duplicate
                 FROM ficha_quality q
                 JOIN res_partner p ON p.id = q.partner_id
                WHERE q.population = ANY(%s) AND p.id IN %s""",
            self._dimensions()[dimension]["sql"],
            columns,
            self.env["ficha.quality.day"]._duplicate_sql(),
            list(WHO[who]),
            query_subselect(partners._search(domain)),
        )

    @api.model
    def _condition(self, figure):
        """Condition of a figure on the rows ``x`` of :meth:`_relation`."""
        if figure == "total":
            return SQL("TRUE")
        if figure == "duplicates":
            return SQL("x.duplicate")
        return SQL.identifier("x", figure)

    @api.model
    def _field_rows(self, relation):
        """In how many files each wanted field is missing, and in how many stale.

        Fields that the reader may not see are left out.
        """
        rows = self.env.execute_query(
            SQL(
                """SELECT f.name, count(*) FILTER (WHERE f.missing),
                          count(*) FILTER (WHERE NOT f.missing)
                     FROM (%s) x
                    CROSS JOIN LATERAL (
                        SELECT jsonb_array_elements_text(x.missing) AS name,
                               TRUE AS missing
                         UNION ALL
                        SELECT jsonb_array_elements_text(x.stale_fields), FALSE
                    ) f
                    GROUP BY f.name ORDER BY 2 DESC, 3 DESC, 1""",
                relation,
            )
        )
        partners = self.env["res.partner"]
        return [
            {
                "key": name,
                "label": field_label(partners._fields[name], self.env),
                "missing": missing,
                "stale": stale,
            }
            for name, missing, stale in rows
            if name in partners._fields
            and partners._has_field_access(partners._fields[name], "read")
        ]

    @api.model
    def _today(self):
        return fields.Date.context_today(self)

    # --------------------------------------------------------------------------
    # The list behind each number: the action carries the question, not the
    # answer.
    # --------------------------------------------------------------------------

    @api.model
    @api.readonly
    @asks(question=a_dict, figure=a_word, row=maybe(a_word), field_name=maybe(a_word))
    def open_figure(self, question, figure, row=None, field_name=None):
        """The contacts that a number counts.

        :param dict question: arguments of :meth:`get_board`
        :param figure: key of a figure; ``missing`` or ``stale_field`` with a field
        :param row: key of the row of the dimension; None for the total
        :param field_name: the field that is missing, or stale
        :return: window action
        """
        asked = {
            "question": question,
            "figure": figure,
            "row": row,
            "field": field_name,
        }
        self._listed(json.dumps(asked), "res.partner")  # is it a question at all?
        return self._list_action(
            "ficha_cliente.action_ficha",
            "in_quality",
            asked,
            context={"ficha_quality_list": True},
            display_name=self._list_title(figure, field_name),
        )

    @api.model
    def _list_title(self, figure, field_name):
        if not field_name:
            return self._figures()[figure]["label"]
        field = self.env["res.partner"]._fields[field_name]
        label = field_label(field, self.env)
        if figure == "missing":
            return self.env._("Missing: %s", label)
        return self.env._("Stale: %s", label)

    @api.model
    def _listed(self, text, model):
        """Extended: contacts, see :meth:`open_figure`."""
        partners = self.env[model]
        with self._reading_question():
            asked = json.loads(text)
            question, figure, row = asked["question"], asked["figure"], asked["row"]
            who = question.get("who", "files")
            dimension = question.get("dimension", "user")
            self._check_question(who, dimension)
            self.env.flush_all()  # the relation is SQL of its own
            relation = self._relation(who, dimension, question.get("user_id"))
            if name := asked["field"]:
                field = partners._fields[name]
                if not partners._has_field_access(field, "read"):
                    raise KeyError(name)
                column = {"missing": "missing", "stale_field": "stale_fields"}[figure]
                condition = SQL("%s ? %s", SQL.identifier("x", column), name)
            elif figure in self._figures():
                condition = self._condition(figure)
            else:
                raise KeyError(figure)
        return self._rows_domain(relation, condition, row)

    # --------------------------------------------------------------------------
    # The trend: what the nightly action noted, and today.
    # --------------------------------------------------------------------------

    @api.model
    def _trend(self, who, user_id, total):
        """The figures of the last twelve weeks, or months once there are as many, and
        those of some four weeks ago to compare with.

        :param dict total: today's figures
        :return: dict with ``labels``, ``values`` (list of dicts), ``before`` (figures
            or None) and ``since`` (the day of those, in words)
        """
        today = self._today()
        first = self._noted("SELECT min(day) FROM (%s) d", who, user_id)[0][0]
        if not first:
            return {"labels": [], "values": [], "before": None, "since": ""}
        weekly = first > today - relativedelta(weeks=POINTS)
        unit = "week" if weekly else "month"
        since = today - relativedelta(**{f"{unit}s": POINTS})
        compared = today - relativedelta(days=COMPARED_DAYS)
        days = self._noted(
            """SELECT max(d.day) FROM (%s) d WHERE d.day < %s AND d.day > %s
                GROUP BY date_trunc(%s, d.day)
                UNION SELECT COALESCE(max(d.day) FILTER (WHERE d.day <= %s), min(d.day))
                 FROM (%s) d""",
            who,
            user_id,
            today,
            since,
            unit,
            compared,
            again=True,
        )
        names = list(self._figures())
        sums = SQL(", ").join(SQL("sum(d.%s)", SQL.identifier(name)) for name in names)
        rows = self.env.execute_query(
            SQL(
                """SELECT d.day,
                          sum(d.completeness_sum)::float8 / NULLIF(sum(d.total), 0),
                          %s
                     FROM (%s) d WHERE d.day = ANY(%s)
                    GROUP BY d.day ORDER BY d.day""",
                sums,
                self._days_sql(who, user_id),
                [day for (day,) in days if day],
            )
        )
        noted = {
            day: dict(zip(names, values, strict=True)) | {"average": average}
            for day, average, *values in rows
        }
        before = max((day for day in noted if day <= compared), default=min(noted))
        points = [(day, noted[day]) for day in noted if since < day < today]
        points.append((today, total))
        style = "d MMM" if weekly else "MMM yy"
        compare = before < today and noted[before]
        return {
            "labels": [format_date(self.env, d, date_format=style) for d, _v in points],
            "values": [values for _day, values in points],
            "before": compare or None,
            "since": in_date(self.env, before) if compare else "",
        }

    @api.model
    def _days_sql(self, who, user_id):
        """The noted rows of whom the reader sees, split by salesperson."""
        only = SQL("TRUE")
        if not self._is_manager():
            user_id = self.env.uid
        if user_id:
            only = SQL("d.split_key = %s", str(int(user_id)))
        return SQL(
            """SELECT d.* FROM ficha_quality_day d
                WHERE d.split = 'user' AND d.population = ANY(%s) AND %s
                  AND (d.company_id IS NULL OR d.company_id = ANY(%s))""",
            list(WHO[who]),
            only,
            self.env.companies.ids,
        )

    @api.model
    def _noted(self, sql, who, user_id, *args, again=False):
        days = self._days_sql(who, user_id)
        return self.env.execute_query(SQL(sql, days, *args, *([days] if again else [])))


class ResPartner(models.Model):
    _inherit = "res.partner"

    in_quality = fields.Char(
        compute="_compute_in_quality",
        search="_search_in_quality",
        export_string_translation=False,
        groups="ficha_cliente.group_ficha_user",
        help="Used only for searching: the contacts that a figure of the quality "
        "counts.",
    )

    def _compute_in_quality(self):
        self.in_quality = False

    @searches("in_quality")
    def _search_in_quality(self, operator, value):
        board = self.env["ficha.quality.board"]
        return board._search_listed(self._name, operator, value)
