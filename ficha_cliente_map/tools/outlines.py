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
    if any(_inside(point, ring) for ring in rings()):
        return 0.0
    return min(near_km(point, corner) for ring in rings() for corner in ring)
