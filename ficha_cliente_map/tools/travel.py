"""How far and how long from one place to another, without a router. No database.

A straight line times a factor is the road; its first kilometres are driven as in a
town, the next as on a road, the rest as on a motorway.
"""

from .distance import near_km
from .outlines import island

# road kilometres for each in a straight line
FACTOR = 1.3
# up to so many kilometres, at so many kilometres an hour
SPEEDS = ((5, 25), (30, 55), (float("inf"), 85))
# minutes more from one island to another: no road leads there, and no day is so long
OVERSEA = 24 * 60


def road_km(a, b, factor=FACTOR):
    """Kilometres by road between two points."""
    return near_km(a, b) * factor


def drive_minutes(km):
    """Minutes that so many kilometres of road take."""
    minutes, before = 0.0, 0.0
    for until, speed in SPEEDS:
        part = min(km, until) - before
        if part <= 0:
            break
        minutes += part / speed * 60
        before = until
    return minutes


def road_minutes(a, b):
    """Minutes by road between two points; across the sea a day longer."""
    _kilometres, minutes = matrices([a, b])
    return minutes[0][1]


def matrices(points, factor=FACTOR):
    """Kilometres and minutes between all points; across the sea a day longer.

    :return: two lists of lists
    """
    kilometres = [[road_km(a, b, factor) for b in points] for a in points]
    lands = [island(tuple(point)) for point in points]
    minutes = [
        [
            drive_minutes(km) + (OVERSEA if here != there else 0)
            for km, there in zip(row, lands, strict=True)
        ]
        for row, here in zip(kilometres, lands, strict=True)
    ]
    return kilometres, minutes
