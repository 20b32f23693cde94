"""Two contacts into one, against Odoo's own merge, and two thousand in one go."""

import argparse
import statistics
import sys
import time

from lib import merge_base, report
from lib.measure import timed, transaction
from lib.race import alternate
from lib.side import Side


def own_merge(registry, pair):
    """Odoo's own, in Odoo as it is."""
    with transaction(registry) as env:
        one, other = pair
        wizard = env["base.partner.merge.automatic.wizard"]
        kept = env["res.partner"].browse(one)
        sample, _result = timed(env, lambda: wizard._merge([one, other], kept))
        assert not env["res.partner"].browse(other).exists()
    return sample


def our_merge(registry, pair):
    """Ours: with a journal, and the other one archived."""
    with transaction(registry) as env:
        partners = env["res.partner"].browse(pair)
        merge = env["ficha.merge"]
        sample, _result = timed(env, lambda: merge._merge(partners[0], partners[1]))
        assert not partners[1].active
    return sample


def our_undo(registry, pair):
    with transaction(registry) as env:
        partners = env["res.partner"].browse(pair)
        merge = env["ficha.merge"]._merge(partners[0], partners[1])
        env.cr.flush()
        sample, _result = timed(env, merge.action_undo)
        assert partners[1].active
    return sample


def find_pairs(registry, contacts):
    with transaction(registry) as env:
        return merge_base.pairs(env, contacts)


def in_one_go(registry, number):
    """The run that *Merge* on many pairs starts, batch by batch, rolled back.

    :return: seconds, pairs merged, pairs refused, seconds of each batch
    """
    with transaction(registry) as env:
        pairs = env["ficha.duplicate"].search(
            [("state", "=", "open"), ("certainty", "=", "certain")],
            limit=number,
            order="id",
        )
        run = env["ficha.merge.bulk"].create(
            {"waiting": pairs.ids, "total": len(pairs)}
        )
        env.flush_all()
        start, batches = time.perf_counter(), []
        while run.state == "running":
            before = time.perf_counter()
            run._step()
            env.cr.flush()  # what a commit would write
            env.invalidate_all()
            batches.append(time.perf_counter() - before)
            print(
                f"\r  {run.progress:.0f} %, {run.merged} merged ",
                end="",
                file=sys.stderr,
                flush=True,
            )
        print(file=sys.stderr)
        return time.perf_counter() - start, run.merged, run.refused, batches


def measure(stock, ficha, options):
    """Alternate the two sides over the same pairs, each time another one."""
    found = {
        "stock": stock.call(find_pairs, options.contacts),
        "ficha": ficha.call(find_pairs, options.contacts),
    }
    turns = {side: iter(pairs) for side, pairs in found.items()}
    result = alternate(
        f"merge of a pair, {options.contacts:,} contacts",
        lambda: stock.call(own_merge, next(turns["stock"])),
        lambda: ficha.call(our_merge, next(turns["ficha"])),
        options.pairs,
        warm_up=3,
        limit=1.0,
    )
    undo = [
        ficha.call(our_undo, next(turns["ficha"])).wall
        for _ in range(min(options.pairs, 15))
    ]
    seconds, merged, refused, batches = ficha.call(in_one_go, options.bulk)
    notes = [
        f"Undoing a merge: {1000 * statistics.median(undo):.0f} ms (median of"
        f" {len(undo)}).",
        f"{merged:,} certain pairs merged in one go in {seconds:.0f} s"
        f" ({1000 * seconds / max(merged, 1):.0f} ms a pair; batches of 50 pairs, the"
        f" slowest {max(batches):.1f} s); {refused} refused.",
    ]
    for note in notes:
        print(note, flush=True)
    return result, notes


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contacts", type=int, default=200_000)
    parser.add_argument("--pairs", type=int, default=40, help="pairs on each side")
    parser.add_argument("--bulk", type=int, default=2_000, help="pairs in one go")
    parser.add_argument(
        "--no-write", action="store_true", help="leave RESULTS.md alone"
    )
    options = parser.parse_args(arguments)
    stock_name, ficha_name = merge_base.ready(options.contacts)
    with Side("stock", stock_name) as stock, Side("ficha", ficha_name) as ficha:
        result, notes = measure(stock, ficha, options)
        machine = ficha.call(report.describe_machine)
    if not options.no_write:
        report.write("ficha: merge", machine, [result], notes)
    return 0 if result.met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
