"""The 360: an answer is stored without its writer, his hour, or his place in the list (R-054)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.exc import OperationalError

from engine import clock, commands, queries
from engine.db import open_database
from engine.errors import AlreadyDone, EngineError, FormRejected
from engine.models import Answer, BehaviourAnswer, Draft, History, Task
from tests.engine.agency import JAKARTA

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live

MARK = "CERITA-YANG-HANYA-SAYA-TAHU"
RATER = "kadis_pu"


@pytest.fixture
def filling(lived: Live) -> Agency:
    """The 360 of the Inspektur is open, on the morning of 4 January 2027."""
    agency = lived("inspektur", until="review_behaviour")
    agency.at(2027, 1, 4, 9, 41)
    return agency


def marked(agency: Agency, who: str = RATER) -> tuple[str, dict[str, Any]]:
    """Somebody's open 360 task, and answers that nobody else could have given."""
    task_id = agency.task(who, "review_behaviour")
    answers = agency.answers(who, task_id)
    answers["behaviour"][0]["star_s"] = MARK
    return task_id, answers


def everything(agency: Agency) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row of each table of the store."""
    names = inspect(agency.database.engine).get_table_names()
    with agency.database.read() as session:
        for name in sorted(names):
            for row in session.execute(text(f'SELECT * FROM "{name}"')).mappings():
                yield name, dict(row)


def as_text(row: dict[str, Any]) -> str:
    return json.dumps(row, default=lambda value: repr(value), ensure_ascii=False)


def test_an_answer_has_no_person_no_time_and_no_item(filling: Agency) -> None:
    task_id, answers = marked(filling)
    filling.send(RATER, task_id, answers)
    rows = [(name, row) for name, row in everything(filling) if MARK in as_text(row)]
    assert [name for name, _ in rows] == ["behaviour_answer"]
    row = rows[0][1]
    assert set(row) == {"id", "instance_id", "rater_group", "data"}
    assert row["rater_group"] == "kolega"
    assert row["id"] != task_id
    assert not any(isinstance(value, datetime) for value in row.values())


def test_no_answer_of_a_rater_is_an_ordinary_answer(filling: Agency) -> None:
    task_id, answers = marked(filling)
    filling.send(RATER, task_id, answers)
    assert filling.count(Answer, Answer.step == "review_behaviour") == 0
    assert filling.count(Answer, Answer.employee_id == filling.id_of(RATER)) == 0


def test_the_history_says_that_a_form_was_sent_not_by_whom_nor_when(filling: Agency) -> None:
    task_id, answers = marked(filling)
    filling.send(RATER, task_id, answers)
    line = max(filling.rows(History), key=lambda line: line.seq)
    assert (line.act, line.step, line.employee_id, line.note) == (
        "completed",
        "review_behaviour",
        None,
        "",
    )
    at = line.at.astimezone(JAKARTA)
    assert (at.hour, at.minute, at.second) == (0, 0, 0)


def test_the_process_knows_who_was_asked_not_who_answered(filling: Agency) -> None:
    before = open_raters(filling)
    task_id, answers = marked(filling)
    filling.send(RATER, task_id, answers)
    assert open_raters(filling) == before - {filling.id_of(RATER)}
    for name, row in everything(filling):
        if name in ("history", "behaviour_answer", "draft", "sheet"):
            assert f'"kolega:{filling.id_of(RATER)}"' not in as_text(row), name


def open_raters(agency: Agency) -> set[int | None]:
    tasks = agency.rows(Task, Task.step == "review_behaviour", Task.state == "open")
    return {task.assignee_id for task in tasks}


def test_a_second_send_keeps_no_draft_beside_the_rater(filling: Agency) -> None:
    task_id, answers = marked(filling)
    filling.send(RATER, task_id, answers)
    with pytest.raises(AlreadyDone):
        filling.send(RATER, task_id, answers)
    with pytest.raises(AlreadyDone):
        filling.do(RATER, commands.save_draft, task_id=task_id, answers=answers)
    assert filling.count(Draft) == 0
    assert filling.count(BehaviourAnswer) == 1


def test_what_a_rater_typed_before_sending_is_his_draft_alone_and_goes_when_he_sends(
    filling: Agency,
) -> None:
    task_id, answers = marked(filling)
    filling.do(RATER, commands.save_draft, task_id=task_id, answers=answers)
    answers["behaviour"][0]["score"] = "900"
    with pytest.raises(FormRejected):
        filling.send(RATER, task_id, answers)
    assert filling.ask(RATER, queries.task_page, task_id).values == answers
    answers["behaviour"][0]["score"] = "88"
    filling.send(RATER, task_id, answers)
    assert filling.count(Draft) == 0


def test_unsent_drafts_of_raters_go_when_sdm_closes_the_forms(filling: Agency) -> None:
    task_id, answers = marked(filling)
    filling.do(RATER, commands.save_draft, task_id=task_id, answers=answers)
    filling.fill("sekda", "review_behaviour")
    filling.fill("inspektur", "self_assess")
    filling.at(2027, 1, 8, 9)
    filling.sweep()
    filling.fill("sdm", "close_forms")
    assert not [name for name, row in everything(filling) if MARK in as_text(row)]


def test_the_only_late_answer_is_not_marked_as_such(filling: Agency) -> None:
    """The task says who was late; if the answer said so too, its writer would be known."""
    filling.fill("kadis_kesehatan", "review_behaviour")
    filling.at(2027, 1, 8, 9)
    filling.sweep()
    filling.fill(RATER, "review_behaviour")
    seen = [
        {key: value for key, value in row.items() if key not in ("id", "data")}
        for name, row in everything(filling)
        if name == "behaviour_answer"
    ]
    assert len(seen) == 2
    assert seen[0] == seen[1]


def test_a_file_does_not_keep_the_answers_in_the_order_they_were_sent(sqlite_url: str) -> None:
    """Else the n-th answer would be of him who finished his task as the n-th."""
    database = open_database(sqlite_url)
    with database.read() as session, pytest.raises(OperationalError, match="rowid"):
        session.execute(text("SELECT rowid FROM behaviour_answer"))
    database.close()


@pytest.mark.parametrize(
    "who", ["inspektur", "sekda", "bupati", "sdm", "auditor_1", "kadis_kesehatan"]
)
def test_nobody_reads_another_raters_form_on_any_page(filling: Agency, who: str) -> None:
    task_id, answers = marked(filling)
    filling.send(RATER, task_id, answers)
    public_id = filling.appraisal().public_id
    pages: list[object] = []
    for question, args in (
        (queries.appraisal_page, (public_id,)),
        (queries.inbox, ()),
        (queries.notices, ()),
        (queries.task_page, (task_id,)),
    ):
        try:
            pages.append(filling.ask(who, question, *args))
        except EngineError as error:
            pages.append(str(error))
    assert MARK not in repr(pages)


def test_the_appraisal_page_names_no_rater_who_is_still_asked(filling: Agency) -> None:
    for who in ("inspektur", "sekda", "sdm"):
        page = filling.ask(who, queries.appraisal_page, filling.appraisal().public_id)
        lines = [holder for holder in page.open_tasks if holder.title == "Nilai perilaku kerja"]
        assert len(lines) == 1, "one line, however many are asked"
        assert (lines[0].person, lines[0].role) == ("", "penilai")
        assert "Kepala Dinas PU" not in repr((page.open_tasks, page.history))
    assert clock.now() < filling.rows(Task, Task.state == "open")[0].due_at
