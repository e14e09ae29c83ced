"""January: self assessment beside the 360; late forms count until SDM closes with a reason."""

from __future__ import annotations

from datetime import date, time

import pytest
from sqlalchemy import select

from engine import clock
from engine.errors import FormRejected, Withdrawn
from engine.models import BehaviourAnswer, History
from tests.phases.telling import WIB, Story


def test_the_filling_ends_with_the_last_form(story: Story) -> None:
    story.start("form_filling")
    story.as_("pegawai").fills("self_assess")
    everybody_reviews(story)
    assert story.ended_at("filled")
    assert story.state == "forms_filled"
    assert not story.open_tasks


def test_who_comes_first_does_not_matter(story: Story) -> None:
    story.start("form_filling")
    everybody_reviews(story)
    assert not story.ended_at("filled")
    story.as_("pegawai").fills("self_assess")
    assert story.ended_at("filled")


def test_sdm_closes_without_the_forms_that_never_came(story: Story) -> None:
    story.start("form_filling")
    first, *others = story.raters("kolega")
    missing = first.sees("review_behaviour").item.id
    for rater in (*story.raters("atasan"), *others, *story.raters("bawahan")):
        rater.fills("review_behaviour")
    story.as_("pegawai").fills("self_assess")
    story.day("2027-01-08")
    story.as_("sdm").fills("close_forms", reason="Satu kolega cuti sampai akhir bulan.")
    assert story.ended_at("closed")
    assert story.state == "forms_filled"
    with pytest.raises(Withdrawn):
        first.sends(missing, {})


def test_it_cannot_be_closed_without_the_pejabat_penilai(story: Story) -> None:
    story.start("form_filling")
    story.as_("pegawai").fills("self_assess")
    story.day("2027-01-08")
    with pytest.raises(FormRejected) as refused:
        story.as_("sdm").fills("close_forms")
    assert "Sekretaris Daerah" in str(refused.value.messages)
    story.as_("pejabat_penilai").fills("review_behaviour")
    story.as_("sdm").fills("close_forms")
    assert story.ended_at("closed")


def test_it_cannot_be_closed_without_the_self_assessment(story: Story) -> None:
    story.start("form_filling")
    story.as_("pejabat_penilai").fills("review_behaviour")
    story.day("2027-01-08")
    with pytest.raises(FormRejected):
        story.as_("sdm").fills("close_forms")


def test_a_late_form_counts_as_long_as_nobody_closed(story: Story) -> None:
    story.start("form_filling")
    last, *others = story.raters("bawahan")
    for rater in (*story.raters("atasan"), *story.raters("kolega"), *others):
        rater.fills("review_behaviour")
    story.as_("pegawai").fills("self_assess")
    story.day("2027-01-10")
    last.fills("review_behaviour")
    assert story.ended_at("filled")
    with story.database.read() as session:
        groups = sorted(session.scalars(select(BehaviourAnswer.rater_group)))
    assert groups == ["atasan"] + ["bawahan"] * 3 + ["kolega"] * 3


def test_nothing_says_who_wrote_a_360_form_or_at_which_hour(story: Story) -> None:
    story.start("form_filling")
    story.raters("kolega")[0].fills("review_behaviour")
    with story.database.read() as session:
        lines = select(History).where(History.step == "review_behaviour")
        (line,) = session.scalars(lines)
        (form,) = session.scalars(select(BehaviourAnswer))
    assert line.employee_id is None
    assert line.at.astimezone(WIB).time() == time(0)
    assert "employee_id" not in BehaviourAnswer.__table__.columns
    assert form.rater_group == "kolega"


def test_a_360_form_has_the_day_of_the_agency_on_which_it_came(story: Story) -> None:
    story.start("form_filling")
    story.moment("2027-01-08T06:00:00")  # 7 January by UTC
    story.raters("kolega")[0].fills("review_behaviour")
    with story.database.read() as session:
        line = session.scalars(select(History).where(History.step == "review_behaviour")).one()
    assert line.at.astimezone(WIB).date() == date(2027, 1, 8)


def test_a_score_outside_the_band_of_its_stars_is_refused(story: Story) -> None:
    # W-22: three STAR elements end at 90.
    story.start("form_filling")
    with pytest.raises(FormRejected):
        story.raters("kolega")[0].fills(
            "review_behaviour", behaviour={"star_count": "3", "score": "92"}
        )


def test_the_filling_closes_at_the_end_of_the_seventh(story: Story) -> None:
    story.start("form_filling")
    assert story.due("self_assess") == "2027-01-08T00:00:00"
    assert clock.now() < story.open_tasks[0].due_at


def everybody_reviews(story: Story) -> None:
    for group in ("atasan", "kolega", "bawahan"):
        for rater in story.raters(group):
            rater.fills("review_behaviour")
