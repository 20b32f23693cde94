from collections import defaultdict

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import client_code as code_format
from ..tools.by_hand import made_by_us
from ..tools.groups import INTERNAL
from .ir_sequence import CLIENT_CODE

# Passed in the context by the module's own flows (merge, change by a manager, ...). It
# is an object and compared by identity: no context that comes over RPC can carry it.
CODE_CHANGE = object()

# a batch looks this often for free numbers behind codes that were given by hand
MAX_ROUNDS = 60

# a batch may meet this many codes that other transactions have just taken by hand
MAX_COLLISIONS = 3


class ResPartner(models.Model):
    _inherit = "res.partner"

    client_code = fields.Char(
        copy=False,
        tracking=True,
        groups=INTERNAL,
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
        groups=INTERNAL,
        help="The client code of this contact's company, or the contact's own.",
    )
    client_code_alias_ids = fields.One2many(
        "ficha.client.code.alias",
        "partner_id",
        string="Previous codes",
        readonly=True,
        copy=False,
        groups=INTERNAL,
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
        # sudo: a check, also where the company is not the user's
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
        # sudo: a check, also of a code and an invoice of another company
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
            # sudo: as above
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
                    "Client code: %(code)s already belongs to “%(customer)s”. Choose "
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

    # --------------------------------------------------------------------------
    # Codes that change hands: a contact gets a company, a merge, a change by a
    # manager.
    # --------------------------------------------------------------------------

    def _hand_over_client_code(self, reason):
        """Pass the codes of contacts on to the entity they belong to now.

        Their invoices move to that entity too (the core rewrites the entries). The
        entity takes the code when it has none; otherwise the code becomes one of its
        previous codes. Nothing is done for partners that are entities themselves.

        :param str reason: kept with the previous code.
        """
        # sudo: the code follows the contact, whoever attaches it
        for partner in self.sudo():
            entity = partner.commercial_partner_id
            if entity == partner:
                continue
            partner.client_code_alias_ids.partner_id = entity
            if partner.client_code:
                code = partner.client_code
                partner._set_client_code(False)
                entity._receive_client_code(code, reason)

    def _ficha_merge_own_fields(self):
        """Extends ours: nobody chooses a code."""
        return super()._ficha_merge_own_fields() | {"client_code"}

    def _ficha_merge_before(self, merging):
        """Extends ours: codes survive a merge, whichever contact is kept.

        The kept contact's code stays and the others become previous codes of it. When
        it has none, it takes the code of the oldest of the others. Before anything
        else: a code cannot be copied while its owner still has it.
        """
        result = super()._ficha_merge_before(merging)
        for kept, others in merging.groups:
            coded = others.filtered("client_code")
            if not coded:
                continue
            coded = coded.sorted(lambda partner: (partner.create_date, partner.id))
            with merging.recording(kept, "ficha_client_code_alias"):
                codes = [(p.client_code, p.display_name) for p in coded]
                for partner in coded:
                    partner.with_context(tracking_disable=True)._set_client_code(False)
                for code, name in codes:
                    kept.commercial_partner_id._receive_client_code(
                        code, self.env._("Merged with %(name)s", name=name)
                    )
        return result

    def _ficha_merged(self, merging):
        """Extends ours: previous codes that came along with a contact of a company are
        that company's, and so are those of who became a contact by the merge."""
        result = super()._ficha_merged(merging)
        for kept, _others in merging.groups:
            if kept.commercial_partner_id != kept and (
                kept.client_code or kept.client_code_alias_ids
            ):
                with merging.recording(kept, "ficha_client_code_alias"):
                    kept._hand_over_client_code(
                        self.env._("Merged with another contact")
                    )
        return result

    def _receive_client_code(self, code, reason):
        """Make ``code`` find this entity: as its code, or as a previous one."""
        self.ensure_one()
        if self.client_code:
            self._add_client_code_alias(code, reason)
        else:
            self._set_client_code(code)

    def _set_client_code(self, code):
        """Write a code in one of the module's own flows, and at once in the database.

        The unique index is checked row by row, so a code has to leave one partner
        before it reaches the next.
        """
        self.ensure_one()
        # sudo: the flows decide who may (a merge, a contact that gets a company, a
        # manager)
        self.sudo().with_context(ficha_code_change=CODE_CHANGE).write(
            {"client_code": code}
        )
        self.flush_recordset(["client_code"])

    def _add_client_code_alias(self, code, reason):
        """Keep ``code`` as a previous code of this entity."""
        self.ensure_one()
        # sudo: nobody has rights on the aliases, see the model
        made_by_us(self.env["ficha.client.code.alias"]).create(
            {"code": code, "partner_id": self.id, "reason": reason}
        )

    def _change_client_code(self, code, reason):
        """Replace the entity's code; the old one stays as an alias. Checks no rights.

        :param str code: the new code; one of the entity's own previous codes is fine.
        :param str reason: kept with the old code.
        :raise ValidationError: the code is taken by somebody else.
        """
        self.ensure_one()
        code = code_format.normalize(code)
        old = self.client_code
        if code == old:
            return
        # sudo: nobody has rights on the aliases, see the model
        self.sudo().client_code_alias_ids.filtered(lambda a: a.code == code).unlink()
        self._set_client_code(code)
        if old:
            self._add_client_code_alias(old, reason)

    def _assign_client_code(self, company=None):
        """Give a code to the commercial entities of ``self`` that have none.

        Nothing is asked of the database when all of them have one. For the others the
        number of queries does not depend on how many they are. Codes are taken in the
        order of ``self``. When another transaction is giving a code to one of the same
        customers, this one waits for it and ends in a serialization failure, which the
        RPC layer repeats by itself (and our scheduled posting too): one code, and
        nobody notices.

        :param company: the ``res.company`` whose sequence and check digit setting are
            used (a company without a sequence of its own uses its parent's, then the
            common one); by default the current company.
        :return: the entities that got a code. None get one when there is no active
            sequence.

        No note is left: the first invoice, which carries the code and its date, is
        the trace, and a note for each would be half of what posting to new customers
        costs more. Later changes of the code are noted, with their reason.
        """
        # sudo: who may invoice need not have the right to write contacts
        entities = self.sudo().commercial_partner_id
        missing = entities.filtered(lambda partner: not partner.client_code)
        if not missing:
            return missing
        company = (company or self.env.company).sudo()
        sequence = self._client_code_sequence(company)
        codes = missing._take_client_codes(
            sequence, company.ficha_client_code_check_digit
        )
        assigned = missing.browse(codes)
        assigned._client_codes_changed(codes)
        return assigned

    def _assign_client_code_to_new_customers(self):
        """Give codes to new customers where the company wants that moment."""
        by_company = defaultdict(self.browse)
        for partner in self.filtered("customer_rank"):
            company = partner.company_id or self.env.company
            # sudo: a setting of the company
            if company.sudo().ficha_client_code_moment == "customer":
                by_company[company] |= partner
        for company, partners in by_company.items():
            partners._assign_client_code(company)

    @api.model
    def _client_code_sequence(self, company):
        """The sequence of a company, of its nearest parent, or the common one."""
        # sudo: who may invoice need not have rights on sequences
        sequences = (
            self.env["ir.sequence"]
            .sudo()
            .search(
                [
                    ("code", "=", CLIENT_CODE),
                    ("company_id", "in", [*company.parent_ids.ids, False]),
                ]
            )
        )
        depth = {parent.id: len(parent.parent_ids) for parent in company.parent_ids}
        return sequences.sorted(lambda s: depth.get(s.company_id.id, 0), reverse=True)[
            :1
        ]

    def _take_client_codes(self, sequence, check_digit):
        """Take codes for ``self`` and write them, set-based.

        Four queries and a savepoint, however many partners: lock those still without
        code (by id, so that two batches never wait for each other crosswise), take the
        numbers, leave out numbers that are somebody's, write.

        :param sequence: ``ir.sequence``; empty means that no codes are given.
        :param bool check_digit: append the check digit.
        :return: dict ``{partner id: code}`` of what was written, in the order of
            ``self``.
        :raise ConcurrencyError: others keep taking the same codes by hand; the RPC
            layer tries again with fresh eyes.
        """
        if not sequence or not self:
            return {}
        locked = self.env.execute_query(
            SQL(
                "SELECT id FROM res_partner WHERE id = ANY(%s) AND client_code IS NULL"
                " ORDER BY id FOR NO KEY UPDATE",
                self.ids,
                to_flush=self._fields["client_code"],
            )
        )
        locked = {partner_id for (partner_id,) in locked}
        pending = [partner_id for partner_id in self.ids if partner_id in locked]
        taken = {}
        draw, collisions = len(pending), 0
        for _round in range(MAX_ROUNDS):
            if not pending:
                return taken
            codes = [
                code_format.normalize(code) for code in sequence._ficha_next_batch(draw)
            ]
            if check_digit:
                codes = [code_format.with_check_digit(code) for code in codes]
            used = self._used_client_codes(codes)
            free = [code for code in dict.fromkeys(codes) if code not in used]
            pairs = dict(zip(pending, free, strict=False))
            if not self._write_client_codes(pairs):
                collisions += 1
                if collisions == MAX_COLLISIONS:
                    break
                continue
            taken.update(pairs)
            pending = pending[len(pairs) :]
            # codes given by hand usually stand in a row: reach further each time
            draw = max(len(pending), min(draw * 2, 5000))
        else:
            if not pending:
                return taken
        raise ConcurrencyError(self.env._("No free client code was found. Try again."))

    @api.model
    def _used_client_codes(self, codes):
        """Return those of ``codes`` that are somebody's, now or before, as a set."""
        rows = self.env.execute_query(
            SQL(
                "SELECT client_code FROM res_partner WHERE client_code = ANY(%(codes)s)"
                " UNION ALL"
                " SELECT code FROM ficha_client_code_alias WHERE code = ANY(%(codes)s)",
                codes=codes,
            )
        )
        return {code for (code,) in rows}

    @api.model
    def _write_client_codes(self, codes):
        """Write ``{partner id: code}`` where there is none, in one statement.

        :return: False when another transaction has taken one of the codes meanwhile.
        """
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(
                    SQL(
                        "UPDATE res_partner partner SET client_code = new.code,"
                        " write_uid = %s, write_date = %s"
                        " FROM unnest(%s::int[], %s::text[]) AS new (id, code)"
                        " WHERE partner.id = new.id AND partner.client_code IS NULL",
                        self.env.uid,
                        self.env.cr.now(),
                        list(codes),
                        list(codes.values()),
                    ),
                    log_exceptions=False,
                )
        except UniqueViolation:
            return False
        return True

    def _client_codes_changed(self, codes):
        """Tell the ORM about codes that were written by SQL.

        What keeps values derived from the code without being a stored compute extends
        this.

        :param dict codes: ``{partner id: code}`` for the partners in ``self``.
        """
        # what else is still to be written of them goes first: a value that waits and is
        # forgotten can be written no more
        self.invalidate_recordset(["write_date", "write_uid"])
        field = self._fields["client_code"]
        for partner in self:
            field._update_cache(partner, codes[partner.id])
        self.modified(["client_code"])
