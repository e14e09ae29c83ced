"""The diagram with the people on it: each number is the length of the list behind it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine import queries
from engine.errors import PhaseNotFound, VersionNotFound
from engine.queries import AppraisalFilter, Place, Places
from tests.engine.agency import Agency, Live

HEADS = ("inspektur", "kadis_pu", "kadis_kesehatan")


@pytest.fixture
def year(agency: Agency) -> Agency:
    """In January: one waits for Plan Week, one for an approval, two have not begun."""
    agency.open_cycle(*HEADS, "auditor_1")
    for who in ("inspektur", "kadis_pu"):
        agency.fill(who, "draft_skp", who)
    agency.fill("sekda", "approve_skp", "inspektur")
    return agency


def places(agency: Agency, who: str = "sdm", phase: str = "", **wanted: object) -> Places:
    asked = AppraisalFilter(**wanted)  # type: ignore[arg-type]
    found = agency.ask(who, queries.places, asked, phase)
    assert found is not None
    return found


def standing(found: Places) -> dict[str, int]:
    return {spot.line.id: spot.place.people for spot in found.spots if spot.place}


def test_the_year_says_who_is_in_which_phase_and_who_waits_for_a_date(year: Agency) -> None:
    found = places(year)
    assert (found.total, found.done) == (4, 0)
    inside = standing(found)
    assert inside.pop("skp_agreement") == 3
    [(_, waiting)] = inside.items()
    assert waiting == 1


def test_a_phase_says_who_is_at_which_step(year: Agency) -> None:
    found = places(year, phase="skp_agreement")
    assert found.path.endswith("skp_agreement.bpmn")
    assert standing(found) == {"draft_skp": 2, "approve_skp": 1}


@pytest.mark.parametrize("who", ["sdm", "sekda", "inspektur", "auditor_1"])
def test_each_number_is_the_length_of_the_list_behind_it(year: Agency, who: str) -> None:
    year.at(2026, 2, 2)
    assert compare(year, who) > 0


def test_so_it_is_while_forms_of_the_360_are_open(lived: Live) -> None:
    agency = lived("inspektur", until="review_behaviour")
    assert compare(agency, "sdm") > 0
    assert standing(places(agency, phase="form_filling"))["review_behaviour"] == 1


def compare(agency: Agency, who: str) -> int:
    """Look at every spot of the year and of its phases; returns how many had somebody."""
    wanted = AppraisalFilter()
    year = places(agency, who)
    seen = 0
    for spot in year.spots:
        if spot.place and spot.line.kind == "call":
            asked = replace(wanted, phase=spot.line.id)
            seen += agrees(agency, who, spot.place, asked)
            for inner in places(agency, who, spot.line.id).spots:
                seen += agrees(agency, who, inner.place, replace(asked, step=inner.line.id))
        else:
            seen += agrees(agency, who, spot.place, replace(wanted, step=spot.line.id))
    return seen


def agrees(agency: Agency, who: str, place: Place | None, wanted: AppraisalFilter) -> int:
    listed = agency.ask(who, queries.appraisals, wanted)
    assert listed.total == (place.people if place else 0), wanted
    if place is None:
        return 0
    assert sum(place.waits) == place.people
    late = agency.ask(who, queries.appraisals, replace(wanted, late=True))
    assert place.late <= late.total
    return 1


def test_who_waits_long_is_told_by_working_days(year: Agency) -> None:
    assert places(year, phase="skp_agreement").spots
    for day, waits, slow in ((5, (2, 0, 0), 0), (9, (0, 2, 0), 1), (21, (0, 0, 2), 2)):
        year.at(2026, 1, day)
        [place] = [
            spot.place
            for spot in places(year, phase="skp_agreement").spots
            if spot.place and spot.line.id == "draft_skp"
        ]
        assert (day, place.waits, place.slow) == (day, waits, slow)


def test_the_filter_of_the_list_counts_here_too(year: Agency) -> None:
    assert standing(places(year, phase="skp_agreement", text="Auditor")) == {"draft_skp": 1}
    year.at(2026, 2, 2)
    assert places(year, health="overdue").total == 3
    assert places(year, health="done").total == 0


def test_somebody_sees_only_those_below(year: Agency) -> None:
    assert places(year, "inspektur").total == 2
    assert places(year, "auditor_1").total == 1


def test_what_is_not_there_is_not_found(year: Agency) -> None:
    with pytest.raises(PhaseNotFound):
        places(year, phase="liburan")
    with pytest.raises(VersionNotFound):
        places(year, version=77)


def test_without_a_cycle_there_is_nothing_to_show(agency: Agency) -> None:
    assert agency.ask("sdm", queries.places, AppraisalFilter()) is None


def test_a_look_at_the_diagram_asks_eight_questions_at_most(
    year: Agency, statements: list[str]
) -> None:
    places(year)
    statements.clear()
    places(year)
    assert len(statements) <= 8
