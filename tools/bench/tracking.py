"""The rows of tracking: board, list and drawing of 100,000 appraisals, and their export."""

import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    TextClause,
    bindparam,
    case,
    delete,
    insert,
    literal,
    select,
    text,
    update,
)

from engine import clock, queries
from engine.columns import Instant
from engine.db import READ_ONLY, Database
from engine.models import (
    Appraisal,
    Behind,
    Cycle,
    Employee,
    History,
    Instance,
    Setting,
    StagePace,
    Task,
    Unit,
    table,
)
from engine.queries import AppraisalFilter
from engine.tracking import behind
from tools.bench import crowd, diagrams, ours
from tools.bench.meter import Cost, flat, in_turns, milliseconds
from tools.bench.plan import Plan
from tools.bench.table import Figures

UNITS, PEOPLE, LINES = 2_000, 100_000, 15
#: Units of the second level, each with its share of those of the third.
BRANCHES = 40
_CHUNK = 5_000
_STATES = ("draft", "planned", "coached_1", "mid_year_done", "closed")
_DAYS = 60
_MEGABYTE = 1024 * 1024


def tracked(plan: Plan) -> Figures:
    """Each page as Bagian SDM asks for it, of all or of one unit, against plain SQL in turns."""
    agency = fill(plan.new("tracked"), plan.many(UNITS), plan.many(PEOPLE), LINES)
    rounds = min(plan.rounds, 10)
    found: Figures = {}
    for name, page, plain in (
        ("board", agency.board, agency.plain_board),
        ("list", agency.page, agency.plain_page),
        ("diagram", agency.places, agency.plain_places),
    ):
        found |= _compared(plan, rounds, name, (agency.branches, page, plain))
    plan.meter.time(agency.work_out)
    return found | {
        "who is behind, worked out, ms": milliseconds([each.cpu for each in plan.meter.take()]),
        "export of all, MB more in memory": agency.exported() / _MEGABYTE,
    }


def _compared(
    plan: Plan,
    rounds: int,
    name: str,
    asked: tuple[range, Callable[[int | None], int], Callable[[int | None], int]],
) -> Figures:
    branches, page, plain = asked

    def side(work: Callable[[int | None], int]) -> Callable[[int], Sequence[Cost]]:
        def asked(number: int) -> Sequence[Cost]:
            for unit in some(number):
                plan.meter.time(lambda: work(unit))  # noqa: B023
            return plan.meter.take()

        return asked

    def some(number: int) -> list[int | None]:
        """The whole agency, and two branches of it."""
        return [None, *Random(number).choices(branches, k=2)]

    for unit in some(0):
        if page(unit) != plain(unit):
            raise RuntimeError(f"{name}: another number than plain SQL finds")
    mine, theirs = (flat(each) for each in in_turns(rounds, side(page), side(plain)))
    return {
        f"{name} p95 ÷ plain SQL": _p95(mine) / _p95(theirs),
        f"{name}, ms": milliseconds(mine),
        f"{name}, plain SQL, ms": milliseconds(theirs),
        f"{name} p95, ms": _p95(mine) / 1e6,
    }


def _p95(costs: list[float]) -> float:
    return sorted(costs)[len(costs) * 95 // 100]


@dataclass(frozen=True)
class Tracked:
    """A filled store, and what is asked of it; each question returns how many people it found."""

    database: Database
    sdm: Any
    cycle: str
    cycle_id: int
    #: The ids of the units of the second level.
    branches: range

    def board(self, unit: int | None) -> int:
        """The board below a unit."""
        with self.database.read() as session:
            found = queries.board(session, self.sdm, self.cycle, unit)
        return found.total.people if found else 0

    def page(self, unit: int | None) -> int:
        """The first page of the list."""
        wanted = AppraisalFilter(cycle=self.cycle, unit=unit)
        with self.database.read() as session:
            return queries.appraisals(session, self.sdm, wanted).total

    def places(self, unit: int | None) -> int:
        """The year's diagram with the people on it."""
        wanted = AppraisalFilter(cycle=self.cycle, unit=unit)
        with self.database.read() as session:
            found = queries.places(session, self.sdm, wanted)
        return sum(spot.place.people for spot in found.spots if spot.place) if found else 0

    def exported(self) -> int:
        """Bytes of memory that streaming all rows takes at most, once it has been begun before."""
        wanted = AppraisalFilter(cycle=self.cycle)
        with self.database.read() as session:
            next(queries.all_appraisals(session, self.sdm, wanted))
            tracemalloc.start()
            for _ in queries.all_appraisals(session, self.sdm, wanted):
                pass
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return most

    def work_out(self) -> None:
        """Who will be late at the pace of the others, from the start, as an hour later."""
        with self.database.engine.begin() as connection:
            connection.execute(
                update(table(Setting)).where(Setting.name == "paced").values(value="")
            )
            for each in (Behind, StagePace):
                connection.execute(delete(table(each)))
        if not behind.work_out(self.database):
            raise RuntimeError("nobody worked it out")

    def plain_board(self, unit: int | None) -> int:
        """The same numbers, by one statement."""
        return sum(row[-1] for row in self._asked(_BOARD, unit))

    def plain_page(self, unit: int | None) -> int:
        """The same page and count, by two statements."""
        self._asked(_PAGE, unit)
        return int(self._asked(_COUNT, unit)[0][0])

    def plain_places(self, unit: int | None) -> int:
        """The same counts, by three statements: at tasks, at dates, of versions."""
        self._asked(_VERSIONS, unit)
        rows = [*self._asked(_AT_TASKS, unit), *self._asked(_AT_DATES, unit)]
        return sum(row[1] for row in rows)

    def _asked(self, statement: str, unit: int | None) -> Sequence[Any]:
        now = clock.now()
        said = {"cycle": self.cycle_id, "unit": unit, "now": now}
        said |= {"stuck": now - timedelta(days=14), "soon": now + timedelta(days=5)}
        asked = _typed(statement, whole=unit is None)
        engine = self.database.engine
        with engine.connect().execution_options(**{READ_ONLY: True}) as connection:
            known = {name: said[name] for name in asked.compile().params}
            found = connection.execute(asked, known).all()
            connection.commit()
        return found


# ---- plain SQL --------------------------------------------------------------------------------

_INSIDE = """appraisal.unit_id IN (
    WITH RECURSIVE inside(id) AS (
        SELECT CAST(:unit AS INTEGER) UNION
        SELECT unit.id FROM unit JOIN inside ON unit.parent_id = inside.id
    ) SELECT id FROM inside)"""
_WHO = "appraisal.cycle_id = :cycle AND {inside}"
_TOLD = f"""
    SELECT appraisal.unit_id, appraisal.state,
        CASE WHEN instance.state = 'done' OR appraisal.state IN ('closed', 'cancelled') THEN 'done'
             WHEN instance.state = 'incident' OR MAX(CASE WHEN task.id IS NOT NULL
                  AND (task.assignee_id IS NULL AND task.role != 'sdm' OR NOT employee.active)
                  THEN 1 ELSE 0 END) = 1 OR MIN(task.due_at) < :stuck THEN 'stuck'
             WHEN MIN(task.due_at) <= :now THEN 'overdue'
             WHEN MIN(task.due_at) < :soon AND COUNT(draft.task_id) = 0
                  OR COUNT(behind.instance_id) > 0 THEN 'at_risk'
             ELSE 'on_time' END AS health
    FROM appraisal JOIN instance ON instance.id = appraisal.instance_id
    LEFT JOIN task ON task.instance_id = appraisal.instance_id AND task.state = 'open'
    LEFT JOIN employee ON employee.id = task.assignee_id
    LEFT JOIN draft ON draft.task_id = task.id
    LEFT JOIN behind ON behind.instance_id = task.instance_id AND behind.phase = task.phase
        AND behind.ends_at >= task.due_at AND task.edge = 'closes'
    WHERE {_WHO} GROUP BY appraisal.id, instance.id"""
_BOARD = f"SELECT unit_id, state, health, COUNT(*) FROM ({_TOLD}) AS told GROUP BY 1, 2, 3"
_COUNT = f"SELECT COUNT(*) FROM appraisal WHERE {_WHO}"
_PAGE = f"""
    SELECT appraisal.*, cycle.*, employee.*, unit.name, version.number FROM appraisal
    JOIN cycle ON cycle.id = appraisal.cycle_id JOIN unit ON unit.id = appraisal.unit_id
    JOIN employee ON employee.id = appraisal.employee_id
    JOIN instance ON instance.id = appraisal.instance_id
    JOIN version ON version.id = instance.version_id
    WHERE {_WHO} ORDER BY cycle.year DESC, unit.name, employee.name, appraisal.id LIMIT 50"""

_VERSIONS = f"""
    SELECT version.number, COUNT(*), SUM(CASE WHEN instance.state = 'done'
        OR appraisal.state IN ('closed', 'cancelled') THEN 1 ELSE 0 END)
    FROM appraisal JOIN instance ON instance.id = appraisal.instance_id
    JOIN version ON version.id = instance.version_id WHERE {_WHO} GROUP BY version.number"""
_AT_TASKS = f"""
    SELECT task.phase, COUNT(DISTINCT task.instance_id),
        COUNT(DISTINCT CASE WHEN task.due_at <= :now THEN task.instance_id END),
        COUNT(DISTINCT CASE WHEN task.opened_at < :stuck THEN task.instance_id END),
        COUNT(DISTINCT CASE WHEN task.opened_at < :soon THEN task.instance_id END),
        MIN(task.opened_at)
    FROM task JOIN appraisal ON appraisal.instance_id = task.instance_id
    WHERE task.state = 'open' AND {_WHO} GROUP BY task.phase"""
_AT_DATES = f"""
    SELECT timer.key, COUNT(DISTINCT timer.instance_id)
    FROM timer JOIN appraisal ON appraisal.instance_id = timer.instance_id
    WHERE NOT EXISTS (SELECT 1 FROM task WHERE task.instance_id = timer.instance_id
        AND task.state = 'open') AND {_WHO} GROUP BY timer.key"""


def _typed(statement: str, *, whole: bool) -> TextClause:
    asked = text(statement.format(inside="1 = 1" if whole else _INSIDE))
    kinds = {"unit": Integer(), "cycle": Integer()}
    moments = {name: Instant() for name in ("now", "stuck", "soon")}
    names = asked.compile().params
    return asked.bindparams(
        *(bindparam(name, type_=kind) for name, kind in (kinds | moments).items() if name in names)
    )


# ---- the store --------------------------------------------------------------------------------


def fill(database: Database, units: int, people: int, lines: int) -> Tracked:
    """People in a tree of units, who stand at many steps with many dates; a fifth has done.

    They tell the pace of each stage, and so who will be late.
    """
    here = ours.opened(database, 1)
    like = crowd.standing(database, here.people[0].id)
    share = max(1, people // len(diagrams.STEPS))
    for phase, number in diagrams.STEPS:
        crowd.add(database, _elsewhere(like, phase, number), share)
    with database.engine.begin() as connection:
        connection.execute(insert(table(Unit)), list(_units(units)))
        _spread(connection, units)
        _lines(connection, lines)
    behind.work_out(database)
    crowd.analyze(database)
    with database.read() as session:
        cycle = session.scalars(select(Cycle)).one()
    branches = range(2, 2 + min(BRANCHES, units))
    return Tracked(database, here.sdm, cycle.public_id, cycle.id, branches)


def _elsewhere(like: crowd.Standing, phase: int, number: int) -> crowd.Standing:
    """The same at another step, due on another day."""
    day = timedelta(days=(phase * 7 + number) % _DAYS - _DAYS // 3)
    [task] = like.tasks
    step = {
        "process": f"bench_{phase}",
        "phase": diagrams.PHASES[phase],
        "step": f"p{phase}_t{number + 1}",
        "due_at": clock.now() + day,
        "opened_at": clock.now() - timedelta(days=number * 9),
    }
    return replace(like, tasks=[task | step])


def _units(number: int) -> Iterator[dict[str, Any]]:
    """Branches below the one unit there is, the others below the branches."""
    for key in range(2, number + 2):
        above = 1 if key < 2 + BRANCHES else 2 + key % BRANCHES
        yield {"id": key, "name": f"Unit {key}", "parent_id": above}


def _spread(connection: Connection, units: int) -> None:
    """Everybody into a unit; every fifth year is over."""
    people, cases = table(Employee), table(Appraisal)
    connection.execute(update(people).values(unit_id=2 + people.c.id % units))
    state = case(
        *((cases.c.id % len(_STATES) == n, name) for n, name in enumerate(_STATES)), else_="draft"
    )
    connection.execute(update(cases).values(unit_id=2 + cases.c.employee_id % units, state=state))
    over = select(cases.c.instance_id).where(cases.c.state == "closed")
    done = update(table(Task)).where(table(Task).c.instance_id.in_(over))
    connection.execute(done.values(state="done", done_at=clock.now(), remind_at=None))
    instances = table(Instance)
    connection.execute(update(instances).where(instances.c.id.in_(over)).values(state="done"))


def _lines(connection: Connection, number: int) -> None:
    """So many lines of history for everybody."""
    history, instances = table(History), table(Instance)
    for seq in range(1_000, 1_000 + number):
        said = {"seq": seq, "at": clock.now(), "act": "completed", "passed": ["year:skp_agreement"]}
        said |= {"phase": "skp_agreement", "step": "draft_skp", "title": "Susun SKP", "note": ""}
        values = [literal(value, history.c[name].type) for name, value in said.items()]
        row = select(instances.c.id, *values)
        connection.execute(insert(history).from_select(["instance_id", *said], row))
