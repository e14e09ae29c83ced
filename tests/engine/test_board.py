"""The board: counts by unit, state and health, always of exactly the list behind them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import commands, queries
from engine.actor import Actor
from engine.calendar_edits import CalendarChange
from engine.errors import CycleNotFound, UnitNotFound
from engine.models import Appraisal, Employee, Instance, Task, Timer, Unit
from engine.queries import HEALTHS, AppraisalFilter, Board, BoardRow
from engine.timeline import SpecialDay
from tests.engine.agency import PEOPLE, Agency

HEADS = ("inspektur", "kadis_pu", "kadis_kesehatan")
AUDITORS = ("auditor_1", "auditor_2", "auditor_3")


@pytest.fixture
def year(agency: Agency) -> Agency:
    """Three heads and three auditors who are to draft their SKP in January."""
    agency.open_cycle(*HEADS, *AUDITORS)
    return agency


def board(agency: Agency, who: str = "sdm", unit: int | None = None) -> Board:
    found = agency.ask(who, queries.board, "", unit)
    assert found is not None
    return found


def healths(agency: Agency, who: str = "sdm") -> dict[str, str]:
    rows = agency.ask(who, queries.appraisals, AppraisalFilter()).rows
    return {row.subject: row.health for row in rows}


# ---- health -----------------------------------------------------------------------------------


def test_an_appraisal_is_at_risk_three_working_days_before_unless_somebody_began(
    year: Agency,
) -> None:
    year.at(2026, 1, 5)
    assert set(healths(year).values()) == {"on_time"}
    year.at(2026, 1, 28)
    assert set(healths(year).values()) == {"at_risk"}
    task = year.task("auditor_1", "draft_skp", "auditor_1")
    year.do("auditor_1", commands.save_draft, task_id=task, answers={"note": "Mulai"})
    assert healths(year)["Auditor Satu"] == "on_time"


def test_what_is_overdue_is_stuck_after_its_days_of_grace(year: Agency) -> None:
    year.at(2026, 2, 2)
    assert set(healths(year).values()) == {"overdue"}
    year.at(2026, 2, 20)
    assert set(healths(year).values()) == {"stuck"}


def test_who_waits_for_nobody_or_stopped_is_stuck(year: Agency) -> None:
    year.do("sdm", damage, instance=year.appraisal("auditor_1").instance_id)
    year.do("sdm", orphan, instance=year.appraisal("auditor_2").instance_id)
    year.do("sdm", retire, nip=PEOPLE["auditor_3"].nip)
    told = healths(year)
    assert {name for name, health in told.items() if health == "stuck"} == {
        "Auditor Satu",
        "Auditor Dua",
        "Auditor Tiga",
    }


def damage(session: Session, _actor: Actor, instance: int) -> None:
    session.execute(update(Instance).where(Instance.id == instance).values(state="incident"))


def orphan(session: Session, _actor: Actor, instance: int) -> None:
    session.execute(update(Task).where(Task.instance_id == instance).values(assignee_id=None))


def retire(session: Session, _actor: Actor, nip: str) -> None:
    session.execute(update(Employee).where(Employee.nip == nip).values(active=False))


# ---- the board --------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["sdm", "bupati", "inspektur", "auditor_1"])
def test_every_number_is_the_length_of_the_list_behind_it(year: Agency, who: str) -> None:
    year.fill("auditor_2", "draft_skp", "auditor_2")
    year.fill("inspektur", "approve_skp", "auditor_2")
    year.at(2026, 2, 2)
    top = board(year, who)
    compare(year, who, top)
    for row in top.rows:
        if row.opens:
            compare(year, who, board(year, who, row.unit_id))


def compare(agency: Agency, who: str, found: Board) -> None:
    for row in found.rows:
        assert row.people == length(agency, who, found, row)
        for state, number in row.states.items():
            assert number == length(agency, who, found, row, state=state)
        for health in HEALTHS:
            assert row.healths.get(health, 0) == length(agency, who, found, row, health=health)
    assert found.total.people == sum(row.people for row in found.rows)


def length(agency: Agency, who: str, found: Board, row: BoardRow, **more: str) -> int:
    wanted = AppraisalFilter(found.cycle, row.unit_id, row.direct, **more)
    listed = agency.ask(who, queries.appraisals, wanted)
    exported = agency.ask(who, lambda *asked: list(queries.all_appraisals(*asked, wanted)))
    assert exported == list(listed.rows)
    return listed.total


def test_the_board_goes_down_the_units_and_says_where_it_is(year: Agency) -> None:
    year.do("sdm", put_below, unit="Dinas PU", name="Bidang Bina Marga", who="kadis_kesehatan")
    [parent] = [row for row in rows_of_all_levels(year) if row.opens and row.name == "Dinas PU"]
    lower = board(year, unit=parent.unit_id)
    assert [row.name for row in lower.rows] == ["Dinas PU", "Bidang Bina Marga"]
    assert [row.direct for row in lower.rows] == [True, False]
    assert lower.path[-1] == (parent.unit_id, "Dinas PU")
    assert lower.total.people == parent.people == 2


def rows_of_all_levels(agency: Agency) -> list[BoardRow]:
    found, todo = [], [board(agency)]
    while todo:
        rows = todo.pop().rows
        found += rows
        todo += [board(agency, unit=row.unit_id) for row in rows if row.opens]
    return found


def put_below(session: Session, _actor: Actor, unit: str, name: str, who: str) -> None:
    """A new unit below another, and somebody's appraisal in it."""
    above = session.scalars(select(Unit).where(Unit.name == unit)).one()
    new = Unit(name=name, parent_id=above.id)
    session.add(new)
    session.flush()
    person = session.scalars(select(Employee).where(Employee.nip == PEOPLE[who].nip)).one()
    session.execute(
        update(Appraisal).where(Appraisal.employee_id == person.id).values(unit_id=new.id)
    )


def test_a_unit_in_which_one_sees_nobody_is_not_there(year: Agency) -> None:
    unit = year.appraisal("kadis_kesehatan").unit_id
    with pytest.raises(UnitNotFound):
        board(year, "auditor_1", unit)
    with pytest.raises(UnitNotFound):
        board(year, unit=999_999)
    with pytest.raises(CycleNotFound):
        year.ask("sdm", queries.board, "tidak-ada")


def test_a_leader_sees_his_own_below_him_and_no_more(year: Agency) -> None:
    assert board(year, "inspektur").total.people == 1 + len(AUDITORS)
    assert board(year, "bupati").total.people == board(year, "sdm").total.people
    assert board(year, "auditor_1").total.people == 1


def test_without_a_cycle_there_is_no_board(agency: Agency) -> None:
    assert agency.ask("sdm", queries.board) is None


# ---- the list ---------------------------------------------------------------------------------


def test_a_list_is_filtered_by_who_holds_and_who_judges(year: Agency) -> None:
    year.fill("auditor_2", "draft_skp", "auditor_2")
    assert names(year, holder="Inspektur") == ["Auditor Dua", "Inspektur"]
    assert names(year, superior="inspektur") == ["Auditor Dua", "Auditor Satu", "Auditor Tiga"]
    assert names(year, health="tidak ada") == []


def test_a_row_counts_the_working_days_and_tells_what_comes_by_itself(year: Agency) -> None:
    year.at(2026, 1, 12)
    year.fill("auditor_1", "draft_skp", "auditor_1")
    year.fill("inspektur", "approve_skp", "auditor_1")
    drafting, waiting = (
        year.ask("sdm", queries.appraisals, AppraisalFilter(text=text)).rows[0]
        for text in ("Auditor Dua", "Auditor Satu")
    )
    assert (drafting.since_days, drafting.pejabat_penilai) == (5, "Inspektur")
    [timer] = year.rows(Timer, Timer.instance_id == year.appraisal("auditor_1").instance_id)
    assert (waiting.next_event, waiting.next_at) == ("Plan Week", timer.due_at)


def test_days_left_are_those_of_whoever_holds_the_task(year: Agency) -> None:
    """On Monday 26 January four until Saturday 31; in the Inspektorat, with a day off, three."""
    year.at(2026, 1, 26, 9)
    off = SpecialDay(date(2026, 1, 28), "Hari jadi", "local")
    change = CalendarChange(("unit", year.appraisal("inspektur").unit_id), 0, (off,))
    year.do("sdm", commands.change_calendar, change=change)
    rows = year.ask("sdm", queries.appraisals, AppraisalFilter()).rows
    assert {row.days_left for row in rows if row.unit == "Inspektorat"} == {3}
    assert {row.days_left for row in rows if row.unit != "Inspektorat"} == {4}
    year.at(2026, 2, 3, 9)
    [row] = year.ask("sdm", queries.appraisals, AppraisalFilter(text="Auditor Satu")).rows
    assert (row.days_left, row.late) == (-2, True)


def names(agency: Agency, **wanted: str) -> list[str]:
    rows = agency.ask("sdm", queries.appraisals, AppraisalFilter(**wanted)).rows
    return sorted(row.subject for row in rows)
