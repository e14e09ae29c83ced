"""Tugas Saya and the notices: what waits for one person, of all his roles, sorted by due date."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from engine import commands, queries
from engine.actor import Actor
from engine.errors import AlreadyDone, TaskNotFound, Withdrawn
from engine.models import Task
from tests.engine.agency import PEOPLE, local, step_of

if TYPE_CHECKING:
    from tests.engine.agency import Agency

HEADS = ("inspektur", "kadis_pu", "kadis_kesehatan", "kadis_pendidikan")
AUDITORS = ("auditor_1", "auditor_2", "auditor_3")


def steps(agency: Agency, who: str) -> list[tuple[str, str]]:
    """(step, subject) of what waits for somebody, in order."""
    items = agency.ask(who, queries.inbox).items
    return [(step_of(item.form), item.subject) for item in items]


# ---- what it shows ----------------------------------------------------------------------------


def test_one_list_holds_the_tasks_of_all_roles_by_due_date(agency: Agency) -> None:
    agency.open_cycle("inspektur", "kadis_pu", profile="pp46_bkn2013")
    agency.live_until("review_behaviour")
    while "self_assess" not in {step for step, _ in steps(agency, "kadis_pu")}:
        follow(agency, "kadis_pu")
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


def follow(agency: Agency, subject: str) -> None:
    """Do the next thing in the appraisal of somebody."""
    instance_id = agency.appraisal(subject).instance_id
    for task, who in agency._open_tasks():
        if task.instance_id == instance_id:
            agency.send(who, task.id, agency.answers(who, task.id))
            return


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


def test_a_task_of_sdm_waits_for_each_of_them_but_the_one_it_is_about(agency: Agency) -> None:
    agency.open_cycle("inspektur", "sdm", profile="pp46_bkn2013")
    agency.live_until("distribute_forms")
    while len(agency.rows(Task, Task.step == "distribute_forms")) < 2:
        follow(agency, "sdm")
    both = [("distribute_forms", "Analis SDM"), ("distribute_forms", "Inspektur")]
    assert sorted(steps(agency, "sdm_2")) == both
    assert steps(agency, "sdm") == [("distribute_forms", "Inspektur")]
    assert "distribute_forms" not in {step for step, _ in steps(agency, "sekda")}


def test_what_one_of_sdm_has_done_waits_for_nobody(agency: Agency) -> None:
    agency.open_cycle("inspektur", profile="pp46_bkn2013")
    agency.live_until("distribute_forms")
    agency.fill("sdm", "distribute_forms")
    assert steps(agency, "sdm_2") == []
    box = agency.ask("sdm", queries.inbox)
    assert [(item.title, item.subject) for item in box.done] == [
        ("Bagikan formulir penilaian", "Inspektur")
    ]
    assert box.done_count == 1


def test_one_sees_who_holds_the_own_appraisal_but_never_which_rater(agency: Agency) -> None:
    agency.open_cycle("inspektur", profile="pp46_bkn2013")
    agency.fill("inspektur", "draft_skp")
    [waiting] = agency.ask("inspektur", queries.inbox).waiting
    assert (waiting.title, waiting.holder) == ("Setujui SKP", "Sekretaris Daerah")
    agency.live_until("review_behaviour")
    waiting_now = agency.ask("inspektur", queries.inbox).waiting
    assert "Nilai perilaku kerja" not in {item.title for item in waiting_now}


def test_the_list_and_the_notices_say_the_same(agency: Agency) -> None:
    """Every personal task has its notice, every notice of an open task its place in the list."""
    agency.open_cycle(*HEADS, *AUDITORS, profile="pp46_bkn2013")
    agency.live_until("review_behaviour")
    for who, row in PEOPLE.items():
        listed = {
            item.id for item in agency.ask(who, queries.inbox).items if item.role != "sdm"
        }
        noticed = {notice.task_id for notice in agency.ask(who, queries.notices)}
        still_open = {task.id for task in agency.rows(Task, Task.state == "open")}
        own_next = {
            task.id
            for task in agency.rows(Task, Task.assignee_id == agency.id_of(who))
            if task.id not in noticed
        }
        assert noticed & still_open == listed - own_next, row.name
        assert not own_next, f"{row.name} was not told"


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


@pytest.fixture
def crowded(agency: Agency) -> Agency:
    """One pejabat penilai with forty tasks, of two cycles."""
    rows = [
        commands.EmployeeRow(
            f"99998{number:013d}",
            f"Staf {number:02}",
            "Staf",
            "Inspektorat",
            superior_nip=PEOPLE["inspektur"].nip,
        )
        for number in range(20)
    ]
    agency.do("sdm", commands.add_people, rows=rows)
    with agency.database.read() as session:
        people = {row.nip: queries.employee_of(session, row.nip) for row in rows}
    for number, actor in enumerate(people.values()):
        assert actor is not None
        agency.people[f"staf_{number}"] = actor
    staff = [f"staf_{number}" for number in range(20)]
    for profile in ("kasn_pp46", "pp46_bkn2013"):
        agency.open_cycle(*staff, profile=profile)
    for who in staff:
        for item in agency.ask(who, queries.inbox).items:
            agency.send(who, item.id, agency.answers(who, item.id))
    return agency


def test_forty_tasks_are_listed_with_a_handful_of_statements(
    crowded: Agency, statements: list[str]
) -> None:
    statements.clear()
    box = crowded.ask("inspektur", queries.inbox)
    assert len(box.items) == 40
    assert len([each for each in statements if each.lstrip().startswith("SELECT")]) <= 12
    assert not [each for each in statements if "blob" in each], "no list loads a process state"


def test_lists_of_appraisals_ask_as_much_for_many_as_for_one(
    crowded: Agency, statements: list[str]
) -> None:
    counts = []
    for wanted in (
        queries.AppraisalFilter(text="Staf 01"),
        queries.AppraisalFilter(),
    ):
        statements.clear()
        crowded.ask("sdm", queries.appraisals, wanted)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 6


def test_a_task_page_asks_a_bounded_number_of_questions(
    crowded: Agency, statements: list[str]
) -> None:
    task_id = crowded.ask("inspektur", queries.inbox).items[0].id
    statements.clear()
    crowded.ask("inspektur", queries.task_page, task_id)
    assert len([each for each in statements if each.lstrip().startswith("SELECT")]) <= 25
