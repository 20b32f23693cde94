from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.ficha_cliente.tools.arguments import asks, either
from odoo.addons.ficha_cliente.tools.query import (
    query_column,
    query_is_empty,
    query_join,
    query_refine,
    query_select,
)

from ..tools.arguments import VIEW
from ..tools.grid import side
from .res_partner_map import MONEY


class ResPartner(models.Model):
    """Where the money is on the map: what was sold, or what was nearly sold."""

    _inherit = "res.partner"

    @api.model
    def _map_heats(self):
        """What the heat of the map may be of.

        :return: ``{key: (query of rows, SQL of customer and of money, whether each
            customer has one row at most, found by an index)}``; what the reader may not
            see is not there
        """
        heats, company = {}, Domain("company_id", "=", self.env.company.id)
        for key, model, money in (
            ("sales", "ficha.purchase.summary", "revenue_12m"),
            ("missed", "ficha.missed.purchase", "amount"),
        ):
            Model = self.env[model]
            if Model.has_access("read"):
                rows = Model._search(company)
                heats[key] = (
                    rows,
                    query_column(rows, "partner_id"),
                    query_column(rows, money),
                    Model._auto,
                )
        return heats

    @api.model
    @api.readonly
    @asks(**VIEW, what=either("sales", "missed"))
    def ficha_map_heat(self, domain, view=None, zoom=6, what="sales"):
        """Where most was sold in twelve months, or nearly sold.

        :param list domain: to whom; ``view`` and ``zoom``: as :meth:`ficha_map`
        :return: dict of ``cells``: latitude, longitude, share of the hottest one from 0
            to 1, how many customers, money in whole units; their ``total``, of
            ``customers``; and ``inside``: how many are in view, with or without
        """
        self._map_check()
        rows = self._map_gather(domain, view, "followup", zoom)
        answer = {"inside": sum(row[3] for row in rows), "customers": 0}
        query = self._search(
            domain & Domain("map_precision", "!=", False) & self._map_inside(view)
        )
        rows, customer, money, single = self._map_heats().get(what, (None,) * 4)
        if rows is None or query_is_empty(query) or query_is_empty(rows):
            return answer | {"cells": [], "total": 0}
        same = SQL("%s = %s", customer, query_column(query, "id"))
        few = single and answer["inside"] <= MONEY
        query_refine(rows, SQL("%s <> 0", money), *[same] * few)
        if not single:
            query_refine(rows, group=customer)
            money = SQL("SUM(%s)", money)
        sold = SQL(
            "(%s)",
            query_select(
                rows,
                SQL("%s AS partner_id", customer),
                # in whole units, as it is shown: the total is the sum of the cells
                SQL("round(%s::numeric)::bigint AS money", money),
            ),
        )
        if few:
            # looked up for each in view, instead of reading all who ever bought
            sold = SQL("LATERAL %s", sold)
        query_join(
            query,
            "JOIN",
            "map_heat",
            sold,
            SQL("map_heat.partner_id = %s", query_column(query, "id")),
        )
        high, wide = (length / 2 for length in side(zoom))
        lat, lng = (query_column(query, f"map_{a}itude") for a in ("lat", "long"))
        query_refine(
            query,
            SQL("map_heat.money > 0"),
            group=SQL("floor(%s / %s), floor(%s / %s)", lat, high, lng, wide),
        )
        # of a million, compiling the statement would take longer than running it
        self.env.cr.execute("SET LOCAL jit = off")
        found = self.env.execute_query(
            query_select(
                query,
                SQL("avg(%s)", lat),
                SQL("avg(%s)", lng),
                SQL("count(*)"),
                SQL("sum(map_heat.money)"),
            )
        )
        most = max((float(row[3]) for row in found), default=0) or 1
        return answer | {
            "customers": sum(row[2] for row in found),
            "cells": [
                [
                    round(latitude, 5),
                    round(longitude, 5),
                    round((float(amount) / most) ** 0.5, 3),
                    count,
                    int(amount),
                ]
                for latitude, longitude, count, amount in found
            ],
            "total": int(sum(row[3] for row in found)),
        }
