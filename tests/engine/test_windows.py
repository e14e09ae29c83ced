"""The year's windows as rows: the table of the regulation, and what an event changes for one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine import definitions, facts, queries, timeline, windows
from engine.act import act
from engine.actor import SYSTEM, Actor
from engine.commands.starting import start_process
from engine.ids import random_id
from engine.models import (
    Appraisal,
    Cycle,
    Employee,
    Happening,
    Instance,
    Setting,
    Task,
    Timer,
    Window,
)
from tests.engine.agency import JAKARTA, local

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live

#: Opens and closes of every window, by (month, day), those of January to February one year on.
TABLE: Mapping[str, tuple[tuple[int, int, int], tuple[int, int, int]]] = {
    "skp_agreement": ((0, 1, 1), (0, 1, 31)),
    "plan_week": ((0, 2, 1), (0, 2, 7)),
    "coaching_week_1": ((0, 4, 1), (0, 4, 7)),
    "mid_year_dialog": ((0, 7, 1), (0, 7, 7)),
    "coaching_week_2": ((0, 10, 1), (0, 10, 7)),
    "rater_nomination": ((0, 12, 1), (0, 12, 21)),
    "form_distribution": ((0, 12, 22), (1, 1, 3)),
    "form_filling": ((1, 1, 1), (1, 1, 7)),
    "final_dialog": ((1, 1, 8), (1, 1, 14)),
    "keberatan": ((1, 1, 15), (1, 1, 21)),
    "final_rating": ((1, 1, 22), (1, 1, 28)),
    "results_entry": ((1, 1, 22), (1, 1, 31)),
    "people_review": ((1, 2, 1), (1, 2, 14)),
    "dialog_day": ((1, 2, 15), (1, 2, 28)),
}


def rows_of(agency: Agency) -> dict[tuple[str, str], datetime | None]:
    """The windows of the cycle that everybody has."""
    return {(row.key, row.edge): row.due_at for row in agency.rows(Window, Window.scope == "all")}


@pytest.mark.parametrize("year", [2025, 2026, 2027, 2028])
def test_the_windows_of_a_kasn_cycle_are_the_table_for_any_year(agency: Agency, year: int) -> None:
    """R-006, also across the change of year and in a leap year."""
    agency.open_cycle("inspektur", year=year)
    stored = rows_of(agency)
    for key, (opens, closes) in TABLE.items():
        first = date(year + opens[0], *opens[1:])
        last = date(year + closes[0], *closes[1:])
        midnight = datetime(first.year, first.month, first.day, tzinfo=JAKARTA)
        after = datetime(last.year, last.month, last.day, tzinfo=JAKARTA) + timedelta(days=1)
        assert stored[key, "opens"] == midnight, key
        assert stored[key, "closes"] == after, f"{key} holds the whole of its last day"
    assert {key for key, _ in stored} == set(TABLE)


def test_further_edges_count_working_days_and_days_from_their_window(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    stored = rows_of(agency)
    # 7 April 2026 is a Tuesday: three working days on is Friday the 10th.
    assert stored["coaching_week_1", "receive"] == local(2026, 4, 11)
    # 7 October 2026 is a Wednesday: Thursday, Friday, and Monday the 12th.
    assert stored["coaching_week_2", "receive"] == local(2026, 10, 13)
    assert stored["mid_year_dialog", "informal"] == local(2026, 8, 7)


def test_an_edge_that_hangs_on_an_event_has_no_date_before_it(agency: Agency) -> None:
    agency.open_cycle("inspektur", profile="pp46_bkn2013")
    stored = rows_of(agency)
    assert stored["keberatan", "register"] is None
    assert stored["keberatan", "closes"] is None
    assert stored["final_rating", "closes"] is None
    assert stored["keberatan", "opens"] == local(2027, 1, 15)


def test_the_rule_stands_beside_each_date(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    rules = {(row.key, row.edge): row.rule for row in agency.rows(Window)}
    assert rules["coaching_week_1", "opens"] == "minggu 1 April"
    assert rules["coaching_week_1", "receive"] == "coaching_week_1.closes + 3 hari kerja"


def test_an_agency_in_another_zone_has_its_own_midnight(agency: Agency) -> None:
    agency.do("sdm", set_zone, zone="Asia/Makassar")
    agency.open_cycle("inspektur")
    assert rows_of(agency)["plan_week", "opens"] == local(2026, 1, 31, 23)


def set_zone(session: Session, _actor: Actor, zone: str) -> None:
    session.add(Setting(name="zone", value=zone))


# ---- the narrowest scope ----------------------------------------------------------------------


def add_window(
    session: Session, _actor: Actor, scope: str, scope_id: int, due_at: datetime
) -> None:
    cycle = session.scalars(select(Cycle)).one()
    windows.put(session, cycle, ("plan_week", "closes"), due_at, "7 Februari", (scope, scope_id))


def test_the_narrowest_scope_wins_and_a_strangers_does_not_count(agency: Agency) -> None:
    agency.open_cycle("inspektur", "kadis_pu")
    mine, other = agency.appraisal("inspektur"), agency.appraisal("kadis_pu")

    def closes(appraisal: Appraisal) -> datetime | None:
        with agency.database.read() as session:
            found = dates_of(session, appraisal)
        return found["plan_week", "closes"]

    assert closes(mine) == local(2026, 2, 8)
    agency.do("sdm", add_window, scope="unit", scope_id=mine.unit_id, due_at=local(2026, 2, 15))
    assert (closes(mine), closes(other)) == (local(2026, 2, 15), local(2026, 2, 8))
    agency.do("sdm", add_window, scope="appraisal", scope_id=mine.id, due_at=local(2026, 2, 11))
    assert (closes(mine), closes(other)) == (local(2026, 2, 11), local(2026, 2, 8))


# ---- what an event changes --------------------------------------------------------------------


def received(session: Session, _actor: Actor, appraisal_id: int, name: str, at: datetime) -> None:
    """An event of an appraisal, as the completed task would tell it."""
    case = facts.case_of_appraisal(session, session.get_one(Appraisal, appraisal_id))
    windows.happened(session, case.cycle, case.profile, case.appraisal, case.rules, name, at)


def of(agency: Agency, who: str = "inspektur") -> dict[tuple[str, str], datetime | None]:
    """The dates of one appraisal now."""
    appraisal = agency.appraisal(who)
    with agency.database.read() as session:
        return dates_of(session, appraisal)


def dates_of(session: Session, appraisal: Appraisal) -> dict[tuple[str, str], datetime | None]:
    case = facts.case_of_appraisal(session, session.get_one(Appraisal, appraisal.id))
    return case.dates


@pytest.mark.parametrize(
    ("profile", "day", "keberatan", "final_rating"),
    [
        # The fixed date holds as long as seven days are left (domain 3.A.10).
        ("kasn_pp46", (2027, 1, 10), (2027, 1, 22), (2027, 1, 29)),
        ("kasn_pp46", (2027, 1, 14), (2027, 1, 22), (2027, 1, 29)),
        ("kasn_pp46", (2027, 1, 15), (2027, 1, 23), (2027, 1, 30)),
        ("kasn_pp46", (2027, 2, 3), (2027, 2, 11), (2027, 2, 18)),
        # Fourteen days from the receipt, whenever it is; the decision waits for the filing.
        ("pp46_bkn2013", (2027, 1, 10), (2027, 1, 25), None),
        ("pp46_bkn2013", (2027, 2, 3), (2027, 2, 18), None),
    ],
)
def test_the_receipt_of_the_result_sets_the_individual_window_of_keberatan(
    agency: Agency,
    profile: str,
    day: tuple[int, int, int],
    keberatan: tuple[int, int, int],
    final_rating: tuple[int, int, int] | None,
) -> None:
    agency.open_cycle("inspektur", "kadis_pu", profile=profile)
    before = of(agency, "kadis_pu")
    agency.do(
        "inspektur",
        received,
        appraisal_id=agency.appraisal().id,
        name="diterima",
        at=local(*day, 23, 59),
    )
    dates = of(agency)
    assert dates["keberatan", "closes"] == local(*keberatan)
    assert dates["final_rating", "closes"] == (local(*final_rating) if final_rating else None)
    assert of(agency, "kadis_pu") == before, "nobody else's dates moved"


def test_filing_sets_when_sdm_must_register_and_the_superior_decide(agency: Agency) -> None:
    agency.open_cycle("inspektur", profile="pp46_bkn2013")
    appraisal_id = agency.appraisal().id
    # Friday 22 January 2027: the next working day is Monday the 25th.
    for name, at in (("diterima", local(2027, 1, 12, 8)), ("diajukan", local(2027, 1, 22, 15))):
        agency.do("inspektur", received, appraisal_id=appraisal_id, name=name, at=at)
    dates = of(agency)
    assert dates["keberatan", "register"] == local(2027, 1, 26)
    assert dates["final_rating", "closes"] == local(2027, 2, 6)


def test_an_event_happens_once(agency: Agency) -> None:
    agency.open_cycle("inspektur", profile="pp46_bkn2013")
    appraisal_id = agency.appraisal().id
    for day in (10, 20):
        agency.do(
            "inspektur",
            received,
            appraisal_id=appraisal_id,
            name="diterima",
            at=local(2027, 1, day),
        )
    assert [row.at for row in agency.rows(Happening)] == [local(2027, 1, 10)]
    assert of(agency)["keberatan", "closes"] == local(2027, 1, 25)


def begin_alone(session: Session, actor: Actor, who: int, process: str) -> Instance:
    """A phase on its own, for somebody of the cycle that is open."""
    cycle = session.scalars(select(Cycle)).one()
    model = session.scalars(select(Appraisal)).first()
    assert model is not None
    person = session.get_one(Employee, who)
    appraisal = Appraisal(
        public_id=random_id(),
        cycle_id=cycle.id,
        employee_id=who,
        pejabat_penilai_id=model.pejabat_penilai_id,
        atasan_pejabat_penilai_id=model.atasan_pejabat_penilai_id,
        unit_id=person.unit_id,
        appraisal_class=person.appraisal_class,
        header=model.header,
        state="dialog_done",
    )
    return start_process(session, actor, cycle, appraisal, process)


@pytest.mark.parametrize("profile", ["kasn_pp46", "pp46_bkn2013"])
def test_open_tasks_and_timers_follow_the_individual_window(agency: Agency, profile: str) -> None:
    agency.open_cycle("inspektur", profile=profile)
    agency.do("sdm", begin_alone, who=agency.id_of("kadis_pu"), process="keberatan")
    appraisal = agency.appraisal("kadis_pu")
    agency.do(
        "kadis_pu", received, appraisal_id=appraisal.id, name="diterima", at=local(2027, 2, 1, 10)
    )
    expected = local(2027, 2, 9) if profile == "kasn_pp46" else local(2027, 2, 16)
    mine = agency.rows(Task, Task.instance_id == appraisal.instance_id)
    timers = agency.rows(Timer, Timer.instance_id == appraisal.instance_id)
    assert [task.due_at for task in mine] == [expected]
    assert [timer.due_at for timer in timers] == [expected]
    agency.hand.move_to(expected - timedelta(seconds=1))
    agency.sweep()
    assert agency.task("kadis_pu", "respond_result")
    agency.hand.move_to(expected)
    agency.sweep()
    assert {task.state for task in agency.rows(Task, Task.id == mine[0].id)} == {"withdrawn"}


def test_a_late_dialog_in_its_story_keeps_the_right_to_object(lived: Live) -> None:
    """The whole way: received on 3 February, filed on the 17th, decided by 3 March."""
    agency = lived("inspektur", until="receive_result")
    agency.at(2027, 2, 3, 10)
    agency.fill("inspektur", "receive_result")
    [item] = agency.ask("inspektur", queries.inbox).items
    assert item.due_at == local(2027, 2, 18)
    agency.at(2027, 2, 17, 23, 59)
    agency.sweep()
    agency.fill("inspektur", "respond_result", response="keberatan")
    agency.fill("inspektur", "file_keberatan")
    [item] = agency.ask("sdm", queries.inbox).items
    assert item.due_at == local(2027, 2, 19)
    agency.fill("sdm", "register_keberatan")
    [item] = agency.ask("bupati", queries.inbox).items
    assert item.due_at == local(2027, 3, 4)


def test_a_withheld_receipt_counts_from_when_the_result_was_offered(lived: Live) -> None:
    """R-076: the window is not lengthened by keeping silent about the receipt."""
    agency = lived("inspektur", until="receive_result")
    offered = agency.rows(Task, Task.step == "receive_result")[0].opened_at
    agency.at(2027, 1, 20, 9)
    agency.sweep()
    agency.fill("sekda", "close_receipt")
    [happening] = agency.rows(Happening, Happening.name == "diterima")
    assert happening.at == offered
    day = timeline.local_day(offered, "Asia/Jakarta") + timedelta(days=15)
    assert of(agency)["keberatan", "closes"] == local(day.year, day.month, day.day)


def test_a_cycle_keeps_the_rules_of_its_version(agency: Agency) -> None:
    agency.open_cycle("inspektur", profile="pp46_bkn2013")
    files = {
        path: content.replace(b"diajukan + 1 hari kerja", b"diajukan + 5 hari kerja")
        for path, content in definitions.shipped().items()
    }
    act(agency.database, SYSTEM, lambda session, _: definitions.publish(session, files))
    agency.do(
        "inspektur",
        received,
        appraisal_id=agency.appraisal().id,
        name="diajukan",
        at=local(2027, 1, 18, 9),
    )
    assert of(agency)["keberatan", "register"] == local(2027, 1, 20)
