"""The pegawai proposes who rates him; the pejabat penilai approves the list."""

from __future__ import annotations

import pytest

from engine.errors import FormRejected
from tests.phases.telling import Story


def test_an_approved_list_stands(story: Story) -> None:
    story.start("rater_nomination")
    story.as_("pegawai").fills("nominate_raters")
    story.as_("pejabat_penilai").fills("approve_raters", decision="setujui")
    assert story.ended_at("end")
    assert story.state == "raters_set"


def test_a_returned_list_is_proposed_anew(story: Story) -> None:
    story.start("rater_nomination")
    story.as_("pegawai").fills("nominate_raters")
    story.as_("pejabat_penilai").fills(
        "approve_raters", decision="kembalikan", note="Pilih kolega yang lebih mengenal Anda."
    )
    page = story.as_("pegawai").sees("nominate_raters")
    assert page.form.returned() == "Pilih kolega yang lebih mengenal Anda."
    story.as_("pegawai").fills("nominate_raters", kolega=[story.id_of("Kepala Bappeda")])
    story.as_("pejabat_penilai").fills("approve_raters")
    assert story.state == "raters_set"
    story.goes_on(until="form_filling")
    assert [each.actor.name for each in story.raters("kolega")] == ["Kepala Bappeda"]


@pytest.mark.parametrize("who", ["Inspektur", "Sekretaris Daerah", "Bupati", "Auditor Ahli Muda"])
def test_neither_oneself_nor_superiors_nor_bawahan_rate_as_kolega(story: Story, who: str) -> None:
    story.start("rater_nomination")
    with pytest.raises(FormRejected):
        story.as_("pegawai").fills("nominate_raters", kolega=[story.id_of(who)])


def test_whoever_has_bawahan_cannot_say_he_has_none(story: Story) -> None:
    story.start("rater_nomination")
    with pytest.raises(FormRejected):
        story.as_("pegawai").fills("nominate_raters", bawahan=[], no_bawahan="ya")
