"""How right the possible duplicates are, on customers of whom it is known.

They are loaded through Odoo as contacts (the mobile as a contact point), and the whole
base is scanned as the button does.
"""

import time
from collections import Counter

from lib import bulk, databases, report, spanish_customers
from lib.measure import transaction

NAME = "bench_duplicates_quality"
PRECISION, RECALL = 0.99, 0.95
LEVELS = ("certain", "review")


def ready(folder):
    return databases.filled(NAME, fill, str(folder))


def fill(env, folder):
    from lib import seed

    seed.make_company(env)
    seed.make_user(env, "group_ficha_user")
    env = env(context={"tracking_disable": True, "no_vat_validation": True})
    customers, _true, _hard = spanish_customers.read(folder)
    spain = env.ref("base.es").id
    with bulk.step(f"{len(customers):,} labelled customers"):
        for start in range(0, len(customers), 500):
            env["res.partner"].create(
                [_values(row, spain) for row in customers[start : start + 500]]
            )
            env.flush_all()
            env.invalidate_all()


def _values(row, spain):
    values = {
        "name": row["name"],
        "ref": row["record_id"],
        "is_company": row["is_company"] == "1",
        "country_id": spain,
        "birthdate_date": row["birthdate"] or False,
    }
    for name in ("vat", "phone", "email", "street", "zip", "city"):
        values[name] = row[name] or False
    if row["mobile"]:
        point = {"kind": "mobile", "value": row["mobile"]}
        values["contact_point_ids"] = [(0, 0, point)]
    return values


def scan(registry):
    """Scan, and give back the pairs found by their numbers in the file.

    :return: list of (number, number, certainty, score), and the seconds it took
    """
    from lib import seed

    with transaction(registry, seed.LOGIN) as env:
        start = time.perf_counter()
        env["ficha.duplicate"].action_scan()
        seconds = time.perf_counter() - start
        pairs = env["ficha.duplicate"].search([("state", "=", "open")])
        found = [
            (p.partner_a_id.ref, p.partner_b_id.ref, p.certainty, p.score)
            for p in pairs
            if p.partner_a_id.ref and p.partner_b_id.ref
        ]
    return found, seconds


def measure(side, folder, options):
    """Print and write the figures.

    :return: whether they are as good as asked for
    """
    customers, true, hard = spanish_customers.read(folder)
    found, seconds = side.call(scan)
    level = {frozenset(pair): certainty for *pair, certainty, _score in found}
    certain = {pair for pair, certainty in level.items() if certainty == "certain"}
    good = len(certain & true) / max(len(certain), 1)
    both = len(level.keys() & true) / len(true)
    traps = Counter(hard[pair] for pair in certain if pair in hard)
    rows = [
        _level_row("certain", certain, true),
        _level_row("to review", level.keys() - certain, true),
        _level_row("certain or to review", level.keys(), true),
    ]
    tables = [
        report.table(["pairs", "found", "precision", "recall"], rows),
        report.table(
            ["only look like it", "pairs", "certain", "to review"],
            _trap_rows(hard, level),
        ),
        report.table(
            ["what was done to one of the two", "pairs", "certain", "or to review"],
            _kind_rows(customers, true, level),
        ),
    ]
    notes = [
        f"{len(customers):,} customers, {len(true):,} true pairs, {len(hard)} that only"
        f" look like it; loaded as contacts and scanned in {seconds:.1f} s.",
        f"Certain: precision {good:.4f} (at least {PRECISION}), {sum(traps.values())}"
        f" of those that only look like it (none allowed); certain or to review:"
        f" recall {both:.4f} (at least {RECALL}).",
    ]
    print("\n".join([*tables, *notes]))
    if not options.no_write:
        machine = side.call(report.describe_machine)
        report.write("duplicates: quality", machine, [], notes, tables=tables)
    return good >= PRECISION and both >= RECALL and not traps


def _level_row(name, pairs, true):
    right = len(pairs & true)
    return [
        name,
        f"{len(pairs):,}",
        f"{right / max(len(pairs), 1):.4f}",
        f"{right / len(true):.4f}",
    ]


def _trap_rows(hard, level):
    for kind, count in sorted(Counter(hard.values()).items()):
        pairs = [pair for pair, its in hard.items() if its == kind]
        shown = Counter(level.get(pair) for pair in pairs)
        yield [kind, count, shown["certain"], shown["review"]]


def _kind_rows(customers, true, level):
    done = {row["record_id"]: row["dup_type"].split("|") for row in customers}
    total, found = Counter(), {name: Counter() for name in LEVELS}
    for pair in true:
        for kind in {kind for record in pair for kind in done[record]} - {"original"}:
            total[kind] += 1
            if level.get(pair):
                found[level[pair]][kind] += 1
    for kind, count in total.most_common():
        certain, review = (found[name][kind] for name in LEVELS)
        yield [
            kind,
            count,
            f"{certain / count:.3f}",
            f"{(certain + review) / count:.3f}",
        ]
