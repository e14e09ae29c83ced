"""Linimasa without JavaScript: a date moved for a unit, refused, overtaken, explained, undone."""

from __future__ import annotations

import pytest

from tests.webapp.office import NIPS, Office
from tests.webapp.visitor import Page
from tests.webapp.year import INSPEKTUR, SDM

LOOK = "Lihat siapa yang terkena"
MARKUP = "Banjir <script>alert(1)</script> =SUM(A1)"


def timeline(office: Office) -> Page:
    return office.person(SDM).get("/linimasa")


def form_of(office: Office, edge: str = "skp_agreement.closes") -> Page:
    return office.person(SDM).get(f"{timeline(office).path}/ubah?tepi={edge}")


def looked(office: Office, **typed: str) -> Page:
    usual = {"aturan": "28 Februari", "alasan": "Banjir", "surat": "800/1", "cakupan": "all"}
    return form_of(office).form(LOOK).fill(**{**usual, **typed}).press(LOOK)


def unit(office: Office, name: str) -> str:
    return form_of(office).form(LOOK).offered("unit")[name]


def apply(page: Page) -> Page:
    button = next(
        each for form in page.forms for each in form.buttons if each.startswith("Terapkan")
    )
    return page.press(button)


def test_a_date_is_moved_for_one_unit_and_moved_back(office: Office) -> None:
    page = looked(office, cakupan="unit", unit=unit(office, "Inspektorat"))
    assert page.heading == "5 penilaian pindah: Kesepakatan SKP ditutup"
    for said in ("Diandaikan: 28 Februari", "Diagram versi 1, kalender nasional 1."):
        assert said in page.text
    rows = page.rows("Semula")
    assert len(rows) == 5
    assert all("31 Jan 2026" in row[2] and "28 Feb 2026" in row[3] for row in rows)
    done = apply(page)
    assert done.said == "Tanggal diubah. Yang tugasnya pindah sudah diberi tahu."
    [change] = done.rows("Untuk")
    assert "Inspektorat" in change[1]
    assert "800/1" in change[2]
    told = office.person(INSPEKTUR).get("/pemberitahuan")
    assert "Batas waktu menjadi Sabtu, 28 Februari 2026: " in told.text
    task = office.task(INSPEKTUR, "Susun SKP", INSPEKTUR)
    assert "28 Februari" in task.text
    why = task.follow("Dari mana tanggal ini")
    assert why.heading == "Kesepakatan SKP ditutup Sabtu, 28 Februari 2026"
    assert "Perpanjangan bagi Inspektorat: Banjir (800/1)" in why.text
    undo = next(each for form in done.forms for each in form.buttons if "Urungkan" in each)
    assert "Perubahan diurungkan" in done.press(undo).said
    assert "31 Januari" in office.task(INSPEKTUR, "Susun SKP", INSPEKTUR).text


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"aturan": "30 Februari"}, "aturan", "Februari tidak punya tanggal 30"),
        ({"aturan": "segera"}, "aturan", "Peristiwa “segera” tidak dikenal"),
        ({"aturan": ""}, "aturan", "Aturan kosong"),
        ({"aturan": "1 Maret 99999"}, "aturan", "Tahun 99999 di luar siklus ini"),
        ({"aturan": "4 Januari"}, "aturan", "sudah lewat"),
        ({"aturan": "9 Februari + 999 bulan"}, "aturan", "jatuh terlalu jauh dari siklus 2026"),
        ({"alasan": " "}, "alasan", "Tulis alasan"),
        ({"alasan": "Banjir \u202erijnab"}, "alasan", "tidak dapat dibaca"),
        ({"surat": "800/\u20661"}, "surat", "tidak dapat dibaca"),
        ({"cakupan": "unit"}, "unit", "Pilih unit kerja"),
        ({"cakupan": "person", "nip": "12"}, "nip", "Tidak ada penilaian dengan NIP ini"),
        ({"cakupan": "person", "nip": NIPS[INSPEKTUR], "surat": ""}, "surat", "nomor surat"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_typed_stays(
    office: Office, typed: dict[str, str], field: str, words: str
) -> None:
    page = looked(office, **typed)
    assert page.status == 422
    [said] = page.tree.xpath(f"//*[@id='e-{field}']")
    assert words in said.text_content()
    assert all(page.value(name) == value for name, value in typed.items())
    assert page.value("surat") == typed.get("surat", "800/1")


@pytest.mark.parametrize(
    ("tepi", "aturan", "said"),
    [
        ("skp_agreement.closes", "30 Februari", "Februari tidak punya tanggal 30"),
        ("skp_agreement.closes", "segera", "Peristiwa “segera” tidak dikenal"),
        ("skp_agreement.closes", "31 Januari", ""),
        ("skp_agreement.closes", "", ""),
        ("", "", ""),
    ],
)
def test_a_rule_typed_in_the_table_is_read_where_it_arrives(
    office: Office, tepi: str, aturan: str, said: str
) -> None:
    page = office.person(SDM).get(f"{timeline(office).path}/ubah?tepi={tepi}&aturan={aturan}")
    assert page.status == 200
    assert page.value("aturan") == aturan
    told = [each.text_content() for each in page.tree.xpath("//*[@id='e-aturan']")]
    assert all(each.startswith(said) for each in told)
    assert len(told) == bool(said)


def test_a_mistake_points_at_its_letter(office: Office) -> None:
    page = looked(office, aturan="28 Februarii")
    assert page.tree.xpath("//p[@class='pointed']/mark")[0].text == "Februarii"


def test_a_preview_that_was_overtaken_is_shown_anew_with_what_was_typed(office: Office) -> None:
    """Between looking and applying, somebody else extends one person's date."""
    page = looked(office)
    before = page.heading
    apply(looked(office, cakupan="person", nip=NIPS[INSPEKTUR], aturan="20 Februari"))
    overtaken = apply(page)
    assert overtaken.status == 409
    assert "belum ada yang diubah" in overtaken.said
    assert overtaken.heading != before
    assert "tetap: punya tanggal sendiri" in overtaken.text
    assert overtaken.value("alasan") == "Banjir"
    assert apply(overtaken).said.startswith("Tanggal diubah.")


def test_from_the_preview_one_may_go_back_and_mend(office: Office) -> None:
    page = looked(office, alasan="Banjir besar").press("Perbaiki")
    assert page.value("alasan") == "Banjir besar"
    assert page.value("aturan") == "28 Februari"


def test_what_people_write_is_shown_as_text(office: Office) -> None:
    done = apply(looked(office, alasan=MARKUP))
    assert "<script>alert" not in done.body
    assert MARKUP in done.text


def test_what_is_typed_is_judged_for_the_script(office: Office) -> None:
    address = f"{timeline(office).path}/periksa"
    client = office.person(SDM).client

    def judged(**typed: str) -> dict[str, object]:
        answer = client.get(address, query_string={"tepi": "plan_week.closes", **typed})
        found: dict[str, object] = answer.get_json()
        return found

    good = judged(aturan="14 Februari 2026", cakupan="all")
    assert good["ok"]
    assert str(good["message"]).startswith("14 Februari tahun siklus.")
    bad = judged(aturan="14 Februarii")
    assert (bad["ok"], bad["field"]) == (False, "aturan")
    assert "maksud Anda “Februari”" in str(bad["message"])
    far = judged(aturan="9 Februari + 999 bulan", cakupan="all")
    assert (far["ok"], far["field"]) == (False, "aturan")
    assert str(far["message"]).startswith(
        "Hari tutup Plan Week: “9 Februari + 999 bulan” jatuh terlalu jauh dari siklus 2026;"
    )


def test_the_table_says_what_the_drawing_shows(office: Office) -> None:
    page = timeline(office)
    drawn = [text.text for text in page.tree.xpath("//svg/text[not(@class)]")]
    table = [row[0] for row in page.rows("Dibuka")]
    assert drawn[: len(table)] == table
    assert len(page.tree.xpath("//svg/rect[contains(@class, 'w ')]")) == len(table)
    works = page.rows("Minggu")
    assert len(page.tree.xpath("//svg/g[title]")) == len(works)
    # What is open now is due in January; the year has work after that.
    assert len(works) > 5
    assert [row[2] for row in works if row[2] != "–"] == [works[0][2]]


def test_each_rule_of_the_table_is_judged_for_itself(office: Office) -> None:
    page = timeline(office)
    forms = page.tree.xpath("//table//form[input[@name='aturan']]")
    assert len(forms) > 10
    for form in forms:
        assert form.get("data-check") == f"{page.path}/periksa"
        assert form.xpath(".//*[@role='status' and contains(@class, 'live')]")


def test_the_timeline_speaks_english(office: Office) -> None:
    page = timeline(office)
    english = page.press("English") if "English" in page.text else page
    assert english.heading == "Timeline of the 2026 cycle"
    apply_page = form_of(office)
    assert apply_page.heading == "Change a date: SKP agreement closes"


def test_sentences_name_windows_as_people_do(office: Office) -> None:
    """Wherever a rule is said, its window has its name and not its key."""
    sdm = office.person(SDM)
    said = "3 hari kerja sesudah Coaching Week I ditutup."
    assert said in form_of(office, "coaching_week_1.receive").text
    assert said in sdm.get("/diagram/versi/1/siklus_kasn.bpmn/teks").text
    page = looked(office, aturan="coaching_week_1.receive - 2 hari")
    assert "2 hari sebelum batas penerimaan Coaching Week I tiba." in page.text
