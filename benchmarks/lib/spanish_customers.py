"""Labelled customers, read: who is in the file twice, and who only looks like it.

The files are not in the repository. They are looked for where
``FICHA_SPANISH_CUSTOMERS`` says (a folder), else in ``shared/data/spanish_customers``
beside the repository or beside one of the folders it is in.
"""

import csv
import gzip
import os
from pathlib import Path

VARIABLE = "FICHA_SPANISH_CUSTOMERS"
FOLDER = Path("shared", "data", "spanish_customers")
NAMES = ("customers.csv.gz", "true_links.csv.gz", "hard_negatives.csv.gz")


def find():
    """The folder; FileNotFoundError says where it was looked for."""
    named = os.environ.get(VARIABLE)
    places = (
        [Path(named)]
        if named
        else [folder / FOLDER for folder in Path(__file__).resolve().parents[2:6]]
    )
    for place in places:
        if all((place / name).is_file() for name in NAMES):
            return place
    raise FileNotFoundError(
        f"The labelled customers are not here: no {FOLDER} beside the repository, and "
        f"{VARIABLE} does not name their folder."
    )


def _read(path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def read(folder):
    """What the files say.

    :return: list of dicts (the customers), set of pairs (frozensets of ``record_id``)
        that are one customer, dict of pairs that are not and of what kind they are
    """
    customers, links, negatives = (_read(Path(folder) / name) for name in NAMES)
    return (
        customers,
        {frozenset((row["record_id_1"], row["record_id_2"])) for row in links},
        {
            frozenset((row["record_id_1"], row["record_id_2"])): row["kind"]
            for row in negatives
        },
    )
