"""The dates of the dialogs are proposed, accepted or countered."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from schemas.facts import Facts
from schemas.fields import Number, Rows
from schemas.plan_week import ConfirmPlan, PlanDialogs

Refusal = Callable[..., dict[str, Any]]


def test_both_dialogs_are_planned_inside_their_windows(facts: Facts) -> None:
    form = PlanDialogs(facts)
    clean = form.load(
        {"mid_year_dialog_at": "2026-07-03T09:00", "final_dialog_at": "2027-01-14T23:59"}
    )
    assert clean["mid_year_dialog_at"].isoformat() == "2026-07-03T09:00:00+07:00"
    assert form.load(form.plain(clean)) == clean


def test_a_date_outside_its_window_is_refused(facts: Facts, refusal: Refusal) -> None:
    said = refusal(
        PlanDialogs(facts),
        {"mid_year_dialog_at": "2026-07-08T00:00", "final_dialog_at": "2027-01-07T10:00"},
    )
    assert said == {
        "mid_year_dialog_at": [
            "Pilih waktu antara 1 Juli 2026 pukul 00.00 dan 7 Juli 2026 pukul 23.59."
        ],
        "final_dialog_at": [
            "Pilih waktu antara 8 Januari 2027 pukul 00.00 dan 14 Januari 2027 pukul 23.59."
        ],
    }


def test_the_final_dialog_may_wait(facts: Facts, refusal: Refusal) -> None:
    form = PlanDialogs(facts)
    assert form.load({"mid_year_dialog_at": "2026-07-03T09:00"})["final_dialog_at"] is None
    assert refusal(form, {"final_dialog_at": "2027-01-10T09:00"}) == {
        "mid_year_dialog_at": ["Wajib diisi."]
    }


def test_a_dialog_that_the_year_does_not_have_is_not_asked_for(
    facts: Facts, refusal: Refusal
) -> None:
    only_final = replace(facts, windows={"final_dialog": facts.windows["final_dialog"]})
    assert "mid_year_dialog_at" not in PlanDialogs(only_final).inputs
    assert PlanDialogs(only_final).load({"final_dialog_at": "2027-01-10T09:00"})
    assert (
        "tidak dikenal"
        in refusal(PlanDialogs(only_final), {"mid_year_dialog_at": "2026-07-03T09:00"})[
            "mid_year_dialog_at"
        ][0]
    )
    none = ConfirmPlan(replace(facts, windows={}))
    assert none.load({"response": "usul_jadwal_lain", "reason": "Cuti."})


def test_the_plan_has_no_score(facts: Facts) -> None:
    for form in (PlanDialogs(facts), ConfirmPlan(facts)):
        assert not any(isinstance(each, Number | Rows) for each in form.inputs.values())


@pytest.mark.parametrize(
    ("form", "field"),
    [(PlanDialogs, "narrative_pejabat_penilai"), (ConfirmPlan, "narrative_self")],
)
def test_a_narrative_says_something(facts: Facts, refusal: Refusal, form: Any, field: str) -> None:
    raw = {"mid_year_dialog_at": "2026-07-03T09:00"} if form is PlanDialogs else {}
    raw |= {"response": "terima"} if form is ConfirmPlan else {}
    assert "Paling sedikit 20 huruf" in refusal(form(facts), raw | {field: "Baik."})[field][0]
    assert form(facts).load(raw | {field: "Target triwulan pertama tercapai."})


def test_the_pegawai_accepts(facts: Facts) -> None:
    form = ConfirmPlan(facts)
    clean = form.load({"response": "terima", "reason": "tidak perlu"})
    assert form.outcome(clean) == {"plan_week_response": "terima"}
    assert form.comment(clean) == ""


def test_another_time_needs_a_time_and_a_reason(facts: Facts, refusal: Refusal) -> None:
    form = ConfirmPlan(facts)
    assert refusal(form, {"response": "usul_jadwal_lain"}) == {"reason": ["Wajib diisi."]}
    assert refusal(form, {"response": "usul_jadwal_lain", "reason": "Cuti."}) == {
        "proposed_mid_year_dialog_at": ["Usulkan waktu untuk paling sedikit satu dialog."]
    }
    assert (
        "Pilih waktu antara"
        in refusal(
            form,
            {
                "response": "usul_jadwal_lain",
                "reason": "Cuti.",
                "proposed_mid_year_dialog_at": "2026-06-30T09:00",
            },
        )["proposed_mid_year_dialog_at"][0]
    )


def test_a_counter_proposal_returns_to_the_pejabat_penilai_with_its_reason(facts: Facts) -> None:
    form = ConfirmPlan(facts)
    clean = form.load(
        {
            "response": "usul_jadwal_lain",
            "reason": "Sedang cuti.",
            "proposed_mid_year_dialog_at": "2026-07-06T10:00",
        }
    )
    assert form.outcome(clean) == {"plan_week_response": "usul_jadwal_lain"}
    assert form.comment(clean) == "Sedang cuti."
    again = PlanDialogs(replace(facts, own={"confirm_plan": form.plain(clean)}))
    assert again.returned() == "Sedang cuti."
    assert ("Usulan waktu dialog tengah tahun", "6 Juli 2026 pukul 10.00") in again.told()[0].lines
    assert PlanDialogs(facts).returned() == ""
