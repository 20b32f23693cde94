from odoo.tests import new_test_user
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tests.common_client_code import ClientCodeCommon

# What differs after a merge and its undoing: who wrote when, and the notes.
STAMPS = ["write_date", "write_uid"]


class MergeCommon(ClientCodeCommon):
    """Merges are made by a user of customer files who is no administrator."""

    # of other parts, that a merge makes anew and its undoing too
    rebuilt_tables = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ficha.followup.rule"].search([]).active = False
        cls.other_clerk = new_test_user(
            cls.env,
            "merge_other_clerk",
            groups="base.group_user,ficha_cliente.group_ficha_user",
            company_id=cls.company_data["company"].id,
        )

    def _merge(self, kept, *others, user=None, **choices):
        user = user or self.clerk
        partners = self.Partner.union(*others).with_user(user)
        merge = self.env["ficha.merge"].with_user(user)
        merge = merge._merge(kept.with_user(user), partners, choices)
        self.env.invalidate_all()
        return merge

    def _undo(self, merge):
        merge.action_undo()
        self.env.flush_all()
        self.env.invalidate_all()

    def _snapshot(self, partners):
        """Every row of every table that mentions one of these contacts, and the rows
        that mention the related rows a merge may combine.

        :return: ``{table: sorted list of rows as text}``
        """
        self.env.flush_all()
        self.env["ficha.value.origin"]._flush_pending()
        self.env["ficha.identity.key"]._flush_pending()
        rows = {"res_partner": self._rows("res_partner", "id", partners.ids)}
        for table in ("ficha_value_origin", *self.rebuilt_tables):
            rows[table] = self._rows(table, "partner_id", partners.ids)
        rows["ficha_identity_key"] = set(
            self.env.execute_query(
                SQL(
                    "SELECT partner_id, contact_id, kind, value FROM ficha_identity_key"
                    " WHERE partner_id = ANY(%s)",
                    partners.ids,
                )
            )
        )
        for column in ("partner_a_id", "partner_b_id"):
            rows.setdefault("ficha_duplicate", set()).update(
                self._rows("ficha_duplicate", column, partners.ids)
            )
        self._add_rows(rows, "res_partner", partners.ids)
        for table in ("mail_followers", "res_partner_bank", "ficha_proposal"):
            ids = [
                id_
                for (id_,) in self.env.execute_query(
                    SQL(
                        "SELECT id FROM %s WHERE partner_id = ANY(%s)",
                        SQL.identifier(table),
                        partners.ids,
                    )
                )
            ]
            self._add_rows(rows, table, ids)
        return rows

    def _add_rows(self, rows, table, ids):
        for link in self.env["ficha.merge"]._merge_links(table):
            found = self.env.execute_query(
                SQL(
                    "SELECT (to_jsonb(t) - %s::text[])::text FROM %s AS t"
                    " WHERE %s = ANY(%s) AND %s",
                    STAMPS,
                    SQL.identifier(link.table),
                    SQL.identifier("t", link.column),
                    link.values(ids),
                    link.where(),
                )
            )
            rows.setdefault(link.table, set()).update(row for (row,) in found)

    def _rows(self, table, column, ids):
        return {
            row
            for (row,) in self.env.execute_query(
                SQL(
                    "SELECT (to_jsonb(t) - %s::text[])::text FROM %s AS t"
                    " WHERE %s = ANY(%s)",
                    STAMPS,
                    SQL.identifier(table),
                    SQL.identifier(column),
                    list(ids),
                )
            )
        }

    def _differences(self, before, after):
        """Lines that say what is in one snapshot only; notes do not count."""
        lines = []
        for table in sorted(before.keys() | after.keys()):
            if table == "mail_message":
                # notes came meanwhile; none of those before may be missing
                after[table] = after.get(table, set()) & before.get(table, set())
            for row in sorted(before.get(table, set()) - after.get(table, set())):
                lines.append(f"before {table} {row}")
            for row in sorted(after.get(table, set()) - before.get(table, set())):
                lines.append(f"after  {table} {row}")
        return "\n".join(lines)
