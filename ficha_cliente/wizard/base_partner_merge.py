import json

from odoo import api, models
from odoo.tools import SQL

from ..tools.merge import Merging, find_conflicts, kept_per_company, read_cells

DATA = "ficha_cliente.merging"
CONTEXT = {"ficha_followup_raw": True, "ficha_no_origin": True}


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Odoo's own merge, as one of the two entry points: what a merge does to the parts
    of the customer file is said by them, see ``res_partner_merged``."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _get_fk_on(self, table):
        """Extends base's: rows that a part sees to by itself are not moved."""
        own = {
            model._table
            for model in self.env.registry.values()
            if getattr(model, "_ficha_merge", None)
        }
        return [link for link in super()._get_fk_on(table) if link[0] not in own]

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Extends base's: the parts prepare, and rows that would be the same twice are
        combined. Left to itself base deletes all rows of the table that belong to those
        who go, or meets a unique index and fails."""
        merging = self._ficha_merging(src_partners, dst_partner, begin=True)
        self.env.flush_all()
        merging.kept._ficha_merge_before(merging)
        self.env.flush_all()
        self._ficha_combine_alike(merging.pairs, "many2one")
        self.env.invalidate_all()
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _update_reference_fields(self, src_partners, dst_partner):
        """Extends base's: as for the foreign keys; and what is archived follows too,
        activities that were done above all. Values per company are put together here,
        each by itself: what goes together is remembered before."""
        merging = self._ficha_merging(src_partners, dst_partner)
        merging.memory["together"] = self._ficha_together(merging)
        self._ficha_combine_alike(merging.pairs, "many2one_reference")
        self.env.invalidate_all()
        every = self.with_context(active_test=False)
        return super(BasePartnerMergeAutomaticWizard, every)._update_reference_fields(
            src_partners, dst_partner
        )

    @api.model
    def _update_values(self, src_partners, dst_partner):
        """Extends base's: the parts say which value of theirs stays, and finish."""
        merging = self._ficha_merging(src_partners, dst_partner)
        [(kept, others)] = merging.groups
        values = self._ficha_proposed_values(kept, others)
        values |= kept._ficha_merge_values(others)
        result = super()._update_values(
            src_partners, dst_partner.with_context(**CONTEXT)
        )
        values = {
            name: kept._fields[name].convert_to_write(value, kept)
            for name, value in values.items()
            if kept[name] != value
        }
        if values:
            kept.write(values)
        self.env.flush_all()
        for name, cell in merging.memory.pop("together", {}).items():
            merging.change(
                "res_partner",
                name,
                SQL("t.id = m.old"),
                SQL("%s::jsonb", json.dumps(cell) if cell else None),
                merging.kept_pairs,
            )
        self.env.invalidate_all()
        kept._ficha_merged(merging)
        self.env.flush_all()
        self.env.invalidate_all()
        touched = kept | kept.commercial_partner_id
        touched |= kept.with_context(active_test=False).child_ids
        touched._ficha_merge_refresh()
        return result

    @api.model
    def _ficha_proposed_values(self, kept, others):
        """What the core would lose: it takes over fields that nothing computes, so
        neither the salesperson nor the language, nor a town where a module of another
        proposes it from a postcode.

        :return: ``{name: value as it is read}`` of fields that a person may change, in
            which the kept contact says nothing
        """
        apart = kept._ficha_merge_own_fields()
        values = {}
        for name, field in kept._fields.items():
            if (
                not (field.store and field.column_type and field.compute)
                or field.readonly
                or field.related
                or field.company_dependent
                or field.type in ("properties", "json", "binary", "many2one_reference")
                or name in apart
                or kept[name]
            ):
                continue
            # as the core: of several the last one's
            value = next((one[name] for one in others[::-1] if one[name]), False)
            if value:
                values[name] = value
        return values

    # -- what the three share ----------------------------------------------------------

    @api.model
    def _ficha_merging(self, src_partners, dst_partner, begin=False):
        """The merge as the parts see it, the same one in all of its steps.

        :param begin: it is the first step
        """
        data = self.env.cr.precommit.data
        merging = data.get(DATA)
        pairs = {(src_id, dst_partner.id, 0) for src_id in src_partners.ids}
        if begin or not merging or set(merging.pairs.rows) != pairs:
            # sudo: what hangs from a contact follows, whoever merges
            kept, others = (
                partners.sudo().with_context(**CONTEXT)
                for partners in (dst_partner, src_partners)
            )
            merging = data[DATA] = Merging([(kept, others, 0)])
        return merging

    @api.model
    def _ficha_together(self, merging):
        """Values per company that go together, of one contact in each company: of the
        last of those who go where base takes that one's.

        :return: ``{name: {company: value} of the contact that stays}``
        """
        [(kept, others)] = merging.groups
        deciding = {
            name: first
            for first, rest in kept._ficha_merge_together().items()
            for name in (first, *rest)
        }
        self.env.flush_all()
        rows = read_cells(kept | others, list(deciding))
        ids = [kept.id, *sorted(others.ids, reverse=True)]
        cells = {name: [rows[id_][name] or {} for id_ in ids] for name in deciding}
        return {
            name: kept_per_company(cells[first], cells[name])
            for name, first in deciding.items()
        }

    @api.model
    def _ficha_combine_alike(self, pairs, kind):
        """Combine rows that would be the same, by the attribute of their models.

        :param pairs: :class:`Pairs` of contacts
        :param kind: type of the fields that point at them
        """
        for model in self.env.values():
            for unique in getattr(model, "_ficha_merge_unique", ()):
                for name in unique.keys:
                    field = model._fields.get(name)
                    if not field or field.type != kind:
                        continue
                    where = SQL("TRUE")
                    if kind == "many2one_reference":
                        column = SQL.identifier("t", field.model_field)
                        where = SQL("%s = 'res.partner'", column)
                    elif field.comodel_name != "res.partner":
                        continue
                    conflicts = find_conflicts(
                        self.env,
                        model._table,
                        name,
                        [
                            field.name
                            for field in model._fields.values()
                            if field.store and field.column_type
                        ],
                        unique,
                        pairs,
                        where,
                    )
                    self._ficha_combine(model._table, conflicts)

    @api.model
    def _ficha_combine(self, table, conflicts):
        """Put rows of a table into others and delete them, with base's own means.

        :param conflicts: :class:`Pairs` of rows of the table
        """
        if not conflicts:
            return
        name = next(
            name
            for name, model in self.env.items()
            if model._table == table and not model._abstract
        )
        # sudo: rows of a part follow, whoever merges
        model = self.env[name].sudo()
        every = self.with_context(active_test=False)
        for old, new, _merge in conflicts.rows:
            loser, keeper = model.browse(old), model.browse(new)
            every._update_foreign_keys_generic(name, loser, keeper)
            every._update_reference_fields_generic(name, loser, keeper)
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE id = ANY(%s)",
                SQL.identifier(table),
                conflicts.old,
            )
        )
        self.env.invalidate_all()
