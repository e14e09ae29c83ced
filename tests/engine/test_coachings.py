"""Coachings by unit (R-035): what is held, missing, returned; each number is its list."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from engine import queries
from engine.actor import Actor
from engine.models import Instance
from engine.queries import AppraisalFilter, CoachingLine, CoachingWeek
from engine.redating import Asked
from engine.rehearsal.answers import fill
from tests.engine.agency import PEOPLE, Agency
from tests.engine.test_redating import change

INSPEKTORAT, PU, KESEHATAN = "Inspektorat", "Dinas PU", "Dinas Kesehatan"
WEEK = "coaching_week_1"
COACHED = ("inspektur", "auditor_1", "auditor_2", "auditor_3", "kadis_pu")
BOSS = {"inspektur": "sekda", "kadis_pu": "sekda", **dict.fromkeys(COACHED[1:4], "inspektur")}


@pytest.fixture
def april(agency: Agency) -> Agency:
    """On 1 April five have come to the coaching week; a head has not even drafted his SKP."""
    agency.open_cycle(*COACHED, "kadis_kesehatan")
    agency.live_until("inventory", *COACHED)
    agency.at(2026, 4, 1, 9)
    return agency


def say(agency: Agency, who: str, step: str, about: str, **says: Any) -> None:
    task_id = agency.task(who, step, about)
    form = agency.ask(who, queries.task_page, task_id).form
    agency.send(who, task_id, fill(form, says))


def record(agency: Agency, about: str) -> None:
    """The coaching is held, recorded and confirmed: its document goes to Bagian SDM."""
    say(agency, BOSS[about], "record_coaching", about)
    say(agency, about, "confirm_coaching", about, confirmation="setuju")


def coach(agency: Agency, about: str, completeness: str) -> None:
    say(agency, about, "inventory", about)
    say(agency, BOSS[about], "schedule_coaching", about, coaching_at="2026-04-02T10:00")
    record(agency, about)
    say(agency, "sdm", "receive_coaching", about, completeness=completeness)


@pytest.fixture
def coached(april: Agency) -> Agency:
    """On 8 April: one is held, one returned, one returned and sent again, one closed, two not."""
    coach(april, "auditor_1", "lengkap")
    coach(april, "auditor_2", "dikembalikan")
    coach(april, "kadis_pu", "dikembalikan")
    record(april, "kadis_pu")
    april.at(2026, 4, 8, 9)
    april.sweep()
    say(april, "sdm", "close_coaching", "inspektur", reason="Bertugas di luar daerah.")
    return april


def weeks(agency: Agency, who: str = "sdm", unit: int | None = None) -> tuple[CoachingWeek, ...]:
    found = agency.ask(who, queries.figures, "", unit)
    assert found is not None
    return found.coachings


def numbers(line: CoachingLine) -> tuple[int, ...]:
    return line.due, line.done, line.missing, line.returned, line.not_held


def test_each_unit_has_its_coachings_done_missing_and_returned(coached: Agency) -> None:
    [week] = weeks(coached)
    assert (week.key, week.name) == (WEEK, "Coaching Week I")
    assert {line.name: numbers(line) for line in week.lines} == {
        INSPEKTORAT: (4, 1, 2, 1, 1),
        PU: (1, 0, 1, 0, 0),
        KESEHATAN: (1, 0, 1, 0, 0),
    }
    assert numbers(week.total) == (6, 1, 4, 1, 1)


def test_what_pegawai_and_pejabat_penilai_still_correct_is_not_returned_by_sdm(
    april: Agency,
) -> None:
    say(april, "auditor_1", "inventory", "auditor_1")
    say(april, "inspektur", "schedule_coaching", "auditor_1", coaching_at="2026-04-02T10:00")
    say(april, "inspektur", "record_coaching", "auditor_1")
    say(april, "auditor_1", "confirm_coaching", "auditor_1", confirmation="perbaiki")
    [week] = weeks(april)
    assert numbers(week.total) == (6, 0, 6, 0, 0)


def test_a_week_that_has_not_opened_is_due_for_nobody(agency: Agency) -> None:
    agency.open_cycle(*COACHED)
    agency.at(2026, 3, 31, 23)
    assert weeks(agency) == ()
    agency.at(2026, 4, 1, 0)
    [week] = weeks(agency)
    assert numbers(week.total) == (5, 0, 5, 0, 0)


def test_a_week_that_opens_later_for_some_is_not_due_for_them_before(agency: Agency) -> None:
    agency.open_cycle(*COACHED)
    inspektorat = agency.appraisal("inspektur").unit_id
    change(agency, Asked(f"{WEEK}.opens", "3 April", "unit", inspektorat))
    change(agency, Asked(f"{WEEK}.opens", "2 April", "person", nip=PEOPLE["auditor_1"].nip))
    agency.at(2026, 4, 1, 9)
    [week] = weeks(agency)
    assert {line.name: line.due for line in week.lines} == {INSPEKTORAT: 0, PU: 1}
    agency.at(2026, 4, 2, 9)
    assert weeks(agency)[0].total.due == 2
    agency.at(2026, 4, 3, 9)
    assert weeks(agency)[0].total.due == 5


def test_whoever_is_held_is_missing_and_whoever_is_cancelled_is_not(coached: Agency) -> None:
    for who, state in (("auditor_3", "held"), ("kadis_kesehatan", "cancelled")):
        coached.do("sdm", put, instance=coached.appraisal(who).instance_id, state=state)
    assert numbers(weeks(coached)[0].total) == (5, 1, 3, 1, 1)


def put(session: Session, _actor: Actor, instance: int, state: str) -> None:
    session.execute(update(Instance).where(Instance.id == instance).values(state=state))


def test_a_year_without_coaching_weeks_has_none(agency: Agency) -> None:
    agency.open_cycle(*COACHED, profile="pp46_bkn2013")
    agency.at(2026, 4, 8, 9)
    assert weeks(agency) == ()
    asked = AppraisalFilter(coaching=f"{WEEK}.missing")
    assert agency.ask("sdm", queries.appraisals, asked).total == 0


def test_a_leader_sees_the_coachings_of_those_below_him(coached: Agency) -> None:
    [mine] = weeks(coached, "inspektur")
    assert numbers(mine.total) == (4, 1, 2, 1, 1)
    [alone] = weeks(coached, "auditor_2")
    assert numbers(alone.total) == (1, 0, 1, 1, 0)


@pytest.mark.parametrize("who", ["sdm", "sekda", "inspektur", "auditor_2"])
def test_each_number_is_the_length_of_the_list_behind_it(coached: Agency, who: str) -> None:
    seen = 0
    for unit in (None, *{line.unit_id for line in weeks(coached, who)[0].lines}):
        [week] = weeks(coached, who, unit)
        for line in (*week.lines, week.total):
            for kind in ("done", "missing", "returned", "not_held"):
                wanted = AppraisalFilter(
                    unit=line.unit_id or None, direct=line.direct, coaching=f"{week.key}.{kind}"
                )
                listed = coached.ask(who, queries.appraisals, wanted)
                assert listed.total == getattr(line, kind), (line, kind)
                seen += listed.total
    assert seen


def test_what_is_no_coaching_meets_nobody(coached: Agency) -> None:
    for said in ("plan_week.missing", f"{WEEK}.", f"{WEEK}.open", "missing", "tidak.ada"):
        asked = AppraisalFilter(coaching=said)
        assert coached.ask("sdm", queries.appraisals, asked).total == 0, said
