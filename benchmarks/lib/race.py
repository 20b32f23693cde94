"""Two sides in turn, round after round, and what came out."""

import statistics
import sys
from dataclasses import dataclass, field

from lib.measure import Sample


@dataclass
class Result:
    """The samples of one thing measured on both sides."""

    name: str
    limit: float | None = None
    stock: list[Sample] = field(default_factory=list)
    ficha: list[Sample] = field(default_factory=list)

    def median(self, side, figure):
        return statistics.median(
            getattr(sample, figure) for sample in getattr(self, side)
        )

    def spread(self, side, figure="wall"):
        """Half the distance between the quartiles, as a share of the median."""
        values = [getattr(sample, figure) for sample in getattr(self, side)]
        low, middle, high = statistics.quantiles(values, n=4)
        return (high - low) / 2 / middle

    def ratio(self, figure="wall"):
        below = self.median("stock", figure)
        return self.median("ficha", figure) / below if below else float("nan")

    @property
    def met(self):
        return self.limit is None or self.ratio() <= self.limit

    @property
    def added_queries(self):
        return self.median("ficha", "queries") - self.median("stock", "queries")


def alternate(name, stock, ficha, rounds, warm_up=2, limit=None):
    """Call ``stock()`` and ``ficha()`` in turn (each gives a Sample or a list of them).

    Every other round the order is turned, so that neither always goes first.
    """
    result = Result(name, limit)
    for number in range(-warm_up, rounds):
        order = [("stock", stock), ("ficha", ficha)]
        for side, run in order if number % 2 else reversed(order):
            samples = run()
            if number >= 0:
                samples = samples if isinstance(samples, list) else [samples]
                getattr(result, side).extend(samples)
        if sys.stderr.isatty():
            print(
                f"\r  {name}: round {number + 1} of {rounds} ", end="", file=sys.stderr
            )
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    print(line(result), flush=True)
    return result


def line(result):
    return (
        f"{result.name}: {result.ratio():.3f}"
        + (f" (at most {result.limit:.2f})" if result.limit else "")
        + f"; {1000 * result.median('stock', 'wall'):.1f} ->"
        f" {1000 * result.median('ficha', 'wall'):.1f} ms,"
        f" processor {result.ratio('cpu'):.3f}"
        f" (Python {result.ratio('python'):.3f},"
        f" PostgreSQL {result.ratio('postgres'):.3f}),"
        f" {result.median('stock', 'queries'):.0f} ->"
        f" {result.median('ficha', 'queries'):.0f} queries"
    )
