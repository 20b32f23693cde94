"""The outlines of Spain's provinces, for telling land from sea. No database."""

import json
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path

from .distance import near_km

FILE = Path(__file__).parent.parent / "static" / "lib" / "es-atlas" / "provinces.json"


@lru_cache(maxsize=1)
def rings():
    """The outer rings of all provinces, as lists of (latitude, longitude)."""
    with open(FILE, encoding="utf-8") as source:
        topology = json.load(source)
    scale_x, scale_y = topology["transform"]["scale"]
    move_x, move_y = topology["transform"]["translate"]
    lines = []
    for arc in topology["arcs"]:
        xs = accumulate(point[0] for point in arc)
        ys = accumulate(point[1] for point in arc)
        lines.append(
            [
                (y * scale_y + move_y, x * scale_x + move_x)
                for x, y in zip(xs, ys, strict=True)
            ]
        )
    found = []
    for geometry in topology["objects"]["provinces"]["geometries"]:
        polygons = geometry.get("arcs", [])
        if geometry["type"] == "Polygon":
            polygons = [polygons]
        for polygon in polygons:
            ring = []
            for number in polygon[0]:
                line = lines[number] if number >= 0 else lines[~number][::-1]
                ring += line[1:] if ring else line
            found.append(ring)
    return found


@lru_cache(maxsize=1)
def _boxes():
    """South, west, north and east of each ring, which is quicker to ask first."""
    return [
        (
            *(min(corner[axis] for corner in ring) for axis in (0, 1)),
            *(max(corner[axis] for corner in ring) for axis in (0, 1)),
        )
        for ring in rings()
    ]


# south, west, north and east of the lands to which no road leads
SEAS = (
    (27, -19, 30, -13),  # the Canary Islands
    (38.4, 0.9, 40.4, 4.6),  # the Balearic Islands
    (35.8, -5.5, 35.95, -5.2),  # Ceuta
    (35.2, -3.1, 35.4, -2.8),  # Melilla
)


@lru_cache(maxsize=1)
def _islands():
    """The rings of each of :data:`SEAS`, each an island."""
    return [
        [ring for ring in rings() if all(_in_box(corner, box) for corner in ring)]
        for box in SEAS
    ]


def _in_box(point, box):
    south, west, north, east = box
    return south <= point[0] <= north and west <= point[1] <= east


@lru_cache(maxsize=10_000)
def island(point):
    """On which of Spain's islands a point is, or the nearest of them.

    :param tuple point: latitude and longitude
    :return: something that is equal on one island, and None of all other land
    """
    for sea, box in enumerate(SEAS):
        if _in_box(point, box):
            away = [
                0
                if _inside(point, ring)
                else min(near_km(point, corner) for corner in ring)
                for ring in _islands()[sea]
            ]
            return sea, away.index(min(away))
    return None


def _inside(point, ring):
    latitude, longitude = point
    inside = False
    for (lat_a, lng_a), (lat_b, lng_b) in pairwise(ring):
        if (lat_a > latitude) != (lat_b > latitude) and longitude < lng_a + (
            latitude - lat_a
        ) * (lng_b - lng_a) / (lat_b - lat_a):
            inside = not inside
    return inside


def km_outside(point):
    """How far a point is from Spain: 0 on its land.

    The outlines are simplified, by a kilometre or two, so less than
    five says nothing.

    :param tuple point: latitude and longitude
    :return: kilometres to the nearest corner of the outlines
    """
    if any(
        _in_box(point, box) and _inside(point, ring)
        for box, ring in zip(_boxes(), rings(), strict=True)
    ):
        return 0.0
    return min(near_km(point, corner) for ring in rings() for corner in ring)


# the outlines are simplified: less than this is still the coast
AT_SEA_KM = 5


def km_from_spain(point, country):
    """How far a position is from the land of its address, where that is Spain and it is
    not on its coast: it is in the sea, in another country, or written the wrong way
    round.

    :param tuple point: latitude and longitude
    :param str country: code of the country of the address
    :return: kilometres, or 0 of what may be so
    """
    if country != "ES":
        return 0.0
    away = km_outside(point)
    return away if away > AT_SEA_KM else 0.0
