"""Bagian SDM rehearses a draft on pages: begins, waits, reads what is wrong, publishes."""

from __future__ import annotations

import time

from tests.webapp.office import Office
from tests.webapp.test_diagrams import begin
from tests.webapp.visitor import Page

FEW = {"size": "2", "late": "0", "absent": "0", "leaves": "0", "superior": "0", "objects": "0"}


def rehearse(draft: Page, **answers: str) -> Page:
    """Begin a rehearsal of a draft and wait for its end."""
    form = draft.visitor.get(f"{draft.path}/latihan").form("Mulai latihan")
    return waited(form.fill({**FEW, **answers}).press("Mulai latihan"))


def waited(page: Page) -> Page:
    for _ in range(600):
        if "Refresh" not in page.response.headers:
            return page
        time.sleep(0.2)
        page = page.visitor.get(page.path)
    raise AssertionError(page.text)


def test_x(office: Office) -> None:
    draft = begin(office)
    done = rehearse(draft)
    print(done.text)
    assert 0
