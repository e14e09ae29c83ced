"""After the dialog: acceptance, keberatan in time, keberatan too late, or silence."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from engine.errors import AlreadyDone, TooLate
from engine.models import Draft, History
from engine.rehearsal.answers import fill
from tests.phases.telling import Story

BKN = "pp46_bkn2013"


def test_an_accepted_result_becomes_final_at_once(story: Story) -> None:
    story.start("keberatan")
    npk = story.result["npk"]
    story.as_("pegawai").fills("respond_result", response="terima")
    assert story.ended_at("accepted")
    assert story.state == "final"
    assert story.result["npk"] == npk
    assert not story.appraisal.keberatan


def test_silence_is_acceptance_when_the_window_closes(story: Story) -> None:
    story.start("keberatan")
    story.moment("2027-01-21T23:59:59")
    story.sweeps()
    assert story.waits_for("respond_result")
    story.moment("2027-01-22T00:00:00")
    story.sweeps()
    assert story.ended_at("silent")
    assert story.state == "final"
    assert story.waits_for("enter_result")


def test_a_keberatan_is_registered_and_forwarded(story: Story) -> None:
    story.start("keberatan")
    story.moment("2027-01-15T10:00:00")
    keberatan_is_filed(story)
    assert story.state == "keberatan_filed"
    assert story.appraisal.keberatan
    # Filed on a Friday: one working day later is Monday, until its end.
    assert story.due("register_keberatan") == "2027-01-19T00:00:00"
    assert story.as_("sdm").sees("register_keberatan").form.timely
    story.as_("sdm").fills("register_keberatan", register_no="KB/01/2027")
    assert story.ended_at("registered")
    assert story.waits_for("request_explanations")


def test_announcing_a_keberatan_without_filing_is_silence(story: Story) -> None:
    story.start("keberatan")
    story.as_("pegawai").fills("respond_result", response="keberatan")
    story.day("2027-01-22")
    assert story.ended_at("silent")
    assert story.state == "final"
    assert not story.appraisal.keberatan


# ---- W-38: the last second --------------------------------------------------------------------


def test_the_last_second_is_in_time(story: Story) -> None:
    story.start("keberatan")
    story.as_("pegawai").fills("respond_result", response="keberatan")
    story.moment("2027-01-21T23:59:59")
    story.as_("pegawai").fills("file_keberatan")
    assert story.ended_at("filed_in_window")
    assert story.state == "keberatan_filed"


def test_a_second_later_it_is_refused_logged_and_kept(story: Story) -> None:
    story.start("keberatan")
    story.as_("pegawai").fills("respond_result", response="keberatan")
    page = story.as_("pegawai").sees("file_keberatan")
    answers = fill(page.form)
    story.moment("2027-01-22T00:00:00")
    with pytest.raises(TooLate) as refused:
        story.as_("pegawai").sends(page.item.id, answers)
    assert story.local(refused.value.closes) == "2027-01-22T00:00:00"
    with story.database.read() as session:
        (line,) = session.scalars(select(History).where(History.act == "refused"))
        (draft,) = session.scalars(select(Draft))
    assert (line.step, story.local(line.at)) == ("file_keberatan", "2027-01-22T00:00:00")
    assert line.employee_id == story.appraisal.employee_id
    assert draft.data == answers
    story.sweeps()
    assert story.ended_at("silent")


def test_a_late_dialog_keeps_a_week_for_the_keberatan(story: Story) -> None:
    story.start("final_dialog")
    story.moment("2027-01-20T10:00:00")
    story.as_("pejabat_penilai").fills("hold_final_dialog")
    story.as_("pegawai").fills("receive_result")
    assert story.due("respond_result") == "2027-01-28T00:00:00"
    story.day("2027-01-22")
    assert story.waits_for("respond_result")
    story.as_("pegawai").fills("respond_result", response="keberatan")
    story.moment("2027-01-27T23:59:59")
    story.as_("pegawai").fills("file_keberatan")
    story.as_("sdm").fills("register_keberatan")
    # Decided within seven days of that close.
    assert story.due("request_explanations") == "2027-02-04T00:00:00"


def test_a_withheld_receipt_does_not_move_the_close(story: Story) -> None:
    story.start("final_dialog")
    story.day("2027-01-10")
    story.as_("pejabat_penilai").fills("hold_final_dialog")
    story.day("2027-01-20")
    story.as_("pejabat_penilai").fills("close_receipt")
    assert story.due("respond_result") == "2027-01-22T00:00:00"


def test_under_pp_46_fourteen_days_count_from_the_receipt(story: Story) -> None:
    story.start("final_dialog", profile=BKN)
    story.moment("2027-01-14T10:00:00")
    story.as_("pejabat_penilai").fills("hold_final_dialog")
    story.as_("pegawai").fills("receive_result")
    story.as_("pegawai").fills("respond_result", response="keberatan")
    story.moment("2027-01-28T23:59:59")
    page = story.as_("pegawai").sees("file_keberatan")
    story.moment("2027-01-29T00:00:00")
    with pytest.raises(TooLate):
        story.as_("pegawai").sends(page.item.id, fill(page.form))
    story.moment("2027-01-28T23:59:59")
    story.as_("pegawai").fills("file_keberatan")
    assert story.state == "keberatan_filed"


# ---- once -------------------------------------------------------------------------------------


def test_there_is_one_keberatan_for_each_appraisal(story: Story) -> None:
    story.start("keberatan")
    story.as_("pegawai").fills("respond_result", response="keberatan")
    page = story.as_("pegawai").sees("file_keberatan")
    story.as_("pegawai").fills("file_keberatan")
    with pytest.raises(AlreadyDone):
        story.as_("pegawai").sends(page.item.id, fill(page.form))
    story.as_("sdm").fills("register_keberatan")
    story.as_("atasan_pejabat_penilai").fills("request_explanations")
    story.as_("atasan_pejabat_penilai").fills("decide_keberatan")
    assert not story.waits_for("file_keberatan")
    assert not story.waits_for("respond_result")


def test_acceptance_cannot_be_taken_back(story: Story) -> None:
    story.start("keberatan")
    page = story.as_("pegawai").sees("respond_result")
    story.as_("pegawai").fills("respond_result", response="terima")
    with pytest.raises(AlreadyDone):
        story.as_("pegawai").sends(page.item.id, {"response": "keberatan"})
    assert story.state == "final"


def keberatan_is_filed(story: Story) -> None:
    story.as_("pegawai").fills("respond_result", response="keberatan")
    story.as_("pegawai").fills("file_keberatan")
