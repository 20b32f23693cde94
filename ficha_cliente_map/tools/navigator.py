"""Addresses that a telephone's own navigator opens. Nothing is asked of anybody: they
are only written. No database."""

from urllib.parse import urlencode

# so many stops on the way the navigator takes between start and end
BETWEEN = 9


def place_url(place):
    """Where one place is, as an address that chats and e-mails make a link of.

    :param str place: coordinates, or an address
    """
    return "https://www.google.com/maps/search/?" + urlencode(
        {"api": 1, "query": place}
    )


def way_urls(places):
    """The way through some places, in their order: one address, or several of which
    each begins where the one before ended.

    :param places: list of coordinates or addresses, as text
    :return: list of addresses; empty when there is no way
    """
    urls = []
    for first in range(0, len(places) - 1, BETWEEN + 1):
        part = places[first : first + BETWEEN + 2]
        between = "|".join(part[1:-1])
        urls.append(
            "https://www.google.com/maps/dir/?"
            + urlencode(
                {
                    "api": 1,
                    "travelmode": "driving",
                    "origin": part[0],
                    "destination": part[-1],
                    **({"waypoints": between} if between else {}),
                }
            )
        )
    return urls
