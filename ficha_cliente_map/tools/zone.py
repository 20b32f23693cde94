"""A zone that somebody drew: its corners, as a text and for PostgreSQL. No database."""

CORNERS = 200
# a map may be moved around the globe: where it goes on a longitude is above 180
AROUND = (0, 360, -360)
FARTHEST = 540


def read_zone(text):
    """The corners of a zone.

    :param str text: latitude and longitude of each, as ``37.4,-6 37.5,-6 37.5,-5.9``
    :return: list of ``(latitude, longitude)``; None when it is no zone: fewer than
        three corners, more than ``CORNERS``, or not on the globe
    """
    if not isinstance(text, str) or len(text) > CORNERS * 50:
        return None
    corners = []
    for corner in text.split():
        try:
            latitude, longitude = map(float, corner.split(","))
        except ValueError:
            return None
        if not (abs(latitude) <= 90 and abs(longitude) <= FARTHEST):
            return None
        corners.append((latitude, longitude))
    return corners if 3 <= len(corners) <= CORNERS else None


def write_zone(corners):
    """The text of a zone, to a metre."""
    return " ".join(
        f"{latitude:.5f},{longitude:.5f}" for latitude, longitude in corners
    )


def polygon(corners):
    """The zone as PostgreSQL writes a ``polygon``: x is the longitude."""
    points = ",".join(
        f"({longitude:.6f},{latitude:.6f})" for latitude, longitude in corners
    )
    return f"({points})"


def box(corners):
    """South, west, north and east of a zone."""
    latitudes = [latitude for latitude, _longitude in corners]
    longitudes = [longitude for _latitude, longitude in corners]
    return [min(latitudes), min(longitudes), max(latitudes), max(longitudes)]


def is_inside(point, corners):
    """Whether a point is within a zone, as PostgreSQL's ``polygon`` counts: where it
    winds around the point, also twice.

    :param tuple point: latitude and longitude
    """
    return any(_winds((point[0], point[1] + around), corners) != 0 for around in AROUND)


def _winds(point, corners):
    """How often the zone goes around a point; against the clock is below 0."""
    latitude, longitude = point
    winds = 0
    for (lat_a, lng_a), (lat_b, lng_b) in zip(
        corners, [*corners[1:], corners[0]], strict=True
    ):
        if (lat_a > latitude) != (lat_b > latitude) and longitude < lng_a + (
            latitude - lat_a
        ) / (lat_b - lat_a) * (lng_b - lng_a):
            winds += 1 if lat_b > lat_a else -1
    return winds
