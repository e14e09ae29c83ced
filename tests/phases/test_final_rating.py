"""Without keberatan the dialog's rating is final; with one the superior's superior decides."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from engine.errors import FormRejected, TaskNotFound, Withdrawn
from engine.models import Sheet
from tests.phases.telling import Story

WHY = "Catatan coaching bulan Oktober menunjukkan bahwa target tercapai seluruhnya."


def test_without_keberatan_the_rating_stands(story: Story) -> None:
    story.start("keberatan")
    before = story.result
    story.as_("pegawai").fills("respond_result", response="terima")
    assert {"final_rating:rating_uncontested", "final_rating:final"} <= story.passed
    assert story.result == before
    assert story.appraisal.finalised_at is not None


def test_a_refused_keberatan_keeps_the_rating(story: Story) -> None:
    keberatan_is_registered(story)
    before = story.result
    decider = story.as_("atasan_pejabat_penilai")
    decider.fills("request_explanations", ask_pejabat_penilai="tidak", ask_pegawai="tidak")
    assert story.ended_at("pejabat_penilai_not_asked")
    assert story.ended_at("pegawai_not_asked")
    decider.fills("decide_keberatan", decision="ditolak", rationale=WHY)
    assert story.ended_at("final")
    assert story.state == "final"
    assert story.result == before
    assert story.appraisal.finalised_by == decider.actor.id


def test_a_changed_component_changes_the_rating(story: Story) -> None:
    keberatan_is_registered(story)
    assert story.result["npk"] == Decimal("95.60")
    decider = story.as_("atasan_pejabat_penilai")
    decider.fills("request_explanations", ask_pejabat_penilai="tidak", ask_pegawai="tidak")
    decider.fills(
        "decide_keberatan",
        decision="diubah",
        changed_parts=["perilaku"],
        new_behaviour_score="84",
        rationale=WHY,
    )
    # 0.6 x 96.6667 + 0.4 x 84 = 58 + 33.6
    assert story.result["behaviour_score"] == Decimal("84.00")
    assert story.result["skp_score"] == Decimal("96.67")
    assert story.result["npk"] == Decimal("91.60")
    with story.database.read() as session:
        sheets = session.scalars(select(Sheet.phase).order_by(Sheet.phase)).all()
    assert sheets == ["final_dialog", "final_rating"]


def test_both_sides_explain(story: Story) -> None:
    keberatan_is_registered(story)
    decider = story.as_("atasan_pejabat_penilai")
    decider.fills("request_explanations", ask_pejabat_penilai="ya", ask_pegawai="ya")
    story.as_("pejabat_penilai").fills("explain_pejabat_penilai", explanation=WHY)
    story.as_("pegawai").fills("explain_pegawai")
    told = [each.title for each in decider.sees("decide_keberatan").form.told()]
    assert "Jelaskan penilaian Anda" in told
    decider.fills("decide_keberatan")
    assert story.ended_at("pejabat_penilai_explained")
    assert story.ended_at("pegawai_explained")


def test_only_the_pegawai_is_asked(story: Story) -> None:
    keberatan_is_registered(story)
    decider = story.as_("atasan_pejabat_penilai")
    decider.fills("request_explanations", ask_pejabat_penilai="tidak", ask_pegawai="ya")
    assert story.waits_for("explain_pegawai")
    assert not story.waits_for("explain_pejabat_penilai")


def test_the_decision_waits_for_nobody(story: Story) -> None:
    keberatan_is_registered(story)
    decider = story.as_("atasan_pejabat_penilai")
    decider.fills("request_explanations", ask_pejabat_penilai="ya", ask_pegawai="tidak")
    explanation = story.as_("pejabat_penilai").sees("explain_pejabat_penilai").item.id
    decider.fills("decide_keberatan")
    assert story.state == "final"
    with pytest.raises(Withdrawn):
        story.as_("pejabat_penilai").sends(explanation, {"explanation": WHY})


def test_a_short_rationale_is_not_enough(story: Story) -> None:
    keberatan_is_registered(story)
    decider = story.as_("atasan_pejabat_penilai")
    decider.fills("request_explanations")
    with pytest.raises(FormRejected) as refused:
        decider.fills("decide_keberatan", rationale="Sudah tepat.")
    assert set(refused.value.messages) == {"rationale"}


def test_the_pejabat_penilai_does_not_decide_on_his_own_rating(story: Story) -> None:
    keberatan_is_registered(story)
    task = story.as_("atasan_pejabat_penilai").sees("request_explanations").item.id
    with pytest.raises(TaskNotFound):
        story.as_("pejabat_penilai").sends(task, {})


def test_the_decision_is_due_a_week_after_the_window(story: Story) -> None:
    keberatan_is_registered(story)
    assert story.due("request_explanations") == "2027-01-29T00:00:00"
    story.day("2027-02-10")
    assert story.waits_for("request_explanations")


def keberatan_is_registered(story: Story) -> None:
    story.start("keberatan")
    story.goes_on(until="final_rating", respond_result={"response": "keberatan"})
