"""Reminding from the list: who holds a task hears of it once a day, from whoever tracks him."""

from __future__ import annotations

import pytest

from engine import commands, queries
from engine.models import Task
from engine.queries import AppraisalFilter
from tests.engine.agency import Agency, Live

ALL = AppraisalFilter()


@pytest.fixture
def january(agency: Agency) -> Agency:
    """Two auditors and their head are to draft; one draft waits for the head."""
    agency.open_cycle("inspektur", "auditor_1", "auditor_2")
    agency.fill("auditor_2", "draft_skp", "auditor_2")
    return agency


def nudge(agency: Agency, who: str, wanted: AppraisalFilter = ALL) -> int:
    return agency.do(who, commands.nudge, wanted=wanted)


def told(agency: Agency, who: str) -> list[dict[str, object]]:
    return [dict(each.params) for each in agency.ask(who, queries.notices) if each.kind == "nudged"]


def test_sdm_reminds_everybody_whom_somebody_waits_for(january: Agency) -> None:
    assert nudge(january, "sdm") == 3
    [mine] = told(january, "auditor_1")
    assert (mine["title"], mine["subject"]) == ("Susun SKP", "Auditor Satu")
    assert mine["who"] == january.people["sdm"].name
    assert {each["title"] for each in told(january, "inspektur")} == {"Susun SKP", "Setujui SKP"}
    page = january.ask("sdm", queries.appraisal_page, january.appraisal("auditor_1").public_id)
    assert next((each.act, each.title, each.note) for each in page.history) == (
        "nudged",
        "Susun SKP",
        "Auditor Satu",
    )


def test_nobody_is_reminded_of_the_same_task_twice_a_day(january: Agency) -> None:
    assert nudge(january, "sdm") == 3
    assert nudge(january, "inspektur") == 0
    assert all(each.rested for each in january.ask("sdm", queries.nudges, ALL))
    january.at(2026, 1, 7)
    assert nudge(january, "sdm") == 3
    assert len(told(january, "auditor_1")) == 2


def test_a_leader_reminds_those_below_and_not_himself(january: Agency) -> None:
    found = january.ask("inspektur", queries.nudges, ALL)
    assert [(each.subject, each.holder) for each in found] == [("Auditor Satu", "Auditor Satu")]
    assert nudge(january, "inspektur") == 1
    assert nudge(january, "auditor_1") == 0


def test_those_who_are_chosen_are_reminded_and_a_strangers_id_is_nobody(january: Agency) -> None:
    chosen = january.appraisal("auditor_1").public_id
    head = january.appraisal("inspektur").public_id
    assert nudge(january, "inspektur", AppraisalFilter(ids=(head, "x" * 22))) == 0
    assert nudge(january, "sdm", AppraisalFilter(ids=(chosen, "x" * 22))) == 1
    assert told(january, "inspektur") == []


def test_who_has_not_answered_a_360_form_is_not_reminded_by_anybody(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    found = agency.ask("sdm", queries.nudges, ALL)
    raters = agency.rows(Task, Task.step == "review_behaviour", Task.state == "open")
    assert raters
    assert found
    assert not {each.task_id for each in found} & {task.id for task in raters}
