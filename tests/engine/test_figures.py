"""Figures and projection: counted by hand on small stores, of nobody one may not see."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from engine import clock, commands, queries
from engine.actor import Actor
from engine.calendar_edits import CalendarChange
from engine.errors import CycleNotFound, UnitNotFound
from engine.ids import random_id
from engine.interventions import Asked
from engine.models import Appraisal, Task, Timer, Unit, table
from engine.queries import Figures, Projection
from engine.queries.figures.times import shares
from engine.timeline import SpecialDay
from tests.engine.agency import Agency, local
from tests.engine.crowd import multiply
from tests.engine.test_interventions import CANCEL, HOLD, of, step_in

INSPEKTORAT, PU, KESEHATAN = "Inspektorat", "Dinas PU", "Dinas Kesehatan"
SKP = "skp_agreement"


@pytest.fixture
def january(agency: Agency) -> Agency:
    """Three heads and three auditors who are to agree on their SKP by Saturday 31 January 2026."""
    people = ("inspektur", "kadis_pu", "kadis_kesehatan", "auditor_1", "auditor_2", "auditor_3")
    agency.open_cycle(*people)
    return agency


def agree(agency: Agency, who: str, boss: str, drafted: int, agreed: int, month: int = 1) -> None:
    """Somebody drafts his SKP on one day, and it is agreed on another."""
    agency.at(2026, month, drafted, 10)
    agency.fill(who, "draft_skp", who)
    agency.at(2026, month, agreed, 6)  # the day before, by UTC
    agency.fill(boss, "approve_skp", who)


@pytest.fixture
def agreed(january: Agency) -> Agency:
    """Two auditors in time, a head late, and the morning of 3 February."""
    agree(january, "auditor_1", "inspektur", 5, 7)
    agree(january, "auditor_2", "inspektur", 12, 14)
    agree(january, "kadis_pu", "sekda", 2, 3, month=2)
    return january


def figures(agency: Agency, who: str = "sdm", unit: str = "") -> Figures:
    found = agency.ask(who, queries.figures, "", unit_id(agency, who, unit) if unit else None)
    assert found is not None
    return found


def unit_id(agency: Agency, who: str, name: str) -> int:
    rows = figures(agency, who).scope.rows
    return next(row.unit_id for row in rows if row.name == name)


# ---- what was ---------------------------------------------------------------------------------


def test_a_stage_takes_from_its_first_task_to_its_last_in_working_days(agreed: Agency) -> None:
    """5 to 7 January: 2; to the 14th: 7; to 3 February, without the holiday of the 16th: 20."""
    [stage] = figures(agreed).stages
    assert (stage.name, stage.passed, stage.median, stage.p90) == ("Kesepakatan SKP", 3, 7, 20)
    [stage] = figures(agreed, unit=INSPEKTORAT).stages
    assert (stage.passed, stage.median, stage.p90) == (2, 2, 7)


def test_days_are_those_of_each_units_own_calendar(agreed: Agency) -> None:
    """The Inspektorat has 13 January off: until the 14th it worked one day less, and only it."""
    off = SpecialDay(date(2026, 1, 13), "Hari jadi", "local")
    key = ("unit", agreed.appraisal("inspektur").unit_id)
    change = CalendarChange(key, 0, (off,))
    agreed.do("sdm", commands.change_calendar, change=change)
    [stage] = figures(agreed).stages
    assert (stage.passed, stage.median, stage.p90) == (3, 6, 20)
    assert [(each.tasks, each.days) for each in figures(agreed).lost] == [(4, 7), (1, 2)]


def test_a_stage_that_still_waits_for_somebody_or_a_date_has_no_time(agreed: Agency) -> None:
    agreed.sweep()
    agreed.fill("inspektur", "plan_dialogs", "auditor_1")
    assert [stage.key for stage in figures(agreed).stages] == [SKP]
    agreed.do("sdm", wait_for_a_date, instance=agreed.appraisal("auditor_1").instance_id)
    assert [stage.passed for stage in figures(agreed).stages] == [2]


def wait_for_a_date(session: Session, _actor: Actor, instance: int) -> None:
    timer = {"engine_id": secrets.token_bytes(16), "element": "x", "key": SKP, "edge": "closes"}
    session.execute(insert(table(Timer)), [{"instance_id": instance, **timer}])


@pytest.mark.parametrize("asked", [HOLD, CANCEL], ids=lambda each: each.kind)
def test_a_stage_in_which_somebody_was_held_or_cancelled_has_no_time(
    agreed: Agency, asked: Asked
) -> None:
    step_in(agreed, asked, of(agreed, "auditor_3", "kadis_kesehatan"))
    [stage] = figures(agreed).stages
    assert (stage.passed, stage.median) == (3, 7)
    assert figures(agreed).projection.stages[0].waiting == 1, "the Inspektur alone"


def test_who_waits_without_a_date_is_counted(january: Agency) -> None:
    january.do("sdm", undated, phase=SKP)
    found = figures(january)
    assert (found.projection.waiting, found.projection.overdue) == (6, 0)


def undated(session: Session, _actor: Actor, phase: str) -> None:
    session.execute(update(Task).where(Task.phase == phase).values(due_at=None))


def test_time_is_lost_by_whoever_held_the_task(agreed: Agency) -> None:
    """Drafted on 2 February, a day late, agreed on the 3rd; three drafts are two days late."""
    assert [(each.role, each.tasks, each.days) for each in figures(agreed).lost] == [
        ("pegawai", 4, 1 + 3 * 2),
        ("pejabat_penilai", 1, 2),
    ]
    assert [each.days for each in figures(agreed, unit=PU).lost] == [2, 1]


def test_a_day_of_a_stage_belongs_to_whoever_held_it_or_to_a_date_that_was_waited_for(
    agreed: Agency,
) -> None:
    """Drafted on 2 February, its approval opened on the 3rd: of 20 days nobody held it on one."""
    agree(agreed, "kadis_kesehatan", "sekda", 4, 6, month=2)
    agreed.do("sdm", reopened, who="kadis_pu", agency=agreed, at=local(2026, 2, 3, 5))
    [stage] = figures(agreed, unit=PU).stages
    assert {part.role: part.days for part in stage.parts} == {"pegawai": 19, "": 1}
    assert stage.days == 20
    [whole] = figures(agreed).stages
    assert whole.days == sum(part.days for part in whole.parts) == 2 + 7 + 20 + 23


def reopened(session: Session, _actor: Actor, who: str, agency: Agency, at: datetime) -> None:
    """Its approval opened later, as if a timer had stood before it."""
    mine = Task.instance_id == agency.appraisal(who).instance_id
    moved = update(Task).where(mine, Task.step == "approve_skp").values(opened_at=at)
    session.execute(moved)


DAY = st.integers(0, 60)


@given(st.lists(st.tuples(DAY, DAY, st.sampled_from(["pegawai", "sdm"])), min_size=1))
def test_the_parts_of_a_stage_are_together_its_time(said: list[tuple[int, int, str]]) -> None:
    """Whatever overlaps, or leaves a gap: each day from the first to the last is somebody's."""
    tasks = [(min(one, other), max(one, other), role) for one, other, role in said]
    held = {day for first, last, _ in tasks for day in range(first, last)}
    found = shares(tasks, lambda first, last: last - first)
    whole = max(last for _, last, _ in tasks) - min(first for first, _, _ in tasks)
    assert found.total() == whole
    assert found[""] == whole - len(held)
    assert min(found.values()) >= 0


def test_a_task_is_in_time_before_its_deadline_is_past(agreed: Agency) -> None:
    rate = figures(agreed).punctuality
    assert {(line.name, line.in_time, line.done, line.percent) for line in rate.lines} == {
        (INSPEKTORAT, 4, 4, 100),
        (PU, 0, 2, 0),
        (KESEHATAN, 0, 0, None),
    }
    assert (rate.total.in_time, rate.total.done, rate.total.percent) == (4, 6, 66)


def test_the_year_grows_week_by_week(agreed: Agency) -> None:
    weeks = figures(agreed).growth
    assert [(week.monday, week.tasks) for week in weeks] == [
        (date(2026, 1, 5), 2),
        (date(2026, 1, 12), 2),
        (date(2026, 1, 19), 0),
        (date(2026, 1, 26), 0),
        (date(2026, 2, 2), 2),
    ]
    assert {week.over for week in weeks} == {0}
    agreed.do("sdm", close, who=agreed.id_of("auditor_1"))
    found = figures(agreed)
    assert [week.over_so_far for week in found.growth] == [1, 1, 1, 1, 1]
    assert (found.scope.done, found.scope.people) == (1, 6)


def close(session: Session, _actor: Actor, who: int) -> None:
    session.execute(update(Appraisal).where(Appraisal.employee_id == who).values(state="closed"))


def test_reviewers_have_what_is_open_and_at_most_what_is_still_to_come(january: Agency) -> None:
    """By 31 January one SKP to approve; then each plans the dialogs by 7 February."""
    january.at(2026, 1, 12, 10)
    january.fill("auditor_2", "draft_skp", "auditor_2")
    load = figures(january).reviewers
    firsts = [f"{monday:%d.%m}" for monday in load.mondays[:4]]
    assert firsts == ["12.01", "19.01", "26.01", "02.02"]
    by_name = {each.name: (each.overdue, each.open[:4], each.coming[:4]) for each in load.reviewers}
    assert by_name == {
        "Inspektur": (0, (0, 0, 1, 0), (0, 0, 0, 3)),
        "Sekretaris Daerah": (0, (0, 0, 0, 0), (0, 0, 0, 3)),
    }
    january.at(2026, 2, 2, 10)
    assert {each.name: each.overdue for each in figures(january).reviewers.reviewers} == {
        "Inspektur": 1
    }


def test_nobody_tells_who_has_still_to_answer_a_360_form(lived: Any) -> None:
    agency = lived("inspektur", until="review_behaviour")
    agency.at(2027, 1, 9, 9)
    told = figures(agency)
    assert {each.role for each in told.lost} == {"pegawai", "penilai"}
    assert not any(each.overdue or any(each.open) for each in told.reviewers.reviewers)


# ---- predikat ---------------------------------------------------------------------------------


def test_small_groups_are_not_told_and_no_page_tells_them_by_its_rest(january: Agency) -> None:
    ratings = {
        "inspektur": "Sangat Baik",
        "auditor_1": "Baik",
        "auditor_2": "Baik",
        "auditor_3": "Cukup",
        "kadis_pu": "Baik",
        "kadis_kesehatan": "Kurang",
    }
    january.do("sdm", rate, ratings={january.id_of(who): said for who, said in ratings.items()})
    whole = figures(january).ratings
    assert {(line.name, line.final, line.numbers) for line in whole.lines} == {
        (INSPEKTORAT, 4, None),
        (KESEHATAN, 1, None),
        (PU, 1, None),
    }
    assert whole.total.numbers == (1, 3, 1, 1, 0)
    assert figures(january, unit=INSPEKTORAT).ratings.total.numbers is None
    mine = figures(january, "inspektur").ratings
    assert [line.numbers for line in mine.lines] == [(1, 2, 1, 0, 0)]
    assert figures(january, "auditor_1").ratings.total.numbers is None


def test_only_what_is_final_counts(january: Agency) -> None:
    january.do("sdm", rate, ratings={january.id_of("auditor_1"): "Baik"}, final=False)
    assert figures(january).ratings.total.final == 0


def rate(session: Session, _actor: Actor, ratings: dict[int, str], final: bool = True) -> None:
    for who, predikat in ratings.items():
        session.execute(
            update(Appraisal)
            .where(Appraisal.employee_id == who)
            .values(predikat=predikat, finalised_at=clock.now() if final else None)
        )


# ---- what is to come --------------------------------------------------------------------------


@pytest.fixture
def pu_at_work(january: Agency) -> Agency:
    """Eleven more at Dinas PU: seven have agreed on their SKP, four have not; 26 January."""
    subject = january.appraisal("kadis_pu").id
    january.do("sdm", multiply, appraisal_id=subject, times=11)
    january.do("sdm", busy, done=range(1000, 1007), waiting=range(1007, 1011))
    january.at(2026, 1, 26, 9)
    return january


def busy(session: Session, _actor: Actor, done: Sequence[int], waiting: Sequence[int]) -> None:
    rows = [_task(person, local(2026, 1, 20, 9)) for person in done]
    session.execute(insert(table(Task)), rows + [_task(person, None) for person in waiting])


def _task(person: int, done_at: datetime | None) -> dict[str, Any]:
    return {
        "id": random_id(),
        "instance_id": person,
        "engine_id": secrets.token_bytes(16),
        **dict.fromkeys(("process", "phase"), SKP),
        **{"step": "draft_skp", "title": "Susun SKP", "form": "skp_agreement.DraftSkp"},
        **{"role": "pegawai", "assignee_id": person, "edge": "closes", "hard": False},
        **{"due_at": local(2026, 2, 1), "opened_at": local(2026, 1, 5, 9)},
        **{"state": "done" if done_at else "open", "done_at": done_at, "done_by": None},
        **{"item": "", "comment": "", "remind_at": None, "told": None},
        **{"request": b"", "receipt": ""},
    }


def projection(agency: Agency, who: str = "sdm") -> Projection:
    found = agency.ask(who, queries.projection)
    assert found is not None
    assert found.projection == figures(agency, who).projection
    return found.projection


def test_at_the_present_pace_some_will_be_late(pu_at_work: Agency) -> None:
    """Seven in the 14 working days since 5 January: one each second day, from 26 January on.

    Of five at Dinas PU two are done by Friday, the last on 6 February. Nobody has passed
    elsewhere; there the pace of all serves four of ten and one of ten who wait.
    """
    found = projection(pu_at_work)
    assert {
        line.name: (line.waiting, line.late, line.own, line.finish) for line in found.units
    } == {
        INSPEKTORAT: (4, 3, False, date(2026, 2, 24)),
        KESEHATAN: (1, 1, False, date(2026, 2, 24)),
        PU: (5, 3, True, date(2026, 2, 6)),
    }
    [stage] = found.stages
    assert (stage.waiting, stage.overdue, stage.late, stage.weekly) == (10, 0, 7, 2.5)
    assert stage.finish == date(2026, 2, 24)
    assert len(found.people) == found.late == 7
    last = max(each.expected for each in found.people if each.unit == PU and each.expected)
    assert (last, found.people[0].due) == (date(2026, 2, 6), date(2026, 1, 31))


def test_whoever_is_due_later_is_done_later(pu_at_work: Agency) -> None:
    """One of five has until 27 February: the third and the fourth come late, he in time."""
    pu_at_work.do("sdm", extend, person=1008)
    [later] = pu_at_work.rows(Appraisal, Appraisal.employee_id == 1008)
    late = [each for each in projection(pu_at_work).people if each.unit == PU]
    assert [each.expected for each in late] == [date(2026, 2, 2), date(2026, 2, 4)]
    assert later.public_id not in {each.appraisal_id for each in late}


def extend(session: Session, _actor: Actor, person: int) -> None:
    moved = update(Task).where(Task.assignee_id == person).values(due_at=local(2026, 2, 28))
    session.execute(moved)


def test_nobody_who_is_done_is_late(pu_at_work: Agency) -> None:
    pu_at_work.do("sdm", finish)
    found = projection(pu_at_work)
    assert (found.waiting, found.late, found.people, found.stages) == (0, 0, (), ())
    assert {line.finish for line in found.units} == {None}


def finish(session: Session, _actor: Actor) -> None:
    session.execute(update(Task).values(state="done", done_at=clock.now()))


def test_where_too_few_have_passed_nothing_is_said(january: Agency) -> None:
    agree(january, "auditor_1", "inspektur", 5, 7)
    january.at(2026, 1, 20, 9)
    found = projection(january)
    assert (found.late, found.untold, found.people) == (0, 5, ())
    assert [stage.weekly for stage in found.stages] == [None]
    january.at(2026, 2, 3, 11)
    found = projection(january)
    assert (found.overdue, found.untold) == (5, 0)


# ---- of whom ----------------------------------------------------------------------------------


def test_a_leader_has_the_figures_of_his_own_below_him_and_no_more(agreed: Agency) -> None:
    mine, all_of_it = figures(agreed, "inspektur"), figures(agreed, unit=INSPEKTORAT)
    assert mine.scope.people == all_of_it.scope.people == 4
    for name in ("stages", "lost", "reviewers", "growth"):
        assert getattr(mine, name) == getattr(all_of_it, name), name
    assert mine.punctuality.total.done == all_of_it.punctuality.total.done
    assert mine.projection.waiting == all_of_it.projection.waiting == 2
    assert figures(agreed, "bupati").stages == figures(agreed).stages
    alone = figures(agreed, "auditor_1")
    assert (alone.scope.people, alone.stages[0].passed, alone.lost) == (1, 1, ())


def test_a_unit_is_counted_apart_from_those_below_it(agreed: Agency) -> None:
    agreed.do("sdm", put_below, unit=PU, name="Bina Marga", who=agreed.id_of("kadis_kesehatan"))
    top = next(row for row in figures(agreed).scope.rows if row.name == PU)
    assert (top.people, top.opens) == (2, True)
    found = figures(agreed, unit=PU)
    assert [(row.name, row.direct, row.people) for row in found.scope.rows] == [
        (PU, True, 1),
        ("Bina Marga", False, 1),
    ]
    assert [line.done for line in found.punctuality.lines] == [2, 0]
    assert [(line.waiting, line.overdue) for line in found.projection.units] == [(1, 0), (1, 1)]


def put_below(session: Session, _actor: Actor, unit: str, name: str, who: int) -> None:
    """A new unit below another, and somebody's appraisal in it."""
    above = session.scalars(select(Unit).where(Unit.name == unit)).one()
    new = Unit(name=name, parent_id=above.id)
    session.add(new)
    session.flush()
    session.execute(update(Appraisal).where(Appraisal.employee_id == who).values(unit_id=new.id))


def test_a_unit_in_which_one_sees_nobody_is_not_there(january: Agency) -> None:
    pu = unit_id(january, "sdm", PU)
    for question in (queries.figures, queries.projection):
        with pytest.raises(UnitNotFound):
            january.ask("auditor_1", question, "", pu)
        with pytest.raises(CycleNotFound):
            january.ask("sdm", question, "tidak-ada")


def test_without_a_cycle_there_are_no_figures(agency: Agency) -> None:
    assert agency.ask("sdm", queries.figures) is None
    assert agency.ask("sdm", queries.projection) is None


def test_the_figures_ask_few_questions_however_many_they_count(
    pu_at_work: Agency, statements: list[str]
) -> None:
    figures(pu_at_work)
    statements.clear()
    figures(pu_at_work)
    assert len([each for each in statements if each != "BEGIN"]) <= 8
    statements.clear()
    pu_at_work.ask("sdm", queries.projection)
    assert len([each for each in statements if each != "BEGIN"]) <= 4
