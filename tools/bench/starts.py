"""What a start costs in bulk: one cycle opened for many people at once.

python -m tools.bench.starts [HOW_MANY]
"""

import sys
from contextlib import closing
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from sqlalchemy import insert

from engine import clock
from engine.commands.starting import start_all
from engine.db import open_database
from engine.models import Cycle, Employee, table
from tests.engine.agency import live, local, people_of


def main(many: int, url: str) -> None:
    """Start `many` appraisals, 500 in a transaction."""
    live(url, [], "")
    database = open_database(url)
    with closing(database), clock.frozen(local(2026, 1, 5, 9)):
        agency = people_of(database, clock.Hand(local(2026, 1, 5, 9)))
        agency.open_cycle("inspektur")
        ids = range(1000, 1000 + many)
        with database.begin() as session:
            like = session.get_one(Employee, agency.id_of("auditor_1"))
            row = {column.name: getattr(like, column.name) for column in table(Employee).c}
            rows = [row | {"id": each, "nip": f"9999{each:014d}"} for each in ids]
            session.execute(insert(table(Employee)), rows)
        cpu, wall = process_time(), perf_counter()
        for first in range(0, many, 500):
            with database.begin() as session:
                cycle = session.query(Cycle).one()
                start_all(session, agency.people["sdm"], cycle, ids[first : first + 500])
        cpu, wall = process_time() - cpu, perf_counter() - wall
    print(f"{many} started: {cpu / many * 1000:.3f} ms CPU, {wall / many * 1000:.3f} ms wall each")


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        main(int([*sys.argv[1:], "5000"][0]), f"sqlite:///{folder}/bench.sqlite")
