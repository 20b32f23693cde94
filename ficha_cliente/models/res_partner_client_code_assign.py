from collections import defaultdict

from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL

from . import client_code_format as code_format
from .ir_sequence import CLIENT_CODE

# a batch looks this often for free numbers behind codes that were given by hand
MAX_ROUNDS = 60
# a batch may meet this many codes that other transactions have just taken by hand
MAX_COLLISIONS = 3


class ResPartner(models.Model):
    _inherit = "res.partner"

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
        self.invalidate_recordset(["write_date", "write_uid"], flush=False)
        field = self._fields["client_code"]
        for partner in self:
            field._update_cache(partner, codes[partner.id])
        self.modified(["client_code"])
