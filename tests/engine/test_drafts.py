"""What was typed and not sent: kept for its writer alone, and within limits."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from engine import commands, queries
from engine.commands.tasks import MAX_DRAFT
from engine.errors import AlreadyDone, DraftTooLong, EngineError, TaskNotFound
from engine.models import Answer, Draft, History

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live


@pytest.fixture
def drafting(agency: Agency) -> Agency:
    """The Inspektur's SKP is to be written."""
    agency.open_cycle("inspektur")
    return agency


def save(agency: Agency, answers: dict[str, Any], who: str = "inspektur") -> datetime:
    task_id = agency.task("inspektur", "draft_skp")
    return agency.do(who, commands.save_draft, task_id=task_id, answers=answers)


def test_a_draft_is_given_back_as_it_was_typed(drafting: Agency) -> None:
    typed = {"rows": [{"activity": "Baru separuh", "target_quantity": "bukan angka"}]}
    at = drafting.at(2026, 1, 6, 11)
    assert save(drafting, typed) == at
    page = drafting.ask("inspektur", queries.task_page, drafting.task("inspektur", "draft_skp"))
    assert (page.values, page.draft_at) == (typed, at)


def test_a_draft_neither_completes_nor_appears_in_the_history(drafting: Agency) -> None:
    before = drafting.count(History)
    save(drafting, {"rows": []})
    assert drafting.count(History) == before
    assert drafting.count(Answer) == 0
    assert drafting.task("inspektur", "draft_skp")


def test_the_inbox_shows_when_the_draft_was_saved(drafting: Agency) -> None:
    [item] = drafting.ask("inspektur", queries.inbox).items
    assert (item.state, item.draft_at) == ("baru", None)
    at = drafting.at(2026, 1, 6, 11)
    save(drafting, {"rows": []})
    [item] = drafting.ask("inspektur", queries.inbox).items
    assert (item.state, item.draft_at) == ("draf", at)


def test_a_later_draft_replaces_the_earlier_one(drafting: Agency) -> None:
    save(drafting, {"rows": [{"activity": "Pertama"}]})
    drafting.at(2026, 1, 7, 8)
    save(drafting, {"rows": [{"activity": "Kedua"}]})
    [draft] = drafting.rows(Draft)
    assert draft.data == {"rows": [{"activity": "Kedua"}]}


@pytest.mark.parametrize("who", ["sekda", "sdm", "auditor_1"])
def test_a_stranger_can_neither_write_nor_read_a_draft(drafting: Agency, who: str) -> None:
    save(drafting, {"rows": [{"activity": "Rahasia saya"}]})
    with pytest.raises(TaskNotFound):
        save(drafting, {"rows": []}, who=who)
    with pytest.raises(TaskNotFound):
        drafting.ask(who, queries.task_page, drafting.task("inspektur", "draft_skp"))
    page = drafting.ask("sekda", queries.appraisal_page, drafting.appraisal().public_id)
    assert "Rahasia saya" not in repr(page)


def test_each_of_sdm_has_an_own_draft_of_a_shared_task(lived: Live) -> None:
    agency = lived("inspektur", until="distribute_forms")
    task_id = agency.task("sdm", "distribute_forms")
    for who in ("sdm", "sdm_2"):
        agency.do(who, commands.save_draft, task_id=task_id, answers={"note": f"oleh {who}"})
    for who in ("sdm", "sdm_2"):
        assert agency.ask(who, queries.task_page, task_id).values == {"note": f"oleh {who}"}


def test_a_draft_of_a_finished_task_is_refused_but_not_lost(drafting: Agency) -> None:
    task_id = drafting.task("inspektur", "draft_skp")
    drafting.fill("inspektur", "draft_skp")
    typed = {"rows": [{"activity": "Diketik di tab lain"}]}
    with pytest.raises(AlreadyDone):
        drafting.do("inspektur", commands.save_draft, task_id=task_id, answers=typed)
    assert [draft.data for draft in drafting.rows(Draft)] == [typed]


def test_a_draft_beyond_its_limit_is_refused(drafting: Agency) -> None:
    save(drafting, {"rows": [{"activity": "x" * (MAX_DRAFT // 2)}]})
    with pytest.raises(DraftTooLong):
        save(drafting, {"rows": [{"activity": "x" * MAX_DRAFT}]})
    assert len(drafting.rows(Draft)[0].data["rows"][0]["activity"]) == MAX_DRAFT // 2


def test_text_that_no_database_can_hold_is_kept_or_refused_but_never_breaks(
    drafting: Agency,
) -> None:
    task_id = drafting.task("inspektur", "draft_skp")
    answers = drafting.answers("inspektur", task_id)
    answers["rows"][0]["activity"] = "Menyusun\x00 rencana"
    try:
        drafting.send("inspektur", task_id, answers)
    except EngineError:
        assert drafting.count(Answer) == 0
    else:
        assert "\x00" not in drafting.rows(Answer)[0].data["rows"][0]["activity"]
