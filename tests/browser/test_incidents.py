"""A process has stopped: Bagian SDM finds it, on a desk and on a phone, and lets it go on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from engine import clock
from engine.db import open_existing
from engine.models import Appraisal, Employee, Incident, Instance
from tests.browser.journey import Look, goes_to

SDM, INSPEKTUR = "Analis SDM", "Inspektur"
REASON = "due(): tidak ada window untuk edge plan_week.opens pada penilaian ini (huruf ke-1)"


@pytest.fixture
def stopped(home: Path, page: Page) -> Page:
    """Two appraisals that the worker has given up, the server running on."""
    address = f"sqlite:///{next(home.glob('*.db'))}"
    with closing(open_existing(address)) as database, database.begin() as session:
        for name in (INSPEKTUR, "Kepala Dinas Kesehatan"):
            one = select(Appraisal).join(Employee, Employee.id == Appraisal.employee_id)
            appraisal = session.scalars(one.where(Employee.name == name)).one()
            session.get_one(Instance, appraisal.instance_id).state = "incident"
            session.add(
                Incident(
                    instance_id=appraisal.instance_id,
                    at=clock.real(),
                    attempts=4,
                    container="siklus_kasn",
                    element="plan_week_opens",
                    reason=REASON,
                )
            )
    return page


def test_bagian_sdm_finds_what_has_stopped_and_lets_it_go_on(
    stopped: Page, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    page, look = stopped, Look(axe, shot)
    page.goto("/masuk")
    page.get_by_role("button", name=SDM).first.click()
    goes_to(page, "Proses Terhenti")
    expect(page.get_by_role("heading", level=1)).to_have_text("2 proses penilaian terhenti")
    look.at(page, "terhenti")
    look.in_the_dark(page, "terhenti")
    page.get_by_role("link", name=INSPEKTUR).click()
    expect(page.get_by_role("heading", name="Proses terhenti")).to_be_visible()
    look.at(page, "terhenti-penilaian")
    page.get_by_role("button", name="Coba lagi").click()
    expect(page.get_by_role("status")).to_have_text("Proses dijalankan lagi.")
    goes_to(page, "Proses Terhenti")
    page.get_by_role("button", name="Coba lagi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tidak ada proses yang terhenti")
    look.at(page, "tidak-terhenti")
