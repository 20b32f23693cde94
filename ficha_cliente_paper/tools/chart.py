"""Geometry of the bar chart on the printed ficha. Plain functions, no ORM.

The chart is SVG inside the page: wkhtmltopdf draws it sharp, also when it was built
without its patched Qt, and a browser shows the same.
"""

WIDTH = 940
HEIGHT = 190
LEFT = 66  # room for the amounts of the scale
BOTTOM = 28  # room for the months
TOP = 8
GAP = 0.25  # of a month's place, between bars
STEPS = (1, 2, 2.5, 5, 10)


def nice_step(span, lines=3):
    """The round distance between lines of a scale.

    :param float span: from the lowest to the highest value
    :param int lines: about how many lines are wanted
    :return: 1, 2, 2.5 or 5 times a power of ten, at least ``span / lines``
    """
    wanted = span / lines
    power = 1.0
    while power * 10 <= wanted:
        power *= 10
    while power > wanted:
        power /= 10
    return next(power * step for step in STEPS if power * step >= wanted)


def bar_chart(amounts, width=WIDTH, height=HEIGHT):
    """Where the bars and the lines of a chart stand.

    :param list amounts: one per month, oldest first; negative ones hang below zero
    :return: dict with ``width``, ``height``, ``left``, ``right``, ``zero`` (height of
        the line of zero), ``bottom`` (baseline of the months), ``bars`` (dicts of
        ``x, y, width, height, middle``) and ``lines`` (dicts of ``y, amount``); empty
        when there is nothing to draw
    """
    if not any(amounts):
        return {}
    top_value, low_value = max(0, *amounts), min(0, *amounts)
    step = nice_step(top_value - low_value)
    first = -step * -(low_value // step) if low_value else 0
    last = step * -(-top_value // step)
    scale = (height - TOP - BOTTOM) / (last - first)
    zero = TOP + last * scale
    place = (width - LEFT) / len(amounts)
    bars = []
    for number, amount in enumerate(amounts):
        tall = abs(amount) * scale
        x = LEFT + place * (number + GAP / 2)
        bars.append(
            {
                "x": round(x, 1),
                "y": round(zero - tall if amount > 0 else zero, 1),
                "width": round(place * (1 - GAP), 1),
                "height": round(tall, 1),
                "middle": round(LEFT + place * (number + 0.5), 1),
            }
        )
    count = round((last - first) / step)
    lines = [first + step * number for number in range(count + 1)]
    return {
        "width": width,
        "height": height,
        "left": LEFT,
        "right": width,
        "zero": round(zero, 1),
        "bottom": height - 4,
        "bars": bars,
        "lines": [
            {"y": round(zero - amount * scale, 1), "amount": amount} for amount in lines
        ],
    }
