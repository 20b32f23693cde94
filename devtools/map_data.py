"""Makes the tables of places of ``ficha_cliente_map`` anew from two packages.

    npm pack es-atlas && tar xzf es-atlas-*.tgz
    pip download --no-deps codigospostales && unzip codigospostales-*.whl
    python3 devtools/map_data.py package codigospostales

Takes the folder of each and writes ``towns_es.csv``, ``provinces_es.csv`` and
``postcodes_es.csv`` into ``ficha_cliente_map/data``. What they are made of, and under
which terms: ``ficha_cliente_map/data/README.md``.
"""

import csv
import json
import sys
from collections import Counter, defaultdict
from itertools import accumulate, pairwise
from pathlib import Path

DATA = Path(__file__).parent.parent / "ficha_cliente_map" / "data"
# of the INE; 53 and 54 are lands that several towns share
PROVINCES = {f"{number:02}" for number in range(1, 53)}
# whose middle is in the sea: the middle of the island of their capital is taken
ISLANDS = {"35": "35016", "38": "38038"}


def lines_of(topology):
    """The arcs of a TopoJSON as lists of (longitude, latitude)."""
    (scale_x, scale_y) = topology["transform"]["scale"]
    (move_x, move_y) = topology["transform"]["translate"]
    for arc in topology["arcs"]:
        xs = accumulate(point[0] for point in arc)
        ys = accumulate(point[1] for point in arc)
        yield [
            (x * scale_x + move_x, y * scale_y + move_y)
            for x, y in zip(xs, ys, strict=True)
        ]


def rings_of(geometry, lines):
    """The outer rings of a geometry."""
    polygons = geometry.get("arcs", [])
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    for polygon in polygons:
        ring = []
        for number in polygon[0]:
            line = lines[number] if number >= 0 else lines[~number][::-1]
            ring += line[1:] if ring else line
        yield ring


def middle_of(rings):
    """The centre of gravity: (latitude, longitude), and the area."""
    area = moment_x = moment_y = 0.0
    for ring in rings:
        for (x0, y0), (x1, y1) in pairwise(ring):
            cross = x0 * y1 - x1 * y0
            area += cross
            moment_x += (x0 + x1) * cross
            moment_y += (y0 + y1) * cross
    if not area:
        return None, 0
    return (round(moment_y / (3 * area), 4), round(moment_x / (3 * area), 4)), area


def away(ring, place):
    """How far the nearest corner of a ring is from a place, squared."""
    latitude, longitude = place
    return min((x - longitude) ** 2 + (y - latitude) ** 2 for x, y in ring)


def write(name, rows):
    with open(DATA / name, "w", newline="", encoding="utf-8") as target:
        csv.writer(target, lineterminator="\n").writerows(rows)
    print(name, len(rows))


def main(atlas, postcodes):
    with open(Path(atlas) / "es" / "municipalities.json") as source:
        topology = json.load(source)
    lines = list(lines_of(topology))
    towns = defaultdict(list)
    names = {}
    for geometry in topology["objects"]["municipalities"]["geometries"]:
        if geometry.get("id", "")[:2] in PROVINCES:
            towns[geometry["id"]] += rings_of(geometry, lines)
            names[geometry["id"]] = geometry["properties"]["name"]
    places = {code: middle_of(rings)[0] for code, rings in towns.items()}
    places = {code: place for code, place in places.items() if place}
    write("towns_es.csv", [(c, names[c], *places[c]) for c in sorted(places)])
    provinces = []
    for geometry in topology["objects"]["provinces"]["geometries"]:
        if geometry.get("id") in PROVINCES:
            rings = list(rings_of(geometry, lines))
            if capital := places.get(ISLANDS.get(geometry["id"])):
                rings = [min(rings, key=lambda ring, at=capital: away(ring, at))]
            place, _area = middle_of(rings)
            provinces.append((geometry["id"], geometry["properties"]["name"], *place))
    write("provinces_es.csv", sorted(provinces))

    sys.path.insert(0, str(Path(postcodes).parent))
    from codigospostales.codigospostales import ZIPCODES

    rows = []
    for postcode, entities in sorted(ZIPCODES.items()):
        of_town = Counter(entity["ine"] for entity in entities)
        codes = [code for code, _count in of_town.most_common() if code in places]
        if codes:
            rows.append((postcode, " ".join(codes)))
    write("postcodes_es.csv", rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
