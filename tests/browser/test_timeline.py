"""An SDM officer moves the keberatan window for one unit: preview, apply, explain, undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.journey import Look, goes_to

SDM, INSPEKTUR = "Analis SDM", "Inspektur"
FIELD = "Aturan atau tanggal baru"


def test_sdm_moves_the_keberatan_window_of_one_unit_and_takes_it_back(
    page: Page, axe: Callable[[Page], None], shot: Callable[[Page, str], Path]
) -> None:
    look = Look(axe, shot)
    page.goto("/masuk")
    page.get_by_role("button", name=SDM).first.click()
    goes_to(page, "Linimasa")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Linimasa siklus")
    look.at(page, "linimasa")
    look.in_the_dark(page, "linimasa")

    # By keyboard, from the table: Enter in the field opens the form with what was typed.
    typed = page.get_by_role("textbox", name="Keberatan ditutup: aturan atau tanggal")
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

    goes_to(page, "Semua Penilaian")
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
