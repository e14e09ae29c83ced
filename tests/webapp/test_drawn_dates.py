"""The windows that diagrams carry, drawn and edited in a draft."""

from __future__ import annotations

import pytest

from engine import definitions
from engine.definitions import shipped
from tests.webapp.office import Office
from tests.webapp.test_diagrams import begin, open_file, upload
from tests.webapp.test_english import in_english
from tests.webapp.visitor import Page
from tests.webapp.year import SDM

YEAR = shipped()["siklus_kasn/siklus_kasn.bpmn"]
WITH_LEAP_DAY = YEAR.replace(b'value="7 Februari"', b'value="29 Februari"')
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


def test_windows_show_what_they_would_bring(office: Office) -> None:
    """To the people of the cycle that runs; in a draft once nothing is wrong with it."""
    page = timeline(begin(office))
    weeks = page.rows("Minggu")
    assert len(weeks) > 5
    version = office.person(SDM).get("/diagram/versi/1/linimasa")
    assert version.rows("Minggu") == weeks
    assert "penilaian siklus 2026" in version.text
    page.form(SAVE).fill({"closes:plan_week": "1 Januari"}).press(SAVE)
    wrong = page.visitor.get(page.path)
    assert "Beban dihitung setelah draf ini tidak bermasalah lagi." in wrong.text
    assert not wrong.tree.xpath("//*[starts-with(@id, 'beban')]")


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
    assert turned["message"].startswith("R-004: Plan Week dibuka Minggu, 1 Februari 2026")
    none = client.get(path, query_string={"closes:plan_week": "kapan saja"}).get_json()
    assert (none["ok"], none["field"]) == (False, "closes:plan_week")


IMPOSSIBLE = {
    "9 Februari - 1 bulan": "R-004: Plan Week dibuka Minggu, 1 Februari 2026, sesudah ditutup "
    "Jumat, 9 Januari 2026; hari buka tidak boleh sesudah hari tutup.",
    "29 Februari": "Hari tutup Plan Week: “29 Februari” tidak ada pada tahun 2026.",
    "tak_ada.closes": "Hari tutup Plan Week: Jendela “tak_ada” tidak ada di linimasa.",
    "9 Februari + 999 bulan": "Hari tutup Plan Week: “9 Februari + 999 bulan” jatuh terlalu jauh",
    "plan_week.closes + 1 hari": "Hari tutup Plan Week: Aturan berputar: plan_week.closes → "
    "plan_week.closes.",
}


@pytest.mark.parametrize("year", ["2027", "2028"])
def test_dates_that_not_every_year_has_are_said_while_they_are_typed(
    office: Office, year: str
) -> None:
    """29 February is there in 2028, and yet a version must do for the years after it."""
    page = timeline(begin(office))
    for rule, words in IMPOSSIBLE.items():
        typed = {"closes:plan_week": rule, "tahun": year}
        said = page.visitor.client.get(f"{page.path}/periksa", query_string=typed).get_json()
        assert not said["ok"], rule
        assert said["message"].partition(": ")[0] == words.partition(": ")[0]


def test_a_draft_with_impossible_dates_is_kept_but_not_published(office: Office) -> None:
    draft = begin(office)
    for rule, words in IMPOSSIBLE.items():
        form = timeline(draft).form(SAVE)
        saved = form.fill({"closes:plan_week": rule}).press(SAVE)
        assert saved.said == "Jendela waktu disimpan dalam draf."
        assert words in saved.text
        page = draft.visitor.get(draft.path)
        assert page.heading == "1 hal harus diperbaiki sebelum draf ini dapat diterbitkan"
        assert words in page.text
        assert words in open_file(draft, "siklus_kasn.bpmn").text
    last = f"{draft.path}/terbitkan"
    token = str(draft.visitor.get("/kata-sandi").value("csrf_token"))
    refused = draft.visitor.post(last, [("csrf_token", token), ("note", "Tetap terbitkan")])
    assert (refused.status, refused.heading) == (422, "1 hal harus diperbaiki dahulu")
    assert draft.visitor.get("/diagram/versi/2").status == 404


def test_a_reversed_window_is_told_in_english(office: Office) -> None:
    draft = begin(office)
    form = timeline(draft).form(SAVE)
    form.fill({"closes:plan_week": "9 Februari - 1 bulan"}).press(SAVE)
    in_english(draft.visitor)
    said = (
        "R-004: Plan Week opens on Sunday, 1 February 2026, after it closes on Friday, "
        "9 January 2026; a window may not open after it closes."
    )
    assert said in draft.visitor.get(draft.path).text
    assert said in draft.visitor.get(f"{draft.path}/linimasa").text
    assert said in draft.visitor.get(f"{draft.path}/terbitkan").text
    twin = open_file(draft, "siklus_kasn.bpmn")
    assert said in twin.text


def test_a_file_with_impossible_dates_stays_outside(office: Office) -> None:
    wrong = YEAR.replace(b'value="7 Februari"', b'value="tak_ada.closes"')
    refused = upload(begin(office), "siklus_kasn.bpmn", wrong)
    assert refused.status == 422
    assert IMPOSSIBLE["tak_ada.closes"] in refused.text


def test_a_version_that_was_published_so_opens_no_year_and_says_why(office: Office) -> None:
    """A release that did not look at its dates has let it in."""
    files = {**shipped(), "siklus_kasn/siklus_kasn.bpmn": WITH_LEAP_DAY}
    checked = definitions.Checked(definitions.digest_of(files), ())
    with office.database.begin() as session:
        definitions.publish_checked(session, files, checked)
    visitor = office.person(SDM)
    words = [
        (
            "Periksa dahulu",
            "Buka siklus untuk",
            "Linimasa tidak dapat dipakai: Hari tutup Plan Week: “29 Februari” tidak ada pada "
            "tahun 2027.",
        ),
        (
            "Check first",
            "Open the cycle for",
            "The timeline cannot be used: Closing day of Plan Week: There is no “29 Februari” in "
            "2027.",
        ),
    ]
    for look, start, sentence in words:
        page = visitor.get("/siklus/buka?profil=kasn_pp46&tahun=2027").press(look)
        [opening] = (each for form in page.forms for each in form.buttons if start in each)
        refused = page.press(opening)
        assert refused.status == 422
        assert sentence in refused.text
        assert "2027" not in visitor.get("/siklus").text
        in_english(visitor)


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
