"""SDM hands out the January forms; they open when their window does."""

from __future__ import annotations

import pytest

from engine.commands import complete_many
from engine.errors import FormRejected
from engine.rehearsal.answers import fill
from tests.phases.telling import Story


def test_handed_out_forms_open_on_new_year(story: Story) -> None:
    story.start("form_distribution")
    assert story.now == "2026-12-22T00:00:00"
    story.as_("sdm").fills("distribute_forms")
    assert story.ended_at("end")
    assert story.state == "forms_distributed"
    assert not story.open_tasks
    story.day("2027-01-01")
    assert story.waits_for("self_assess")


def test_everything_must_be_handed_out(story: Story) -> None:
    story.start("form_distribution")
    with pytest.raises(FormRejected):
        story.as_("sdm").fills("distribute_forms", documents=["skp"])


def test_many_are_handed_out_at_once(story: Story) -> None:
    story.start("form_distribution")
    sdm = story.as_("sdm")
    page = sdm.sees("distribute_forms")
    (done,) = complete_many(story.database, sdm.actor, [page.item.id], fill(page.form))
    assert done.ok
    assert done.subject == "Inspektur"
    assert story.state == "forms_distributed"


def test_a_late_distribution_does_not_wait_for_another_opening(story: Story) -> None:
    story.start("form_distribution")
    story.day("2027-01-05")
    story.as_("sdm").fills("distribute_forms")
    assert story.waits_for("self_assess")
