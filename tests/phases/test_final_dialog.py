"""The Performance Dialog gives the result; the pegawai confirms to have received it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import select

from engine.errors import FormRejected
from engine.models import Happening
from tests.phases.telling import Story


def test_a_received_result_opens_the_keberatan(story: Story) -> None:
    story.start("final_dialog")
    assert story.result["npk"] is None
    story.as_("pejabat_penilai").fills("hold_final_dialog")
    # Three activities of 100, 90, 100 each: 96.67; behaviour 94 from everybody.
    assert story.result["skp_score"] == Decimal("96.67")
    assert story.result["behaviour_score"] == Decimal("94.00")
    assert story.result["npk"] == Decimal("95.60")
    assert story.result["predikat"] == "Sangat Baik"
    story.as_("pegawai").fills("receive_result")
    assert story.ended_at("received")
    assert story.state == "dialog_done"
    assert story.waits_for("respond_result")


def test_a_withheld_receipt_is_closed_with_a_note(story: Story) -> None:
    story.start("final_dialog")
    story.moment("2027-01-12T10:00:00")
    story.as_("pejabat_penilai").fills("hold_final_dialog")
    story.day("2027-01-15")
    assert story.waits_for("receive_result")
    story.as_("pejabat_penilai").fills("close_receipt")
    assert story.ended_at("made_available")
    assert story.state == "dialog_done"
    assert not story.waits_for("receive_result")
    # It counts as received when it was made available, not when it was closed.
    assert story.local(story.ask(select(Happening.at))) == "2027-01-12T10:00:00"


def test_the_dialog_decides_what_the_pegawai_only_proposed(story: Story) -> None:
    story.start("form_filling")
    story.goes_on(until="final_dialog", self_assess={"extra_tasks": [{}, {}, {}, {}]})
    story.as_("pejabat_penilai").fills(
        "hold_final_dialog",
        rows={"actual_quality": "60"},
        extra_tasks=[{"accepted": "ya"}] * 3 + [{"accepted": "tidak"}],
        behaviour={"star_count": "3", "score": "80"},
    )
    # Rows of (100 + 60 + 100) / 3; three extra tasks give one point.
    assert story.result["skp_score"] == Decimal("87.67")
    # 0.6 x 80 from the pejabat penilai, 94 from everybody else.
    assert story.result["behaviour_score"] == Decimal("85.60")


def test_an_activity_lost_to_force_majeure_is_left_out_with_a_reason(story: Story) -> None:
    story.start("final_dialog")
    rows = [{"excluded": "ya", "actual_quantity": "0"}, {}, {}]
    with pytest.raises(FormRejected):
        story.as_("pejabat_penilai").fills(
            "hold_final_dialog", rows=[{**rows[0], "exclusion_reason": "banjir"}, *rows[1:]]
        )
    story.as_("pejabat_penilai").fills("hold_final_dialog", rows=rows)
    assert story.result["skp_score"] == Decimal("96.67")


def test_small_groups_stay_hidden_from_both_sides(story: Story) -> None:
    story.start("rater_nomination")
    story.goes_on(until="final_dialog", nominate_raters={"kolega": ["8", "9"]})
    story.as_("pejabat_penilai").fills("hold_final_dialog")
    for who in ("pegawai", "pejabat_penilai"):
        groups = {group.group: group for group in story.page(who).sheet.groups}
        assert not groups["kolega"].shown
        assert groups["kolega"].mean is None
        # Otherwise kolega would follow from the total.
        assert not groups["bawahan"].shown


def test_nobody_talks_before_the_window_opens(story: Story) -> None:
    story.start("form_filling")
    story.goes_on(until="final_dialog")
    assert story.now == "2027-01-08T00:00:00"
