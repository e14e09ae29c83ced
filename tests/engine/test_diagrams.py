"""Bagian SDM changes diagrams in drafts, which nobody feels before they are published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from engine import clock, commands, drafts, queries, uploads
from engine.errors import (
    BadDefinition,
    BadFile,
    DraftMoved,
    DraftNotFound,
    DraftOvertaken,
    FormRejected,
    FourEyes,
    NotYours,
    VersionNotFound,
)
from engine.models import Cycle, DraftFile, Version
from tests.engine.agency import Agency

COACHING = "coaching_week.bpmn"
YEAR = "siklus_kasn.bpmn"


@pytest.fixture
def drawing(agency: Agency) -> Agency:
    """An agency where one person may publish what he has drawn."""
    return agency


def begin(agency: Agency, name: str = "Coaching lebih awal", **more: int) -> str:
    return agency.do("sdm", commands.begin_draft, name=name, **more)


def text_of(agency: Agency, draft: str, name: str = COACHING) -> str:
    return agency.ask("sdm", queries.draft_file, draft, name).text


def save(agency: Agency, draft: str, text: str, rev: int = 0, who: str = "sdm") -> int:
    return agency.do(who, commands.save_diagram, draft_id=draft, name=COACHING, text=text, rev=rev)


def edit(agency: Agency, draft: str, name: str = COACHING, rev: int = 0, **changes: str) -> int:
    named = {key.replace("__", ":"): value for key, value in changes.items()}
    return agency.do(
        "sdm", commands.edit_diagram, draft_id=draft, name=name, rev=rev, changes=named
    )


def publish(agency: Agency, draft: str, note: str = "Atas permintaan.", who: str = "sdm") -> int:
    checked = uploads.checked(agency.ask(who, queries.to_publish, draft))
    return agency.do(who, commands.publish_draft, draft_id=draft, checked=checked, note=note)


def files(agency: Agency) -> Sequence[Version]:
    return sorted(agency.rows(Version), key=lambda each: each.number)


# ---- drafts -----------------------------------------------------------------------------------


def test_a_draft_touches_nobody_until_it_is_published(drawing: Agency) -> None:
    drawing.open_cycle("inspektur")
    draft = begin(drawing)
    edit(drawing, draft, name__inventory="Tulis kemajuan SKP")
    assert len(files(drawing)) == 1
    number = publish(drawing, draft)
    assert number == 2
    old, new = files(drawing)
    assert "Tulis kemajuan SKP" not in old.files["coaching_week/coaching_week.bpmn"]
    assert "Tulis kemajuan SKP" in new.files["coaching_week/coaching_week.bpmn"]
    assert (new.name, new.note) == ("Coaching lebih awal", "Atas permintaan.")
    assert new.created_by == drawing.id_of("sdm")
    [cycle] = drawing.rows(Cycle)
    assert cycle.version_id == old.id
    with pytest.raises(DraftNotFound):
        drawing.ask("sdm", queries.draft_page, draft)


def test_only_bagian_sdm_draws(drawing: Agency) -> None:
    draft = begin(drawing)
    with pytest.raises(NotYours):
        drawing.do("inspektur", commands.begin_draft, name="x")
    with pytest.raises(NotYours):
        save(drawing, draft, "<x/>", who="inspektur")
    for question in (queries.diagrams, queries.versions, queries.drafts):
        with pytest.raises(NotYours):
            drawing.ask("inspektur", question)


def test_the_identical_content_makes_no_version(drawing: Agency) -> None:
    draft = begin(drawing)
    edit(drawing, draft, name__inventory="Lain")
    edit(drawing, draft, rev=1, name__inventory="Inventarisasi kemajuan SKP")
    assert publish(drawing, draft, note="") == 1
    assert len(files(drawing)) == 1


def test_a_new_version_needs_a_word_why(drawing: Agency) -> None:
    draft = begin(drawing)
    edit(drawing, draft, name__inventory="Lain")
    with pytest.raises(FormRejected) as refused:
        publish(drawing, draft, note="  ")
    assert "note" in refused.value.messages
    assert len(files(drawing)) == 1


def test_what_is_drawn_is_kept_with_its_problems_and_not_published(drawing: Agency) -> None:
    draft = begin(drawing)
    broken = text_of(drawing, draft).replace("coaching_week.Inventory", "coaching_week.Nothing")
    assert save(drawing, draft, broken) == 1
    assert text_of(drawing, draft) == broken
    with pytest.raises(BadDefinition) as refused:
        publish(drawing, draft)
    assert {each.element for each in refused.value.problems} == {"inventory"}
    assert len(files(drawing)) == 1


@pytest.mark.parametrize("text", ["", "<a>", "<!DOCTYPE a><a/>", "x" * 2_000_000, "<a>\ud800</a>"])
def test_what_is_no_xml_is_not_stored(drawing: Agency, text: str) -> None:
    draft = begin(drawing)
    with pytest.raises(BadFile):
        save(drawing, draft, text)
    assert drawing.count(DraftFile) == 0


def test_two_who_save_are_both_shown(drawing: Agency) -> None:
    draft = begin(drawing)
    mine = text_of(drawing, draft).replace("Inventarisasi", "Tulis")
    theirs = text_of(drawing, draft).replace("Inventarisasi", "Catat")
    save(drawing, draft, theirs, who="sdm_2")
    with pytest.raises(DraftMoved) as moved:
        save(drawing, draft, mine)
    assert moved.value.params["who"] == drawing.people["sdm_2"].name
    assert (moved.value.text, moved.value.rev) == (theirs, 1)
    assert text_of(drawing, draft) == theirs
    assert save(drawing, draft, mine, rev=1) == 2


def test_the_same_text_again_is_no_conflict(drawing: Agency) -> None:
    draft = begin(drawing)
    text = text_of(drawing, draft).replace("Inventarisasi", "Tulis")
    assert save(drawing, draft, text) == 1
    assert save(drawing, draft, text) == 1


def test_who_has_a_file_open_is_seen_by_the_others(drawing: Agency) -> None:
    draft = begin(drawing)
    before = clock.real()
    drawing.do("sdm_2", commands.read_along, draft_id=draft, name=COACHING)
    (other,) = drawing.ask("sdm", queries.draft_file, draft, COACHING).others
    assert other.name == drawing.people["sdm_2"].name
    assert before <= other.at <= clock.real()
    assert drawing.ask("sdm", queries.draft_file, draft, YEAR).others == ()
    assert drawing.ask("sdm_2", queries.draft_file, draft, COACHING).others == ()


def test_who_went_away_is_seen_no_longer(drawing: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = begin(drawing)
    drawing.do("sdm_2", commands.read_along, draft_id=draft, name=COACHING)
    later = clock.real() + timedelta(minutes=3)
    monkeypatch.setattr(clock, "real", lambda: later)
    assert drawing.ask("sdm", queries.draft_file, draft, COACHING).others == ()


def test_a_draft_is_thrown_away_with_all_it_has(drawing: Agency) -> None:
    draft = begin(drawing)
    edit(drawing, draft, name__inventory="Lain")
    drawing.do("sdm_2", commands.read_along, draft_id=draft, name=COACHING)
    drawing.do("sdm", commands.discard_draft, draft_id=draft)
    assert drawing.count(DraftFile) == 0
    assert drawing.ask("sdm", queries.drafts) == ()


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_a_draft_has_a_name(drawing: Agency, name: str) -> None:
    with pytest.raises(FormRejected):
        begin(drawing, name)


# ---- the text twin ----------------------------------------------------------------------------


def test_a_window_is_edited_in_the_year(drawing: Agency) -> None:
    draft = begin(drawing)
    before = text_of(drawing, draft, YEAR)
    edit(drawing, draft, YEAR, closes__plan_week="9 Februari")
    after = text_of(drawing, draft, YEAR)
    assert after == before.replace('value="7 Februari"', 'value="9 Februari"')


def test_each_wrong_value_is_named_and_nothing_is_stored(drawing: Agency) -> None:
    draft = begin(drawing)
    with pytest.raises(FormRejected) as refused:
        edit(
            drawing,
            draft,
            name__inventory="",
            form__inventory="coaching_week.Nothing",
            role__inventory="pr_chairman",
            name__nobody="Siapa",
            name__together="Bagus",
        )
    assert refused.value.messages.keys() == {
        "name:inventory",
        "form:inventory",
        "role:inventory",
        "name:nobody",
    }
    assert drawing.count(DraftFile) == 0


@pytest.mark.parametrize("rule", ["30 Februari", "kapan saja", "1 April + 2 bulan kerja"])
def test_a_date_rule_that_is_none_is_refused_at_its_letter(drawing: Agency, rule: str) -> None:
    draft = begin(drawing)
    with pytest.raises(FormRejected) as refused:
        edit(drawing, draft, YEAR, closes__plan_week=rule)
    [said] = refused.value.messages["closes:plan_week"]
    assert said.startswith("Huruf ke-")


# ---- four eyes --------------------------------------------------------------------------------


def test_who_has_changed_a_draft_does_not_publish_it(agency: Agency) -> None:
    agency.by_four_eyes()
    draft = begin(agency)
    edit(agency, draft, name__inventory="Lain")
    assert agency.ask("sdm", queries.draft_page, draft).alone
    with pytest.raises(FourEyes):
        publish(agency, draft)
    assert not agency.ask("sdm_2", queries.draft_page, draft).alone
    assert publish(agency, draft, who="sdm_2") == 2


# ---- files from outside -----------------------------------------------------------------------


def take_in(agency: Agency, draft: str, name: str, content: bytes) -> str:
    files = agency.ask("sdm", queries.draft_files, draft)
    came = drafts.incoming(files, name, content)
    checked = uploads.checked({**files, came.path: came.text.encode()})
    return agency.do("sdm", commands.import_file, draft_id=draft, came=came, checked=checked)


def test_a_good_diagram_comes_in(drawing: Agency) -> None:
    draft = begin(drawing)
    content = text_of(drawing, draft).replace("Inventarisasi", "Tulis").encode()
    assert take_in(drawing, draft, COACHING, content) == "coaching_week/coaching_week.bpmn"
    assert text_of(drawing, draft).encode() == content


def test_a_bad_diagram_stays_outside(drawing: Agency) -> None:
    draft = begin(drawing)
    content = text_of(drawing, draft).replace("coaching_week.Inventory", "x.Nothing").encode()
    with pytest.raises(BadDefinition) as refused:
        take_in(drawing, draft, COACHING, content)
    assert {each.element for each in refused.value.problems} == {"inventory"}
    assert drawing.count(DraftFile) == 0


def test_another_verdict_than_that_of_the_file_is_worth_nothing(drawing: Agency) -> None:
    draft = begin(drawing)
    files = drawing.ask("sdm", queries.draft_files, draft)
    content = text_of(drawing, draft).replace("Inventarisasi", "Tulis").encode()
    came, checked = drafts.incoming(files, COACHING, content), uploads.checked(files)
    with pytest.raises(BadDefinition):
        drawing.do("sdm", commands.import_file, draft_id=draft, came=came, checked=checked)
    assert drawing.count(DraftFile) == 0


@pytest.mark.parametrize("name", ["Surat (1).bpmn", "../x.bpmn", "x.xml", "", "a" * 80 + ".bpmn"])
def test_a_file_of_another_kind_is_refused_by_its_name(name: str) -> None:
    with pytest.raises(BadFile):
        drafts.incoming((), name, b"<a/>")


# ---- versions ---------------------------------------------------------------------------------


def test_an_old_version_comes_back_as_a_draft(drawing: Agency) -> None:
    first = begin(drawing)
    edit(drawing, first, name__inventory="Lain")
    publish(drawing, first)
    draft = begin(drawing, "Kembali", number=1)
    [changed] = [
        each for each in drawing.ask("sdm", queries.draft_page, draft).files if each.changed
    ]
    assert changed.name == COACHING
    assert publish(drawing, draft) == 3
    old, _, new = files(drawing)
    assert new.files == old.files
    assert new.hash == old.hash


def test_a_version_that_is_not_there_cannot_be_restored(drawing: Agency) -> None:
    with pytest.raises(VersionNotFound):
        begin(drawing, number=7)


def test_two_drafts_of_different_files_become_one_after_the_other(drawing: Agency) -> None:
    one, other = begin(drawing, "Satu"), begin(drawing, "Dua")
    edit(drawing, one, name__inventory="Lain")
    edit(drawing, other, YEAR, closes__plan_week="9 Februari")
    publish(drawing, one)
    publish(drawing, other)
    newest = files(drawing)[-1].files
    assert "Lain" in newest["coaching_week/coaching_week.bpmn"]
    assert "9 Februari" in newest["siklus_kasn/siklus_kasn.bpmn"]


def test_two_drafts_of_one_file_must_choose(drawing: Agency) -> None:
    one, other = begin(drawing, "Satu"), begin(drawing, "Dua")
    edit(drawing, one, name__inventory="Lain")
    edit(drawing, other, name__inventory="Beda")
    publish(drawing, one)
    with pytest.raises(DraftOvertaken) as refused:
        publish(drawing, other)
    assert refused.value.paths == ("coaching_week/coaching_week.bpmn",)
    drawing.do("sdm", commands.keep_mine, draft_id=other)
    publish(drawing, other)
    assert "Beda" in files(drawing)[-1].files["coaching_week/coaching_week.bpmn"]


def test_what_the_newer_version_says_may_be_kept(drawing: Agency) -> None:
    one, other = begin(drawing, "Satu"), begin(drawing, "Dua")
    edit(drawing, one, name__inventory="Lain")
    edit(drawing, other, name__inventory="Beda")
    publish(drawing, one)
    drawing.do("sdm", commands.keep_theirs, draft_id=other, name=COACHING)
    assert publish(drawing, other, note="") == 2


def test_the_versions_are_told_with_who_and_why(drawing: Agency) -> None:
    drawing.open_cycle("inspektur")
    draft = begin(drawing)
    edit(drawing, draft, name__inventory="Lain")
    publish(drawing, draft)
    new, old = drawing.ask("sdm", queries.versions)
    assert (new.number, new.who, new.cycles, new.newest) == (2, drawing.people["sdm"].name, 0, True)
    assert (old.number, old.who, old.cycles, old.newest) == (1, "", 1, False)
