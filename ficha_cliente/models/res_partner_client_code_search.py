from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools import client_code as code_format

EXACT_OPERATORS = ("=", "=ilike", "=like")
LIKE_OPERATORS = ("ilike", "like")


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _read_client_code(self, text):
        """Read ``text`` as a client code, as somebody would type one.

        Capitals, the prefix, leading zeros and the check digit may be missing; a check
        digit that is there has to be right.

        :param str text: what was typed.
        :return: ``(codes, mistyped)``: the codes it may stand for, the literal one
            first, and the code that was meant to be complete but has a wrong check
            digit (or False).
        """
        code = code_format.normalize(text)
        if not code or len(code) > code_format.MAX_LENGTH:
            return [], False
        codes, mistyped = [code], False
        for prefix, suffix, padding in self.env[
            "ir.sequence"
        ]._ficha_client_code_formats():
            read = code_format.read_typed(code, prefix, suffix, padding)
            if not read:
                continue
            body, digit = read
            if digit and digit != code_format.check_digit(body):
                mistyped = code
                continue
            codes += [body, code_format.with_check_digit(body)]
        mistyped = mistyped if len(codes) == 1 else False
        return list(dict.fromkeys(codes)), mistyped

    @api.model
    def _client_code_domain(self, codes):
        """Return the domain of who has, or had, one of ``codes``."""
        return self._ficha_found_by(
            Domain("client_code", "in", codes)
            # any!: who has no right to the previous codes finds by them too
            | Domain("client_code_alias_ids", "any!", Domain("code", "in", codes))
        )

    @api.model
    def _find_by_client_code(self, text, domain=None):
        """Return the customers ``text`` is a code of, best first.

        A present code is better than a previous one, and what was typed literally
        better than what it may stand for. Record rules and archiving count as in any
        search.

        :param str text: what was typed.
        :param domain: further restriction.
        """
        codes, _mistyped = self._read_client_code(text)
        if not codes:
            return self.browse()
        partners = self.search(
            Domain(domain or Domain.TRUE) & self._client_code_domain(codes)
        )
        rank = {code: position for position, code in enumerate(codes)}

        def quality(partner):
            # sudo: the rank is not shown, the partner is one the user may read
            partner = partner.sudo()
            previous = partner.client_code_alias_ids.mapped("code")
            return (
                rank.get(partner.client_code, len(rank)),
                min(
                    (rank.get(code, len(rank)) for code in previous), default=len(rank)
                ),
            )

        return partners.sorted(quality) if len(partners) > 1 else partners

    @api.model
    def _check_client_code_typed(self, text):
        """Say so when ``text`` is a client code whose check digit is wrong.

        Only where check digits are in use, and not for a code that somebody really has.

        :raise UserError: with a sentence that says what to look at.
        """
        _codes, mistyped = self._read_client_code(text)
        if not mistyped:
            return
        # sudo: no more than whether any company uses check digits, and whether the code
        # is somebody's at all
        in_use = (
            self.env["res.company"]
            .sudo()
            .search_count([("ficha_client_code_check_digit", "=", True)], limit=1)
        )
        if in_use and not self.sudo()._used_client_codes([mistyped]):
            raise UserError(
                self.env._(
                    "Client code: %s has a wrong check digit, so at least one "
                    "character is mistyped. Compare it with the customer's document.",
                    mistyped,
                )
            )

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Extends the core's name_search: who has exactly that code comes first.

        Asked for an exact value (an import, an integration), nobody else is returned,
        and a code with a wrong check digit is an error instead of "not found".
        """
        found = self.browse()
        exact = operator in EXACT_OPERATORS
        if isinstance(name, str) and name and (exact or operator in LIKE_OPERATORS):
            found = self._find_by_client_code(name, domain)
            if exact and not found:
                self._check_client_code_typed(name)
        # sudo: the display name of a contact shows its company's, as in the core
        first = [(partner.id, partner.display_name) for partner in found.sudo()[:limit]]
        if first and exact:
            return first
        others = super().name_search(name, domain, operator, limit)
        result = first + [pair for pair in others if pair[0] not in found._ids]
        return result[:limit]

    @api.model
    def name_create(self, name):
        """Extends the core's: a mistyped code does not become a customer."""
        self._check_client_code_typed(name)
        return super().name_create(name)

    @api.model
    def _search_display_name(self, operator, value):
        """Extends the core's: a code, or a previous one, finds its customer as a name
        does.

        While typing, the beginning of a code is enough.
        """
        domain = super()._search_display_name(operator, value)
        if operator in (*EXACT_OPERATORS, *LIKE_OPERATORS):
            texts = [value]
        elif operator == "in" and not isinstance(value, str):
            texts = list(value)
        else:
            return domain
        codes = {
            code
            for text in texts
            if isinstance(text, str)
            for code in self._read_client_code(text)[0]
        }
        if not codes:
            return domain
        domain = Domain(domain) | self._client_code_domain(codes)
        if operator in LIKE_OPERATORS:
            start = code_format.normalize(value)
            for special in "\\%_":
                start = start.replace(special, f"\\{special}")
            domain |= self._ficha_found_by(Domain("client_code", "=like", f"{start}%"))
        return domain

    # No @api.depends on the code: account.move stores a value that depends on the
    # customer's display name, so a new code would rewrite every invoice of the
    # customer. The text below is asked for while somebody types, never kept.
    def _compute_display_name(self):
        """Extends the core's: the list under a customer box shows the code, dimmed."""
        super()._compute_display_name()
        if not self.env.context.get("formatted_display_name"):
            return
        if not self._has_field_access(self._fields["entity_client_code"], "read"):
            return
        for partner in self:
            if partner.entity_client_code:
                partner.display_name += f" \t --{partner.entity_client_code}--"
