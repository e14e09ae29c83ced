"""From a draft to those who are under way: a window, a name, a version, a move and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.journey import Look
from tests.browser.test_drawing import as_sdm, begin

SAVE = "Simpan dalam draf"


def test_a_version_goes_from_its_draft_to_the_running_appraisals_and_back(
    page: Page, axe: Callable[[Page], None], shot: Callable[[Page, str], Path]
) -> None:
    look = Look(axe, shot)
    draft = begin(as_sdm(page), "Pekan rencana lebih lama")

    # A window changed in the timeline stands in the diagram.
    page.get_by_role("link", name="Linimasa draf ini").click()
    rule = page.get_by_role("textbox", name="Plan Week ditutup: aturan")
    rule.fill("kapan saja")
    expect(page.get_by_role("status")).to_be_visible()
    rule.fill("9 Februari")
    expect(page.get_by_role("status")).to_have_text("Urutan tanggalnya benar.")
    page.get_by_role("button", name=SAVE).click()
    expect(page.get_by_role("row").filter(has_text="Plan Week")).to_contain_text("9 Feb 2026")
    look.at(page, "linimasa-draf")
    page.goto(f"{draft}/siklus_kasn.bpmn")
    twin = page.locator("[id='closes:plan_week']")
    expect(twin).to_have_value("9 Februari")

    # And the reverse.
    twin.fill("10 Februari")
    page.get_by_role("button", name=SAVE).click()
    page.goto(f"{draft}/linimasa")
    expect(page.get_by_role("row").filter(has_text="Plan Week")).to_contain_text("10 Feb 2026")
    page.goto(f"{draft}/skp_agreement.bpmn")
    page.locator("[id='name:approve_skp']").fill("Setujui SKP pegawai")
    page.get_by_role("button", name=SAVE).click()
    look.at(page, "kembaran-teks")

    page.goto(f"{draft}/terbitkan")
    page.get_by_label("Apa yang berubah, dan mengapa").fill("Rencana perlu waktu lebih lama.")
    page.get_by_role("button", name="Terbitkan", exact=True).click()
    expect(page.locator("h1")).to_contain_text("berlaku untuk siklus baru")
    look.at(page, "versi")

    # Who is under way moves along, after a look at what happens to whom.
    page.get_by_role("link", name="Pindahkan ke versi ini").click()
    page.get_by_role("button", name="Periksa", exact=True).click()
    expect(page.locator("h1")).to_contain_text("penilaian dapat pindah ke versi")
    look.at(page, "pindah-periksa")
    page.get_by_role("button", name=re.compile("^Pindahkan .* penilaian")).click()
    page.get_by_label("Alasan").fill("Agar semua memakai nama yang sama.")
    look.at(page, "pindah-terakhir")
    page.get_by_role("button", name="Mulai memindahkan").click()
    expect(page.locator("h1")).to_contain_text("penilaian pindah ke versi")
    look.at(page, "pindah-hasil")
    page.get_by_role("button", name=re.compile("^Urungkan untuk")).click()
    expect(page.locator("h1")).to_contain_text("penilaian kembali seperti sebelumnya")
