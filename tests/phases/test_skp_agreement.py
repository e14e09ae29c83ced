"""The SKP is drafted by the pegawai and stands once the pejabat penilai approves it."""

from __future__ import annotations

from tests.phases.telling import Story


def test_an_approved_skp_is_agreed(story: Story) -> None:
    story.start("skp_agreement")
    story.as_("pegawai").fills("draft_skp")
    assert story.waits_for("approve_skp")
    story.as_("pejabat_penilai").fills("approve_skp", decision="setujui")
    assert story.ended_at("end")
    assert story.state == "skp_agreed"


def test_a_returned_skp_comes_back_with_its_note(story: Story) -> None:
    story.start("skp_agreement")
    story.as_("pegawai").fills("draft_skp", rows=[{"activity": "Menetapkan Renja"}])
    story.as_("pejabat_penilai").fills(
        "approve_skp", decision="kembalikan", note="Target terlalu rendah."
    )
    page = story.as_("pegawai").sees("draft_skp")
    assert page.form.returned() == "Target terlalu rendah."
    assert page.item.state == "dikembalikan"
    assert page.values["rows"][0]["activity"] == "Menetapkan Renja"
    assert not story.ended_at("end")
    story.as_("pegawai").fills("draft_skp")
    story.as_("pejabat_penilai").fills("approve_skp")
    assert story.state == "skp_agreed"
