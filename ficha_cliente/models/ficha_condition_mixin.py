import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..tools.conditions import condition_fields, read_condition
from ..tools.field_value import field_label

_logger = logging.getLogger(__name__)

# what a condition that can no longer be asked raises, built or carried out
FAILS = (
    UserError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    RecursionError,
    psycopg2.DataError,
    psycopg2.ProgrammingError,
)


class FichaConditionMixin(models.AbstractModel):
    """A condition on contacts that somebody wrote, and that works for everybody.

    It reads what its author may read, and finds whom they would find: a rule must not
    tell its author, through the customers it chooses, what they could not ask
    themselves. So it is checked when it is written, with the rights of who writes it,
    and always asked in their name. One that can no longer be asked, because they left,
    may read less, or a field is gone, holds for nobody and says why
    (``domain_problem``); it never breaks what asks it.

    What came with a module or was written by Odoo itself has no limits.
    """

    _name = "ficha.condition.mixin"
    _description = "Condition on Contacts"
    # the fields that _condition_among reads; to be said by who extends it
    _condition_among_depends = ()

    domain = fields.Char(
        string="Only those who", default="[]", help="A condition on contacts."
    )
    domain_user_id = fields.Many2one(
        "res.users",
        string="Condition written by",
        readonly=True,
        copy=False,
        default=lambda self: self.env.user,
        help="The condition finds the contacts that this person can see, and is asked "
        "with their rights.",
    )
    domain_problem = fields.Char(
        string="Why the condition is not asked",
        compute="_compute_domain_problem",
        help="While it says something here, the condition holds for nobody.",
    )

    condition_among = fields.Char(
        string="Of whom the condition is asked",
        compute="_compute_condition_among",
        help="A condition as well: what is counted beside the condition are these.",
    )

    @api.depends(lambda self: self._condition_among_depends)
    def _compute_condition_among(self):
        for record in self:
            record.condition_among = repr(list(record._condition_among()))

    @api.depends_context("lang")
    @api.depends("domain", "domain_user_id")
    def _compute_domain_problem(self):
        for record in self:
            record.domain_problem = record._condition_problem()

    # -- written -------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Extends create: the author is who writes it, and may read what it reads.

        Not a constraint: Odoo checks those as superuser.
        """
        if not self.env.su:
            # said, and not left out: a client's context would fill it in
            vals_list = [{**vals, "domain_user_id": self.env.uid} for vals in vals_list]
        records = super().create(vals_list)
        records._check_condition()
        return records

    def write(self, vals):
        """Extends write: who changes the condition becomes its author. Who may not read
        what it reads cannot switch it on or make something else of it, either."""
        if not self.env.su:
            vals = {k: v for k, v in vals.items() if k != "domain_user_id"}
            if vals and vals != {"active": False}:
                self._check_condition_read(vals)
        if "domain" not in vals:
            return super().write(vals)
        changed = self.filtered(
            lambda r: (r.domain or "[]") != (vals["domain"] or "[]")
        )
        same = self - changed
        result = True
        if same:
            result = super(FichaConditionMixin, same).write(vals)
        if changed:
            vals = {"domain_user_id": self.env.uid, **vals}
            result = super(FichaConditionMixin, changed).write(vals)
            changed._check_condition()
        return result

    def action_take_condition(self):
        """Ask the condition in one's own name from now on, when one may read what it
        reads: for one whose author has left.

        :raise AccessError: when one may not
        """
        self.check_access("write")
        self._check_condition_read({})
        # sudo: nobody writes the author by hand
        self.sudo().write({"domain_user_id": self.env.uid})
        self._check_condition()
        return True

    def _check_condition_read(self, vals):
        """Whether the reader may read what the conditions read.

        :param dict vals: what is about to be written; what replaces the condition is
            checked when it is written
        :raise AccessError: with the name of the field
        """
        if self.env.su or "domain" in vals:
            return
        for record in self:
            try:
                domain = read_condition(record.domain)
                record._check_condition_fields(domain, self.env["res.partner"])
            except ValueError:
                continue  # it holds for nobody, and can only be mended

    def _check_condition(self):
        """Refuse a condition that cannot be asked, or that its author may not ask.

        :raise AccessError: it reads what they may not
        :raise ValidationError: it is none
        """
        for record in self:
            try:
                domain = read_condition(record.domain)
                if domain.is_true():
                    continue
                Partner = record._condition_partners()
                record._check_condition_fields(domain, Partner)
                with self.env.cr.savepoint():
                    Partner.search(domain, limit=1)
            except (AccessError, ValidationError):
                raise
            except FAILS as error:
                raise ValidationError(record._condition_sentence()) from error

    def _condition_sentence(self):
        """That the condition is none, in words. To be extended."""
        return self.env._("The condition of “%s” is not valid for contacts.", self.name)

    def _check_condition_fields(self, domain, Partner):
        """Refuse fields that their reader may not read, or that cannot be searched.

        :param Partner: ``res.partner`` in the environment of the reader
        :raise AccessError: a field may not be read
        :raise ValidationError: a field cannot be searched
        :raise ValueError: a field does not exist
        """
        for model, field in condition_fields(Partner, domain):
            if not model._has_field_access(field, "read") or not (
                model.env.su or model.has_access("read")
            ):
                raise AccessError(
                    self.env._(
                        "The condition of “%(name)s” asks for “%(field)s”, which "
                        "%(user)s may not read.",
                        name=self.name,
                        field=field_label(field, self.env),
                        user=Partner.env.user.sudo().name,  # sudo: just the name
                    )
                )
            if not (field.store or field.search):
                raise ValidationError(
                    self.env._(
                        "The condition of “%(name)s” asks for “%(field)s”, which "
                        "cannot be searched for. Choose another field.",
                        name=self.name,
                        field=field_label(field, self.env),
                    )
                )

    # -- asked ---------------------------------------------------------------------

    def _condition_author(self):
        """In whose name the condition is asked: its author's; of one that is just being
        written, its writer's.

        :return: ``res.users``, empty when there is nobody
        """
        origin = self._origin
        if origin and (origin.domain or "[]") == (self.domain or "[]"):
            # sudo: who reads a rule need not read users
            return origin.sudo().domain_user_id.sudo(False)
        return self.env.user

    def _condition_partners(self):
        """``res.partner`` as the author of the condition sees it, in all of their
        companies."""
        author = self._condition_author()
        # sudo: the language and companies of somebody else
        user = author.sudo()
        context = {"lang": user.lang, "tz": user.tz}
        if not user._is_superuser():
            context["allowed_company_ids"] = user._get_company_ids()
        if "active_test" in self.env.context:
            context["active_test"] = self.env.context["active_test"]
        return self.env["res.partner"].with_env(
            self.env(user=author.id, context=context, su=False)
        )

    def _condition_problem(self):
        """Why the condition cannot be asked (any more), or False."""
        self.ensure_one()
        try:
            domain = read_condition(self.domain)
            if domain.is_true():
                return False
            # sudo: whether somebody is still here
            author = self._condition_author().sudo()
            if not author or not (author.active or author._is_superuser()):
                return self.env._(
                    "It holds for nobody: %s, who wrote the condition, is no longer a "
                    "user. Take it over, or write another one.",
                    author.name or self.env._("the person"),
                )
            self._check_condition_fields(domain, self._condition_partners())
        except UserError as error:
            return self.env._("It holds for nobody: %s", error.args[0])
        except ValueError:
            return self.env._(
                "It holds for nobody: the condition asks for something that is not "
                "there. Write another one."
            )
        return False

    def _condition_ids(self, domain):
        """The contacts that meet the condition, as its author finds them.

        :param Domain domain: only among these
        :return: list of ids; none where the condition can no longer be asked
        """
        if self._condition_problem():
            return []
        Partner = self._condition_partners()
        try:
            with self.env.cr.savepoint():
                return list(Partner._search(self._condition_domain() & domain))
        except FAILS as error:
            _logger.warning("Condition of %s: %s", self, error)
            return []

    def _condition_among(self):
        """Of whom the condition is asked: the contacts that the record is for at all.
        To be extended.

        :return: ``Domain``, of texts, numbers and truths only: the screen reads it too
        """
        return Domain.TRUE

    def _condition_domain(self):
        """The condition, with what else the record says of whom it is for. To be
        extended.

        :return: ``Domain``
        :raise ValueError: it is none
        """
        return Domain(read_condition(self.domain))
