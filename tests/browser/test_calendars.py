"""Bagian SDM takes a calendar from a file and a form, on a desk, on a phone and by keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from engine.calendar_file import write_calendar
from engine.timeline import SpecialDay
from tests.browser.journey import Look, goes_to

SDM = "Analis SDM"
DAYS = [
    SpecialDay(date(2026, 4, 8), "Hari jadi daerah <b>", "local"),
    SpecialDay(date(2026, 12, 31), "Malam tahun baru", "local", half=True),
]


def test_a_calendar_is_taken_from_a_file_and_from_a_form(
    page: Page, tmp_path: Path, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    look, heading = Look(axe, shot), page.get_by_role("heading", level=1)
    page.goto("/masuk")
    page.get_by_role("button", name=SDM).first.click()
    goes_to(page, "Kalender")
    look.at(page, "kalender")
    page.get_by_role("link", name="Kalender nasional").click()
    look.at(page, "kalender-nasional")
    page.goto("/kalender/instansi?tahun=2026")
    page.get_by_text("Ambil dari berkas .ics").click()
    page.get_by_label("Berkas kalender").set_input_files(
        {"name": "x.ics", "mimeType": "text/calendar", "buffer": b"halo"}
    )
    page.get_by_role("button", name="Lihat isinya").click()
    expect(page.get_by_role("alert")).to_contain_text("Baris 1 tidak dapat dibaca")
    look.at(page, "kalender-berkas-salah")
    file = tmp_path / "libur.ics"
    file.write_bytes(write_calendar(DAYS, "Libur"))
    page.get_by_label("Berkas kalender").set_input_files(file)
    page.get_by_role("button", name="Lihat isinya").click()
    expect(heading).to_have_text("Kalender instansi: 2 tanggal siklus akan berbeda")
    look.at(page, "kalender-akibat")
    page.get_by_role("button", name="Simpan sebagai versi baru").click()
    expect(page.get_by_role("status")).to_have_text("Tersimpan sebagai versi 1.")
    expect(page.get_by_role("row").nth(1)).to_contain_text("Hari jadi daerah <b>")

    page.get_by_role("link", name="Tulis hari").press("Enter")
    page.get_by_role("button", name="Lihat akibatnya").press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    look.at(page, "kalender-hari-salah")
    page.get_by_label("Tanggal", exact=True).fill("2026-04-11")
    page.get_by_label("Nama hari").fill("Pelayanan Sabtu")
    page.get_by_label("Hari masuk kerja").press("Space")
    page.get_by_label("Nama hari").press("Enter")
    expect(heading).to_have_text("Kalender instansi: 2 tanggal siklus akan berbeda")
    page.get_by_label("Dasar perubahan").fill("Edaran 7/2026")
    page.get_by_label("Dasar perubahan").press("Enter")
    expect(page.get_by_role("status")).to_have_text("Tersimpan sebagai versi 2.")
    page.get_by_role("link", name="Riwayat versi").click()
    expect(page.get_by_role("region", name="Versi 2")).to_contain_text("Edaran 7/2026")
    look.at(page, "kalender-versi")
    look.in_the_dark(page, "kalender-versi")
