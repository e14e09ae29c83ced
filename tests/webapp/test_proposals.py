"""Two officers over HTTP: one proposes the end of a running stage, the other decides."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from engine.drafts import FOUR_EYES
from engine.models import Setting
from tests.webapp.office import Office
from tests.webapp.test_timeline import looked, timeline
from tests.webapp.visitor import Page
from tests.webapp.year import SDM_TOO

PROPOSE, ACCEPT, DECLINE = "Usulkan kepada petugas lain", "Setujui dan terapkan", "Tolak"


@pytest.fixture
def two(office: Office) -> Office:
    """The office where four eyes are asked for, as in production."""
    with office.database.begin() as session:
        session.execute(delete(Setting).where(Setting.name == FOUR_EYES))
    return office


def proposed(office: Office) -> Page:
    """The page of a proposal as the other officer opens it."""
    waiting = looked(office).press(PROPOSE)
    assert "belum ada tanggal yang berubah" in waiting.said
    return office.person(SDM_TOO).get(timeline(office).path).follow("Kesepakatan SKP ditutup")


def waits(office: Office) -> bool:
    return "Usulan yang menunggu petugas lain" in timeline(office).text


def test_a_forged_form_does_not_go_round_the_other_officer(two: Office) -> None:
    page = looked(two)
    form = page.form(PROPOSE)
    pairs = [*form.pairs(), ("_act", "terapkan")]
    refused = page.visitor.post(page.path, pairs)
    assert "dilakukan berdua" in refused.text
    assert "Untuk" not in timeline(two).text


def test_who_declines_with_the_enter_key_does_not_approve(two: Office) -> None:
    """A browser presses the first button of the form in which Enter is typed."""
    page = proposed(two)
    [first] = page.tree.xpath("(//input[@name='alasan']/ancestor::form//button)[1]")
    assert first.text == DECLINE
    declined = page.form(DECLINE).fill(alasan="Belum perlu").press(DECLINE)
    assert "Usulan ditolak" in declined.said
    assert not waits(two)


def test_turning_a_page_decides_nothing(two: Office) -> None:
    page = proposed(two)
    sent = dict(page.form(ACCEPT).pairs()) | {"alasan": "Belum perlu", "halaman": "2"}
    turned = page.visitor.post(page.path, list(sent.items()))
    assert turned.status == 200
    assert waits(two)
    assert "Tanggal diubah" in turned.press(ACCEPT).said
    assert not waits(two)
