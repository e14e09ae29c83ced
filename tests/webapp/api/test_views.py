"""Saved views over the API: kept, listed, shared and forgotten, as on the page."""

from __future__ import annotations

from typing import Any

import pytest

from engine.queries import AppraisalFilter
from tests.webapp.office import Office
from tests.webapp.program import Program, program
from webapp import listing

SDM, LEADER = "Pranata SDM Aparatur Mahir", "Inspektur"
LATE = {"name": "Yang terlambat", "filter": {"late": True, "sort": "since"}}


def names(caller: Program) -> list[str]:
    return [each["name"] for each in caller.get("/views").get_json()["views"]]


def test_a_view_is_kept_and_asks_the_list_for_the_same(office: Office) -> None:
    office.at(2026, 2, 2, 8)
    caller = program(office, LEADER)
    saved = caller.post("/views", LATE | {"columns": ["nama", "lama"]}).get_json()
    assert (saved["name"], saved["owner"], saved["shared"]) == ("Yang terlambat", "", False)
    assert saved["filter"]["late"] is True
    assert saved["columns"] == ["nama", "lama"]
    assert caller.get("/views").get_json() == {"views": [saved]}
    page = office.person(LEADER).get("/penilaian")
    kept = "/penilaian?kolom=nama&kolom=lama&terlambat=1&urut=sejak"
    assert dict(page.links)["Yang terlambat"] == kept
    page = page.follow("Yang terlambat")
    listed = caller.get("/appraisals?late=true&sort=since").get_json()
    assert page.heading == f"{listed['count']} penilaian"


def test_what_a_page_has_kept_is_read_in_the_words_of_the_api(office: Office) -> None:
    page = office.person(LEADER).get("/penilaian?kesehatan=overdue&unit=2&langsung=1&kolom=nip")
    page.form("Simpan").fill(nama="Dari halaman", bagikan="1").press("Simpan")
    [view] = program(office, SDM).get("/views").get_json()["views"]
    assert (view["owner"], view["shared"], view["columns"]) == (LEADER, True, ["nip"])
    said = {name: value for name, value in view["filter"].items() if value}
    assert said == {"health": "overdue", "unit": 2, "direct": True}


def test_the_same_name_is_overwritten_and_only_its_owner_forgets_it(office: Office) -> None:
    mine, other = program(office, LEADER), program(office, SDM)
    first = mine.post("/views", LATE).get_json()
    again = mine.post("/views", LATE | {"filter": {"state": "draft"}, "shared": True}).get_json()
    assert (again["id"], again["filter"]["late"]) == (first["id"], False)
    assert names(mine) == names(other) == ["Yang terlambat"]
    assert other.delete(f"/views/{first['id']}").status_code == 404
    assert mine.delete(f"/views/{first['id']}").status_code == 204
    assert names(mine) == names(other) == []


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": None}, "name"),
        ({"columns": ["nama", "skor"]}, "columns"),
        ({"filter": {"sort": "npk"}}, "filter"),
        ({"filter": {"npk": "90"}}, "filter"),
        ({"filter": {"text": "x" * 2_001}}, "filter"),
        ({"filter": None}, "filter"),
        ({"shared": "kadang"}, "shared"),
    ],
)
def test_what_will_not_do_is_refused_at_its_field(
    office: Office, order: dict[str, Any], field: str
) -> None:
    caller = program(office, LEADER, "en")
    refused = caller.post("/views", LATE | order)
    assert refused.status_code == 422
    assert list(refused.get_json()["errors"]) == [field]
    assert names(caller) == []


def test_too_many_are_refused_until_one_is_forgotten(office: Office) -> None:
    caller = program(office, LEADER)
    for number in range(30):
        assert caller.post("/views", LATE | {"name": str(number)}).status_code == 200
    assert caller.post("/views", LATE).get_json()["errors"].keys() == {"name"}
    caller.delete(f"/views/{caller.get('/views').get_json()['views'][0]['id']}")
    assert caller.post("/views", LATE).status_code == 200


@pytest.mark.parametrize(
    "wanted",
    [
        AppraisalFilter(),
        AppraisalFilter("x", 3, True, "draft", "overdue", "a&b=c", "d", "e", True),
        AppraisalFilter(version=2, phase="plan_week", step="x", coaching="y.done", sort="due_at"),
    ],
)
def test_an_address_is_read_as_it_was_written(wanted: AppraisalFilter) -> None:
    address = listing.address_of(wanted, ["nip", "nama"])
    assert listing.read_address(address) == (wanted, ("nip", "nama"))
