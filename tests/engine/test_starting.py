"""Many starts at once: each is like one started alone, and few statements make them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgpack
import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from engine import windows
from engine.actor import Actor
from engine.bpmn import frontier
from engine.commands import starting
from engine.models import (
    Appraisal,
    Cycle,
    Employee,
    History,
    Incident,
    Instance,
    Notice,
    Task,
    Timer,
    table,
)
from tests.engine.agency import HEADS, local

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live

FIRST = 1000


def start_together(session: Session, actor: Actor, people: list[int]) -> dict[int, str]:
    return starting.start_all(session, actor, session.scalars(select(Cycle)).one(), people)


def start_each_alone(session: Session, actor: Actor, people: list[int]) -> None:
    cycle = session.scalars(select(Cycle)).one()
    known = starting._People.load(session, people)
    for each in people:
        appraisal = Appraisal(**known.appraisal(each, cycle))
        starting.start_process(session, actor, cycle, appraisal, cycle.process)


def add_staff(session: Session, _actor: Actor, like: int, many: int) -> None:
    """So many more people in the place of somebody."""
    person = session.get_one(Employee, like)
    row = {column.name: getattr(person, column.name) for column in table(Employee).c}
    rows = [row | {"id": n, "nip": f"9999{n:014d}"} for n in range(FIRST, FIRST + many)]
    session.execute(insert(table(Employee)), rows)


def ids(agency: Agency, *who: str) -> list[int]:
    return [agency.id_of(each) for each in who]


# ---- like one started alone -------------------------------------------------------------------

PEOPLE = ("auditor_1", "auditor_2", "kadis_pu")


def test_a_start_in_bulk_leaves_the_rows_of_a_start_alone(lived: Live) -> None:
    together, alone = lived(), lived()
    for agency, start in ((together, start_together), (alone, start_each_alone)):
        agency.open_cycle("inspektur")
        agency.do("sdm", start, people=ids(agency, *PEOPLE))
    for who in PEOPLE:
        assert pictured(together, who) == pictured(alone, who)


def pictured(agency: Agency, who: str) -> dict[str, Any]:
    """All rows of an appraisal without what is random, and its state without ids and times."""
    appraisal = agency.appraisal(who)
    mine = {"instance_id": appraisal.instance_id}
    tasks = agency.rows(Task, Task.instance_id == appraisal.instance_id)
    [instance] = agency.rows(Instance, Instance.id == appraisal.instance_id)
    lines = agency.rows(History, History.instance_id == appraisal.instance_id)
    timers = agency.rows(Timer, Timer.instance_id == appraisal.instance_id)
    notices = agency.rows(Notice, Notice.task_id.in_([task.id for task in tasks]))
    random = {"id", "public_id", "engine_id", "cycle_id", "task_id", "blob", *mine}
    return {
        model: [plain(row, random) for row in rows]
        for model, rows in (
            ("appraisal", [appraisal]),
            ("instance", [instance]),
            ("tasks", tasks),
            ("lines", lines),
            ("timers", timers),
            ("notices", notices),
        )
    } | {"state": shape(instance.blob, agency)}


def plain(row: Any, without: set[str]) -> dict[str, Any]:
    names = [column.name for column in row.__table__.c if column.name not in without]
    return {name: getattr(row, name) for name in names}


def shape(blob: bytes, agency: Agency) -> Any:
    """A state with every id named by the order of its coming, and without times."""
    seen: dict[bytes, str] = {}

    def named(value: Any) -> Any:
        if isinstance(value, bytes):
            return seen.setdefault(value, f"id {len(seen)}")
        if isinstance(value, list):
            return [named(each) for each in value]
        return "time" if isinstance(value, float) else value

    return named(list(frontier.unsealed(blob, agency.database.seal)))


def test_a_state_carries_nothing_of_its_person(agency: Agency) -> None:
    agency.open_cycle(*HEADS)
    blobs = {row.blob for row in agency.rows(Instance)}
    assert len(blobs) == 1
    text = msgpack.packb(shape(blobs.pop(), agency)).decode("latin-1")
    for who in HEADS:
        [person] = agency.rows(Employee, Employee.id == agency.id_of(who))
        assert person.name not in text
        assert person.nip not in text


def test_each_has_public_ids_of_its_own(agency: Agency) -> None:
    agency.open_cycle(*HEADS)
    for model, column in ((Instance, "public_id"), (Appraisal, "public_id"), (Task, "id")):
        assert len({getattr(row, column) for row in agency.rows(model)}) == len(HEADS)


def test_one_started_in_bulk_and_one_started_alone_both_finish(agency: Agency) -> None:
    agency.open_cycle("inspektur", "kadis_pu", profile="pp46_bkn2013")
    agency.do("sdm", start_each_alone, people=ids(agency, "kadis_kesehatan"))
    agency.live_until("enter_result")
    for who in ("inspektur", "kadis_pu", "kadis_kesehatan"):
        agency.fill("sdm", "enter_result", who)
    assert {row.state for row in agency.rows(Instance)} == {"done"}
    assert {row.state for row in agency.rows(Appraisal)} == {"closed"}
    assert agency.count(Incident) == 0


# ---- who is alike -----------------------------------------------------------------------------


def test_a_start_that_asks_for_the_person_runs_for_each(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "_world", asking)
    agency.open_cycle(*HEADS)
    assert len({row.blob for row in agency.rows(Instance)}) == len(HEADS)
    assert agency.count(Appraisal) == len(HEADS)


def asking(session: Session, year: Any, appraisal: Appraisal) -> Any:
    case = starting.facts.Case(session, appraisal, year.cycle, year.profile, year.specs)
    world = starting.facts.World(session, case)
    world.asked = {"raters"}
    return world


def test_a_unit_with_dates_of_its_own_starts_apart(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    agency.do(
        "sdm",
        put_off,
        unit_id=agency.rows(Employee, Employee.id == agency.id_of("kadis_pu"))[0].unit_id,
    )
    agency.do("sdm", start_together, people=ids(agency, "kadis_pu", "auditor_1", "auditor_2"))
    blobs = {who: blob_of(agency, who) for who in ("kadis_pu", "auditor_1", "auditor_2")}
    assert blobs["auditor_1"] == blobs["auditor_2"] != blobs["kadis_pu"]
    due = {who: agency.rows(Task, Task.assignee_id == agency.id_of(who))[0].due_at for who in blobs}
    assert due["kadis_pu"] == local(2026, 5, 1) != due["auditor_1"]


def put_off(session: Session, _actor: Actor, unit_id: int) -> None:
    cycle = session.scalars(select(Cycle)).one()
    edge = ("skp_agreement", "closes")
    windows.put(session, cycle, edge, local(2026, 5, 1), "30 April", ("unit", unit_id))


def blob_of(agency: Agency, who: str) -> bytes:
    [row] = agency.rows(Instance, Instance.id == agency.appraisal(who).instance_id)
    blob: bytes = row.blob
    return blob


# ---- never twice, and few words ---------------------------------------------------------------


def test_who_has_started_is_not_started_again(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    agency.do("sdm", start_together, people=ids(agency, "auditor_1", "auditor_2"))
    agency.do("sdm", start_together, people=ids(agency, "auditor_1", "auditor_2"))
    assert agency.count(Appraisal) == agency.count(Instance) == 2


def test_whose_superior_has_left_meanwhile_is_left_out_and_named(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    agency.do("sdm", retire, who=agency.id_of("auditor_1"))
    left_out = agency.do("sdm", start_together, people=ids(agency, "auditor_1", "auditor_2"))
    assert list(left_out) == ids(agency, "auditor_1")
    assert agency.count(Appraisal) == 2


def retire(session: Session, _actor: Actor, who: int) -> None:
    session.execute(update(Employee).where(Employee.id == who).values(active=False))


def test_five_hundred_starts_are_eight_writes(agency: Agency, statements: list[str]) -> None:
    agency.open_cycle("inspektur")
    agency.do("sdm", add_staff, like=agency.id_of("auditor_1"), many=500)
    statements.clear()
    agency.do("sdm", start_together, people=list(range(FIRST, FIRST + 500)))
    writes = [each for each in statements if each.startswith(("INSERT", "UPDATE", "DELETE"))]
    assert len(writes) <= 8, [each[:60] for each in writes]
    assert len(statements) <= 20, [each[:60] for each in statements]
    assert agency.count(Appraisal) == 501
    assert agency.count(Task, Task.step == "draft_skp", Task.state == "open") == 501
