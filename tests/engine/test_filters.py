"""Any filter, for any viewer: the count is the list, the export and what stands on the diagram."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from engine import commands, queries
from engine.models import Behind, Task
from engine.queries import HEALTHS, SORTS, AppraisalFilter
from tests.engine.agency import Agency, local

HEADS = ("inspektur", "kadis_pu", "kadis_kesehatan")
AUDITORS = ("auditor_1", "auditor_2", "auditor_3")
VIEWERS = ("sdm", "bupati", "sekda", "inspektur", "auditor_1")


@pytest.fixture
def year(agency: Agency) -> Agency:
    """On 2 February: two wait for Plan Week, one for an approval, two are late with the SKP.

    A third has a later date, and will miss it at the pace of the cycle.
    """
    agency.open_cycle(*HEADS, *AUDITORS)
    for who in ("inspektur", "kadis_pu", "auditor_1"):
        agency.fill(who, "draft_skp", who)
    for superior, who in (("sekda", "inspektur"), ("inspektur", "auditor_1")):
        agency.fill(superior, "approve_skp", who)
    task = agency.task("auditor_2", "draft_skp", "auditor_2")
    agency.do("auditor_2", commands.save_draft, task_id=task, answers={"note": "Mulai"})
    agency.at(2026, 2, 2)
    slow = agency.appraisal("auditor_3").instance_id
    with agency.database.begin() as session:
        later = update(Task).where(Task.instance_id == slow).values(due_at=local(2026, 2, 14))
        session.execute(later)
        session.add(Behind(instance_id=slow, phase="skp_agreement", ends_at=local(2026, 2, 17)))
    return agency


def some(kinds: list[str]) -> st.SearchStrategy[str]:
    return st.just("") | st.sampled_from(kinds)


FILTERS = st.builds(
    AppraisalFilter,
    unit=st.none() | st.integers(1, 9),
    direct=st.booleans(),
    state=some(["draft", "skp_agreed", "closed", "tidak-ada"]),
    health=some([*HEALTHS, "sakit"]),
    text=some(["auditor", "9999", "%", "inspektur"]),
    superior=some(["inspektur", "sekretaris"]),
    holder=some(["auditor", "kepala"]),
    late=st.booleans(),
    version=st.none() | st.integers(1, 2),
    phase=some(["skp_agreement", "plan_week"]),
    step=some(["draft_skp", "approve_skp", "tidak-ada"]),
    coaching=some(["coaching_week_1.missing", "coaching_week_1.done", "plan_week.missing"]),
    sort=st.sampled_from(SORTS),
)


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(wanted=FILTERS, who=st.sampled_from(VIEWERS))
def test_count_list_and_export_are_the_same_people(
    year: Agency, wanted: AppraisalFilter, who: str
) -> None:
    listed = year.ask(who, queries.appraisals, wanted)
    exported = year.ask(who, lambda *asked: list(queries.all_appraisals(*asked, wanted)))
    assert list(listed.rows) == exported
    assert listed.total == len(exported)
    everybody = {row.id for row in year.ask(who, queries.appraisals, AppraisalFilter()).rows}
    assert {row.id for row in exported} <= everybody
    if wanted.version in (None, 1):
        found = year.ask(who, queries.places, replace(wanted, version=1))
        assert found is not None
        assert found.total == listed.total


def test_whoever_is_behind_is_found_by_his_health(year: Agency) -> None:
    rows = year.ask("sdm", queries.appraisals, AppraisalFilter(health="at_risk")).rows
    assert [row.subject for row in rows] == ["Auditor Tiga"]


@pytest.mark.parametrize("sort", ["subject", "due_at", ""])
def test_a_list_is_in_the_order_that_was_asked_for(year: Agency, sort: str) -> None:
    rows = year.ask("sdm", queries.appraisals, AppraisalFilter(sort=sort)).rows
    keys = {
        "subject": [row.subject for row in rows],
        "due_at": [str(row.due_at or "9") for row in rows],
        "": [(row.unit, row.subject) for row in rows],
    }[sort]
    assert keys == sorted(keys)


def test_who_waits_longest_comes_first(year: Agency) -> None:
    rows = year.ask("sdm", queries.appraisals, AppraisalFilter(sort="since")).rows
    waiting = [row.since for row in rows if row.since]
    assert waiting == sorted(waiting)
    assert [row.since is None for row in rows] == sorted(row.since is None for row in rows)


def test_an_order_that_does_not_exist_is_none(year: Agency) -> None:
    listed = [
        year.ask("sdm", queries.appraisals, AppraisalFilter(sort=sort)).rows for sort in ("npk", "")
    ]
    assert listed[0] == listed[1]
