"""The windows that diagrams carry, drawn and edited in a draft."""

from __future__ import annotations

from engine.definitions import shipped
from tests.webapp.office import Office
from tests.webapp.test_diagrams import begin, open_file
from tests.webapp.visitor import Page
from tests.webapp.year import SDM

YEAR = shipped()["siklus_kasn/siklus_kasn.bpmn"]
SAVE = "Simpan dalam draf"


def timeline(draft: Page) -> Page:
    return draft.follow("Linimasa draf ini")


def test_a_rule_is_changed_and_only_its_letters_in_the_file(office: Office) -> None:
    draft = begin(office)
    page = timeline(draft)
    assert page.heading == "Linimasa draf “Coaching lebih awal” untuk tahun 2026"
    saved = page.form(SAVE).fill({"closes:plan_week": "9 Februari"}).press(SAVE)
    assert saved.said == "Jendela waktu disimpan dalam draf."
    assert [cells[2] for cells in saved.rows("Ditutup") if cells[0] == "Plan Week"] == [
        "9 Feb 2026 diubah"
    ]
    text = draft.visitor.client.get(f"{draft.path}/siklus_kasn.bpmn/unduh").data
    assert text == YEAR.replace(b'value="7 Februari"', b'value="9 Februari"')


def test_what_the_text_twin_changes_shows_in_the_timeline(office: Office) -> None:
    draft = begin(office)
    twin = open_file(draft, "siklus_kasn.bpmn").form(SAVE)
    twin.fill({"closes:plan_week": "9 Februari"}).press(SAVE)
    assert timeline(draft).value("closes:plan_week") == "9 Februari"


def test_a_version_shows_its_windows_and_offers_no_change(office: Office) -> None:
    version = office.person(SDM).get("/diagram/versi/1")
    page = version.follow("Linimasa versi ini")
    assert page.heading == "Linimasa versi 1 untuk tahun 2026"
    assert not page.tree.xpath("//main//form[@method='post'] | //main//table//input")
    closes = {cells[0]: cells[2] for cells in page.rows("Ditutup")}
    assert closes["Plan Week"] == "7 Feb 2026 7 Februari"
    later = page.visitor.get("/diagram/versi/1/linimasa?tahun=2027")
    assert {cells[0]: cells[2] for cells in later.rows("Ditutup")}["Plan Week"][:10] == "7 Feb 2027"
    assert page.visitor.get("/diagram/versi/99/linimasa").status == 404


def test_a_rule_that_is_none_comes_back_with_its_letter(office: Office) -> None:
    page = timeline(begin(office))
    sent = {"closes:plan_week": "30 Februari", "opens:plan_week": "2 Februari"}
    refused = page.form(SAVE).fill(sent).press(SAVE)
    assert refused.status == 422
    assert "Huruf ke-" in refused.text
    assert refused.value("closes:plan_week") == "30 Februari"
    assert refused.value("opens:plan_week") == "2 Februari"
    assert (
        timeline(refused.visitor.get(page.path.rpartition("/")[0])).value("opens:plan_week")
        == "1 Februari"
    )


def test_dates_out_of_order_are_said_while_they_are_typed(office: Office) -> None:
    draft = begin(office)
    page = timeline(draft)
    client, path = page.visitor.client, f"{page.path}/periksa"
    fine = client.get(path, query_string={"closes:plan_week": "9 Februari"}).get_json()
    assert fine == {"ok": True, "field": "", "message": "Urutan tanggalnya benar."}
    turned = client.get(path, query_string={"closes:plan_week": "1 Januari"}).get_json()
    assert not turned["ok"]
    assert turned["message"].startswith("R-004: Plan Week dibuka 1 Februari 2026")
    none = client.get(path, query_string={"closes:plan_week": "kapan saja"}).get_json()
    assert (none["ok"], none["field"]) == (False, "closes:plan_week")


def test_another_year_has_other_days(office: Office) -> None:
    page = timeline(begin(office))
    later = page.visitor.get(f"{page.path}?tahun=2028")
    assert "7 Feb 2028" in later.text
    assert page.visitor.get(f"{page.path}?tahun=99999").heading == page.heading


def test_who_saved_first_is_named_and_nothing_typed_is_lost(office: Office) -> None:
    draft = begin(office)
    page = timeline(draft)
    twin = open_file(draft, "siklus_kasn.bpmn").form(SAVE)
    twin.fill({"closes:plan_week": "8 Februari"}).press(SAVE)
    refused = page.form(SAVE).fill({"closes:plan_week": "9 Februari"}).press(SAVE)
    assert refused.status == 409
    assert SDM in refused.text
    assert refused.value("closes:plan_week") == "9 Februari"
    assert refused.form(SAVE).press(SAVE).value("closes:plan_week") == "9 Februari"
