import re
from collections import defaultdict

from markupsafe import Markup

from odoo import models
from odoo.tools import SQL, html2plaintext

from ..tools.field_value import field_label, to_data, to_text, to_write
from ..tools.words import document_link

# What an invoice may teach: field of the invoice -> field of the customer.
LEARNED = {
    "invoice_payment_term_id": "property_payment_term_id",
    "preferred_payment_method_line_id": "property_inbound_payment_method_line_id",
    "fiscal_position_id": "property_account_position_id",
    "invoice_user_id": "user_id",
    "journal_id": "invoice_journal_id",
    "currency_id": "invoice_currency_id",
    "invoice_incoterm_id": "invoice_incoterm_id",
    "incoterm_location": "invoice_incoterm_location",
    "partner_shipping_id": "invoice_delivery_partner_id",
    "narration": "invoice_observations",
    "ref": "customer_purchase_reference",
}

# An order chooses these by itself: what they are on its invoice nobody typed.
CHOSEN_BY_ORDER = {"invoice_user_id", "journal_id", "currency_id"}

# Usually true of one invoice only: never put into the ficha without a person's word,
# since it would be printed on every later invoice.
NEVER_FILLED = {"narration"}

# Odoo's line with the address of the company's terms, in whichever language.
TERMS_LINK = re.compile(r"^[^:\n]*:\s*https?://\S+/terms/?[ \t]*$", re.MULTILINE)


def _plain(html):
    """A text without its marks, nor the list of the addresses it links to."""
    return html2plaintext(html or "", include_references=False).strip()


# What changes what an amount means (``_ficha_meaning``) is put into an empty ficha only
# when the invoices of so many days, the customer's last ones, agree. Days and not
# documents: what is invoiced together in one morning is one occasion, not a habit.
HABIT_DAYS = 3


class AccountMove(models.Model):
    """The invoice teaches the ficha (D5).

    After posting, what a person typed on a customer invoice goes to the ficha of the
    commercial entity where the ficha is empty, and becomes a ``ficha.proposal`` where
    it says something else. *Typed* is what differs from what the computes gave: the
    web client sends every field of the form, so being among the values means nothing.
    What changes what an amount means (currency, fiscal position, journal, and with the
    payment method the bank account to be paid on) is proposed, or filled in once it is
    a habit: one document teaches nothing in silence.
    Credit notes and receipts do not teach: they give back, or are paid at once.
    """

    _inherit = "account.move"

    def _ficha_write_back(self):
        """Posting, last step: fill or propose what these posted documents teach.

        Everything is compared in memory: no query as long as nothing was typed, and
        when something was, the number of queries depends on the different values
        learned and not on the number of documents.
        """
        typed = [
            (move, names)
            for move in self
            if move.move_type == "out_invoice"
            and move.partner_id
            and (names := move._ficha_typed_fields())
        ]
        if not typed:
            return
        typed.sort(key=lambda lesson: (lesson[0].invoice_date, lesson[0].id))
        repeated = self._ficha_repeated_references([move for move, _names in typed])
        fill, propose, meaning, known = defaultdict(dict), [], [], {}
        for move, names in typed:
            for name in names:
                reference = (move.commercial_partner_id, move.ref)
                if name != "ref" or reference in repeated:
                    move._ficha_fill_or_propose(name, known, fill, propose, meaning)
        if meaning:
            self._ficha_fill_or_propose_meaning(meaning, fill, propose)
        if fill:
            self._ficha_fill(fill)
        if propose:
            # sudo: whoever posts need not be allowed to see proposals
            proposals = self.env["ficha.proposal"].sudo()
            made = proposals._propose_batch(propose, "invoice")
            made.filtered(lambda p: p.field_name == "invoice_observations")._supersede()

    def _ficha_fill_or_propose(self, name, known, fill, propose, meaning):
        """Put what one field teaches among what is filled in, among the proposals, or
        among what has to be looked into first.

        :param str name: a field of the invoice, of LEARNED
        :param dict known: what the fichas say, with what this batch has filled in
        :param fill: invoice -> {field of the customer: JSON value}, added to
        :param list propose: entries for ``_propose_batch``, added to
        :param list meaning: (invoice, its field, field of the customer, JSON value) of
            what changes what an amount means where the ficha says nothing, added to
        """
        entity, company = self.commercial_partner_id, self.company_id
        field = entity._fields[LEARNED[name]]
        key = (entity.id, field.company_dependent and company.id, field.name)
        if key not in known:
            known[key] = to_data(field, self._ficha_known_value(field.name))
        data = to_data(field, self._ficha_value_to_write_back(name))
        if not data or data == known[key]:
            return
        if not known[key] and self._ficha_is_default(name):
            return
        # sudo: a setting of the company
        may_fill = company.sudo().ficha_writeback == "fill"
        if known[key] or not may_fill or name in NEVER_FILLED:
            propose.append((entity, company, field, data, self))
        elif name in self._ficha_meaning:
            meaning.append((self, name, field, data))
        else:
            known[key] = fill[self][field] = data

    def _ficha_fill_or_propose_meaning(self, meaning, fill, propose):
        """What changes what an amount means is filled in where it is the customer's
        habit and nobody has rejected it, and proposed otherwise.

        :param list meaning: see :meth:`_ficha_fill_or_propose`, oldest invoice first
        :param fill: invoice -> {field of the customer: JSON value}, added to
        :param list propose: entries for ``_propose_batch``, added to
        """
        moves = self.browse().union(*(lesson[0] for lesson in meaning))
        habits = moves._ficha_habits()
        learned = {}
        for move, name, field, data in meaning:
            entity, company = move.commercial_partner_id, move.company_id
            if habits.get((entity.id, company.id), {}).get(name) == data:
                # the latest invoice is the one that is named
                learned[entity, company, field, data] = move
            else:
                propose.append((entity, company, field, data, move))
        # sudo: whoever posts need not be allowed to see what others have rejected
        rejected = self.env["ficha.proposal"].sudo()._rejected(learned)
        for (entity, company, field, data), move in learned.items():
            if (entity, company, field, data) not in rejected:
                fill[move][field] = data

    def _ficha_habits(self):
        """What the customers of these invoices have been invoiced with on each of their
        last ``HABIT_DAYS`` days with a posted invoice.

        :return: ``{(commercial partner id, company id): {field of the invoice: id}}``,
            only of what is the same on all invoices of those days
        """
        pairs = {(move.commercial_partner_id.id, move.company_id.id) for move in self}
        names = sorted(self._ficha_meaning)
        self.env["account.move"].flush_model(
            ["commercial_partner_id", "company_id", "move_type", "state"]
            + ["invoice_date", *names]
        )
        ends = [
            SQL("%s(COALESCE(%s, 0)) AS %s", SQL(end), SQL.identifier(name), alias)
            for name in names
            for end in ("MIN", "MAX")
            for alias in [SQL.identifier(f"{end}_{name}")]
        ]
        overall = [
            SQL("%s(%s)", SQL(end), SQL.identifier("day", f"{end}_{name}"))
            for name in names
            for end in ("MIN", "MAX")
        ]
        # past the rights of the user: whether invoices agree, and nothing else of them.
        # Walks _ficha_figures_idx from its end, and stops after these days.
        rows = self.env.execute_query(
            SQL(
                """SELECT customer.partner_id, customer.company_id, COUNT(*),
                          %(overall)s
                     FROM unnest(%(partners)s::int[], %(companies)s::int[])
                          AS customer (partner_id, company_id),
                          LATERAL (SELECT %(ends)s
                                     FROM account_move
                                    WHERE commercial_partner_id = customer.partner_id
                                      AND company_id = customer.company_id
                                      AND move_type = 'out_invoice'
                                      AND state = 'posted'
                                 GROUP BY invoice_date
                                 ORDER BY invoice_date DESC
                                    LIMIT %(days)s) AS day
                 GROUP BY customer.partner_id, customer.company_id""",
                overall=SQL(", ").join(overall),
                ends=SQL(", ").join(ends),
                partners=[partner_id for partner_id, _company_id in pairs],
                companies=[company_id for _partner_id, company_id in pairs],
                days=HABIT_DAYS,
            )
        )
        habits = {}
        for partner_id, company_id, days, *values in rows:
            if days == HABIT_DAYS:
                habits[partner_id, company_id] = {
                    name: lowest
                    for name, lowest, highest in zip(
                        names, values[::2], values[1::2], strict=True
                    )
                    if lowest == highest
                }
        return habits

    def _ficha_typed_fields(self):
        """Names of the fields whose value the computes did not give.

        A value equal to what pre-filling remembers is what a compute gave; for fields
        without memory ``_ficha_is_default`` decides later."""
        memory = self.ficha_prefill or {}
        skipped = CHOSEN_BY_ORDER if self.invoice_origin else ()
        return [
            name
            for name in LEARNED
            if self[name]
            and name not in skipped
            and (name not in memory or memory[name] != self._ficha_comparable(name))
            and not self._ficha_system_wrote(name)
        ]

    def _ficha_system_wrote(self, name):
        """Hook: whether a value that no compute of the invoice gave was nevertheless
        written by the system, and not by a person.

        :param str name: a field of LEARNED that has a value
        """
        return False

    def _ficha_known_value(self, name):
        """What the ficha says: the contact's own value, else its company's."""
        # sudo: whoever posts need not be allowed to read all of the customer
        return self.partner_id.sudo()._ficha_invoice_value(name, self.company_id)

    def _ficha_value_to_write_back(self, name):
        """The value of a field of the invoice as the ficha would keep it."""
        if name != "narration":
            value = self[name]
            archived = name.endswith("_id") and "active" in value and not value.active
            return value.browse() if archived else value
        text = _plain(self.narration)
        for own in self._ficha_system_texts():
            # spaces and line breaks change when Odoo marks what it takes as quoted
            letters = map(re.escape, "".join(_plain(own).split()))
            if own := r"\s*".join(letters):
                # blank lines are passed from their first one only
                before = r"(\A|(?<=\S)[^\S\n]*\n)"
                text = re.sub(rf"{before}\s*{own}\s*$", r"\1", text, flags=re.M)
        text = TERMS_LINK.sub("", text).strip()
        known = self._ficha_known_value("invoice_observations") or ""
        # the way through HTML and back may have changed spaces and line breaks
        return known if text.split() == known.split() else text

    def _ficha_system_texts(self):
        """Texts that stand in the narration without anybody having typed them: the
        company's terms in each language, the signature of who made the invoice.
        Modules that put others there extend it.

        :return: list of HTML or plain texts
        """
        self.ensure_one()
        # sudo: settings of the company and of a colleague
        company = self.company_id.sudo()
        users = (self.invoice_user_id | self.create_uid | self.env.user).sudo()
        return [
            *users.mapped("signature"),
            company.with_context(lang=None).invoice_terms,
            *(
                company.with_context(lang=code).invoice_terms
                for code, _name in self.env["res.lang"].get_installed()
            ),
        ]

    def _ficha_is_default(self, name):
        """Whether Odoo gives this very value to a customer whose ficha is empty."""
        self.ensure_one()
        value, company = self[name], self.company_id
        if name == "invoice_incoterm_id":
            return value == company.incoterm_id
        if name == "currency_id":
            return value == (self.journal_id.currency_id or company.currency_id)
        if name == "invoice_user_id":
            return value in (self.env.user | self.create_uid)
        if name == "journal_id":
            return value == self._search_default_journal()
        if name == "partner_shipping_id":
            # the customer's own address is nothing to remember
            usual = self.partner_id.address_get(["delivery"])["delivery"]
            own = self.partner_id | self.commercial_partner_id
            return value.id == usual or value in own
        if name == "fiscal_position_id":
            positions = self.env["account.fiscal.position"].with_company(company)
            return value == positions._get_fiscal_position(
                self.partner_id, delivery=self.partner_shipping_id
            )
        return False

    def _ficha_repeated_references(self, moves):
        """The customer references that more than one invoice of a customer carries.

        An order's number is on one invoice; one that comes back is a standing order,
        which is what the ficha keeps.

        :return: set of (commercial partner, reference)
        """
        moves = self.browse().union(*moves)
        references = [ref for ref in moves.mapped("ref") if ref]
        if not references:
            return set()
        # sudo: the customer's other invoices may be out of the user's reach
        groups = self.sudo()._read_group(
            [
                ("commercial_partner_id", "in", moves.commercial_partner_id.ids),
                ("ref", "in", references),
                ("move_type", "=", "out_invoice"),
                ("state", "=", "posted"),
            ],
            ["commercial_partner_id", "ref"],
            having=[("__count", ">", 1)],
        )
        return {(partner.with_env(self.env), ref) for partner, ref in groups}

    # --------------------------------------------------------------------------
    # What the invoices taught goes into the empty fichas, with a note.
    # --------------------------------------------------------------------------

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
        for (company, field, _note_body), (partners, value) in by_lesson.items():
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
        self._ficha_note_write_back(filled)
        meant = {LEARNED[name] for name in self._ficha_meaning}
        if any(field.name in meant for learned in filled.values() for field in learned):
            partners = self.browse().union(*filled).commercial_partner_id
            # sudo: whoever posts need not be allowed to see proposals. Those for what
            # the ficha says now need no answer any more.
            self.env["ficha.proposal"].sudo()._settle(partners, meant)

    def _ficha_lesson_note(self, learned, words):
        """What an invoice taught, as a note.

        :param dict learned: field of the customer -> JSON value
        :param words: environment with the language of the note
        :return: Markup
        """
        lines = Markup().join(
            Markup("<li><b>%s</b>: %s</li>")
            % (field_label(field, words), self._ficha_lesson_text(field, data, words))
            for field, data in learned.items()
        )
        before, _sep, after = words._("Learned from %s:", "{}").partition("{}")
        return Markup("%s%s%s<ul>%s</ul>") % (
            before,
            document_link(self, words),
            after,
            lines,
        )

    def _ficha_note_write_back(self, filled):
        """One note for each customer and invoice, created in as few calls as can be."""
        rounds = []
        entities = self.browse().union(*filled).commercial_partner_id
        # sudo: as whoever posted may not read the customer
        words = {
            partner_id: partners.env
            for partners in entities.sudo()._ficha_by_lang()
            for partner_id in partners.ids
        }
        for move, learned in filled.items():
            partner_id = move.commercial_partner_id.id
            body = move._ficha_lesson_note(learned, words[partner_id])
            bodies = next((b for b in rounds if partner_id not in b), None)
            if bodies is None:
                rounds.append(bodies := {})
            bodies[partner_id] = body
        for bodies in rounds:
            # sudo: the note goes with the values written above
            self.env["res.partner"].sudo().browse(bodies)._message_log_batch(bodies)

    def _ficha_lesson_text(self, field, data, words):
        """What was learned, as the note says it: what took more than one invoice tells
        so.

        :param words: environment with the language of the note
        """
        text = to_text(field, data, words)
        if field.name not in {LEARNED[name] for name in self._ficha_meaning}:
            return text
        return words._("%(value)s, as on their last invoices", value=text)
