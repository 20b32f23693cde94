"""What the customer file filled in on a document, and what somebody else set.

``ficha_prefill`` remembers it. Its keys:

- a field's name: the value that was filled in (id, text, or digest of a long text);
- ``_set``: fields that came with a value of their own (import, order, API);
- ``_from_file``: fields whose value is the customer file's own, for the hint on the
  form;
- ``_discount``: the customer the document was filled for, the standing discount, and
  until when it holds, if it ends;
- ``_skip``: an imported file (EDI, OCR), left alone.
"""

import hashlib

from odoo import Command, api, fields, models
from odoo.tools import float_compare, plaintext2html

from ..tools.depends import where_there
from ..tools.groups import INTERNAL


class FichaPrefillMixin(models.AbstractModel):
    """A document of a customer that fills itself from the customer file.

    The document's own model lists its fields in ``_ficha_prefilled``, says which of
    them may be filled, and wraps its computes in ``_ficha_compute``. It names this
    mixin first in ``_inherit``: create, write and copy_data below then see what the
    caller gave, before the document's own make more of it.
    """

    _name = "ficha.prefill.mixin"
    _description = "Document that fills itself from the customer file"

    # What the customer file fills in, in the order in which one follows from another.
    _ficha_prefilled = ()
    # Those that the customer file itself keeps, and in which field of the contact; the
    # rest are Odoo's conclusions.
    _ficha_sources = {}
    # Documents older than this module have no memory: of those, only what Odoo itself
    # refreshes with the customer is refreshed.
    _ficha_refreshed = frozenset()
    # Those that change what an amount means or where it is paid: of these the document
    # says the value too, where the file learned it, and still says so once issued.
    _ficha_meaning = frozenset()
    # Where the document keeps its lines, and the customer's purchase order.
    _ficha_line_field = ""
    _ficha_reference_field = ""

    ficha_prefill = fields.Json(
        string="Filled from the customer file",
        exportable=False,
        groups=INTERNAL,
        help="Technical: what the customer file filled in on this document. A value "
        "that differs from it was set by somebody, and stays.",
    )
    ficha_prefill_summary = fields.Char(
        string="From the customer file",
        compute="_compute_ficha_prefill_summary",
        groups=INTERNAL,
        help="The values of this document that come from the customer file; of one "
        "that is no longer a draft, only those that change what its amounts mean.",
    )

    # -- what the model says ---------------------------------------------------------

    def _ficha_fills(self):
        """Whether the customer file has a say in this kind of document."""
        return True

    def _ficha_is_draft(self):
        """Whether the document may still be filled."""
        return self.state == "draft"

    def _ficha_importing(self):
        """Whether the document is being read from a file, which says all there is."""
        return False

    def _ficha_discount_lines(self):
        """The lines that may have the standing discount."""
        return self[self._ficha_line_field]

    # -- what may be filled, and what must stay --------------------------------------

    def _ficha_drafts(self):
        """The documents the customer file may fill."""
        return self.filtered(
            lambda d: d._ficha_is_draft()
            and d._ficha_fills()
            and not (d.ficha_prefill or {}).get("_skip")
        )

    def _ficha_comparable(self, fname):
        """Value to compare and to remember, for JSON: id, text or digest."""
        value = self[fname]
        field = self._fields[fname]
        if field.type == "many2one":
            # ids of unsaved records have no meaning later
            return value._origin.id or False
        if field.type == "html" and value:
            return hashlib.sha256(str(value).encode()).hexdigest()[:16]
        return value or False

    def _ficha_is_manual(self, fname):
        """Whether the value was set by a person or a document, not filled in."""
        self.ensure_one()
        memory = self.ficha_prefill or {}
        if fname in memory.get("_set", ()):
            return True
        if fname not in memory:
            return bool(self[fname]) and fname not in self._ficha_refreshed
        return self._ficha_comparable(fname) != memory[fname]

    def _ficha_partition(self, fname):
        """Sort the documents before a compute of ``fname`` runs.

        :return: the documents to fill (drafts where nobody set a value), and a dict
            ``{document: value}`` of what must stay: set by somebody, or issued.
            Documents in neither, such as vendor bills, are Odoo's business alone.
        """
        fill, kept = self.browse(), {}
        for document in self:
            if not document._ficha_fills():
                continue
            if (document.ficha_prefill or {}).get("_skip"):
                continue
            if not document._ficha_is_draft() or document._ficha_is_manual(fname):
                kept[document] = document[fname]
            else:
                fill += document
        return fill, kept

    def _ficha_restore(self, fname, fill, kept, from_file=()):
        """After a compute: put back what must stay, remember what was filled in.

        The memory is written at field level: a ``write`` from inside a compute would
        set off the synchronisation of a whole invoice.

        :param from_file: the documents, among ``fill``, whose value is the customer
            file's own.
        """
        for document, value in kept.items():
            document[fname] = value
        memory_field = self._fields["ficha_prefill"]
        for document in fill:
            memory = document.ficha_prefill or {}
            names = [name for name in memory.get("_from_file", ()) if name != fname]
            if document in from_file:
                names.append(fname)
            memory.update(
                {fname: document._ficha_comparable(fname), "_from_file": names}
            )
            document._ficha_remember(memory, fname)
            memory_field.write(document, memory)

    def _ficha_of_another(self, fname):
        """The documents whose value is from the file of the customer before, who is not
        the one of now. It goes, whatever Odoo's compute makes of a value that it finds:
        which computes run when the customer changes also depends on what other modules
        make them depend on."""

        def is_of_another(document):
            memory = document.ficha_prefill or {}
            return (
                fname in memory.get("_from_file", ())
                and memory.get("_discount")
                and memory["_discount"][0] != (document.partner_id._origin.id or False)
                and document._ficha_follows(fname)
            )

        return self.filtered(is_of_another)

    def _ficha_follows(self, fname):
        """Extension point: whether a value that the file filled in may still change
        with the customer."""
        return True

    def _ficha_remember(self, memory, fname):
        """Extension point: what else to remember when ``fname`` was filled in."""

    def _ficha_compute(self, fname, compute, accept=None, reset=False):
        """Compute ``fname`` as Odoo does, then let the customer file speak.

        :param compute: the core compute, bound to ``self``.
        :param accept: optional test of the value for the document.
        :param reset: for a core compute that keeps what it finds: empty the field
            before it, where it may be filled.
        """
        fill, kept = self._ficha_partition(fname)
        (fill if reset else fill._ficha_of_another(fname))[fname] = False
        compute()
        from_file = self.browse()
        source = self._ficha_sources.get(fname)
        for document in fill if source else ():
            value = document._ficha_value(source)
            if value and (not accept or accept(document, value)):
                document[fname] = value
                from_file += document
        self._ficha_restore(fname, fill, kept, from_file)

    def _ficha_compute_alone(self, fname):
        """Compute ``fname``, of which Odoo itself has nothing to say."""
        fill, kept = self._ficha_partition(fname)
        from_file = self.browse()
        for document in self:
            value = document[fname]
            if document in fill:
                value = document._ficha_value(self._ficha_sources[fname])
                if value:
                    from_file += document
            document[fname] = value
        self._ficha_restore(fname, fill, kept, from_file)

    def _ficha_compute_text(self, fname, compute):
        """Compute ``fname``: what Odoo puts there first, then the customer's text.

        :param compute: the core compute, bound to ``self``.
        """
        fill, kept = self._ficha_partition(fname)
        fill[fname] = False
        compute()
        from_file = self.browse()
        for document in fill:
            text = document._ficha_value(self._ficha_sources[fname])
            if text:
                document[fname] = (document[fname] or "") + plaintext2html(text)
                from_file += document
        self._ficha_restore(fname, fill, kept, from_file)

    def _ficha_value(self, fname):
        """What the customer file says for this document, see
        ``res.partner._ficha_invoice_value``."""
        self.ensure_one()
        return self.partner_id._ficha_invoice_value(
            fname, self.company_id or self.env.company
        )

    def _ficha_journal(self):
        """The journal of the customer file, if this document can use it."""
        journal = self._ficha_value("invoice_journal_id")
        usable = journal and self._ficha_may_use_journal(journal)
        return journal if usable else journal.browse()

    def _ficha_may_use_journal(self, journal):
        company = self.company_id or self.env.company
        return (
            journal.active
            and journal.type == "sale"
            and journal.company_id in company.parent_ids
        )

    def _ficha_discount(self):
        """What the memory keeps of the discount: whose it is, how much, and until
        when, if it ends."""
        end = self._ficha_value("standing_discount_end")
        return [
            self.partner_id._origin.id or False,
            self._ficha_value("standing_discount") or 0.0,
            *([fields.Date.to_string(end)] if end else ()),
        ]

    def _ficha_may_deliver_to(self, address):
        # sudo: the address may belong to a company that this user does not see, and
        # then it is not used
        address = address.sudo()
        companies = self.company_id.parent_ids
        return address.active and (
            not address.company_id or address.company_id in companies
        )

    def _ficha_lacks_reference(self):
        """Whether the customer requires a purchase order and this document has none."""
        self.ensure_one()
        return bool(
            not (self[self._ficha_reference_field] or "").strip()
            and self._ficha_value("purchase_reference_required")
        )

    # -- made, written, copied -------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Extends the document's: remember what was filled in as nobody gave it."""
        given_by_context = {
            key[8:] for key in self.env.context if key.startswith("default_")
        }
        explicit = [given_by_context.union(vals) for vals in vals_list]
        for vals in vals_list:
            self._ficha_merge_prefill(vals)
        documents = super().create(vals_list)
        memory_field = self._fields["ficha_prefill"]
        importing = self._ficha_importing()
        for document, names in zip(documents, explicit, strict=True):
            if document._ficha_fills():
                memory = (
                    {"_skip": True}
                    if importing
                    else document._ficha_initial_prefill(names)
                )
                memory_field.write(document, memory)
        return documents

    def write(self, vals):
        """Extends the document's: what is written is no longer the customer file's."""
        if "ficha_prefill" in vals:
            self._ficha_merge_prefill(
                vals, self.ficha_prefill if len(self) == 1 else {}
            )
        else:
            written = vals.keys() & set(self._ficha_prefilled)
            importing = "partner_id" in vals and self._ficha_importing()
            if written or importing:
                self._ficha_forget(written, importing)
        res = super().write(vals)
        if "partner_id" in vals:
            self._ficha_follow_customer()
        return res

    def copy_data(self, default=None):
        """Extends the document's: the copy remembers only what it really copies."""
        # what is still pending writes its memory, which is then copied
        self._recompute_recordset(self._ficha_prefilled)
        vals_list = super().copy_data(default)
        for vals in vals_list:
            self._ficha_copied_prefill(vals)
        return vals_list

    def copy(self, default=None):
        """Extends the document's: a standing discount that has ended meanwhile is not
        given again. Afterwards and not in ``copy_data``, so that taxes and totals
        follow."""
        copies = super().copy(default)
        copies._ficha_renew_discount()
        return copies

    # -- a discount that has ended ---------------------------------------------------

    def _ficha_corrects(self):
        """Extension point: whether the document is about another one, whose terms it
        has, whatever the customer file says today."""
        return False

    def _ficha_renew_discount(self):
        """Copies: the lines with a standing discount that has ended take today's, which
        is what the document remembers and says."""
        memory_field = self._fields["ficha_prefill"]
        for document in self._ficha_drafts():
            memory = document.ficha_prefill or {}
            old = memory.get("_discount")
            if (
                not (old and old[1])
                or document._ficha_corrects()
                or not document._ficha_discount_ended(*old)
            ):
                continue
            new = memory["_discount"] = document._ficha_discount()
            lines = document._ficha_discount_followers(old, new)
            if lines:
                document.write(
                    {
                        "ficha_prefill": memory,
                        self._ficha_line_field: [
                            Command.update(line.id, {"discount": new[1]})
                            for line in lines
                        ],
                    }
                )
            else:
                memory_field.write(document, memory)

    def _ficha_discount_ended(self, partner_id, discount, end=None):
        """Whether a standing discount has ended: on the day that was remembered or, of
        one that had no end then, on the day that the customer file has for it now.

        See :meth:`_ficha_discount` for what is given."""
        self.ensure_one()
        if end:
            return end < fields.Date.to_string(fields.Date.context_today(self))
        partner = self.partner_id.with_company(self.company_id or self.env.company)
        return any(
            not float_compare(one.standing_discount, discount, precision_digits=6)
            and not one._standing_discount_now()
            for one in partner | partner.commercial_partner_id
        )

    # -- a change of customer --------------------------------------------------------

    def _ficha_follow_customer(self):
        """Extension point: what a saved draft that got another customer needs, beside
        the computes that depend on the customer."""

    def _ficha_finish_computes(self):
        """In an onchange: finish all computes, before the form reads the memory."""
        for fname in self._ficha_prefilled:
            self[fname]  # pylint: disable=pointless-statement

    def _ficha_discount_followers(self, old, new):
        """Lines that have the previous customer's standing discount, where the new
        customer's is another.

        :param old: what the memory says of the discount, see ``_ficha_discount``; empty
            for documents without memory.
        :param new: the same for the customer of now.
        """
        self.ensure_one()
        if not old or not float_compare(old[1], new[1], precision_digits=6):
            return ()
        return self._ficha_discount_lines().filtered(
            lambda line: line._ficha_takes_discount()
            and not float_compare(line.discount, old[1], precision_digits=6)
        )

    # -- memory ----------------------------------------------------------------------

    def _ficha_initial_prefill(self, names):
        """Memory of a document just made: Odoo computes some fields before there is a
        record that could remember them.

        :param names: the fields that came with a value.
        """
        self.ensure_one()
        memory = self.ficha_prefill or {}
        from_file = memory.setdefault("_from_file", [])
        for fname in self._ficha_prefilled:
            if fname in names or not self._fields[fname].precompute:
                continue
            memory[fname] = self._ficha_comparable(fname)
            source = self._ficha_sources.get(fname)
            if source and self[fname] and self[fname] == self._ficha_value(source):
                from_file.append(fname)
        if "ficha_prefill" not in names:
            memory["_set"] = [name for name in self._ficha_prefilled if name in names]
        memory.setdefault("_discount", self._ficha_discount())
        return memory

    @api.model
    def _ficha_merge_prefill(self, vals, memory=None):
        """The form sends its memory back with the fields it shows. Of the others, the
        memory of the database stands, since they are computed anew there.

        :param dict vals: values being written, changed in place.
        :param memory: the memory before the write.
        """
        if not vals.get("ficha_prefill"):
            return
        vals["ficha_prefill"] = {
            key: value
            for key, value in vals["ficha_prefill"].items()
            if key.startswith("_") or key in vals
        }
        for key, value in (memory or {}).items():
            vals["ficha_prefill"].setdefault(key, value)

    def _ficha_forget(self, fnames, skip=False):
        """Note that ``fnames`` were set by somebody; or that the whole document, if
        ``skip``, is an imported one that the customer file leaves alone."""
        memory_field = self._fields["ficha_prefill"]
        for document in self.filtered(lambda d: d._ficha_fills()):
            memory = document.ficha_prefill or {}
            if skip:
                memory_field.write(document, {"_skip": True})
            else:
                memory["_set"] = sorted(fnames.union(memory.get("_set", ())))
                memory_field.write(document, memory)

    @api.model
    def _ficha_copied_prefill(self, vals):
        """A copy remembers only what it really copies.

        :param dict vals: values of the copy, changed in place.
        """
        memory = vals.get("ficha_prefill")
        if memory:
            memory = {
                key: value
                for key, value in memory.items()
                if key.startswith("_") or key in vals
            }
            memory["_set"] = [key for key in memory.get("_set", ()) if key in vals]
            vals["ficha_prefill"] = memory

    # -- what the form says ----------------------------------------------------------

    @api.depends(where_there("state", "ficha_prefill", attribute="_ficha_prefilled"))
    def _compute_ficha_prefill_summary(self):
        names_by_document = {document: document._ficha_from_file() for document in self}
        learned = self._ficha_learned_from(names_by_document)
        for document, names in names_by_document.items():
            told = [document._ficha_told(fname, learned) for fname in names]
            document.ficha_prefill_summary = ", ".join(told)

    def _ficha_from_file(self):
        """Names of the fields whose value is the customer file's own and still stands,
        as far as they are worth saying: see ``ficha_prefill_summary``."""
        memory = self.ficha_prefill
        if not memory:
            return []
        draft = self._ficha_is_draft()
        return [
            fname
            for fname in self._ficha_prefilled
            if (draft or fname in self._ficha_meaning)
            and fname in memory.get("_from_file", ())
            and memory.get(fname) == self._ficha_comparable(fname)
        ]

    def _ficha_told(self, fname, learned):
        """How the summary says one field.

        :param dict learned: see :meth:`_ficha_learned_from`
        """
        label = self._fields[fname]._description_string(self.env)
        if fname not in self._ficha_meaning:
            return label
        document = learned.get((self, fname))
        # sudo: the name of what stands on this very document
        values = {"field": label, "value": self[fname].sudo().display_name}
        if not document:
            return self.env._("%(field)s: %(value)s", **values)
        return self.env._(
            "%(field)s: %(value)s (learned from %(document)s)",
            **values,
            document=document,
        )

    def _ficha_learned_from(self, names_by_document):
        """Which values that change what an amount means the file learned by itself.

        One query for all documents, none where no such value came from the file.

        :param dict names_by_document: document -> names of its fields
        :return: ``{(document, field): name of the invoice it was learned from}``
        """
        asked = {}
        for document, names in names_by_document.items():
            # sudo: of the customer only whether the contact has a value of its own
            partner = document.partner_id._origin.sudo().with_company(
                document.company_id
            )
            entity = partner.commercial_partner_id
            for fname in self._ficha_meaning.intersection(names):
                source = self._ficha_sources[fname]
                if partner == entity or not partner[source]:
                    key = (entity.id, source, document.company_id._origin.id)
                    asked.setdefault(key, []).append((document, fname))
        if not asked:
            return {}
        # sudo: of the origin no more than the invoice, as the reader may know it
        rows = (
            self.env["ficha.value.origin"]
            .sudo()
            .search_fetch(
                [
                    ("partner_id", "in", list({key[0] for key in asked})),
                    ("field_name", "in", list({key[1] for key in asked})),
                    ("source", "=", "invoice"),
                ],
                ["partner_id", "field_name", "company_id"],
            )
        )
        told = rows._source_refs(self.env)
        return {
            place: told[row.id]
            for row in rows
            for place in asked.get(
                (row.partner_id.id, row.field_name, row.company_id.id), ()
            )
        }
