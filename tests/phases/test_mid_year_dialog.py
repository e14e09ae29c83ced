"""The mid-year dialog: ticks, talk, signature, predikat, and help where it is low."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.phases.telling import Story


def test_a_good_half_year_needs_no_more(story: Story) -> None:
    story.start("mid_year_dialog")
    dialog_is_held(story, "selesai", "selesai", "selesai")
    assert story.ended_at("end")
    assert not story.ended_at("informal_coaching")
    assert story.state == "mid_year_done"


def test_the_pegawai_has_the_dialog_corrected(story: Story) -> None:
    story.start("mid_year_dialog")
    story.as_("pegawai").fills("tick_mid_year")
    story.as_("pejabat_penilai").fills("hold_mid_year")
    story.as_("pegawai").fills(
        "confirm_mid_year", confirmation="perbaiki", note="Kendala ketiga tidak dibahas."
    )
    page = story.as_("pejabat_penilai").sees("hold_mid_year")
    assert page.form.returned() == "Kendala ketiga tidak dibahas."
    story.as_("pejabat_penilai").fills("hold_mid_year")
    story.as_("pegawai").fills("confirm_mid_year")
    assert story.state == "mid_year_done"


def test_nothing_begun_leads_to_an_informal_coaching(story: Story) -> None:
    story.start("mid_year_dialog")
    dialog_is_held(story, "belum", "belum", "belum")
    assert story.state != "mid_year_done"
    assert story.due("informal_coaching") == "2026-08-07T00:00:00"
    story.as_("pejabat_penilai").fills("informal_coaching", follow_up="coaching_informal")
    assert story.ended_at("followed_up")
    assert story.state == "mid_year_done"


def test_an_informal_coaching_may_be_declined_with_a_reason(story: Story) -> None:
    story.start("mid_year_dialog")
    dialog_is_held(story, "selesai", "belum", "dalam_proses")
    story.as_("pejabat_penilai").fills(
        "informal_coaching", follow_up="tidak", reason="Kendalanya sudah diatasi bersama."
    )
    assert story.ended_at("followed_up")


@pytest.mark.parametrize(
    ("ticks", "low"),
    [
        (("selesai", "selesai", "belum"), False),  # more than half: Kurang Sesuai Harapan
        (("selesai", "belum", "belum"), True),  # a small part: Perlu Perhatian
        (("dalam_proses", "belum", "belum"), True),
        (("belum", "belum", "belum"), True),
    ],
)
def test_the_ticks_decide_whether_help_is_offered(
    story: Story, ticks: tuple[str, ...], low: bool
) -> None:
    story.start("mid_year_dialog")
    dialog_is_held(story, *ticks)
    assert story.waits_for("informal_coaching") is low


def test_the_tick_of_the_pejabat_penilai_counts(story: Story) -> None:
    story.start("mid_year_dialog")
    story.as_("pegawai").fills("tick_mid_year", rows={"status": "selesai"})
    story.as_("pejabat_penilai").fills(
        "hold_mid_year", rows={"status": "belum", "note": "Dokumennya belum ada."}
    )
    story.as_("pegawai").fills("confirm_mid_year")
    assert story.waits_for("informal_coaching")


def test_a_revised_target_is_in_force_from_then_on(story: Story) -> None:
    story.start("mid_year_dialog")
    story.as_("pegawai").fills("tick_mid_year")
    revision = {"skp_no": "1", "new_target_quantity": "20", "reason": "Anggaran bertambah."}
    story.as_("pejabat_penilai").fills("hold_mid_year", target_revision=[revision])
    assert story.as_("pegawai").sees("confirm_mid_year").facts.skp[0].quantity == Decimal(12)
    story.as_("pegawai").fills("confirm_mid_year")
    story.goes_on(until="coaching_week_2")
    assert story.as_("pegawai").sees("inventory").facts.skp[0].quantity == Decimal(20)


def dialog_is_held(story: Story, *ticks: str) -> None:
    story.as_("pegawai").fills("tick_mid_year", rows=[{"status": tick} for tick in ticks])
    story.as_("pejabat_penilai").fills("hold_mid_year")
    story.as_("pegawai").fills("confirm_mid_year", confirmation="setuju")
