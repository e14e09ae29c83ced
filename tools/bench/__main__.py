"""Measure the table of the engine on both databases and print it as JSON.

tools/bench/run [--only complete,inbox] [--rounds 20] [--others 50000] [--scale 1]
                [--database sqlite|postgresql]
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping

from engine import clock
from tools.bench import (
    completions,
    inbox,
    moving,
    ours,
    redating,
    starting,
    sweeps,
    tracking,
    whatif,
)
from tools.bench.meter import Meter
from tools.bench.plan import Plan
from tools.bench.stores import KINDS, stores
from tools.bench.table import Figures, shown

MEASURES: Mapping[str, Callable[[Plan], Figures]] = {
    "complete": completions.complete,
    "counts": completions.counts,
    "sizes": completions.sizes,
    "crowded": completions.crowded,
    "parses": completions.parses,
    "starts": starting.starts,
    "inbox": inbox.inbox,
    "fired": sweeps.fired,
    "noticed": sweeps.noticed,
    "empty": sweeps.empty,
    "redated": redating.redated,
    "projected": whatif.projected,
    "moved": moving.moved,
    "tracked": tracking.tracked,
}


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default=",".join(MEASURES), help="rows, by comma")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--others", type=int, default=50_000, help="open appraisals beside")
    parser.add_argument("--scale", type=float, default=1.0, help="of all other crowds")
    parser.add_argument("--database", choices=KINDS)
    given = parser.parse_args()
    names = given.only.split(",")
    if unknown := set(names) - MEASURES.keys():
        parser.error(f"no rows {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}")
    table = {
        kind: shown(measured(kind, names, given.rounds, given.others, given.scale))
        for kind in ([given.database] if given.database else KINDS)
    }
    sizes = {"rounds": given.rounds, "others": given.others, "scale": given.scale}
    print(json.dumps({"run": sizes} | table, indent=1, ensure_ascii=False))


def measured(kind: str, names: Iterable[str], rounds: int, others: int, scale: float) -> Figures:
    """The figures of some rows on one kind of database."""
    found: Figures = {}
    with stores(kind) as (new, postmaster), clock.frozen(ours.JANUARY) as hand:
        plan = Plan(new, Meter(postmaster), hand, rounds, others, scale)
        for name in names:
            print(f"{kind}: {name} …", file=sys.stderr)
            hand.move_to(ours.JANUARY)
            found |= MEASURES[name](plan)
    return found


if __name__ == "__main__":
    main()
