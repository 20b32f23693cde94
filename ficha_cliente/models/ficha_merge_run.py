from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .ficha_merge_pairs import Pairs


class FichaMerge(models.Model):
    """The order in which a merge goes on. Any number of merges go through together, so
    that two thousand of them do not read every table two thousand times."""

    _inherit = "ficha.merge"

    @api.model
    def _merge(self, survivor, others, choices=None):
        """Put contacts into one of them. The others are archived.

        :param survivor: ``res.partner``, the contact that stays
        :param others: ``res.partner``, any number
        :param choices: ``{field name: id of the contact whose value stays}``; for
            the other fields the survivor's value stays unless it is empty
        :return: the journal, a ``ficha.merge`` that can be undone
        :raise UserError: where a merge would break something, with the reason
        """
        return self._merge_all([(survivor, others, choices)])

    @api.model
    def _merge_all(self, groups):
        """Several merges of contacts that have nothing to do with each other.

        :param groups: list of ``(survivor, others, choices)`` as for :meth:`_merge`
        :return: the journals, in the same order
        """
        clean = []
        for survivor, others, choices in groups:
            others -= survivor
            self._check_merge(survivor, others, choices)
            self._check_choices(survivor, others, choices or {})
            clean.append((survivor.sudo(), others.sudo(), choices or {}))
        ids = [id_ for one, rest, _choices in clean for id_ in (one | rest).ids]
        if len(set(ids)) < len(ids):
            raise UserError(self.env._("A contact is merged only once at a time."))
        # sudo: that each contact may be written has been checked; what hangs from
        # them follows whether or not the user may see it
        return self.sudo().with_context(**self._merge_context())._run(clean)

    @api.model
    def _merge_context(self):
        """A merge leaves one note, and checks nothing that was valid before."""
        return {
            "active_test": False,
            "tracking_disable": True,
            "mail_notrack": True,
            "mail_activity_quick_update": True,
            "no_vat_validation": True,
            "ficha_followup_raw": True,
            "ficha_no_origin": True,
        }

    @api.model
    def _run(self, groups):
        """Merge. Rights and reasons have been checked."""
        env = self.env
        groups = [(one.with_env(env), rest.with_env(env), c) for one, rest, c in groups]
        env.flush_all()
        env["ficha.value.origin"]._flush_pending()
        self._lock_partners([(one | rest).ids for one, rest, _choices in groups])
        merges = self._create_journals(groups)
        pairs, entity_pairs = self._contact_pairs(merges, groups)
        if env["res.users"].search_count([("partner_id", "in", pairs.old)], limit=1):
            env.registry.clear_cache()  # users are looked up by their contact
        for merge, (survivor, others, _choices) in zip(merges, groups, strict=True):
            merge._move_codes(survivor, others)
        self._satellites_before(pairs)
        self._move_links("res_partner", pairs, entity_pairs)
        self._move_values_elsewhere(pairs)
        self._satellites_after(pairs)
        env.invalidate_all(flush=False)
        for merge, (survivor, others, choices) in zip(merges, groups, strict=True):
            merge._finish_one(survivor, others, choices)
        self._mark(merges, groups)
        return merges

    def _finish_one(self, survivor, others, choices):
        """What is done for one merge once everything points at the survivor."""
        self._merge_columns_per_company(survivor, others, choices)
        self._merge_properties(survivor, others)
        self._merge_images(survivor, others, choices)
        self.env.invalidate_all()
        last_alias = self._last_id("ficha_client_code_alias")
        last_point = self._last_id("ficha_contact_point")
        with self._recording():
            self._recompute_moved()
            ways = self._ways_to_reach(survivor, others)
            givers = self._write_values(survivor, others, choices)
            others.write({"active": False})
            self._sync_children(survivor)
            self._keep_ways_to_reach(survivor, ways)
        self._sql_created("ficha_client_code_alias", last_alias)
        self._sql_created("ficha_contact_point", last_point)
        self._move_origins(survivor, givers)
        self.summary = self._count_moved()
        self._note_merge(survivor, others, sorted(givers))

    def _move_codes(self, survivor, others):
        """The kept contact's code stays and the others become previous codes of it;
        when it has none, it takes that of the oldest."""
        coded = others.filtered("client_code")
        if not coded:
            return
        last_alias = self._last_id("ficha_client_code_alias")
        coded = coded.sorted(lambda partner: (partner.create_date, partner.id))
        entity = survivor.commercial_partner_id
        with self._recording():
            codes = [(partner.client_code, partner.display_name) for partner in coded]
            for partner in coded:
                partner._set_client_code(False)
            for code, name in codes:
                entity._receive_client_code(
                    code, self.env._("Merged with %(name)s", name=name)
                )
        self._sql_created("ficha_client_code_alias", last_alias)

    @api.model
    def _last_id(self, table):
        rows = self.env.execute_query(
            SQL("SELECT COALESCE(max(id), 0) FROM %s", SQL.identifier(table))
        )
        return rows[0][0]

    @api.model
    def _lock_partners(self, groups):
        """Two merges of the same contact at once: the second one starts again."""
        ids = sorted(id_ for group in groups for id_ in group)
        self.env.cr.execute(
            SQL(
                "SELECT FROM res_partner WHERE id = ANY(%s) ORDER BY id"
                " FOR NO KEY UPDATE",
                ids,
            )
        )

    @api.model
    def _create_journals(self, groups):
        merges = self.create(
            [
                {
                    "survivor_id": survivor.id,
                    "survivor_name": survivor.display_name,
                    "source_ids": [
                        fields.Command.create(
                            {
                                "partner_id": other.id,
                                "name": other.display_name or str(other.id),
                                "client_code": other.client_code,
                            }
                        )
                        for other in others
                    ],
                }
                for survivor, others, _choices in groups
            ]
        )
        self.env.flush_all()
        return merges

    @api.model
    def _contact_pairs(self, merges, groups):
        """Who goes into whom, and into whose commercial entity."""
        rows, entities = [], []
        for merge, (survivor, others, _choices) in zip(merges, groups, strict=True):
            entity = survivor.commercial_partner_id
            for other in others:
                rows.append((other.id, survivor.id, merge.id))
                entities.append((other.id, entity.id, merge.id))
        return Pairs(rows), Pairs(entities)

    def _recompute_moved(self):
        """Bring stored fields up to date that follow from whom a document is of and
        that nobody can set: the commercial entity, the customer's name in lists.

        Those that a person can set (payment terms, salesperson...) stay as they are."""
        for table, column, ids in self._moved_rows():
            model = self._merge_models_by_table().get(table)
            names = model and self._merge_dependents(model, column)
            if not names:
                continue
            records = self.env[model].browse(ids)
            for name in names:
                self.env.add_to_compute(records._fields[name], records)
        self.env.flush_all()

    def _moved_rows(self):
        """Rows ``(table, column, ids)`` of what moved in this merge."""
        return self.env.execute_query(
            SQL(
                """
                SELECT table_name, column_name,
                       array_agg(DISTINCT item.value::int ORDER BY item.value::int)
                  FROM ficha_merge_move AS move
                 CROSS JOIN jsonb_array_elements_text(move.row_ids) AS item (value)
                 WHERE move.merge_id = %s AND move.action = 'moved'
                   AND move.key_name = 'id'
                 GROUP BY table_name, column_name
                 ORDER BY table_name, column_name
                """,
                self.id,
            )
        )

    @api.model
    def _merge_dependents(self, model, column):
        """Names of stored fields of ``model`` that follow from ``column`` alone or with
        others, and that nobody can set."""
        depends = self.env.registry.field_depends
        return [
            field.name
            for field in self.env[model]._fields.values()
            if self._is_column(field)
            and field.compute
            and field.readonly
            and any(
                name == column or name.startswith(f"{column}.")
                for name in depends.get(field, ())
            )
        ]

    def _count_moved(self):
        """How many rows moved, by table: documents and not links, so a document that
        names the contact twice counts once."""
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT table_name, count(DISTINCT item.value)
                      FROM ficha_merge_move AS move
                     CROSS JOIN jsonb_array_elements_text(move.row_ids) AS item (value)
                     WHERE move.merge_id = %s AND move.action = 'moved'
                     GROUP BY table_name
                    """,
                    self.id,
                )
            )
        )

    @api.model
    def _mark(self, merges, groups):
        """Tell the parts that keep something about contacts whose it changed."""
        touched = self.env["res.partner"]
        for survivor, others, _choices in groups:
            touched |= survivor | others
        children = touched.with_context(active_test=False).child_ids
        touched |= touched.commercial_partner_id | children
        self.env["ficha.purchase.queue"]._mark(
            partners=touched.commercial_partner_id.ids
        )
        self.env["ficha.identity.key"]._mark(touched.ids)
        self.env["ficha.quality.queue"]._mark(touched.ids)
