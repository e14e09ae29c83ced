"""The two real SKPs go through the whole year as forms posted by a browser without JavaScript.

Every number below is computed by hand in the comment beside it.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from openpyxl import load_workbook

from engine import commands
from engine.act import act
from engine.actor import SYSTEM
from engine.commands import EmployeeRow
from engine.demo import agency
from tests.webapp import year as story
from tests.webapp.office import REVIEW, Office, local, open_office, send
from tests.webapp.visitor import Page, Visitor
from tests.webapp.year import (
    BAPPEDA,
    BUPATI,
    INSPEKTUR,
    KADIS_KESEHATAN,
    KADIS_PU,
    SDM,
    SDM_TOO,
    SEKDA,
    Year,
)

At = Callable[[str], Office]
OVER = 409
"""A task that is past: its notice still leads there."""


def sheet_of(office: Office, viewer: str, subject: str) -> Page:
    """The score sheet of somebody, found by links."""
    page = appraisal_of(office, viewer, subject)
    return page.follow("Lihat perhitungan langkah demi langkah")


def appraisal_of(office: Office, viewer: str, subject: str) -> Page:
    visitor = office.person(viewer)
    if viewer == subject:
        return visitor.get("/penilaian-saya")
    if viewer.startswith(("Analis", "Pranata", "Kepala Bagian")):
        return visitor.get("/penilaian").follow(subject)
    return visitor.get("/bawahan").follow(subject)


def column(rows: list[list[str]], place: int) -> list[str]:
    return [row[place] for row in rows]


# ---- the SKP of the Inspektur -----------------------------------------------------------------


def test_a_row_without_a_target_is_refused_at_its_field_and_nothing_typed_is_lost(at: At) -> None:
    page = at("skp drafted").task(INSPEKTUR, "Susun SKP", INSPEKTUR)
    typed = page.form("Ajukan SKP").fill(
        {
            "rows-0-activity": "Menyusun rencana kerja <b>Inspektorat</b> & 'lampirannya'",
            "rows-1-target_quantity": "1.250,50",
            "rows-17-credit_points": "",
        }
    )
    before = typed.answers()
    refused = typed.press("Ajukan SKP")
    assert refused.status == 422
    assert refused.message_at("rows-16-target_quantity") == (
        "Kegiatan tanpa target kuantitas tidak dapat diajukan; isi jumlah outputnya."
    )
    assert [each.split(" · ")[1] for each in refused.problems] == ["baris 17"] * 3
    assert refused.form("Ajukan SKP").answers() == before


def test_a_row_that_repeats_another_is_warned_of_and_may_be_sent(at: At) -> None:
    page = at("skp drafted").task(INSPEKTUR, "Susun SKP", INSPEKTUR)
    review = page.form("Ajukan SKP").fill(story.ROW_17).press("Ajukan SKP")
    assert review.heading == REVIEW
    assert "Anda tetap boleh mengirim" in review.text
    assert "Kegiatan 10 sama dengan kegiatan 3: Menetapkan Renja Tahun 2019." in review.text
    back = review.press("Kembali mengubah")
    assert back.value("rows-16-unit") == "rapat"
    assert send(back).said.startswith("Terkirim: Susun SKP. Tanda Terima No. ")


def test_a_returned_skp_comes_back_with_its_reason_and_its_rows(at: At) -> None:
    office = at("Jadwalkan dialog kinerja")
    documents = [text for text, _ in appraisal_of(office, KADIS_PU, KADIS_PU).links]
    assert "Susun SKP (putaran 2)" in documents
    history = appraisal_of(office, KADIS_PU, KADIS_PU).text
    assert "Sebutkan bidangnya pada kegiatan 7." in history


# ---- the sheets -------------------------------------------------------------------------------

#: SKP 9.1: 18 activities without costs; an activity is (kuantitas + mutu + waktu) / 3.
#: Row 5: 160 of 152 documents is capped at 100. Row 13: the mid-year dialog made 152 to 140, and
#: 133 / 140 = 95. Row 14: the Inspektur said 152, both agreed on 114, and 114 / 152 = 75.
#: Row 16: 3 of 4 months literally = 75. Row 17: 3 of 4 meetings = 75.
INSPEKTUR_ROWS = [
    "97,33",  # (100 + 92 + 100) / 3 = 292 / 3
    "96,67",  # 290 / 3
    "96,00",  # 288 / 3
    "95,00",  # 285 / 3
    "96,00",  # (100 + 88 + 100) / 3 = 288 / 3
    "93,33",  # 280 / 3
    "97,00",  # 291 / 3
    "92,00",  # 276 / 3
    "93,00",  # 279 / 3
    "96,00",  # 288 / 3
    "94,00",  # 282 / 3
    "94,00",  # 282 / 3
    "93,67",  # (95 + 86 + 100) / 3 = 281 / 3
    "86,33",  # (75 + 84 + 100) / 3 = 259 / 3
    "94,33",  # 283 / 3
    "84,33",  # (100 + 78 + 75) / 3 = 253 / 3
    "84,00",  # (75 + 77 + 100) / 3 = 252 / 3
    "96,67",  # 290 / 3
]
#: Sum of the numerators: 5039. Base = 5039 / (3 × 18) = 5039 / 54 = 93,3148...
#: Three extra tasks of four accepted: +1. Creativity for the unit, certified: +3.
#: SKP = 93,3148 + 1 + 3 = 97,3148.
INSPEKTUR_SUMS = {
    "Nilai dasar SKP": "93,31",
    "Tambahan: tugas tambahan": "1,00",
    "Tambahan: kreativitas": "3,00",
    "Nilai SKP": "97,31",
}
#: Atasan: in January 80+78+82+84+79+83 = 486; the dialog made the 83 a 77: 480 / 6 = 80.
#: Kolega: 498/6 = 83; 468/6 = 78; 525/6 = 87,5; (83 + 78 + 87,5) / 3 = 248,5 / 3 = 82,8333.
#: Sendiri: 91+92+93+94+95+90 = 555; 555 / 6 = 92,5.
#: Bawahan: 402/6 = 67; 468/6 = 78; 435/6 = 72,5; (67 + 78 + 72,5) / 3 = 217,5 / 3 = 72,5.
#: 0,6 × 80 + 0,2 × 82,8333 + 0,1 × 92,5 + 0,1 × 72,5 = 48 + 16,5667 + 9,25 + 7,25 = 81,0667.
INSPEKTUR_GROUPS = [
    ["Atasan", "1", "80,0000", "60,00 %"],
    ["Kolega", "3", "82,8333", "20,00 %"],
    ["Diri sendiri", "1", "92,5000", "10,00 %"],
    ["Bawahan", "3", "72,5000", "10,00 %"],
]

#: SKP 9.2: 7 activities with costs; an activity is (kuantitas + mutu + waktu + biaya) / 4.
KADIS_PU_ROWS = [
    "97,50",  # 8/8, 90, 12/12, all spent: (100 + 90 + 100 + 100) / 4 = 390 / 4
    "97,00",  # (100 + 88 + 100 + 100) / 4 = 388 / 4
    "87,75",  # 9 of 12 months, 23.366.250.000 of 25.962.500.000: (100 + 86 + 75 + 90) / 4
    "81,00",  # 54 of 60, half of the money: (90 + 84 + 100 + 50) / 4 = 324 / 4
    "98,00",  # more than planned is spent, capped: (100 + 92 + 100 + 100) / 4 = 392 / 4
    "82,75",  # 6 of 8, three quarters of the money: (75 + 81 + 100 + 75) / 4 = 331 / 4
    "98,75",  # (100 + 95 + 100 + 100) / 4 = 395 / 4
]
#: Sum 642,75; base = 642,75 / 7 = 91,8214...; no bonus.
KADIS_PU_SUMS = {
    "Nilai dasar SKP": "91,82",
    "Tambahan: tugas tambahan": "0,00",
    "Tambahan: kreativitas": "0,00",
    "Nilai SKP": "91,82",
}
#: W-11 with three bawahan: atasan 525/6 = 87,5; kolega (500/6 + 516/6) / 2 = 84,6667; sendiri
#: 555/6 = 92,5; bawahan (480 + 492 + 468) / 18 = 80. Two kolega are too few to be shown, and
#: bawahan is hidden with them: 0,2 × 84,6667 + 0,1 × 80 = 16,9333 + 8 = 24,9333.
#: 0,6 × 87,5 + 24,9333 + 0,1 × 92,5 = 52,5 + 24,9333 + 9,25 = 86,6833.
HIDDEN = "tidak ditampilkan sendiri, agar penilainya tidak dikenali"
KADIS_PU_GROUPS = [
    ["Atasan", "1", "87,5000", "60,00 %"],
    [f"Kolega {HIDDEN}", "–", "–", "20,00 %"],
    ["Diri sendiri", "1", "92,5000", "10,00 %"],
    [f"Bawahan {HIDDEN}", "–", "–", "10,00 %"],
    ["Sumbangan kelompok yang digabung", "", "24,9333", ""],
]


@pytest.mark.parametrize(
    ("subject", "rows", "sums", "groups", "behaviour"),
    [
        (INSPEKTUR, INSPEKTUR_ROWS, INSPEKTUR_SUMS, INSPEKTUR_GROUPS, "81,07"),
        (KADIS_PU, KADIS_PU_ROWS, KADIS_PU_SUMS, KADIS_PU_GROUPS, "86,68"),
    ],
    ids=["9.1", "9.2"],
)
@pytest.mark.parametrize("viewer", ["pegawai", SEKDA, BUPATI])
def test_the_sheet_of_the_dialog_is_what_a_hand_computes(
    at: At,
    viewer: str,
    subject: str,
    rows: list[str],
    sums: dict[str, str],
    groups: list[list[str]],
    behaviour: str,
) -> None:
    office = at("results received")
    sheet = sheet_of(office, subject if viewer == "pegawai" else viewer, subject)
    table = sheet.rows("Kuantitas")
    assert column(table[: len(rows)], -1) == rows
    assert {row[0]: row[-1] for row in table[len(rows) :]} == sums
    assert sheet.rows("Bobot") == [*groups, ["Nilai perilaku kerja", "", behaviour, ""]]


def test_the_result_of_9_1_before_and_after_the_keberatan(at: At) -> None:
    # 0,6 × 97,3148 + 0,4 × 81,0667 = 58,3889 + 32,4267 = 90,8156: below 91, so Baik.
    assert sheet_of(at("results received"), INSPEKTUR, INSPEKTUR).heading == "NPK Anda: 90,82, Baik"
    # The decision gives 85 for behaviour: 58,3889 + 0,4 × 85 = 58,3889 + 34 = 92,3889.
    after = sheet_of(at("final"), INSPEKTUR, INSPEKTUR)
    assert after.heading == "NPK Anda: 92,39, Sangat Baik"
    assert "Keputusan atas keberatan menetapkan nilai perilaku 85,00 (semula 81,07)." in after.text
    assert "NPK = 0,6 × 97,3148 + 0,4 × 85,0000 = 92,3889, ditampilkan 92,39." in after.text


def test_the_result_of_9_2_stands_as_accepted(at: At) -> None:
    # 0,6 × 91,8214 + 0,4 × 86,6833 = 55,0929 + 34,6733 = 89,7662.
    for moment in ("results received", "final"):
        heading = sheet_of(at(moment), KADIS_PU, KADIS_PU).heading
        assert heading == "NPK Anda: 89,77, Baik"


def test_silence_is_acceptance_and_a_missing_group_goes_to_the_atasan(at: At) -> None:
    # SKP: (100 + 90 + 100) / 3 = 96,6667. No bawahan: their 10 % go to the atasan.
    # 0,7 × 78 + 0,2 × (80 + 84) / 2 + 0,1 × 88 = 54,6 + 16,4 + 8,8 = 79,8.
    # 0,6 × 96,6667 + 0,4 × 79,8 = 58 + 31,92 = 89,92.
    sheet = sheet_of(at("final"), KADIS_KESEHATAN, KADIS_KESEHATAN)
    assert sheet.heading == "NPK Anda: 89,92, Baik"
    groups = {row[0].split(" tidak ")[0]: row[1:] for row in sheet.rows("Bobot")}
    assert groups["Diri sendiri"] == ["1", "88,0000", "10,00 %"]
    # One hidden group alone could be computed, so the pegawai does not see the atasan's either.
    assert groups["Atasan"] == ["–", "–", "70,00 %"]
    assert groups["Kolega"] == ["–", "–", "20,00 %"]
    # 54,6 + 16,4 = 71.
    assert groups["Sumbangan kelompok yang digabung"] == ["", "71,0000", ""]


def test_both_sides_are_heard_before_the_keberatan_is_decided(at: At) -> None:
    page = at("keberatan heard").task(BUPATI, "Putuskan keberatan", INSPEKTUR)
    for title in ("Ajukan keberatan", "Jelaskan penilaian Anda", "Jelaskan keberatan Anda"):
        assert f"Baca dahulu: {title}" in page.text
    assert "82,83" in page.text  # the kolega's mean, at hand while he decides


def test_the_stages_end_with_the_year(at: At) -> None:
    office = at("closed")
    page = appraisal_of(office, INSPEKTUR, INSPEKTUR)
    assert page.heading == "Penilaian 2026 selesai dengan predikat Sangat Baik"
    stages = page.tree.xpath("//ol[@class='ribbon']/li/text()[normalize-space()]")
    assert [each.split()[0] for each in stages] == ["selesai"] * 14


# ---- 360: who sees what -----------------------------------------------------------------------


def test_groups_of_three_are_shown_to_both_in_the_dialog(at: At) -> None:
    office = at("forms filled")
    dialog = office.task(SEKDA, "Adakan Dialog Kinerja", INSPEKTUR)
    # Before the dialog the atasan's own form still says 486 / 6 = 81.
    assert dialog.rows("Kelompok penilai") == [
        ["Atasan", "1", "81,00"],
        ["Kolega", "3", "82,83"],
        ["Diri sendiri", "1", "92,50"],
        ["Bawahan", "3", "72,50"],
    ]
    for told in ("Rekan kedua bercerita, kejadian 1s.", "Bawahan pertama bercerita, kejadian 1s."):
        assert told in dialog.text


def test_a_small_group_hides_itself_and_another_in_the_dialog(at: At) -> None:
    dialog = at("forms filled").task(SEKDA, "Adakan Dialog Kinerja", KADIS_PU)
    assert dialog.rows("Kelompok penilai") == [
        ["Atasan", "1", "87,50"],
        ["Kolega", "–", "digabung (kurang dari 3)"],
        ["Diri sendiri", "1", "92,50"],
        ["Bawahan", "–", "digabung (kurang dari 3)"],
    ]


#: What only the forms of the hidden groups say: their words, their means, the means of a form.
SECRETS = ("Rahasia", "84,6667", "84,67", "84.67", "83,3333", "83,33", "83.33", "80,0000")


@pytest.mark.parametrize(
    ("viewer", "moment"),
    [
        (KADIS_PU, "results received"),
        (KADIS_PU, "closed"),
        (SEKDA, "forms filled"),
        (SEKDA, "closed"),
        (BUPATI, "results received"),
        (SDM, "closed"),
        (BAPPEDA, "closed"),
        ("Kepala Bidang Bina Marga", "closed"),
    ],
)
def test_what_a_hidden_group_said_is_on_no_page_of_anybody(
    at: At, viewer: str, moment: str
) -> None:
    office = at(moment)
    others = [appraisal_of(office, each, each).path for each in (INSPEKTUR, KADIS_KESEHATAN)]
    pages = list(crawl(office.person(viewer), besides=others))
    assert len(pages) > 5
    found = [(page.path, each) for page in pages for each in SECRETS if each in page.text]
    assert not found


@pytest.mark.parametrize("viewer", [INSPEKTUR, SEKDA, BUPATI, SDM])
def test_nobody_reads_which_rater_gave_which_score(at: At, viewer: str) -> None:
    office = at("closed")
    others = [appraisal_of(office, each, each).path for each in (KADIS_PU, KADIS_KESEHATAN)]
    for page in crawl(office.person(viewer), besides=others):
        # The means of single forms of a kolega and a bawahan: 525/6 and 402/6.
        assert not {"87,5000", "87,50", "67,0000"} & set(re.split(r"[^0-9,]+", page.text))


def crawl(visitor: Visitor, besides: Sequence[str]) -> Iterator[Page]:
    """Every page and file that this person can reach by links, each once.

    Of the calendars the years of the appraisal: they go on for 88 years, day by day, in pages
    that say the same and are nine tenths of what there is to read. Of lists and pictures of the
    same people one for each pair of filters: each link of theirs adds or takes away one more.
    """
    waiting, seen = ["/"], {"/"}
    kinds: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        page = visitor.get(address := waiting.pop())
        assert page.status in (200, OVER), address
        yield page
        for _, link in page.links:
            if link in seen or link.startswith(tuple(besides)) or another_year(link):
                continue
            seen.add(link)
            path, _, query = link.partition("?")
            kind = path, frozenset(parse_qs(query))
            if query and (kind in kinds or len(kind[1]) > 2):
                continue
            kinds.add(kind)
            waiting.append(link)


def another_year(address: str) -> bool:
    """Whether this is a calendar of a year in which nothing of the appraisal happened."""
    year = re.match(r"/kalender/.*[?&](?:tahun|tanggal)=(\d{4})", address)
    return year is not None and year[1] not in ("2026", "2027")


# ---- the register -----------------------------------------------------------------------------


def register_of(office: Office) -> Page:
    return office.person(SDM).get("/siklus").follow("2026").follow("Register hasil")


def test_the_register_shows_the_results_and_how_complete_it_is(at: At) -> None:
    register = register_of(at("entered"))
    # Three of sixteen appraisals: 18,75, in whole percent 18.
    assert register.heading == "Register hasil 2026: 18 % lengkap"
    assert "3 dari 16 penilaian masuk register." in register.text
    results = {_name(row): row[2:6] for row in register.rows("NPK")}
    assert results[INSPEKTUR] == ["97,31", "85,00", "92,39", "Sangat Baik"]
    assert results[KADIS_PU] == ["91,82", "86,68", "89,77", "Baik"]
    assert results[KADIS_KESEHATAN] == ["96,67", "79,80", "89,92", "Baik"]
    assert results[BAPPEDA] == ["–"] * 4


def test_a_result_that_is_not_final_is_not_in_the_register(at: At) -> None:
    register = register_of(at("keberatan heard"))
    results = {_name(row): row[2:6] for row in register.rows("NPK")}
    assert results[KADIS_PU] == ["91,82", "86,68", "89,77", "Baik"]
    assert results[INSPEKTUR] == ["–"] * 4


def test_csv_and_xlsx_say_what_the_screen_says(at: At) -> None:
    register = register_of(at("entered"))
    screen = [_said(row) for row in register.rows("NPK")]
    text = register.follow("Unduh CSV")
    assert text.body.startswith("\ufeff")
    table = list(csv.DictReader(io.StringIO(text.body.removeprefix("\ufeff"))))
    assert [_exported(row) for row in table] == screen
    sheet = _workbook(register.follow("Unduh XLSX"))
    assert sheet == list(csv.reader(io.StringIO(text.body.removeprefix("\ufeff"))))


def _name(row: list[str]) -> str:
    """The name that stands before the NIP, whose digits are grouped 8-6-1-3."""
    return row[0][: -len("99990000 000000 0 003")].strip()


def _said(row: list[str]) -> list[str]:
    """Name, NIP, unit, four results and whether there was a keberatan."""
    results = [each.replace(",", ".").replace("–", "") for each in row[2:6]]
    return [_name(row), row[0][-21:], row[1], *results, "ya" if "Keberatan" in row[6] else "tidak"]


def _exported(row: dict[str, str]) -> list[str]:
    digits = row["NIP"]
    nip = f"{digits[:8]} {digits[8:14]} {digits[14]} {digits[15:]}"
    results = [row[each] for each in ("Nilai SKP", "Nilai perilaku", "NPK", "Predikat")]
    return [row["Nama"], nip, row["Unit kerja"], *results, row["Keberatan"]]


def _workbook(page: Page) -> list[list[str]]:
    book = load_workbook(io.BytesIO(page.response.get_data()), read_only=True)
    rows = book.active.iter_rows()
    cells = [[cell for cell in row] for row in rows]
    assert {cell.data_type for row in cells for cell in row if cell.value} == {"s"}
    return [[cell.value or "" for cell in row] for row in cells]


def test_a_name_that_a_spreadsheet_would_run_is_exported_as_text(
    sqlite_template: Path, tmp_path: Path
) -> None:
    file = tmp_path / "small.sqlite"
    shutil.copy(sqlite_template, file)
    with open_office(file, local(2026, 1, 5, 8), demo=False) as office:
        act(office.database, SYSTEM, commands.add_people, rows=SMALL)
        visitor = office.anybody()
        visitor.enter(agency.nip(1), agency.PASSWORD)
        ready = visitor.get("/siklus/buka").press("Lihat siapa yang siap")
        assert ready.heading == "1 pegawai siap, 2 belum dapat memulai"
        cycle = ready.press("Periksa dahulu").press("Buka siklus untuk 1 pegawai")
        assert cycle.said == "Siklus 2026 dibuka untuk 1 pegawai."
        register = cycle.follow("Register hasil")
        assert FORMULA in register.text
        (row,) = csv.DictReader(io.StringIO(register.follow("Unduh CSV").body.lstrip("\ufeff")))
        assert row["Nama"] == f"'{FORMULA}"
        assert row["Jabatan"] == "'@SUM(A1)"
        assert _workbook(register.follow("Unduh XLSX"))[1][2] == f"'{FORMULA}"


FORMULA = '=HYPERLINK("https://contoh.invalid")'
SMALL = (
    EmployeeRow(agency.nip(1), "Sekda", "Sekda", "Setda", roles=("sdm",), password=agency.PASSWORD),
    EmployeeRow(agency.nip(2), "Kadis", "Kadis", "Dinas", superior_nip=agency.nip(1)),
    EmployeeRow(agency.nip(3), FORMULA, "@SUM(A1)", "Dinas", superior_nip=agency.nip(2)),
)


# ---- many at once -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title", ["Terima dokumen coaching", "Bagikan formulir penilaian", "Catat hasil ke register"]
)
def test_many_are_sent_at_once_and_one_that_fails_stops_nobody_else(
    year: Year, at: At, title: str
) -> None:
    preview, results = year.pages[f"{title}: pratinjau"], year.pages[title]
    assert preview.heading == "Anda akan mengirim untuk 3 orang"
    assert "Belum ada yang dikirim." in preview.text
    assert results.heading == "Terkirim untuk 2 dari 3 orang"
    outcome = {row[0]: row[1:] for row in results.rows("Hasil")}
    assert outcome[INSPEKTUR][0] == outcome[KADIS_PU][0] == "Terkirim"
    assert outcome[INSPEKTUR][1].startswith("Tanda terima 2026-")
    assert outcome[KADIS_KESEHATAN][0] == "Gagal"
    assert f"sudah diselesaikan oleh {SDM_TOO} pada " in outcome[KADIS_KESEHATAN][1]


def test_nothing_is_sent_for_nobody(at: At) -> None:
    office = at("coaching to receive")
    many = office.person(SDM).get("/").follow("Kerjakan sekaligus: Terima dokumen coaching")
    form = many.form("Periksa dahulu").fill({"completeness": "lengkap", "_tasks": []})
    refused = form.press("Periksa dahulu")
    assert refused.status == 422
    assert "Centang paling sedikit satu orang." in refused.text
    assert refused.value("completeness") == "lengkap"


def test_sdm_does_not_receive_for_himself(at: At) -> None:
    office = at("final")
    many = office.person(SDM).get("/").follow("Kerjakan sekaligus: Catat hasil ke register")
    preview = many.form("Periksa dahulu").fill({"confirmed": "ya"}).press("Periksa dahulu")
    mine = office.person(SDM).get("/").follow("Susun SKP").path.rpartition("/")[2]
    form = preview.form("Kirim untuk 3 orang")
    pairs = [*form.pairs(), ("_tasks", mine), ("_tasks", "x" * 22), ("_act", "kirim")]
    results = office.person(SDM).post(form.element.get("action"), pairs)
    assert results.heading == "Terkirim untuk 3 dari 5 orang"
    failed = [row[2] for row in results.rows("Hasil") if row[1] == "Gagal"]
    assert len(failed) == 2
    assert all("tidak ada, atau bukan untuk Anda" in each for each in failed)
