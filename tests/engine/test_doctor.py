"""The doctor: a sound store says nothing; each kind of damage is named, and mended where it can."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, insert, literal_column, text, update

from engine import clock, commands, doctor, facts
from engine.db import Database, Seal, open_database
from engine.ids import random_id
from engine.models import (
    Answer,
    Appraisal,
    BehaviourAnswer,
    Draft,
    History,
    Incident,
    Instance,
    Notice,
    ProfileVersion,
    Task,
    Version,
)
from tests.engine import damage
from tests.engine.damage import behind

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live

Damage = Callable[["Agency"], None]

#: The id of no task, and a path that is none.
NOBODYS = random_id()
TORN = literal_column("'siklus'")


@pytest.fixture
def filling(lived: Live) -> Agency:
    """The forms of the Inspektur's last quarter are open: tasks of many people, and a timer."""
    return lived("inspektur", until="review_behaviour")


def kinds(agency: Agency) -> set[str]:
    return {each.kind for each in doctor.examine(agency.database)}


# ---- a sound store ----------------------------------------------------------------------------


def test_an_empty_store_is_sound(agency: Agency) -> None:
    assert list(doctor.examine(agency.database)) == []
    assert list(doctor.repair(agency.database)) == []


def test_a_year_is_sound_in_its_middle_and_at_its_end(filling: Agency) -> None:
    assert list(doctor.examine(filling.database)) == []
    filling.live_until("enter_result")
    filling.fill("sdm", "enter_result")
    assert filling.appraisal().state == "closed"
    assert list(doctor.examine(filling.database)) == []


def test_sound_too_is_what_was_returned_late_and_told_outside_a_task(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    agency.at(2026, 2, 4)
    agency.sweep()
    agency.fill("inspektur", "draft_skp")
    agency.fill("sekda", "approve_skp", decision="kembalikan", note="Lengkapi targetnya.")
    agency.fill("inspektur", "draft_skp")
    assert list(doctor.examine(agency.database)) == []


# ---- what a state sets right ------------------------------------------------------------------

MENDED: dict[Damage, set[str]] = {
    damage.close_the_task: {"task_missing"},
    damage.ask_for_nothing: {"task_extra"},
    damage.ask_twice: {"task_twice"},
    damage.misdate_the_task: {"task_differs"},
    damage.misdirect_the_task: {"task_differs"},
    damage.lose_the_timer: {"timer_missing"},
    damage.misdate_the_timer: {"timer_differs"},
    damage.wait_for_nothing: {"timer_extra"},
    damage.forget_the_own_dates: {"windows_unmarked"},
    damage.lose_the_task: {"task_missing", "notice_dangling"},
}


@pytest.mark.parametrize("broken", MENDED, ids=lambda each: each.__name__)
def test_what_the_state_can_tell_is_named_then_mended_once(filling: Agency, broken: Damage) -> None:
    instance = filling.rows(Instance)[0]
    broken(filling)
    found = list(doctor.examine(filling.database))
    assert {each.kind for each in found} == MENDED[broken]
    assert {each.instance for each in found} - {""} == {instance.public_id}
    assert list(doctor.examine(filling.database)) == found, "to examine changes nothing"

    mended = list(doctor.repair(filling.database))
    assert [each.kind for each in mended if not each.mended] == []
    assert {each.kind for each in mended} <= MENDED[broken]
    assert list(doctor.examine(filling.database)) == []
    assert [line.act for line in filling.rows(History)].count("repaired") == 1
    assert filling.rows(Instance)[0].blob == instance.blob

    assert list(doctor.repair(filling.database)) == []
    assert [line.act for line in filling.rows(History)].count("repaired") == 1


def test_the_finding_names_the_task_and_both_values(filling: Agency) -> None:
    right = damage.the_task(filling).due_at
    damage.misdate_the_task(filling)
    (found,) = doctor.examine(filling.database)
    assert found.element == "form_filling.self_assess"
    assert found.params["column"] == "due_at"
    assert found.params["expected"] == right.isoformat()
    assert found.template.format(**found.params).startswith(
        "Tugas ini mencatat due_at = 2027-02-28T17"
    )


def test_after_the_repair_the_appraisal_is_finished(filling: Agency) -> None:
    for broken in (
        damage.ask_for_nothing,
        damage.lose_the_task,
        damage.lose_the_timer,
        damage.end_too_soon,
    ):
        broken(filling)
    assert kinds(filling) >= {"state_differs", "task_missing", "timer_missing", "task_extra"}
    assert all(each.mended for each in doctor.repair(filling.database))
    assert list(doctor.examine(filling.database)) == []
    filling.live_until("enter_result")
    filling.fill("sdm", "enter_result")
    assert filling.appraisal().state == "closed"
    assert list(doctor.examine(filling.database)) == []


def test_a_lost_task_comes_back_under_the_id_its_owner_was_told(filling: Agency) -> None:
    before = damage.the_task(filling)
    damage.lose_the_task(filling)
    list(doctor.repair(filling.database))
    after = damage.the_task(filling)
    assert (after.id, after.assignee_id, after.due_at, after.form) == (
        before.id,
        before.assignee_id,
        before.due_at,
        before.form,
    )
    assert filling.count(Notice, Notice.task_id == before.id) == 1


def test_a_closed_row_is_opened_again_with_its_draft(filling: Agency) -> None:
    task_id = filling.task("inspektur", "self_assess")
    filling.do("inspektur", commands.save_draft, task_id=task_id, answers={"rows": []})
    damage.close_the_task(filling)
    list(doctor.repair(filling.database))
    assert filling.task("inspektur", "self_assess") == task_id
    assert filling.count(Draft, Draft.task_id == task_id) == 1


def test_an_extra_row_is_withdrawn_not_deleted(filling: Agency) -> None:
    damage.ask_for_nothing(filling)
    list(doctor.repair(filling.database))
    extra = filling.rows(Task, Task.engine_id == damage.STRANGER)[0]
    assert (extra.state, extra.done_at) == ("withdrawn", clock.now())


def test_a_notice_without_its_task_keeps_its_words(filling: Agency) -> None:
    behind(filling, update(Notice).values(task_id=NOBODYS))
    count = filling.count(Notice)
    assert kinds(filling) == {"notice_dangling"}
    assert all(each.mended for each in doctor.repair(filling.database))
    assert filling.count(Notice, Notice.task_id.is_(None)) == count


# ---- what is named and left -------------------------------------------------------------------


def other_order(agency: Agency) -> None:
    seq = damage.last_line(agency)
    behind(agency, update(History).where(History.seq == seq).values(seq=seq + 1))


def other_person(agency: Agency) -> None:
    first = update(History).where(History.act == "completed", History.step == "draft_skp")
    behind(agency, first.values(employee_id=agency.id_of("bupati")))


def other_way(agency: Agency) -> None:
    behind(agency, update(History).where(History.seq == 1).values(passed=["siklus_kasn:jalan"]))


def torn_line(agency: Agency) -> None:
    behind(agency, update(History).where(History.seq == 1).values(passed=TORN))


def other_state(agency: Agency) -> None:
    behind(agency, update(Appraisal).values(state="final"))


def lost_answer(agency: Agency) -> None:
    behind(agency, delete(Answer).where(Answer.step == "draft_skp"))


def lost_revision(agency: Agency) -> None:
    behind(agency, update(Answer).where(Answer.step == "draft_skp").values(revision=2))


def lost_done_task(agency: Agency) -> None:
    behind(agency, update(Notice).values(task_id=None))
    behind(agency, delete(Task).where(Task.step == "draft_skp"))


def done_without_a_step(agency: Agency) -> None:
    pegawai = agency.id_of("inspektur")
    values = {"state": "done", "done_by": pegawai, "done_at": clock.now()}
    behind(agency, update(Task).where(Task.step == "self_assess").values(values))


def lost_draft(agency: Agency) -> None:
    row = {"task_id": NOBODYS, "employee_id": 1, "data": {}, "saved_at": clock.now()}
    behind(agency, insert(Draft).values(row))


def lost_instance(agency: Agency) -> None:
    behind(agency, update(Appraisal).values(instance_id=4711))


def stopped(agency: Agency) -> None:
    instance = agency.rows(Instance)[0].id
    row = {"instance_id": instance, "at": clock.now(), "element": "x", "reason": "Nol dibagi nol."}
    behind(agency, update(Instance).values(state="incident"), insert(Incident).values(row))


def stopped_for_nothing(agency: Agency) -> None:
    behind(agency, update(Instance).values(state="incident"))


def signed_answer(agency: Agency) -> None:
    behind(agency, update(Answer).where(Answer.step == "draft_skp").values(step="review_behaviour"))


def extra_form(agency: Agency) -> None:
    instance = agency.rows(Instance)[0].id
    row = {"id": random_id(), "instance_id": instance, "rater_group": "kolega", "data": {}}
    behind(agency, insert(BehaviourAnswer).values(row))


def kept_draft(agency: Agency) -> None:
    task_id = agency.task("kadis_pu", "review_behaviour")
    agency.fill("kadis_pu", "review_behaviour")
    row = {
        "task_id": task_id,
        "employee_id": agency.id_of("kadis_pu"),
        "data": {},
        "saved_at": clock.now(),
    }
    behind(agency, insert(Draft).values(row))


def told_hour(agency: Agency) -> None:
    agency.at(2027, 1, 4, 9, 41)
    agency.fill("kadis_pu", "review_behaviour")
    line = History.seq == damage.last_line(agency)
    behind(agency, update(History).where(line).values(at=clock.now()))


def marked_forms(agency: Agency) -> None:
    behind(agency, text("ALTER TABLE behaviour_answer ADD COLUMN sent_at varchar(30)"))


def other_key(agency: Agency) -> None:
    agency.database = replace(agency.database, seal=Seal(b"x" * 32))


def other_diagram(agency: Agency) -> None:
    behind(agency, update(Version).values(files={"skp_agreement/skp_agreement.bpmn": "<x/>"}))


def other_hash(agency: Agency) -> None:
    behind(agency, update(Version).values(hash="0" * 64))


def other_profile(agency: Agency) -> None:
    behind(agency, update(ProfileVersion).values(text=ProfileVersion.text + "\n"))


def torn_profile(agency: Agency) -> None:
    torn = "weights = ["
    values = {"text": torn, "hash": sha256(torn.encode()).hexdigest()}
    behind(agency, update(ProfileVersion).values(values))


def other_count(agency: Agency) -> None:
    behind(agency, update(Instance).values(rev=Instance.rev + 1))


def other_release(agency: Agency) -> None:
    behind(agency, text("UPDATE alembic_version SET version_num = '0000'"))


LEFT: dict[Damage, set[str]] = {
    damage.flip_a_byte: {"state_unreadable"},
    damage.take_for_another_format: {"state_unreadable"},
    other_key: {"state_unreadable"},
    other_order: {"history_gap"},
    other_person: {"history_undone", "history_untold"},
    other_way: {"history_stranger"},
    torn_line: {"history_unreadable"},
    other_state: {"appraisal_state"},
    lost_answer: {"answer_missing"},
    lost_revision: {"answer_gap"},
    lost_done_task: {"history_undone"},
    done_without_a_step: {"task_reclosed", "history_untold", "answer_missing"},
    lost_draft: {"dangling"},
    lost_instance: {"no_appraisal", "dangling"},
    stopped: {"incident_open"},
    stopped_for_nothing: {"incident_missing"},
    signed_answer: {"anonymous_answer", "answer_missing"},
    extra_form: {"anonymous_count"},
    kept_draft: {"anonymous_draft"},
    told_hour: {"anonymous_history"},
    marked_forms: {"anonymous_table"},
    other_diagram: {"version_changed"},
    other_hash: {"version_changed"},
    other_profile: {"version_changed"},
    torn_profile: {"version_unreadable"},
    other_count: {"history_rev"},
    other_release: {"store_shape"},
}


@pytest.mark.parametrize("broken", LEFT, ids=lambda each: each.__name__)
def test_what_nothing_can_tell_is_named_and_left(filling: Agency, broken: Damage) -> None:
    broken(filling)
    found = list(doctor.examine(filling.database))
    assert {each.kind for each in found} == LEFT[broken]
    assert list(doctor.repair(filling.database)) == found
    assert filling.count(History, History.act == "repaired") == 0


def test_a_date_that_cannot_be_told_stops_one_instance_not_the_doctor(
    filling: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise LookupError("no such window")

    monkeypatch.setattr(facts.World, "due", lost)
    damage.lose_the_timer(filling)
    (found,) = doctor.repair(filling.database)
    assert (found.kind, found.mended) == ("state_unclear", False)
    assert "due(): no such window" in found.params["reason"]


def test_each_instance_is_named_and_the_others_are_still_mended(lived: Live) -> None:
    agency = lived("inspektur", "kadis_pu", until="approve_skp")
    first, second = agency.rows(Instance)
    torn = bytes([*first.blob[:-1], first.blob[-1] ^ 1])
    behind(agency, update(Instance).where(Instance.id == first.id).values(blob=torn))
    behind(agency, delete(Notice), delete(Task).where(Task.step == "approve_skp"))
    found = {each.instance: each for each in doctor.repair(agency.database)}
    assert found[first.public_id].kind == "state_unreadable"
    assert found[second.public_id].kind == "task_missing"
    assert [found[first.public_id].mended, found[second.public_id].mended] == [False, True]


def test_the_orphan_is_named_with_its_key(filling: Agency) -> None:
    lost_draft(filling)
    (found,) = doctor.examine(filling.database)
    assert found.element == f"draft {NOBODYS}/1"
    assert found.params == {"column": "task_id", "value": NOBODYS, "parent": "task"}


# ---- the rules of PostgreSQL ------------------------------------------------------------------


@pytest.fixture
def guarded(postgresql_url: str) -> Iterator[Database]:
    with closing(open_database(postgresql_url)) as database:
        yield database


def run(database: Database, *statements: str) -> None:
    with database.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_foreign_key_that_was_dropped_or_never_checked_is_named(guarded: Database) -> None:
    key = "fk_draft_task_id"
    run(guarded, f"ALTER TABLE draft DROP CONSTRAINT {key}")
    assert [each.kind for each in doctor.examine(guarded)] == ["constraint_missing"]
    run(
        guarded,
        f"ALTER TABLE draft ADD CONSTRAINT {key}"
        " FOREIGN KEY (task_id) REFERENCES task (id) NOT VALID",
    )
    (found,) = doctor.examine(guarded)
    assert (found.kind, found.element) == ("constraint_unchecked", f"draft {key}")


def test_an_index_that_the_extension_finds_damaged_is_named(guarded: Database) -> None:
    """A function of the extension's name stands in for it: the wheel of the tests has none."""
    run(
        guarded,
        "CREATE FUNCTION bt_index_check(index regclass) RETURNS void LANGUAGE plpgsql AS"
        " $$ BEGIN IF index = 'ix_task_inbox'::regclass THEN"
        " RAISE EXCEPTION 'item order invariant violated'; END IF; END $$",
    )
    (found,) = doctor.examine(guarded)
    assert (found.kind, found.element) == ("store_damaged", "ix_task_inbox")
    assert "item order invariant violated" in found.params["reason"]


# ---- many -------------------------------------------------------------------------------------


def test_a_crowd_takes_as_many_statements_for_each_batch(
    filling: Agency, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "BATCH", 20)
    damage.clone(filling, range(2, 41))
    statements.clear()
    assert list(doctor.examine(filling.database)) == []
    two_batches = len(statements)
    damage.clone(filling, range(41, 101))
    statements.clear()
    assert list(doctor.examine(filling.database)) == []
    five_batches = len(statements)
    assert (five_batches - two_batches) % 3 == 0, "what differs is the number of batches alone"
    assert (five_batches - two_batches) // 3 <= 14
