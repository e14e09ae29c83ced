"""Stopped processes over the API: Bagian SDM lists them and lets them go on."""

from __future__ import annotations

from tests.webapp.office import Office
from tests.webapp.program import program
from tests.webapp.test_incidents import stop, try_to_send
from tests.webapp.year import INSPEKTUR, KADIS_KESEHATAN, SDM


def test_bagian_sdm_lists_what_has_stopped_and_lets_it_go_on(office: Office) -> None:
    try_to_send(office, INSPEKTUR)
    stop(office, KADIS_KESEHATAN)
    caller = program(office, SDM)
    found = caller.get("/incidents").get_json()
    assert (found["page"], found["pages"], found["count"]) == (1, 1, 2)
    form, deadline = found["incidents"]
    assert (form["subject"], form["task"], form["stopped"]) == (INSPEKTUR, "Susun SKP", False)
    assert (form["element"], form["attempts"]) == ("Setujui SKP", 1)
    assert (deadline["task"], deadline["stopped"], deadline["attempts"]) == ("", True, 4)
    for _ in range(2):
        assert caller.post(f"/incidents/{form['id']}/resume", {}).status_code == 204
    assert caller.post(f"/incidents/{deadline['appraisal']}/resume", {}).status_code == 204
    assert caller.get("/incidents").get_json()["incidents"] == []


def test_words_are_in_the_callers_language(office: Office) -> None:
    try_to_send(office, INSPEKTUR)
    [row] = program(office, SDM, "en").get("/incidents").get_json()["incidents"]
    assert row["task"] == "Draft the SKP"


def test_a_damaged_state_is_a_conflict_and_stays_on_the_list(office: Office) -> None:
    stop(office, INSPEKTUR, blob=b"bukan keadaan proses")
    caller = program(office, SDM)
    [row] = caller.get("/incidents").get_json()["incidents"]
    answer = caller.post(f"/incidents/{row['id']}/resume", {})
    assert answer.status_code == 409
    assert answer.get_json(force=True)["type"] == "urn:timbang:state-damaged"
    assert caller.get("/incidents").get_json()["incidents"] == [row]
