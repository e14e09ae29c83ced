"""One page of each route, as three people open it in the demo: axe finds nothing, a phone fits."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from tests.browser import (
    test_interventions,
    test_officer,
    test_proposals,
    test_whatif,
    test_year_of_six,
)
from tests.browser.journey import DESK, PHONE, fits_a_phone
from tests.browser.test_drawing import as_sdm, begin
from tests.webapp.test_access import PAGES

#: For programs, scripts and disks; nobody looks at them in a browser.
NO_PAGES = {
    *("/static/<path:filename>", "/health", "/ready", "/metrics", "/kalender/<layer>/ics"),
    *("/diagram/draf/<draft_id>/<name>/unduh", "/diagram/versi/<int:number>/<name>"),
    *("/diagram/versi/<int:number>/semua.zip", "/latihan/<rehearsal_id>/hasil.json"),
    *("/penilaian.csv", "/penilaian.xlsx", "/pantauan/diagram/<int:number>/<name>"),
    *("/siklus/<cycle_id>/register/csv", "/siklus/<cycle_id>/register/xlsx"),
    *("/linimasa/<cycle_id>/periksa", "/diagram/draf/<draft_id>/linimasa/periksa"),
}
#: What the demo's first day does not link to, by the journey that looks at it.
ELSEWHERE = {
    "/penilaian/<appraisal_id>/nilai": test_year_of_six.test_the_year,
    "/penilaian/<appraisal_id>/berkas/<int:number>": test_year_of_six.test_the_year,
    **dict.fromkeys(
        ("/penilaian/tindakan", "/penilaian/tindakan/<intervention_id>"),
        test_interventions.test_who_stands_above_hands_over_and_sdm_holds_and_both_undo_it,
    ),
    "/usulan/<proposal_id>": (test_proposals.test_two_officers_move_the_end_of_a_running_stage),
    "/tugas/bersama/<form_key>": test_year_of_six.test_the_year,
    "/linimasa/<cycle_id>/andai/orang/<appraisal_id>": (
        test_whatif.test_sdm_thinks_of_other_dates_before_changing_any
    ),
    **dict.fromkeys(
        (
            "/diagram/versi/<int:number>/pindah/orang",
            "/diagram/versi/<int:number>/pindah/<batch_id>",
            "/latihan/<rehearsal_id>",
        ),
        test_officer.test_an_officer_moves_draws_publishes_migrates_and_rehearses,
    ),
}
#: Reached by a letter, a form or an incident instead of a link.
UNLINKED = ("/masuk", "/akun-pertama/rahasia", "/terhenti", "/diagram/banding?dari=1&ke=1")
#: High enough that the bar at the foot of a form covers nothing one could scroll from under it.
TALL = 3000
RULES = {rule for method, rule in PAGES if method == "GET"} - NO_PAGES
ROUTES = Map([Rule(rule, endpoint=rule) for method, rule in PAGES if method == "GET"]).bind("-")
LINKS = "() => [...document.querySelectorAll('a[href]')].map((each) => each.href)"


def test_one_page_of_each_route(page: Page, axe: Callable[[Page], None]) -> None:
    seen, wrong = set[str](), list[str]()
    draft = begin(as_sdm(page), "Untuk dilihat")
    seen |= _walks(page, [*UNLINKED, f"{draft}/latihan", "/"], axe, wrong)
    page.goto("/masuk")
    page.get_by_role("button", name="Sekretaris Daerah").first.click()
    page.goto("/bawahan")
    page.get_by_role("link", name="Inspektur", exact=True).click()  # whom he judges himself
    seen |= _walks(page, [page.url, "/"], axe, wrong)
    page.goto("/masuk")
    page.get_by_role("button", name="Inspektur").first.click()
    seen |= _walks(page, ["/"], axe, wrong)
    assert not wrong, "\n".join(wrong)
    assert seen == RULES - set(ELSEWHERE), "a route that no page links to: look at it in a test"


def test_the_report_of_a_unit_is_one_sheet_of_paper(page: Page) -> None:
    """In June, when coachings are due that nobody has held."""
    as_sdm(page)
    page.get_by_label("Tanggal").first.fill("2026-06-15")
    page.get_by_role("button", name="Pindah").click()
    page.goto("/angka/cetak")
    assert page.locator("#p-coaching").count() == 1
    assert page.evaluate("document.querySelectorAll('.sheet section svg').length") > 1
    sheets = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    assert sheets == 1


def _walks(
    page: Page, waiting: list[str], axe: Callable[[Page], None], wrong: list[str]
) -> set[str]:
    """Follow links, to one page of each route; the routes."""
    seen = set[str]()
    while waiting:
        address = waiting.pop(0)
        rule = _rule(address)
        if rule not in RULES - seen:
            continue
        if not (answer := page.goto(address)) or not answer.ok:
            continue
        seen.add(rule)
        for width in (DESK["width"], PHONE["width"]):
            page.set_viewport_size({"width": width, "height": TALL})
            try:
                axe(page)
                if width == PHONE["width"]:
                    fits_a_phone(page)
            except AssertionError as error:
                wrong.append(str(error))
        waiting += page.evaluate(LINKS)
    return seen


def _rule(address: str) -> str:
    try:
        rule, _ = ROUTES.match(urlsplit(address).path)
    except HTTPException:
        return ""
    return str(rule)
