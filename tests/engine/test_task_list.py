"""My tasks page by page, an appraisal's timers, and the workload in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from engine import clock, commands, heartbeat, queries
from engine.errors import AppraisalNotFound
from engine.models import Incident
from engine.queries import TaskFilter, TaskList, Workload
from engine.queries.task_list import STATES
from tests.engine.agency import PEOPLE, local

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live


@pytest.fixture
def busy(agency: Agency) -> Agency:
    """The Inspektur has one task of each state: his own SKP and those of his bawahan."""
    people = ("inspektur", "auditor_1", "auditor_2", "auditor_3")
    agency.open_cycle(*people)
    for who in people[1:]:
        agency.fill(who, "draft_skp", who)
    returned = agency.task("inspektur", "approve_skp", "auditor_1")
    note = {"decision": "kembalikan", "note": "Target belum terukur."}
    agency.send("inspektur", returned, note)
    agency.fill("auditor_1", "draft_skp", "auditor_1")
    draft = agency.task("inspektur", "draft_skp")
    agency.do("inspektur", commands.save_draft, task_id=draft, answers={"rows": []})
    return agency


def listed(agency: Agency, who: str = "inspektur", **wanted: Any) -> TaskList:
    return agency.ask(who, queries.my_tasks, TaskFilter(**wanted))


def test_the_list_holds_what_the_inbox_holds_in_the_same_order(busy: Agency) -> None:
    whole = listed(busy)
    assert whole.items == busy.ask("inspektur", queries.inbox).items
    assert (whole.total, whole.page, whole.pages) == (4, 1, 1)


def test_pages_together_hold_each_task_once(busy: Agency) -> None:
    pages = [listed(busy, page=number, per_page=3) for number in (1, 2)]
    assert [len(page.items) for page in pages] == [3, 1]
    assert (*pages[0].items, *pages[1].items) == listed(busy).items
    assert all((page.total, page.pages) == (4, 2) for page in pages)


@pytest.mark.parametrize(("asked", "given"), [(-3, 1), (0, 1), (9, 2)])
def test_a_page_that_does_not_exist_is_the_nearest_one(
    busy: Agency, asked: int, given: int
) -> None:
    assert listed(busy, page=asked, per_page=3).page == given


@pytest.mark.parametrize("late", [False, True])
def test_each_task_is_found_by_the_state_it_shows_and_by_no_other(busy: Agency, late: bool) -> None:
    if late:
        busy.at(2026, 2, 1)
    found = {state: listed(busy, state=state) for state in STATES}
    for state, page in found.items():
        assert {item.state for item in page.items} <= {state}
        assert page.total == len(page.items)
    assert sum(page.total for page in found.values()) == 4
    assert {state for state, page in found.items() if page.total} == (
        {"terlambat"} if late else {"draf", "baru"}
    )


def test_what_came_back_is_found_as_such(busy: Agency) -> None:
    busy.send(
        "inspektur",
        busy.task("inspektur", "approve_skp", "auditor_2"),
        {"decision": "kembalikan", "note": "Target belum terukur."},
    )
    [back] = listed(busy, "auditor_2", state="dikembalikan").items
    assert back.comment == "Target belum terukur."


def test_tasks_are_found_by_role_and_by_phase(busy: Agency) -> None:
    assert [item.role for item in listed(busy, role="pegawai").items] == ["pegawai"]
    assert listed(busy, role="pejabat_penilai").total == 3
    assert {item.phase_key for item in listed(busy, phase="skp_agreement").items} == {
        "skp_agreement"
    }
    assert listed(busy, phase="keberatan").total == 0


@pytest.mark.parametrize("wanted", [{}, {"state": "baru"}])
def test_a_page_with_its_total_is_one_question(
    busy: Agency, statements: list[str], wanted: dict[str, str]
) -> None:
    listed(busy)
    statements.clear()
    page = listed(busy, per_page=2, **wanted)
    assert (len(page.items), page.total) == (2, 4 if not wanted else 3)
    assert len([each for each in statements if "SELECT" in each]) == 1


def test_sdm_counts_the_tasks_of_the_group_but_not_those_about_oneself(lived: Live) -> None:
    agency = lived("inspektur", "sdm", until="distribute_forms")
    for who, subjects in (("sdm", {"inspektur"}), ("sdm_2", {"inspektur", "sdm"})):
        page = listed(agency, who, role="sdm")
        assert {item.subject for item in page.items} == {PEOPLE[each].name for each in subjects}
        assert page.total == len(subjects)


def test_a_timer_is_shown_with_its_rule_and_its_date(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    agency.fill("auditor_1", "draft_skp", "auditor_1")
    agency.fill("inspektur", "approve_skp", "auditor_1")
    appraisal = agency.appraisal("auditor_1").public_id
    [timer] = agency.ask("sdm", queries.appraisal_page, appraisal).timers
    assert (timer.phase_key, timer.phase, timer.edge) == ("plan_week", "Plan Week", "opens")
    assert (timer.rule, timer.due_at) == ("1 Februari", local(2026, 2, 1))


def test_timers_are_none_of_a_strangers_business(agency: Agency) -> None:
    agency.open_cycle("auditor_1")
    with pytest.raises(AppraisalNotFound):
        agency.ask("auditor_2", queries.appraisal_page, agency.appraisal("auditor_1").public_id)


def test_the_workload_counts_what_is_open_late_due_and_broken(busy: Agency) -> None:
    def now() -> Workload:
        with busy.database.read() as session:
            return queries.workload(session)

    assert now() == Workload(open_tasks=4, overdue_tasks=0, due_timers=0, incidents=0, workers=0)
    busy.fill("inspektur", "approve_skp", "auditor_1")
    heartbeat.beat(busy.database)
    busy.hand.move_to(local(2026, 2, 1))
    with busy.database.begin() as session:
        for resolved in (None, clock.now()):
            session.add(
                Incident(
                    instance_id=busy.appraisal("auditor_1").instance_id,
                    at=clock.now(),
                    element="x",
                    reason="x",
                    resolved_at=resolved,
                )
            )
    assert now() == Workload(open_tasks=3, overdue_tasks=3, due_timers=1, incidents=1, workers=1)
