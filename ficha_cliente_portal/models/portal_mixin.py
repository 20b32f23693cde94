from odoo import api, fields, models
from odoo.http import request
from odoo.tools import SQL

#: So many links are ended by one statement.
BATCH = 5000


class PortalMixin(models.AbstractModel):
    """The link of a document that is sent by e-mail opens it for whoever has it. Odoo's
    never ends; here it does after the days of the settings, and as soon as the address
    it went to is no more that of the customer.
    """

    _inherit = "portal.mixin"

    ficha_token_on = fields.Date(
        "Link sent on",
        copy=False,
        groups="base.group_system",
        help="When the link of this document was last put into a message or shown to "
        "one of us. It ends the days of the settings later.",
    )

    def _portal_ensure_token(self):
        """Extends portal's: a link that is sent anew counts from today. Not one that
        whoever has it looks at: opening changes nothing."""
        token = super()._portal_ensure_token()
        today = fields.Date.context_today(self)
        # sudo: whoever writes the message need not write the document
        document = self.sudo()
        # the page of a document works as the superuser, whoever looks at it
        user = request.env.user if request else self.env.user
        if user._is_internal() and document.ficha_token_on != today:
            document.ficha_token_on = today
        return token

    @api.model
    def _ficha_linked_models(self):
        """:return: names of the models of documents that have a customer, a company and
        a link"""
        names = []
        for name, model in self.env.registry.items():
            if model._abstract or not model._auto or model._transient:
                continue
            has = [
                field in model._fields and model._fields[field].store
                for field in (
                    *("access_token", "ficha_token_on", "partner_id", "company_id"),
                )
            ]
            if all(has):
                names.append(name)
        return sorted(names)

    @api.model
    def _ficha_end_links(self, condition, limit=None):
        """End the links of the documents of a model, in companies that have opened the
        pages for customers. They are read by one statement: to write an invoice takes
        long, and this is no part of what it says.

        :param SQL condition: on ``d``, the document, and ``c``, its company
        :return: how many there were
        """
        return self._ficha_set_links(
            SQL("access_token = NULL, ficha_token_on = NULL"), condition, limit
        )

    @api.model
    def _ficha_begin_links(self, today, limit):
        """Count the days of links of which nobody knows when they were sent, from now.

        :return: how many there were
        """
        return self._ficha_set_links(
            SQL("ficha_token_on = %s", today), SQL("d.ficha_token_on IS NULL"), limit
        )

    @api.model
    def _ficha_set_links(self, values, condition, limit):
        """:param SQL values: SET of the documents with a link that meet the condition
        :return: how many there were"""
        self.flush_model(["access_token", "ficha_token_on", "partner_id"])
        self.env["res.company"].flush_model(["ficha_public_pages"])
        if "website_id" in self._fields and "state" in self._fields:
            # a cart was sent to nobody: its visitor is still in it
            condition = SQL(
                "%s AND (d.website_id IS NULL OR d.state <> 'draft')", condition
            )
        rows = self.env.execute_query(
            SQL(
                """UPDATE %(table)s SET %(values)s
                    WHERE id IN (
                          SELECT d.id FROM %(table)s d
                            JOIN res_company c ON c.id = d.company_id
                           WHERE d.access_token IS NOT NULL
                             AND c.ficha_public_pages AND %(condition)s
                           LIMIT %(limit)s
                           %(unlocked)s)
                RETURNING id""",
                table=SQL.identifier(self._table),
                values=values,
                condition=condition,
                limit=limit,
                # at night: what somebody is writing waits for the next one
                unlocked=SQL("FOR UPDATE OF d SKIP LOCKED") if limit else SQL(),
            )
        )
        moved = self.browse([id_ for (id_,) in rows])
        moved.invalidate_recordset(["access_token", "ficha_token_on"], flush=False)
        return len(moved)
