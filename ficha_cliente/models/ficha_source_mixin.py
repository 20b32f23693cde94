from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.searches import searches


class FichaSourceMixin(models.AbstractModel):
    """The document that something came from.

    Its name is kept, and told to who may read the document: those who see a customer
    need not see invoices, or those of another company. The others are told its kind. A
    text (a row of a file, the subject of a message) has no document behind it and is
    told to everybody. Who inherits has a selection ``source``, of kinds of documents.
    """

    _name = "ficha.source.mixin"
    _description = "Document Something Came From"

    source_name = fields.Char(
        readonly=True,
        groups=fields.NO_ACCESS,
        help="What the document is called, or a text.",
    )
    source_ref = fields.Char(
        "Document",
        compute="_compute_source_ref",
        search="_search_source_ref",
        help="The document the value was read from.",
    )
    source_model = fields.Char(readonly=True, help="Kind of the document.")
    source_id = fields.Many2oneReference(
        "Document record",
        model_field="source_model",
        readonly=True,
        help="Record of the document in the database.",
    )

    @api.depends("source_name", "source_model", "source_id")
    @api.depends_context("uid", "lang", "allowed_company_ids")
    def _compute_source_ref(self):
        told = self._source_refs()
        for row in self:
            row.source_ref = told[row.id]

    def _source_refs(self, env=None):
        """What a reader is told of the documents.

        :param env: environment of the reader, by default that of these
        :return: ``{id: text or False}``
        """
        env = env or self.env
        # sudo: what is kept; whether the reader may know it is asked below
        facts = self.sudo()
        asked = defaultdict(set)
        for row in facts:
            if row.source_id and row.source_model in env:
                asked[row.source_model].add(row.source_id)
        may = set()
        for name, ids in asked.items():
            documents = env[name].browse(ids)
            if env[name].has_access("read"):
                # one that is gone is told to who may read its like
                here = documents.exists()
                gone = documents - here
                seen = here._filtered_access("read") | gone
                may.update((name, id_) for id_ in seen.ids)
        labels = dict(self._fields["source"]._description_selection(env))
        return {
            row.id: row.source_name
            if env.su or not row.source_id or (row.source_model, row.source_id) in may
            else labels[row.source]
            for row in facts
        }

    @searches("source_ref")
    def _search_source_ref(self, operator, value):
        """Finds by names only what the reader is told by its name."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        named = Domain("source_name", operator, value)
        if self.env.su:
            return named
        told = Domain("source_id", "=", False)
        # sudo: only of which models there are any
        for (name,) in self.sudo()._read_group([], ["source_model"]):
            if name in self.env and self.env[name].has_access("read"):
                told |= Domain("source_model", "=", name) & Domain(
                    "source_id", "in", self.env[name]._search([])
                )
        # sudo: the name is kept for nobody, and asked together with who may know it
        found = self.sudo()._search(named & told)
        return Domain("id", "in", found)
