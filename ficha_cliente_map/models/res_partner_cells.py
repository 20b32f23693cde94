from collections.abc import Collection

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_is_empty,
    query_of_counts,
    query_refine,
    query_select,
)

from ..tools.grid import HEIGHT, WIDTH, ZOOM, span
from .ficha_map_cell import COUNTED, POSITION

# conditions that leave out very few: these are taken away again, one by one
FEW = {"ref_company_ids", "ficha_is_nobody"}


class ResPartner(models.Model):
    """Many customers, counted by place instead of read one by one: kept true as
    contacts change, and asked with the same conditions and rules as contacts."""

    _inherit = "res.partner"

    def _write_multi(self, vals_list):
        """Extends _write_multi, through which all goes that the ORM writes, computed
        columns too: who moves, or changes colour, counts elsewhere."""
        ids = [
            record.id
            for record, vals in zip(self, vals_list, strict=True)
            if not COUNTED.isdisjoint(vals)
        ]
        cells = self.env["ficha.map.cell"]
        if not ids or not cells._state():
            return super()._write_multi(vals_list)
        cells._count(ids, -1)
        result = super()._write_multi(vals_list)
        cells._count(ids)
        return result

    def unlink(self):
        """Extends unlink: who is gone counts no more, and the database makes their
        contacts those of nobody."""
        cells = self.env["ficha.map.cell"]
        if not self or not cells._state():
            return super().unlink()
        # sudo: contacts that the user does not see lose their company too
        everybody = self.sudo().with_context(active_test=False)
        children = everybody.search([("parent_id", "in", self.ids)]) - self
        (self | children).flush_recordset(COUNTED)
        cells._count((self | children).ids, -1)
        result = super().unlink()
        cells._count(children.ids)
        return result

    def _ficha_merge_put_back(self, done):
        """Extends the hook of merges: what is put back past the ORM counts too."""
        result = super()._ficha_merge_put_back(done)
        cells = self.env["ficha.map.cell"]
        if self and cells._state():
            if not done:
                # afterwards what is still to be written counts when it is
                self.flush_recordset(COUNTED)
            cells._count(self.ids, 1 if done else -1)
        return result

    @api.model
    def _map_from_cells(self, domain, view, colour, zoom):
        """As :meth:`_map_gather`, from what is counted.

        :return: its rows; None when that cannot be answered so: a condition or a rule
            asks something else, the view does not keep to the lines of the grid, or
            nothing is counted
        """
        zoom = max(0, int(zoom))
        if colour != "followup" or zoom > ZOOM:
            return None
        where = span(view) if view else ()
        if where is None or self.env["ficha.map.cell"]._state() != "ready":
            return None
        self.flush_model(COUNTED)
        asked, few = self._map_split(domain)
        conditions = self._map_conditions(asked)
        if conditions is None:
            return None
        left_out = asked & few & self._map_inside(view)
        return [
            (
                *row[:6],
                row[6] * HEIGHT,
                row[7] * WIDTH,
                (row[8] + 1) * HEIGHT,
                (row[9] + 1) * WIDTH,
            )
            for row in self._map_count(conditions, where, zoom, left_out)
        ]

    @api.model
    def _map_split(self, domain):
        """A search as what is counted, and whom it leaves out besides.

        They are looked for one condition after the other: one statement that asks "this
        or that" of contacts reads them all.

        :return: ``(Domain, Domain)``
        """
        parts = domain.children if getattr(domain, "OPERATOR", "") == "&" else (domain,)
        asked, few = Domain.TRUE, set()
        for part in parts:
            if (
                getattr(part, "field_expr", "") in FEW
                and part.operator == "="
                and part.value is False
            ):
                few.update(self.with_context(active_test=False).search(~part).ids)
            else:
                asked &= part
        return asked, Domain("id", "in", list(few))

    @api.model
    def _map_conditions(self, domain):
        """What a search asks, with the rules of who asks.

        :return: list of Domain; None when one asks what is not counted
        """
        self.browse().check_access("read")
        if self.env.context.get("active_test", True) and not any(
            leaf.field_expr == "active" for leaf in domain.iter_conditions()
        ):
            domain &= Domain("active", "=", True)
        asked = [domain.optimize_full(self)]
        if not self.env.su:
            # sudo: rules hold on contacts that their reader may not read, as in _search
            rules = self.env["ir.rule"]._compute_domain(self._name, "read")
            asked.append(
                rules.optimize_full(self.sudo().with_context(active_test=False))
            )
        return asked if all(map(_is_counted, asked)) else None

    @api.model
    def _map_count(self, conditions, where, zoom, left_out):
        """What is counted under some conditions, in cells of the screen.

        :param left_out: Domain of the contacts that are taken away from it again
        :return: list of ``(row, column, colour, how many, sum of latitudes, of
            longitudes, first row and column of the grid, last ones)``
        """
        query = query_of_counts(self, "ficha_map_cell", conditions)
        row, column = (query_column(query, f"cell_{n}") for n in ("row", "column"))
        if where:
            query_refine(
                query,
                SQL("%s BETWEEN %s AND %s", row, *where[:2]),
                SQL("%s BETWEEN %s AND %s", column, *where[2:]),
            )
        names = ("customers", "latitude", "longitude")
        selects = [
            query_select(
                query,
                row,
                column,
                SQL(
                    "COALESCE(%s, '') AS colour", query_column(query, "followup_color")
                ),
                *(query_column(query, name) for name in names),
            )
        ]
        query, colour = self._map_query(left_out, "followup")
        if not query_is_empty(query):
            lat, lng = (query_column(query, f"map_{a}itude") for a in ("lat", "long"))
            selects.append(
                query_select(
                    query,
                    SQL("floor(%s / %s)::int", lat, HEIGHT),
                    SQL("floor(%s / %s)::int", lng, WIDTH),
                    colour,
                    SQL("-1"),
                    SQL("-%s", lat),
                    SQL("-%s", lng),
                )
            )
        return self.env.execute_query(
            SQL(
                """
                SELECT (cell_row >> %(shift)s)::float8,
                       (cell_column >> %(shift)s)::float8, colour,
                       sum(customers)::bigint, sum(latitude), sum(longitude),
                       min(cell_row), min(cell_column), max(cell_row), max(cell_column)
                  FROM (
                      -- where there is nobody any more is no place of anybody
                      SELECT cell_row, cell_column, colour, sum(customers) AS customers,
                             sum(latitude) AS latitude, sum(longitude) AS longitude
                        FROM (%(counted)s) AS counted
                       GROUP BY 1, 2, 3
                      HAVING sum(customers) > 0
                  ) AS cell
                 GROUP BY 1, 2, 3
                """,
                # of whole numbers, as floor() of a division
                shift=ZOOM - zoom,
                counted=SQL(" UNION ALL ").join(selects),
            )
        )


def _is_counted(domain):
    """Whether an optimized domain asks nothing but what is counted."""
    if domain.is_true() or domain.is_false():
        return True
    if parts := getattr(domain, "children", ()):
        return all(map(_is_counted, parts))
    name, values = getattr(domain, "field_expr", ""), getattr(domain, "value", None)
    return (
        name in COUNTED - POSITION
        and domain.operator in ("in", "not in")
        and isinstance(values, Collection)
        # of whom is not counted, only whether there is somebody
        and not (name == "parent_id" and any(values))
    )
