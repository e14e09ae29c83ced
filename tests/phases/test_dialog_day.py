"""Dialog Day: the rating is told, a plan is proposed, the pegawai reacts."""

from __future__ import annotations

import pytest

from engine.errors import FormRejected
from tests.phases.telling import Story


def test_the_year_ends_with_a_plan_for_the_next(story: Story) -> None:
    story.start("dialog_day")
    assert story.now == "2027-02-15T00:00:00"
    story.as_("pejabat_penilai").fills("hold_dialog_day")
    assert story.waits_for("react_dialog_day")
    story.as_("pegawai").fills(
        "react_dialog_day", evaluatee_trust_plan="4", evaluatee_feels_cared="5"
    )
    assert story.ended_at("end")
    assert {"siklus_kasn:end", "siklus_kasn:to_end"} <= story.passed
    assert story.state == "closed"
    assert not story.open_tasks


def test_a_plan_has_at_least_one_action(story: Story) -> None:
    story.start("dialog_day")
    with pytest.raises(FormRejected):
        story.as_("pejabat_penilai").fills("hold_dialog_day", development_actions=[])


def test_the_plan_starts_with_what_the_review_decided(story: Story) -> None:
    decided = "Mengikuti pelatihan audit berbasis risiko."
    story.start("people_review")
    story.goes_on(until="dialog_day", sign_review={"development_action": decided})
    page = story.as_("pejabat_penilai").sees("hold_dialog_day")
    assert page.values["development_actions"][0]["what"] == decided
