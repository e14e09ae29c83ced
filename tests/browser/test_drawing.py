"""An officer draws: adds a task, sees on it what is wrong, mends it, publishes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from time import monotonic

import pytest
from playwright.sync_api import Locator, Page, expect

import webapp
from engine.bpmn.compare import compare_file
from engine.bpmn.likewise import likewise
from engine.definitions import shipped
from engine.uploads import problems
from tests.browser.journey import DESK, PHONE

ROOT = Path(webapp.__file__).parent / "static"
FILES = shipped()
NAMES = {path.rpartition("/")[2]: path for path in FILES if path.endswith(".bpmn")}
CAMUNDA = json.loads(next(ROOT.glob("vendor/camunda-bpmn-moddle-*/camunda.json")).read_text())
THERE_AND_BACK = """
async ([text, camunda]) => {
  const modeler = new BpmnJS({ moddleExtensions: { camunda } });
  await modeler.importXML(text);
  return (await modeler.saveXML({ format: true })).xml;
}
"""
KEEP = """
async (text) => {
  const body = new FormData();
  body.append("csrf_token", document.querySelector("[name=csrf_token]").value);
  body.append("text", text);
  body.append("rev", "0");
  await fetch(location.href, { method: "POST", body });
}
"""
SECONDS_TO_INTERACTIVE = 2
GOOD = "Tidak ada yang harus diperbaiki."


def as_sdm(page: Page) -> Page:
    page.goto("/masuk")
    page.get_by_role("button", name="Bagian SDM").first.click()
    return page


def begin(page: Page, name: str) -> str:
    """A new draft; its address."""
    page.goto("/diagram")
    form = page.locator("form[action$='/draf']").first
    form.locator("[name=name]").fill(name)
    form.get_by_role("button").click()
    page.wait_for_url(re.compile("/diagram/draf/"))
    return page.url


def opened(page: Page, draft: str, name: str) -> Page:
    """The board of a file, ready and looked at by the check."""
    page.goto(f"{draft}/{name}/gambar")
    expect(page.locator("#board")).to_have_attribute("data-ready", "yes")
    expect(page.locator("#problems-h")).not_to_be_empty()
    return page


def element(page: Page, id_: str) -> Locator:
    return page.locator(f".djs-element[data-element-id='{id_}'] .djs-hit").first


def view(page: Page) -> str | None:
    """Where on the drawing one looks, and how near."""
    return page.locator(".canvas g.viewport").get_attribute("transform")


def apart(page: Page, one: str, other: str) -> int:
    """How far to the right of one element another is drawn, in pixels."""
    boxes = [
        page.locator(f".djs-element[data-element-id='{each}']").bounding_box()
        for each in (one, other)
    ]
    return round(boxes[1]["x"] - boxes[0]["x"])  # type: ignore[index]


def between_lanes(page: Page) -> list[int]:
    """How far apart the lanes of a diagram lie that follow one another, in pixels."""
    found = [
        page.locator(f".djs-element[data-element-id='{lane}'] > .djs-visual > rect").bounding_box()
        for lane in ("lane_pegawai", "lane_pejabat_penilai", "lane_sdm")
    ]
    return [
        round(below["y"] - above["y"] - above["height"])  # type: ignore[index]
        for above, below in pairwise(found)
    ]


def rename(page: Page, id_: str, name: str) -> None:
    element(page, id_).click(force=True)
    page.get_by_label("Nama", exact=True).fill(name)
    page.get_by_label("Nama", exact=True).press("Tab")


@pytest.fixture
def draft(page: Page) -> str:
    return begin(as_sdm(page), "Konfirmasi bahan coaching")


def test_a_part_is_added_by_keyboard_alone(page: Page, draft: str) -> None:
    opened(page, draft, "coaching_week.bpmn")
    page.get_by_label("Bagian baru").focus()
    page.keyboard.type("Tugas: catatan")
    page.keyboard.press("Tab")
    expect(page.get_by_label("sesudah", exact=True)).to_be_focused()
    page.keyboard.type("Inventarisasi")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Nama", exact=True)).to_be_focused()
    page.get_by_label("Nama", exact=True).press("Control+a")
    page.keyboard.type("Catat bahan")
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_contain_text("Tersimpan dalam draf")
    expect(page.locator("#problems-h")).to_have_text(GOOD)
    assert max(between_lanes(page)) <= 0  # the arrow leaves one lane and enters the next

    # Whose task it is says its lane; none but a due date may stay open.
    role = page.get_by_label("Peran", exact=True)
    expect(role.locator("option:checked")).to_have_text("Pejabat Penilai Kinerja")
    role.select_option(label="— pilih —")
    expect(role.locator("option:checked")).to_have_text("Pejabat Penilai Kinerja")
    role.select_option(label="Pegawai yang Dinilai")  # where "Inventarisasi" lies already
    expect(role.locator("option:checked")).to_have_text("Pegawai yang Dinilai")
    added = page.locator(".djs-element.selected").get_attribute("data-element-id")
    beside = page.locator(".djs-element[data-element-id='inventory'] .djs-visual").bounding_box()
    assert abs(apart(page, "inventory", str(added))) >= beside["width"]  # type: ignore[index]
    expect(page.locator("#problems-h")).to_have_text(GOOD)
    due = page.get_by_label("Jatuh tempo pada")
    expect(due.locator("option:checked")).to_have_text("— tanpa jatuh tempo —")

    # What is drawn already is chosen from a list, in the order in which it happens.
    pick = page.get_by_label("Pilih bagian")
    pick.focus()
    page.keyboard.type("Inventarisasi")
    expect(page.locator(".djs-element.selected")).to_have_attribute("data-element-id", "inventory")
    page.keyboard.press("ArrowDown")
    expect(pick.locator("option:checked")).to_have_text("Catat bahan (tugas)")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Nama", exact=True)).to_be_focused()
    expect(page.get_by_label("Nama", exact=True)).to_have_value("Catat bahan")
    page.get_by_role("application").focus()
    page.keyboard.press("Delete")
    expect(pick.locator("option", has_text="Catat bahan")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(pick.locator("option", has_text="Catat bahan")).to_have_count(1)
    pick.select_option(label="Catat bahan (tugas)")
    link = page.get_by_role("link", name="Bagian ini sebagai teks")
    expect(link).to_have_attribute("href", re.compile(r"/coaching_week\.bpmn#u-user_task_"))
    expect(page.locator("#saved")).to_contain_text("Tersimpan dalam draf")

    # Where ways meet one goes on; what is waited for is one of the dates that there are.
    page.get_by_label("Bagian baru").select_option(label="Waktu tunggu")
    page.get_by_label("sesudah", exact=True).select_option(value="again")
    page.get_by_role("button", name="Tambahkan").click()
    expect(page.locator("#problems-h")).to_have_text("1 hal harus diperbaiki")
    until = page.get_by_label("Menunggu sampai")
    expect(until).to_have_attribute("aria-invalid", "true")
    until.select_option(label="Batas penerimaan")
    expect(page.locator("#problems-h")).to_have_text(GOOD)
    page.goto(f"{draft}/coaching_week.bpmn")
    names = page.locator("[id^='name:']").evaluate_all("all => all.map((each) => each.value)")
    assert names.index("Catat bahan") == names.index("Inventarisasi kemajuan SKP") + 1


def test_the_technical_panel_speaks_as_the_page_does(page: Page, draft: str) -> None:
    opened(page, draft, "coaching_week.bpmn")
    element(page, "inventory").click(force=True)
    page.locator("#details summary").click()
    heads = page.locator(".bio-properties-panel-group-header-title")
    expect(heads.first).to_have_text("Umum")
    expect(heads.filter(has_text="Penugasan")).to_have_count(1)
    page.get_by_role("button", name="English").click()
    expect(page.locator("#board")).to_have_attribute("data-ready", "yes")
    element(page, "inventory").click(force=True)
    page.locator("#details summary").click()
    expect(heads.first).to_have_text("General")
    page.get_by_role("button", name="Bahasa Indonesia").click()


def test_the_librarys_own_tools_draw_what_our_check_knows(page: Page, draft: str) -> None:
    opened(page, draft, "coaching_week.bpmn")
    expect(page.locator(".djs-palette [data-action='create.data-object']")).to_have_count(0)
    element(page, "inventory").click(force=True)
    page.locator(".djs-context-pad [data-action='append.append-task']").click()
    page.get_by_label("Nama", exact=True).fill("Baca panduan")
    page.get_by_label("Nama", exact=True).press("Tab")
    expect(page.get_by_label("Formulir")).to_have_value("umum.Konfirmasi")
    expect(page.get_by_label("Peran", exact=True)).to_have_value("pegawai")
    undo = page.get_by_role("button", name="Urungkan")
    expect(undo).to_be_visible()
    while undo.is_visible():
        undo.click()
    expect(page.locator("#saved")).to_contain_text("Tersimpan dalam draf")
    expect(page.locator("#problems-h")).to_have_text("Tidak ada yang harus diperbaiki.")


def test_a_phase_is_added_with_its_window(
    page: Page, draft: str, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    opened(page, draft, "siklus_kasn.bpmn")
    element(page, "to_has_plan_week").click(force=True)
    seen, away = view(page), apart(page, "has_plan_week", "plan_week_skipped_label")
    page.get_by_label("Bagian baru").select_option(label="Tahap: Coaching Week")
    page.get_by_role("button", name="Tambahkan").click()
    expect(page.get_by_label("Nama", exact=True)).to_have_value("Coaching Week")
    assert view(page) == seen
    assert apart(page, "has_plan_week", "plan_week_skipped_label") == away  # moved together
    expect(page.locator("#saved")).to_contain_text("Tersimpan dalam draf")
    expect(page.locator("#problems-h")).to_have_text(GOOD)
    for label, rule in (
        ("Dibuka", "skp_agreement.closes + 1 hari"),
        ("Ditutup", "coaching_week_3.opens + 6 hari"),
        ("Batas penerimaan", "coaching_week_3.closes + 3 hari kerja"),
        ("Batas penutupan oleh Bagian SDM", "coaching_week_3.closes + 1 hari kerja"),
    ):
        expect(page.get_by_label(label, exact=True)).to_have_value(rule)
    received = page.get_by_label("Batas penerimaan", exact=True)
    expect(received).to_have_accessible_description(
        "3 hari kerja sesudah Coaching Week ditutup. Untuk: Terima dokumen coaching"
    )

    # What is wrong with a date is said beneath it, in the words of the check.
    for rule, said in (("30 Pebruari", "Pebruari"), ("", "tidak punya tanggal itu")):
        received.fill(rule)
        received.press("Tab")
        expect(received).to_have_attribute("aria-invalid", "true")
        expect(received).to_have_value(rule)
        expect(page.locator("#problems li span")).to_contain_text(said)
        told = page.locator("#problems li span").inner_text()
        expect(received).to_have_accessible_description(re.compile(re.escape(told)))
    axe(page)
    shot(page, "gambar-tanggal-salah")
    received.fill("coaching_week_3.closes + 4 hari kerja")
    received.press("Tab")
    expect(page.locator("#problems-h")).to_have_text(GOOD)
    expect(received).not_to_have_attribute("aria-invalid", "true")


def test_markup_in_a_name_is_drawn_as_text(page: Page, draft: str) -> None:
    opened(page, draft, "keberatan.bpmn")
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    evil = "<img src=x onerror=alert(1)>"
    rename(page, "file_keberatan", evil)
    expect(page.locator("#saved")).to_contain_text("Tersimpan dalam draf")
    opened(page, draft, "keberatan.bpmn")
    element(page, "file_keberatan").click(force=True)
    expect(page.get_by_label("Nama", exact=True)).to_have_value(evil)
    assert page.locator("img[src=x]").count() == 0


def test_a_file_of_camunda_modeler_is_drawn_on(page: Page, draft: str) -> None:
    opened(page, draft, "dialog_day.bpmn")
    text = FILES[NAMES["dialog_day.bpmn"]].decode()
    text = text.replace("hold_dialog_day", "Activity_0xK2").replace(
        'targetNamespace="', 'exporter="Camunda Modeler" exporterVersion="5.36.1" '
        'xmlns:modeler="http://camunda.org/schema/modeler/1.0" '
        'modeler:executionPlatform="Camunda Platform" '
        'modeler:executionPlatformVersion="7.23.0" targetNamespace="')  # fmt: skip
    page.evaluate(KEEP, text)
    opened(page, draft, "dialog_day.bpmn")
    expect(page.locator("#problems")).to_contain_text("harus huruf kecil")
    page.get_by_role("button", name="Tulis semua id dengan huruf kecil").click()
    expect(page.locator("#problems-h")).to_have_text("Tidak ada yang harus diperbaiki.")
    element(page, "activity_0xk2").click(force=True)
    expect(page.get_by_label("Formulir")).to_have_value("dialog_day.HoldDialogDay")


def test_what_changed_is_marked_on_both_drawings(
    page: Page, draft: str, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    opened(page, draft, "coaching_week.bpmn")
    rename(page, "record_coaching", "Tulis hasil coaching")
    expect(page.locator("#saved")).to_contain_text("Tersimpan dalam draf")
    page.goto(f"/diagram/banding?dari=1&ke={draft.rpartition('/')[2]}")
    expect(page.locator("[data-drawn]")).to_have_attribute("data-ready", "yes")
    marked = page.locator(".djs-element.is-changed[data-element-id='record_coaching']")
    expect(marked).to_have_count(2)
    said = "Tugas “Catat hasil coaching” sekarang bernama “Tulis hasil coaching”."
    page.get_by_role("button", name=said).click()
    expect(page.locator(".djs-element.selected[data-element-id='record_coaching']")).to_have_count(
        2
    )
    axe(page)
    shot(page, "banding")


def test_without_script_the_list_of_changes_is_whole(
    open_page: Callable[..., Page], page: Page, draft: str
) -> None:
    opened(page, draft, "coaching_week.bpmn")
    rename(page, "record_coaching", "Tulis hasil coaching")
    expect(page.locator("#saved")).to_contain_text("Tersimpan dalam draf")
    plain = as_sdm(open_page(viewport=PHONE, java_script_enabled=False))
    plain.goto(f"/diagram/banding?dari=1&ke={draft.rpartition('/')[2]}")
    expect(plain.locator(".changes")).to_contain_text("sekarang bernama “Tulis hasil coaching”.")
    expect(plain.locator(".pair")).to_be_hidden()
    plain.goto(f"{draft}/coaching_week.bpmn/gambar")
    expect(plain.locator("noscript p")).to_contain_text("Papan gambar memerlukan JavaScript")


def test_a_decision_table_is_a_form(
    page: Page, draft: str, axe: Callable[[Page], None], shot: Callable[[Page, str], None]
) -> None:
    page.goto(f"{draft}/predikat.dmn/tabel")
    page.get_by_label("NPK (dua desimal), baris 1").fill(">= sembilan puluh")
    page.get_by_label("NPK (dua desimal), baris 1").press("Enter")
    expect(page.locator("#rows-0-0")).to_be_focused()
    expect(page.locator("#rows-0-0-e")).to_be_visible()
    axe(page)
    shot(page, "tabel-keputusan")
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    axe(page)


def test_two_who_draw_the_same_are_offered_both(
    open_page: Callable[..., Page],
    page: Page,
    draft: str,
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
) -> None:
    opened(page, draft, "coaching_week.bpmn")
    other = opened(as_sdm(open_page(viewport=DESK)), draft, "coaching_week.bpmn")
    rename(other, "record_coaching", "Tulis hasil coaching")
    expect(other.locator("#saved")).to_contain_text("Tersimpan dalam draf")
    rename(page, "inventory", "Kumpulkan kemajuan SKP")
    expect(page.locator("#conflict")).to_be_visible()
    expect(page.locator("#conflict")).to_contain_text("menyimpan perubahan lain")
    expect(page.locator("#conflict li")).to_have_text(
        [
            "Tugas “Inventarisasi kemajuan SKP” sekarang bernama “Kumpulkan kemajuan SKP”.",
            "Tugas “Tulis hasil coaching” sekarang bernama “Catat hasil coaching”.",
        ]
    )
    axe(page)
    shot(page, "gambar-dua-isi")
    # What is drawn and not kept is not left behind by a link before one has said which to keep.
    here = page.url
    page.get_by_role("link", name="Diagram", exact=True).first.click()
    expect(page.locator("#conflict")).to_be_focused()
    assert page.url == here
    assert page.evaluate("!dispatchEvent(new Event('beforeunload', { cancelable: true }))")
    page.get_by_role("button", name="Pakai yang tersimpan").click()
    expect(page.locator("#saved")).to_contain_text("Tersimpan dalam draf")
    element(page, "record_coaching").click(force=True)
    expect(page.get_by_label("Nama", exact=True)).to_have_value("Tulis hasil coaching")


def test_a_phone_shows_the_board_whole(
    open_page: Callable[..., Page], draft: str, shot: Callable[[Page, str], None]
) -> None:
    page = opened(as_sdm(open_page(viewport=PHONE)), draft, "coaching_week.bpmn")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    shot(page, "gambar-360")


def _zoom(page: Page) -> float:
    return float(re.findall(r"[\d.]+", str(view(page)))[0])


def test_a_part_chosen_on_a_phone_is_shown_so_that_it_can_be_read(page: Page, draft: str) -> None:
    page.set_viewport_size(PHONE)
    opened(page, draft, "siklus_kasn.bpmn")
    whole = _zoom(page)
    page.get_by_label("Pilih bagian").select_option(label="Coaching Week II (tahap)")
    expect(page.get_by_label("Nama", exact=True)).to_have_value("Coaching Week II")
    assert _zoom(page) > 0.4 > whole
    page.get_by_role("button", name="Lihat semua").click()
    assert _zoom(page) == pytest.approx(whole)


def test_the_board_is_interactive_in_two_seconds(
    open_page: Callable[..., Page], draft: str
) -> None:
    def cold() -> float:
        page = as_sdm(open_page(viewport=DESK))
        began = monotonic()
        page.goto(f"{draft}/siklus_kasn.bpmn/gambar", wait_until="commit")
        expect(page.locator("#board")).to_have_attribute("data-ready", "yes")
        element(page, "plan_week").click(force=True)
        expect(page.get_by_label("Dibuka")).to_have_value("1 Februari")
        return monotonic() - began

    # Other tests may be running: the best of three says what the page takes.
    assert min(cold() for _ in range(3)) < SECONDS_TO_INTERACTIVE


def test_every_diagram_of_ours_comes_back_as_it_was(page: Page, draft: str) -> None:
    opened(page, draft, "coaching_week.bpmn")
    saved = dict(FILES)
    for path in NAMES.values():
        saved[path] = page.evaluate(THERE_AND_BACK, [FILES[path].decode(), CAMUNDA]).encode()
        assert compare_file(path, FILES[path], saved[path]) == (), path
        assert likewise(FILES[path], saved[path]) == FILES[path], path
    assert problems(saved) == []
