"""Signs that turn a text around are refused wherever somebody types what others read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from engine import commands, queries, uploads
from engine.errors import (
    BadDate,
    BadIntervention,
    BadView,
    EngineError,
    FormRejected,
    UnreadableReason,
)
from engine.interventions import Asked as StepIn
from engine.redating import Asked
from engine.tracking import AppraisalFilter
from tests.engine import test_diagrams as diagrams
from tests.engine import test_interventions as stepping
from tests.engine import test_moving as moves
from tests.engine import test_proposals as proposals
from tests.engine import test_redating as dates
from tests.engine.agency import Agency

TURNED = "Banjir \u202ergnu\u202c \u2066x\u2069"
OPEN = Asked("skp_agreement.closes", "6 Februari")

Try = Callable[[Agency], object]


def _decline(agency: Agency) -> object:
    agency.by_four_eyes()
    made = proposals.propose(agency)
    return agency.do("sdm_2", commands.decline_proposal, proposal_id=made, answer=TURNED)


def _decline_stepping_in(agency: Agency) -> object:
    agency.by_four_eyes()
    made = stepping.step_in(agency, StepIn("hold"))
    return agency.do("sdm_2", commands.decline_intervention, intervention_id=made, answer=TURNED)


def _step_in(agency: Agency, asked: StepIn, **more: str) -> object:
    seen = stepping.preview(agency, asked).seen
    given: dict[str, Any] = {"reason": "Tugas belajar", "seen": seen, **more}
    return agency.do("sdm", commands.intervene, asked=asked, wanted=AppraisalFilter(), **given)


def _move(agency: Agency) -> object:
    number = moves.publish(agency, *moves.RETITLED)
    found = {"cycle_id": moves.cycle_of(agency), "number": number}
    return agency.do("sdm", commands.move_to_version, **found, reason=TURNED)


def _describe(agency: Agency, **said: str) -> object:
    given: dict[str, Any] = {"draft_id": diagrams.begin(agency), "name": "Baru", "note": "", **said}
    return agency.do("sdm", commands.describe_draft, **given)


def _publish(agency: Agency, **said: str) -> object:
    draft = diagrams.begin(agency)
    diagrams.edit(agency, draft, name__inventory="Tulis kemajuan")
    checked = uploads.checked(agency.ask("sdm", queries.to_publish, draft))
    given: dict[str, Any] = {"draft_id": draft, "checked": checked, "note": "Perlu", **said}
    return agency.do("sdm", commands.publish_draft, **given)


#: What is typed, where the refusal stands, and the act.
TYPED: dict[str, tuple[str, Try]] = {
    "a change's reason": ("reason", lambda each: dates.change(each, OPEN, reason=TURNED)),
    "a change's letter": ("letter", lambda each: dates.change(each, OPEN, letter=TURNED)),
    "a change's rule": (
        "rule",
        lambda each: dates.preview(each, replace(OPEN, rule="6 \u202eiraurbeF")),
    ),
    "a proposal's reason": ("reason", lambda each: proposals.propose(each, reason=TURNED)),
    "why a proposal is declined": ("reason", _decline),
    "why somebody steps in": (
        "reason",
        lambda each: _step_in(each, StepIn("hold"), reason=TURNED),
    ),
    "an extension's letter": (
        "letter",
        lambda each: _step_in(
            each, StepIn("extend", edge=OPEN.edge, rule=OPEN.rule), letter=TURNED
        ),
    ),
    "why stepping in is declined": ("reason", _decline_stepping_in),
    "why appraisals move": ("", _move),
    "a view's name": (
        "",
        lambda each: each.do("sdm", commands.save_view, name=TURNED, query="unit=1"),
    ),
    "a new draft's name": ("name", lambda each: diagrams.begin(each, TURNED)),
    "a draft's name": ("name", lambda each: _describe(each, name=TURNED)),
    "a draft's note": ("note", lambda each: _describe(each, note=f"Satu\r\n{TURNED}")),
    "a version's note": ("note", lambda each: _publish(each, note=TURNED)),
    "why one is published all the same": (
        "despite",
        lambda each: _publish(each, despite=TURNED),
    ),
    "an element's name": (
        "name:inventory",
        lambda each: diagrams.edit(each, diagrams.begin(each), name__inventory=TURNED),
    ),
    "a property in the text twin": (
        "due:inventory",
        lambda each: diagrams.edit(each, diagrams.begin(each), due__inventory=TURNED),
    ),
}


@pytest.mark.parametrize(("field", "act"), TYPED.values(), ids=TYPED)
def test_it_is_refused_at_its_field_and_not_quoted(agency: Agency, field: str, act: Try) -> None:
    agency.open_cycle("inspektur")
    with pytest.raises(EngineError) as refused:
        act(agency)
    error = refused.value
    match error:
        case BadDate() | BadIntervention():
            assert error.field == field
            said = str(error.problem)
        case FormRejected():
            assert list(error.messages) == [field]
            said = str(error.messages[field][0])
        case _:
            assert isinstance(error, UnreadableReason | BadView)
            said = str(error)
    assert "tidak dapat dibaca; ketik ulang" in said
    assert not {"\u202e", "\u202c", "\u2066", "\u2069"} & set(said)


def test_line_breaks_of_a_page_and_other_scripts_stay(agency: Agency) -> None:
    note = "Satu\r\nدua 👍🏽"
    draft = diagrams.begin(agency, "عربي <b>=1+1</b>")
    agency.do("sdm", commands.describe_draft, draft_id=draft, name="عربي", note=note)
    assert agency.ask("sdm", queries.draft_page, draft).note == note
