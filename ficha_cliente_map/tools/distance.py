"""Distances on the globe. No database."""

from math import asin, cos, hypot, radians, sin, sqrt

EARTH_KM = 6371.0
DEGREE_KM = 111.2


def distance_km(a, b):
    """Kilometres in a straight line between two points.

    :param tuple a: latitude and longitude in degrees; so ``b``
    """
    (lat_a, lng_a), (lat_b, lng_b) = a, b
    lat_a, lng_a, lat_b, lng_b = map(radians, (lat_a, lng_a, lat_b, lng_b))
    half = (
        sin((lat_b - lat_a) / 2) ** 2
        + cos(lat_a) * cos(lat_b) * sin((lng_b - lng_a) / 2) ** 2
    )
    # a client may ask from beyond the poles, where half is below 0
    return 2 * EARTH_KM * asin(min(1, sqrt(max(0, half))))


def near_km(a, b):
    """As :func:`distance_km`, cheaper, for points of one region."""
    return DEGREE_KM * hypot(
        a[0] - b[0], (a[1] - b[1]) * cos(radians((a[0] + b[0]) / 2))
    )


def is_place(latitude, longitude):
    """Whether two numbers are a place: on the globe, and not the 0, 0 of nobody."""
    return bool(
        (latitude or longitude)
        and -90 <= (latitude or 0) <= 90
        and -180 <= (longitude or 0) <= 180
    )
