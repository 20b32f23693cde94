from collections import defaultdict

from markupsafe import Markup

from odoo import models

from .ficha_proposal_value import to_text, to_write


class AccountMove(models.Model):
    """What the invoices taught goes into the empty fichas, with a note."""

    _inherit = "account.move"

    def _ficha_fill(self, filled):
        """Write what was learned into empty fichas, and say so in their chatter.

        :param dict filled: invoice -> {field of the customer: JSON value}
        """
        # the fichas of a company that learn the same value are written together,
        by_lesson = defaultdict(lambda: [self.env["res.partner"], None])
        for move, learned in filled.items():
            for field, data in learned.items():
                lesson = by_lesson[move.company_id, field, repr(data)]
                lesson[0] |= move.commercial_partner_id
                lesson[1] = to_write(field, data)
        # and all the values that the same fichas learn
        by_fichas = defaultdict(dict)
        for (company, field, _told), (partners, value) in by_lesson.items():
            by_fichas[company, partners][field.name] = value
        for (company, partners), vals in by_fichas.items():
            # sudo: an invoicing user has no right to write customers. Only fields
            # that are empty are written, with what the same user put on the invoice.
            # The note below says it all: no second one from the tracking.
            partners.sudo().with_company(company).with_context(mail_notrack=True).write(
                vals
            )
        origins = self.env["ficha.value.origin"]
        for move, learned in filled.items():
            partner = move.commercial_partner_id.with_company(move.company_id)
            names = [field.name for field in learned]
            origins._note(partner, names, "invoice", record=move)
        self._ficha_note_lessons(filled)

    def _ficha_note_lessons(self, filled):
        """One note for each customer and invoice, created in as few calls as can be."""
        rounds = []
        for move, learned in filled.items():
            partner_id = move.commercial_partner_id.id
            lines = Markup().join(
                Markup("<li><b>%s</b>: %s</li>")
                % (
                    field._description_string(self.env),
                    to_text(field, data, self.env),
                )
                for field, data in learned.items()
            )
            told = self.env._("Learned from %s:", "{}")
            before, _sep, after = told.partition("{}")
            body = Markup("%s%s%s<ul>%s</ul>") % (
                before,
                move._get_html_link(),
                after,
                lines,
            )
            bodies = next((b for b in rounds if partner_id not in b), None)
            if bodies is None:
                rounds.append(bodies := {})
            bodies[partner_id] = body
        for bodies in rounds:
            # sudo: the note goes with the values written above
            self.env["res.partner"].sudo().browse(bodies)._message_log_batch(bodies)
