"""Why a date is what it is: what is cited gives the date that is shown, whatever was changed."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from engine import commands, facts, queries, windows
from engine.errors import (
    AppraisalNotFound,
    BadDate,
    CycleNotFound,
    NotYours,
    PhaseNotFound,
    TaskNotFound,
)
from engine.models import Appraisal, Cycle, Task, Timer, Window
from engine.redating import Asked
from engine.tracking import AppraisalFilter
from tests.engine.agency import BAWAHAN, local, nip

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.engine.agency import Agency

PEOPLE = ("inspektur", *BAWAHAN, "kadis_pu")


def cycle_id(agency: Agency) -> str:
    return str(agency.rows(Cycle)[0].public_id)


def extend(agency: Agency, **asked: Any) -> None:
    what, cycle = Asked(**asked), cycle_id(agency)
    seen = agency.ask("sdm", queries.date_preview, cycle, what).seen
    agency.do(
        "sdm", commands.change_dates, cycle_id=cycle, asked=what, reason="Banjir", letter="800/1",
        seen=seen,
    )  # fmt: skip


def test_a_date_as_drawn_cites_its_rule_and_the_versions(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    task = agency.task("inspektur", "draft_skp")
    why = agency.ask("inspektur", queries.why_task, task)
    [cited] = why.rules
    assert (why.phase, cited.rule, cited.change) == ("Kesepakatan SKP", "31 Januari", None)
    assert (why.version, why.due_at) == (1, local(2026, 2, 1))
    assert why.calendar == "nasional 1"


def test_an_extension_is_cited_with_its_reason_and_letter(agency: Agency) -> None:
    agency.open_cycle("inspektur", "kadis_pu")
    extend(agency, edge="skp_agreement.closes", rule="9 Februari", scope="person", nip=nip(3))
    task = agency.task("inspektur", "draft_skp")
    why = agency.ask("inspektur", queries.why_task, task)
    [change] = why.changes
    assert (change.scope, change.whom) == ("appraisal", "Inspektur")
    assert (change.reason, change.letter, change.by) == ("Banjir", "800/1", "Analis SDM")
    assert why.due_at == queries.recomputed(why) == local(2026, 2, 10)


def test_a_date_that_hangs_on_others_cites_them_all(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    extend(agency, edge="keberatan.closes", rule="23 Januari tahun depan")
    why = agency.ask(
        "inspektur", queries.why_date, agency.appraisal().public_id, "final_rating", "closes"
    )
    assert [(each.key, each.rule, each.bound) for each in why.rules] == [
        ("final_rating", "28 Januari tahun depan", False),
        ("final_rating", "keberatan.closes + 7 hari", True),
        ("keberatan", "23 Januari tahun depan", False),
        ("keberatan", "diterima + 7 hari", True),
    ]
    assert [change.reason for change in why.changes] == ["Banjir"]
    assert queries.recomputed(why) == why.due_at == local(2027, 1, 31)


def test_a_date_of_the_cycle_cites_what_it_comes_from(agency: Agency) -> None:
    """Those who have a date of their own are not meant."""
    agency.open_cycle("inspektur", "kadis_pu")
    extend(agency, edge="coaching_week_1.closes", rule="15 April", scope="all")
    extend(agency, edge="coaching_week_1.closes", rule="20 April", scope="person", nip=nip(3))
    cycle = cycle_id(agency)
    why = agency.ask("sdm", queries.why_window, cycle, "coaching_week_1", "receive")
    assert [(each.edge, each.rule) for each in why.rules] == [
        ("receive", "coaching_week_1.closes + 3 hari kerja"),
        ("closes", "15 April"),
    ]
    [change] = why.changes
    assert (change.scope, change.reason) == ("all", "Banjir")
    assert why.due_at == queries.recomputed(why) == local(2026, 4, 21)
    waiting = agency.ask("sdm", queries.why_window, cycle, "keberatan", "register")
    assert waiting.due_at is None is queries.recomputed(waiting)


def test_of_a_cycle_only_its_officers_are_told_and_only_of_its_dates(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    with pytest.raises(NotYours):
        agency.ask("inspektur", queries.why_window, cycle_id(agency), "plan_week", "closes")
    with pytest.raises(PhaseNotFound):
        agency.ask("sdm", queries.why_window, cycle_id(agency), "plan_week", "no_such")
    with pytest.raises(CycleNotFound):
        agency.ask("sdm", queries.why_window, "no-such", "plan_week", "closes")


def test_each_row_of_a_list_names_its_dates_without_asking_more(
    agency: Agency, statements: list[str]
) -> None:
    agency.open_cycle("inspektur", "kadis_pu")
    agency.fill("kadis_pu", "draft_skp", "kadis_pu")
    agency.fill("sekda", "approve_skp", "kadis_pu")

    def rows() -> Any:
        return agency.ask("sdm", queries.appraisals, AppraisalFilter()).rows

    rows()
    statements.clear()
    found = {each.subject: each for each in rows()}
    few = len(statements)
    asked, waiting = found["Inspektur"], found["Kepala Dinas PU"]
    assert asked.due_date == ("skp_agreement", "closes")
    why = agency.ask("sdm", queries.why_date, asked.id, *asked.due_date)
    assert why.due_at == asked.due_at
    assert waiting.next_date == ("plan_week", "opens")
    why = agency.ask("sdm", queries.why_date, waiting.id, *waiting.next_date)
    assert why.due_at == waiting.next_at
    agency.open_cycle(*BAWAHAN)
    rows()
    statements.clear()
    assert len(rows()) > 2
    assert len(statements) == few


def test_a_stranger_is_told_nothing(agency: Agency) -> None:
    agency.open_cycle("inspektur")
    appraisal = agency.appraisal().public_id
    with pytest.raises(AppraisalNotFound):
        agency.ask("kadis_pu", queries.why_date, appraisal, "keberatan", "closes")
    with pytest.raises(AppraisalNotFound):
        agency.ask("sdm", queries.why_date, appraisal, "keberatan", "no_such")
    with pytest.raises(TaskNotFound):
        agency.ask("kadis_pu", queries.why_task, agency.task("inspektur", "draft_skp"))


# ---- whatever was changed ---------------------------------------------------------------------

LOOKED_AT = (
    "skp_agreement.closes", "plan_week.opens", "coaching_week_1.closes", "final_dialog.closes",
    "keberatan.closes", "keberatan.register", "final_rating.closes", "results_entry.closes",
)  # fmt: skip
EDGES = st.sampled_from(LOOKED_AT)
DAYS = st.builds("{} {}".format, st.integers(1, 28), st.sampled_from(
    ["Februari", "April", "Januari tahun depan", "Februari tahun depan"]
))  # fmt: skip
REFERRING = st.builds(
    "{} + {} {}".format,
    st.sampled_from(["diterima", "diajukan", "keberatan.closes", "form_filling.closes"]),
    st.integers(1, 12),
    st.sampled_from(["hari", "hari kerja"]),
)
CHANGES = st.builds(
    lambda edge, rule, scope, unit, who: ("change", Asked(edge, rule, scope, unit, nip(who))),
    EDGES,
    st.one_of(DAYS, REFERRING),
    st.sampled_from(["all", "unit", "person"]),
    st.integers(2, 3),
    st.integers(3, 7),
)
EVENTS = st.tuples(
    st.sampled_from(["diterima", "diajukan"]), st.sampled_from(PEOPLE), st.integers(8, 27)
)
ACTS = st.lists(st.one_of(CHANGES, CHANGES, EVENTS), min_size=1, max_size=6)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=ACTS)
def test_what_is_cited_gives_what_is_shown_and_undone_is_before(
    agency: Agency, acts: list[tuple[Any, ...]]
) -> None:
    if not agency.rows(Cycle):
        agency.open_cycle(*PEOPLE)
        agency.at(2026, 1, 20, 9)
    cycle = cycle_id(agency)
    with suppress(_Enough), agency.database.begin() as store:
        for act in acts:
            if act[0] == "change":
                _change_and_perhaps_undo(agency, store, cycle, act[1])
            else:
                _happens(store, agency, *act)
        # Once, as each look asks some fifty questions; the shorter lists are the moments between.
        _agree(agency, store)
        raise _Enough


class _Enough(Exception):
    """Takes all back."""


def _change_and_perhaps_undo(agency: Agency, store: Session, cycle: str, asked: Asked) -> None:
    sdm = agency.people["sdm"]
    try:
        seen = queries.date_preview(store, sdm, cycle, asked)
    except BadDate:
        return
    assert seen.why.rules[0].thought_of
    assert queries.recomputed(seen.why) == seen.why.due_at == seen.new
    before = _rows(store)
    made = commands.change_dates(store, sdm, cycle, asked, "x", "y", seen.seen)
    after = _rows(store)
    commands.undo_change(store, sdm, made)
    assert _rows(store) == before
    seen = queries.date_preview(store, sdm, cycle, asked)
    commands.change_dates(store, sdm, cycle, asked, "x", "y", seen.seen)
    assert _without_change(_rows(store)) == _without_change(after)


def _happens(store: Session, agency: Agency, name: str, who: str, day: int) -> None:
    row = store.get_one(Appraisal, agency.appraisal(who).id)
    store.refresh(row)
    case = facts.case_of_appraisal(store, row)
    at = local(2027, 1, day, 9)
    windows.happened(store, case.cycle, case.profile, case.appraisal, case.rules, name, at)


def _agree(agency: Agency, store: Session) -> None:
    """Each date of each person is what its citation gives; tasks and timers have it, too."""
    store.expire_all()
    for appraisal in store.scalars(select(Appraisal)):
        case = facts.case_of_appraisal(store, appraisal)
        for (key, edge), due_at in case.dates.items():
            if f"{key}.{edge}" not in LOOKED_AT:
                continue
            why = queries.why_date(store, agency.people["sdm_2"], appraisal.public_id, key, edge)
            assert queries.recomputed(why) == due_at == why.due_at, (key, edge)
        for task in store.scalars(select(Task).where(Task.instance_id == appraisal.instance_id)):
            assert task.due_at == case.dates[task.phase, task.edge]
        for timer in store.scalars(select(Timer).where(Timer.instance_id == appraisal.instance_id)):
            assert timer.due_at == case.dates[timer.key, timer.edge]


def _rows(store: Session) -> list[str]:
    store.flush()
    models = (Window, Task, Timer, Appraisal)
    return [
        repr(
            sorted(
                (dict(row) for row in store.execute(select(model.__table__)).mappings()), key=repr
            )
        )
        for model in models
    ]


def _without_change(rows: list[str]) -> list[str]:
    """Two changes alike have different numbers."""
    return rows[1:]
