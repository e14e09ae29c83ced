"""Tugas Saya and the notices: what waits for one person, of all his roles, sorted by due date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import inspect, update
from sqlalchemy.orm import Session

from engine import commands, queries
from engine.actor import Actor
from engine.errors import AlreadyDone, TaskNotFound, Withdrawn
from engine.ids import ordered_id
from engine.models import Task
from tests.engine.agency import PEOPLE, local, step_of

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live


def steps(agency: Agency, who: str) -> list[tuple[str, str]]:
    """(step, subject) of what waits for somebody, in order."""
    items = agency.ask(who, queries.inbox).items
    return [(step_of(item.form), item.subject) for item in items]


# ---- what it shows ----------------------------------------------------------------------------


def test_one_list_holds_the_tasks_of_all_roles_by_due_date(lived: Live) -> None:
    agency = lived("inspektur", "kadis_pu", until="review_behaviour")
    agency.open_cycle("kadis_pu", year=2027, profile="pp46_bkn2013")
    agency.do("sdm", redate, step="self_assess", due_at=local(2027, 1, 6))
    items = agency.ask("kadis_pu", queries.inbox).items
    assert [(step_of(item.form), item.role) for item in items] == [
        ("self_assess", "pegawai"),
        ("review_behaviour", "kolega"),
        ("draft_skp", "pegawai"),
    ]
    assert [item.due_at for item in items] == [
        local(2027, 1, 6),
        local(2027, 1, 8),
        local(2027, 2, 1),
    ]


def redate(session: Session, _actor: Actor, step: str, due_at: object) -> None:
    session.execute(update(Task).where(Task.step == step).values(due_at=due_at))


def test_what_has_no_date_stands_at_the_end(agency: Agency) -> None:
    agency.open_cycle("auditor_1", "auditor_2")
    for who in ("auditor_1", "auditor_2"):
        agency.fill(who, "draft_skp", who)
    first = agency.task("inspektur", "approve_skp", "auditor_1")
    agency.do("sdm", undate, task_id=first)
    assert steps(agency, "inspektur") == [
        ("approve_skp", "Auditor Dua"),
        ("approve_skp", "Auditor Satu"),
    ]


def undate(session: Session, _actor: Actor, task_id: str) -> None:
    session.execute(update(Task).where(Task.id == task_id).values(due_at=None))


def test_an_item_says_what_about_whom_as_whom_and_by_when(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    agency.at(2026, 1, 27, 8)
    agency.fill("auditor_1", "draft_skp", "auditor_1")
    [item] = agency.ask("inspektur", queries.inbox).items
    assert (item.title, item.subject, item.position) == (
        "Setujui SKP",
        "Auditor Satu",
        "Auditor Satu",
    )
    assert (item.unit, item.cycle, item.phase) == ("Inspektorat", "2026", "Kesepakatan SKP")
    assert (item.role, item.state, item.late) == ("pejabat_penilai", "baru", False)
    # The 31st is a Saturday: from Tuesday three working days are left, up to Friday the 30th.
    assert (item.due_at, item.days_left) == (local(2026, 2, 1), 3)
    assert item.opened_at == local(2026, 1, 27, 8)
    assert item.appraisal_id == agency.appraisal("auditor_1").public_id


@pytest.mark.parametrize(
    ("now", "days_left", "late"),
    [
        ((2026, 1, 30, 23, 59), 0, False),
        ((2026, 1, 31, 23, 59), 0, False),
        ((2026, 2, 1, 0, 0), 0, True),
        ((2026, 2, 3, 9, 0), -2, True),
    ],
)
def test_days_left_count_down_in_working_days(
    agency: Agency, now: tuple[int, ...], days_left: int, late: bool
) -> None:
    agency.open_cycle("auditor_1")
    agency.at(*now)
    [item] = agency.ask("auditor_1", queries.inbox).items
    assert (item.days_left, item.late) == (days_left, late)
    assert item.state == ("terlambat" if late else "baru")


def test_a_task_of_sdm_waits_for_each_of_them_but_the_one_it_is_about(lived: Live) -> None:
    agency = lived("inspektur", "sdm", until="distribute_forms")
    both = [("distribute_forms", "Analis SDM"), ("distribute_forms", "Inspektur")]
    assert sorted(steps(agency, "sdm_2")) == both
    assert steps(agency, "sdm") == [("distribute_forms", "Inspektur")]
    assert "distribute_forms" not in {step for step, _ in steps(agency, "sekda")}


def test_what_one_of_sdm_has_done_waits_for_nobody(lived: Live) -> None:
    agency = lived("inspektur", until="distribute_forms")
    agency.fill("sdm", "distribute_forms")
    assert steps(agency, "sdm_2") == []
    box = agency.ask("sdm", queries.inbox)
    assert [(item.title, item.subject) for item in box.done] == [
        ("Bagikan formulir penilaian", "Inspektur")
    ]
    assert box.done_count == 1


def test_the_list_and_the_notices_say_the_same(lived: Live) -> None:
    """Every personal task has its notice, every notice of an open task its place in the list."""
    agency = lived("inspektur", "kadis_pu", "auditor_1", until="review_behaviour")
    still_open = {task.id for task in agency.rows(Task, Task.state == "open")}
    lists = 0
    for who in PEOPLE:
        listed = {item.id for item in agency.ask(who, queries.inbox).items if item.role != "sdm"}
        noticed = {line.task_id for line in agency.ask(who, queries.notices)}
        assert noticed & still_open == listed, who
        lists += bool(listed)
    assert lists >= 8


def test_notices_are_read_once_all_together(agency: Agency) -> None:
    agency.open_cycle("inspektur", "auditor_1")
    assert agency.ask("inspektur", queries.unread_count) == 1
    agency.do("inspektur", commands.mark_notices_read)
    assert agency.ask("inspektur", queries.unread_count) == 0
    assert agency.ask("auditor_1", queries.unread_count) == 1
    assert [notice.read for notice in agency.ask("inspektur", queries.notices)] == [True]


# ---- a task's page ----------------------------------------------------------------------------


def test_a_task_page_is_for_its_owner_alone(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    task_id = agency.task("auditor_1", "draft_skp", "auditor_1")
    page = agency.ask("auditor_1", queries.task_page, task_id)
    assert page.item.id == task_id
    assert page.rule == "31 Januari"
    assert page.appraisal_id == agency.appraisal("auditor_1").public_id
    for who in PEOPLE:
        if who != "auditor_1":
            with pytest.raises(TaskNotFound):
                agency.ask(who, queries.task_page, task_id)


def test_the_page_of_a_task_that_is_past_says_what_became_of_it(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    task_id = agency.task("auditor_1", "draft_skp", "auditor_1")
    at = agency.at(2026, 1, 9, 9)
    agency.fill("auditor_1", "draft_skp", "auditor_1")
    with pytest.raises(AlreadyDone) as done:
        agency.ask("auditor_1", queries.task_page, task_id)
    assert done.value.params == {"who": "Auditor Satu", "when": at}
    agency.do("sdm", withdraw, task_id=agency.task("inspektur", "approve_skp", "auditor_1"))
    [withdrawn] = agency.rows(Task, Task.state == "withdrawn")
    with pytest.raises(Withdrawn):
        agency.ask("inspektur", queries.task_page, withdrawn.id)


def withdraw(session: Session, _actor: Actor, task_id: str) -> None:
    session.execute(update(Task).where(Task.id == task_id).values(state="withdrawn"))


def test_a_returned_task_starts_with_what_was_sent_the_last_time(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    agency.fill("auditor_1", "draft_skp", "auditor_1")
    agency.fill("inspektur", "approve_skp", "auditor_1", decision="kembalikan", note="Perbaiki.")
    page = agency.ask(
        "auditor_1", queries.task_page, agency.task("auditor_1", "draft_skp", "auditor_1")
    )
    assert [row["activity"] for row in page.values["rows"]] == [
        "Menetapkan surat tugas",
        "Menyusun renja",
    ]
    assert page.item.comment == "Perbaiki."


# ---- how many statements ----------------------------------------------------------------------


def multiply(session: Session, _actor: Actor, task_id: str, times: int) -> None:
    """Tasks like one that is there, as many as somebody with a large unit has."""
    columns = inspect(Task).columns.keys()
    like = session.get_one(Task, task_id)
    values = {name: getattr(like, name) for name in columns if name != "id"}
    session.add_all(Task(id=ordered_id(), **values) for _ in range(times))


def asked(statements: list[str]) -> list[str]:
    return [each for each in statements if each.lstrip().startswith("SELECT")]


def test_forty_tasks_are_listed_with_as_many_statements_as_one(
    agency: Agency, statements: list[str]
) -> None:
    agency.open_cycle("auditor_1")
    agency.fill("auditor_1", "draft_skp", "auditor_1")
    task_id = agency.task("inspektur", "approve_skp", "auditor_1")
    counts = []
    for times in (0, 39):
        agency.do("sdm", multiply, task_id=task_id, times=times)
        statements.clear()
        assert len(agency.ask("inspektur", queries.inbox).items) == times + 1
        counts.append(len(asked(statements)))
        assert not [each for each in statements if "blob" in each], "no list loads a process"
    assert counts[0] == counts[1] <= 12, statements


def test_lists_of_appraisals_ask_as_much_for_many_as_for_one(
    agency: Agency, statements: list[str]
) -> None:
    agency.open_cycle("auditor_1", "auditor_2", "auditor_3", "inspektur")
    counts = []
    for text, found in (("Satu", 1), ("", 4)):
        statements.clear()
        listed = agency.ask("sdm", queries.appraisals, queries.AppraisalFilter(text=text))
        assert len(listed.rows) == found
        counts.append(len(asked(statements)))
    assert counts[0] == counts[1] <= 8, statements


def test_a_task_page_asks_a_bounded_number_of_questions(lived: Live, statements: list[str]) -> None:
    agency = lived("inspektur", until="hold_final_dialog")
    task_id = agency.task("sekda", "hold_final_dialog")
    statements.clear()
    agency.ask("sekda", queries.task_page, task_id)
    assert len(asked(statements)) <= 30, statements
