"""A real shop's year, read: the lines of *Online Retail* as documents of customers.

The file is not in the repository. It is looked for where ``FICHA_ONLINE_RETAIL`` says,
else in ``shared/data/online_retail`` beside the repository or beside one of the folders
it is in.
"""

import csv
import datetime
import gzip
import os
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

VARIABLE = "FICHA_ONLINE_RETAIL"
FOLDER = Path("shared", "data", "online_retail")
NAME = "online_retail_I_2010_2011.csv.gz"


@dataclass
class Document:
    """An invoice, or a cancellation (``refund``), whose quantities are negative."""

    number: str
    customer: str
    date: datetime.date
    refund: bool
    # (stock code, description, quantity, price, amount)
    lines: list = field(default_factory=list)

    @property
    def amount(self):
        return sum(line[4] for line in self.lines)


def find():
    """The file; FileNotFoundError says where it was looked for."""
    named = os.environ.get(VARIABLE)
    places = (
        [Path(named)]
        if named
        else [
            folder / FOLDER / NAME for folder in Path(__file__).resolve().parents[2:6]
        ]
    )
    for place in places:
        if place.is_file():
            return place
    raise FileNotFoundError(
        f"The data of the real shop are not here: no {FOLDER / NAME} beside the "
        f"repository, and {VARIABLE} does not name the file."
    )


def read(path, customers=None):
    """The documents, and what was left out as a Counter.

    :param customers: how many customers at most (the first ones of the file)
    """
    documents, seen, known, left_out = {}, set(), set(), Counter()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            values = tuple(row.values())
            if not row["CustomerID"]:
                left_out["lines without a customer"] += 1
                continue
            if values in seen:
                left_out["repeated lines"] += 1
                continue
            customer = row["CustomerID"]
            if customer not in known:
                if customers and len(known) >= customers:
                    left_out["lines of other customers"] += 1
                    continue
                known.add(customer)
            seen.add(values)
            _add(documents, row)
    return list(documents.values()), left_out


def _add(documents, row):
    number = row["Invoice"]
    if number not in documents:
        documents[number] = Document(
            number,
            row["CustomerID"],
            datetime.date.fromisoformat(row["InvoiceDate"][:10]),
            number.startswith("C"),
        )
    quantity, price = int(row["Quantity"]), Decimal(row["Price"])
    documents[number].lines.append(
        (
            row["StockCode"],
            row["Description"],
            quantity,
            price,
            round(quantity * price, 2),
        )
    )
