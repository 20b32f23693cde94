from collections import defaultdict

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools import client_code as code_format
from .ir_sequence import CLIENT_CODE


class ResPartner(models.Model):
    """Codes for the customers of before the module, and the check of an install."""

    _inherit = "res.partner"

    @api.model
    def _without_client_code(self, companies=None):
        """Customers with a posted document and without code, in the order of the first
        one (date, then id).

        :param companies: only documents of these; all
        :return: list of ``(customer id, id of the company of that document)``
        """
        self.env["account.move"].flush_model(
            ["partner_id", "state", "move_type", "invoice_date", "company_id"]
        )
        self.flush_model(["client_code", "commercial_partner_id"])
        return self.env.execute_query(
            SQL(
                """
                SELECT id, company_id
                  FROM (
                    SELECT DISTINCT ON (entity.id)
                           entity.id, move.company_id, move.invoice_date,
                           move.id AS move_id
                      FROM account_move move
                      JOIN res_partner contact ON contact.id = move.partner_id
                      JOIN res_partner entity
                        ON entity.id = contact.commercial_partner_id
                     WHERE move.state = 'posted'
                       AND move.move_type = ANY(%s)
                       AND entity.client_code IS NULL
                       AND %s
                     ORDER BY entity.id, move.invoice_date, move.id
                  ) AS first_invoice
                 ORDER BY invoice_date, move_id
                """,
                list(self._client_code_move_types()),
                SQL("TRUE")
                if companies is None
                else SQL("move.company_id = ANY(%s)", companies.ids),
            )
        )

    @api.model
    def _backfill_client_codes(self, companies=None):
        """Give codes to all customers that have posted invoices and no code.

        In the order of the first invoice (date, then id), with the sequence of that
        invoice's company. Set-based; one transaction.

        :param companies: only invoices of these; all
        :return: how many customers got a code.
        """
        rows = self._without_client_code(companies)
        # sudo: the settings of the companies that were asked for
        companies = self.env["res.company"].sudo().browse({row[1] for row in rows})
        settings = {
            company.id: (
                self._client_code_sequence(company),
                company.ficha_client_code_check_digit,
            )
            for company in companies
        }
        by_setting = defaultdict(list)
        for partner_id, company_id in rows:
            by_setting[settings[company_id]].append(partner_id)
        count = 0
        for (sequence, check_digit), partner_ids in by_setting.items():
            # sudo: codes are the system's to give; the button asks who may press it
            partners = self.sudo().browse(partner_ids)
            codes = partners._take_client_codes(sequence, check_digit)
            partners.browse(codes)._client_codes_changed(codes)
            count += len(codes)
        return count

    @api.model
    def action_backfill_client_codes(self):
        """Button and menu: give codes to customers who were invoiced before, by the
        companies that the user is working in.

        :return: a client action that says how many customers got a code.
        :raise AccessError: the user is no manager of customer files.
        """
        if not self.env.user.has_group("ficha_cliente.group_ficha_manager"):
            raise AccessError(
                self.env._("Only a manager of customer files gives codes in bulk.")
            )
        count = self._backfill_client_codes(self.env.companies)
        if count:
            message = (
                self.env._("1 customer was given its code.")
                if count == 1
                else self.env._(
                    "%s customers were given their code, in the order of their first "
                    "invoice.",
                    count,
                )
            )
        else:
            message = self.env._(
                "Every customer with a posted invoice has a code already."
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @api.model
    def _skip_client_code_numbers(self, codes):
        """Let sequences go on after codes in their own format that are somebody's.

        Only codes with as many digits as the sequence writes count: a reference such as
        C20240001 must not send C00012 there. Longer ones count where the shorter ones
        are used up. Setting a sequence forward locks nothing.

        :param codes: texts, written as codes are
        """
        # sudo: no number is given twice, in any company
        sequences = self.env["ir.sequence"].sudo().search([("code", "=", CLIENT_CODE)])
        for sequence in sequences:
            prefix, suffix = sequence.prefix or "", sequence.suffix or ""
            if (
                sequence.implementation != "standard"
                or sequence.use_date_range
                or "%" in prefix + suffix
            ):
                continue
            longest = defaultdict(int)
            for code in codes:
                if not code.startswith(prefix):
                    continue
                read = code_format.read_typed(code, prefix, suffix, sequence.padding)
                body = read and read[0]
                digits = body and body[len(prefix) : len(body) - len(suffix)]
                if digits:
                    longest[len(digits)] = max(longest[len(digits)], int(digits))
            length = max(sequence.padding, 1)
            last = longest[length]
            while last >= 0.95 * 10**length and longest[length + 1]:
                length += 1
                last = longest[length]
            if last and last >= sequence.number_next_actual:
                self.env.execute_query(
                    SQL("SELECT setval(%s, %s)", f"ir_sequence_{sequence.id:03d}", last)
                )

    # --------------------------------------------------------------------------
    # Codes that were printed stay their customers' when the module is taken out,
    # and when it comes back.
    # --------------------------------------------------------------------------

    @api.model
    def _keep_client_codes(self):
        """Taken out: the codes go to where Odoo itself keeps such a number.

        To the customer's reference where that is empty; else, and for the codes they
        had before, to their notes, in a line of its own. Set-based.
        """
        self.flush_model(["client_code", "ref", "comment"])
        self.env["ficha.client.code.alias"].flush_model(["code", "partner_id"])
        lang = self.env.company._ficha_lang()
        words = self.with_context(lang=lang).env
        before, _sep, after = words._("Client code: %s", "{}").partition("{}")
        self.env.cr.execute(
            "UPDATE res_partner SET ref = client_code"
            " WHERE client_code IS NOT NULL AND trim(coalesce(ref, '')) = ''"
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner partner
                   SET comment = coalesce(partner.comment, '') || line.text
                  FROM (
                    SELECT code.partner_id,
                           string_agg(
                               '<p>' || %(before)s || code.html || %(after)s || '</p>',
                               '' ORDER BY code.html
                           ) AS text
                      FROM (
                        SELECT partner_id,
                               replace(replace(code, '&', '&amp;'), '<', '&lt;') AS html
                          FROM (
                            SELECT id AS partner_id, client_code AS code
                              FROM res_partner
                             WHERE client_code != upper(trim(ref))
                             UNION
                            SELECT partner_id, code
                              FROM ficha_client_code_alias
                             WHERE partner_id IS NOT NULL
                          ) AS every
                      ) AS code
                      JOIN res_partner noted ON noted.id = code.partner_id
                     WHERE position(
                               %(before)s || code.html || %(after)s || '</p>'
                               IN coalesce(noted.comment, '')
                           ) = 0
                  GROUP BY code.partner_id
                  ) AS line
                 WHERE partner.id = line.partner_id
                """,
                before=before,
                after=after,
            )
        )
        self.invalidate_model(["ref", "comment"])

    @api.model
    def _skip_printed_client_codes(self):
        """Installed: no new customer gets a number that is on invoices of another.

        Odoo prints the reference as the customer's code; there, and in the notes, are
        also the codes of an earlier installation, see :meth:`_keep_client_codes`.
        """
        self.flush_model(["ref", "comment"])
        rows = self.env.execute_query(
            SQL(
                r"""
                SELECT upper(trim(ref)) FROM res_partner WHERE ref ~ '\d'
                 UNION ALL
                SELECT upper(line[1])
                  FROM res_partner,
                       regexp_matches(comment, ': ([^<\s]*\d[^<\s]*)</p>', 'g') AS line
                 WHERE comment ~ '\d[^<\s]*</p>'
                """
            )
        )
        self._skip_client_code_numbers([code for (code,) in rows])

    @api.model
    def _check_client_code_index(self):
        """Make sure that the database really guards the codes.

        When a unique index cannot be created, Odoo logs an error and goes on without
        it. That happens when a column of this name, with doubles in it, was there
        before.

        :raise UserError: with the doubles that are in the way.
        """
        indexes = {
            "res_partner": "res_partner_client_code_uniq",
            "ficha_client_code_alias": "ficha_client_code_alias_code_uniq",
        }
        for table, index in indexes.items():
            self.env.cr.execute(
                "SELECT FROM pg_indexes WHERE schemaname = current_schema"
                " AND tablename = %s AND indexname = %s AND indexdef LIKE %s",
                [table, index, "CREATE UNIQUE INDEX%"],
            )
            if self.env.cr.fetchone() is not None:
                continue
            self.env.cr.execute(
                "SELECT client_code, count(*) FROM res_partner"
                " WHERE client_code IS NOT NULL GROUP BY 1 HAVING count(*) > 1"
                " ORDER BY 1 LIMIT 20"
            )
            doubles = ", ".join(
                f"{code} (x{count})" for code, count in self.env.cr.fetchall()
            )
            raise UserError(
                self.env._(
                    "Client codes cannot be kept unique: the index %(index)s could not "
                    "be created. Codes that several contacts have: %(doubles)s. Leave "
                    "each code on one contact, then install again.",
                    index=index,
                    doubles=doubles or "-",
                )
            )
