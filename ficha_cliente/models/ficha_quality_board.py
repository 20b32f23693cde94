from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .ficha_quality_day import COUNTS
from .ficha_results import MANAGER

WHO = {
    "files": ("customer", "other"),
    "customers": ("customer",),
    "contacts": ("contact",),
}


class FichaQualityBoard(models.AbstractModel):
    """*Calidad de datos*: how good the customer base is, in figures.

    Read from the rows of ``ficha.quality`` for the contacts that the reader may see: a
    plain user's own customers, a manager's everybody's. Each number opens the list
    behind it (``ficha_quality_board_list``).
    """

    _name = "ficha.quality.board"
    _description = "Quality of the Data"

    @api.model
    @api.readonly
    def get_board(self, who="files", dimension="user", user_id=None):
        """The figures, split, with their trend.

        :param who: key of ``WHO``: customers and prospects, those who have bought, or
            contacts of companies
        :param dimension: key of :meth:`_dimensions`
        :param user_id: only of this salesperson
        :return: dict with ``total``, ``figures``, ``rows``, ``fields``, ``trend``,
            ``dimensions``, ``whose``, ``manager``, ``people`` and ``ready`` (whether
            anybody has been measured yet)
        :raises UserError: when it is asked for something else
        """
        self._check_question(who, dimension)
        self.env.flush_all()
        relation = self._relation(who, dimension, user_id)
        keys = list(self._figures())
        counts = SQL(", ").join(
            SQL("count(*) FILTER (WHERE %s)", self._condition(key)) for key in keys
        )
        sql = SQL(
            """SELECT grouping(x.dim), x.dim, avg(x.completeness)::float8, %s
                 FROM (%s) x GROUP BY GROUPING SETS ((), (x.dim))""",
            counts,
            relation,
        )
        total, found = {}, {}
        for is_total, dim, average, *values in self.env.execute_query(sql):
            numbers = dict(zip(keys, values, strict=True)) | {"average": average}
            if is_total:
                total = numbers
            else:
                found[dim] = numbers
        names = self._dimensions()[dimension]["names"](list(found))
        order = {key: place for place, key in enumerate(names)}
        manager = self._is_manager()
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
            "dimensions": [
                {"key": key, "label": value["label"]}
                for key, value in self._dimensions().items()
            ],
            "whose": self._who_words(),
            "manager": manager,
            "people": self.env["ficha.results"]._people() if manager else [],
            "ready": self._is_ready(),
        }

    @api.model
    def _check_question(self, who, dimension):
        if who not in WHO or dimension not in self._dimensions():
            raise UserError(self.env._("The quality cannot be told like that."))

    @api.model
    def _is_manager(self):
        return self.env.su or self.env.user.has_group(MANAGER)

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
                    "They have a name and a tax ID that can be one; or a name, a "
                    "client code and a phone or e-mail. Contacts of a company: a name, "
                    "and a phone or e-mail of their own."
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
                    "Something came longer ago than their template allows. Data of "
                    "which nobody knows when it came does not count."
                ),
                "better": -1,
            },
            "bad_tax": {
                "label": self.env._("Wrong tax ID"),
                "help": self.env._(
                    "Its check digits do not agree, by the rules of its country."
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
                "help": self.env._("An address that cannot be written to as it is."),
                "better": -1,
            },
            "duplicates": {
                "label": self.env._("Possible duplicates"),
                "help": self.env._(
                    "Files that may be there twice, and nobody has decided yet."
                ),
                "better": -1,
            },
        }

    @api.model
    def _who_words(self):
        labels = {
            "files": self.env._("Customers and prospects"),
            "customers": self.env._("Have bought"),
            "contacts": self.env._("Contacts of companies"),
        }
        return [{"key": key, "label": label} for key, label in labels.items()]

    @api.model
    def _dimensions(self):
        """What the figures may be split by; as ``ficha.results._dimensions``."""
        results = self.env["ficha.results"]
        sql = self.env["ficha.quality.day"]._split_sql()
        sources = self.env["ficha.quality"]._fields["source"]
        return {
            "user": {
                "label": self.env._("Salesperson"),
                "sql": sql["user"],
                "names": results._record_names(
                    "res.users", self.env._("No salesperson")
                ),
            },
            "template": {
                "label": self.env._("Template"),
                "sql": sql["template"],
                "names": results._record_names("ficha.template", ""),
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
        domain = Domain.TRUE
        if not self._is_manager():
            uid = self.env.uid
            domain = Domain("user_id", "=", uid) | Domain("followup_user_id", "=", uid)
        if user_id:
            domain &= Domain("user_id", "=", int(user_id))
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
            partners._search(domain).subselect(),
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
                "label": partners._fields[name]._description_string(self.env),
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
