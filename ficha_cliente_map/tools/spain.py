"""Where Spain's towns, postcodes and provinces are, from the tables in ``data``.

No database. The tables are read when the first address is placed, once per process
(some 8,000 towns and 11,000 postcodes, 0.1 s). Where they come from, and how near they
are: ``data/README.md``.
"""

import csv
import re
from functools import lru_cache
from pathlib import Path

from odoo.addons.ficha_cliente.tools.places import place_names, spanish_province

from .distance import near_km
from .spain_names import everyday_names

DATA = Path(__file__).parent.parent / "data"
POSTCODE = re.compile(r"(?:ES?[-\s]?)?(\d{2})[.\s]?(\d{3})", re.IGNORECASE | re.ASCII)
# how good a name is that is not the INE's
LEAST = 99


def _rows(name):
    with open(DATA / name, newline="", encoding="utf-8") as source:
        yield from csv.reader(source)


@lru_cache(maxsize=1)
def towns():
    """``{INE code: (name, latitude, longitude)}``"""
    return {
        code: (name, float(latitude), float(longitude))
        for code, name, latitude, longitude in _rows("towns_es.csv")
    }


@lru_cache(maxsize=1)
def provinces():
    """``{number of the INE: (name, latitude, longitude)}``"""
    return {
        number: (name, float(latitude), float(longitude))
        for number, name, latitude, longitude in _rows("provinces_es.csv")
    }


@lru_cache(maxsize=1)
def _province_numbers():
    return {spanish_province(number): number for number in provinces()}


@lru_cache(maxsize=1)
def _postcodes():
    return {postcode: codes.split() for postcode, codes in _rows("postcodes_es.csv")}


@lru_cache(maxsize=1)
def _towns_by_name():
    """``{name: {INE code: how good}}``; the lower the nearer to the whole name."""
    found = {}
    for code, (name, *_place) in towns().items():
        for rank, spelling in enumerate(place_names(name)):
            found.setdefault(spelling, {}).setdefault(code, rank)
    for everyday, official in everyday_names():
        whole, spelling = place_names(official)[0], place_names(everyday)[0]
        for code, rank in list(found.get(whole, {}).items()):
            if not rank:
                # after the towns that are called so
                found.setdefault(spelling, {}).setdefault(code, LEAST)
    return found


def province_number(state_code):
    """``41`` for Odoo's ``SE``; None when it is no Spanish province."""
    return _province_numbers().get((state_code or "").upper())


def read_postcode(text):
    """The five figures of a Spanish postcode, however it is written; None when it is
    none: the first two are the province."""
    match = POSTCODE.fullmatch((text or "").strip())
    return match[1] + match[2] if match and match[1] in provinces() else None


def towns_called(city, province=None):
    """INE codes of the towns of that name, in one province or in all of Spain.

    :param str city: as somebody wrote it, in either language, with or without article
    :param province: number of the INE
    :return: list; several when the name does not say which
    """
    by_name = _towns_by_name()
    for name in place_names(city):
        codes = {
            code: rank
            for code, rank in by_name.get(name, {}).items()
            if not province or code[:2] == province
        }
        if codes:
            best = min(codes.values())
            return [code for code, rank in codes.items() if rank == best]
    return []


def towns_of_postcode(postcode):
    """INE codes of the towns of a postcode, those with most places of it first."""
    return _postcodes().get(postcode, [])


def places_called(text):
    """Where a postcode or the towns of a name are.

    :return: list of ``(name, latitude, longitude)``
    """
    codes = towns_of_postcode(read_postcode(text)) or towns_called(text)
    return [
        (f"{name} ({provinces()[code[:2]][0]})", latitude, longitude)
        for code in codes
        for name, latitude, longitude in (towns()[code],)
    ]


def nearest_town(point, km=15):
    """The town nearest to a point, at most so far away.

    :return: its name and Odoo's code of its province, or None
    """
    away, code = min((near_km(point, town[1:]), code) for code, town in towns().items())
    if away > km:
        return None
    return towns()[code][0], spanish_province(code[:2])
