"""A request that comes twice is done once; one that is out of date is told so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import commands, queries
from engine.errors import AlreadyDone, RequestReused, Stale
from engine.models import Answer, BehaviourAnswer, Draft, Task

if TYPE_CHECKING:
    from engine.commands import Receipt
    from tests.engine.agency import Agency, Live, Raw


@pytest.fixture
def year(agency: Agency) -> Agency:
    """The Inspektur's year 2026, just opened."""
    agency.open_cycle("inspektur")
    return agency


def send(agency: Agency, who: str, task_id: str, answers: Raw, **more: str) -> Receipt:
    return agency.do(who, commands.complete_task, task_id=task_id, answers=answers, **more)


def etag(agency: Agency, who: str, task_id: str) -> str:
    return agency.ask(who, queries.task_page, task_id).etag


# ---- the same request again -------------------------------------------------------------------


def test_the_same_request_gets_the_same_receipt_and_is_stored_once(year: Agency) -> None:
    task_id = year.task("inspektur", "draft_skp")
    answers = year.answers("inspektur", task_id)
    first = send(year, "inspektur", task_id, answers, request="a1")
    assert send(year, "inspektur", task_id, answers, request="a1") == first
    assert year.count(Answer) == 1
    assert year.count(Draft) == 0


def test_the_receipt_comes_again_after_others_went_on(year: Agency) -> None:
    task_id = year.task("inspektur", "draft_skp")
    answers = year.answers("inspektur", task_id)
    first = send(year, "inspektur", task_id, answers, request="a1")
    year.fill("sekda", "approve_skp")
    again = send(year, "inspektur", task_id, answers, request="a1")
    assert (again.number, again.at) == (first.number, first.at)


def test_another_request_for_a_finished_task_hears_who_did_it(year: Agency) -> None:
    task_id = year.task("inspektur", "draft_skp")
    answers = year.answers("inspektur", task_id)
    send(year, "inspektur", task_id, answers, request="a1")
    with pytest.raises(AlreadyDone):
        send(year, "inspektur", task_id, answers, request="a2")
    with pytest.raises(AlreadyDone):
        send(year, "inspektur", task_id, answers)


def test_one_name_for_two_contents_is_refused(year: Agency) -> None:
    task_id = year.task("inspektur", "draft_skp")
    answers = year.answers("inspektur", task_id)
    send(year, "inspektur", task_id, answers, request="a1")
    with pytest.raises(RequestReused):
        send(year, "inspektur", task_id, {**answers, "rows": []}, request="a1")


def test_nothing_beside_a_rater_tells_what_was_answered(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    task_id = agency.task("auditor_1", "review_behaviour")
    answers = agency.answers("auditor_1", task_id)
    send(agency, "auditor_1", task_id, answers, request="a1")
    [task] = agency.rows(Task, Task.id == task_id)
    assert send(agency, "auditor_1", task_id, {"other": 1}, request="a1").number == task.receipt
    assert agency.count(BehaviourAnswer) == 1


# ---- what was seen ----------------------------------------------------------------------------


def test_a_task_is_sent_as_it_was_seen(year: Agency) -> None:
    task_id = year.task("inspektur", "draft_skp")
    answers = year.answers("inspektur", task_id)
    seen = etag(year, "inspektur", task_id)
    assert send(year, "inspektur", task_id, answers, seen=seen).number


def test_a_draft_kept_elsewhere_makes_what_was_seen_stale(year: Agency) -> None:
    task_id = year.task("inspektur", "draft_skp")
    answers = year.answers("inspektur", task_id)
    seen = etag(year, "inspektur", task_id)
    year.do("inspektur", commands.save_draft, task_id=task_id, answers={"rows": []}, seen=seen)
    assert etag(year, "inspektur", task_id) != seen
    with pytest.raises(Stale):
        year.do("inspektur", commands.save_draft, task_id=task_id, answers=answers, seen=seen)
    with pytest.raises(Stale):
        send(year, "inspektur", task_id, answers, seen=seen)
    assert year.count(Answer) == 0
    [draft] = year.rows(Draft)
    assert draft.data == {"rows": []}, "a stale copy does not overwrite the newer one"


def test_a_finished_task_is_said_to_be_done_not_stale(year: Agency) -> None:
    task_id = year.task("inspektur", "draft_skp")
    answers, seen = year.answers("inspektur", task_id), etag(year, "inspektur", task_id)
    send(year, "inspektur", task_id, answers, seen=seen)
    with pytest.raises(AlreadyDone):
        send(year, "inspektur", task_id, answers, seen=seen)


def test_other_peoples_steps_do_not_make_it_stale(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    mine = agency.task("auditor_1", "review_behaviour")
    seen = etag(agency, "auditor_1", mine)
    agency.fill("auditor_2", "review_behaviour")
    assert etag(agency, "auditor_1", mine) == seen
