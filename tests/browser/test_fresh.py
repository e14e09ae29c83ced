"""A page of tracking that is left open: it asks again only while somebody looks, and moves nothing.

The page's own clock is moved on, so that nobody waits for half a minute.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.browser.test_drawing import as_sdm

MONDAY = "2026-02-23"
HALF_A_MINUTE = 30_000
#: Low enough that the list must be scrolled.
LOW = {"width": 1280, "height": 420}
#: As a browser tells a page that another tab lies before it, or no longer.
LOOK_AWAY = """
(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  Object.defineProperty(document, "visibilityState",
    { configurable: true, get: () => hidden ? "hidden" : "visible" });
  document.dispatchEvent(new Event("visibilitychange"));
}
"""


@pytest.fixture
def listing(open_page: Callable[..., Page]) -> Page:
    """The list of appraisals on a Monday, with a clock that can be moved on."""
    page = as_sdm(open_page(viewport=LOW))
    page.get_by_label("Tanggal").first.fill(MONDAY)
    page.get_by_role("button", name="Pindah").click()
    page.clock.install()
    page.goto("/penilaian")
    return page


def test_a_page_nobody_looks_at_asks_nothing_until_somebody_does(listing: Page) -> None:
    asked = asks(listing)
    before = int(days(listing).inner_text())
    listing.evaluate(LOOK_AWAY, True)
    a_day_passes(listing)
    for _ in range(4):
        listing.clock.fast_forward(HALF_A_MINUTE)
    expect(days(listing)).to_have_text(str(before))
    assert asked == []
    listing.evaluate(LOOK_AWAY, False)
    expect(days(listing)).to_have_text(str(before + 1))
    assert len(asked) == 1, "at once, and once"
    listing.clock.fast_forward(HALF_A_MINUTE + 1000)
    listing.wait_for_load_state("networkidle")
    assert len(asked) == 2, "and from then on as before"


def test_a_number_changes_while_place_focus_and_what_is_typed_stay(listing: Page) -> None:
    before = int(days(listing).inner_text())
    box = listing.locator("table.listing tbody input[type=checkbox]").nth(3)
    box.check()
    search = listing.get_by_role("searchbox").first
    search.press_sequentially("Kepala Di")
    search.evaluate("(field) => field.setSelectionRange(2, 4)")
    listing.evaluate("scrollTo(0, 200)")
    a_day_passes(listing)
    asked = asks(listing)
    listing.clock.fast_forward(HALF_A_MINUTE + 1000)
    expect(days(listing)).to_have_text(str(before + 1))
    assert len(asked) == 1
    expect(search).to_be_focused()
    expect(search).to_have_value("Kepala Di")
    assert search.evaluate("(field) => [field.selectionStart, field.selectionEnd]") == [2, 4]
    expect(box).to_be_checked()
    assert listing.evaluate("scrollY") == 200


def test_a_box_that_has_the_focus_keeps_it(listing: Page) -> None:
    before = int(days(listing).inner_text())
    box = listing.locator("table.listing tbody input[type=checkbox]").nth(5)
    box.focus()
    place = listing.evaluate("scrollY")
    a_day_passes(listing)
    listing.clock.fast_forward(HALF_A_MINUTE + 1000)
    expect(days(listing)).to_have_text(str(before + 1))
    expect(box).to_be_focused()
    assert listing.evaluate("scrollY") == place


def days(page: Page) -> Locator:
    """For how many working days the first appraisal of the list has waited."""
    return page.locator("td[data-l='Hari kerja']").first


def asks(page: Page) -> list[str]:
    """What the page's script asks for from now on."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if request.resource_type == "fetch":
            asked.append(request.url)

    page.on("request", note)
    return asked


def a_day_passes(page: Page) -> None:
    """Elsewhere somebody moves the demo's clock."""
    other = page.context.new_page()
    other.goto("/penilaian")
    other.get_by_role("button", name="Maju 1 hari").click()
    other.close()
