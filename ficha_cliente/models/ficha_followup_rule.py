import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.misc import formatLang

from ..tools.bounds import MOST_DAYS, check_numbers
from ..tools.query import query_subselect
from ..tools.words import in_date, in_days

FIGURE = re.compile(r"(?<!%)%\((\w+)\)s")
BRACKETS = re.compile(r"\[([^\[\]]+)\]")


class FichaFollowupRule(models.Model):
    """Why a customer takes a colour, as a record that people read and change.

    A kind is one method, ``_matching_<kind>(partners)``: it returns
    ``{partner id: figures}`` for the customers it holds for (all, or those given),
    in a number of queries that does not grow with them. ``figures`` is a dict that
    the reason text is filled with. Other modules add a kind with ``selection_add``
    and its method.
    """

    _name = "ficha.followup.rule"
    _inherit = "ficha.condition.mixin"
    _condition_among_depends = ("company_id",)
    _description = "Follow-up rule"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, help="Name of the rule in notes.")
    sequence = fields.Integer(
        default=10, help="The first rule that holds for a customer gives the colour."
    )
    active = fields.Boolean(
        default=True,
        string="On",
        help="A rule that is off gives no colour.",
    )
    company_id = fields.Many2one(
        "res.company",
        help="Only customers and invoices of this company. Empty: of every company.",
    )
    state_id = fields.Many2one(
        "ficha.followup.state",
        string="Colour to give",
        required=True,
        ondelete="cascade",
        help="State given to the customers of this rule.",
    )
    kind = fields.Selection(
        [
            ("invoice_overdue", "An invoice is overdue"),
            ("no_reply", "We wrote and they have not answered"),
            ("no_contact", "Nobody has been in contact"),
            ("domain", "The customer meets the condition"),
        ],
        string="When",
        required=True,
        default="domain",
        help="The fact that makes the rule hold.",
    )
    days = fields.Integer(
        string="For days",
        help="How many days the fact must have lasted, or for how many days around "
        "it the rule holds. What it means for each kind is explained beside the "
        "kind.",
    )
    domain = fields.Char(
        string="Only customers",
        default="[]",
        help="The rule holds only for customers that meet this condition.",
    )
    reason = fields.Char(
        string="Reason with its placeholders",
        required=True,
        translate=True,
        help="Why, with the technical names of the customer's figures. People write "
        "“Reason shown”.",
    )
    reason_text = fields.Char(
        string="Reason shown",
        compute="_compute_reason_text",
        inverse="_inverse_reason_text",
        help="Why, in the customer's own figures. The figures available to this kind "
        "of rule are listed below, in square brackets.",
    )
    _check_days = models.Constraint(
        "CHECK(days >= 0)", "The days of a follow-up rule cannot be negative."
    )

    @api.depends("reason")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        labels = self._figure_labels()
        for rule in self:
            # a doubled % is one that is shown
            rule.reason_text = FIGURE.sub(
                lambda found: f"[{labels.get(found[1], found[1])}]", rule.reason or ""
            ).replace("%%", "%")

    def _inverse_reason_text(self):
        for rule in self:
            rule.reason = self._reason_of_text(rule.reason_text)

    @api.model
    def _reason_of_text(self, text):
        """What people write as “Reason shown”, with placeholders.

        :param text: with figures in square brackets, by their name in the language of
            the environment
        """
        names = {label.lower(): name for name, label in self._figure_labels().items()}

        def placeholder(found):
            word = found[1].strip().lower()
            name = names.get(word, word)
            return f"%({name})s" if name in names.values() else found[0]

        return BRACKETS.sub(placeholder, (text or "").replace("%", "%%"))

    @api.model
    def _figure_labels(self):
        """How people call the figures that a reason may use. Other kinds extend it.

        :return: ``{name of the figure: word}``
        """
        return {
            "document": self.env._("document"),
            "days": self.env._("days"),
            "date": self.env._("date"),
            "amount": self.env._("amount"),
            "name": self.env._("name"),
        }

    @api.model_create_multi
    def create(self, vals_list):
        """Extends create: the form gives the reason as people write it."""
        vals_list = [
            {**vals, "reason": vals.get("reason") or self._reason_of_text(text)}
            if (text := vals.get("reason_text"))
            else vals
            for vals in vals_list
        ]
        return super().create(vals_list)

    @api.constrains("days")
    def _check_possible_days(self):
        check_numbers(self, 0, MOST_DAYS, "days")

    @api.constrains("reason")
    def _check_reason(self):
        for rule in self:
            try:
                rule._fill_reason({})
            except (ValueError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "“Reason shown” of rule “%s” cannot be filled in: use the "
                        "figures of this kind of rule, in square brackets.",
                        rule.name,
                    )
                ) from error

    def _condition_sentence(self):
        """Extends ours with the name of the field in a rule."""
        return self.env._(
            "“Only customers” of rule “%s” is not a valid condition.", self.name
        )

    # -- which customers ------------------------------------------------------------

    def _condition_among(self):
        """Extends ours: customers, and those of the company of a rule that has one."""
        among = super()._condition_among()
        among &= self.env["res.partner"]._followup_customer_domain()
        if self.company_id:
            among &= Domain("company_id", "in", [False, self.company_id.id])
        return among

    def _condition_domain(self):
        """Extends ours: a rule of a company is for its customers."""
        domain = super()._condition_domain()
        if self.company_id:
            domain &= Domain("company_id", "in", [False, self.company_id.id])
        return domain

    def _matching(self, partners=None):
        """Customers the rule holds for now.

        :param partners: only among these commercial entities; all when None
        :return: ``{partner id: figures}``, see :meth:`_fill_reason` and, for what else
            they tell, :meth:`_reason_facts`
        """
        self.ensure_one()
        try:
            found = getattr(self, f"_matching_{self.kind}")(partners)
        except OverflowError:  # there was no such day: the other rules go on
            return {}
        if self.kind == "domain" or not found or self._holds_for_all():
            return found
        kept = self._condition_ids(Domain("id", "in", list(found)))
        return {pid: found[pid] for pid in kept}

    def _holds_for_all(self):
        """Whether there is nothing that customers of the rule must meet besides."""
        try:
            return self._condition_domain().is_true()
        except ValueError:
            return False

    def _matching_domain(self, partners):
        domain = Domain(self.env["res.partner"]._followup_customer_domain())
        if partners is not None:
            domain &= Domain("id", "in", partners.ids)
        return dict.fromkeys(self._condition_ids(domain), {})

    # -- in words -------------------------------------------------------------------

    def _fill_reason(self, figures):
        """The reason of one customer, in the language of the environment.

        :param figures: ``days`` (int), ``amount`` with ``currency``, ``date``,
            ``document`` with ``more`` (further documents), and what the kinds of other
            files and modules know; any of them may be missing
        """
        return self.reason % self._reason_values(figures)

    def _reason_values(self, figures):
        """What the placeholders of a reason are replaced with. Other kinds extend it.

        :param figures: as in :meth:`_fill_reason`
        :return: dict of strings, with every placeholder that may be used
        """
        values = {key: figures.get(key) or "" for key in ("document", "name")}
        values.update({k: v for k, v in figures.items() if isinstance(v, str)})
        if figures.get("more"):
            values["document"] = self.env._(
                "%(document)s (and %(count)s more)",
                document=values["document"],
                count=figures["more"],
            )
        values["days"] = in_days(self.env, figures.get("days"))
        values["date"] = in_date(self.env, figures.get("date"))
        values["amount"] = (
            formatLang(
                self.env, figures["amount"], currency_obj=figures.get("currency")
            )
            if "amount" in figures
            else ""
        )
        return values

    # --------------------------------------------------------------------------
    # The kinds of rules that need only invoicing and mail.
    # --------------------------------------------------------------------------

    def _matching_invoice_overdue(self, partners):
        """Customers with a receivable instalment overdue for the rule's days.

        The reason names the oldest invoice and the whole overdue amount, in the
        currency of the company that waits for it.
        """
        today = fields.Date.context_today(self)
        self._flush_invoices()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (partner_id) partner_id, company_id, id, name, due,
                       array_agg(id) OVER entity, sum(residual) OVER entity
                  FROM (
                    SELECT line.partner_id, line.company_id, move.id, move.name,
                           min(line.date_maturity) AS due,
                           sum(line.amount_residual) AS residual
                      FROM account_move_line line
                      JOIN account_move move ON move.id = line.move_id
                      JOIN account_account account ON account.id = line.account_id
                     WHERE move.move_type = 'out_invoice'
                       AND move.state = 'posted'
                       AND account.account_type = 'asset_receivable'
                       AND line.amount_residual > 0
                       AND line.date_maturity <= %(limit)s
                       AND %(where)s
                     GROUP BY line.partner_id, line.company_id, move.id, move.name
                  ) overdue
                WINDOW entity AS (PARTITION BY partner_id, company_id)
                ORDER BY partner_id, due, id
                """,
                limit=today - timedelta(days=max(self.days, 1)),
                where=SQL(" AND ").join(
                    [
                        self._partners_clause("line.partner_id", partners),
                        SQL("line.company_id = %s", self.company_id.id)
                        if self.company_id
                        else SQL("TRUE"),
                    ]
                ),
            )
        )
        currencies = {
            company.id: company.currency_id
            for company in self.env["res.company"]
            .sudo()  # names of currencies of companies the reader may not enter
            .browse({row[1] for row in rows})
        }
        return {
            pid: {
                "document": name,
                "more": len(ids) - 1,
                "days": (today - due).days,
                "date": due,
                "amount": residual,
                "currency": currencies[company_id],
                "source": ("account.move", self._first(move_id, ids)),
                "company": company_id,
            }
            for pid, company_id, move_id, name, due, ids, residual in rows
        }

    @api.model
    def _first(self, first, ids):
        """These ids in an order that does not change, beginning with one of them."""
        return [first, *sorted(set(ids) - {first})]

    def _flush_invoices(self):
        self.env["account.move"].flush_model(["state", "move_type", "name"])
        self.env["account.move.line"].flush_model(
            ["partner_id", "amount_residual", "date_maturity", "company_id"]
        )

    def _partners_clause(self, column, partners):
        if partners is None:
            return SQL("%s IS NOT NULL", SQL(column))
        return SQL("%s = ANY(%s)", SQL(column), partners.ids)

    def _matching_no_reply(self, partners):
        """Customers we wrote to and who have not answered for the rule's days."""
        today = fields.Date.context_today(self)
        return self._matching_dates(
            SQL("p.awaiting_reply_since"),
            SQL("p.awaiting_reply_since <= %s", today - timedelta(days=self.days)),
            partners,
        )

    def _matching_no_contact(self, partners):
        """Customers once contacted and then not for the rule's days, or not within
        the cadence of their colour when the rule says 0."""
        today = fields.Date.context_today(self)
        if self.days:
            late = SQL("p.last_contact_date <= %s", today - timedelta(days=self.days))
        else:
            # seven calendar days hold five working days
            late = SQL(
                "s.cadence_days > 0"
                " AND p.last_contact_date < %s - ceil(s.cadence_days * 1.4)::int",
                today,
            )
        return self._matching_dates(SQL("p.last_contact_date"), late, partners)

    def _matching_dates(self, column, condition, partners):
        today = fields.Date.context_today(self)
        Partner = self.env["res.partner"]
        Partner.flush_model(
            ["awaiting_reply_since", "last_contact_date", "followup_state_id"]
        )
        self.env["ficha.followup.state"].flush_model(["cadence_days"])
        customers = Partner._search(Partner._followup_customer_domain())
        rows = self.env.execute_query(
            SQL(
                """SELECT p.id, %s FROM res_partner p
                     LEFT JOIN ficha_followup_state s ON s.id = p.followup_state_id
                    WHERE %s AND %s AND p.id IN %s""",
                column,
                condition,
                self._partners_clause("p.id", partners),
                query_subselect(customers),
            )
        )
        return {pid: {"date": day, "days": (today - day).days} for pid, day in rows}

    # --------------------------------------------------------------------------
    # What each kind looks at, for the person who sets up a rule.
    # --------------------------------------------------------------------------

    kind_help = fields.Char(
        compute="_compute_kind_help",
        string="What it means",
        help="What this kind of rule checks, and what its days count.",
    )
    figures_help = fields.Char(
        compute="_compute_kind_help",
        string="Figures for the reason",
        help="What the reason of this kind of rule may use, in square brackets.",
    )

    @api.depends_context("lang")
    @api.depends("kind")
    def _compute_kind_help(self):
        explanations, labels = self._kind_help(), self._figure_labels()
        for rule in self:
            text, figures = explanations.get(rule.kind, ("", ()))
            rule.kind_help = text
            rule.figures_help = ", ".join(
                f"[{labels.get(name, name)}]" for name in figures
            )

    @api.model
    def _amount_basis(self):
        """What the amount of each kind of rule is, in words. Modules add theirs with
        ``super()``.

        :return: ``{kind: words}``
        """
        return {"invoice_overdue": self.env._("overdue, taxes included")}

    @api.model
    def _kind_help(self):
        """What each kind looks at, for the person who sets up a rule.

        :return: ``{kind: (sentence, names of the figures for the reason)}``
        """
        return {
            "invoice_overdue": (
                self.env._(
                    "A posted invoice has been overdue for this many days or more."
                ),
                ("document", "days", "date", "amount"),
            ),
            "no_reply": (
                self.env._(
                    "We wrote to them this many days ago or more and they have not "
                    "answered."
                ),
                ("days", "date"),
            ),
            "no_contact": (
                self.env._(
                    "Their last contact was this many days ago or more; 0 days: "
                    "longer ago than the cadence of their current colour."
                ),
                ("days", "date"),
            ),
            "domain": (
                self.env._("They meet the condition “Only customers” below."),
                (),
            ),
        }
