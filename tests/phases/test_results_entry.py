"""SDM enters what has become final into the register."""

from __future__ import annotations

import pytest

from engine import queries
from engine.errors import TaskNotFound
from tests.phases.telling import Story


def test_an_entered_result_stands_in_the_register(story: Story) -> None:
    story.start("results_entry")
    assert register(story).percent == 0
    story.as_("sdm").fills("enter_result")
    assert story.ended_at("end")
    assert story.state == "entered"
    (row,) = register(story).rows
    assert (row.npk, row.predikat) == (story.result["npk"], "Sangat Baik")
    assert register(story).percent == 100


def test_the_task_comes_as_soon_as_the_rating_is_final(story: Story) -> None:
    story.start("keberatan")
    story.day("2027-01-16")
    story.as_("pegawai").fills("respond_result")
    assert story.waits_for("enter_result")
    assert story.due("enter_result") == "2027-02-01T00:00:00"


def test_nobody_enters_his_own_result(story: Story) -> None:
    story.start("results_entry", "pp46_bkn2013", pegawai="Analis SDM Aparatur Ahli Muda")
    task = story.as_("sdm").sees("enter_result").item.id
    with pytest.raises(TaskNotFound):
        story.as_("Analis SDM Aparatur Ahli Muda").sends(task, {"confirmed": "ya"})
    story.as_("sdm").fills("enter_result")
    assert story.ended_at("end")


def register(story: Story) -> queries.Register:
    with story.database.read() as session:
        (cycle,) = queries.cycles(session)
        return queries.register(session, story.as_("sdm").actor, cycle.id)
