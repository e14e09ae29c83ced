"""Calendars of working days: layers, versions, and the dates that a change would move."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random
from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select

from engine import (
    calendar_edits,
    calendar_moves,
    calendars,
    commands,
    definitions,
    doctor,
    queries,
    windows,
)
from engine.calendar_edits import CalendarChange
from engine.calendars import AGENCY, NATION, Calendars, Kept, Key
from engine.errors import CalendarMoved, CalendarNotFound, FormRejected, NotYours
from engine.models import (
    CalendarDay,
    CalendarVersion,
    Cycle,
    DateChange,
    Employee,
    History,
    Task,
    Timer,
    Unit,
    Window,
)
from engine.plain import PlainAppraisal, PlainCycle, plain
from engine.redating import Asked
from engine.timeline import SpecialDay, instant, national_days
from tests.engine.agency import local
from tests.engine.damage import behind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.actor import Actor
    from tests.engine.agency import Agency, Live

#: The day after Coaching Week I closes, and the Thursday and the Saturday of its week.
AFTER = date(2026, 4, 8)
THURSDAY, SATURDAY = date(2026, 4, 9), date(2026, 4, 11)


def off(day: date, name: str = "Hari jadi daerah", **more: Any) -> SpecialDay:
    return SpecialDay(day, name, "local", **more)


def change(agency: Agency, key: Key, *put: SpecialDay, **more: Any) -> int:
    """Bagian SDM writes days into a calendar."""
    wanted = CalendarChange(key, number(agency, key), put, **more)
    return agency.do("sdm", commands.change_calendar, change=wanted)


def number(agency: Agency, key: Key) -> int:
    with agency.database.read() as session:
        return calendars.known(session).number(key)


def unit_of(agency: Agency, who: str = "inspektur") -> int:
    with agency.database.read() as session:
        return session.get_one(Employee, agency.people[who].id).unit_id


def version_of(agency: Agency, unit_id: int | None = None) -> str:
    with agency.database.read() as session:
        return calendars.calendar_for(session, unit_id).version


# ---- layers -----------------------------------------------------------------------------------


def test_a_new_store_counts_on_the_holidays_that_are_shipped(agency: Agency) -> None:
    with agency.database.read() as session:
        calendar = calendars.calendar_for(session)
    days = national_days(*calendars.YEARS)
    assert calendar.version == "nasional 1"
    assert calendar.holidays == {each.day for each in days}
    assert calendar.covers(date(2102, 12, 31))
    assert not calendar.covers(date(2103, 1, 1))
    [first] = agency.rows(CalendarVersion)
    assert first.note.startswith("holidays 0.")
    stored = {row.day: row.estimate for row in agency.rows(CalendarDay)}
    assert stored == {each.day: each.estimate for each in days}
    assert any(stored.values()), "what is not decreed is marked"


def test_a_unit_inherits_the_days_of_the_units_above_it(agency: Agency) -> None:
    top, other = unit_of(agency), unit_of(agency, "kadis_pu")
    below = agency.do("sdm", found_unit, name="Irban I", parent=top)
    change(agency, AGENCY, off(AFTER))
    change(agency, ("unit", top), SpecialDay(SATURDAY, "Pelayanan Sabtu", "worked"))
    change(agency, ("unit", below), SpecialDay(AFTER, "Siaga", "worked"))
    assert version_of(agency) == version_of(agency, other) == "nasional 1, instansi 1"
    assert version_of(agency, top) == f"nasional 1, instansi 1, unit {top}: 1"
    assert version_of(agency, below) == f"nasional 1, instansi 1, unit {top}: 1, unit {below}: 1"
    working = {
        unit: tuple(day for day in (AFTER, SATURDAY) if calendar_of(agency, unit).is_working(day))
        for unit in (other, top, below)
    }
    assert working == {other: (), top: (SATURDAY,), below: (AFTER, SATURDAY)}


def calendar_of(agency: Agency, unit_id: int | None) -> Any:
    with agency.database.read() as session:
        return calendars.calendar_for(session, unit_id)


def found_unit(session: Session, _actor: Actor, name: str, parent: int | None) -> int:
    unit = Unit(name=name, parent_id=parent)
    session.add(unit)
    session.flush()
    calendars.renew(session)
    return unit.id


def test_units_in_a_circle_still_have_a_calendar(agency: Agency) -> None:
    top = unit_of(agency)
    below = agency.do("sdm", found_unit, name="Irban I", parent=top)
    agency.do("sdm", put_below, unit=top, parent=below)
    change(agency, ("unit", below), off(AFTER))
    assert version_of(agency, top) == f"nasional 1, unit {below}: 1"


def put_below(session: Session, _actor: Actor, unit: int, parent: int) -> None:
    session.get_one(Unit, unit).parent_id = parent
    calendars.renew(session)


def test_units_with_the_same_days_share_one_calendar(agency: Agency) -> None:
    with agency.database.read() as session:
        whole = calendars.calendar_for(session)
        assert calendars.calendar_for(session, unit_of(agency)) is whole


# ---- versions ---------------------------------------------------------------------------------


def test_every_version_can_be_counted_on_again(agency: Agency) -> None:
    change(agency, AGENCY, off(AFTER), off(THURSDAY), note="SK 12/2026")
    change(agency, AGENCY, off(AFTER, "Hari jadi kota"), remove=(THURSDAY,))
    change(agency, NATION, SpecialDay(AFTER, "Pilkada", "holiday"))
    with agency.database.read() as session:
        known = calendars.known(session)
    said = {text: names_in(known, text) for text in ("nasional 1", "nasional 1, instansi 1")}
    assert said["nasional 1"] == {}
    assert said["nasional 1, instansi 1"] == {
        AFTER: "Hari jadi daerah",
        THURSDAY: "Hari jadi daerah",
    }
    assert names_in(known, "nasional 1, instansi 2") == {AFTER: "Hari jadi kota"}
    assert known.of().version == "nasional 2, instansi 2"
    assert names_in(known, "nasional 2, instansi 2") == {AFTER: "Hari jadi kota"}
    for unknown in ("", "nasional 3", "instansi 9", "holidays 0.109 ID 2026-2029", "unit 1"):
        assert known.cited(unknown) is None


def names_in(known: Calendars, version: str) -> dict[date, str]:
    calendar = known.cited(version)
    assert calendar is not None
    assert calendar.version == version
    return {day: calendar.names[day] for day in (AFTER, THURSDAY) if day in calendar.names}


def test_what_was_changed_by_whom_and_why_is_listed(agency: Agency) -> None:
    agency.at(2026, 3, 2, 9)
    change(agency, AGENCY, off(AFTER), off(THURSDAY), note="SK 12/2026")
    change(agency, AGENCY, off(AFTER, half=True), remove=(THURSDAY,))
    second, first = agency.ask("sdm", queries.calendar_versions, AGENCY)
    assert (first.number, first.who, first.note, first.days) == (1, "Analis SDM", "SK 12/2026", 2)
    assert first.at == local(2026, 3, 2, 9)
    assert [each.day for each in first.changes.added] == [AFTER, THURSDAY]
    assert second.changes.altered == ((off(AFTER), off(AFTER, half=True)),)
    assert second.changes.removed == (off(THURSDAY),)
    assert (second.changes.added, second.days) == ((), 1)
    [shipped] = agency.ask("sdm", queries.calendar_versions, NATION)
    assert (shipped.who, shipped.number) == ("", 1)


def test_the_same_again_is_no_new_version(agency: Agency) -> None:
    assert change(agency, AGENCY, off(AFTER)) == 1
    assert change(agency, AGENCY, off(AFTER)) == 1
    assert change(agency, AGENCY, remove=(THURSDAY,)) == 1
    assert len(agency.rows(CalendarVersion, CalendarVersion.layer == "agency")) == 1


def test_whoever_has_not_seen_the_last_change_does_not_undo_it(agency: Agency) -> None:
    change(agency, AGENCY, off(AFTER))
    late = CalendarChange(AGENCY, 0, (off(THURSDAY),))
    with pytest.raises(CalendarMoved):
        agency.do("sdm_2", commands.change_calendar, change=late)
    with pytest.raises(CalendarMoved):
        agency.ask("sdm_2", queries.preview_calendar, late)
    assert version_of(agency) == "nasional 1, instansi 1"


def test_of_two_who_change_it_at_once_one_is_told(agency: Agency) -> None:
    together, told = Barrier(2), []

    def write(who: str, day: date) -> None:
        together.wait()
        wanted = CalendarChange(AGENCY, 0, (off(day),))
        try:
            agency.do(who, commands.change_calendar, change=wanted)
        except CalendarMoved:
            told.append(who)

    threads = [Thread(target=write, args=each) for each in (("sdm", AFTER), ("sdm_2", THURSDAY))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    assert len(agency.rows(CalendarDay, CalendarDay.layer == "agency")) == 1


def test_only_bagian_sdm_reads_and_writes_calendars(agency: Agency) -> None:
    wanted = CalendarChange(AGENCY, 0, (off(AFTER),))
    with pytest.raises(NotYours):
        agency.do("inspektur", commands.change_calendar, change=wanted)
    for question, arguments in (
        (queries.calendar_list, ()),
        (queries.calendar_page, (AGENCY, 2026)),
        (queries.calendar_versions, (AGENCY,)),
        (queries.preview_calendar, (wanted,)),
        (queries.shipped_days, (2026,)),
    ):
        with pytest.raises(NotYours):
            agency.ask("inspektur", question, *arguments)
    assert number(agency, AGENCY) == 0


@pytest.mark.parametrize("key", [("unit", 999), ("unit", 0), ("agency", 3), ("dinas", 0)])
def test_a_calendar_of_nobody_is_not_there(agency: Agency, key: Key) -> None:
    with pytest.raises(CalendarNotFound):
        agency.do("sdm", commands.change_calendar, change=CalendarChange(key, 0, (off(AFTER),)))


@pytest.mark.parametrize(
    ("changed", "at", "said"),
    [
        ({"day": "2026-02-30"}, "day", "Tulis tanggal yang ada di kalender"),
        ({"day": "2103-01-01"}, "day", "Pilih tanggal 1 Januari 2015 sampai 31 Desember 2102."),
        ({"day": "99999-01-01"}, "day", "Tulis tanggal yang ada di kalender"),
        ({"name": "x" * 201}, "name", "Paling banyak 200 huruf"),
        ({"name": "Libur \u202enatal"}, "name", "Ada tanda yang tidak dapat dibaca"),
        ({"name": " "}, "name", "Wajib diisi."),
        ({"kind": "sihir"}, "kind", "Pilih salah satu dari daftar."),
        ({"kind": "worked", "estimate": "ya"}, "estimate", "hapus tanda perkiraan"),
        ({"mantra": "x"}, "mantra", "Isian ini tidak dikenal"),
    ],
)
def test_a_day_that_is_none_is_refused_at_its_field(
    changed: Mapping[str, str], at: str, said: str
) -> None:
    raw = {"day": "2026-04-08", "name": "=SUM(A1) <b>", "kind": "local"}
    assert calendar_edits.read_day(raw).name == "=SUM(A1) <b>"
    with pytest.raises(FormRejected) as refused:
        calendar_edits.read_day(raw | changed)
    assert said in refused.value.messages[at][0]


special = st.builds(
    SpecialDay,
    st.dates(date(2026, 1, 1), date(2026, 1, 20)),
    st.sampled_from("AB"),
    st.just("local"),
    st.booleans(),
)
days = st.lists(special, max_size=9, unique_by=lambda each: each.day)


@given(st.lists(st.tuples(st.sampled_from([AGENCY, ("unit", 1)]), days), max_size=6))
def test_versions_say_what_they_said_however_often_a_calendar_changes(
    edits: list[tuple[Key, list[SpecialDay]]],
) -> None:
    known = Calendars({NATION: 1}, {NATION: [Kept(off(AFTER), 1)]}, {1: None})
    written: dict[Key, list[set[SpecialDay]]] = {}
    for key, said in edits:
        known = known.changed(key, said)
        written.setdefault(key, []).append(set(said))
    for key, versions in written.items():
        assert known.number(key) == len(versions)
        for number, said in enumerate(versions, 1):
            assert set(known.days(key, number)) == said
    assert known.cited(known.of(1).version) == known.of(1)


def test_a_day_whose_version_is_lost_is_found_by_the_doctor(agency: Agency) -> None:
    change(agency, AGENCY, off(AFTER))
    behind(agency, delete(CalendarVersion).where(CalendarVersion.layer == "agency"))
    [found] = doctor.examine(agency.database)
    assert (found.kind, found.element) == ("dangling", "calendar_day agency/0/2026-04-08/1")
    assert found.params["value"] == "agency/0/1"


# ---- what counts on them ----------------------------------------------------------------------


def rows_of(agency: Agency, edge: str = "receive") -> dict[tuple[str, int], tuple[datetime, str]]:
    found = agency.rows(Window, Window.key == "coaching_week_1", Window.edge == edge)
    return {(row.scope, row.scope_id): (row.due_at, row.calendar) for row in found}


def test_a_cycle_opens_on_each_units_days_and_says_so(agency: Agency) -> None:
    unit = unit_of(agency)
    change(agency, AGENCY, off(AFTER))
    change(agency, ("unit", unit), SpecialDay(SATURDAY, "Pelayanan Sabtu", "worked"))
    agency.open_cycle("inspektur", "kadis_pu")
    [cycle] = agency.rows(Cycle)
    assert cycle.calendar == "nasional 1, instansi 1"
    # The 8th is off: the third working day after the 7th is Monday, in the unit Saturday.
    assert rows_of(agency) == {
        ("all", 0): (local(2026, 4, 14), "nasional 1, instansi 1"),
        ("unit", unit): (local(2026, 4, 12), f"nasional 1, instansi 1, unit {unit}: 1"),
    }
    assert [row.edge for row in agency.rows(Window, Window.scope == "unit")] == ["receive"]


@pytest.fixture
def objecting(lived: Live) -> Agency:
    """On Friday, 15 January 2027, the Inspektur is about to file a keberatan."""
    agency = lived("inspektur", until="receive_result")
    agency.at(2027, 1, 14, 10)
    agency.fill("inspektur", "receive_result")
    agency.at(2027, 1, 15, 10)
    agency.fill("inspektur", "respond_result", response="keberatan")
    return agency


def test_a_date_that_hangs_on_an_event_is_counted_on_the_units_days(objecting: Agency) -> None:
    unit = unit_of(objecting)
    change(objecting, ("unit", unit), off(date(2027, 1, 18)))
    objecting.fill("inspektur", "file_keberatan")
    [row] = objecting.rows(Window, Window.scope == "appraisal", Window.edge == "register")
    assert row.due_at == local(2027, 1, 20), "one working day after Friday is Tuesday here"
    assert row.calendar == f"nasional 1, unit {unit}: 1"


def test_what_is_left_of_a_deadline_is_counted_on_the_holders_days(agency: Agency) -> None:
    agency.at(2026, 1, 26, 9)
    agency.open_cycle("inspektur")

    def left() -> int | None:
        [item] = agency.ask("inspektur", queries.inbox).items
        return item.days_left

    assert left() == 4, "Tuesday to Friday; the last day is a Saturday"
    change(agency, ("unit", unit_of(agency, "kadis_pu")), off(date(2026, 1, 28)))
    assert left() == 4
    change(agency, ("unit", unit_of(agency)), off(date(2026, 1, 28)))
    assert left() == 3
    change(agency, ("unit", unit_of(agency)), off(date(2026, 1, 28), half=True))
    assert left() == 4, "half a day counts"


# ---- which dates a change moves ---------------------------------------------------------------


def moves(agency: Agency, key: Key, *put: SpecialDay, **more: Any) -> list[tuple[Any, ...]]:
    wanted = CalendarChange(key, number(agency, key), put, **more)
    lines = agency.ask("sdm", queries.preview_calendar, wanted).moves
    return [(m.phase, m.edge, m.unit, m.old, m.new, m.people, m.tasks) for m in lines]


def test_a_change_shows_the_dates_of_running_cycles_that_it_would_move(agency: Agency) -> None:
    agency.at(2026, 1, 5, 9)
    agency.open_cycle("inspektur", "kadis_pu")
    before = {**rows_of(agency), **rows_of(agency, "close")}
    assert moves(agency, AGENCY, off(AFTER)) == [
        ("Coaching Week I", "close", "", local(2026, 4, 9), local(2026, 4, 10), 2, 0),
        ("Coaching Week I", "receive", "", local(2026, 4, 11), local(2026, 4, 14), 2, 0),
    ]
    change(agency, AGENCY, off(AFTER))
    assert {**rows_of(agency), **rows_of(agency, "close")} == before, "nothing moves by itself"
    assert moves(agency, AGENCY, remove=(AFTER,)) == []


def test_a_units_change_moves_that_unit_only(agency: Agency) -> None:
    agency.at(2026, 1, 5, 9)
    agency.open_cycle("inspektur", "auditor_1", "kadis_pu")
    unit = ("unit", unit_of(agency))
    assert moves(agency, unit, off(AFTER, half=True)) == []
    assert moves(agency, unit, off(THURSDAY)) == [
        ("Coaching Week I", "receive", "Inspektorat", local(2026, 4, 11), local(2026, 4, 14), 2, 0)
    ]


def test_a_unit_that_works_on_a_day_off_keeps_its_date_while_others_move(agency: Agency) -> None:
    agency.at(2026, 1, 5, 9)
    agency.open_cycle("inspektur", "kadis_pu")
    change(agency, ("unit", unit_of(agency)), SpecialDay(THURSDAY, "Siaga", "worked"))
    assert moves(agency, AGENCY, off(THURSDAY)) == [
        ("Coaching Week I", "receive", "", local(2026, 4, 11), local(2026, 4, 14), 1, 0),
        ("Coaching Week I", "receive", "Inspektorat", local(2026, 4, 11), local(2026, 4, 11), 1, 0),
    ]


def test_a_date_that_somebody_set_stays(agency: Agency) -> None:
    agency.at(2026, 1, 5, 9)
    agency.open_cycle("inspektur", "kadis_pu")
    agency.do("sdm", put, edge=("coaching_week_1", "receive"), day=date(2026, 4, 10))
    assert [line[1] for line in moves(agency, AGENCY, off(AFTER))] == ["close"]
    # Also where he wrote the words of a rule: it cites no calendar.
    rule = "coaching_week_1.closes + 3 hari kerja"
    agency.do("sdm", put, edge=("coaching_week_1", "receive"), day=date(2026, 4, 10), rule=rule)
    assert [line[1] for line in moves(agency, AGENCY, off(AFTER))] == ["close"]


def test_a_rule_written_anew_for_this_cycle_is_what_is_counted(agency: Agency) -> None:
    agency.at(2026, 1, 5, 9)
    agency.open_cycle("inspektur")
    rule = "coaching_week_1.closes + 2 hari kerja"
    edge = ("coaching_week_1", "receive")
    agency.do("sdm", put, edge=edge, day=THURSDAY, rule=rule, calendar="nasional 1")
    assert moves(agency, AGENCY, off(THURSDAY)) == [
        ("Coaching Week I", "receive", "", local(2026, 4, 10), local(2026, 4, 11), 1, 0)
    ]


def put(
    session: Session,
    _actor: Actor,
    edge: tuple[str, str],
    day: date,
    rule: str = "10 April",
    calendar: str = "",
) -> None:
    cycle = session.scalars(select(Cycle)).one()
    due_at = instant(day, edge[1], cycle.zone)
    windows.put(session, cycle, edge, due_at, rule, calendar=calendar)


def test_dates_that_hang_on_an_event_move_for_each_appraisal(objecting: Agency) -> None:
    objecting.fill("inspektur", "file_keberatan")
    monday = off(date(2027, 1, 18))
    expected = ("register", "", local(2027, 1, 19), local(2027, 1, 20), 1, 1)
    assert [line[1:] for line in moves(objecting, AGENCY, monday)] == [expected]
    assert moves(objecting, ("unit", unit_of(objecting, "kadis_pu")), monday) == []
    assert [line[1:] for line in moves(objecting, ("unit", unit_of(objecting)), monday)] == [
        expected
    ]


def test_what_is_past_does_not_move(agency: Agency) -> None:
    agency.at(2026, 1, 5, 9)
    agency.open_cycle("inspektur")
    agency.at(2026, 6, 1, 9)
    assert moves(agency, AGENCY, off(AFTER)) == []


def test_closed_cycles_do_not_move(agency: Agency) -> None:
    agency.at(2026, 1, 5, 9)
    agency.open_cycle("inspektur")
    agency.do("sdm", close_all)
    assert moves(agency, AGENCY, off(AFTER)) == []


def close_all(session: Session, _actor: Actor) -> None:
    for cycle in session.scalars(select(Cycle)):
        cycle.closed_at = cycle.opened_at


def test_the_preview_is_what_counting_anew_gives(agency: Agency) -> None:
    """Applied as it is listed, nothing is left that the same calendars would move."""
    agency.at(2026, 1, 5, 9)
    agency.open_cycle("inspektur", "kadis_pu")
    change(agency, ("unit", unit_of(agency)), SpecialDay(THURSDAY, "Siaga", "worked"))
    change(agency, AGENCY, off(THURSDAY), off(date(2026, 10, 8)))
    assert len(agency.do("sdm", apply_moves)) == 4
    assert agency.do("sdm", apply_moves) == ()
    assert rows_of(agency)["all", 0] == (local(2026, 4, 14), "nasional 1, instansi 1")


def apply_moves(session: Session, actor: Actor) -> tuple[calendar_moves.MovedEdge, ...]:
    """Have all dates of running cycles counted anew; returns which moved."""
    moved = calendar_moves.moved_by(session, calendars.known(session))
    assert commands.move_to_calendars(session, actor, "Cuti bersama baru") == len(moved)
    return moved


@pytest.fixture
def filling(lived: Live) -> Agency:
    """The forms are open, until five working days into January."""
    agency = lived("inspektur", "kadis_pu", until="review_behaviour")
    rule = "1 Januari tahun depan + 5 hari kerja"
    asked = Asked(edge="form_filling.closes", rule=rule, scope="all")
    [cycle] = agency.rows(Cycle)
    seen = agency.ask("sdm", queries.date_preview, cycle.public_id, asked).seen
    agency.do(
        "sdm",
        commands.change_dates,
        cycle_id=cycle.public_id,
        asked=asked,
        reason="Libur panjang",
        seen=seen,
    )
    return agency


def test_tasks_move_with_their_dates_and_their_owners_are_told(filling: Agency) -> None:
    assert the_task(filling).due_at == local(2027, 1, 12), "the 5th is Isra Mikraj"
    change(filling, AGENCY, off(date(2027, 1, 6)))
    filling.do("sdm", apply_moves)
    assert the_task(filling).due_at == local(2027, 1, 13)
    _, made = filling.rows(DateChange)
    assert (made.reason, made.people, made.edge) == ("Cuti bersama baru", 2, "")
    lines = [line for line in filling.rows(History) if "Cuti bersama baru" in line.note]
    assert [line.act for line in lines] == ["redated", "redated"]
    assert list(doctor.examine(filling.database)) == []


def test_what_a_calendar_moved_is_undone_to_the_letter(filling: Agency) -> None:
    before = stored(filling)
    change(filling, AGENCY, off(date(2027, 1, 6)))
    change(filling, ("unit", unit_of(filling)), off(date(2027, 1, 7)))
    filling.do("sdm", apply_moves)
    assert the_task(filling).due_at == local(2027, 1, 14)
    _, made = filling.rows(DateChange)
    filling.do("sdm", commands.undo_change, change_id=made.public_id)
    assert stored(filling) == before


def the_task(agency: Agency) -> Task:
    """An open task of the Inspektur's forms."""
    instance = agency.appraisal("inspektur").instance_id
    waiting = (Task.phase == "form_filling", Task.state == "open", Task.instance_id == instance)
    task = agency.rows(Task, *waiting)[0]
    assert isinstance(task, Task)
    return task


def stored(agency: Agency) -> list[tuple[object, ...]]:
    """All that says a date of a cycle."""
    rows: list[tuple[object, ...]] = [
        (each.key, each.edge, each.scope, each.scope_id, each.due_at, each.rule, each.calendar)
        for each in agency.rows(Window)
    ]
    rows += [(task.id, task.due_at) for task in agency.rows(Task)]
    rows += [(timer.instance_id, timer.element, timer.due_at) for timer in agency.rows(Timer)]
    return sorted(rows, key=str)


@pytest.mark.parametrize("seed", range(4))
def test_applied_a_running_cycle_has_the_dates_of_one_that_opens_now(
    agency: Agency, seed: int
) -> None:
    """Days off and days worked fall anywhere, before and after the cycle opens."""
    chance = Random(seed)
    agency.at(2026, 1, 5, 9)
    people = ("inspektur", "kadis_pu", "kadis_kesehatan")
    scatter(agency, chance)
    agency.open_cycle(*people)
    scatter(agency, chance)
    agency.do("sdm", apply_moves)
    scatter(agency, chance)
    agency.do("sdm", apply_moves)
    [cycle] = agency.rows(Cycle)
    with agency.database.read() as session:
        profile = definitions.profile_of(session, cycle.profile_id)
        specs = definitions.specs_of(session, cycle.version_id)
        rules = windows.rules_of(specs, cycle.process, profile)
        for who in people:
            appraisal = plain(PlainAppraisal, agency.appraisal(who))
            stored = windows.windows_for(session, plain(PlainCycle, cycle), appraisal)
            fresh = windows.dates_of(session, cycle, profile, rules, {}, appraisal.unit_id)
            assert stored == {
                edge: None if day is None else instant(day, edge[1], cycle.zone)
                for edge, day in fresh.items()
            }


def scatter(agency: Agency, chance: Random) -> None:
    """Days off and days worked here and there in the weeks whose working days are counted."""
    units = [("unit", unit_of(agency, who)) for who in ("inspektur", "kadis_pu")]
    for key in [NATION, AGENCY, *units]:
        starts = chance.choices((date(2026, 4, 6), date(2026, 10, 5), date(2027, 1, 6)), k=4)
        put = {
            day: SpecialDay(day, "Acak", chance.choice(("local", "worked")))
            for day in (start + timedelta(days=chance.randrange(14)) for start in starts)
        }
        change(agency, key, *put.values())


# ---- how much is asked ------------------------------------------------------------------------


def test_a_calendar_costs_one_small_question_and_none_the_second_time(
    agency: Agency, statements: list[str]
) -> None:
    unit = unit_of(agency)
    version_of(agency)
    statements.clear()
    with agency.database.read() as session:
        calendars.calendar_for(session)
        calendars.calendar_for(session, unit)
    asked = [each for each in statements if each.startswith("SELECT")]
    assert len(asked) == 1
    assert "FROM setting" in asked[0]
