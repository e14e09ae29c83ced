"""Deadlines are reminded of before, told when missed, and escalated; each stage once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import calendars, clock, commands, definitions, reminders, windows
from engine.actor import Actor
from engine.calendar_edits import CalendarChange
from engine.models import Answer, Appraisal, Cycle, Employee, Notice, Task
from engine.timeline import SpecialDay
from tests.engine.agency import PEOPLE, local

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live

HEADS = ("inspektur", "kadis_pu", "kadis_kesehatan", "kadis_pendidikan")


@pytest.fixture
def asked(agency: Agency) -> Agency:
    """An auditor has until Saturday, 31 January 2026, to draft the SKP."""
    agency.open_cycle("auditor_1")
    agency.sweep()
    return agency


def heard(agency: Agency, who: str) -> list[str]:
    """What somebody was told about deadlines since the last look."""
    mine = Notice.employee_id == agency.id_of(who)
    kinds = Notice.kind.not_in(("task", "recorded"))
    rows = agency.rows(Notice, mine, kinds, Notice.read_at.is_(None))
    agency.do(who, read)
    return [row.kind for row in sorted(rows, key=lambda row: row.id)]


def read(session: Session, actor: Actor) -> None:
    session.execute(
        update(Notice).where(Notice.employee_id == actor.id).values(read_at=clock.now())
    )


def days(agency: Agency, who: str, first: int, last: int, hour: int = 7) -> dict[int, list[str]]:
    """On which days of January 2026 (32 is 1 February) somebody hears of a deadline."""
    found = {}
    for day in range(first, last + 1):
        agency.hand.move_to(local(2026, 1, 1, hour) + timedelta(days=day - 1))
        agency.sweep()
        found[day] = heard(agency, who)
    return {day: kinds for day, kinds in found.items() if kinds}


# ---- before -----------------------------------------------------------------------------------


def test_a_deadline_is_reminded_of_seven_days_three_working_days_and_a_day_before(
    asked: Agency,
) -> None:
    # The last day is a Saturday: three working days before it is a Wednesday.
    assert days(asked, "auditor_1", 6, 31) == {
        24: ["due_soon"],
        28: ["due_soon"],
        30: ["due_soon"],
    }
    assert heard(asked, "inspektur") == heard(asked, "sdm") == []


def test_a_reminder_comes_at_the_hour_of_the_profile_and_not_a_second_before(
    asked: Agency,
) -> None:
    asked.hand.move_to(local(2026, 1, 24, 7) - timedelta(seconds=1))
    asked.sweep()
    assert heard(asked, "auditor_1") == []
    asked.at(2026, 1, 24, 7)
    asked.sweep()
    assert heard(asked, "auditor_1") == ["due_soon"]
    [notice] = asked.rows(Notice, Notice.kind == "due_soon")
    assert notice.task_id == asked.task("auditor_1", "draft_skp", "auditor_1")
    assert notice.params["due"] == local(2026, 2, 1).astimezone(clock.now().tzinfo).isoformat()


def test_who_is_asked_within_the_last_days_is_not_reminded_of_days_past(agency: Agency) -> None:
    agency.at(2026, 1, 29, 9)
    agency.open_cycle("auditor_1")
    agency.sweep()
    assert heard(agency, "auditor_1") == []
    assert days(agency, "auditor_1", 30, 30) == {30: ["due_soon"]}


def test_after_a_pause_of_the_worker_there_is_one_reminder_not_three(asked: Agency) -> None:
    asked.at(2026, 1, 30, 12)
    asked.sweep()
    assert heard(asked, "auditor_1") == ["due_soon"]


def test_who_has_done_it_is_not_reminded(asked: Agency) -> None:
    asked.fill("auditor_1", "draft_skp", "auditor_1")
    assert days(asked, "auditor_1", 6, 40) == {}


def test_bagian_sdm_is_reminded_of_its_own_tasks_by_their_number(lived: Live) -> None:
    agency = lived("inspektur", until="distribute_forms")
    [task] = agency.rows(Task, Task.step == "distribute_forms", Task.state == "open")
    agency.sweep()
    agency.hand.move_to(task.due_at - timedelta(hours=4))
    agency.sweep()
    [notice] = agency.rows(
        Notice, Notice.kind == "due_soon_many", Notice.employee_id == agency.id_of("sdm")
    )
    assert notice.params == {"count": 1}


# ---- after ------------------------------------------------------------------------------------


def test_three_working_days_after_the_day_the_superior_hears_and_after_a_week_sdm(
    asked: Agency,
) -> None:
    asked.at(2026, 2, 1)
    asked.sweep()
    for who in ("auditor_1", "inspektur", "sdm", "sdm_2"):
        heard(asked, who)
    asked.hand.move_to(local(2026, 2, 4, 7) - timedelta(seconds=1))
    asked.sweep()
    assert heard(asked, "inspektur") == []
    asked.at(2026, 2, 4, 7)
    asked.sweep()
    assert heard(asked, "inspektur") == ["escalated"]
    assert heard(asked, "sdm") == heard(asked, "auditor_1") == []
    asked.at(2026, 2, 7, 7)
    asked.sweep()
    assert heard(asked, "sdm") == heard(asked, "sdm_2") == ["escalated_many"]
    assert heard(asked, "inspektur") == []


def test_a_holiday_shifts_the_escalation(asked: Agency) -> None:
    """Imlek is on Tuesday, 17 February 2026, with Monday as shared leave."""
    asked.do("sdm", move_windows, day=local(2026, 2, 14))
    asked.at(2026, 2, 14, 8)
    asked.sweep()
    heard(asked, "inspektur")
    for day in (16, 17, 18, 19):
        asked.at(2026, 2, day, 7)
        asked.sweep()
        assert heard(asked, "inspektur") == [], day
    asked.at(2026, 2, 20, 7)
    asked.sweep()
    assert heard(asked, "inspektur") == ["escalated"]


def test_of_a_pejabat_penilai_who_is_late_his_own_superior_hears(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    agency.fill("auditor_1", "draft_skp", "auditor_1")
    agency.sweep()
    agency.at(2026, 2, 4, 7)
    agency.sweep()
    assert heard(agency, "inspektur") == ["overdue"]
    assert heard(agency, "sekda") == ["escalated"]
    [notice] = agency.rows(Notice, Notice.kind == "escalated")
    assert (notice.task_id, notice.appraisal_id) == (None, agency.appraisal("auditor_1").public_id)


def test_whoever_is_asked_too_late_has_as_many_days_before_it_is_escalated(
    agency: Agency,
) -> None:
    agency.at(2026, 2, 10, 9)
    agency.open_cycle("auditor_1")
    agency.sweep()
    assert heard(agency, "inspektur") == ["overdue"]
    agency.at(2026, 2, 12, 7)
    agency.sweep()
    assert heard(agency, "inspektur") == []
    agency.at(2026, 2, 13, 7)
    agency.sweep()
    assert heard(agency, "inspektur") == ["escalated"]


def test_nothing_is_told_when_a_whole_year_has_passed_but_what_is_missed(asked: Agency) -> None:
    asked.at(2027, 1, 1)
    asked.sweep()
    assert heard(asked, "auditor_1") == ["overdue"]
    assert heard(asked, "inspektur") == ["overdue", "escalated"]
    assert heard(asked, "sdm") == ["overdue_many", "escalated_many"]


def test_the_days_off_of_the_holders_unit_count(asked: Agency) -> None:
    """The SKP is due on Saturday, 31 January; three working days before it is the 28th."""
    asked.at(2026, 1, 24, 7)
    asked.sweep()
    assert heard(asked, "auditor_1") == ["due_soon"]
    for who, day in (("kadis_pu", 30), ("auditor_1", 29)):
        asked.do("sdm", give_day_off, who=who, day=date(2026, 1, day))
    assert days(asked, "auditor_1", 25, 30) == {27: ["due_soon"], 30: ["due_soon"]}
    asked.do("sdm", give_day_off, who="auditor_1", day=date(2026, 2, 3))
    assert days(asked, "inspektur", 31, 36) == {32: ["overdue"], 36: ["escalated"]}


def give_day_off(session: Session, actor: Actor, who: str, day: date) -> None:
    """The unit of somebody has a day off of its own."""
    person = session.scalars(select(Employee).where(Employee.name == PEOPLE[who].name)).one()
    key = ("unit", person.unit_id)
    seen = calendars.known(session).number(key)
    off = SpecialDay(day, "Hari jadi unit", "local")
    commands.change_calendar(session, actor, CalendarChange(key, seen, (off,)))


# ---- a date that moves ------------------------------------------------------------------------


def move_windows(session: Session, _actor: Actor, day: object) -> None:
    """The deadline of everything that is drafted and agreed moves, as an event would move it."""
    for appraisal in session.query(Appraisal):
        cycle = session.get_one(Cycle, appraisal.cycle_id)
        windows.move(session, cycle, appraisal, ("skp_agreement", "closes"), day, "diubah")


def test_a_moved_window_moves_its_reminders(asked: Agency) -> None:
    asked.at(2026, 1, 24, 7)
    asked.sweep()
    assert heard(asked, "auditor_1") == ["due_soon"]
    asked.do("sdm", move_windows, day=local(2026, 2, 15))
    # The last day is now Saturday, 14 February.
    assert days(asked, "auditor_1", 25, 45) == {
        38: ["due_soon"],
        42: ["due_soon"],
        44: ["due_soon"],
    }
    assert days(asked, "auditor_1", 46, 46) == {46: ["overdue"]}


def test_a_window_that_moved_into_the_past_is_overdue_at_once(asked: Agency) -> None:
    asked.at(2026, 1, 24, 7)
    asked.sweep()
    heard(asked, "auditor_1")
    asked.do("sdm", move_windows, day=local(2026, 1, 20))
    asked.sweep()
    assert heard(asked, "auditor_1") == ["overdue"]


# ---- once -------------------------------------------------------------------------------------


def test_a_sweep_that_is_killed_tells_nothing_and_the_next_one_all(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    agency.open_cycle(*HEADS)
    agency.sweep()
    agency.at(2026, 2, 1)

    def killed(*_: object) -> Mapping[str, int]:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(reminders._Digest, "add", killed)
        with pytest.raises(KeyboardInterrupt):
            agency.sweep()
    assert told(agency).total() == 0
    agency.sweep()
    assert told(agency) == {
        **{(who, "overdue"): 1 for who in HEADS},
        ("sekda", "overdue"): 4,
        ("sdm", "overdue_many"): 1,
        ("sdm_2", "overdue_many"): 1,
    }


def test_telling_about_many_tasks_takes_as_many_statements_as_about_two(
    agency: Agency, statements: list[str]
) -> None:
    def cost(subjects: tuple[str, ...], year: int) -> int:
        agency.at(year, 1, 5, 9)
        agency.open_cycle(*subjects, year=year)
        agency.sweep()
        agency.at(year, 2, 1)
        statements.clear()
        assert agency.sweep().overdue == len(subjects)
        return len(statements)

    assert cost(HEADS[:2], 2026) == cost((*HEADS, "auditor_1", "auditor_2", "auditor_3"), 2027)


def test_an_empty_look_is_one_question_to_the_index(
    asked: Agency, statements: list[str], kind: str
) -> None:
    statements.clear()
    assert reminders.sweep(asked.database, clock.now()) == reminders.Told()
    asking = [each for each in statements if not each.startswith("BEGIN")]
    assert len(asking) == 1
    if kind == "sqlite":
        with asked.database.read() as session:
            plan = session.connection().exec_driver_sql(
                f"EXPLAIN QUERY PLAN {asking[0]}", ("2026-01-05", 1, 0)
            )
            assert "USING INDEX ix_task_remind" in str(plan.all())


def test_a_profile_from_before_keeps_its_reminders(agency: Agency) -> None:
    """Stored profiles never change: those without the section say it in [deadlines]."""
    agency.open_cycle("auditor_1")
    agency.do("sdm", as_if_stored_before)
    agency.sweep()
    assert days(agency, "auditor_1", 6, 31) == {26: ["due_soon"]}


def as_if_stored_before(session: Session, _actor: Actor) -> None:
    stored = definitions.use_profile(session, "kasn_pp46")
    before, rest = stored.text.split("[notices]")
    stored.text = f"{before}reminders = [5]\n[windows]{rest.split('[windows]')[1]}"
    stored.hash = "of an older text"


# ---- missed -----------------------------------------------------------------------------------


def told(agency: Agency) -> Counter[tuple[str, str]]:
    """Who was told what about missed deadlines."""
    names = {actor.id: name for name, actor in agency.people.items()}
    rows = agency.rows(Notice, Notice.kind.in_(("overdue", "overdue_many")))
    return Counter((names[row.employee_id], row.kind) for row in rows)


def test_a_missed_deadline_is_told_to_its_holder_the_pejabat_penilai_and_sdm(
    agency: Agency,
) -> None:
    agency.open_cycle("auditor_1")
    agency.hand.move_to(local(2026, 2, 1) - timedelta(seconds=1))
    assert agency.sweep().overdue == 0
    agency.at(2026, 2, 1)
    assert agency.sweep().overdue == 1
    assert told(agency) == {
        ("auditor_1", "overdue"): 1,
        ("inspektur", "overdue"): 1,
        ("sdm", "overdue_many"): 1,
        ("sdm_2", "overdue_many"): 1,
    }


def test_the_holder_gets_the_task_and_the_others_the_appraisal(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    agency.at(2026, 2, 1)
    agency.sweep()
    task_id = agency.task("auditor_1", "draft_skp", "auditor_1")
    notices = {row.employee_id: row for row in agency.rows(Notice, Notice.kind == "overdue")}
    mine, superiors = (notices[agency.id_of(who)] for who in ("auditor_1", "inspektur"))
    assert (mine.task_id, mine.appraisal_id) == (task_id, None)
    assert (superiors.task_id, superiors.appraisal_id) == (
        None,
        agency.appraisal("auditor_1").public_id,
    )
    assert superiors.params == {
        "title": "Susun SKP",
        "subject": "Auditor Satu",
        "due": "2026-01-31T17:00:00+00:00",
    }


def test_a_missed_deadline_is_told_once(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    for day in (1, 2, 3):
        agency.at(2026, 2, day)
        agency.sweep()
    assert told(agency).total() == 4


def test_sdm_gets_one_digest_however_many_are_late(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "BATCH", 2)
    agency.open_cycle(*HEADS, "auditor_1")
    agency.at(2026, 2, 1)
    assert agency.sweep().overdue == 5
    digests = agency.rows(
        Notice, Notice.kind == "overdue_many", Notice.employee_id == agency.id_of("sdm")
    )
    assert [digest.params for digest in digests] == [{"count": 5}]


def test_a_missed_deadline_skips_no_work(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    agency.at(2026, 3, 15)
    agency.sweep()
    agency.fill("auditor_1", "draft_skp", "auditor_1")
    assert agency.rows(Answer)[0].late
    assert agency.appraisal("auditor_1").state == "draft"


def test_who_is_late_with_a_360_form_is_told_to_nobody_else(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    agency.fill("inspektur", "self_assess")
    agency.at(2027, 1, 8)
    agency.sweep()
    late = agency.rows(Task, Task.step == "review_behaviour", Task.state == "open")
    assert len(late) == 7
    notices = [
        (notice.employee_id, notice.task_id)
        for notice in agency.rows(Notice, Notice.kind == "overdue")
        if notice.params["title"] == late[0].title
    ]
    # The pejabat penilai hears of his own form only, like everybody else.
    assert sorted(notices) == sorted((task.assignee_id, task.id) for task in late)


def test_what_opens_at_a_deadline_is_not_born_late(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    agency.at(2027, 1, 8)
    agency.sweep()
    [task] = agency.rows(Task, Task.step == "close_forms")
    assert task.due_at is None or task.due_at > task.opened_at
    assert agency.count(Notice, Notice.kind == "overdue", Notice.task_id == task.id) == 0


def test_a_finished_or_withdrawn_task_is_never_overdue(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    agency.fill("sekda", "review_behaviour")
    agency.fill("inspektur", "self_assess")
    agency.hand.move_to(local(2027, 1, 8))
    agency.sweep()
    agency.fill("sdm", "close_forms")
    before = told(agency)
    agency.at(2027, 1, 9)
    agency.sweep()
    assert told(agency) == before


def test_a_task_whose_date_waits_for_an_event_is_not_overdue(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    agency.do("sdm", without_date)
    agency.at(2030, 1, 1)
    assert agency.sweep().overdue == 0


def without_date(session: Session, _actor: Actor) -> None:
    session.execute(update(Task).values(due_at=None))
