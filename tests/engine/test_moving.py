"""Running appraisals move to another version, and back, and nobody is lost on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine import batches, commands, definitions, doctor, queries, windows
from engine.actor import Actor
from engine.bpmn import step
from engine.bpmn.errors import BpmnError
from engine.commands import moving
from engine.errors import MoveRuns, NobodyMoves, NoReason, NothingToUndo, NotYours
from engine.models import (
    Appraisal,
    Cycle,
    Draft,
    History,
    Instance,
    Notice,
    Task,
    Timer,
    Window,
    table,
)
from engine.moving.writing import LATER
from tests.engine.agency import local

if TYPE_CHECKING:
    from tests.engine.agency import Agency
    from tests.engine.conftest import Live

CALLS_PLAN = 'calledElement="plan_week"'
WHY = "Perbaikan alur"
COACHING = "coaching_week/coaching_week.bpmn"
SKP = "skp_agreement/skp_agreement.bpmn"
YEAR = "siklus_kasn/siklus_kasn.bpmn"

Change = tuple[str, str, str]


def _changed(changes: tuple[Change, ...]) -> dict[str, bytes]:
    files = dict(definitions.shipped())
    for path, old, new in changes:
        text = files[path].decode()
        assert old in text, f"{path} has no {old}"
        files[path] = text.replace(old, new).encode()
    return files


def _publish(session: Session, _actor: Actor, changes: tuple[Change, ...]) -> int:
    return definitions.publish(session, _changed(changes)).number


def _store(session: Session, _actor: Actor, changes: tuple[Change, ...]) -> int:
    """A version of a release that did not look at its dates."""
    files = _changed(changes)
    checked = definitions.Checked(definitions.digest_of(files), ())
    return definitions.publish_checked(session, files, checked).number


def publish(agency: Agency, *changes: Change) -> int:
    """A new version: the diagrams of this release with some texts changed."""
    return agency.do("sdm", _publish, changes=changes)


#: `draft_skp` is called otherwise, and has another name.
RENAMED = (
    (SKP, '"draft_skp"', '"write_skp"'),
    (SKP, ">draft_skp<", ">write_skp<"),
)
#: The same, told: old container and id, new id.
TOLD = {("skp_agreement", "draft_skp"): "write_skp"}
#: Another title, and nothing else.
RETITLED = ((YEAR, 'name="Kesepakatan SKP"', 'name="Perjanjian SKP"'),)


#: A step between drafting and approving marks what the gateway behind asks for.
MARKED = (
    (
        SKP,
        "<bpmn:outgoing>to_approve_skp</bpmn:outgoing>",
        "<bpmn:outgoing>to_mark</bpmn:outgoing>",
    ),
    (
        SKP,
        '<bpmn:sequenceFlow id="to_approve_skp" sourceRef="draft_skp"',
        '<bpmn:sequenceFlow id="to_mark" sourceRef="draft_skp" targetRef="mark_skp" />'
        '<bpmn:scriptTask id="mark_skp" name="Catat SKP">'
        "<bpmn:script>skp_agreement_marked = True</bpmn:script></bpmn:scriptTask>"
        '<bpmn:sequenceFlow id="to_approve_skp" sourceRef="mark_skp"',
    ),
    (
        SKP,
        ">skp_agreement_decision == 'setujui'<",
        ">skp_agreement_marked and skp_agreement_decision == 'setujui'<",
    ),
)


def cycle_of(agency: Agency) -> str:
    return str(agency.rows(Cycle)[0].public_id)


def move(agency: Agency, number: int, **more: Any) -> queries.MoveResult:
    """Move everybody who can, by the worker; returns what became of them."""
    args = {"cycle_id": cycle_of(agency), "number": number, "reason": WHY} | more
    batch = agency.do("sdm", commands.move_to_version, **args)
    agency.sweep()
    return agency.ask("sdm", queries.move_result, batch)


def undo(agency: Agency, moved: queries.MoveResult) -> queries.MoveResult:
    batch = agency.do("sdm", commands.undo_move, batch_id=moved.line.id)
    agency.sweep()
    return agency.ask("sdm", queries.move_result, batch)


def preview(agency: Agency, number: int, **more: Any) -> queries.MovePreview:
    with agency.database.read() as session:
        return queries.migration_preview(
            session, agency.people["sdm"], cycle_of(agency), number, **more
        )


def whole_rows(agency: Agency) -> Mapping[str, list[dict[str, Any]]]:
    """All that a move may touch, but for how often it was touched."""
    kept = {}
    with agency.database.read() as session:
        for model in (Instance, Appraisal, Task, Timer, Draft, Window):
            rows = session.execute(select(table(model))).mappings()
            kept[model.__tablename__] = sorted(
                ({k: v for k, v in row.items() if k != "rev"} for row in rows), key=str
            )
    return kept


def versions(agency: Agency) -> list[int]:
    return sorted(each.version_id for each in agency.rows(Instance))


def healthy(agency: Agency) -> bool:
    return list(doctor.examine(agency.database)) == []


@pytest.fixture
def two(agency: Agency) -> Agency:
    """Inspektur drafts his SKP; that of the Kepala Dinas PU waits to be approved."""
    agency.open_cycle("inspektur", "kadis_pu")
    agency.fill("kadis_pu", "draft_skp", "kadis_pu")
    return agency


def test_everybody_moves_and_goes_on_there(two: Agency) -> None:
    number = publish(two, *RETITLED)
    found = preview(two, number)
    assert (found.count("clean"), found.count("dates", "stays")) == (2, 0)
    moved = move(two, number)
    assert (moved.line.state, moved.line.done, moved.line.left_out) == ("done", 2, 0)
    assert versions(two) == [2, 2]
    two.fill("inspektur", "draft_skp")
    two.fill("sekda", "approve_skp")
    assert healthy(two)


def test_who_stands_at_what_is_gone_stays_until_it_has_a_new_name(two: Agency) -> None:
    number = publish(two, *RENAMED)
    found = preview(two, number)
    assert (found.count("clean"), found.count("stays")) == (1, 1)
    assert [(each.container, each.element) for each in found.gone] == list(TOLD)
    assert "write_skp" in dict(found.gone[0].choices)
    moved = move(two, number)
    assert [why for _, why in moved.people if why] == ["“Susun SKP” tidak ada lagi pada versi itu."]
    assert versions(two) == [1, 2]
    assert move(two, number, renames=TOLD).line.left_out == 0
    assert versions(two) == [2, 2]
    assert two.rows(Task, Task.step == "write_skp", Task.state == "open")
    assert healthy(two)


def test_who_has_passed_what_writes_a_name_stays_with_that_sentence(two: Agency) -> None:
    number = publish(two, *MARKED)
    moved = move(two, number)
    assert [(person.name, why) for person, why in moved.people] == [
        (
            "Kepala Dinas PU",
            "“SKP disetujui?” membaca skp_agreement_marked, yang hanya ditulis “Catat SKP”, "
            "dan itu sudah dilewati.",
        ),
        ("Inspektur", ""),
    ]
    two.fill("inspektur", "draft_skp")
    two.fill("sekda", "approve_skp", "inspektur")
    assert not two.rows(Instance, Instance.state == "incident")
    assert healthy(two)


def test_what_is_typed_survives(two: Agency) -> None:
    task = two.task("inspektur", "draft_skp")
    two.do("inspektur", commands.save_draft, task_id=task, answers={"note": "belum selesai"})
    before = two.rows(Draft)[0].data
    move(two, publish(two, *RENAMED), renames=TOLD)
    assert two.rows(Draft)[0].data == before
    assert two.rows(Task, Task.id == task)[0].step == "write_skp"


def test_each_history_says_from_where_to_where_and_why(two: Agency) -> None:
    move(two, publish(two, *RETITLED))
    lines = two.rows(History, History.act == "moved")
    assert [(each.title, each.note, each.employee_id) for each in lines] == [
        ("1 → 2", WHY, two.id_of("sdm"))
    ] * 2


def later_draft() -> tuple[Change, ...]:
    """The draft is due at an edge of its own, ten days after the closing."""
    closes = '<camunda:property name="closes" value="31 Januari" />'
    extra = '<camunda:property name="draft" value="skp_agreement.closes + 10 hari" />'
    text = definitions.shipped()[SKP].decode()
    start = text.index('<bpmn:userTask id="draft_skp"')
    head = text[start : text.index(">", start) + 1]
    due = (
        "<bpmn:extensionElements><camunda:properties>"
        '<camunda:property name="due" value="draft" />'
        "</camunda:properties></bpmn:extensionElements>"
    )
    return (YEAR, closes, closes + extra), (SKP, head, head + due)


@pytest.fixture
def later(two: Agency) -> int:
    """A version in which the draft is due later."""
    return publish(two, *later_draft())


def test_dates_that_the_cycle_lacks_come_from_the_drawing(two: Agency, later: int) -> None:
    found = preview(two, later)
    (group,) = [each for each in found.groups if each.verdict == "dates"]
    ((_, old, new),) = group.dates
    assert (old, new) == (local(2026, 2, 1), local(2026, 2, 11))
    move(two, later)
    assert two.rows(Task, Task.step == "draft_skp", Task.state == "open")[0].due_at == new
    assert two.count(Window, Window.edge == "draft", Window.scope == "all") == 1
    assert healthy(two)


def test_only_whose_date_moves_is_told(two: Agency, later: int) -> None:
    told = two.count(Notice)
    move(two, later)
    news = two.rows(Notice, Notice.kind == "redated")
    assert two.count(Notice) == told + 1
    assert [each.employee_id for each in news] == [two.id_of("inspektur")]


def test_another_title_is_no_news(two: Agency) -> None:
    told = two.count(Notice)
    move(two, publish(two, (SKP, 'name="Susun SKP"', 'name="Tulis SKP"')))
    assert two.rows(Task, Task.step == "draft_skp", Task.state == "open")[0].title == "Tulis SKP"
    assert two.count(Notice) == told


@pytest.mark.parametrize("which", ["renamed", "later"])
def test_undone_all_is_as_before(two: Agency, which: str, request: pytest.FixtureRequest) -> None:
    task = two.task("inspektur", "draft_skp")
    two.do("inspektur", commands.save_draft, task_id=task, answers={"note": "belum selesai"})
    two.sweep()
    number = publish(two, *RENAMED) if which == "renamed" else request.getfixturevalue("later")
    before = whole_rows(two)
    moved = move(two, number, renames=TOLD if which == "renamed" else {})
    assert moved.line.undoable == 2
    assert whole_rows(two)["instance"] != before["instance"]
    # No worker comes between: it would work out anew what undoing must put back.
    two.do("sdm", commands.undo_move, batch_id=moved.line.id)
    after = whole_rows(two)
    # What the cycle has learned it keeps; nobody of the old version looks there.
    assert [each for each in after["window"] if each["edge"] != "draft"] == before["window"]
    assert {**after, "window": None} == {**before, "window": None}
    assert healthy(two)


def test_what_has_gone_on_is_not_taken_back(two: Agency) -> None:
    moved = move(two, publish(two, *RETITLED))
    two.fill("inspektur", "draft_skp")
    back = undo(two, moved)
    assert [(person.name, why) for person, why in back.people] == [
        ("Inspektur", LATER),
        ("Kepala Dinas PU", ""),
    ]
    assert versions(two) == [1, 2]
    assert healthy(two)


def test_nothing_is_taken_back_twice(two: Agency) -> None:
    moved = move(two, publish(two, *RETITLED))
    undo(two, moved)
    with pytest.raises(NothingToUndo):
        two.do("sdm", commands.undo_move, batch_id=moved.line.id)


def test_what_has_stopped_moves_and_stays_stopped(two: Agency) -> None:
    def stop(session: Session, _actor: Actor) -> None:
        session.execute(update(Instance).values(state="incident"))

    two.do("sdm", stop)
    move(two, publish(two, *RETITLED))
    assert {each.state for each in two.rows(Instance)} == {"incident"}
    assert versions(two) == [2, 2]


def test_what_is_said_before_is_what_happens(agency: Agency) -> None:
    """One moves as he is, one with another date, one stays: told, done, and taken back."""
    agency.open_cycle("inspektur", "kadis_pu", "kadis_kesehatan")
    for who in ("kadis_pu", "kadis_kesehatan"):
        agency.fill(who, "draft_skp", who)
    agency.fill("sekda", "approve_skp", "kadis_kesehatan")
    agency.sweep()
    number = publish(agency, *MARKED, *later_draft())
    found = preview(agency, number)
    assert {person.name: each.verdict for each in found.groups for person in each.people} == {
        "Kepala Dinas Kesehatan": "clean",
        "Inspektur": "dates",
        "Kepala Dinas PU": "stays",
    }
    said_is_done_and_undone(agency, number)


def said_is_done_and_undone(agency: Agency, number: int, **more: Any) -> None:
    """What the preview says of each is what becomes of him; taken back, all is as before."""
    agency.sweep()  # whatever reminders look at is not the move's
    said, before = preview(agency, number, **more), whole_rows(agency)
    due = {each.id: each.due_at for each in agency.rows(Task)}
    moved = move(agency, number, **more)
    assert {person.name: why for person, why in moved.people} == {
        person.name: " ".join(template.format(**params) for template, params in each.whys)
        for each in said.groups
        for person in each.people
    }
    assert {person.name for person, why in moved.people if not why} == {
        person.name for person in said.moving
    }
    redated = [
        (each.title, due[each.id], each.due_at)
        for each in agency.rows(Task)
        if each.due_at != due[each.id]
    ]
    assert sorted(redated, key=str) == sorted(
        (date for each in said.groups for date in each.dates for _ in each.people), key=str
    )
    assert versions(agency).count(number) == len(said.moving)
    assert healthy(agency)
    if not said.moving:
        return
    agency.do("sdm", commands.undo_move, batch_id=moved.line.id)
    assert {k: v for k, v in whole_rows(agency).items() if k != "window"} == {
        k: v for k, v in before.items() if k != "window"
    }
    assert healthy(agency)


#: What a new version may have changed, in the order in which the texts are put in.
CHANGES = {
    "marked": MARKED,
    "later": later_draft(),
    "renamed": RENAMED,
    "retitled": RETITLED,
    "coaching": ((COACHING, 'name="Catat hasil coaching"', 'name="Catat coaching"'),),
}
STEPS = ("draft_skp", "approve_skp", "self_assess", "review_behaviour", "respond_result")


@settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    until=st.sampled_from(STEPS),
    further=st.sampled_from(STEPS),
    drawn=st.sets(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=3),
    told=st.booleans(),
)
def test_whatever_is_drawn_and_wherever_they_stand_what_is_said_is_what_happens(
    lived: Live, until: str, further: str, drawn: set[str], told: bool
) -> None:
    agency = lived("inspektur", "kadis_pu", until=until)
    if STEPS.index(further) > STEPS.index(until):
        agency.live_until(further, "inspektur")
    changes = [change for name in CHANGES if name in drawn for change in CHANGES[name]]
    renames = TOLD if told and "renamed" in drawn else {}
    said_is_done_and_undone(agency, publish(agency, *changes), renames=renames)


def test_a_worker_killed_in_a_move_goes_on_from_the_last_chunk(
    two: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, moved = publish(two, *RETITLED), list[int]()
    monkeypatch.setattr("engine.moving.CHUNK", 1)
    monkeypatch.setattr(moving, "AT_ONCE", 0)

    def killed_in_the_second(session: Session, *given: Any) -> dict[int, str]:
        done = moving.move_chunk(session, *given)
        moved.append(len(done))
        if len(moved) == 2:
            raise SystemExit
        return done

    args = {"cycle_id": cycle_of(two), "number": number, "reason": WHY}
    batch = two.do("sdm", commands.move_to_version, **args)
    with monkeypatch.context() as once:
        once.setitem(batches._WORKS, "moving", killed_in_the_second)
        with pytest.raises(SystemExit):
            batches.go_on(two.database)
    assert versions(two) == [1, 2]
    assert batches.go_on(two.database) == 1
    assert versions(two) == [2, 2]
    assert two.ask("sdm", queries.move_result, batch).line.done == 2
    assert two.count(History, History.act == "moved") == 2
    assert healthy(two)


def test_moved_in_mid_year_all_live_to_its_end(lived: Live) -> None:
    agency = lived("inspektur", "kadis_pu", until="self_assess")
    number = publish(agency, *RETITLED)
    said = preview(agency, number)
    happened = move(agency, number)
    went = {person.appraisal_id for person, why in happened.people if not why}
    assert {person.appraisal_id for person in said.moving} == went
    agency.live_until("enter_result")
    assert healthy(agency)


@pytest.mark.parametrize("until", ["self_assess", "review_behaviour", "respond_result"])
def test_walked_moved_and_finished_the_doctor_finds_nothing(lived: Live, until: str) -> None:
    agency = lived("inspektur", until=until)
    number = publish(agency, *RETITLED)
    tasks = {each.id for each in agency.rows(Task, Task.state == "open")}
    assert move(agency, number).line.left_out == 0
    assert {each.id for each in agency.rows(Task, Task.state == "open")} == tasks
    assert healthy(agency)
    agency.live_until("enter_result")
    agency.fill("sdm", "enter_result")
    assert {each.state for each in agency.rows(Instance)} == {"done"}
    assert healthy(agency)


def test_an_extension_moves_along(two: Agency, later: int) -> None:
    """Ten days after the closing are ten days after his own closing."""

    def extend(session: Session, _actor: Actor) -> None:
        appraisal = session.get_one(Appraisal, two.appraisal("inspektur").id)
        cycle = session.get_one(Cycle, appraisal.cycle_id)
        edge = ("skp_agreement", "closes")
        windows.move(session, cycle, appraisal, edge, local(2026, 2, 6), "5 Februari")

    two.do("sdm", extend)
    (group,) = [each for each in preview(two, later).groups if each.verdict == "dates"]
    ((_, old, new),) = group.dates
    assert (old, new) == (local(2026, 2, 6), local(2026, 2, 16))
    # Who comes first leaves the row for all; it must not be taken for his own.
    move(two, later, employee_ids=[two.id_of("kadis_pu")])
    move(two, later)
    assert two.rows(Task, Task.step == "draft_skp", Task.state == "open")[0].due_at == new
    shared = two.rows(Window, Window.edge == "draft", Window.scope == "all")
    assert [each.due_at for each in shared] == [local(2026, 2, 11)]
    assert healthy(two)


def test_a_phase_that_is_called_otherwise_takes_its_dates_along(waiting: Agency) -> None:
    def extend(session: Session, _actor: Actor) -> None:
        appraisal = session.get_one(Appraisal, waiting.appraisal("inspektur").id)
        cycle = session.get_one(Cycle, appraisal.cycle_id)
        edge = ("plan_week", "opens")
        windows.move(session, cycle, appraisal, edge, local(2026, 2, 5), "5 Februari")

    waiting.do("sdm", extend)
    renamed = ((YEAR, "plan_week", "week_of_plans"),)
    number = publish(waiting, *renamed, (YEAR, 'calledElement="week_of_plans"', CALLS_PLAN))
    before = {each.due_at for each in waiting.rows(Timer)}
    told = {
        ("siklus_kasn", "plan_week_opens"): "week_of_plans_opens",
        ("siklus_kasn", "plan_week"): "week_of_plans",
    }
    assert move(waiting, number, renames=told).line.left_out == 0
    assert {each.due_at for each in waiting.rows(Timer)} == before
    assert local(2026, 2, 5) in before
    assert {each.key for each in waiting.rows(Timer)} == {"week_of_plans"}
    assert healthy(waiting)


def test_some_are_chosen(two: Agency) -> None:
    number = publish(two, *RETITLED)
    move(two, number, employee_ids=[two.id_of("kadis_pu")])
    assert versions(two) == [1, 2]
    assert two.appraisal("kadis_pu").instance_id in {
        each.id for each in two.rows(Instance, Instance.version_id == 2)
    }


@pytest.fixture
def by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker moves everybody, one at a time."""
    monkeypatch.setattr(moving, "AT_ONCE", 0)
    monkeypatch.setattr("engine.moving.CHUNK", 1)


@pytest.mark.usefixtures("by_one")
def test_many_are_moved_and_taken_back_by_the_worker(two: Agency) -> None:
    two.sweep()
    before = whole_rows(two)
    moved = move(two, publish(two, *RENAMED))
    assert (moved.line.state, moved.line.done, moved.line.left_out) == ("done", 2, 1)
    assert undo(two, moved).line.done == 1
    assert whole_rows(two) == before
    assert healthy(two)


@pytest.mark.parametrize("failure", [BpmnError("draft_skp", "rusak"), ZeroDivisionError()])
def test_one_that_breaks_stays_and_the_others_move(
    two: Agency, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    broken = two.appraisal("inspektur").instance_id
    look = step.look

    def breaks(specs: Any, blob: bytes, world: Any, seal: Any) -> Any:
        if world._case.instance.id == broken:
            raise failure
        return look(specs, blob, world, seal)

    monkeypatch.setattr(step, "look", breaks)
    moved = move(two, publish(two, *RETITLED))
    assert [(person.name, bool(why)) for person, why in moved.people] == [
        ("Inspektur", True),
        ("Kepala Dinas PU", False),
    ]


@pytest.mark.usefixtures("by_one")
def test_a_move_wants_a_reason_somebody_and_sdm(two: Agency) -> None:
    number, cycle = publish(two, *RETITLED), cycle_of(two)
    args = {"cycle_id": cycle, "number": number}
    with pytest.raises(NoReason):
        two.do("sdm", commands.move_to_version, **args, reason="  ")
    with pytest.raises(NobodyMoves):
        two.do("sdm", commands.move_to_version, **args, reason=WHY, employee_ids=[])
    with pytest.raises(NotYours):
        two.do("inspektur", commands.move_to_version, **args, reason=WHY)
    two.do("sdm", commands.move_to_version, **args, reason=WHY)
    with pytest.raises(MoveRuns):
        two.do("sdm_2", commands.move_to_version, **args, reason=WHY)


def test_a_timer_that_waits_goes_on_waiting(waiting: Agency) -> None:
    before = {(each.instance_id, each.due_at) for each in waiting.rows(Timer)}
    move(waiting, publish(waiting, *RETITLED))
    assert {(each.instance_id, each.due_at) for each in waiting.rows(Timer)} == before
    waiting.at(2026, 2, 1)
    assert waiting.sweep().fired == len(before)
    assert healthy(waiting)


def test_a_version_that_gives_no_date_leaves_everybody_with_its_reason(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    closes = '<camunda:property name="closes" value="7 Februari" />'
    extra = '<camunda:property name="extra" value="tak_ada.closes" />'
    number = agency.do("sdm", _store, changes=((YEAR, closes, closes + extra),))
    before = whole_rows(agency)["window"]
    reason = (
        "Linimasa versi itu tidak dapat dipakai: Batas extra pada Plan Week: "
        "Jendela “tak_ada” tidak ada di linimasa."
    )
    [group] = preview(agency, number).groups
    assert [template.format(**params) for template, params in group.whys] == [reason]
    assert [why for _, why in move(agency, number).people] == [reason]
    assert whole_rows(agency)["window"] == before
    assert versions(agency) == [1]
