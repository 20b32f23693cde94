"""What views of the map take."""

import time
from ast import literal_eval

from lib.measure import transaction

# south, west, north, east, and the zoom at which a screen shows that much
VIEWS = (
    ("all of Spain", None, 6),
    ("all of Spain, moved", [35.5, -10.0, 44.0, 4.5], 6),
    ("a region", [37.0, -6.6, 38.6, -4.4], 9),
    ("a province", [40.1, -4.2, 40.8, -3.2], 10),
    ("a town", [37.3, -6.05, 37.45, -5.9], 13),
)


def _views():
    """As the browser asks for them (``viewOf`` in ``leaflet_map.js``)."""
    from odoo.addons.ficha_cliente_map.tools.grid import widened

    return [
        (title, widened(view) if view and zoom <= 8 else view, zoom)
        for title, view, zoom in VIEWS
    ]


def _asked(env):
    """The domain of the action, as the web client sends it."""
    return literal_eval(env.ref("ficha_cliente.action_ficha").sudo().domain)


def measure(registry, rounds):
    """``[(title, how many in view, [milliseconds])]``"""
    from lib import seed

    rows = []
    for mine in (False, True):
        for title, view, zoom in _views():
            times = []
            for _round in range(rounds + 1):
                with transaction(registry, seed.LOGIN) as env:
                    domain = _asked(env)
                    if mine:
                        domain = [*domain, ("user_id", "=", env.uid)]
                    begun = time.perf_counter()
                    answer = env["res.partner"].ficha_map(
                        domain, view=view, zoom=zoom, first=view is None
                    )
                    times.append(1000 * (time.perf_counter() - begun))
            whose = "20,000 of one seller" if mine else "everybody"
            rows.append((f"{whose}: {title}", answer["inside"], times[1:]))
            asked = (domain, view, zoom)
            if answer["later"]:
                times = _times(registry, rounds, "ficha_map_money", *asked)
                what = f"{whose}: {title}, its money afterwards"
                rows.append((what, answer["inside"], times))
            if "moved" not in title:
                times = _times(registry, rounds, "ficha_map_heat", *asked)
                rows.append((f"{whose}: {title}, heat", answer["inside"], times))
    return rows


def _times(registry, rounds, method, domain, view, zoom):
    """What one call of the map takes, the first one left out."""
    from lib import seed

    times = []
    for _round in range(min(rounds, 5) + 1):
        with transaction(registry, seed.LOGIN) as env:
            begun = time.perf_counter()
            getattr(env["res.partner"], method)(domain, view=view, zoom=zoom)
            times.append(1000 * (time.perf_counter() - begun))
    return times[1:]


def explain(registry):
    """The plan of the slowest statement of each view."""
    from unittest.mock import patch

    from lib import seed

    plans = []
    with transaction(registry, seed.LOGIN) as env:
        real = type(env).execute_query

        def explained(self, query):
            rows = real(self, query)
            if "map_latitude" in query.code:
                self.cr.execute(
                    "EXPLAIN (ANALYZE, BUFFERS) " + query.code, query.params
                )
                plans.append("\n".join(row[0] for row in self.cr.fetchall()))
            return rows

        with patch.object(type(env), "execute_query", explained):
            for title, view, zoom in _views()[:4]:
                plans.append(title)
                env["res.partner"].ficha_map(
                    _asked(env), view=view, zoom=zoom, first=view is None
                )
    return "\n\n".join(plans)
