from odoo import Command, models
from odoo.fields import Domain

from odoo.addons.ficha_cliente.tools.field_value import input_to_data

from ..tools.compare import Comparer
from ..tools.match import Matcher
from ..tools.names_alike import looks_like_company


class FichaImport(models.Model):
    """Writing a batch of rows: new customers together, known ones where they differ."""

    _inherit = "ficha.import"

    def _apply(self, lines, parser):
        """Import these rows, all or none: whatever is raised undoes the batch.

        :param lines: rows of one depth, in order (sudo, to read what they say)
        :param parser: a ``RowParser``
        """
        rows = []
        for line in lines:
            row = self._parse(
                parser, self.sheets[line.sheet_number], line.row, line.raw or []
            )
            row.line = line
            rows.append(row)
        self._set_parents(rows)
        customers = [row for row in rows if not row.kind]
        Matcher(self.env, self.id).match(customers)
        good = [row for row in rows if not row.problems and not row.conflict]
        self._create_new([r for r in good if not (r.kind or r.partner_id or r.same_as)])
        comparer = Comparer(self.env)
        known = []
        for row in good:
            if row.same_as:
                row.partner_id = row.same_as.partner_id
            if row.partner_id and "created" not in row.did and not row.problems:
                known.append(row)
        # read together: most of them are only compared
        partners = self.env["res.partner"].browse({row.partner_id for row in known})
        by_id = {partner.id: partner for partner in partners}
        self._update_all(known, by_id, comparer)
        self._check_both(rows)
        self._keep_outcomes(rows)

    def _set_parents(self, rows):
        """The company of a contact, the customer of a line: found while checking, or
        made by an earlier row."""
        numbers = {row.line.parent_number for row in rows if row.line.parent_number}
        # sudo: what rows said is nobody's to see, only whom they became is used
        lines = self.env["ficha.import.line"].sudo()
        parents = {
            line.number: line
            for line in lines.search(
                [("import_id", "=", self.id), ("number", "in", list(numbers))]
            )
        }
        for row in rows:
            line = row.line
            parent = parents.get(line.parent_number)
            row.parent_id = (parent or line)[
                "partner_id" if parent else "parent_partner_id"
            ].id
            if not row.problems and (row.kind or row.has_parent) and not row.parent_id:
                shown = row.parent or next(iter(row.owner.values()), "")
                code = "parent_row" if parent else "parent_unknown"
                values = {"row": parent.row} if parent else {}
                row.problems.append((self._parent_column(row), shown, code, values))
            if row.kind and not row.problems:
                row.partner_id = row.parent_id

    # -- new ---------------------------------------------------------------------------

    def _create_new(self, rows):
        """Make the customers that are not known."""
        comparer = Comparer(self.env)
        vals_list = []
        for row in rows:
            self._check_new(row)
        rows = [row for row in rows if not row.problems]
        for row in rows:
            change = comparer.compare(row, self.env["res.partner"])
            row.kept += change.kept
            vals_list.append(self._new_vals(row, change))
        if not vals_list:
            return
        quiet = self._quiet_partners()
        partners = quiet._with_notes_together(lambda: quiet.create(vals_list))
        self._share_from_companies(partners)
        for row, partner, vals in zip(rows, partners, vals_list, strict=True):
            row.partner_id = partner.id
            row.did.add("created")
            self._note_origin(partner, vals)
        # the file names somebody for them, who is not known: they are not of who
        # imports the file, and wait
        waiting = [
            r.partner_id for r in rows if any(c[0].kind == "user" for c in r.left)
        ]
        if waiting:
            self.env["res.partner"].browse(waiting).user_id = False
        self._file_duplicates(rows)

    def _quiet_partners(self):
        return self.env["res.partner"].with_context(
            tracking_disable=True,
            mail_create_nolog=True,
            mail_create_nosubscribe=True,
            ficha_acquisition="import",
            _partners_skip_fields_sync=True,  # done by _share_from_companies
        )

    def _share_from_companies(self, partners):
        """Give new contacts what they have from their company, for all of a company's
        together.

        As ``_load_records_create`` of the core (base/models/res_partner.py) does for
        its own import, which cannot be used: it reads the company's accounting fields
        as the user, who may not see them. Nor does a company without an address take
        its first contact's, as there.
        """
        groups, told = {}, []
        # sudo: as in the core, what is shared is no matter of rights
        for partner in partners.sudo().filtered("parent_id"):
            if partner.vat and not partner._ficha_tells_tax_id():
                told.append((partner, partner.vat))
            entity = partner.commercial_partner_id
            parent = partner.parent_id if partner.type == "contact" else entity.browse()
            groups.setdefault((entity, parent), []).append(partner.id)
        for (entity, parent), ids in groups.items():
            mine = partners.sudo().browse(ids)
            vals = parent._get_address_values() if parent else {}
            if entity not in mine:
                vals.update(entity._get_commercial_values())
            if vals:
                mine.write(vals)
            if entity not in mine:
                mine._company_dependent_commercial_sync()
        for partner, number in told:
            partner._ficha_propose_tax_id(number)

    def _new_vals(self, row, change):
        vals = {**change.fill, **change.differ}
        if row.has_parent:
            vals["parent_id"] = row.parent_id
        else:
            # as a ficha that is created by hand in this app
            vals["customer_rank"] = 1
            if "is_company" not in row.vals:
                vals["is_company"] = looks_like_company(
                    vals.get("name"), vals.get("vat")
                )
            if not row.open_country:
                vals.setdefault("country_id", self.company_id.country_id.id)
        if row.tags:
            vals["category_id"] = vals.get("category_id", []) + self._new_tags(row)
        for name, value in vals.items():
            if isinstance(value, list):
                vals[name] = [Command.set(value)]
        points = list(change.points)
        others = [
            point
            for point in points
            if point[0] == "phone" and point[1] not in row.labels
        ]
        if others and not vals.get("phone"):
            # of somebody new the first of the other telephones is the first one
            points.remove(others[0])
            vals["phone"] = others[0][1]
        if points:
            vals["contact_point_ids"] = [
                Command.create(self._point_vals(row, kind, value))
                for kind, value in points
            ]
        for name, lines in change.lines.items():
            vals[name] = [Command.create(line) for line in lines]
        if change.ibans:
            vals["bank_ids"] = [Command.create({"acc_number": i}) for i in change.ibans]
        return vals

    def _point_vals(self, row, kind, value):
        label = row.labels.get(value)
        return {"kind": kind, "value": value, **({"label": label} if label else {})}

    def _new_tags(self, row):
        """Ids of the row's tags that did not exist, which are made once."""
        found = []
        tags = self.env["res.partner.category"]
        for name in row.tags:
            tag = tags.search([("name", "=ilike", name)], limit=1)
            found.append((tag or tags.create({"name": name})).id)
        return found

    # -- possible duplicates -----------------------------------------------------------

    def _file_duplicates(self, rows):
        """File the pairs that the new customers make with others, and say so."""
        by_id = {row.partner_id: row for row in rows}
        # sudo: pairs are found past the rights of who imports, and told below within
        self.env["ficha.duplicate"].sudo()._refresh_contacts(list(by_id))
        pairs = self.env["ficha.duplicate"].search(
            Domain("state", "=", "open")
            & (
                Domain("partner_a_id", "in", list(by_id))
                | Domain("partner_b_id", "in", list(by_id))
            )
        )
        for pair in pairs:
            for one, other in (
                (pair.partner_a_id, pair.partner_b_id),
                (pair.partner_b_id, pair.partner_a_id),
            ):
                if one.id in by_id and other._filtered_access("read"):
                    by_id[one.id].duplicates.append(other.display_name)

    # -- known -------------------------------------------------------------------------

    def _update_all(self, rows, by_id, comparer):
        """Bring known customers up to date.

        :param by_id: {id: the customer}, read together
        """
        for row in rows:
            self._update_known(row, by_id[row.partner_id], comparer)

    def _note_changes(self, row, partner, vals, change):
        """Hook: a row will give ``partner`` these values, and what else ``change``
        has."""

    def _update_known(self, row, partner, comparer):
        change = comparer.compare(row, partner)
        row.kept += change.kept
        if row.tags:
            tags = self._new_tags(row)
            has = set(partner.category_id.ids)
            wanted = change.differ.get("category_id", row.vals.get("category_id", []))
            if set(wanted) | set(tags) != has:
                target = change.differ if has else change.fill
                target["category_id"] = list({*wanted, *tags})
        vals = dict(change.fill)
        if self.policy == "overwrite":
            vals.update(change.differ)
        else:
            self._propose_differences(row, partner, change)
        self._note_changes(row, partner, vals, change)
        if vals:
            partner.write(
                {
                    n: [Command.set(v)] if isinstance(v, list) else v
                    for n, v in vals.items()
                }
            )
            self._note_origin(partner, vals)
            row.did.add("updated")
        self._update_lines(row, partner, change)

    def _update_lines(self, row, partner, change):
        """What hangs from a known customer: new lines, and those that differ."""
        new = {
            "ficha.contact.point": [
                self._point_vals(row, kind, value) for kind, value in change.points
            ],
            "res.partner.bank": [{"acc_number": iban} for iban in change.ibans],
        }
        for kind in self.env["ficha.sheet"]._line_kinds():
            new[kind.model] = change.lines.get(kind.field, [])
        for model, vals_list in new.items():
            if vals_list:
                self.env[model].create(
                    [{**vals, "partner_id": partner.id} for vals in vals_list]
                )
                row.did.add("updated")
        changed = dict(change.lines_changed)
        for point_id, value in change.points_changed.items():
            changed["ficha.contact.point", point_id] = {"value": value}
        for (model, line_id), vals in changed.items():
            if self.policy == "overwrite":
                self.env[model].browse(line_id).write(vals)
                row.did.add("updated")
            else:  # the queue of proposals knows fields of the customer only
                row.kept.append(model)

    def _propose_differences(self, row, partner, change):
        differ = self._proposable(change)
        row.kept += [name for name in change.differ if name not in differ]
        entries = self._proposal_entries([(partner, differ)])
        if not entries:
            return
        proposals = self.env["ficha.proposal"]
        # sudo: only which ones are new is asked
        latest = proposals.sudo().search([], order="id desc", limit=1).id
        document = f"{self.file_name}, {row.number}"
        entries = [(*entry[:4], document) for entry in entries]
        made = proposals._propose_batch(entries, "import")
        if any(proposal_id > latest for proposal_id in made.ids):
            row.did.add("proposal")

    def _proposal_entries(self, changes):
        """Values as ``ficha.proposal._propose_batch`` takes them."""
        return [
            (
                partner,
                self.company_id,
                partner._fields[name],
                # sudo: comparing needs no right on what the value refers to
                input_to_data(partner._fields[name], value, partner.sudo()),
                None,
            )
            for partner, values in changes
            for name, value in values.items()
        ]

    def _note_origin(self, partner, vals):
        """Remember that these values came from this file."""
        self.env["ficha.value.origin"]._note(
            partner, list(vals), "import", source_ref=self.file_name, record=self
        )
