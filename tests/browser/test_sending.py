"""Typing and sending in one breath: the draft on its way and the form do not meet."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.journey import FILL, TEXT

SEND = "form[data-draft] button.btn[value=kirim]"


@pytest.fixture
def draft(page: Page) -> Page:
    """The Inspektur's SKP, filled."""
    page.goto("/masuk")
    page.get_by_role("button", name="Inspektur").first.click()
    page.get_by_role("link", name="Susun SKP").first.click()
    page.wait_for_selector("form[data-draft]")
    page.evaluate(FILL, [{}, TEXT])
    return page


def test_a_draft_on_its_way_is_waited_for_and_two_presses_are_one(draft: Page) -> None:
    kept: list[str] = []

    def late(route: Route) -> None:
        answer = route.fetch()  # the server has it; the page hears of it later
        kept.append(route.request.url)
        draft.wait_for_timeout(500)
        route.fulfill(response=answer)

    draft.route("**/draf", late)
    draft.locator("[name=rows-0-activity]").fill("Menyusun rencana kerja inspektorat")
    draft.locator(SEND).dblclick()
    draft.get_by_role("button", name="Ya, ajukan SKP").dblclick()
    expect(draft.locator(".notes")).to_contain_text("Terkirim: Susun SKP.")
    assert kept, "leaving the field saved the draft first"
