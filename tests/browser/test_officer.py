"""What an SDM officer does with dates and diagrams in one sitting, from a window to a rehearsal."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.journey import Look, goes_to
from tests.browser.test_drawing import as_sdm, begin, element, opened

INSPEKTUR = "Inspektur"
FIELD = "Aturan atau tanggal baru"
GOOD = "Tidak ada yang harus diperbaiki."
SECONDS_TO_REHEARSE = 60


def test_an_officer_moves_draws_publishes_migrates_and_rehearses(
    page: Page, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    look = Look(axe, shot)
    as_sdm(page)
    _extends_a_window_for_one_unit_and_takes_it_back(page, look)
    draft = begin(page, "Bahan dibaca lebih dahulu")
    _moves_a_window_in_the_timeline_and_in_the_diagram(page, look, draft)
    _adds_a_task_and_mends_what_the_check_says(page, look, draft)
    _compares_and_publishes(page, look, draft)
    _moves_who_is_under_way_and_back(page, look)
    _rehearses(page, look, begin(page, "Setelah terbit"))


CUT = """() => [...document.querySelectorAll(".dates input[name=aturan]")]
    .filter((each) => each.scrollWidth > each.clientWidth).map((each) => each.value)"""


def test_no_rule_of_the_timeline_is_cut_off(page: Page) -> None:
    as_sdm(page).set_viewport_size({"width": 1280, "height": 800})
    goes_to(page, "Linimasa")
    expect(page.locator(".dates input[name=aturan]").first).to_be_visible()
    assert page.evaluate(CUT) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_lanes_and_dates_on_the_board_bear_words(page: Page) -> None:
    as_sdm(page)
    opened(page, begin(page, "Lajur"), "coaching_week.bpmn")
    lanes = page.locator(".djs-shape[data-element-id^='lane']")
    expect(lanes.filter(has_text="Pejabat Penilai").first).to_be_visible()
    expect(page.locator("#canvas")).not_to_contain_text("pejabat_penilai")
    page.locator(".djs-shape[data-element-id='inventory'] .djs-hit").first.click()
    due = page.get_by_label("Jatuh tempo pada").locator("option")
    expect(due.filter(has_text="Batas penerimaan")).to_have_count(1)
    expect(due.filter(has_text="Ditutup")).to_have_count(1)


def _extends_a_window_for_one_unit_and_takes_it_back(page: Page, look: Look) -> None:
    goes_to(page, "Linimasa")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Linimasa siklus")
    look.at(page, "linimasa")
    look.in_the_dark(page, "linimasa")

    # In the table a rule is judged while it is typed; a day can be picked instead.
    typed = page.get_by_role("textbox", name="Keberatan ditutup: aturan atau tanggal")
    judged = page.locator("form").filter(has=typed).get_by_role("status")
    typed.fill("27 Januari tahun depan")
    expect(judged).to_contain_text("R-004: Pencatatan Hasil ditutup")
    expect(page.get_by_role("button", name="Pilih hari: Keberatan ditutup")).to_be_enabled()
    page.locator("form").filter(has=typed).locator("input[type=date]").fill("2027-01-23")
    expect(typed).to_have_value("23 Januari tahun depan")
    expect(judged).to_contain_text("penilaian pindah.")

    # By keyboard, from the table: Enter in the field opens the form with what was typed.
    typed.fill("33 Januari tahun depan")
    typed.press("Enter")
    expect(page.get_by_label(FIELD)).to_have_value("33 Januari tahun depan")
    page.get_by_role("button", name="Lihat siapa yang terkena").click()
    expect(page.get_by_role("alert")).to_contain_text("Januari tidak punya tanggal 33")
    look.at(page, "linimasa-salah")

    # Judged while it is typed.
    page.get_by_label(FIELD).fill("27 Januari tahun depan")
    expect(page.get_by_role("status")).to_contain_text("R-004: Pencatatan Hasil ditutup")
    page.get_by_label(FIELD).fill("23 Januari tahun depan")
    expect(page.get_by_role("status")).to_contain_text("penilaian pindah.")
    expect(page.locator("#e-aturan")).to_have_count(0)
    page.get_by_label("Satu unit kerja").check()
    page.get_by_label("Unit kerja", exact=False).last.select_option(label="Inspektorat")
    page.get_by_label("Alasan").fill("Bencana banjir di kompleks Inspektorat")
    page.get_by_label("Nomor surat").fill("800/12/2027")
    look.at(page, "linimasa-ubah")
    page.get_by_role("button", name="Lihat siapa yang terkena").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("pindah: Keberatan ditutup")
    look.at(page, "linimasa-periksa")

    page.get_by_role("button", name="Terapkan untuk").click()
    expect(page.get_by_text("Tanggal diubah.")).to_be_visible()
    row = page.get_by_role("row").filter(has_text="800/12/2027")
    expect(row).to_contain_text("Inspektorat")
    look.at(page, "linimasa-diubah")

    goes_to(page, "Pantauan")
    page.get_by_role("link", name="Daftar orang").click()
    page.get_by_role("link", name=INSPEKTUR, exact=True).click()
    address = page.url
    page.goto(f"{address}/tanggal/keberatan/closes")
    expect(page.get_by_text("Perpanjangan bagi Inspektorat")).to_be_visible()
    look.at(page, "mengapa-tanggal")

    goes_to(page, "Linimasa")
    page.get_by_role("button", name="Urungkan Keberatan ditutup").click()
    expect(page.get_by_text("Perubahan diurungkan;")).to_be_visible()
    page.goto(f"{address}/tanggal/keberatan/closes")
    expect(page.get_by_text("Perpanjangan bagi Inspektorat")).to_have_count(0)


def _moves_a_window_in_the_timeline_and_in_the_diagram(page: Page, look: Look, draft: str) -> None:
    phase = page.get_by_role("row").filter(has_text="Plan Week")
    page.get_by_role("link", name="Linimasa draf ini").click()
    rule = page.get_by_role("textbox", name="Plan Week ditutup: aturan")
    rule.fill("kapan saja")
    expect(page.get_by_role("status")).to_be_visible()
    rule.fill("9 Februari")
    expect(page.get_by_role("status")).to_have_text("Urutan tanggalnya benar.")
    page.get_by_role("button", name="Simpan dalam draf").click()
    expect(phase).to_contain_text("9 Feb 2026")
    look.at(page, "linimasa-draf")
    before = _bar(page, "Plan Week")

    # What was changed in the Gantt stands in the diagram, and the reverse.
    opened(page, draft, "siklus_kasn.bpmn")
    element(page, "plan_week").click(force=True)
    closes = page.get_by_label("Ditutup", exact=True)
    expect(closes).to_have_value("9 Februari")
    closes.fill("10 Februari")
    closes.press("Tab")
    expect(page.locator("#saved")).to_contain_text("Tersimpan dalam draf")
    page.goto(f"{draft}/linimasa")
    expect(phase).to_contain_text("10 Feb 2026")
    assert _bar(page, "Plan Week") > before
    page.goto(f"{draft}/skp_agreement.bpmn")
    page.locator("[id='name:approve_skp']").fill("Setujui SKP pegawai")
    page.get_by_role("button", name="Simpan dalam draf").click()
    look.at(page, "kembaran-teks")


def _bar(page: Page, phase: str) -> float:
    """How wide a phase is drawn in the Gantt."""
    bar = page.locator(".gantt").get_by_text(phase, exact=True).locator("xpath=following::*[1]")
    return float(bar.get_attribute("width") or 0)


def _adds_a_task_and_mends_what_the_check_says(page: Page, look: Look, draft: str) -> None:
    opened(page, draft, "coaching_week.bpmn")
    element(page, "to_record_coaching").click(force=True)
    page.get_by_label("Bagian baru").select_option(label="Tugas: konfirmasi")
    page.get_by_role("button", name="Tambahkan").click()
    page.get_by_label("Nama", exact=True).fill("Baca bahan coaching")
    page.get_by_label("Nama", exact=True).press("Tab")
    page.get_by_label("Formulir").select_option(label="— pilih —")
    expect(page.locator("#saved")).to_contain_text("Tersimpan dalam draf")
    expect(page.locator("#problems-h")).to_have_text("1 hal harus diperbaiki")
    expect(page.locator("#problems")).to_contain_text("perlu formulir")
    expect(page.locator(".bad-sign")).to_have_text("1")
    look.at(page, "gambar-masalah")
    page.get_by_label("Formulir").select_option("umum.Konfirmasi")
    expect(page.locator("#problems-h")).to_have_text(GOOD)
    expect(page.locator(".bad-sign")).to_have_count(0)


def _compares_and_publishes(page: Page, look: Look, draft: str) -> None:
    page.goto(f"/diagram/banding?dari=1&ke={draft.rpartition('/')[2]}")
    expect(page.locator("main")).to_contain_text("Baca bahan coaching")
    expect(page.locator("main")).to_contain_text("Setujui SKP pegawai")
    expect(page.locator("main")).to_contain_text("10 Februari")
    look.at(page, "banding-draf")
    page.goto(f"{draft}/terbitkan")
    expect(page.get_by_role("heading", name="penilaian sedang berjalan")).to_be_visible()
    page.get_by_role("radio", name="Biarkan pada versinya").press("ArrowDown")
    expect(page.get_by_role("radio", name="Pindahkan nanti")).to_be_checked()
    look.at(page, "terbitkan")
    page.get_by_label("Apa yang berubah, dan mengapa").fill("Bahan dibaca sebelum dicatat.")
    page.get_by_role("button", name="Terbitkan", exact=True).click()
    expect(page.locator("h1")).to_contain_text("berlaku untuk siklus baru")
    expect(page.locator("main")).to_contain_text("menunggu dipindahkan ke versi ini.")
    look.at(page, "versi")


def _moves_who_is_under_way_and_back(page: Page, look: Look) -> None:
    page.get_by_role("link", name="Pindahkan ke versi ini").click()
    page.get_by_role("button", name="Periksa", exact=True).click()
    expect(page.locator("h1")).to_contain_text("penilaian dapat pindah ke versi")
    look.at(page, "pindah-periksa")
    page.get_by_role("link", name="lihat orangnya").first.click()
    look.at(page, "pindah-orang")
    page.go_back()
    page.get_by_role("button", name=re.compile("^Pindahkan .* penilaian")).click()
    page.get_by_label("Alasan").fill("Agar semua memakai nama yang sama.")
    look.at(page, "pindah-terakhir")
    page.get_by_role("button", name="Mulai memindahkan").click()
    expect(page.locator("h1")).to_contain_text("penilaian pindah ke versi")
    look.at(page, "pindah-hasil")
    page.get_by_role("button", name=re.compile("^Urungkan untuk")).click()
    expect(page.locator("h1")).to_contain_text("penilaian kembali seperti sebelumnya")


def _rehearses(page: Page, look: Look, draft: str) -> None:
    page.goto(f"{draft}/latihan")
    page.get_by_label("Pegawai paling banyak").fill("2")
    page.get_by_role("button", name="Mulai latihan").click()
    expect(page.locator("#macet")).to_have_text(
        "Tidak ada yang macet", timeout=1000 * SECONDS_TO_REHEARSE
    )
    look.at(page, "latihan-hasil")
