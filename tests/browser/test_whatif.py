"""An SDM officer thinks of other dates, sees whom they make late, and goes on to change them."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.journey import Look, goes_to

SDM = "Analis SDM"


def test_sdm_thinks_of_other_dates_before_changing_any(
    page: Page, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    look = Look(axe, shot)
    page.goto("/masuk")
    page.get_by_role("button", name=SDM).first.click()
    goes_to(page, "Linimasa")
    page.get_by_role("link", name="Andaikan tanggal lain").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Andaikan tanggal lain")
    look.at(page, "andai")

    page.get_by_label("Tanggal 1", exact=True).select_option(label="Kesepakatan SKP ditutup")
    page.get_by_label("Aturan atau tanggal 1").fill("33 Februari")
    page.get_by_role("button", name="Hitung").click()
    expect(page.get_by_role("alert")).to_contain_text("Februari tidak punya tanggal 33")
    look.at(page, "andai-salah")

    page.get_by_label("Aturan atau tanggal 1").fill("20 Februari")
    page.get_by_role("button", name="Hitung").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("penilaian terlambat, semula 0")
    look.at(page, "andai-hasil")
    look.in_the_dark(page, "andai-hasil")
    assert page.evaluate("document.documentElement.scrollHeight") < 2500

    page.get_by_text("Kapan setiap langkah selesai").click()
    page.get_by_role("row").filter(has_text="Jadwalkan dialog kinerja").get_by_role(
        "link"
    ).last.click()
    expect(page.get_by_text("orang terlambat dengan langkah ini")).to_be_visible()
    page.locator("#orang").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Andaikan: langkah")
    look.at(page, "andai-orang")
    page.go_back()

    page.get_by_text("Sebarkan beban puncak").click()
    page.get_by_label("Tahap yang digeser").select_option(label="Coaching Week I")
    page.get_by_role("button", name="Usulkan penyebaran").click()
    expect(page.get_by_text("minggu terpenuh menjadi")).to_be_visible()
    look.at(page, "andai-sebar")

    page.get_by_role("link", name="Ubah sungguh-sungguh").click()
    expect(page.get_by_label("Aturan atau tanggal baru")).to_have_value("20 Februari")
