"""A company's own router, asked for the roads between some places: OSRM, Valhalla or
openrouteservice. No database.

It is asked for a short time only; whoever asks falls back to straight lines. A router
that did not answer is left alone for a minute, so that nobody waits for it again.
"""

import json
import time

import requests

from .travel import matrices

# so many places are asked about at once: what public servers of all three allow
PLACES = 50
SECONDS = 3
PAUSE = 60
LARGEST = 5_000_000
# kilometres or minutes: a longer way is a mistake of the router's
FARTHEST = 100_000

# what an answer raises that is no table
NO_TABLE = (KeyError, TypeError, ValueError, OverflowError, RecursionError)

# until when a server is left alone
_silent = {}


class NoAnswer(Exception):
    """The router has not answered, or not with what was asked."""


def ask(kind, url, key, points):
    """Kilometres and minutes between all points, by road.

    :param str kind: *osrm*, *valhalla*, *ors*
    :param str url: of the server, without path
    :param str key: what openrouteservice asks for
    :param list points: latitude and longitude, at most ``PLACES``
    :return: two lists of lists; what the router does not know is a straight line
    :raise NoAnswer:
    """
    if _silent.get(url, 0) > time.monotonic():
        raise NoAnswer("it is left alone for a while")
    places = list(dict.fromkeys(points))
    try:
        kilometres, minutes = _KINDS[kind](url.rstrip("/"), key, places)
        tables = [_table(rows, places) for rows in (kilometres, minutes)]
    except (requests.RequestException, *NO_TABLE) as error:
        _silent[url] = time.monotonic() + PAUSE
        raise NoAnswer(str(error)) from error
    for known, line in zip(tables, matrices(places), strict=True):
        for row, lines in zip(known, line, strict=True):
            row[:] = [
                other if way is None else way
                for way, other in zip(row, lines, strict=True)
            ]
    rows = [places.index(point) for point in points]
    return [[[known[a][b] for b in rows] for a in rows] for known in tables]


def _table(rows, places):
    """Rows of numbers, or None where there is no road, one for each pair of places."""
    if len(rows) != len(places):
        raise ValueError("as many rows as places were asked")
    table = []
    for row in rows:
        if len(row) != len(places):
            raise ValueError("as many ways as places were asked")
        table.append([None if way is None else float(way) for way in row])
        if not all(way is None or 0 <= way <= FARTHEST for way in table[-1]):
            raise ValueError("a way is at least 0 long, and not endless")
    return table


def _get(method, url, **options):
    with requests.request(
        method, url, timeout=SECONDS, allow_redirects=False, stream=True, **options
    ) as response:
        if response.status_code != 200:
            raise ValueError(f"status {response.status_code}")
        content, until = b"", time.monotonic() + 2 * SECONDS
        # in pieces, which makes requests tell what goes wrong with each
        for piece in response.iter_content(16384):
            content += piece
            if len(content) > LARGEST or time.monotonic() > until:
                raise ValueError("the answer is too long, or comes too slowly")
    return json.loads(content)


def _scaled(rows, factor):
    return [[None if way is None else way / factor for way in row] for row in rows]


def _osrm(url, _key, places):
    points = ";".join(f"{lng:.5f},{lat:.5f}" for lat, lng in places)
    answer = _get(
        "GET", f"{url}/table/v1/driving/{points}?annotations=distance,duration"
    )
    return _scaled(answer["distances"], 1000), _scaled(answer["durations"], 60)


def _valhalla(url, _key, places):
    points = [{"lat": lat, "lon": lng} for lat, lng in places]
    answer = _get(
        "POST",
        f"{url}/sources_to_targets",
        json={"sources": points, "targets": points, "costing": "auto"},
    )["sources_to_targets"]
    kilometres = [[way["distance"] for way in row] for row in answer]
    seconds = [[way["time"] for way in row] for row in answer]
    return kilometres, _scaled(seconds, 60)


def _ors(url, key, places):
    answer = _get(
        "POST",
        f"{url}/v2/matrix/driving-car",
        json={
            "locations": [[lng, lat] for lat, lng in places],
            "metrics": ["distance", "duration"],
        },
        headers={"Authorization": key} if key else {},
    )
    return _scaled(answer["distances"], 1000), _scaled(answer["durations"], 60)


_KINDS = {"osrm": _osrm, "valhalla": _valhalla, "ors": _ors}
