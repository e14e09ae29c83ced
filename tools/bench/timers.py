"""What a due timer costs: one sweep over many appraisals that wait for Plan Week.

    python -m tools.bench.timers [HOW_MANY] [DATABASE_URL]

Prints CPU and wall milliseconds for each timer that fired.
"""

import sys
from contextlib import closing
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from engine import clock, timers
from engine.db import open_database
from tests.engine.agency import live, local, people_of
from tests.engine.crowd import multiply


def main(many: int, url: str) -> None:
    """Let `many` timers fire in the store at `url`, which must be empty."""
    live(url, [], "")
    database = open_database(url)
    with closing(database), clock.frozen(local(2026, 1, 5, 9)) as hand:
        agency = people_of(database, hand)
        agency.open_cycle("inspektur")
        agency.fill("inspektur", "draft_skp")
        agency.fill("sekda", "approve_skp")
        agency.do("sdm", multiply, appraisal_id=agency.appraisal().id, times=many - 1)
        hand.move_to(local(2026, 2, 1))
        cpu, wall = process_time(), perf_counter()
        fired = timers.fire_due(database)
        cpu, wall = process_time() - cpu, perf_counter() - wall
    print(f"{fired} fired: {cpu / fired * 1000:.3f} ms CPU, {wall / fired * 1000:.3f} ms wall each")


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        given = [*sys.argv[1:], "1000", f"sqlite:///{folder}/bench.sqlite"]
        main(int(given[0]), given[1] if len(sys.argv) > 2 else given[-1])
