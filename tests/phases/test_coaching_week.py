"""A coaching session is held, recorded, confirmed and received; or SDM notes that it was not."""

from __future__ import annotations

import pytest

from engine.errors import TaskNotFound, Withdrawn
from tests.phases.telling import Story


def test_a_session_is_held_once_sdm_has_its_document(story: Story) -> None:
    story.start("coaching_week_1")
    story.as_("pegawai").fills("inventory")
    story.as_("pejabat_penilai").fills("schedule_coaching", coaching_at="2026-04-02T10:00")
    story.as_("pejabat_penilai").fills("record_coaching")
    story.as_("pegawai").fills("confirm_coaching", confirmation="setuju")
    assert story.due("receive_coaching") == "2026-04-11T00:00:00"
    story.as_("sdm").fills("receive_coaching", completeness="lengkap")
    assert story.ended_at("held")
    assert story.state == "coached_1"
    story.day("2026-04-20")
    assert not story.waits_for("close_coaching")


def test_the_pegawai_has_the_record_corrected(story: Story) -> None:
    story.start("coaching_week_1")
    session_is_recorded(story)
    story.as_("pegawai").fills(
        "confirm_coaching", confirmation="perbaiki", note="Tindakan kedua belum tercatat."
    )
    page = story.as_("pejabat_penilai").sees("record_coaching")
    assert page.form.returned() == "Tindakan kedua belum tercatat."
    story.as_("pejabat_penilai").fills("record_coaching")
    story.as_("pegawai").fills("confirm_coaching")
    assert story.waits_for("receive_coaching")


def test_sdm_returns_an_incomplete_document(story: Story) -> None:
    story.start("coaching_week_1")
    session_is_recorded(story)
    story.as_("pegawai").fills("confirm_coaching")
    story.as_("sdm").fills(
        "receive_coaching", completeness="dikembalikan", note="Rencana tindak lanjut kosong."
    )
    page = story.as_("pejabat_penilai").sees("record_coaching")
    assert page.form.returned() == "Rencana tindak lanjut kosong."
    story.as_("pejabat_penilai").fills("record_coaching")
    story.as_("pegawai").fills("confirm_coaching")
    story.as_("sdm").fills("receive_coaching")
    assert story.ended_at("held")


def test_a_session_that_was_not_held_does_not_stop_the_year(story: Story) -> None:
    story.start("coaching_week_2")
    inventory = story.as_("pegawai").sees("inventory").item.id
    story.moment("2026-10-07T23:59:59")
    story.sweeps()
    assert not story.waits_for("close_coaching")
    story.moment("2026-10-08T00:00:00")
    story.sweeps()
    assert story.waits_for("inventory")
    story.as_("sdm").fills("close_coaching", reason="Pejabat penilai sakit sepanjang minggu itu.")
    assert story.ended_at("not_held")
    assert story.state == "coached_2"
    assert story.page("pegawai").coaching_not_held
    with pytest.raises(Withdrawn):
        story.as_("pegawai").sends(inventory, {})


def test_a_late_session_counts_until_sdm_closes(story: Story) -> None:
    story.start("coaching_week_1")
    story.day("2026-04-09")
    session_is_recorded(story)
    story.as_("pegawai").fills("confirm_coaching")
    story.as_("sdm").fills("receive_coaching")
    assert story.ended_at("held")
    assert not story.waits_for("close_coaching")
    assert story.late("record_coaching")


def test_only_sdm_may_close(story: Story) -> None:
    story.start("coaching_week_1")
    story.day("2026-04-08")
    closing = story.as_("sdm").sees("close_coaching").item.id
    for who in ("pegawai", "pejabat_penilai"):
        with pytest.raises(TaskNotFound):
            story.as_(who).sends(closing, {"reason": "Tidak ada waktu."})


def test_a_week_started_alone_has_the_window_of_the_first_one(story: Story) -> None:
    story.starts_alone("coaching_week")
    assert story.due("inventory") == "2026-04-08T00:00:00"
    story.day("2026-04-08")
    story.as_("sdm").fills("close_coaching")
    assert story.ended_at("not_held")
    assert story.state == "closed"


def session_is_recorded(story: Story) -> None:
    story.as_("pegawai").fills("inventory")
    story.as_("pejabat_penilai").fills("schedule_coaching")
    story.as_("pejabat_penilai").fills("record_coaching")
