"""Several people, or a person and the worker, at the same moment: one wins, nothing is doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest

from engine import commands
from engine.errors import AlreadyDone, EngineError, Withdrawn
from engine.models import Answer, Draft, History, Incident, Instance, Notice, Task, Timer

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live

ROUNDS = 20
THREADS = 4


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run all acts at the same moment; what became of each: "done" or the name of its error."""
    start = Barrier(len(acts))

    def run(each: Callable[[], object]) -> str:
        start.wait()
        try:
            each()
        except EngineError as error:
            return type(error).__name__
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_four_people_who_send_one_task_exactly_one_wins(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    step, who = "draft_skp", "inspektur"
    for number in range(ROUNDS):
        task_id = agency.task(who, step)
        answers = agency.answers(who, task_id)

        def send(who: str = who, task_id: str = task_id, answers: Any = answers) -> object:
            return agency.send(who, task_id, answers)

        assert Counter(at_once(*[send] * THREADS)) == {"done": 1, AlreadyDone.__name__: 3}
        assert agency.count(Answer) == 2 * number + 1
        agency.fill("sekda", "approve_skp", decision="kembalikan", note="Sekali lagi.")
    assert_nothing_is_doubled(agency, answers=2 * ROUNDS, acts=1 + 2 * ROUNDS)


def assert_nothing_is_doubled(agency: Agency, answers: int, acts: int) -> None:
    assert agency.count(Answer) == answers
    assert sorted(line.seq for line in agency.rows(History)) == list(range(1, acts + 1))
    assert agency.rows(Instance)[0].rev == acts
    assert agency.count(Task, Task.state == "open") == 1
    assert agency.count(Task) == answers + 1
    assert agency.count(Notice) == agency.count(Task)
    assert agency.count(Incident) == 0


def test_raters_who_send_at_once_are_all_counted(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    raters = ("sekda", "kadis_pu", "kadis_kesehatan", "kadis_pendidikan", "auditor_1")
    tasks = {who: agency.task(who, "review_behaviour") for who in raters}
    given = {who: agency.answers(who, task_id) for who, task_id in tasks.items()}

    def sender(who: str) -> Callable[[], object]:
        return lambda: agency.send(who, tasks[who], given[who])

    outcomes = at_once(*[sender(who) for who in raters])
    assert set(outcomes) <= {"done", "Moved"}
    left = [who for who, outcome in zip(raters, outcomes, strict=True) if outcome == "Moved"]
    for who in left:
        sender(who)()
    done = agency.rows(Task, Task.step == "review_behaviour", Task.state == "done")
    assert {task.done_by for task in done} == {agency.id_of(who) for who in raters}


def test_two_tabs_that_save_the_same_draft_both_succeed(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    task_id = agency.task("inspektur", "draft_skp")

    def saver(number: int) -> Callable[[], object]:
        answers = {"rows": [{"activity": f"Kegiatan {number}"}]}
        return lambda: agency.do("inspektur", commands.save_draft, task_id=task_id, answers=answers)

    for _ in range(ROUNDS // 4):
        outcomes = at_once(*[saver(number) for number in range(THREADS)])
        assert outcomes == ["done"] * THREADS
        assert agency.count(Draft) == 1


def test_sdm_who_open_the_same_cycle_twice_at_once_open_one(agency: Agency) -> None:
    def opener(who: str) -> Callable[[], object]:
        return lambda: agency.open_cycle("inspektur", by=who)

    outcomes = Counter(at_once(opener("sdm"), opener("sdm_2")))
    assert outcomes == {"done": 1, "CannotStart": 1}
    assert agency.count(Instance) == 1


@pytest.fixture
def answering(lived: Live) -> Agency:
    """Four people who may still answer to their result when the window closes."""
    agency = lived(*HEADS, until="hold_final_dialog")
    for who in HEADS:
        agency.fill("sekda", "hold_final_dialog", who)
        agency.fill(who, "receive_result", who)
    return agency


HEADS = ("inspektur", "kadis_pu", "kadis_kesehatan", "kadis_pendidikan")


def test_a_deadline_against_somebody_who_answers_has_one_winner(answering: Agency) -> None:
    waiting = answering.rows(Task, Task.step == "respond_result")
    tasks = {task.assignee_id: task for task in waiting}
    answers = {
        who: answering.answers(who, tasks[answering.id_of(who)].id, response="keberatan")
        for who in HEADS
    }

    def sender(who: str) -> Callable[[], object]:
        return lambda: answering.send(who, tasks[answering.id_of(who)].id, answers[who])

    answering.hand.move_to(waiting[0].due_at)
    *outcomes, swept = at_once(*[sender(who) for who in HEADS], answering.sweep)
    assert swept == "done"
    answering.sweep()
    assert set(outcomes) <= {"done", Withdrawn.__name__}
    for who, outcome in zip(HEADS, outcomes, strict=True):
        instance_id = answering.appraisal(who).instance_id
        sent = answering.count(
            Answer, Answer.step == "respond_result", Answer.instance_id == instance_id
        )
        assert sent == (outcome == "done")
        assert answering.appraisal(who).state == "final"
        seqs = [line.seq for line in answering.rows(History, History.instance_id == instance_id)]
        assert sorted(seqs) == list(range(1, len(seqs) + 1))
    assert answering.count(Timer) == answering.count(Incident) == 0


def test_a_sweep_beside_somebody_who_sends_loses_neither(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    task_id = agency.task("kadis_pu", "review_behaviour")
    answers = agency.answers("kadis_pu", task_id)
    agency.at(2027, 1, 8, 0)
    outcomes = at_once(lambda: agency.send("kadis_pu", task_id, answers), agency.sweep)
    assert outcomes == ["done", "done"]
    agency.sweep()
    assert agency.rows(Task, Task.id == task_id)[0].state == "done"
    assert agency.task("sdm", "close_forms")


def test_two_sweeps_at_once_fire_a_timer_once(lived: Live) -> None:
    agency = lived(*HEADS, until="review_behaviour")
    agency.at(2027, 1, 8, 0)
    assert at_once(agency.sweep, agency.sweep, agency.sweep) == ["done"] * 3
    assert agency.count(Task, Task.step == "close_forms") == len(HEADS)
    assert agency.count(Notice, Notice.kind == "overdue_many") == 2


def test_two_sweeps_at_once_tell_each_missed_deadline_once(agency: Agency) -> None:
    agency.open_cycle(*HEADS)
    agency.sweep()
    agency.at(2026, 2, 1)
    assert at_once(agency.sweep, agency.sweep, agency.sweep) == ["done"] * 3
    told = Counter(row.task_id for row in agency.rows(Notice, Notice.kind == "overdue"))
    assert told.pop(None) == len(HEADS), "the pejabat penilai hears of each appraisal"
    assert set(told.values()) == {1}
    assert len(told) == len(HEADS)
    sdm = agency.rows(
        Notice, Notice.kind == "overdue_many", Notice.employee_id == agency.id_of("sdm")
    )
    assert sum(row.params["count"] for row in sdm) == len(HEADS)
