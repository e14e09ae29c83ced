"""Who tracks: from the board to who holds it and why, on a desk, on a phone, on the diagram."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.journey import PHONE, Look, fits_a_phone
from tests.browser.test_drawing import as_sdm

WHEN = "2026-02-23"
#: Whether the list is no wider than its card.
WITHIN = """() => document.querySelector("table.listing").offsetWidth
    <= document.querySelector("#daftar").clientWidth"""


def test_sdm_goes_from_the_board_to_who_is_stuck_and_takes_the_list_along(
    page: Page,
    open_page: Callable[..., Page],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    tmp_path: Path,
) -> None:
    look = Look(axe, shot)
    as_sdm(page)
    page.get_by_label("Tanggal").first.fill(WHEN)
    page.get_by_role("button", name="Pindah").click()
    _from_the_board_to_the_stuck(page, look, tmp_path)
    _on_the_diagram(page, look)
    _columns_and_a_view(page, look)
    _stays_fresh(page)
    _a_leader_on_a_phone(open_page(viewport=PHONE), look)


def _from_the_board_to_the_stuck(page: Page, look: Look, folder: Path) -> None:
    page.goto("/pantauan")
    look.at(page, "pantauan")
    row = page.get_by_role("row").filter(has_text="Semuanya")
    row.locator("td[data-l=Macet] a").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("penilaian")
    shown = page.locator("table.listing tbody tr")
    count = shown.count()
    assert count > 0
    with page.expect_download() as sent:
        page.get_by_role("link", name="CSV").click()
    file = folder / "penilaian.csv"
    sent.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    assert len(rows) == count + 1
    assert [row[0] for row in rows[1:]] == shown.locator("a.what").all_inner_texts()
    shown.locator("a.what").first.click()
    expect(page.get_by_text(re.compile("ada pada .* sejak"))).to_be_visible()


def _on_the_diagram(page: Page, look: Look) -> None:
    page.goto("/pantauan/diagram")
    expect(page.locator("[data-drawn][data-ready]")).to_be_visible()
    look.at(page, "pantauan-diagram")
    # In place, by keyboard: the phase takes the place of the year, the browser leads back.
    page.get_by_role("link", name="Buka: Kesepakatan SKP").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("menunggu di Susun SKP")
    expect(page).to_have_url(re.compile("tahap=skp_agreement"))
    look.at(page, "pantauan-tahap")
    page.go_back()
    expect(page.locator(".crumbs a", has_text="Setahun")).to_have_count(0)
    page.go_forward()
    sign = page.get_by_role("link", name=re.compile(r"Susun SKP: \d+ orang"))
    people = int(sign.inner_text())
    sign.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{people} penilaian")
    expect(page.get_by_text("Menunggu di: Kesepakatan SKP / Susun SKP")).to_be_visible()


def _columns_and_a_view(page: Page, look: Look) -> None:
    page.goto("/penilaian?kesehatan=stuck")
    page.get_by_text("Kolom", exact=True).click()
    page.get_by_role("checkbox", name="NIP").check()
    page.get_by_role("button", name="Tampilkan kolom ini").click()
    expect(page.get_by_role("columnheader", name="NIP")).to_be_visible()
    page.get_by_role("link", name="Batas").click()
    expect(page.get_by_role("columnheader", name="Batas")).to_have_attribute(
        "aria-sort", "ascending"
    )
    page.get_by_text("Simpan tampilan ini").click()
    page.get_by_label("Nama", exact=True).fill("Macet, dengan NIP")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.get_by_role("link", name="Macet, dengan NIP")).to_have_attribute(
        "aria-current", "true"
    )
    look.at(page, "penilaian-tampilan")
    assert page.evaluate(WITHIN), "a column more than usual fits on a desk"


def _stays_fresh(page: Page) -> None:
    """Half a minute later the page has asked again, and the focus is where it was."""
    page.clock.install()
    page.goto("/penilaian")
    days = page.locator("td[data-l='Hari kerja']").first
    before = int(days.inner_text())
    first = page.locator("table.listing a.what").first
    first.focus()
    other = page.context.new_page()
    other.goto("/penilaian")
    other.get_by_role("button", name="Maju 1 hari").click()
    other.close()
    expect(days).to_have_text(str(before))
    page.clock.fast_forward(31_000)
    expect(days).to_have_text(str(before + 1))
    expect(first).to_be_focused()


def _a_leader_on_a_phone(page: Page, look: Look) -> None:
    page.goto("/masuk")
    page.get_by_role("button", name="Kepala Dinas Pekerjaan Umum").first.click()
    page.goto("/bawahan")
    page.get_by_role("link", name="Pantau per unit").click()
    fits_a_phone(page)
    look.axe(page)
    look.shot(page, "pantauan-telepon")
    page.locator("td[data-l=Macet] a").first.click()
    fits_a_phone(page)
    page.locator("a.what").first.click()
    expect(page.get_by_text(re.compile("ada pada .* sejak"))).to_be_visible()
    fits_a_phone(page)


def test_one_appraisal_on_its_diagram_from_where_it_waits_to_what_is_expected(
    page: Page,
    open_page: Callable[..., Page],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
) -> None:
    look = Look(axe, shot)
    as_sdm(page)
    page.goto("/penilaian")
    page.locator("table.listing a.what", has_text="Inspektur").first.click()
    page.get_by_role("link", name="Lihat jalurnya pada diagram").click()
    drawing = page.locator("[data-drawn][data-ready]")
    expect(drawing.locator("[data-element-id=skp_agreement].path-waits")).to_be_visible()
    expect(drawing.locator("[data-element-id=plan_week_skipped].path-never")).to_have_count(1)
    # Words that stand apart fade with their element, and are never drawn over.
    expect(drawing.locator("[data-element-id=plan_week_skipped_label].path-never")).to_have_count(1)
    expect(drawing.locator("[data-element-id=start_label].path-done")).to_have_count(0)
    taken = drawing.locator("[data-element-id=to_skp_agreement] .djs-visual > path")
    expect(taken).to_have_css("stroke", "rgb(40, 101, 47)")
    expect(drawing.locator(".path-sign", has_text="≈ 1 Apr")).to_be_visible()
    look.at(page, "jalur")
    # In place, by keyboard; the table leads back and forth as well.
    page.get_by_role("link", name="Buka: Kesepakatan SKP").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Menunggu di Susun SKP")
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    expect(drawing.locator("[data-element-id=draft_skp].path-waits")).to_be_visible()
    expect(drawing.locator("[data-element-id=approve_skp].path-next")).to_be_visible()
    look.at(page, "jalur-tahap")
    page.get_by_role("link", name="Jalur pada diagram").click()
    page.get_by_role("table").get_by_role("link", name="Keberatan", exact=True).click()
    expect(page).to_have_url(re.compile("jalur.tahap=keberatan"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Keberatan masih akan datang")
    _where_it_waits_is_seen_first_on_a_phone(open_page(viewport=PHONE), look)


def _where_it_waits_is_seen_first_on_a_phone(page: Page, look: Look) -> None:
    page.goto("/masuk")
    page.get_by_role("button", name="Inspektur").first.click()
    page.goto("/penilaian-saya")
    page.get_by_role("link", name="Lihat jalurnya pada diagram").click()
    here = page.locator("[data-drawn][data-ready] [data-element-id=skp_agreement] .djs-visual")
    expect(here).to_be_visible()
    canvas, box = page.locator(".canvas").bounding_box(), here.bounding_box()
    assert canvas is not None
    assert box is not None
    assert canvas["x"] <= box["x"]
    assert box["x"] + box["width"] <= canvas["x"] + canvas["width"]
    assert box["width"] > 80, "in a size that can be read"
    fits_a_phone(page)
    look.axe(page)
    look.shot(page, "jalur-telepon")
