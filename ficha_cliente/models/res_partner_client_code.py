from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from . import client_code_format as code_format

# Passed in the context by the module's own flows (merge, change by a manager, ...). It
# is an object and compared by identity: no context that comes over RPC can carry it.
CODE_CHANGE = object()


class ResPartner(models.Model):
    _inherit = "res.partner"

    client_code = fields.Char(
        copy=False,
        tracking=True,
        help="The customer's own code, unique in the whole database. It is given with "
        "the first posted invoice, or earlier if the company chose so, and never "
        "changes once an invoice carries it. Contacts and addresses share their "
        "company's code.",
    )
    # not among the commercial fields: those are written onto every contact, and a
    # unique value cannot be; contacts read their entity's
    entity_client_code = fields.Char(
        related="commercial_partner_id.client_code",
        string="Customer's code",
        help="The client code of this contact's company, or the contact's own.",
    )
    client_code_alias_ids = fields.One2many(
        "ficha.client.code.alias",
        "partner_id",
        string="Previous codes",
        readonly=True,
        copy=False,
        help="Codes this customer had before. They still find the customer.",
    )

    # partial, so that PostgreSQL does not count it among the keys that foreign keys can
    # point to: giving a code then does not wait for documents that refer to the partner
    _client_code_uniq = models.UniqueIndex(
        "(client_code) WHERE client_code IS NOT NULL",
        "This client code already belongs to another customer.",
    )

    # -- create and write --------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the core's create: codes are normalised, unique and of entities only.

        A company that gives codes "when the customer is created" gets them here.
        """
        codes = []
        if any("client_code" in vals for vals in vals_list):
            vals_list = [dict(vals) for vals in vals_list]
            for vals in vals_list:
                if "client_code" in vals:
                    vals["client_code"] = code_format.normalize(vals["client_code"])
                    codes.append(vals["client_code"])
        codes = [code for code in codes if code]
        self._check_client_codes_free(codes)
        partners = super().create(vals_list)
        if codes:
            partners._check_client_code_holder()
        partners._assign_client_code_to_new_customers()
        return partners

    def write(self, vals):
        """Extends the core's write.

        A code carried by a posted invoice is not changed here, whoever writes. A
        customer who becomes a contact of a company hands the code to that company.
        """
        changing = self.browse()
        if "client_code" in vals:
            code = code_format.normalize(vals["client_code"])
            vals = dict(vals, client_code=code)
            changing = self.filtered(lambda p: (p.client_code or False) != code)
            changing._check_client_code_change(code)
        result = super().write(vals)
        if changing and vals["client_code"]:
            changing._check_client_code_holder()
        if vals.keys() & {"parent_id", "is_company"}:
            self._hand_over_client_code(self.env._("Became a contact of a company"))
        if vals.get("customer_rank"):
            self._assign_client_code_to_new_customers()
        return result

    def _check_client_code_holder(self):
        """Refuse a code of its own for a contact that belongs to a company."""
        for partner in self.sudo():
            entity = partner.commercial_partner_id
            if partner.client_code and entity != partner:
                raise ValidationError(
                    self.env._(
                        "Client code: %(contact)s belongs to %(company)s and shares "
                        "its code. Leave the field empty here, or give the code to the "
                        "company.",
                        contact=partner.display_name,
                        company=entity.display_name,
                    )
                )

    def _check_client_code_change(self, code):
        """Refuse what may not become of the codes of ``self``.

        :param code: the normalised code that is about to be written, or False.
        :raise UserError: a posted invoice carries the present code.
        :raise ValidationError: the new code is taken.
        """
        if code:
            self._check_client_codes_free([code] * len(self), allowed_for=self)
        if self.env.context.get("ficha_code_change") is CODE_CHANGE:
            return
        for partner in self.sudo().filtered("client_code"):
            if partner._has_posted_customer_invoice():
                raise UserError(
                    self.env._(
                        "Client code: %(code)s of %(customer)s is on posted invoices "
                        "already and stays. A manager can replace it, giving a reason, "
                        "with “Change client code” in the customer file; the old code "
                        "then keeps finding the customer.",
                        code=partner.client_code,
                        customer=partner.display_name,
                    )
                )

    def _has_posted_customer_invoice(self):
        """Say whether a posted customer document of any company is of this entity."""
        # sudo: the invoices of companies the user does not see count as well
        return bool(
            self.env["account.move"]
            .sudo()
            .search_count(
                [
                    ("partner_id.commercial_partner_id", "in", self.ids),
                    ("state", "=", "posted"),
                    ("move_type", "in", self._client_code_move_types()),
                ],
                limit=1,
            )
        )

    @api.model
    def _client_code_move_types(self):
        """Return the types of documents that make somebody a customer with a code."""
        return self.env["account.move"].get_sale_types(include_receipts=True)

    @api.model
    def _check_client_codes_free(self, codes, allowed_for=None):
        """Refuse codes that are too long, given twice, or somebody's, now or before.

        :param codes: list of normalised codes.
        :param allowed_for: the partners that may go back to a code they had before.
        :raise ValidationError: with a sentence that names the code.
        """
        if not codes:
            return
        for code in codes:
            if len(code) > code_format.MAX_LENGTH:
                raise ValidationError(
                    self.env._(
                        "Client code: %(code)s is too long, use at most %(length)s "
                        "characters.",
                        code=code,
                        length=code_format.MAX_LENGTH,
                    )
                )
        if len(set(codes)) < len(codes):
            twice = next(code for code in codes if codes.count(code) > 1)
            raise ValidationError(
                self.env._(
                    "Client code: %s is given to more than one customer. Each customer "
                    "has its own.",
                    twice,
                )
            )
        allowed_for = allowed_for or self.browse()
        # sudo: a code of an archived customer or of another company is taken as well
        every = self.sudo().with_context(active_test=False)
        owners = every.search(
            [("client_code", "in", codes), ("id", "not in", allowed_for.ids)], limit=1
        )
        alias = self.env["ficha.client.code.alias"]
        if not owners:
            domain = Domain("code", "in", codes)
            if allowed_for:
                domain &= Domain("partner_id", "not in", allowed_for.ids)
            alias = alias.sudo().search(domain, limit=1)
        if not owners and not alias:
            return
        owner = (owners or alias.partner_id).sudo(False)
        known = owner._filtered_access("read")
        values = {
            "code": owners.client_code or alias.code,
            "customer": known.display_name or self.env._("another customer"),
        }
        if owners:
            raise ValidationError(
                self.env._(
                    "Client code: %(code)s already belongs to %(customer)s. Choose "
                    "another one, or leave it empty to get the next free code.",
                    **values,
                )
            )
        raise ValidationError(
            self.env._(
                "Client code: %(code)s was the code of %(customer)s before and is not "
                "given again. Choose another one, or leave it empty to get the next "
                "free code.",
                **values,
            )
        )
