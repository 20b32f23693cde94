from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.misc import format_date, formatLang


class FichaFollowupRule(models.Model):
    """Why a customer takes a colour, as a record that people read and change.

    A kind is one method, ``_matching_<kind>(partners)``: it returns
    ``{partner id: figures}`` for the customers it holds for (all, or those given),
    in a number of queries that does not grow with them. ``figures`` is a dict that
    the reason text is filled with. Other modules add a kind with ``selection_add``
    and its method.
    """

    _name = "ficha.followup.rule"
    _description = "Follow-up rule"
    _order = "sequence, id"

    name = fields.Char(
        required=True, translate=True, help="How the rule is called in notes."
    )
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
        help="State that the customers of this rule take.",
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
        help="How many days the fact must have lasted, or for how many days around it "
        "the rule holds. What it means for each kind is said beside the kind.",
    )
    domain = fields.Char(
        string="Only customers",
        default="[]",
        help="The rule holds only for customers that meet this condition.",
    )
    reason = fields.Char(
        string="Reason shown",
        required=True,
        translate=True,
        help="Why, in the customer's own figures. The figures that this kind of rule "
        "knows are named below.",
    )
    _check_days = models.Constraint(
        "CHECK(days >= 0)", "The days of a follow-up rule cannot be negative."
    )

    @api.constrains("reason")
    def _check_reason(self):
        for rule in self:
            try:
                rule._fill_reason({})
            except (ValueError, TypeError) as error:
                raise ValidationError(
                    self.env._(
                        "“Reason shown” of rule “%s” cannot be filled in: check the "
                        "parentheses of its figures.",
                        rule.name,
                    )
                ) from error

    @api.constrains("domain")
    def _check_domain(self):
        for rule in self:
            try:
                self.env["res.partner"].search(rule._customer_domain(), limit=1)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "“Only customers” of rule “%s” is not a valid condition.",
                        rule.name,
                    )
                ) from error

    # -- which customers ------------------------------------------------------------

    def _customer_domain(self):
        domain = Domain(literal_eval(self.domain or "[]"))
        if self.company_id:
            domain &= Domain("company_id", "in", [False, self.company_id.id])
        return domain

    def _matching(self, partners=None):
        """Customers the rule holds for now.

        :param partners: only among these commercial entities; all when None
        :return: ``{partner id: figures}``
        """
        self.ensure_one()
        found = getattr(self, f"_matching_{self.kind}")(partners)
        domain = self._customer_domain()
        if self.kind == "domain" or domain.is_true() or not found:
            return found
        kept = self.env["res.partner"]._search(domain & Domain("id", "in", list(found)))
        return {pid: found[pid] for pid in kept}

    def _matching_domain(self, partners):
        domain = self._customer_domain() & Domain(
            self.env["res.partner"]._followup_customer_domain()
        )
        if partners is not None:
            domain &= Domain("id", "in", partners.ids)
        return {pid: {} for pid in self.env["res.partner"]._search(domain)}

    # -- in words -------------------------------------------------------------------

    def _fill_reason(self, figures):
        """The reason of one customer, in the language of the environment.

        :param figures: ``days`` (int), ``amount`` with ``currency``, ``date``,
            ``document`` with ``more`` (further documents), and what the kinds of other
            files and modules know; any of them may be missing
        """
        return self.reason % self._reason_words(figures)

    def _reason_words(self, figures):
        """What the placeholders of a reason are replaced with. Other kinds extend it.

        :param figures: as in :meth:`_fill_reason`
        :return: dict of strings, with every placeholder that may be used
        """
        words = {key: figures.get(key) or "" for key in ("document", "name")}
        words.update({k: v for k, v in figures.items() if isinstance(v, str)})
        if figures.get("more"):
            words["document"] = self.env._(
                "%(document)s and %(count)s more",
                document=words["document"],
                count=figures["more"],
            )
        days = figures.get("days")
        words["days"] = (
            self.env._("1 day") if days == 1 else self.env._("%s days", days or 0)
        )
        words["date"] = format_date(self.env, figures.get("date")) or ""
        words["amount"] = (
            formatLang(
                self.env, figures["amount"], currency_obj=figures.get("currency")
            )
            if "amount" in figures
            else ""
        )
        return words
