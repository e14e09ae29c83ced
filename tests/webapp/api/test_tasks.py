"""My tasks over the API: the list, a form described, a draft, sending; strangers find nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.webapp.office import NIPS, TEXT, Office
from tests.webapp.program import ROW, SKP, Program, program
from tests.webapp.year import INSPEKTUR, KADIS_KESEHATAN, SDM, SDM_TOO, SEKDA, Year

At = Callable[[str], Office]


def first(caller: Program, **wanted: str) -> dict[str, Any]:
    """The task of mine that is due first."""
    query = "&".join(f"{name}={value}" for name, value in wanted.items())
    task: dict[str, Any] = caller.get(f"/tasks?{query}").get_json()["tasks"][0]
    return task


# ---- the list ---------------------------------------------------------------------------------


def test_the_list_says_what_waits_by_when_and_in_which_role(office: Office) -> None:
    found = program(office, INSPEKTUR).get("/tasks").get_json()
    assert (found["count"], found["page"], found["pages"]) == (1, 1, 1)
    [task] = found["tasks"]
    assert (task["title"], task["subject"], task["role"]) == ("Susun SKP", INSPEKTUR, "pegawai")
    assert (task["phase"], task["phase_name"]) == ("skp_agreement", "Kesepakatan SKP")
    assert (task["due_at"], task["late"]) == ("2026-01-31T17:00:00+00:00", False)
    assert task["days_left"] == 18


def test_tasks_of_all_roles_come_by_due_date_page_by_page(at: At) -> None:
    sdm = program(at("keberatan announced"), SDM)
    whole = sdm.get("/tasks?per_page=100").get_json()
    due = [task["due_at"] or "9" for task in whole["tasks"]]
    assert due == sorted(due)
    assert len(due) == whole["count"] > 1
    halves = [sdm.get(f"/tasks?per_page=1&page={page}").get_json() for page in (1, 2)]
    assert [half["tasks"][0] for half in halves] == whole["tasks"][:2]
    assert halves[0]["pages"] == whole["count"]


def test_each_date_says_where_it_is_told_what_it_comes_from(office: Office) -> None:
    caller = program(office, INSPEKTUR)
    [task] = caller.get("/tasks").get_json()["tasks"]
    assert task["why"] == f"/api/v1/appraisals/{task['appraisal']}/dates/skp_agreement/closes"
    why = caller.get(task["why"].removeprefix("/api/v1")).get_json()
    assert why["due_at"] == why["recomputed"] == task["due_at"]


def test_a_rater_is_not_told_where_the_dates_of_others_come_from(at: At) -> None:
    waiting = at("Nilai perilaku kerja")
    raters = {name: each for name in NIPS if (each := _rates(waiting, name)) is not None}
    strangers = raters.keys() - {INSPEKTUR, SEKDA, SDM, SDM_TOO}
    assert strangers
    assert {raters[name]["task"]["why"] for name in strangers} == {None}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("state=draf", 1),
        ("state=baru", 0),
        ("role=pegawai", 1),
        ("role=sdm", 0),
        ("phase=skp_agreement&role=pegawai&state=draf", 1),
        ("phase=keberatan", 0),
    ],
)
def test_the_list_is_filtered(office: Office, query: str, count: int) -> None:
    found = program(office, INSPEKTUR).get(f"/tasks?{query}").get_json()
    assert found["count"] == len(found["tasks"]) == count


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("page=x", {"page": ["Tulis bilangan bulat."]}),
        ("page=0", {"page": ["Tulis bilangan antara 1 dan 10000."]}),
        ("page=" + "9" * 5000, {"page": ["Tulis bilangan bulat."]}),
        ("per_page=101", {"per_page": ["Tulis bilangan antara 1 dan 100."]}),
        ("state=selesai", {"state": ["Pilih salah satu dari daftar."]}),
        ("fase=keberatan", {"fase": ["Isian ini tidak dikenal."]}),
    ],
)
def test_a_filter_that_does_not_exist_is_refused(office: Office, query: str, errors: Any) -> None:
    answer = program(office, INSPEKTUR).get(f"/tasks?{query}")
    assert answer.status_code == 422
    assert answer.get_json()["errors"] == errors


# ---- one task ---------------------------------------------------------------------------------


def test_a_task_comes_with_its_form_described(office: Office) -> None:
    caller = program(office, INSPEKTUR)
    shown = caller.get(f"/tasks/{first(caller)['id']}").get_json()
    form = shown["form"]
    assert (form["key"], form["title"]) == ("skp_agreement.DraftSkp", "Susun SKP")
    rows = next(field for field in form["fields"] if field["name"] == "rows")
    assert (rows["kind"], rows["key"], rows["given"]) == ("rows", None, [])
    cells = {field["name"]: field for field in rows["fields"]}
    quantity, unit = cells["target_quantity"], cells["time_unit"]
    assert (quantity["kind"], quantity["places"], quantity["above"]) == ("number", 2, "0")
    assert {"value": "bulan", "label": "bulan"} in unit["choices"]
    assert cells["activity"]["max_length"] > 0
    assert [name for section in form["sections"] for name in section["names"]] == [
        field["name"] for field in form["fields"]
    ]


def test_given_rows_and_conditions_are_described(at: At) -> None:
    office = at("Ajukan keberatan")
    caller = program(office, INSPEKTUR)
    form = caller.get(f"/tasks/{first(caller)['id']}").get_json()["form"]
    assert form["confirm"]
    waiting = at("Nilai perilaku kerja")
    rater = next(each for name in NIPS if (each := _rates(waiting, name)) is not None)
    [table] = [field for field in rater["form"]["fields"] if field["kind"] == "rows"]
    assert table["key"] == "aspect"
    assert {row["key"] for row in table["given"]} >= {"orientasi_pelayanan", "integritas"}


def _rates(office: Office, name: str) -> dict[str, Any] | None:
    caller = program(office, name)
    tasks = caller.get("/tasks?phase=form_filling").get_json()["tasks"]
    found = [task for task in tasks if task["form"] == "form_filling.ReviewBehaviour"]
    return dict(caller.get(f"/tasks/{found[0]['id']}").get_json()) if found else None


def test_every_form_of_the_year_is_described_as_the_document_says(year: Year, at: At) -> None:
    for title, waiting in year.forms.items():
        caller = program(at(title), waiting.name)
        shown = caller.get(f"/tasks/{waiting.path.split('/')[2]}")
        assert shown.status_code == 200
        assert shown.get_json()["form"]["title"] == title


def test_words_of_the_form_are_in_the_callers_language(office: Office) -> None:
    caller = program(office, INSPEKTUR, language="en")
    shown = caller.get(f"/tasks/{first(caller)['id']}").get_json()
    assert shown["form"]["title"] == shown["task"]["title"] == "Draft the SKP"
    assert shown["form"]["fields"][0]["label"] != ""


# ---- keeping and sending ----------------------------------------------------------------------


def test_a_draft_is_replaced_and_given_back(office: Office) -> None:
    caller = program(office, INSPEKTUR)
    task = first(caller)["id"]
    typed = {"rows": [{"activity": "Baru separuh", "target_quantity": "bukan angka"}]}
    saved = caller.put(f"/tasks/{task}/draft", typed).get_json()
    assert saved == {"saved_at": "2026-01-05T01:00:00+00:00"}
    shown = caller.get(f"/tasks/{task}").get_json()
    assert shown["answers"] == typed
    assert shown["task"]["draft_at"] == saved["saved_at"]
    # The same draft stands on the page.
    assert "Baru separuh" in office.task(INSPEKTUR, "Susun SKP", INSPEKTUR).text


def test_sending_gives_a_receipt_and_the_task_to_the_next(office: Office) -> None:
    caller = program(office, INSPEKTUR)
    sent = caller.post(f"/tasks/{first(caller)['id']}/complete", SKP)
    receipt = sent.get_json()
    assert (receipt["title"], receipt["at"]) == ("Susun SKP", "2026-01-05T01:00:00+00:00")
    assert receipt["number"].startswith("2026-")
    assert receipt["next"] == [f"{SEKDA}: Setujui SKP"]
    assert caller.get("/tasks").get_json()["count"] == 0
    assert first(program(office, SEKDA), role="pejabat_penilai")["subject"] == INSPEKTUR


def test_what_the_form_refuses_is_said_at_the_field_and_kept(office: Office) -> None:
    caller = program(office, INSPEKTUR)
    task = first(caller)["id"]
    wrong = {"rows": [ROW, ROW | {"target_quantity": 1.125, "activity": ""}], "npk": 100}
    answer = caller.post(f"/tasks/{task}/complete", wrong)
    assert answer.status_code == 422
    problem = answer.get_json()
    assert problem["type"] == "urn:timbang:form-rejected"
    assert problem["errors"] == {
        "npk": ["Isian ini tidak dikenal; muat ulang halaman."],
        "rows": {
            "1": {
                "activity": ["Wajib diisi."],
                "target_quantity": ["Paling banyak 2 angka di belakang koma."],
            }
        },
    }
    assert caller.get(f"/tasks/{task}").get_json()["answers"]["npk"] == 100
    caller.language = "en"
    told = caller.post(f"/tasks/{task}/complete", wrong).get_json()["errors"]["rows"]["1"]
    assert told["target_quantity"] == ["At most 2 digits after the decimal sign."]


def test_a_task_that_is_done_says_by_whom_and_when(at: At) -> None:
    office = at("Terima dokumen coaching")
    office_link = office.task(SDM, "Terima dokumen coaching", KADIS_KESEHATAN).path
    task, answers = office_link.split("/")[2], {"completeness": "lengkap"}
    assert program(office, SDM_TOO).post(f"/tasks/{task}/complete", answers).status_code == 200
    late = program(office, SDM)
    for answer in (
        late.post(f"/tasks/{task}/complete", {"completeness": "lengkap", "note": "Terlambat."}),
        late.put(f"/tasks/{task}/draft", {"note": "Terlambat."}),
        late.get(f"/tasks/{task}"),
    ):
        assert answer.status_code == 409
        problem = answer.get_json()
        assert problem["type"] == "urn:timbang:already-done"
        assert f"oleh {SDM_TOO} pada Rabu, 1 April 2026 pukul" in problem["detail"]


def test_a_keberatan_after_its_window_names_rule_and_date(at: At) -> None:
    office = at("keberatan announced")
    caller = program(office, INSPEKTUR)
    task = first(caller, phase="keberatan")["id"]
    office.hand.move_to(office.hand.read().replace(year=2027, month=1, day=22))
    answer = caller.post(
        f"/tasks/{task}/complete", {"contested_parts": ["skp"], "reasons": TEXT * 2}
    )
    assert answer.status_code == 409
    assert answer.get_json()["type"] == "urn:timbang:too-late"
    assert "ditutup pada Kamis, 21 Januari 2027 pukul 23.59 WIB" in answer.get_json()["detail"]


def test_a_draft_that_is_too_long_is_refused(office: Office) -> None:
    caller = program(office, INSPEKTUR)
    answer = caller.put(f"/tasks/{first(caller)['id']}/draft", {"a": "x" * 200_001})
    assert answer.status_code == 409
    assert answer.get_json()["type"] == "urn:timbang:draft-too-long"


# ---- strangers --------------------------------------------------------------------------------


def attempts(caller: Program, task: str) -> Iterator[Any]:
    yield caller.get(f"/tasks/{task}")
    yield caller.put(f"/tasks/{task}/draft", {})
    yield caller.post(f"/tasks/{task}/complete", SKP)


@pytest.mark.parametrize("name", [SEKDA, SDM, "Kepala Bidang Bina Marga"])
def test_a_strangers_task_is_no_other_than_one_that_does_not_exist(
    office: Office, name: str
) -> None:
    task = first(program(office, INSPEKTUR))["id"]
    before = program(office, INSPEKTUR).get(f"/tasks/{task}").data
    stranger = program(office, name)
    for foreign, unknown in zip(
        attempts(stranger, task), attempts(stranger, "x" * 22), strict=True
    ):
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.data == unknown.data
        assert dict(foreign.headers) == dict(unknown.headers)
    assert program(office, INSPEKTUR).get(f"/tasks/{task}").data == before
