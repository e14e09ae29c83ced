"""The drawing board, two versions compared, decision tables: what the server says to each."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

import webapp
from engine.definitions import shipped
from tests.webapp.office import Office
from tests.webapp.visitor import Page
from tests.webapp.year import INSPEKTUR, SDM, SDM_TOO
from webapp import headers

COACHING = shipped()["coaching_week/coaching_week.bpmn"].decode()
VENDOR = Path(webapp.__file__).parent / "static" / "vendor"


@pytest.fixture
def draft(office: Office) -> Page:
    page = office.person(SDM).get("/diagram").form("Buat draf")
    return page.fill(name="Coaching lebih awal").press("Buat draf")


def board(draft: Page, name: str = "coaching_week.bpmn") -> Page:
    return draft.visitor.get(f"{draft.path}/{name}/gambar")


def known(page: Page) -> dict[str, object]:
    found: dict[str, object] = json.loads(page.tree.get_element_by_id("known").text)
    return found


def save(page: Page, text: str, rev: int = 0) -> TestResponse:
    token = page.tree.xpath("//main//input[@name='csrf_token']/@value")[0]
    return page.visitor.client.post(
        page.path,
        data={"csrf_token": token, "text": text, "rev": str(rev)},
        headers={"Accept": "application/json"},
    )


# ---- the drawing board ------------------------------------------------------------------------


def test_the_board_is_told_what_it_needs(draft: Page) -> None:
    told = known(board(draft))
    assert told["text"] == COACHING
    assert told["edges"] == ["opens", "closes", "receive", "close"]
    assert known(board(draft, "keberatan.bpmn"))["edges"] == ["opens", "closes", "register"]
    names = told["edge_names"]
    assert {names[each] for each in told["edges"]} == {  # type: ignore[index,attr-defined]
        "dibuka",
        "ditutup",
        "batas penerimaan",
        "batas penutupan oleh Bagian SDM",
    }
    assert told["phases"] == []
    forms = {each["key"]: each["title"] for each in told["forms"]}  # type: ignore[attr-defined]
    assert forms["umum.Konfirmasi"] == "Konfirmasi"
    assert forms["coaching_week.Inventory"] == "Inventarisasi kemajuan SKP"
    assert not any(key.startswith("keberatan.") for key in forms)


def test_the_year_is_offered_its_phases(draft: Page) -> None:
    told: Any = known(board(draft, "siklus_kasn.bpmn"))["phases"]
    phases = {each["id"]: each for each in told}
    assert phases["coaching_week"]["name"] == "Coaching Week"
    assert phases["plan_week"]["edges"] == []


def test_a_phase_brings_the_dates_that_its_tasks_ask_for(draft: Page) -> None:
    told: Any = known(board(draft, "siklus_kasn.bpmn"))["phases"]
    edges = {each["id"]: each["edges"] for each in told}
    assert edges["coaching_week"] == [
        {
            "edge": "receive",
            "rule": "{key}.closes + 3 hari kerja",
            "steps": ["Terima dokumen coaching"],
        },
        {
            "edge": "close",
            "rule": "{key}.closes + 1 hari kerja",
            "steps": ["Tutup coaching yang belum selesai"],
        },
    ]
    rules = {each["edge"]: each["rule"] for each in edges["keberatan"]}
    assert rules == {
        "register": "diajukan + 1 hari kerja",
        "closes_not_before": "diterima + 7 hari",
    }


def test_what_is_wrong_in_another_file_is_said_with_the_way_there(draft: Page) -> None:
    save(board(draft), COACHING.replace('id="inventory" name="', 'id="inventory" no="'))
    address = f"{draft.path}/plan_week.bpmn/hadir"
    token = draft.tree.xpath("//main//input[@name='csrf_token']/@value")[0]
    told = draft.visitor.client.post(address, data={"csrf_token": token}).get_json()
    assert told["problems"] == []
    assert told["elsewhere"] == f"{len(told['there'])} hal pada berkas lain."
    assert told["there"][0]["name"] == "coaching_week.bpmn"
    assert told["there"][0]["address"].endswith("/coaching_week.bpmn#u-inventory")
    assert "inventory" in told["there"][0]["message"]


def test_what_a_window_lacks_is_said_where_it_is_mended(draft: Page) -> None:
    text = shipped()["siklus_kasn/siklus_kasn.bpmn"].decode()
    rule = '<camunda:property name="receive" value="coaching_week_1.closes + 3 hari kerja" />'
    told = save(board(draft, "siklus_kasn.bpmn"), text.replace(rule, "")).get_json()
    [problem] = told["problems"]
    assert (problem["element"], problem["part"]) == ("coaching_week_1", "receive")
    assert problem["message"] == (
        "“Terima dokumen coaching” menyebut batas penerimaan: "
        "“Coaching Week I” tidak punya tanggal itu."
    )
    assert told["elsewhere"] == ""


def test_a_drawing_that_is_not_finished_is_kept_with_its_problems(draft: Page) -> None:
    page = board(draft)
    broken = COACHING.replace('camunda:formKey="coaching_week.Inventory" ', "")
    told = save(page, broken).get_json()
    assert told["rev"] == 1
    [problem] = told["problems"]
    assert problem["element"] == "inventory"
    assert "perlu formulir" in problem["message"]
    assert known(board(draft))["text"] == broken
    assert save(page, COACHING, rev=1).get_json()["problems"] == []


def test_only_the_lines_that_were_drawn_on_change_in_the_file(draft: Page) -> None:
    drawn = COACHING.replace("Catat hasil", "Tulis hasil")
    save(board(draft), drawn.replace("\n    ", "\r\n\t"))  # an editor's own way of writing
    assert known(board(draft))["text"] == drawn


def test_a_table_is_kept_as_it_comes(draft: Page) -> None:
    table = shipped()["final_rating/predikat.dmn"].decode().replace("\n  ", "\n\t")
    path = f"{draft.path}/predikat.dmn"
    token = draft.tree.xpath("//main//input[@name='csrf_token']/@value")[0]
    client = draft.visitor.client
    client.post(f"{path}/gambar", data={"csrf_token": token, "text": table, "rev": "0"})
    assert client.get(f"{path}/unduh").text == table


def test_dates_are_said_in_words_after_each_save(draft: Page) -> None:
    page = board(draft, "siklus_kasn.bpmn")
    text = shipped()["siklus_kasn/siklus_kasn.bpmn"].decode()
    told = save(page, text.replace('"7 Februari"', '"9 Februari"')).get_json()
    assert told["meanings"]["plan_week"] == {
        "opens": "1 Februari tahun siklus.",
        "closes": "9 Februari tahun siklus.",
    }
    said = "3 hari kerja sesudah Coaching Week I ditutup."
    assert told["meanings"]["coaching_week_1"]["receive"] == said
    told = save(page, text.replace('"7 Februari"', '"30 Februari"'), rev=1).get_json()
    assert told["meanings"]["plan_week"]["closes"] == ""
    assert told["problems"][0]["element"] == "plan_week"
    assert told["problems"][0]["part"] == "closes"


def test_who_was_slower_gets_both_contents(office: Office, draft: Page) -> None:
    page = board(draft)
    assert save(page, COACHING.replace("Catat hasil", "Tulis hasil")).status_code == 200
    slower = office.person(SDM_TOO).get(page.path)
    answer = save(slower, COACHING.replace("Inventarisasi", "Daftar"), rev=0)
    assert answer.status_code == 409
    told = answer.get_json()
    assert told["rev"] == 1
    assert "Tulis hasil coaching" in told["text"]
    assert told["changes"] == [
        "Tugas “Inventarisasi kemajuan SKP” sekarang bernama “Daftar kemajuan SKP”.",
        "Tugas “Tulis hasil coaching” sekarang bernama “Catat hasil coaching”.",
    ]


def test_who_else_has_the_file_open_is_named(office: Office, draft: Page) -> None:
    page = board(draft)
    office.person(SDM_TOO).get(page.path)
    token = page.tree.xpath("//main//input[@name='csrf_token']/@value")[0]
    address = page.path.replace("/gambar", "/hadir")
    told = page.visitor.client.post(address, data={"csrf_token": token}).get_json()
    assert len(told["others"]) == 1
    assert re.search(r"juga membuka berkas ini; .* pukul \d\d\.\d\d\.", told["others"][0])


def test_what_is_no_xml_is_refused_and_not_kept(draft: Page) -> None:
    page = board(draft)
    answer = save(page, "<bpmn:definitions")
    assert answer.status_code == 422
    assert "baris 1" in answer.get_json()["message"]
    assert known(board(draft))["text"] == COACHING


def test_markup_in_a_name_stays_text(draft: Page) -> None:
    page = board(draft)
    evil = "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;"
    save(page, COACHING.replace("Catat hasil coaching", evil))
    again = board(draft)
    assert "<img src=x" not in again.body
    assert "</script><img" in str(known(again)["text"]).replace("&lt;", "<").replace("&gt;", ">")


@pytest.mark.parametrize(
    "path", ["gambar", "tabel"], ids=["a board for a table", "a table for a board"]
)
def test_each_kind_of_file_has_its_own_page(draft: Page, path: str) -> None:
    name = {"gambar": "predikat.dmn", "tabel": "coaching_week.bpmn"}[path]
    assert draft.visitor.get(f"{draft.path}/{name}/{path}").status == 404


def test_only_sdm_draws_and_compares(office: Office, draft: Page) -> None:
    somebody = office.person(INSPEKTUR)
    for path in (f"{draft.path}/coaching_week.bpmn/gambar", f"{draft.path}/predikat.dmn/tabel",
                 "/diagram/banding"):  # fmt: skip
        assert somebody.get(path).status == 403


def styles() -> Iterator[str]:
    for file in VENDOR.rglob("*.js"):
        yield from re.findall(r'style=\\?"([^"\\]*)', file.read_text())


def test_drawings_may_have_the_styles_of_their_library_and_no_other(draft: Page) -> None:
    assert set(styles()) == set(headers.STYLES)
    policy = board(draft).response.headers["Content-Security-Policy"]
    assert policy.startswith(headers.POLICY)
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy


# ---- two versions -----------------------------------------------------------------------------


def test_a_draft_is_compared_with_its_version(draft: Page) -> None:
    save(board(draft), COACHING.replace("Catat hasil", "Tulis hasil"))
    page = draft.visitor.get(f"/diagram/banding?dari=1&ke={draft.path.rpartition('/')[2]}")
    assert page.heading == "1 perubahan dari versi 1 ke draf “Coaching lebih awal”"
    said = "Tugas “Catat hasil coaching” sekarang bernama “Tulis hasil coaching”."
    assert said in page.text
    drawn = json.loads(page.tree.xpath("//section/@data-drawn")[0])
    assert drawn["marks"] == [{"kind": "changed", "elements": ["record_coaching"]}]
    for side in ("before", "after"):
        assert page.visitor.client.get(drawn[side]).status_code == 200


def test_before_publishing_each_change_is_said(draft: Page) -> None:
    save(board(draft), COACHING.replace("Catat hasil", "Tulis hasil"))
    last = draft.visitor.get(f"{draft.path}/terbitkan")
    assert "Tugas “Catat hasil coaching” sekarang bernama “Tulis hasil coaching”." in last.text


def test_a_store_with_one_version_says_that_nothing_differs(office: Office) -> None:
    page = office.person(SDM).get("/diagram/banding")
    assert page.heading == "Isi versi 1 dan versi 1 sama"


def test_what_is_not_there_is_not_compared(office: Office) -> None:
    assert office.person(SDM).get("/diagram/banding?dari=1&ke=9").status == 404
    assert office.person(SDM).get("/diagram/banding?dari=x%00&ke=1").status in (400, 404)


# ---- decision tables --------------------------------------------------------------------------


def table(draft: Page) -> Page:
    return draft.visitor.get(f"{draft.path}/predikat.dmn/tabel")


def test_a_cell_is_changed_on_the_page(draft: Page) -> None:
    form = table(draft).form("Simpan dalam draf").fill({"rows-0-0": ">= 90"})
    saved = form.press("Simpan dalam draf")
    assert saved.said == "Tabel disimpan dalam draf."
    assert saved.value("rows-0-0") == ">= 90"


def test_a_wrong_cell_comes_back_with_its_message(draft: Page) -> None:
    form = table(draft).form("Simpan dalam draf").fill({"rows-1-0": "tinggi"})
    page = form.press("Simpan dalam draf")
    assert page.status == 422
    assert page.value("rows-1-0") == "tinggi"
    [said] = page.tree.xpath("//*[@id='rows-1-0-e']")
    assert "tinggi tidak terbaca" in said.text_content()
    assert table(draft).value("rows-1-0") == ">= 76"


def test_rows_come_and_go_before_they_are_saved(draft: Page) -> None:
    page = table(draft)
    page = page.form("Tambah baris").press("Tambah baris")
    assert page.value("rows-5-0") == "-"
    page = page.form("Naik 6").press("Naik 6")
    assert (page.value("rows-4-0"), page.value("rows-5-1")) == ("-", '"Buruk"')
    page = page.form("Hapus 6").press("Hapus 6")
    assert page.value("rows") == "5"
    assert table(draft).value("rows-4-1") == '"Buruk"'


def test_a_gap_is_kept_and_said(draft: Page) -> None:
    page = table(draft)
    page = page.form("Hapus 5").press("Hapus 5")
    page = page.form("Simpan dalam draf").press("Simpan dalam draf")
    assert "Tidak ada baris untuk" in page.text
    assert "1 hal harus diperbaiki" in draft.visitor.get(draft.path).heading
