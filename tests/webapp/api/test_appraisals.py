"""Appraisals over the API: who sees which, where one sits, what it waits for, what happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.webapp.office import WIB, Office, fall_behind, local
from tests.webapp.program import Program, program
from tests.webapp.year import BUPATI, INSPEKTUR, SDM, SEKDA, THREE

At = Callable[[str], Office]
STRANGER, RATER = "Kepala Bidang Bina Marga", "Auditor Ahli Muda"


def mine(caller: Program) -> str:
    rows = caller.get("/appraisals").get_json()["appraisals"]
    return str(next(row["id"] for row in rows if row["subject"] == INSPEKTUR))


@pytest.mark.parametrize(
    ("name", "subjects"),
    [(INSPEKTUR, {INSPEKTUR}), (SEKDA, set(THREE)), (BUPATI, set(THREE)), (STRANGER, set())],
)
def test_everybody_sees_his_own_and_those_of_his_line(
    at: At, name: str, subjects: set[str]
) -> None:
    found = program(at("keberatan announced"), name).get("/appraisals").get_json()
    assert {row["subject"] for row in found["appraisals"]} >= subjects
    assert found["count"] == len(found["appraisals"])
    if not subjects:
        assert INSPEKTUR not in str(found)


def test_bagian_sdm_sees_all_and_whom_each_waits_for(at: At) -> None:
    office = at("keberatan announced")
    found = program(office, SDM).get("/appraisals?page=1").get_json()
    row = next(row for row in found["appraisals"] if row["subject"] == INSPEKTUR)
    assert row["waiting_on"] == [INSPEKTUR]
    assert row["task"] == "Ajukan keberatan"
    assert program(office, SDM).get("/appraisals?page=0").status_code == 422


def test_an_appraisal_says_where_it_is_and_who_holds_it(at: At) -> None:
    office = at("keberatan announced")
    shown = program(office, SEKDA).get(f"/appraisals/{mine(program(office, SEKDA))}").get_json()
    assert (shown["subject"], shown["viewer"]) == (INSPEKTUR, "pejabat_penilai")
    stages = {stage["key"]: stage for stage in shown["stages"]}
    assert stages["final_dialog"]["state"] == "done"
    assert stages["keberatan"]["state"] == "now"
    assert stages["keberatan"]["closes"] == "2027-01-21T17:00:00+00:00"
    [holder] = shown["open_tasks"]
    assert (holder["person"], holder["title"], holder["task"]) == (
        INSPEKTUR,
        "Ajukan keberatan",
        None,
    )


def test_the_owner_of_a_task_finds_his_way_in(at: At) -> None:
    office = at("keberatan announced")
    caller = program(office, INSPEKTUR)
    [holder] = caller.get(f"/appraisals/{mine(caller)}").get_json()["open_tasks"]
    assert caller.get(f"/tasks/{holder['task']}").status_code == 200


def test_a_timer_comes_with_its_rule_and_its_date(at: At) -> None:
    office = at("keberatan announced")
    caller = program(office, INSPEKTUR)
    [timer] = caller.get(f"/appraisals/{mine(caller)}").get_json()["timers"]
    assert (timer["phase"], timer["edge"]) == ("keberatan", "closes")
    assert timer["due_at"] == "2027-01-21T17:00:00+00:00"
    assert timer["rule"]


def test_a_stage_that_would_end_too_late_comes_with_the_day_and_its_basis(at: At) -> None:
    office = at("keberatan announced")
    caller = program(office, INSPEKTUR)

    def told() -> list[tuple[Any, ...]]:
        found = caller.get(f"/appraisals/{mine(caller)}").get_json()["open_tasks"]
        found += caller.get(f"/appraisals/{mine(caller)}/waits").get_json()["waits"]
        return [tuple(each[name] for name in ("expected", "median", "passed")) for each in found]

    unknown = (None, None, None)
    assert told() == [unknown, unknown, unknown]
    fall_behind(office, INSPEKTUR, local(2027, 1, 25))
    known = ("2027-01-25", 12, 34)
    assert told() == [known, known, unknown], "what comes by itself has no pace"
    [row] = [each for each in listed(caller) if each["subject"] == INSPEKTUR]
    assert row["health"] == "at_risk"


def listed(caller: Program) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = caller.get("/appraisals?health=at_risk").get_json()["appraisals"]
    return rows


def test_what_it_waits_for_comes_with_who_since_when_and_whom_to_ask(at: At) -> None:
    office = at("keberatan announced")
    caller = program(office, SEKDA)
    form, closing = caller.get(f"/appraisals/{mine(caller)}/waits").get_json()["waits"]
    assert (form["kind"], form["person"], form["task"]) == ("task", INSPEKTUR, None)
    assert form["contact"] == f"{INSPEKTUR}, Pegawai yang Dinilai"
    assert form["said"].startswith(f"Ajukan keberatan (Keberatan) ada pada {INSPEKTUR} sejak ")
    assert form["reason"] == f"Langkah berikutnya terbuka setelah {INSPEKTUR} mengirimnya."
    assert (closing["kind"], closing["due_at"]) == ("date", "2027-01-21T17:00:00+00:00")
    english = caller.get(f"/appraisals/{mine(caller)}/waits", headers={"Accept-Language": "en"})
    assert english.get_json()["waits"][1]["contact"] == "HR"
    caller = program(office, INSPEKTUR)
    form, _ = caller.get(f"/appraisals/{mine(caller)}/waits").get_json()["waits"]
    assert caller.get(f"/tasks/{form['task']}").status_code == 200


def test_who_has_not_answered_a_360_form_is_not_told(at: At) -> None:
    office = at("Nilai perilaku kerja")
    for name in (SEKDA, SDM, INSPEKTUR):
        caller = program(office, name)
        shown = caller.get(f"/appraisals/{mine(caller)}").get_json()
        forms = [each for each in shown["open_tasks"] if each["role"] == "penilai"]
        assert [each["person"] for each in forms] == [""]


@pytest.mark.parametrize("name", [SEKDA, SDM, INSPEKTUR])
def test_a_360_form_in_the_history_has_no_name_and_no_hour(at: At, name: str) -> None:
    caller = program(at("keberatan announced"), name)
    lines = caller.get(f"/appraisals/{mine(caller)}?per_page=100").get_json()["history"]["lines"]
    sent = [line for line in lines if line["title"] == "1 formulir 360 dikirim"]
    assert len(sent) > 3
    assert {(line["who"], line["note"]) for line in sent} == {("", "")}
    assert len({line["at"] for line in sent}) == len({line["at"][:10] for line in sent})


def test_the_history_is_read_page_by_page_newest_first(at: At) -> None:
    office = at("keberatan announced")
    caller = program(office, INSPEKTUR)
    path = f"/appraisals/{mine(caller)}"
    whole = caller.get(f"{path}?per_page=100").get_json()["history"]
    assert whole["count"] == len(whole["lines"]) > 3
    days = [datetime.fromisoformat(line["at"]).astimezone(WIB).date() for line in whole["lines"]]
    assert days == sorted(days, reverse=True)
    pages = [
        caller.get(f"{path}?per_page=3&page={page}").get_json()["history"]
        for page in range(1, -(-whole["count"] // 3) + 1)
    ]
    assert [line for page in pages for line in page["lines"]] == whole["lines"]
    beyond = caller.get(f"{path}?per_page=3&page=9999").get_json()["history"]
    assert beyond == pages[-1]


def test_numbers_are_seen_by_the_parties_and_by_others_once_they_are_final(at: At) -> None:
    office = at("keberatan announced")

    def npk(name: str) -> Any:
        caller = program(office, name)
        return caller.get(f"/appraisals/{mine(caller)}").get_json()["npk"]

    assert npk(INSPEKTUR) == npk(SEKDA) == npk(BUPATI) is not None
    assert npk(SDM) is None


def test_a_strangers_appraisal_does_not_exist(at: At) -> None:
    office = at("keberatan announced")
    appraisal = mine(program(office, INSPEKTUR))
    for name in (STRANGER, RATER):
        caller = program(office, name)
        foreign, unknown = (caller.get(f"/appraisals/{each}") for each in (appraisal, "x" * 22))
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.data == unknown.data


def test_the_board_counts_what_the_list_gives(at: At) -> None:
    caller = program(at("entered"), SDM)
    board = caller.get("/appraisals/board").get_json()
    assert board["total"]["people"] == sum(row["people"] for row in board["rows"])
    for row in board["rows"]:
        for health, number in row["healths"].items():
            listed = caller.get(
                f"/appraisals?cycle={board['cycle']}&unit={row['unit_id']}&health={health}"
                f"&direct={str(row['direct']).lower()}"
            ).get_json()
            assert listed["count"] == number
            assert {each["health"] for each in listed["appraisals"]} == {health}


@pytest.mark.parametrize("query", ["unit=0", "unit=x", f"unit={10**30}", "late=kadang", "npk=1"])
def test_a_filter_that_makes_no_sense_is_refused_at_its_name(at: At, query: str) -> None:
    answer = program(at("entered"), SDM).get(f"/appraisals?{query}")
    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]) == [query.split("=")[0]]


def test_each_date_says_why_it_is_what_it_is_and_is_reckoned_again(at: At) -> None:
    caller = program(at("Terima dokumen coaching"), SDM)
    rows = caller.get("/appraisals").get_json()["appraisals"]
    row = next(row for row in rows if row["subject"] == INSPEKTUR)
    key, edge = row["due_date"]
    assert (key, edge) == ("coaching_week_1", "receive")
    why = caller.get(f"/appraisals/{row['id']}/dates/{key}/{edge}").get_json()
    assert why["due_at"] == why["recomputed"] == row["due_at"]
    assert [(each["key"], each["edge"], each["said"]) for each in why["rules"]] == [
        (key, edge, "3 hari kerja sesudah Coaching Week I ditutup."),
        (key, "closes", "Minggu ke-1 April tahun siklus (tanggal 1-7)."),
    ]
    assert (why["version"], why["calendar"], why["events"]) == (1, "nasional 1", [])
    waits = caller.get(f"/appraisals/{row['id']}/waits").get_json()["waits"]
    assert (key, edge) in {(each["key"], each["edge"]) for each in waits}
    assert caller.get(f"/appraisals/{row['id']}/dates/{key}/nothing").status_code == 404
