"""At each stop of a year, whoever looks reads what is waited for, since when, and whom to ask."""

from __future__ import annotations

import pytest

from engine import clock, policy, queries
from engine.queries import Wait
from tests.phases.telling import Story

LOOKING = ("pegawai", "pejabat_penilai", "atasan_pejabat_penilai", "sdm")


@pytest.mark.parametrize(
    "says",
    [{}, {"respond_result": {"response": "keberatan"}}],
    ids=["accepted", "keberatan"],
)
def test_no_stop_of_a_year_is_silent(story: Story, says: dict[str, dict[str, str]]) -> None:
    story.start("skp_agreement")
    kinds = set[str]()
    for tasks in story.stops(says):
        for who in LOOKING:
            found = waits(story, who)
            kinds |= {each.kind for each in found}
            assert all(is_told(each) for each in found)
            # Every open form is one of them; those of the 360 are one together.
            forms = {task.step in policy.ANONYMOUS or task.id for task in tasks}
            assert len([each for each in found if each.is_task]) == len(forms)
            assert found
    assert kinds == {"yours", "task", "raters", "date"}
    assert story.state == "closed"
    assert waits(story, "sdm") == ()


def waits(story: Story, who: str) -> tuple[Wait, ...]:
    with story.database.read() as session:
        return queries.waits(session, story.as_(who).actor, story.appraisal.public_id)


def is_told(wait: Wait) -> bool:
    """Whether it says what, who (of the 360 nobody), since when and whom to ask."""
    held = wait.is_date or bool(wait.person) != (wait.kind == "raters")
    return bool(wait.title and wait.phase and wait.contact) and held and wait.since <= clock.now()
