"""Publishing says beforehand who stays behind, by stage, and who could move."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import commands, queries, uploads
from engine.errors import FormRejected, NotYours
from engine.queries import affected
from tests.engine.test_moving import MARKED, later_draft, preview, publish

if TYPE_CHECKING:
    from tests.engine.agency import Agency
    from tests.engine.test_moving import Change


@pytest.fixture
def three(agency: Agency) -> Agency:
    """One drafts his SKP, that of another waits, that of the third is agreed."""
    agency.open_cycle("inspektur", "kadis_pu", "kadis_kesehatan")
    for who in ("kadis_pu", "kadis_kesehatan"):
        agency.fill(who, "draft_skp", who)
    agency.fill("sekda", "approve_skp", "kadis_kesehatan")
    return agency


def draft_of(agency: Agency, *changes: Change) -> str:
    """A draft with some texts changed."""
    draft = agency.do("sdm", commands.begin_draft, name="Alur baru")
    for path in dict.fromkeys(path for path, _, _ in changes):
        name = path.rpartition("/")[2]
        text = agency.ask("sdm", queries.draft_file, draft, name).text
        for where, old, new in changes:
            text = text.replace(old, new) if where == path else text
        agency.do("sdm", commands.save_diagram, draft_id=draft, name=name, text=text, rev=0)
    return draft


def look(agency: Agency, draft: str) -> dict[str, tuple[int, int, int, int]]:
    found = agency.ask("sdm", queries.affected_by_draft, draft)
    assert {(each.year, each.number) for each in found} <= {(2026, 1)}
    return {each.state: (each.clean, each.dates, each.stays, each.unknown) for each in found}


def test_each_stage_says_who_moves_and_who_stays(three: Agency) -> None:
    changes = (*MARKED, *later_draft())
    assert look(three, draft_of(three, *changes)) == {
        "draft": (0, 1, 1, 0),
        "skp_agreed": (1, 0, 0, 0),
    }
    told = preview(three, publish(three, *changes))
    assert [told.count(each) for each in ("clean", "dates", "stays")] == [1, 1, 1]


def test_what_stands_alike_is_judged_once(three: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    three.open_cycle("auditor_1", "auditor_2")
    monkeypatch.setattr(affected, "MOST_JUDGED", 1)
    draft = draft_of(three, *later_draft())
    assert look(three, draft) == {"draft": (0, 3, 0, 1), "skp_agreed": (0, 0, 0, 1)}


def test_a_draft_that_changes_nothing_leaves_nobody_behind(three: Agency) -> None:
    assert look(three, draft_of(three)) == {}
    with pytest.raises(NotYours):
        three.ask("inspektur", queries.affected_by_draft, draft_of(three))


def test_what_is_wanted_for_them_is_kept_with_the_version(three: Agency) -> None:
    draft = draft_of(three, *later_draft())
    checked = uploads.checked(three.ask("sdm", queries.to_publish, draft))
    given = {"draft_id": draft, "checked": checked, "note": "Waktu lebih lama."}
    with pytest.raises(FormRejected):
        three.do("sdm", commands.publish_draft, **given, running="sometime")
    three.do("sdm", commands.publish_draft, **given, running="later")
    newest, before = three.ask("sdm", queries.versions)
    assert (newest.running, before.running) == ("later", "")
