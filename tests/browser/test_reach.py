"""The forms are for everybody: by keyboard, without JavaScript, in English, in bad connections."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from engine.demo.agency import PEOPLE
from tests.browser.journey import PHONE, fits_a_phone

WRITER, OTHER, THIRD = "Kepala Dinas Kesehatan", "Kepala Dinas Pendidikan", "Kepala Bappeda"
ROW = {
    "Kegiatan tugas jabatan": "Menyelenggarakan imunisasi dasar",
    "Target kuantitas": "1.250,5",
    "Satuan output": "laporan",
    "Target waktu": "12",
}
OpenPage = Callable[..., Page]


def comes_in(page: Page, name: str) -> Page:
    page.goto("/masuk")
    page.get_by_role("button", name=name).click()
    return page


def opens_the_skp(page: Page) -> Page:
    page.get_by_role("link", name="Susun SKP").first.click()
    expect(page.get_by_role("heading", name="Susun SKP", level=1)).to_be_visible()
    return page


# ---- by keyboard ------------------------------------------------------------------------------


def tab_to(page: Page, wanted: str, most: int = 80) -> None:
    """Press Tab until the control that `wanted` selects has the focus, visibly."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            ring = "getComputedStyle(document.activeElement).outlineStyle"
            assert page.evaluate(ring) != "none", f"{wanted} has the focus, but one cannot see it"
            return
    pytest.fail(f"{most} times Tab never reach {wanted}")


def test_from_signing_in_to_the_receipt_without_a_mouse(page: Page) -> None:
    page.goto("/masuk")
    tab_to(page, "button[value='999900000000000008']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 tugas menunggu Anda")
    tab_to(page, "a.skip")
    page.keyboard.press("Enter")
    tab_to(page, "a.what")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Susun SKP", level=1)).to_be_visible()
    for name, value in {
        "activity": "Menyelenggarakan imunisasi dasar",
        "target_quantity": "1.250,5",
        "unit": "laporan",
        "target_time": "12",
    }.items():
        tab_to(page, f"[name='rows-0-{name}']")
        page.keyboard.type(value)
    tab_to(page, "button.btn[value=kirim]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Terkirim: Susun SKP. Tanda Terima No.")


def test_the_menu_of_the_head_opens_and_closes_by_keyboard(page: Page) -> None:
    comes_in(page, "Analis SDM")
    page.goto("/kalender")
    head = page.get_by_role("navigation", name="Utama")
    lines = "links => new Set(links.map((each) => each.getBoundingClientRect().top)).size"
    assert head.locator("> a").evaluate_all(lines) == 1, "the head takes one line at 1280 px"
    here = head.get_by_role("link", name="Kalender")
    expect(here).to_have_count(0)
    tab_to(page, "nav summary")
    page.keyboard.press("Enter")
    expect(here).to_have_attribute("aria-current", "page")
    tab_to(page, "nav details a")
    page.keyboard.press("Escape")
    expect(here).to_have_count(0)
    expect(head.locator("summary")).to_be_focused()


def test_the_summary_of_mistakes_has_the_focus_and_leads_to_the_field(page: Page) -> None:
    opens_the_skp(comes_in(page, OTHER))
    page.get_by_role("textbox", name="Satuan output").fill("laporan")
    page.get_by_role("button", name="Ajukan SKP").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.locator("[name='rows-0-activity']")).to_be_focused()


# ---- without JavaScript -----------------------------------------------------------------------


def test_rows_grow_and_go_without_javascript(
    open_page: OpenPage, shot: Callable[[Page, str], None]
) -> None:
    page = opens_the_skp(
        comes_in(open_page(viewport=PHONE, java_script_enabled=False), "Kepala Bidang Bina Marga")
    )
    for label, value in ROW.items():
        page.get_by_role("textbox", name=label).first.fill(value)
    page.get_by_role("button", name="Tambah kegiatan").click()
    expect(page.locator("[name='rows-0-activity']")).to_have_value(ROW["Kegiatan tugas jabatan"])
    page.locator("[name='rows-1-activity']").fill("Menyusun rencana kerja")
    shot(page, "tanpa-javascript-360")
    page.get_by_role("button", name="Hapus baris 1").click()
    expect(page.locator("[name='rows-0-activity']")).to_have_value("Menyusun rencana kerja")
    expect(page.locator("[name='rows-1-activity']")).to_have_count(0)
    for label, value in list(ROW.items())[1:]:
        page.get_by_role("textbox", name=label).first.fill(value)
    page.get_by_role("button", name="Ajukan SKP").click()
    expect(page.get_by_role("status")).to_contain_text("Terkirim: Susun SKP")


def test_rows_grow_without_leaving_the_page(page: Page) -> None:
    opens_the_skp(comes_in(page, OTHER))
    page.get_by_role("textbox", name="Kegiatan tugas jabatan").first.fill("Pertama")
    page.get_by_role("button", name="Tambah kegiatan").click()
    expect(page.locator("[name='rows-1-activity']")).to_be_focused()
    expect(page.locator("[name='rows-0-activity']")).to_have_value("Pertama")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    fits_a_phone(page)


# ---- wide tables ------------------------------------------------------------------------------


def test_a_wide_table_is_one_on_a_desk_and_cards_on_less(page: Page) -> None:
    opens_the_skp(comes_in(page, "Kepala Bidang Pengairan"))
    cells = page.locator("table.wide tbody td")
    tops = "cells => new Set(cells.map((each) => each.getBoundingClientRect().top)).size"
    for width, in_line in ((1440, True), (1280, True), (1024, False), (360, False)):
        page.set_viewport_size({"width": width, "height": 800})
        assert (cells.evaluate_all(tops) == 1) is in_line, width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(page.locator("table.wide thead")).to_be_visible(visible=in_line)


# ---- drafts -----------------------------------------------------------------------------------


def test_what_is_typed_is_kept_without_sending_it(page: Page) -> None:
    opens_the_skp(comes_in(page, THIRD))
    page.get_by_role("textbox", name="Kegiatan tugas jabatan").first.fill(
        "Menyusun rencana pembangunan"
    )
    expect(page.locator(".saved")).to_contain_text("Draf tersimpan pukul")
    page.reload()
    expect(page.get_by_role("textbox", name="Kegiatan tugas jabatan").first).to_have_value(
        "Menyusun rencana pembangunan"
    )
    page.goto("/")
    expect(page.locator("ul.rows")).to_contain_text("Lanjutkan draf")


def test_a_lost_connection_is_said_and_made_good(page: Page) -> None:
    opens_the_skp(comes_in(page, "Auditor Ahli Muda"))
    page.context.set_offline(True)
    page.get_by_role("textbox", name="Kegiatan tugas jabatan").first.fill("Ditulis tanpa sambungan")
    expect(page.locator(".saved")).to_contain_text("Belum tersimpan")
    page.context.set_offline(False)
    page.get_by_role("textbox", name="Satuan output").first.fill("laporan")
    expect(page.locator(".saved")).to_contain_text("Draf tersimpan pukul")
    page.reload()
    expect(page.get_by_role("textbox", name="Kegiatan tugas jabatan").first).to_have_value(
        "Ditulis tanpa sambungan"
    )


def test_what_is_typed_before_the_script_comes_is_kept_and_judged(page: Page) -> None:
    late: list[Route] = []

    def hold(route: Route) -> None:
        late.append(route)

    opens_the_skp(comes_in(page, "Inspektur Pembantu II"))
    page.route("**/app.js*", hold)

    page.reload(wait_until="commit")
    page.get_by_role("textbox", name="Kegiatan tugas jabatan").first.fill("Ditulis lebih dahulu")
    late.pop().continue_()
    expect(page.locator(".saved")).to_contain_text("Draf tersimpan pukul")

    page.unroute("**/app.js*")
    comes_in(page, "Kepala Bagian SDM dan Umum").goto("/linimasa")
    page.get_by_role("textbox", name="Keberatan ditutup: aturan atau tanggal").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Keberatan ditutup")
    page.route("**/app.js*", hold)
    page.reload(wait_until="commit")
    page.get_by_label("Aturan atau tanggal baru").fill("33 Januari tahun depan")
    late.pop().continue_()
    expect(page.get_by_role("status")).to_contain_text("Januari tidak punya tanggal 33")


# ---- in English -------------------------------------------------------------------------------

#: Words that hardly any Indonesian sentence does without, and no English one has.
INDONESIAN = re.compile(
    r"\b(Anda|yang|dan|untuk|belum|sudah|dengan|tidak|dari|pada|atau|tugas|batas|oleh|sebagai|"
    r"menunggu|tahap|siklus|penilaian|pegawai|nilai|berkas|riwayat)\b",
    re.IGNORECASE,
)


#: What people and units are called is not translated; the longest first.
NAMES = sorted({each for row in PEOPLE for each in (row.name, row.unit)}, key=len, reverse=True)
PAGES = (
    *("/", "/?daftar=menunggu", "/?daftar=mendatang", "/?daftar=selesai", "/penilaian-saya"),
    *("/bawahan", "/penilaian", "/siklus", "/siklus/buka", "/pemberitahuan", "/kata-sandi"),
    *("/masuk", "/tidak-ada"),
)


def test_nothing_indonesian_is_left_in_english(page: Page) -> None:
    comes_in(page, "Kepala Bagian SDM dan Umum")
    page.get_by_role("button", name="English").click()
    left_over = {}
    for path in PAGES:
        page.goto(path)
        assert page.locator("html").get_attribute("lang") == "en"
        left_over[path] = _left_over(page)
    assert {path: lines for path, lines in left_over.items() if lines} == {}


def test_a_form_is_asked_in_english(page: Page) -> None:
    opens_the_skp(comes_in(page, THIRD))
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("button", name="Submit the SKP")).to_be_visible()
    assert _left_over(page) == []


def _left_over(page: Page) -> list[str]:
    """The lines with Indonesian words, besides what is marked as such and names."""
    text: str = page.evaluate(
        "() => { const page = document.body.cloneNode(true);"
        " page.querySelectorAll('[lang=id], .accounts, .me, script').forEach((e) => e.remove());"
        " document.body.append(page); const text = page.innerText; page.remove(); return text; }"
    )
    for name in NAMES:
        text = text.replace(name, "")
    return [line for line in text.splitlines() if INDONESIAN.search(line)]
