"""Four eyes for the end of an open stage: one officer proposes, another makes it (C-TM-3)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine import commands, queries
from engine.errors import (
    BadDate,
    DatesMoved,
    EngineError,
    NeedsAnother,
    NotYours,
    ProposalDecided,
    ProposalNotFound,
)
from engine.redating import Asked
from tests.engine.agency import Agency

LATER = Asked(edge="skp_agreement.closes", rule="6 Februari")
WHY = {"reason": "Banjir", "letter": "800/12"}


@pytest.fixture
def january(agency: Agency) -> Agency:
    """Two people who are to draft their SKP by the end of January."""
    agency.open_cycle("inspektur", "auditor_1")
    agency.by_four_eyes()
    return agency


def cycle_of(agency: Agency) -> str:
    return agency.ask("sdm", lambda session, _actor: queries.cycles(session))[0].id


def preview(agency: Agency, asked: Asked = LATER, who: str = "sdm") -> queries.DatePreview:
    return agency.ask(who, queries.date_preview, cycle_of(agency), asked)


def propose(agency: Agency, asked: Asked = LATER, who: str = "sdm", **more: str) -> str:
    given = {"seen": preview(agency, asked, who).seen, **WHY, **more}
    return agency.do(who, commands.propose_dates, cycle_id=cycle_of(agency), asked=asked, **given)


def accept(agency: Agency, proposal: str, who: str = "sdm_2") -> str:
    found = agency.ask(who, queries.proposal, proposal)
    assert found.preview is not None
    return agency.do(who, commands.accept_proposal, proposal_id=proposal, seen=found.preview.seen)


def due(agency: Agency) -> str:
    [item] = [
        each for each in agency.ask("auditor_1", queries.inbox).items if each.due_at is not None
    ]
    return f"{item.due_at:%d-%m}"


def told(agency: Agency, who: str) -> list[str]:
    return [each.kind for each in agency.ask(who, queries.notices)]


def test_nobody_moves_the_end_of_an_open_stage_alone(january: Agency) -> None:
    seen = preview(january)
    assert seen.another
    with pytest.raises(NeedsAnother):
        january.do(
            "sdm", commands.change_dates, cycle_id=cycle_of(january), asked=LATER,
            seen=seen.seen, **WHY,
        )  # fmt: skip
    assert due(january) == "31-01"


def test_what_is_not_open_yet_is_moved_by_one(january: Agency) -> None:
    later = Asked(edge="plan_week.closes", rule="10 Februari")
    seen = preview(january, later)
    assert not seen.another
    january.do(
        "sdm", commands.change_dates, cycle_id=cycle_of(january), asked=later, seen=seen.seen, **WHY
    )


def test_a_stage_is_open_by_its_dates_though_those_it_moves_are_late_to_reach_it(
    january: Agency,
) -> None:
    january.at(2026, 2, 3)
    assert preview(january, Asked(edge="plan_week.closes", rule="13 Februari")).another


def test_another_officer_makes_what_was_proposed(january: Agency) -> None:
    proposal = propose(january)
    assert due(january) == "31-01"
    assert "proposed" in told(january, "sdm_2")
    [waiting] = january.ask("sdm_2", queries.open_proposals, cycle_of(january))
    assert (waiting.id, waiting.reason, waiting.letter, waiting.mine) == (
        proposal, "Banjir", "800/12", False,
    )  # fmt: skip
    accept(january, proposal)
    assert due(january) == "06-02"
    assert january.ask("sdm", queries.open_proposals, cycle_of(january)) == ()
    [change] = january.ask("sdm", queries.date_changes, cycle_of(january))
    names = {who: january.people[who].name for who in ("sdm", "sdm_2")}
    assert (change.by, change.accepted_by) == (names["sdm"], names["sdm_2"])
    assert change.reason == "Banjir"
    page = january.ask("sdm", queries.appraisal_page, january.appraisal("auditor_1").public_id)
    [line] = [each for each in page.history if each.act == "redated"]
    assert line.who == names["sdm"]
    assert f"disetujui {names['sdm_2']}" in line.note
    assert "proposal_accepted" in told(january, "sdm")
    assert "redated" in told(january, "auditor_1")


def test_who_proposed_it_does_not_make_it(january: Agency) -> None:
    proposal = propose(january)
    seen = preview(january).seen
    with pytest.raises(NeedsAnother):
        january.do("sdm", commands.accept_proposal, proposal_id=proposal, seen=seen)
    with pytest.raises(NotYours):
        january.do("inspektur", commands.accept_proposal, proposal_id=proposal, seen=seen)


def test_only_what_the_second_officer_saw_is_made(january: Agency) -> None:
    proposal = propose(january)
    stale = preview(january, who="sdm_2").seen
    january.fill("auditor_1", "draft_skp", "auditor_1")
    january.fill("inspektur", "approve_skp", "auditor_1")
    with pytest.raises(DatesMoved):
        january.do("sdm_2", commands.accept_proposal, proposal_id=proposal, seen=stale)
    accept(january, proposal)


def test_it_is_declined_with_a_reason_or_taken_back(january: Agency) -> None:
    first = propose(january)
    with pytest.raises(BadDate):
        january.do("sdm_2", commands.decline_proposal, proposal_id=first, answer="  ")
    january.do("sdm_2", commands.decline_proposal, proposal_id=first, answer="Belum perlu")
    assert "proposal_declined" in told(january, "sdm")
    second = propose(january)
    with pytest.raises(NotYours):
        january.do("sdm_2", commands.withdraw_proposal, proposal_id=second)
    january.do("sdm", commands.withdraw_proposal, proposal_id=second)
    for proposal in (first, second):
        with pytest.raises(ProposalDecided):
            january.do("sdm_2", commands.accept_proposal, proposal_id=proposal, seen="")
    assert due(january) == "31-01"


def test_one_proposal_for_a_date_at_a_time(january: Agency) -> None:
    propose(january)
    with pytest.raises(BadDate) as refused:
        propose(january, who="sdm_2")
    assert refused.value.field == "edge"
    unit = january.appraisal("auditor_1").unit_id
    propose(january, Asked(edge=LATER.edge, rule=LATER.rule, scope="unit", unit=unit))


def test_what_can_no_longer_be_made_says_why(january: Agency) -> None:
    proposal = propose(january)
    january.at(2026, 2, 10)
    found = january.ask("sdm_2", queries.proposal, proposal)
    assert found.preview is None
    assert found.trouble is not None


def test_a_proposal_that_is_not_there_is_not_found(january: Agency) -> None:
    with pytest.raises(ProposalNotFound):
        january.ask("sdm", queries.proposal, "x" * 22)
    with pytest.raises(NotYours):
        january.ask("inspektur", queries.open_proposals, cycle_of(january))


def test_two_officers_who_accept_at_once_make_one_change(january: Agency) -> None:
    proposal = propose(january)
    seen = preview(january, who="sdm_2").seen

    def accept_it(_: int) -> str:
        try:
            january.do("sdm_2", commands.accept_proposal, proposal_id=proposal, seen=seen)
        except EngineError as error:
            return type(error).__name__
        return "made"

    with ThreadPoolExecutor(2) as both:
        outcomes = sorted(both.map(accept_it, range(2)))
    assert outcomes == ["ProposalDecided", "made"]
    assert len(january.ask("sdm", queries.date_changes, cycle_of(january))) == 1
