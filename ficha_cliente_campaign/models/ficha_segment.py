from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.ficha_cliente.tools.arguments import only_one
from odoo.addons.ficha_cliente.tools.batches import has_left, run_in_order
from odoo.addons.ficha_cliente.tools.by_hand import untouched
from odoo.addons.ficha_cliente.tools.conditions import read_condition
from odoo.addons.ficha_cliente.tools.groups import PERSONAL
from odoo.addons.ficha_cliente.tools.words import in_date

from ..tools.personal import asks_segments, personal_fields

CRON = "ficha_cliente_campaign.ir_cron_segment"
#: How a segment changed is told of so many days.
CHANGE_DAYS = 30
#: What is found when it is asked, and not written by hand: who sees it follows from it.
FOUND = {"personal", "begun_on", "asked_on", "member_ids"}


class FichaSegment(models.Model):
    """A saved question: which customers are of a kind, who came to be and who is not
    any more.

    It is asked with the rights of who wrote it (``ficha.condition.mixin``), every night
    and when it is changed; the answer is kept in :class:`FichaSegmentMember`, so that
    filters, colour rules, mailings and campaigns read a table. Who reads a segment sees
    of it the customers that they may see anyway.
    """

    _name = "ficha.segment"
    _description = "Segment of Customers"
    _inherit = ["ficha.condition.mixin", "ficha.closed.name.mixin"]
    _condition_among_depends = ("company_id",)
    _order = "sequence, name, id"

    name = fields.Char(required=True, help="What these customers are called among us.")
    active = fields.Boolean(
        default=True, help="One that is archived is not asked any more."
    )
    sequence = fields.Integer(
        default=10,
        help="A customer of several segments counts in Results in the first of them.",
    )
    color = fields.Integer(string="Colour", help="Of its label on the customer files.")
    note = fields.Text(string="What for", help="What it is good for.")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        help="Whose customers, and whose figures are asked for.",
    )
    domain = fields.Char(
        string="Which customers",
        required=True,
        help="What is asked, every night and when it is changed.",
    )
    uses_personal = fields.Boolean(
        string="May ask for personal data",
        copy=False,
        groups=PERSONAL,
        help="It may ask for family, academic and other personal data; then only who "
        "may see these sees the segment. Tick it only when the customers were told.",
    )
    personal = fields.Boolean(
        string="Asks for personal data",
        readonly=True,
        copy=False,
        help="Only who may see personal data sees such a segment.",
    )
    begun_on = fields.Date(
        string="Asked since",
        readonly=True,
        copy=False,
        help="The day since which it asks what it asks now.",
    )
    asked_on = fields.Date(
        string="Last asked", readonly=True, copy=False, help="The day of its figures."
    )
    member_ids = fields.One2many(
        "ficha.segment.member",
        "segment_id",
        string="Customers",
        readonly=True,
        copy=False,
        help="Who is in it, and who was.",
    )
    customer_count = fields.Integer(
        string="Customers now",
        compute="_compute_counts",
        help="How many of the customers that you may see are in it.",
    )
    entered_count = fields.Integer(
        string="Entered",
        compute="_compute_counts",
        help="How many came to be in it in the last 30 days.",
    )
    left_count = fields.Integer(
        string="Left",
        compute="_compute_counts",
        help="How many are not in it any more since the last 30 days.",
    )
    change_text = fields.Char(
        string="How it changed",
        compute="_compute_counts",
        help="Of the last 30 days.",
    )

    # -- how many ------------------------------------------------------------------

    @api.depends("member_ids.left_on", "begun_on")
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_counts(self):
        since = fields.Date.context_today(self) - relativedelta(days=CHANGE_DAYS)
        Member = self.env["ficha.segment.member"]

        def counted(domain):
            if not Member.has_access("read"):
                return {}
            found = Member._read_group(
                [("segment_id", "in", self.ids), *domain], ["segment_id"], ["__count"]
            )
            return {segment.id: number for segment, number in found}

        now = counted([("left_on", "=", False)])
        entered = counted(
            [("left_on", "=", False), ("entered_on", ">", since), ("first", "=", False)]
        )
        left = counted([("left_on", ">", since)])
        for segment in self:
            segment.customer_count = now.get(segment.id, 0)
            segment.entered_count = entered.get(segment.id, 0)
            segment.left_count = left.get(segment.id, 0)
            segment.change_text = segment._change_words(since)

    def _change_words(self, since):
        if not self.begun_on:
            return False
        values = {"entered": self.entered_count, "left": self.left_count}
        if self.begun_on > since:
            return self.env._(
                "Since %(day)s, in: %(entered)s; out: %(left)s.",
                day=in_date(self.env, self.begun_on),
                **values,
            )
        return self.env._(
            "In %(days)s days, in: %(entered)s; out: %(left)s.",
            days=CHANGE_DAYS,
            **values,
        )

    # -- the question --------------------------------------------------------------

    @api.model
    def _written(self, vals):
        """What a person may write of these values."""
        if self.env.su:
            return vals
        return {name: value for name, value in vals.items() if name not in FOUND}

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the mixin's: it is asked at once."""
        if not self.env.su:
            found = untouched(self, FOUND)
            vals_list = [{**vals, **found} for vals in vals_list]
        segments = super().create(vals_list)
        segments._refresh()
        return segments

    def write(self, vals):
        """Extends the mixin's: another question is asked at once, and who enters and
        leaves is told from then on."""
        vals = self._written(vals)
        asked = self.filtered(
            lambda one: (
                ("domain" in vals and one.domain != vals["domain"])
                or ("company_id" in vals and one.company_id.id != vals["company_id"])
            )
        )
        result = super().write(vals)
        if asked:
            if "domain" not in vals:
                asked._check_condition()
            asked._begin_anew()
        elif vals.get("active"):
            self._refresh()
        elif "uses_personal" in vals:
            self._check_condition()
        return result

    def _check_condition(self):
        """Extends the mixin's: what is personal is asked for where it was said so, and
        of no segment whether somebody is in another one."""
        for segment in self:
            try:
                segment._check_personal()
            except ValueError:
                continue  # it is no question at all, which super says
        return super()._check_condition()

    def _check_personal(self):
        domain = read_condition(self.domain)
        Partner = self.env["res.partner"]
        if asks_segments(Partner, domain):
            raise ValidationError(
                self.env._(
                    "“%s” asks who is in another segment: write the conditions of that "
                    "one instead.",
                    self.name,
                )
            )
        labels = personal_fields(Partner, domain)
        # sudo: the answer of somebody who may read personal data
        mine = self.sudo()
        if labels and not mine.uses_personal:
            raise ValidationError(
                self.env._(
                    "“%(name)s” asks for personal data (%(fields)s): take that "
                    "condition out, or let somebody who may see personal data tick "
                    "“May ask for personal data”.",
                    name=self.name,
                    fields=", ".join(sorted(labels)),
                )
            )
        if mine.personal != bool(labels):
            mine.personal = bool(labels)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_prepared(self):
        # sudo: campaigns of others, too
        found = (
            self.env["ficha.campaign"]
            .sudo()
            .search(
                [
                    ("segment_id", "in", self.ids),
                    ("state", "in", ("draft", "launching")),
                ],
                limit=1,
            )
        )
        if found:
            raise UserError(
                self.env._(
                    "A campaign that is being prepared asks for “%s”: choose another "
                    "segment there first, or archive this one.",
                    found.segment_id.name,
                )
            )

    def _condition_sentence(self):
        """Extends the mixin's with the name of the field."""
        return self.env._(
            "“Which customers” of “%s” is not a valid condition: choose it again.",
            self.name,
        )

    def _condition_problem(self):
        """Extends the mixin's: its author works for its company no more."""
        problem = super()._condition_problem()
        author = self._condition_author().sudo()  # sudo: the companies of somebody
        if problem or author._is_superuser() or not self.company_id:
            return problem
        if self.company_id not in author.company_ids:
            return self.env._(
                "It holds for nobody: %(who)s, who wrote the condition, does not work "
                "for “%(company)s”. Take it over, or write another one.",
                who=author.name,
                company=self.company_id.sudo().name,  # sudo: just the name
            )
        return False

    def _condition_partners(self):
        """Extends the mixin's: figures are those of the company of the segment."""
        Partner = super()._condition_partners()
        return Partner.with_context(allowed_company_ids=self.company_id.ids)

    def _condition_among(self):
        """Extends the mixin's: customers of its company that are not archived."""
        among = self.env["res.partner"]._segment_among_domain(self.company_id)
        return super()._condition_among() & among

    def _condition_domain(self):
        """Extends the mixin's: only those it is asked of."""
        return super()._condition_domain() & self._condition_among()

    # -- the answer ----------------------------------------------------------------

    @api.model
    def _cron_refresh(self):
        """Nightly: ask each segment."""
        if has_left(self.env):
            return
        # sudo: everybody's, whoever the scheduler works as
        ids = sorted(self.sudo().search([("active", "=", True)])._ids)
        run_in_order(
            self.env, CRON, ids, lambda some: self.sudo().browse(some)._refresh(), 1
        )

    def _begin_anew(self):
        """Another question was asked before: who entered or left says nothing now."""
        # sudo: who writes the question need not write the answer
        self.env["ficha.segment.member"].sudo().search(
            [("segment_id", "in", self.ids)]
        ).unlink()
        self.sudo().begun_on = False
        self._refresh()

    def _refresh(self):
        """Ask, and write down who entered and who left since it was asked last; one
        statement a segment. What can no longer be asked stays as it was."""
        today = fields.Date.context_today(self)
        for segment in self:
            if not segment.active or segment._condition_problem():
                continue
            ids = segment._condition_ids(Domain.TRUE)
            self.env["ficha.segment.member"]._replace(segment, ids, today)
            # sudo: who may ask need not be who may write
            segment.sudo().write(
                {"asked_on": today, "begun_on": segment.begun_on or today}
            )

    def action_refresh(self):
        """Ask now, and not only at night.

        :return: True
        """
        self.check_access("read")
        self._refresh()
        return True

    # -- gestures ------------------------------------------------------------------

    def action_view_customers(self):
        """The customers that are in it, as customer files.

        :return: window action
        """
        only_one(self)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "ficha_cliente.action_ficha"
        )
        return action | {
            "name": self.name,
            "display_name": self.name,
            "domain": [("ficha_segment_ids", "in", self.ids)],
            "context": {"create": False},
        }

    def action_view_changes(self):
        """Who entered and who left.

        :return: window action
        """
        only_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "ficha.segment.member",
            "view_mode": "list,kanban",
            "mobile_view_mode": "kanban",
            "domain": [("segment_id", "=", self.id)],
            "context": {"search_default_changed": 1, "create": False},
        }

    def action_new_campaign(self):
        """A campaign for these customers, still to be prepared.

        :return: window action
        """
        only_one(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New campaign"),
            "res_model": "ficha.campaign",
            "views": [(False, "form")],
            "context": {
                "default_segment_id": self.id,
                "default_company_id": self.company_id.id,
                "default_name": self.name,
            },
        }
