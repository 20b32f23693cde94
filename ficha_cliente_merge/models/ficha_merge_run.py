from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_list

from odoo.addons.ficha_cliente.tools.merge import Merging, Pairs


class JournaledMerging(Merging):
    """Merges as the hooks of the parts see them, when they can be undone: whatever is
    done to rows is also written into the journals.

    :param merges: ``ficha.merge``, the journals
    :param groups: list of ``(contact that stays, contacts that go, choices)``
    """

    def __init__(self, merges, groups):
        self.journal = merges.browse()
        self.journals = {
            kept.id: merge for merge, (kept, *_rest) in zip(merges, groups, strict=True)
        }
        super().__init__(
            [(kept, others, self.journals[kept.id].id) for kept, others, _ in groups]
        )

    def change(self, table, column, where, value, pairs=None):
        """Extends ours: see the class."""
        self.journal._sql_change(table, column, pairs or self.pairs, where, value)

    def remove(self, table, where, pairs=None):
        """Extends ours: see the class."""
        self.journal._sql_remove(table, pairs or self.pairs, where)

    def replace(self, table, changes):
        """Extends ours: the row is made again, because the journal knows one column at
        a time and the values may be unique, or in order, only together."""
        lines = self.journal._sql_lines(table, [id_ for id_, *_rest in changes])
        self.remove(
            table,
            SQL("t.id = m.old"),
            Pairs((id_, id_, merge) for id_, _values, merge in changes),
        )
        for id_, values, merge in changes:
            journal = self.journal.browse(merge)
            journal._sql_insert(table, lines[id_] | values)

    def combine(self, table, conflicts):
        """Extends ours: see the class."""
        if conflicts:
            self.journal._combine(table, conflicts)

    @contextmanager
    def recording(self, kept, *tables):
        """Extends ours: what the ORM writes goes into the journal, and so do the rows
        that it makes."""
        journal = self.journals[kept.id]
        last = {table: journal._last_id(table) for table in tables}
        with journal._recording():
            yield
        for table, id_ in last.items():
            journal._sql_created(table, id_)


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
            # sudo: all that points to them moves; the user's rights were asked just now
            clean.append((survivor.sudo(), others.sudo(), choices or {}))
        ids = [id_ for one, rest, _choices in clean for id_ in (one | rest).ids]
        if len(set(ids)) < len(ids):
            raise UserError(self.env._("A contact can only be in one merge at a time."))
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
        self._lock_partners([(one | rest).ids for one, rest, _choices in groups])
        merges = self._create_journals(groups)
        pairs, entity_pairs = self._contact_pairs(merges, groups)
        if env["res.users"].search_count([("partner_id", "in", pairs.old)], limit=1):
            env.registry.clear_cache()  # users are looked up by their contact
        merging = JournaledMerging(merges, groups)
        merging.kept._ficha_merge_before(merging)
        env.flush_all()
        self._move_links("res_partner", pairs, entity_pairs)
        self._move_values_elsewhere(pairs)
        env.invalidate_all(flush=False)
        filled = [
            merge._finish_one(merging, survivor, others, choices)
            for merge, (survivor, others, choices) in zip(merges, groups, strict=True)
        ]
        merging.kept._ficha_merged(merging)
        env.invalidate_all()
        for merge, (survivor, others, _choices), names in zip(
            merges, groups, filled, strict=True
        ):
            merge.summary = merge._count_moved()
            merge._note_merge(survivor, others, names)
        self._refresh(groups)
        return merges

    def _finish_one(self, merging, survivor, others, choices):
        """What is done for one merge once everything points at the survivor.

        :param merging: the :class:`JournaledMerging` this is one of
        :return: names of the fields that the survivor took over
        """
        self._merge_columns_per_company(survivor, others, choices)
        self._merge_properties(survivor, others)
        self._merge_images(survivor, others, choices)
        self.env.invalidate_all()
        # a contact that gets a company hands over its code, what loses its place in the
        # first line becomes a contact point, and a name that is replaced a previous one
        with merging.recording(
            survivor,
            "ficha_client_code_alias",
            "ficha_contact_point",
            "ficha_former_value",
        ):
            self._recompute_moved()
            lines = (survivor | others)._ficha_first_line()
            givers = self._write_values(survivor, others, choices)
            others.write({"active": False})
            self._sync_children(survivor)
            if points := survivor._ficha_missing_contact_points(lines):
                self.env["ficha.contact.point"].create(points)
        return sorted(givers)

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
    def _refresh(self, groups):
        """Tell the parts that compute something of contacts whose it changed."""
        touched = self.env["res.partner"]
        for survivor, others, *_choices in groups:
            touched |= survivor | others
        children = touched.with_context(active_test=False).child_ids
        touched |= touched.commercial_partner_id | children
        touched._ficha_merge_refresh()

    # --------------------------------------------------------------------------
    # Who may merge what, and what is not merged at all.
    # --------------------------------------------------------------------------

    @api.model
    def _check_merge(self, survivor, others, choices=None):
        """Refuse what may not be merged.

        :param choices: see :meth:`_merge`
        :raise AccessError: the user may not write one of the contacts
        :raise UserError: with a sentence that says why, and what to do
        """
        every = survivor | others
        if len(survivor) != 1 or not others or len(every.exists()) != len(every):
            raise UserError(
                self.env._("Choose at least two contacts, and which of them stays.")
            )
        if not self.env.su:
            every.check_access("write")
        # sudo: what speaks against a merge does so whether or not the user sees it
        survivor, others = survivor.sudo(), others.sudo()
        reason = (
            self._refuse_merged(survivor, others)
            or self._refuse_users(survivor, others)
            or self._refuse_family(survivor, others)
            or self._refuse_companies(survivor, others)
            or self._refuse_secured(others)
            or self._refuse_other_entity(survivor, others, choices or {})
        )
        if reason:
            raise UserError(reason)

    @api.model
    def _refuse_merged(self, survivor, others):
        every = survivor | others
        # sudo: a check, also of merges that are not the user's to see
        before = self.env["ficha.merge.source"].sudo()
        archived = every.filtered(lambda p: not p.active)
        before = before.search(
            [("partner_id", "in", archived.ids), ("merge_id.state", "!=", "undone")],
            limit=1,
        )
        if before:
            return self.env._(
                "%(name)s was already merged into “%(survivor)s”.",
                name=before.name,
                survivor=before.merge_id.survivor_name,
            )
        if not survivor.active:
            return self.env._(
                "%s is archived. Keep another one, or restore it first.",
                survivor.display_name,
            )
        return None

    @api.model
    def _refuse_users(self, survivor, others):
        every = survivor | others
        users = every.with_context(active_test=False).user_ids
        if len(users.partner_id) > 1:
            return self.env._(
                "%(names)s are users of this database (or of its portal), each with "
                "their own login. Users are not merged: take the login away from all "
                "but one of them first.",
                names=format_list(self.env, users.partner_id.mapped("display_name")),
            )
        internal = users.filtered(lambda user: not user.share) - self.env.user
        if internal and not self.env["res.users"].has_access("write"):
            raise AccessError(
                self.env._(
                    "%s is the contact of a user of this database: only an "
                    "administrator can merge it.",
                    internal[0].partner_id.display_name,
                )
            )
        company = survivor.company_id
        if company and any(company not in user.company_ids for user in users):
            return self.env._(
                "%(name)s belongs to %(company)s, which the user %(user)s does not "
                "work for.",
                name=survivor.display_name,
                company=company.name,
                user=users[0].name,
            )
        return None

    @api.model
    def _refuse_family(self, survivor, others):
        every = survivor | others
        for partner in every:
            above = partner.parent_id
            seen = partner
            while above and above not in seen:
                if above in every:
                    return self.env._(
                        "%(contact)s belongs to “%(company)s”. A contact is not merged "
                        "with its own company: take it out of the company first, or "
                        "archive it.",
                        contact=partner.display_name,
                        company=above.display_name,
                    )
                seen |= above
                above = above.parent_id
        return None

    @api.model
    def _refuse_companies(self, survivor, others):
        every = survivor | others
        # sudo: a check, also of companies that are not the user's
        own = (
            self.env["res.company"]
            .sudo()
            .with_context(active_test=False)
            .search([("partner_id", "in", every.ids)], limit=1)
        )
        if own:
            return self.env._(
                "%s is one of your own companies, not a customer.", own.name
            )
        for partner in others:
            if partner.company_id == survivor.company_id:
                continue
            if partner.company_id and not survivor.company_id:
                continue  # who stays is seen by every company already
            if not partner.company_id:
                return self.env._(
                    "%(name)s is shared by all companies and %(survivor)s belongs to "
                    "%(company)s only. Keep “%(name)s”.",
                    name=partner.display_name,
                    survivor=survivor.display_name,
                    company=survivor.company_id.name,
                )
            return self.env._(
                "%(name)s belongs to %(company)s and %(survivor)s to “%(other)s”. "
                "Contacts of different companies are not merged.",
                name=partner.display_name,
                company=partner.company_id.name,
                survivor=survivor.display_name,
                other=survivor.company_id.name,
            )
        companies = others.company_id
        if len(companies) > 1:
            return self.env._(
                "The contacts belong to different companies (%s). Contacts of "
                "different companies are not merged.",
                format_list(self.env, companies.mapped("name")),
            )
        return None

    @api.model
    def _refuse_secured(self, others):
        """Entries secured by a hash have the customer in it (``account.move.line.
        _get_integrity_hash_fields``): with another one the chain would be broken."""
        # sudo: a check, also of entries of other companies
        line = (
            self.env["account.move.line"]
            .sudo()
            .search(
                [
                    ("partner_id", "in", others.ids),
                    ("move_id.inalterable_hash", "!=", False),
                ],
                limit=1,
            )
        )
        if not line:
            return None
        return self.env._(
            "%(name)s has secured accounting entries (%(entry)s), whose customer can "
            "no longer change. Keep %(name)s and merge the others into it.",
            name=line.partner_id.display_name,
            entry=line.move_id.name,
        )

    @api.model
    def _refuse_other_entity(self, survivor, others, choices):
        """Invoices of a contact are its company's: they would go to another customer,
        which the core does not allow either (account's write on the parent)."""
        parent = self._final_parent(survivor, others, choices)
        entity = survivor.commercial_partner_id
        if parent != survivor.parent_id and not survivor.is_company:
            entity = parent.commercial_partner_id or survivor
        # sudo: invoices count against a merge whether or not the user sees them
        Move = self.env["account.move"].sudo()
        for partner in survivor | others:
            owner = partner.commercial_partner_id
            same_vat = (owner.vat or "") == (entity.vat or "")
            if owner == entity or (
                owner == partner and (entity == survivor or same_vat)
            ):
                continue
            move = Move.search([("partner_id", "=", partner.id)], limit=1)
            if move:
                return self.env._(
                    "The documents of %(name)s (%(document)s) are of the customer "
                    "%(owner)s and would become those of %(entity)s. Merge these two "
                    "customers first.",
                    name=partner.display_name,
                    document=move.display_name,
                    owner=owner.display_name,
                    entity=entity.display_name,
                )
        return None

    @api.model
    def _final_parent(self, survivor, others, choices):
        """The company to which the kept contact will belong: its own, the chosen one,
        or for a person without any that of the others, as in Odoo's own merge."""
        if "parent_id" in choices:
            return survivor.browse(choices["parent_id"]).parent_id
        if survivor.parent_id or survivor.is_company:
            return survivor.parent_id
        return others.parent_id[:1]
