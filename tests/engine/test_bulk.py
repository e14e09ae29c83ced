"""Many tasks at once: one act each, one result each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import commands, queries
from engine.errors import TaskNotFound
from engine.models import History, Task

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live


@pytest.fixture
def distributing(lived: Live) -> Agency:
    """Four appraisals wait for SDM to hand out the forms, one of them about SDM itself."""
    people = ("inspektur", "kadis_pu", "kadis_kesehatan", "sdm")
    return lived(*people, until="distribute_forms")


def ids(agency: Agency, who: str = "sdm") -> list[str]:
    items = agency.ask(who, queries.bulk_tasks, "form_distribution.DistributeForms")
    return [item.id for item in items]


def hand_out(agency: Agency, task_ids: list[str], who: str = "sdm") -> list[commands.BulkResult]:
    answers = agency.answers("sdm", ids(agency)[0])
    return commands.complete_many(agency.database, agency.people[who], task_ids, answers)


def test_sdm_sees_all_tasks_of_the_form_but_the_one_about_himself(distributing: Agency) -> None:
    assert len(ids(distributing, "sdm")) == 3
    assert len(ids(distributing, "sdm_2")) == 4
    assert ids(distributing, "inspektur") == []


def test_each_task_is_an_act_of_its_own_with_its_own_receipt(distributing: Agency) -> None:
    results = hand_out(distributing, ids(distributing))
    assert [result.ok for result in results] == [True] * 3
    assert {result.subject for result in results} == {
        "Inspektur",
        "Kepala Dinas Kesehatan",
        "Kepala Dinas PU",
    }
    assert len({result.params["number"] for result in results}) == 3
    lines = distributing.rows(History, History.step == "distribute_forms")
    assert len({line.instance_id for line in lines}) == len(lines) == 3


def test_a_foreign_task_among_them_is_refused_alone_and_tells_nothing(
    distributing: Agency,
) -> None:
    own_draft = distributing.rows(Task, Task.step == "distribute_forms")
    about_himself = next(
        task.id
        for task in own_draft
        if task.instance_id == distributing.appraisal("sdm").instance_id
    )
    good = ids(distributing)
    results = hand_out(distributing, [good[0], about_himself, "tidak-ada", good[1]])
    assert [result.ok for result in results] == [True, False, False, True]
    foreign, unknown = results[1], results[2]
    assert foreign.sentence == unknown.sentence == TaskNotFound().template
    assert (foreign.subject, unknown.subject) == ("", ""), "not even whom it is about"
    assert distributing.rows(Task, Task.id == about_himself)[0].state == "open"


def test_a_task_that_is_done_already_says_so_and_the_others_go_on(distributing: Agency) -> None:
    first, second, third = ids(distributing)
    hand_out(distributing, [second], who="sdm_2")
    results = hand_out(distributing, [first, second, third])
    assert [result.ok for result in results] == [True, False, True]
    assert results[1].params["who"] == "Pranata SDM"


def test_a_wrong_answer_is_refused_for_every_task(distributing: Agency) -> None:
    task_ids = ids(distributing)
    results = commands.complete_many(
        distributing.database, distributing.people["sdm"], task_ids, {"documents": []}
    )
    assert [result.ok for result in results] == [False] * 3
    assert distributing.count(Task, Task.step == "distribute_forms", Task.state == "done") == 0


def test_a_form_that_is_not_made_for_many_cannot_be_sent_to_many(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    task_id = agency.task("inspektur", "draft_skp")
    answers = agency.answers("inspektur", task_id)
    [result] = commands.complete_many(
        agency.database, agency.people["inspektur"], [task_id], answers
    )
    assert not result.ok
    assert agency.task("inspektur", "draft_skp") == task_id


def test_an_id_given_twice_is_done_once(distributing: Agency) -> None:
    [first, *_] = ids(distributing)
    results = hand_out(distributing, [first, first])
    assert [result.ok for result in results] == [True, False]
