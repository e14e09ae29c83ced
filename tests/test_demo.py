"""The demo agency: made once, never over other people, with a clock that only goes forward."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine import clock, commands, demo, queries
from engine.act import act
from engine.actor import SYSTEM, Actor
from engine.commands import EmployeeRow
from engine.db import Database, open_database
from engine.demo import agency, skp
from engine.demo.star import STORIES
from engine.errors import FormRejected, NotYours
from engine.models import Draft, Employee, Task
from engine.rules.behaviour import aspects_of
from engine.scoring.shipped import shipped_profile
from engine.worker import sweep

SOME_DAY = datetime(2027, 6, 1, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def prepared(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo as it is at its first start; making it once is quicker."""
    file = tmp_path_factory.mktemp("demo") / "demo.sqlite"
    shutil.copy(sqlite_template, file)
    database = open_database(f"sqlite:///{file}")
    with clock.frozen(SOME_DAY):
        demo.prepare(database)
    database.close()
    return file


@pytest.fixture
def store(prepared: Path, tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{shutil.copy(prepared, tmp_path / 'demo.sqlite')}")
    with clock.frozen(SOME_DAY):
        demo.prepare(database)
        yield database
    database.close()


def person(database: Database, nip: str) -> Actor:
    with database.read() as session:
        found = queries.employee_of(session, nip)
    assert found is not None
    return found


def draft_of(database: Database, nip: str) -> queries.TaskPage:
    actor = person(database, nip)
    with database.read() as session:
        (item,) = queries.inbox(session, actor).items
        return queries.task_page(session, actor, item.id)


def test_the_story_begins_early_in_january(store: Database) -> None:
    assert clock.now() == datetime(2026, 1, 5, 1, tzinfo=UTC)


def test_everybody_but_the_two_at_the_top_is_appraised(store: Database) -> None:
    sdm = person(store, agency.KEPALA_SDM)
    with store.read() as session:
        (cycle,) = queries.cycles(session)
        ready = queries.readiness(session, sdm, 2026, "kasn_pp46")
        people = session.scalar(select(func.count()).select_from(Employee))
    assert people is not None
    assert cycle.people == people - 2
    assert ready.ready == ready.blocked == ()
    assert len(ready.in_cycle) == cycle.people


@pytest.mark.parametrize("head", [agency.INSPEKTUR, agency.KEPALA_DPU])
def test_both_heads_have_enough_people_for_the_360(store: Database, head: str) -> None:
    with store.read() as session:
        boss = session.scalars(select(Employee).where(Employee.nip == head)).one()
        below = session.scalars(select(Employee).where(Employee.superior_id == boss.id)).all()
        peers = session.scalars(
            select(Employee).where(Employee.superior_id == boss.superior_id, Employee.id != boss.id)
        ).all()
    assert len(below) >= 3
    assert any(each.appraisal_class == "functional" for each in below)
    assert len(peers) >= 3


def test_nips_are_fictitious_and_names_are_positions() -> None:
    assert all(each.nip.startswith("9999") and len(each.nip) == 18 for each in agency.PEOPLE)
    assert all(each.name == each.position for each in agency.PEOPLE)
    assert sum("sdm" in each.roles for each in agency.PEOPLE) >= 2


def test_everybody_signs_in_with_the_password_that_is_printed(store: Database) -> None:
    text = demo.accounts_text(store)
    assert all(each.nip in text and each.position in text for each in agency.PEOPLE)
    assert agency.PASSWORD in text
    entered = act(store, SYSTEM, commands.sign_in, nip=agency.INSPEKTUR, password=agency.PASSWORD)
    assert entered.position == "Inspektur"


def test_the_skp_of_the_inspektur_is_refused_until_row_17_has_a_target(store: Database) -> None:
    page = draft_of(store, agency.INSPEKTUR)
    inspektur = person(store, agency.INSPEKTUR)
    with pytest.raises(FormRejected) as refused:
        act(store, inspektur, commands.complete_task, task_id=page.item.id, answers=page.values)
    assert set(refused.value.messages["rows"]) == {16}
    page.values["rows"][16] |= {"target_quantity": "4", "unit": "rapat", "target_time": "12"}
    clean = page.form.load(page.values)
    (warning,) = page.form.warnings(clean)
    assert warning == "Kegiatan 10 sama dengan kegiatan 3: Menetapkan Renja Tahun 2019."
    act(store, inspektur, commands.complete_task, task_id=page.item.id, answers=page.values)
    assert len(clean["rows"]) == 18


def test_the_skp_of_the_kepala_dinas_keeps_its_check_sums(store: Database) -> None:
    page = draft_of(store, agency.KEPALA_DPU)
    rows = page.form.load(page.values)["rows"]
    assert sum(row["target_quantity"] for row in rows) == 136
    assert sum(row["target_cost"] for row in rows) == Decimal(236_368_920_000)


def test_a_second_start_changes_nothing_but_the_clock(store: Database) -> None:
    act(store, SYSTEM, demo.move_clock, to=clock.now() + timedelta(days=30))
    clock.set_offset(timedelta(0))
    demo.prepare(store)
    assert clock.now() == datetime(2026, 2, 4, 1, tzinfo=UTC)
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Employee)) == len(agency.PEOPLE)
        assert len(queries.cycles(session)) == 1


def test_the_demo_never_moves_in_where_other_people_live(database: Database) -> None:
    act(database, SYSTEM, commands.add_people, rows=[EmployeeRow("9" * 18, "A", "A", "A")])
    with pytest.raises(NotYours):
        demo.prepare(database)
    with database.read() as session:
        assert session.scalars(select(Employee.name)).all() == ["A"]


def test_outside_the_demo_the_clock_does_not_move(database: Database) -> None:
    with clock.frozen(SOME_DAY), pytest.raises(NotYours):
        act(database, SYSTEM, demo.move_clock, to=SOME_DAY + timedelta(days=1))
    with pytest.raises(NotYours):
        act(database, SYSTEM, demo.offer_examples)


def test_the_clock_never_goes_back(store: Database) -> None:
    before = clock.now()
    for to in (before, before - timedelta(seconds=1)):
        with pytest.raises(demo.Backwards):
            act(store, SYSTEM, demo.move_clock, to=to)
    assert clock.now() == before


def test_a_clock_that_was_not_stored_does_not_move(store: Database) -> None:
    before = clock.now()

    def move_and_fail(session, actor):  # type: ignore[no-untyped-def]
        demo.move_clock(session, actor, to=before + timedelta(days=1))
        raise NotYours

    with pytest.raises(NotYours):
        act(store, SYSTEM, move_and_fail)
    assert clock.now() == before


def test_the_next_deadline_is_the_earliest_that_lies_ahead(store: Database) -> None:
    with store.read() as session:
        closes = demo.next_deadline(session)
    assert closes == datetime(2026, 1, 31, 17, tzinfo=UTC)
    act(store, SYSTEM, demo.move_clock, to=closes)
    assert sweep(store).overdue == 16
    with store.read() as session:
        assert demo.next_deadline(session) is None


def test_every_aspect_has_a_story_that_fills_its_form() -> None:
    aspects = aspects_of(shipped_profile("kasn_pp46"), "structural")
    assert {each.key for each in aspects} == set(STORIES)
    assert all(all(vars(story).values()) for story in STORIES.values())


def test_a_360_form_is_offered_as_a_draft_once(store: Database) -> None:
    with store.begin() as session:
        task = session.scalars(select(Task).where(Task.step == "draft_skp").limit(1)).one()
        rater = person(store, agency.KEPALA_DPU)
        task.step, task.form = "review_behaviour", "form_filling.ReviewBehaviour"
        task.item, task.assignee_id = "kolega:4", rater.id
        task_id = task.id
    assert act(store, SYSTEM, demo.offer_examples) == 1
    assert act(store, SYSTEM, demo.offer_examples) == 0
    with store.read() as session:
        draft = session.get_one(Draft, (task_id, rater.id))
        rows = {row["aspect"]: row for row in draft.data["behaviour"]}
    assert rows["integritas"]["star_a"].startswith("Tegas namun")
    assert rows["integritas"]["score"] is None


def test_the_shipped_skps_have_all_their_rows() -> None:
    assert len(skp.inspektur(2026)["rows"]) == 18
    assert len(skp.kepala_dpu(2026)["rows"]) == 7
