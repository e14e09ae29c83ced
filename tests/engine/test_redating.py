"""Dates of a running cycle: previewed, moved for exactly those, and moved back."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import sleep
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select, text

from engine import clock, commands, doctor, facts, queries, windows
from engine.errors import BadDate, ChangeNotFound, DatesMoved, NotUndoable, NotYours
from engine.models import (
    Appraisal,
    Cycle,
    DateChange,
    History,
    Notice,
    Task,
    Timer,
    Unit,
    Window,
)
from engine.redating import Asked
from engine.redating.tasks import PAUSE
from tests.engine.agency import HEADS, local, nip
from tests.engine.crowd import multiply
from tests.engine.test_races import at_once

if TYPE_CHECKING:
    from datetime import datetime

    from tests.engine.agency import Agency, Live

WHY = {"reason": "Bencana banjir", "letter": "800/12/2026"}
PLAN_WEEK = Asked("plan_week.closes", "14 Februari")


def preview(agency: Agency, asked: Asked) -> queries.DatePreview:
    return agency.ask("sdm", queries.date_preview, cycle_id(agency), asked)


def change(agency: Agency, asked: Asked, **more: Any) -> str:
    """Preview, then do exactly that; returns the change's id."""
    seen = preview(agency, asked).seen
    given = {**WHY, "seen": seen, **more}
    return agency.do("sdm", commands.change_dates, cycle_id=cycle_id(agency), asked=asked, **given)


def undo(agency: Agency, change_id: str) -> None:
    agency.do("sdm", commands.undo_change, change_id=change_id)


def cycle_id(agency: Agency) -> str:
    return str(max(agency.rows(Cycle), key=lambda each: each.id).public_id)


def unit_of(agency: Agency, who: str) -> int:
    return int(agency.appraisal(who).unit_id)


def dates(agency: Agency, who: str) -> dict[tuple[str, str], datetime | None]:
    with agency.database.read() as session:
        appraisal = session.get_one(Appraisal, agency.appraisal(who).id)
        return facts.case_of_appraisal(session, appraisal).dates


def stored(agency: Agency) -> dict[str, list[dict[str, Any]]]:
    """Whole rows of all that a change touches."""
    with agency.database.read() as session:
        return {
            model.__tablename__: sorted(
                (dict(row) for row in session.execute(select(model.__table__)).mappings()),
                key=repr,
            )
            for model in (Window, Task, Timer, Appraisal)
        }


# ---- a preview and what follows from it -------------------------------------------------------


def test_a_preview_is_what_then_happens(waiting: Agency) -> None:
    """Everybody waits for Plan Week on 1 February; its closing moves by a week."""
    asked = Asked("plan_week.opens", "3 Februari")
    seen = preview(waiting, asked)
    assert (seen.moved, seen.units, seen.tasks, seen.timers) == (4, 4, 0, 4)
    assert {person.verdict for person in seen.people} == {"moved"}
    assert {person.old for person in seen.people} == {local(2026, 2, 1)}
    assert {person.new for person in seen.people} == {local(2026, 2, 3)}
    change(waiting, asked)
    assert {row.due_at for row in waiting.rows(Timer)} == {local(2026, 2, 3)}
    assert all(dates(waiting, who)["plan_week", "opens"] == local(2026, 2, 3) for who in HEADS)
    waiting.at(2026, 2, 2, 12)
    waiting.sweep()
    assert waiting.count(Task, Task.phase == "plan_week") == 0
    waiting.at(2026, 2, 3, 1)
    waiting.sweep()
    assert waiting.count(Task, Task.phase == "plan_week", Task.state == "open") == 4


def test_open_tasks_move_and_are_reminded_of_anew(agency: Agency) -> None:
    agency.open_cycle("inspektur", "kadis_pu")
    agency.at(2026, 1, 29, 8)
    agency.sweep()
    asked = Asked("skp_agreement.closes", "28 Februari 2026")
    assert preview(agency, asked).tasks == 2
    change(agency, asked)
    for task in agency.rows(Task):
        assert task.due_at == local(2026, 3, 1)
        assert (task.remind_at, task.told) == (local(2026, 1, 29, 8), None)


def test_what_is_reckoned_from_a_date_moves_with_it(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    seen = preview(agency, Asked("coaching_week_1.closes", "14 April"))
    moved = {(each.phase, each.edge): each.new for each in seen.edges}
    assert moved["Coaching Week I", "receive"] == local(2026, 4, 18)
    change(agency, Asked("coaching_week_1.closes", "14 April"))
    # Three working days after Tuesday 14 April: Friday the 17th.
    assert dates(agency, "inspektur")["coaching_week_1", "receive"] == local(2026, 4, 18)
    # A bound of another phase names this one: final_rating.closes_not_before.
    change(agency, Asked("keberatan.closes", "23 Januari tahun depan"), letter="")
    assert dates(agency, "inspektur")["final_rating", "closes"] == local(2027, 1, 31)


def test_a_change_is_told_once_to_each_person_and_stands_in_each_history(agency: Agency) -> None:
    agency.open_cycle("auditor_1", "auditor_2", "kadis_pu")
    before = agency.count(Notice)
    change(agency, Asked("skp_agreement.closes", "28 Februari"))
    told = agency.rows(Notice, Notice.kind == "redated")
    assert len(told) == agency.count(Notice) - before == 3
    assert {row.employee_id for row in told} == {
        agency.id_of(who) for who in ("auditor_1", "auditor_2", "kadis_pu")
    }
    lines = agency.rows(History, History.act == "redated")
    assert len(lines) == 3
    for line in lines:
        assert line.note == "31-01-2026 → 28-02-2026: Bencana banjir; 800/12/2026"
        assert (line.employee_id, line.title) == (agency.id_of("sdm"), "Kesepakatan SKP")


# ---- undoing ----------------------------------------------------------------------------------

WISHES = [
    Asked("skp_agreement.closes", "28 Februari"),
    Asked("plan_week.opens", "3 Februari"),
    Asked("keberatan.closes", "23 Januari tahun depan"),
]


@pytest.mark.parametrize("asked", WISHES, ids=[each.edge for each in WISHES])
@pytest.mark.parametrize("scope", ["all", "unit", "person"])
def test_undone_everything_is_as_before(agency: Agency, asked: Asked, scope: str) -> None:
    agency.open_cycle("inspektur", "auditor_1", "kadis_pu")
    agency.fill("inspektur", "draft_skp")
    agency.at(2026, 1, 29, 8)
    agency.sweep()
    asked = replace(asked, scope=scope, unit=unit_of(agency, "inspektur"), nip=nip(3))
    before = stored(agency)
    made = change(agency, asked)
    assert stored(agency) != before
    undo(agency, made)
    assert stored(agency) == before
    assert [row.act for row in agency.rows(History, History.act == "redate_undone")]
    with pytest.raises(NotUndoable):
        undo(agency, made)


def test_a_later_change_of_the_same_date_comes_off_first(waiting: Agency) -> None:
    first = change(waiting, PLAN_WEEK)
    narrower = replace(PLAN_WEEK, rule="20 Februari", scope="unit", unit=unit_of(waiting, HEADS[0]))
    second = change(waiting, narrower)
    with pytest.raises(NotUndoable, match="urungkan dahulu"):
        undo(waiting, first)
    undo(waiting, second)
    undo(waiting, first)
    assert dates(waiting, HEADS[0])["plan_week", "closes"] == local(2026, 2, 8)


def test_changes_of_two_units_come_off_in_any_order(waiting: Agency) -> None:
    made = [
        change(waiting, replace(PLAN_WEEK, scope="unit", unit=unit_of(waiting, who)))
        for who in HEADS[:2]
    ]
    undo(waiting, made[0])
    assert dates(waiting, HEADS[0])["plan_week", "closes"] == local(2026, 2, 8)
    assert dates(waiting, HEADS[1])["plan_week", "closes"] == local(2026, 2, 15)


def test_a_date_that_has_come_meanwhile_is_not_undone(waiting: Agency) -> None:
    made = change(waiting, Asked("plan_week.opens", "3 Februari"))
    waiting.at(2026, 2, 1, 0, 1)
    with pytest.raises(NotUndoable, match="R-005"):
        undo(waiting, made)


def test_what_was_done_by_the_new_date_keeps_it(agency: Agency) -> None:
    """An extension for somebody who is late already can be undone until he has used it."""
    agency.open_cycle("inspektur", "kadis_pu")
    agency.at(2026, 2, 3, 9)
    late = Asked("skp_agreement.closes", "10 Februari", scope="person", nip=nip(3))
    undo(agency, change(agency, late))
    made = change(agency, late)
    agency.fill("inspektur", "draft_skp")
    with pytest.raises(NotUndoable, match="1 tugas sudah dikerjakan"):
        undo(agency, made)


def test_tasks_that_opened_meanwhile_get_the_date_of_before(waiting: Agency) -> None:
    made = change(waiting, PLAN_WEEK)
    waiting.at(2026, 2, 1, 1)
    waiting.sweep()
    assert {row.due_at for row in waiting.rows(Task, Task.phase == "plan_week")} == {
        local(2026, 2, 15)
    }
    undo(waiting, made)
    assert {row.due_at for row in waiting.rows(Task, Task.phase == "plan_week")} == {
        local(2026, 2, 8)
    }


# ---- who comes first --------------------------------------------------------------------------


def test_a_narrower_date_wins_over_a_later_wider_one(waiting: Agency) -> None:
    unit, person = HEADS[0], HEADS[1]
    change(waiting, replace(PLAN_WEEK, scope="unit", unit=unit_of(waiting, unit)))
    mine = nip(7)
    change(waiting, replace(PLAN_WEEK, rule="20 Februari", scope="person", nip=mine))
    wide = Asked("plan_week.closes", "10 Februari")
    seen = preview(waiting, wide)
    assert (seen.moved, seen.kept) == (2, {"unit": 1, "own": 1})
    change(waiting, wide)
    found = [dates(waiting, who)["plan_week", "closes"] for who in (unit, person, *HEADS[2:])]
    assert found == [local(2026, 2, 15), local(2026, 2, 21), *[local(2026, 2, 11)] * 2]


def test_a_person_of_a_unit_keeps_what_was_given_to_him_alone(waiting: Agency) -> None:
    change(waiting, replace(PLAN_WEEK, rule="20 Februari", scope="person", nip=nip(3)))
    asked = replace(PLAN_WEEK, scope="unit", unit=unit_of(waiting, "inspektur"))
    assert preview(waiting, asked).kept == {"own": 1}


# ---- events -----------------------------------------------------------------------------------


def test_who_has_received_the_result_gets_his_own_date_reckoned_anew(lived: Live) -> None:
    """Fourteen days from receipt become twenty, also for those who have received it."""
    agency = lived("inspektur", until="receive_result")
    agency.at(2027, 1, 10, 10)
    agency.fill("inspektur", "receive_result")
    assert dates(agency, "inspektur")["keberatan", "closes"] == local(2027, 1, 25)
    before = stored(agency)
    asked = Asked("keberatan.closes", "diterima + 20 hari")
    seen = preview(agency, asked)
    assert [(each.old, each.new) for each in seen.people] == [
        (local(2027, 1, 25), local(2027, 1, 31))
    ]
    made = change(agency, asked)
    [task] = agency.rows(Task, Task.state == "open")
    assert task.due_at == local(2027, 1, 31)
    undo(agency, made)
    assert stored(agency) == before


def test_an_event_that_comes_later_is_reckoned_by_the_changed_rule(lived: Live) -> None:
    agency = lived("inspektur", until="receive_result")
    agency.at(2027, 1, 9, 10)
    made = change(agency, Asked("keberatan.closes", "diterima + 20 hari"))
    agency.at(2027, 1, 10, 10)
    agency.fill("inspektur", "receive_result")
    assert dates(agency, "inspektur")["keberatan", "closes"] == local(2027, 1, 31)
    with pytest.raises(NotUndoable, match="1 orang"):
        undo(agency, made)


def received(agency: Agency, at: datetime) -> None:
    """The Inspektur receives his result."""
    with agency.database.begin() as session:
        row = session.get_one(Appraisal, agency.appraisal().id)
        case = facts.case_of_appraisal(session, row)
        windows.happened(
            session, case.cycle, case.profile, case.appraisal, case.rules, "diterima", at
        )


def test_a_bound_that_did_not_matter_before_holds_when_the_window_shrinks(agency: Agency) -> None:
    agency.open_cycle("inspektur", "kadis_pu")
    received(agency, local(2027, 1, 12, 9))
    asked = Asked("keberatan.closes", "17 Januari tahun depan")
    moved = {each.name: each.new for each in preview(agency, asked).people}
    assert moved == {"Inspektur": local(2027, 1, 20), "Kepala Dinas PU": local(2027, 1, 18)}
    before = stored(agency)
    made = change(agency, asked)
    found = [dates(agency, who)["keberatan", "closes"] for who in ("inspektur", "kadis_pu")]
    assert found == [local(2027, 1, 20), local(2027, 1, 18)]
    undo(agency, made)
    assert stored(agency) == before


def test_the_right_to_object_for_seven_days_outlives_a_change(agency: Agency) -> None:
    """The bound of the diagram holds beside the new rule."""
    agency.open_cycle("inspektur")
    change(agency, Asked("keberatan.closes", "18 Januari tahun depan"))
    received(agency, local(2027, 1, 14, 9))
    assert dates(agency, "inspektur")["keberatan", "closes"] == local(2027, 1, 22)
    seen = preview(agency, Asked("keberatan.closes", "20 Januari tahun depan"))
    assert seen.kept == {"same": 1}
    change(agency, Asked("keberatan.closes", "20 Januari tahun depan"))
    assert dates(agency, "inspektur")["keberatan", "closes"] == local(2027, 1, 22)


# ---- what is refused --------------------------------------------------------------------------

REFUSED = [
    (Asked("final_dialog.closes", "23 Januari tahun depan"), "rule", "R-004"),
    (Asked("plan_week.opens", "9 Februari"), "rule", "R-004"),
    (Asked("plan_week.closes", "4 Januari"), "rule", "sudah lewat"),
    (Asked("plan_week.closes", "7 Februari"), "rule", "sama dengan"),
    (Asked("plan_week.closes", "30 Februari"), "rule", "tanggal 30"),
    (Asked("plan_week.closes", "1 Februari 99999"), "rule", "Tahun 99999"),
    (Asked("plan_week.closes", "besok pagi"), "rule", "tidak dapat dibaca"),
    (Asked("plan_week.closes", "dilantik + 3 hari"), "rule", "dilantik"),
    (Asked("plan_week.closes", "plan_week.closes + 1 hari"), "rule", "berputar"),
    (Asked("plan_week.closes", "9 Februari + 999 bulan"), "rule", "terlalu jauh dari siklus 2026"),
    (Asked("plan_week.closes", "9 Februari + 999 hari kerja"), "rule", "terlalu jauh"),
    (Asked("keberatan.closes", "diterima + 999 bulan"), "rule", "terlalu jauh"),
    (Asked("form_filling.closes", "31 Desember tahun depan"), "rule", "Batas close"),
    (
        replace(PLAN_WEEK, rule="9 Februari + 999 minggu", scope="person", nip=nip(3)),
        "rule",
        "terlalu jauh",
    ),
    (Asked("skp_agreement.opens", "7 Januari"), "edge", "R-005"),
    (Asked("kenaikan_pangkat.closes", "7 Maret"), "edge", "Pilih tanggal"),
    (Asked("keberatan.closes_not_before", "7 Maret"), "edge", "Pilih tanggal"),
    (replace(PLAN_WEEK, scope="unit"), "unit", "Pilih unit"),
    (replace(PLAN_WEEK, scope="person", nip="1"), "nip", "NIP"),
    (replace(PLAN_WEEK, scope="person", nip=nip(10)), "nip", "Anda sendiri"),
    (replace(PLAN_WEEK, scope="galaxy"), "scope", "untuk siapa"),
]


@pytest.mark.parametrize(
    ("asked", "field", "words"), REFUSED, ids=[f"{a.edge}: {a.rule} {a.scope}" for a, *_ in REFUSED]
)
def test_a_wrong_date_is_refused_at_its_field(
    agency: Agency, asked: Asked, field: str, words: str
) -> None:
    agency.open_cycle("inspektur", "sdm")
    before = stored(agency)
    with pytest.raises(BadDate) as refused:
        preview(agency, asked)
    assert refused.value.field == field
    assert words in str(refused.value.problem)
    with pytest.raises(BadDate):
        agency.do(
            "sdm", commands.change_dates, cycle_id=cycle_id(agency), asked=asked, seen="x", **WHY
        )
    assert stored(agency) == before


def test_what_has_passed_of_a_stage_is_said(agency: Agency) -> None:
    """Of a running stage its opening is over, not the stage itself (R-005)."""
    agency.open_cycle("inspektur")

    def refused(edge: str) -> str:
        with pytest.raises(BadDate) as error:
            preview(agency, Asked(edge, "20 Desember"))
        assert error.value.field == "edge"
        return str(error.value.problem)

    agency.at(2026, 2, 3, 9)
    assert "sudah dibuka; tanggal pembukaannya" in refused("plan_week.opens")
    assert "tahap ini sudah lewat" in refused("skp_agreement.opens")
    assert "tahap ini sudah lewat" in refused("skp_agreement.closes")


def test_a_mistake_in_a_rule_points_at_its_letter(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    with pytest.raises(BadDate) as refused:
        preview(agency, Asked("plan_week.closes", "14 Februarii"))
    assert refused.value.position == 3


def test_a_closed_stage_is_not_changed_but_who_is_late_can_be_given_time(agency: Agency) -> None:
    """R-005 for the cycle; one who still has something to do may be given another date."""
    agency.open_cycle("inspektur", "kadis_pu")
    agency.at(2026, 2, 2, 9)
    wide = Asked("skp_agreement.closes", "10 Februari")
    with pytest.raises(BadDate, match="R-005"):
        preview(agency, wide)
    seen = preview(agency, replace(wide, scope="person", nip=nip(3)))
    assert (seen.moved, seen.tasks) == (1, 1)


def test_who_is_done_is_named_and_left_alone(waiting: Agency) -> None:
    waiting.open_cycle("auditor_1")
    seen = preview(waiting, Asked("skp_agreement.closes", "10 Februari"))
    assert (seen.moved, seen.kept) == (1, {"done": 4})
    done = [row.due_at for row in waiting.rows(Task, Task.state == "done")]
    change(waiting, Asked("skp_agreement.closes", "10 Februari"))
    assert [row.due_at for row in waiting.rows(Task, Task.state == "done")] == done


def test_an_extension_needs_its_letter_and_every_change_a_reason(waiting: Agency) -> None:
    asked = replace(PLAN_WEEK, scope="person", nip=nip(3))
    for more, field in (({"letter": " "}, "letter"), ({"reason": " "}, "reason")):
        with pytest.raises(BadDate) as refused:
            change(waiting, asked, **more)
        assert refused.value.field == field


def test_only_sdm_moves_dates(waiting: Agency) -> None:
    for who in ("sekda", "inspektur"):
        with pytest.raises(NotYours):
            waiting.ask(who, queries.date_preview, cycle_id(waiting), PLAN_WEEK)
        with pytest.raises(NotYours):
            waiting.do(
                who, commands.change_dates, cycle_id=cycle_id(waiting), asked=PLAN_WEEK, **WHY
            )
        with pytest.raises(NotYours):
            waiting.do(who, commands.undo_change, change_id="x")
    with pytest.raises(ChangeNotFound):
        waiting.do("sdm", commands.undo_change, change_id="x")


# ---- what has changed since -------------------------------------------------------------------


def test_a_preview_that_no_longer_holds_is_not_carried_out(agency: Agency) -> None:
    agency.open_cycle("inspektur", "kadis_pu")
    asked = Asked("skp_agreement.closes", "28 Februari")
    seen = preview(agency, asked).seen
    agency.fill("inspektur", "draft_skp")
    agency.fill("sekda", "approve_skp")
    before = stored(agency)
    with pytest.raises(DatesMoved):
        change(agency, asked, seen=seen)
    assert stored(agency) == before
    assert agency.count(DateChange) == 0
    change(agency, asked)


def test_of_four_who_apply_one_preview_exactly_one_does(waiting: Agency) -> None:
    seen = preview(waiting, PLAN_WEEK).seen

    def apply() -> None:
        change(waiting, PLAN_WEEK, seen=seen)

    assert Counter(at_once(*[apply] * 4))["done"] == 1
    assert waiting.count(DateChange) == 1
    assert waiting.count(History, History.act == "redated") == 4


def until_somebody_waits(agency: Agency) -> None:
    waiting = text("SELECT count(*) FROM pg_stat_activity"
                   " WHERE datname = current_database() AND wait_event_type = 'Lock'")  # fmt: skip
    for _ in range(1000):
        with agency.database.read() as session:
            if session.scalar(waiting):
                return
        sleep(0.01)
    raise AssertionError("nobody waits for the step")


@pytest.mark.parametrize("kind", ["postgresql"], indirect=True)  # SQLite has one writer at a time
@pytest.mark.parametrize("undone", [False, True])
def test_a_step_that_ran_while_dates_moved_is_put_right(agency: Agency, undone: bool) -> None:
    """An SKP is agreed in Plan Week; the step waits for the officer and sees the old dates."""
    old, new = local(2026, 2, 8), local(2026, 2, 15)
    agency.open_cycle("inspektur")
    agency.fill("inspektur", "draft_skp")
    agency.at(2026, 2, 2, 9)
    agency.sweep()
    made = change(agency, PLAN_WEEK) if undone else ""
    seen = "" if undone else preview(agency, PLAN_WEEK).seen
    sdm, cycle = agency.people["sdm"], cycle_id(agency)
    with ThreadPoolExecutor(1) as pool:
        with agency.database.begin() as session:
            if undone:
                commands.undo_change(session, sdm, made)
            else:
                commands.change_dates(session, sdm, cycle, PLAN_WEEK, **WHY, seen=seen)
            step = pool.submit(agency.fill, "sekda", "approve_skp")
            until_somebody_waits(agency)
        step.result()

    def planned() -> list[datetime]:
        tasks = agency.rows(Task, Task.phase == "plan_week", Task.state == "open")
        return [task.due_at for task in tasks]

    assert planned() == [new if undone else old]
    agency.hand.move_to(clock.now() + PAUSE)
    agency.sweep()
    assert planned() == [old if undone else new]
    assert agency.count(DateChange, DateChange.settle_at.is_not(None)) == 0
    assert list(doctor.examine(agency.database)) == []


def test_what_is_in_step_is_left_alone_a_minute_later(waiting: Agency) -> None:
    change(waiting, PLAN_WEEK)
    change(waiting, Asked("plan_week.closes", "20 Februari", scope="unit",
                          unit=unit_of(waiting, "inspektur")))  # fmt: skip
    before = stored(waiting)
    waiting.hand.move_to(clock.now() + PAUSE)
    waiting.sweep()
    assert stored(waiting) == before


# ---- many -------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", ["all", "unit"])
def test_a_thousand_cost_no_more_statements_than_ten(
    waiting: Agency, statements: list[str], scope: str
) -> None:
    asked = Asked("plan_week.opens", "3 Februari", scope=scope, unit=unit_of(waiting, "inspektur"))
    counts = []
    for times in (10, 1000):
        who = waiting.appraisal().id
        waiting.do("sdm", multiply, appraisal_id=who, times=times, first=10 * times)
        seen = preview(waiting, asked)
        statements.clear()
        made = change(waiting, asked)
        undo(waiting, made)
        counts.append((seen.moved, len(statements)))
    (few, first), (many, second) = counts
    assert many >= few + 1000
    assert second == first <= 70
    assert not [each for each in statements if "blob" in each and each.startswith("UPDATE")]


def test_units_are_counted(waiting: Agency) -> None:
    assert preview(waiting, PLAN_WEEK).units == waiting.count(Unit) - 2


def test_whose_order_would_break_keeps_his_date_and_his_rule(agency: Agency) -> None:
    """R-004 looks at each unit: one whose dialog was extended does not lose its order."""
    agency.open_cycle("inspektur", "kadis_pu")
    unit = unit_of(agency, "inspektur")
    change(agency, Asked("final_dialog.closes", "20 Januari tahun depan", scope="unit", unit=unit))
    wide = Asked("keberatan.closes", "18 Januari tahun depan")
    seen = preview(agency, wide)
    assert (seen.moved, seen.kept) == (1, {"order": 1})
    change(agency, wide)
    who = agency.appraisal().public_id
    why = agency.ask("sdm", queries.why_date, who, "keberatan", "closes")
    assert why.rules[0].rule == "21 Januari tahun depan"
    assert why.due_at == queries.recomputed(why) == local(2027, 1, 22)
    assert dates(agency, "kadis_pu")["keberatan", "closes"] == local(2027, 1, 19)


def test_the_doctor_finds_a_moved_cycle_sound(agency: Agency) -> None:
    agency.open_cycle("inspektur", "kadis_pu")
    made = change(agency, Asked("skp_agreement.closes", "28 Februari"))
    change(agency, replace(PLAN_WEEK, scope="person", nip=nip(3)))
    assert list(doctor.examine(agency.database)) == []
    undo(agency, made)
    assert list(doctor.examine(agency.database)) == []
