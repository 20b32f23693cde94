"""The grid in which customers are counted by place. No database.

A cell of it is as wide as one of the screen's at ``ZOOM``; those of the zooms before
are 2, 4, 8... of its cells wide, so that each of its cells is within one of theirs."""

# how many points of the screen a cell has, and how many the world at zoom 0
CELL = 64
WORLD = 256
ZOOM = 10


def side(zoom):
    """Height and width of a cell of the screen, in degrees.

    Below, the fractions are of powers of two, so that multiples of them are exact."""
    width = 360 * CELL / (WORLD * 2 ** max(0, min(zoom, 22)))
    return width * 0.75, width


HEIGHT, WIDTH = side(ZOOM)


def span(view):
    """The rows and columns of a view that keeps to the lines of the grid.

    :param view: south, west, north, east
    :return: first and last row, first and last column; None when it does not keep to
        the lines
    """
    south, west, north, east = view
    lines = (south / HEIGHT, north / HEIGHT, west / WIDTH, east / WIDTH)
    if any(line != int(line) for line in lines):
        return None
    first_row, end_row, first_column, end_column = map(int, lines)
    return first_row, end_row - 1, first_column, end_column - 1


def widened(view):
    """A view to the next lines of the grid, as the browser asks for it when it shows
    much (``viewOf`` in ``leaflet_map.js``)."""
    south, west, north, east = view
    return [
        south // HEIGHT * HEIGHT,
        west // WIDTH * WIDTH,
        -(-north // HEIGHT) * HEIGHT,
        -(-east // WIDTH) * WIDTH,
    ]
