"""Stepping in, in a browser: a leader on a phone hands over, SDM holds and lets go on."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.journey import PHONE, Look, fits_a_phone
from tests.browser.test_drawing import as_sdm

WHEN = "2026-02-23"
HEIR = "999900000000000008"  # the Kepala Dinas Kesehatan


def test_who_stands_above_hands_over_and_sdm_holds_and_both_undo_it(
    page: Page,
    open_page: Callable[..., Page],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
) -> None:
    look = Look(axe, shot)
    as_sdm(page)
    page.get_by_label("Tanggal").first.fill(WHEN)
    page.get_by_role("button", name="Pindah").click()
    _a_leader_on_a_phone(open_page(viewport=PHONE), look)
    _sdm_by_keyboard(page, look)


def _a_leader_on_a_phone(page: Page, look: Look) -> None:
    """From the board to who is stuck, why, a reminder, another judge, and back."""
    page.goto("/masuk")
    page.get_by_role("button", name="Sekretaris Daerah").first.click()
    page.goto("/pantauan")
    page.locator("tr", has_text="Semuanya").locator("td[data-l=Macet] a").click()
    page.get_by_role("link", name="Auditor Ahli Muda", exact=True).click()
    expect(page.get_by_text(re.compile("ada pada .* sejak"))).to_be_visible()
    page.get_by_role("link", name="Ingatkan pemegang tugas").click()
    page.get_by_role("button", name="Kirim pengingat").click()
    expect(page.get_by_text("1 tugas diingatkan.")).to_be_visible()
    page.goto("/penilaian?cari=auditor+ahli+muda")
    page.get_by_role("button", name="Ganti Pejabat Penilai Kinerja").click()
    page.get_by_label("NIP Pejabat Penilai Kinerja yang baru").fill(HEIR)
    page.get_by_role("button", name="Periksa").click()
    fits_a_phone(page)
    look.axe(page)
    look.shot(page, "ganti-penilai-telepon")
    page.get_by_role("textbox", name="Alasan").fill("Mutasi Inspektur")
    page.get_by_role("button", name="Ganti Pejabat Penilai Kinerja").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "1 penilaian beralih kepada Kepala Dinas Kesehatan"
    )
    fits_a_phone(page)
    look.axe(page)
    look.shot(page, "beralih-telepon")
    page.get_by_role("button", name="Urungkan untuk 1 penilaian").click()
    expect(page.get_by_role("status")).to_contain_text("Diurungkan untuk 1 penilaian.")
    page.get_by_role("link", name="Auditor Ahli Muda", exact=True).click()
    expect(page.get_by_text("Pejabat Penilai Kinerja: Inspektur")).to_be_visible()
    _nothing_can_be_lent(page, look)


def _nothing_can_be_lent(page: Page, look: Look) -> None:
    """All draft their SKP, which is theirs to sign: the page says so and asks for no name."""
    page.goto("/penilaian?cari=auditor+ahli+muda")
    page.get_by_role("button", name="Alihkan tugas").click()
    expect(page.get_by_text("Tidak ada tugas terbuka yang dapat dialihkan")).to_be_visible()
    fits_a_phone(page)
    look.axe(page)


def _sdm_by_keyboard(page: Page, look: Look) -> None:
    """Two are ticked, held, found again by their health, and let go on."""
    page.goto("/penilaian?cari=auditor")
    page.get_by_role("checkbox", name=re.compile("^Pilih")).first.press("Space")
    page.get_by_role("button", name="Tunda").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tunda untuk 1 penilaian?")
    look.at(page, "tunda")
    page.get_by_role("textbox", name="Alasan").fill("Cuti besar")
    page.get_by_role("textbox", name="Alasan").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 penilaian ditunda")
    look.at(page, "ditunda")
    page.goto("/penilaian?kesehatan=held")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 penilaian")
    page.locator("a.what").first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Penilaian ini ditunda")
    look.at(page, "penilaian-ditunda")
    page.get_by_role("link", name="Lanjutkan").press("Enter")
    page.get_by_role("textbox", name="Alasan").fill("Masuk lagi")
    page.get_by_role("textbox", name="Alasan").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 penilaian dilanjutkan")
    page.goto("/penilaian?cari=inspektur")
    page.get_by_role("button", name="Perpanjang").press("Enter")
    page.get_by_label("Tanggal yang diubah").select_option(label="Kesepakatan SKP ditutup")
    page.get_by_label("Aturan atau tanggal baru").fill("30 Maret")
    page.get_by_role("button", name="Periksa").press("Enter")
    look.at(page, "perpanjang")


def test_what_takes_long_says_that_it_is_being_done_and_is_done_once(page: Page) -> None:
    as_sdm(page).goto("/penilaian/tindakan?jenis=hold")
    page.get_by_label("Alasan").last.fill("Menunggu surat mutasi")
    sent = list[Route]()
    page.route("**/penilaian/tindakan?**", lambda route: sent.append(route))
    said = page.get_by_role("button", name="Tunda").evaluate(
        "async (button) => { for (let n = 0; n < 2; n++) {"
        " button.click(); await new Promise((done) => setTimeout(done, 300)); }"
        " return button.form.querySelector('[role=status]').textContent; }"
    )
    assert re.fullmatch(r"Sedang dilakukan untuk \d+ penilaian; tunggu sebentar\.", said)
    [only] = sent
    only.continue_()
    expect(page.get_by_role("button", name="Urungkan")).to_be_visible()
