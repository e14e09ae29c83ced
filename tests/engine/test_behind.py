"""Behind: whoever's stage would end after its date, if it takes him as long as the others."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from engine import clock, commands, queries, worker
from engine.actor import Actor
from engine.calendar_edits import CalendarChange
from engine.cluster import app_on
from engine.ids import random_id
from engine.models import Appraisal, Behind, Cycle, Setting, StagePace, Task, Timer, table
from engine.queries import HEALTHS, AppraisalFilter, Wait
from engine.timeline import SpecialDay
from engine.tracking import behind
from tests.engine.agency import Agency, local
from tests.engine.crowd import multiply
from tests.engine.test_board import compare
from tests.engine.test_interventions import CANCEL, HOLD, RELEASE, of, step_in

SKP = "skp_agreement"
WHO = "kadis_pu"
#: What the ten who have passed took: from Monday 19 January two working days.
TOOK = (local(2026, 1, 19, 9), local(2026, 1, 21, 10))
#: The end of Friday 23 January.
FRIDAY = local(2026, 1, 24)


@pytest.fixture
def january(agency: Agency) -> Agency:
    """Friday 23 January: three have to agree on their SKP by Saturday the 31st, since the 5th."""
    agency.open_cycle("inspektur", "kadis_pu", "kadis_kesehatan")
    agency.at(2026, 1, 23, 9)
    return agency


def pass_by(
    agency: Agency, many: int, first: int = 1000, took: tuple[datetime, ...] = TOOK
) -> None:
    """So many more like the Kepala Dinas PU have passed the stage."""
    agency.do("sdm", multiply, appraisal_id=agency.appraisal(WHO).id, times=many, first=first)
    agency.do("sdm", put, people=range(first, first + many), took=took)


def put(session: Session, _actor: Actor, people: Iterable[int], took: Sequence[datetime]) -> None:
    session.execute(insert(table(Task)), [_task(person, *took) for person in people])


def _task(person: int, opened_at: datetime, done_at: datetime | None = None) -> dict[str, Any]:
    return {
        "id": random_id(),
        "instance_id": person,
        "engine_id": secrets.token_bytes(16),
        **dict.fromkeys(("process", "phase"), SKP),
        **{"step": "draft_skp", "title": "Susun SKP", "form": "skp_agreement.DraftSkp"},
        **{"role": "pegawai", "assignee_id": person, "edge": "closes", "hard": False},
        **{"due_at": local(2026, 2, 1), "opened_at": opened_at},
        **{"state": "done" if done_at else "open", "done_at": done_at, "done_by": None},
        **{"item": "", "comment": "", "remind_at": None, "told": None},
        **{"request": b"", "receipt": ""},
    }


def come_in(agency: Agency, *moment: int, due: datetime = FRIDAY, who: str = WHO) -> None:
    """Somebody's stage began then, and he has until before `due`."""
    agency.do("sdm", shift, who=agency.id_of(who), opened_at=local(*moment), due=due)


def shift(session: Session, _actor: Actor, who: int, opened_at: datetime, due: datetime) -> None:
    theirs = select(Appraisal.instance_id).where(Appraisal.employee_id == who)
    session.execute(
        update(Task)
        .where(Task.instance_id.in_(theirs), Task.state == "open")
        .values(opened_at=opened_at, due_at=due)
    )


def health(agency: Agency, who: str = WHO) -> str:
    wanted = AppraisalFilter(ids=(agency.appraisal(who).public_id,))
    [row] = agency.ask("sdm", queries.appraisals, wanted).rows
    for each in HEALTHS:
        told = AppraisalFilter(health=each, ids=wanted.ids)
        assert (agency.ask("sdm", queries.appraisals, told).total == 1) == (row.health == each)
    return row.health


def waits(agency: Agency, who: str = WHO) -> tuple[Wait, ...]:
    return agency.ask("sdm", queries.waits, agency.appraisal(who).public_id)


@pytest.fixture
def slow(january: Agency) -> Agency:
    """Ten took two working days; the head came in on the 29th and has until Friday the 30th."""
    pass_by(january, 10)
    january.at(2026, 1, 29, 9)
    come_in(january, 2026, 1, 29, 8, due=local(2026, 1, 31))
    begun(january)
    return january


def begun(agency: Agency) -> None:
    """He has begun: a date that is near alone does not put him at risk."""
    task = agency.task(WHO, "draft_skp", WHO)
    agency.do(WHO, commands.save_draft, task_id=task, answers={"note": "Mulai"})


# ---- who is behind ----------------------------------------------------------------------------


def test_who_will_miss_his_date_at_the_pace_of_the_others_is_at_risk(slow: Agency) -> None:
    assert health(slow) == "on_time"
    slow.sweep()
    assert health(slow) == "at_risk"
    board = slow.ask("sdm", queries.board)
    assert board is not None
    [row] = [each for each in board.rows if each.unit_id == slow.appraisal(WHO).unit_id]
    assert row.healths["at_risk"] == 1
    compare(slow, "sdm", board)


def test_it_is_told_with_its_basis_to_whoever_sees_the_wait(slow: Agency) -> None:
    assert waits(slow)[0].expected is None
    slow.sweep()
    [wait] = waits(slow)
    expected = wait.expected
    assert expected is not None
    assert (expected.day, expected.median, expected.passed) == (date(2026, 2, 2), 2, 10)
    assert slow.ask(WHO, queries.my_waits)[0].waits[0].expected == expected
    assert waits(slow, "inspektur")[0].expected is None, "he has been at it for long"


def test_who_is_done_is_behind_no_longer_though_nobody_worked_it_out_anew(slow: Agency) -> None:
    slow.sweep()
    slow.do("sdm", finish, who=slow.id_of(WHO))
    assert slow.count(Behind) == 1
    assert health(slow) == "on_time"
    slow.hand.move_by(behind.EVERY)
    slow.sweep()
    assert slow.count(Behind) == 0
    assert [row.passed for row in slow.rows(StagePace)] == [11]


def finish(session: Session, _actor: Actor, who: int) -> None:
    theirs = select(Appraisal.instance_id).where(Appraisal.employee_id == who)
    session.execute(
        update(Task)
        .where(Task.instance_id.in_(theirs), Task.state == "open")
        .values(state="done", done_at=clock.now())
    )


def test_nine_are_too_few(january: Agency) -> None:
    pass_by(january, 9)
    come_in(january, 2026, 1, 22, 8)
    begun(january)
    january.sweep()
    assert (january.count(StagePace), health(january)) == (0, "on_time")
    pass_by(january, 1, first=2000)
    january.hand.move_by(behind.EVERY)
    january.sweep()
    assert health(january) == "at_risk"


def test_who_just_makes_it_is_on_time(january: Agency) -> None:
    """In on Monday, out on Wednesday the 28th, the last day; in a day later, and he is late."""
    pass_by(january, 10)
    january.at(2026, 1, 27, 12)
    begun(january)
    for opened, told in ((26, "on_time"), (27, "at_risk")):
        come_in(january, 2026, 1, opened, 8, due=local(2026, 1, 29))
        january.hand.move_by(behind.EVERY)
        january.sweep()
        assert health(january) == told


def test_days_are_those_of_the_units_own_calendar(january: Agency) -> None:
    """The same days off make it late at Dinas PU alone; and what the ten took, shorter."""
    pass_by(january, 10)
    for who in (WHO, "kadis_kesehatan"):
        come_in(january, 2026, 1, 23, 8, due=local(2026, 1, 28), who=who)
    january.sweep()
    assert january.count(Behind) == 0
    off = [SpecialDay(date(2026, 1, day), "Hari jadi", "local") for day in (26, 27)]
    change = CalendarChange(("unit", january.appraisal(WHO).unit_id), 0, tuple(off))
    january.do("sdm", commands.change_calendar, change=change)
    january.hand.move_by(behind.EVERY)
    january.sweep()
    assert [row.instance_id for row in january.rows(Behind)] == [january.appraisal(WHO).instance_id]
    # Three working days off that the ten went through: they worked one of them.
    off = [SpecialDay(date(2026, 1, day), "Hari jadi", "local") for day in (20, 26, 27)]
    change = CalendarChange(("unit", january.appraisal(WHO).unit_id), 1, tuple(off))
    january.do("sdm", commands.change_calendar, change=change)
    january.hand.move_by(behind.EVERY)
    january.sweep()
    assert [row.median for row in january.rows(StagePace)] == [1]


def test_who_is_overdue_already_is_that_and_nothing_else(slow: Agency) -> None:
    come_in(slow, 2026, 1, 29, 8, due=local(2026, 1, 29))
    slow.sweep()
    assert (slow.count(Behind), health(slow)) == (0, "overdue")


@pytest.mark.parametrize("asked", [HOLD, CANCEL], ids=lambda each: each.kind)
def test_who_is_held_or_cancelled_is_not_behind(slow: Agency, asked: Any) -> None:
    slow.sweep()
    step_in(slow, asked, of(slow, WHO))
    assert health(slow) == ("held" if asked is HOLD else "done")
    slow.hand.move_by(behind.EVERY)
    slow.sweep()
    assert slow.count(Behind) == 0
    assert [row.passed for row in slow.rows(StagePace)] == [10]
    if asked is HOLD:
        step_in(slow, RELEASE, of(slow, WHO))
        slow.hand.move_by(behind.EVERY)
        slow.sweep()
        assert health(slow) == "at_risk"


def test_a_stay_that_waits_for_a_date_was_not_passed(slow: Agency) -> None:
    with slow.database.begin() as session:
        timer = {"engine_id": secrets.token_bytes(16), "element": "x", "key": SKP, "edge": "closes"}
        session.execute(insert(table(Timer)), [{"instance_id": 1000, **timer}])
    slow.sweep()
    assert (slow.count(StagePace), health(slow)) == (0, "on_time")


@pytest.mark.parametrize("state", ["open", "held", "cancelled"])
def test_who_has_done_only_a_part_has_not_passed(slow: Agency, state: str) -> None:
    with slow.database.begin() as session:
        waiting = _task(1000, TOOK[1]) | {"state": state}
        if state == "cancelled":
            waiting["state"] = "withdrawn"
            session.execute(update(Appraisal).where(Appraisal.id == 1000).values(state=state))
        session.execute(insert(table(Task)), [waiting])
    slow.sweep()
    assert (slow.count(StagePace), health(slow)) == (0, "on_time")


def test_nobody_is_measured_by_a_date_within_a_stage(slow: Agency) -> None:
    with slow.database.begin() as session:
        session.execute(update(Task).where(Task.state == "open").values(edge="receive"))
    slow.sweep()
    assert (slow.count(Behind), health(slow)) == (0, "on_time")


def test_what_bagian_sdm_does_after_the_closing_makes_no_stage_longer(slow: Agency) -> None:
    """Received a week later; who waits for that himself has his own date yet."""
    received = {"edge": "receive", "role": "sdm", "assignee_id": None}
    with slow.database.begin() as session:
        session.execute(
            insert(table(Task)),
            [_task(each, TOOK[1], local(2026, 1, 28)) | received for each in range(1000, 1010)],
        )
        session.execute(
            insert(table(Task)),
            [
                _task(slow.appraisal(who).instance_id, local(2026, 1, 29, 8)) | received
                for who in (WHO, "kadis_kesehatan")
            ],
        )
    come_in(slow, 2026, 1, 29, 8, who="kadis_kesehatan", due=local(2026, 2, 3))
    with slow.database.begin() as session:
        mine = Task.instance_id == slow.appraisal("kadis_kesehatan").instance_id
        session.execute(
            update(Task).where(mine, Task.edge == "receive").values(due_at=local(2026, 1, 30))
        )
    slow.sweep()
    assert [row.median for row in slow.rows(StagePace)] == [2]
    assert [row.instance_id for row in slow.rows(Behind)] == [slow.appraisal(WHO).instance_id]


@pytest.mark.parametrize("elsewhere", [{"phase": "plan_week"}, {"edge": "receive"}])
def test_what_is_kept_of_what_was_left_tells_nothing(
    slow: Agency, elsewhere: dict[str, str]
) -> None:
    slow.sweep()
    with slow.database.begin() as session:
        session.execute(update(Task).where(Task.state == "open").values(**elsewhere))
    assert (health(slow), waits(slow)[0].expected) == ("on_time", None)


# ---- when it is worked out --------------------------------------------------------------------


def test_a_date_that_was_moved_away_counts_at_once_and_one_moved_near_with_the_next(
    slow: Agency,
) -> None:
    slow.sweep()
    come_in(slow, 2026, 1, 29, 8, due=local(2026, 2, 7))
    assert (health(slow), waits(slow)[0].expected) == ("on_time", None)
    slow.hand.move_by(behind.EVERY)
    slow.sweep()
    assert slow.count(Behind) == 0
    come_in(slow, 2026, 1, 29, 8, due=local(2026, 1, 31))
    slow.sweep()
    assert health(slow) == "on_time", "it was worked out a moment ago"
    slow.hand.move_by(behind.EVERY)
    slow.sweep()
    assert health(slow) == "at_risk"


def test_a_clock_that_is_put_back_works_it_out_anew(slow: Agency) -> None:
    slow.sweep()
    slow.at(2026, 2, 20, 9)
    slow.sweep()
    assert (slow.count(Behind), health(slow)) == (0, "stuck")
    slow.at(2026, 1, 29, 10)
    slow.sweep()
    assert (slow.count(Behind), health(slow)) == (1, "at_risk")


def test_it_is_worked_out_once_an_hour_and_only_what_changed_is_written(
    slow: Agency, statements: list[str]
) -> None:
    assert behind.work_out(slow.database)
    assert not behind.work_out(slow.database)
    slow.hand.move_by(behind.EVERY - timedelta(seconds=1))
    statements.clear()
    assert not behind.work_out(slow.database)
    assert len(_asked(statements)) == 1
    slow.hand.move_by(timedelta(seconds=1))
    statements.clear()
    assert behind.work_out(slow.database)
    written = [each for each in _asked(statements) if not each.startswith(("SELECT", "WITH"))]
    assert [each.split()[:2] for each in written] == [["UPDATE", "setting"]]


def test_whose_clock_was_moved_meanwhile_leaves_it_to_the_next(
    slow: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = behind._found

    def overtaken(session: Session, now: datetime) -> Any:
        with slow.database.begin() as other:
            other.execute(update(Setting).where(Setting.name == "paced").values(value="lain"))
        return found(session, now)

    monkeypatch.setattr(behind, "_found", overtaken)
    assert behind.work_out(slow.database)
    assert slow.count(Behind) == slow.count(StagePace) == 0


def test_without_an_open_cycle_nothing_is_kept(slow: Agency, statements: list[str]) -> None:
    slow.sweep()
    with slow.database.begin() as session:
        session.execute(update(Cycle).values(closed_at=clock.now()))
    slow.hand.move_by(behind.EVERY)
    statements.clear()
    assert behind.work_out(slow.database)
    assert len(_asked(statements)) <= 8
    assert slow.count(Behind) == slow.count(StagePace) == 0


def test_it_takes_no_more_statements_for_many(january: Agency, statements: list[str]) -> None:
    pass_by(january, 10)
    january.sweep()
    counts = []
    for times in (3, 300):
        first = 10_000 * times
        january.do(
            "sdm", multiply, appraisal_id=january.appraisal(WHO).id, times=times, first=first
        )
        late = (local(2026, 1, 30, 9),)
        january.do("sdm", put, people=range(first, first + times), took=late)
        january.hand.move_by(behind.EVERY)
        statements.clear()
        assert behind.work_out(january.database)
        counts.append(len(_asked(statements)))
    assert january.count(Behind) == 303
    assert counts[0] == counts[1] <= 14


def _asked(statements: Sequence[str]) -> list[str]:
    return [each for each in statements if each != "BEGIN" and not each.startswith("BEGIN ")]


# ---- whose duty it is -------------------------------------------------------------------------


def test_the_worker_of_one_machine_and_those_of_many_work_it_out(
    slow: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[object] = []
    monkeypatch.setattr(behind, "work_out", done.append)
    worker.sweep(slow.database)
    app_on(slow.database).tasks["behind"](timestamp=0)
    assert done == [slow.database, slow.database]
