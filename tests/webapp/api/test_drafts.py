"""Diagrams that a program sends into a draft meet the same verdict as on the page."""

from __future__ import annotations

import pytest

from engine.definitions import shipped
from tests.webapp.office import Office
from tests.webapp.program import program
from tests.webapp.test_diagrams import MODELER, begin, upload
from tests.webapp.test_drawing import save
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
    assert put(office, draft, text) == (
        200,
        {"path": "plan_week/plan_week.bpmn", "mended": []},
    )
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
    board = office.person(SDM).get(f"/diagram/draf/{draft}/plan_week.bpmn/gambar")
    [drawn] = save(board, text).get_json()["problems"]
    assert (drawn["element"], drawn["message"]) == (element, said.partition(": ")[2])


def test_a_file_of_the_desktop_modeler_comes_in(office: Office) -> None:
    status, taken = put(office, draft_of(office), MODELER.read_text(), "serah_terima.bpmn")
    assert status == 200
    assert isinstance(taken, dict)
    assert taken["path"] == "serah_terima/serah_terima.bpmn"
    assert taken["mended"][0] == "Id proses Process_0x4jr8n menjadi serah_terima."


@pytest.mark.parametrize("text", ["", "{}", "<a>", "<!DOCTYPE a><a/>"])
def test_what_is_no_diagram_is_a_sentence(office: Office, text: str) -> None:
    status, problem = put(office, draft_of(office), text)
    assert status == 422
    assert isinstance(problem, dict)
    assert problem["type"] == "urn:timbang:bad-file"
