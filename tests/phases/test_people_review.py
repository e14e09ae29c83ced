"""People Review: a rating beside the legal one, with roles, challenges and a signature."""

from __future__ import annotations

import pytest

from engine.errors import FormRejected
from tests.phases.telling import Story


def test_the_review_goes_round_its_roles(story: Story) -> None:
    story.start("people_review")
    assert story.now == "2027-02-01T00:00:00"
    prepare(story)
    story.as_("Sekretaris Daerah").fills("present_evaluatee")
    story.as_("Kepala Bappeda").fills("record_challenges")
    story.as_("Bupati").fills("sign_review")
    assert story.ended_at("end")
    assert story.state == "reviewed"


def test_another_rating_stands_on_evidence_and_leaves_the_npk(story: Story) -> None:
    story.start("people_review")
    before = story.result
    prepare(story, evaluator=story.id_of("Kepala Dinas Kesehatan"))
    story.as_("Kepala Dinas Kesehatan").fills("present_evaluatee", proposed_rating="Baik")
    story.as_("Kepala Bappeda").fills("record_challenges")
    with pytest.raises(FormRejected) as refused:
        story.as_("Bupati").fills("sign_review", decided_rating="Baik")
    assert set(refused.value.messages) == {"decided_rating"}
    story.as_("Bupati").fills("sign_review", decided_rating="Sangat Baik")
    assert story.result == before


def test_a_challenge_with_evidence_carries_another_rating(story: Story) -> None:
    story.start("people_review")
    prepare(story)
    story.as_("pejabat_penilai").fills("present_evaluatee")
    challenge = {"by": story.id_of("Bupati"), "evidence": "Dua temuan belum ditindaklanjuti."}
    story.as_("Kepala Bappeda").fills("record_challenges", challenges=[challenge])
    story.as_("Bupati").fills("sign_review", decided_rating="Baik")
    assert story.state == "reviewed"
    assert story.result["predikat"] == "Sangat Baik"


def test_the_pejabat_penilai_does_not_chair(story: Story) -> None:
    story.start("people_review")
    with pytest.raises(FormRejected) as refused:
        prepare(story, chairman=story.id_of("Sekretaris Daerah"))
    assert "chairman" in refused.value.messages


def prepare(story: Story, **roles: str) -> None:
    usual = {
        "chairman": story.id_of("Bupati"),
        "lead_facilitator": story.id_of("Kepala Dinas Pendidikan"),
        "assisting_facilitator": story.id_of("Kepala Bappeda"),
    }
    story.as_("sdm").fills("prepare_review", **usual | roles)
