"""The pejabat penilai plans both dialogs of the year; the pegawai agrees or counters."""

from __future__ import annotations

import pytest

from engine.errors import FormRejected
from tests.phases.telling import Story


def test_an_accepted_plan_schedules_the_dialogs(story: Story) -> None:
    story.start("plan_week")
    story.as_("pejabat_penilai").fills("plan_dialogs", mid_year_dialog_at="2026-07-02T09:00")
    story.as_("pegawai").fills("confirm_plan", response="terima")
    assert story.ended_at("end")
    assert story.state == "planned"


def test_a_counter_proposal_goes_back_with_its_reason(story: Story) -> None:
    story.start("plan_week")
    story.as_("pejabat_penilai").fills("plan_dialogs")
    story.as_("pegawai").fills(
        "confirm_plan",
        response="usul_jadwal_lain",
        proposed_mid_year_dialog_at="2026-07-06T13:00",
        reason="Saya bertugas di luar kota pada hari itu.",
    )
    page = story.as_("pejabat_penilai").sees("plan_dialogs")
    assert page.form.returned() == "Saya bertugas di luar kota pada hari itu."
    story.as_("pejabat_penilai").fills("plan_dialogs", mid_year_dialog_at="2026-07-06T13:00")
    story.as_("pegawai").fills("confirm_plan", response="terima")
    assert story.state == "planned"


def test_a_dialog_outside_its_window_is_refused(story: Story) -> None:
    story.start("plan_week")
    with pytest.raises(FormRejected) as refused:
        story.as_("pejabat_penilai").fills("plan_dialogs", mid_year_dialog_at="2026-07-08T00:00")
    assert set(refused.value.messages) == {"mid_year_dialog_at"}
    assert story.waits_for("plan_dialogs")


def test_nobody_plans_before_the_week_opens(story: Story) -> None:
    story.start("skp_agreement")
    story.goes_on(until="plan_week", draft_skp={"rows": [{"activity": "Menetapkan Renja"}]})
    assert story.now == "2026-02-01T00:00:00"
