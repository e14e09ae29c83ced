"""A coaching outside the coaching weeks: recorded by the pejabat penilai alone (R-034)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import commands, queries
from engine.errors import AppraisalNotFound, FormRejected
from engine.models import Answer, History, Notice

if TYPE_CHECKING:
    from tests.engine.agency import Agency

STORY = "Membahas laporan yang tertunda dan cara menyelesaikannya."


@pytest.fixture
def running(agency: Agency) -> Agency:
    """The year of an auditor, whose SKP is agreed; it is the 20th of May."""
    agency.open_cycle("auditor_1")
    agency.fill("auditor_1", "draft_skp", "auditor_1")
    agency.fill("inspektur", "approve_skp", "auditor_1")
    agency.at(2026, 5, 20, 10)
    return agency


def record(agency: Agency, who: str = "inspektur", **changes: object) -> None:
    appraisal_id = agency.appraisal("auditor_1").public_id
    form = agency.ask("inspektur", queries.informal_coaching_form, appraisal_id)
    answers = form.initial() | {
        "coaching_at": "2026-05-19T09:00",
        "place": "Ruang Inspektur",
        "method": ["ymo"],
        "your_story": STORY,
        "my_story": STORY,
        "our_story": STORY,
        "actions": [{"what": "Menyelesaikan laporan", "who": "Auditor", "when": "2026-06-01"}],
    }
    agency.do(
        who,
        commands.record_informal_coaching,
        appraisal_id=appraisal_id,
        answers=answers | changes,
    )


def test_each_coaching_is_a_document_of_its_own_that_the_pegawai_may_read(
    running: Agency,
) -> None:
    record(running)
    record(running, place="Ruang rapat")
    stored = running.rows(Answer, Answer.step == "coaching_informal")
    assert sorted(answer.item for answer in stored) == ["1", "2"]
    page = running.ask(
        "auditor_1", queries.appraisal_page, running.appraisal("auditor_1").public_id
    )
    places = {
        document.answers["place"]
        for document in page.documents
        if document.step == "coaching_informal"
    }
    assert places == {"Ruang Inspektur", "Ruang rapat"}


def test_the_pegawai_is_told_and_the_history_says_it(running: Agency) -> None:
    record(running)
    [notice] = running.rows(Notice, Notice.kind == "recorded")
    assert notice.employee_id == running.id_of("auditor_1")
    assert notice.appraisal_id == running.appraisal("auditor_1").public_id
    line = max(running.rows(History), key=lambda line: line.seq)
    assert (line.act, line.employee_id) == ("recorded", running.id_of("inspektur"))


def test_it_moves_nothing_in_the_process(running: Agency) -> None:
    before = running.appraisal("auditor_1").state
    record(running)
    assert running.appraisal("auditor_1").state == before
    assert running.ask("auditor_1", queries.inbox).items == ()


@pytest.mark.parametrize("who", ["auditor_1", "sekda", "sdm", "bupati", "auditor_2"])
def test_nobody_else_records_one(running: Agency, who: str) -> None:
    appraisal_id = running.appraisal("auditor_1").public_id
    with pytest.raises(AppraisalNotFound):
        record(running, who)
    with pytest.raises(AppraisalNotFound):
        running.ask(who, queries.informal_coaching_form, appraisal_id)
    assert running.count(Answer, Answer.step == "coaching_informal") == 0


def test_a_record_with_holes_is_refused_at_its_fields(running: Agency) -> None:
    with pytest.raises(FormRejected) as refused:
        record(running, your_story="", actions=[])
    assert {"your_story", "actions"} <= set(refused.value.messages)
    assert running.count(Answer, Answer.step == "coaching_informal") == 0
