"""Two officers of Bagian SDM move the end of a stage that is running."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from playwright.sync_api import Page, expect
from sqlalchemy import delete

from engine.db import open_database
from engine.drafts import FOUR_EYES
from engine.models import Setting
from tests.browser.journey import Look, goes_to
from tests.browser.test_drawing import as_sdm

OTHER = "Analis SDM Aparatur Ahli Muda"


def test_two_officers_move_the_end_of_a_running_stage(
    page: Page, home: Path, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    _ask_for_four_eyes(home)
    look = Look(axe, shot)
    as_sdm(page)
    goes_to(page, "Linimasa")
    field = page.get_by_role("textbox", name="Kesepakatan SKP ditutup: aturan atau tanggal")
    field.fill("6 Februari")
    field.press("Enter")
    page.get_by_label("Alasan").fill("Banjir di kompleks kantor")
    page.get_by_role("button", name="Lihat siapa yang terkena").click()
    expect(page.get_by_text("Perlu disetujui petugas lain")).to_be_visible()
    look.at(page, "usulan-periksa")
    page.get_by_role("button", name="Usulkan kepada petugas lain").click()
    expect(page.get_by_role("status")).to_contain_text("belum ada tanggal yang berubah")
    look.at(page, "usulan-linimasa")

    page.get_by_role("link", name="Kesepakatan SKP ditutup", exact=True).first.click()
    expect(page.get_by_text("Usulan ini menunggu petugas lain")).to_be_visible()
    expect(page.get_by_role("button", name="Setujui dan terapkan")).to_have_count(0)

    page.goto("/masuk")
    page.get_by_role("button", name=OTHER).first.click()
    page.goto("/pemberitahuan")
    page.get_by_role("link", name="menunggu persetujuan Anda").first.click()
    look.at(page, "usulan")
    page.get_by_role("button", name="Tolak").click()
    expect(page.get_by_text("Tulis alasan penolakan ini.")).to_be_visible()
    page.get_by_role("button", name="Setujui dan terapkan").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Tanggal diubah")
    expect(page.get_by_role("table").last).to_contain_text(f"disetujui {OTHER}")


def _ask_for_four_eyes(home: Path) -> None:
    """As in production; the demo lets one officer do everything."""
    with (
        closing(open_database(f"sqlite:///{next(home.glob('*.db'))}")) as database,
        database.begin() as session,
    ):
        session.execute(delete(Setting).where(Setting.name == FOUR_EYES))
