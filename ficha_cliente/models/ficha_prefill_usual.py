from odoo import api, models
from odoo.exceptions import UserError

from ..tools.arguments import only_one


class FichaPrefillMixin(models.AbstractModel):
    """What a customer usually buys, added to a document in one press."""

    _inherit = "ficha.prefill.mixin"

    def action_ficha_add_usual(self):
        """Add what the customer usually buys to this document.

        :return: a notification that says what was added, or why nothing was.
        :raises UserError: if nothing can be added to it, or it has no customer.
        """
        only_one(self)
        self._ficha_check_usual()
        if not self.partner_id:
            raise UserError(
                self.env._("Choose the customer first, then add the usual.")
            )
        message = self._ficha_add_usual()
        if not message:
            return self._ficha_nothing_usual(self.partner_id)
        return self._ficha_notification(message, "success")

    def _ficha_check_usual(self):
        """Refuse a document to which the usual cannot be added.

        :raises UserError: saying what to do instead.
        """

    def _ficha_usual_moves(self):
        """``account.move``, with the rights with which this document looks for the last
        invoice of its customer."""
        return self.env["account.move"]

    def _ficha_usual_commands(self, source):
        """Extension point: the usual as lines of this document. Of one that does not
        say how its lines are written, nothing is usual.

        :param source: see ``account.move._ficha_usual_source``.
        :return: list of ``Command.create``, how many of them to speak of, and the
            products that are no longer sold.
        """
        return [], 0, self.env["product.product"]

    def _ficha_add_usual(self):
        """Add the usual to a draft, and say in its chatter where it came from.

        :return: the sentence, or False when there is nothing to add.
        """
        self.ensure_one()
        source = self._ficha_usual_moves()._ficha_usual_source(
            self.partner_id, self.company_id
        )
        if not source:
            return False
        commands, count, left_out = self._ficha_usual_commands(source)
        if source._name == "ficha.usual.line":
            message = self.env._(
                "Usual lines added from the customer file: %(count)s.", count=count
            )
        else:
            message = self.env._(
                "Lines of invoice %(invoice)s repeated at today's prices: %(count)s.",
                invoice=source.name,
                count=count,
            )
        if left_out:
            message += " " + self.env._(
                "No longer sold, so left out: %(products)s.",
                products=", ".join(left_out.mapped("display_name")),
            )
        if commands:
            self.write({self._ficha_line_field: commands})
        self._message_log(body=message)
        return message

    @api.model
    def _ficha_nothing_usual(self, partner):
        return self._ficha_notification(
            self.env._(
                "%(customer)s has no usual lines and no invoice to repeat yet. Write "
                "what they usually buy in the page Invoicing of their customer file.",
                customer=partner.display_name,
            ),
            "warning",
        )

    @api.model
    def _ficha_notification(self, message, kind):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": message,
                "sticky": kind == "warning",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
