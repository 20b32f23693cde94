"""What the customer file filled in on a document, and what somebody else set.

``ficha_prefill`` remembers it. Its keys:

- a field's name: the value that was filled in (id, text, or digest of a long text);
- ``_set``: fields that came with a value of their own (import, order, API);
- ``_given``: fields whose value is the customer file's own, for the hint on the form;
- ``_discount``: the customer the document was filled for, and the standing discount;
- ``_skip``: an imported file (EDI, OCR), left alone.
"""

import hashlib

from odoo import api, fields, models


class FichaPrefillMixin(models.AbstractModel):
    """A document of a customer that fills itself from the customer file.

    The document's own model lists its fields in ``_ficha_prefilled``, says which of
    them may be filled, and wraps its computes in ``_ficha_compute``. It calls
    ``_ficha_first_memory``, ``_ficha_merge_memory``, ``_ficha_forget`` and
    ``_ficha_copied_memory`` from its create, write and copy_data.
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

    ficha_prefill = fields.Json(
        string="Filled from the customer file",
        exportable=False,
        help="Technical: what the customer file filled in on this document. A value "
        "that differs from it was set by somebody, and stays.",
    )
    ficha_prefill_summary = fields.Char(
        string="From the customer file",
        compute="_compute_ficha_prefill_summary",
        help="The values of this draft that come from the customer file.",
    )

    # -- what the model says ---------------------------------------------------------

    def _ficha_fills(self):
        """Whether the customer file has a say in this kind of document."""
        return True

    def _ficha_is_draft(self):
        """Whether the document may still be filled."""
        return self.state == "draft"

    # -- what may be filled, and what must stay --------------------------------------

    def _ficha_drafts(self):
        """The documents the customer file may fill."""
        return self.filtered(
            lambda d: d._ficha_is_draft()
            and d._ficha_fills()
            and not (d.ficha_prefill or {}).get("_skip")
        )

    def _ficha_given(self, fname):
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
        return self._ficha_given(fname) != memory[fname]

    def _ficha_split(self, fname):
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

    def _ficha_settle(self, fname, fill, kept, given=()):
        """After a compute: put back what must stay, remember what was filled in.

        The memory is written at field level: a ``write`` from inside a compute would
        set off the synchronisation of a whole invoice.

        :param given: the documents, among ``fill``, whose value is the customer file's
            own.
        """
        for document, value in kept.items():
            document[fname] = value
        memory_field = self._fields["ficha_prefill"]
        for document in fill:
            memory = document.ficha_prefill or {}
            names = [name for name in memory.get("_given", ()) if name != fname]
            if document in given:
                names.append(fname)
            memory.update({fname: document._ficha_given(fname), "_given": names})
            document._ficha_remember(memory, fname)
            memory_field.write(document, memory)

    def _ficha_remember(self, memory, fname):
        """Extension point: what else to remember when ``fname`` was filled in."""

    def _ficha_compute(self, fname, compute, accept=None):
        """Compute ``fname`` as Odoo does, then let the customer file speak.

        :param compute: the core compute, bound to ``self``.
        :param accept: optional test of the value for the document.
        """
        fill, kept = self._ficha_split(fname)
        compute()
        given = self.browse()
        for document in fill:
            value = document._ficha_value(self._ficha_sources[fname])
            if value and (not accept or accept(document, value)):
                document[fname] = value
                given += document
        self._ficha_settle(fname, fill, kept, given)

    def _ficha_value(self, fname):
        """What the customer file says for this document, see
        ``res.partner._ficha_invoice_value``."""
        self.ensure_one()
        return self.partner_id._ficha_invoice_value(
            fname, self.company_id or self.env.company
        )

    def _ficha_journal(self):
        """The journal of the customer file, if this document can use it."""
        company = self.company_id or self.env.company
        journal = self.partner_id._ficha_invoice_value("invoice_journal_id", company)
        usable = (
            journal
            and journal.active
            and journal.type == "sale"
            and journal.company_id in company.parent_ids
        )
        return journal if usable else journal.browse()

    def _ficha_discount(self):
        """What the memory keeps of the discount: whose it is, and how much."""
        return [
            self.partner_id._origin.id or False,
            self._ficha_value("standing_discount") or 0.0,
        ]

    def _ficha_may_deliver_to(self, address):
        # sudo: the address may belong to a company that this user does not see, and
        # then it is not used
        address = address.sudo()
        companies = self.company_id.parent_ids
        return address.active and (
            not address.company_id or address.company_id in companies
        )

    # -- memory ----------------------------------------------------------------------

    def _ficha_first_memory(self, names):
        """Memory of a document just made: Odoo computes some fields before there is a
        record that could remember them.

        :param names: the fields that came with a value.
        """
        self.ensure_one()
        memory = self.ficha_prefill or {}
        given = memory.setdefault("_given", [])
        for fname in self._ficha_prefilled:
            if fname in names or not self._fields[fname].precompute:
                continue
            memory[fname] = self._ficha_given(fname)
            source = self._ficha_sources.get(fname)
            if source and self[fname] and self[fname] == self._ficha_value(source):
                given.append(fname)
        if "ficha_prefill" not in names:
            memory["_set"] = [name for name in self._ficha_prefilled if name in names]
        memory.setdefault("_discount", self._ficha_discount())
        return memory

    @api.model
    def _ficha_merge_memory(self, vals, memory=None):
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
    def _ficha_copied_memory(self, vals):
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

    @api.depends(lambda self: ("ficha_prefill", *self._ficha_prefilled))
    def _compute_ficha_prefill_summary(self):
        for document in self:
            memory = document.ficha_prefill or {}
            labels = [
                self._fields[fname]._description_string(self.env)
                for fname in self._ficha_prefilled
                if fname in memory.get("_given", ())
                and memory.get(fname) == document._ficha_given(fname)
            ]
            document.ficha_prefill_summary = (
                ", ".join(labels) if document._ficha_is_draft() else False
            )
