"""Diagrams that a program sends into a draft meet the same verdict as on the page."""

from __future__ import annotations

import pytest

from engine.definitions import shipped
from tests.webapp.office import Office
from tests.webapp.program import program
from tests.webapp.test_diagrams import begin, upload
from tests.webapp.year import SDM

PLAN = shipped()["plan_week/plan_week.bpmn"].decode()


def draft_of(office: Office) -> str:
    """The id of a new draft."""
    return begin(office).path.rpartition("/")[2]


def put(office: Office, draft: str, text: str, name: str = "plan_week.bpmn") -> tuple[int, object]:
    answer = program(office, SDM).put(f"/drafts/{draft}/files/{name}", {"text": text})
    return answer.status_code, answer.get_json(force=True)


def test_a_good_diagram_comes_in(office: Office) -> None:
    draft = draft_of(office)
    text = PLAN.replace("Susun jadwal", "Susun rencana")
    assert put(office, draft, text) == (200, {"path": "plan_week/plan_week.bpmn"})
    [row] = program(office, SDM).get("/drafts").get_json()["drafts"]
    assert (row["id"], row["name"], row["base"]) == (draft, "Coaching lebih awal", 1)


def test_the_verdict_is_the_page_s(office: Office) -> None:
    draft = draft_of(office)
    text = PLAN.replace("plan_week.PlanDialogs", "plan_week.Nothing")
    status, problem = put(office, draft, text)
    assert status == 422
    assert isinstance(problem, dict)
    assert problem["type"] == "urn:timbang:bad-definition"
    [(element, [said])] = problem["errors"].items()
    page = upload(office.person(SDM).get(f"/diagram/draf/{draft}"), "plan_week.bpmn", text.encode())
    assert page.status == 422
    assert element in page.text
    assert said.partition(": ")[2] in page.text
    assert program(office, SDM).get("/drafts").get_json()["drafts"][0]["changed"] == 0


@pytest.mark.parametrize("text", ["", "{}", "<a>", "<!DOCTYPE a><a/>"])
def test_what_is_no_diagram_is_a_sentence(office: Office, text: str) -> None:
    status, problem = put(office, draft_of(office), text)
    assert status == 422
    assert isinstance(problem, dict)
    assert problem["type"] == "urn:timbang:bad-file"
