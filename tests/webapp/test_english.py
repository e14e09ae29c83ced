"""In English nothing of ours is Indonesian: pages, forms and what they refuse, files, reasons."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence

import pytest
from lxml.html import HtmlElement
from sqlalchemy import select, update

from engine.models import Answer, BehaviourAnswer, Employee, Unit
from tests.webapp.office import Office, send_button
from tests.webapp.visitor import Page, Visitor
from tests.webapp.year import INSPEKTUR, SDM, SEKDA, Year
from webapp import i18n

At = Callable[[str], Office]

#: Words without which hardly an Indonesian sentence or name is made; none of them is English.
TELLTALE = re.compile(
    r"\b(yang|dan|atau|dari|dengan|untuk|pada|oleh|kepada|karena|agar|bila|setelah|sebelum|sudah|"
    r"belum|tidak|dapat|harus|akan|ini|itu|anda|semua|setiap|sebagai|menurut|lebih|tanpa|paling|"
    r"hari|bulan|tahun|baris|boleh|isi|pilih|tulis|sampai|kerja|kegiatan|pegawai|penilai|nilai|"
    r"penilaian|perilaku|formulir|rekan|bawahan|atasan|tugas|mutu|waktu|biaya|hasil|sistem|"
    r"keberatan|tahap|siklus|batas)\b",
    re.IGNORECASE,
)
READ_ALOUD = " | ".join(
    f"//@{name}"
    for name in ("aria-label", "title", "placeholder", "data-l", "data-pick-all", "data-fail")
)


def in_english(visitor: Visitor) -> Visitor:
    """The browser after its owner has chosen English."""
    token = str(visitor.get("/kata-sandi").value("csrf_token"))
    visitor.post("/bahasa", [("csrf_token", token), ("language", "en"), ("next", "/")])
    return visitor


def written(office: Office) -> list[str]:
    """What people wrote, and the names of the agency; the longest first."""
    with office.database.read() as session:
        found = {
            text
            for model in (Answer, BehaviourAnswer)
            for data in session.scalars(select(model.data))
            for text in _texts(data)
        }
        found |= {each for row in session.execute(NAMES) for each in row}
        found |= set(session.scalars(select(Unit.name)))
    return sorted({" ".join(text.split()) for text in found}, key=len, reverse=True)


NAMES = select(Employee.name, Employee.position)


def _texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from _texts(each)


def indonesian(page: Page, given: Sequence[str]) -> set[str]:
    """What stands on a page in Indonesian though nobody wrote it."""
    return {text for text in _ours(page.tree, given) if _is_indonesian(text)}


def _ours(tree: HtmlElement, given: Sequence[str]) -> Iterator[str]:
    nodes = tree.xpath(
        "//text()[normalize-space()"
        " and not(ancestor::script or ancestor::textarea or ancestor::*[@lang='id'])]"
    )
    for node in [*nodes, *tree.xpath(READ_ALOUD)]:
        text = " ".join(str(node).split())
        if text in given:
            continue
        for each in given:
            # A word in small letters is a code of ours, or a unit that stands after its number.
            if each[:1].isupper():
                text = text.replace(each, "…")
        yield re.sub(r"\b\d+ kegiatan\b", "…", text)


def _is_indonesian(text: str) -> bool:
    bare = text.strip(" :.·,()0123456789")
    message = i18n.english().get(bare) if bare else None
    untranslated = message is not None and bare not in (message.string, *message.string)
    return untranslated or TELLTALE.search(text) is not None


def walk(office: Office, visitor: Visitor, *starts: str) -> Iterator[Page]:
    """One page of each kind that links lead to, and each document of one appraisal."""
    routes = office.app.url_map.bind("localhost")
    pending, seen = list(starts), set()
    while pending:
        page = visitor.get(pending.pop(0))
        assert page.status == 200, page.path
        yield page
        for _, path in page.links:
            endpoint, given = routes.match(path.partition("?")[0])
            kind = (endpoint, given.get("number"))
            if kind not in seen and endpoint not in (
                "static",
                "calendars.download",
                "register.as_csv",
                "register.as_xlsx",
            ):
                seen.add(kind)
                pending.append(path)


# ---- pages ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [INSPEKTUR, SEKDA, SDM])
def test_every_kind_of_page_is_english_when_the_year_is_over(at: At, name: str) -> None:
    office = at("closed")
    given = written(office)
    visitor = in_english(office.person(name))
    left = {
        text: page.path for page in walk(office, visitor, "/") for text in indonesian(page, given)
    }
    assert not left


def test_every_form_is_english_and_so_is_what_it_refuses(year: Year, at: At) -> None:
    left: dict[str, str] = {}
    for title, waiting in year.forms.items():
        office = at(title)
        given = written(office)
        page = in_english(office.person(waiting.name)).get(waiting.path)
        button = send_button(page)
        for each in (page, page.form(button).press(button)):
            left |= {text: f"{title}, {each.status}" for text in indonesian(each, given)}
    assert not left


@pytest.mark.parametrize("rater", ["Kepala Bappeda", "Auditor Ahli Muda"])
def test_the_form_of_a_colleague_and_of_a_subordinate_is_english(at: At, rater: str) -> None:
    office = at("Nilai perilaku kerja")
    path = office.task(rater, "Nilai perilaku kerja", INSPEKTUR).path
    page = in_english(office.person(rater)).get(path)
    assert not indonesian(page, written(office))


def test_the_demo_clock_speaks_english(at: At) -> None:
    office = at("skp drafted")
    page = in_english(office.person(INSPEKTUR)).get("/").press("To the next deadline")
    assert page.said.startswith("Demo clock moved: ")
    assert not indonesian(page, written(office))


def test_the_door_and_an_error_are_english(at: At) -> None:
    office = at("skp drafted")
    visitor = in_english(office.person(INSPEKTUR))
    missing = visitor.get("/tidak-ada")
    assert missing.status == 404
    assert not indonesian(missing, written(office))


# ---- readiness, files, the sheet --------------------------------------------------------------


def leave_without_superior(office: Office, name: str) -> None:
    with office.database.begin() as session:
        session.execute(update(Employee).where(Employee.name == name).values(superior_id=None))


def test_who_cannot_start_and_why_is_english(at: At) -> None:
    office = at("skp drafted")
    leave_without_superior(office, SEKDA)
    visitor = in_english(office.person(SDM))
    page = visitor.get("/siklus/buka?tahun=2027&profil=kasn_pp46")
    reasons = {row[2] for row in page.rows("Reason")}
    assert reasons == {
        f"The direct superior, {SEKDA}, has no superior, so that an objection could not be decided."
    }
    assert not indonesian(page, written(office))


def test_who_is_in_the_cycle_already_is_english(at: At) -> None:
    office = at("skp drafted")
    page = in_english(office.person(SDM)).get("/siklus/buka?tahun=2026&profil=kasn_pp46")
    assert page.heading == "All employees are already in this cycle"
    assert "already runs for 16 employees; whoever is chosen here is added." in page.text
    assert not indonesian(page, written(office))


def test_the_register_as_a_file_is_in_the_readers_language(at: At) -> None:
    office = at("closed")
    visitor = in_english(office.person(SDM))
    register = visitor.get("/siklus").follow("register")
    text = visitor.get(f"{register.path}/csv").body.removeprefix("\ufeff")
    heading, *rows = csv.reader(io.StringIO(text))
    assert heading[5:10] == ["SKP score", "Behaviour score", "NPK", "Rating", "Objection"]
    (row,) = [each for each in rows if each[2] == INSPEKTUR]
    assert row[9] == "yes"


def test_the_steps_of_a_sheet_are_english_with_english_numbers(at: At) -> None:
    office = at("closed")
    page = in_english(office.person(INSPEKTUR)).get("/penilaian-saya")
    steps = page.visitor.get(f"{page.path}/nilai").text
    assert "Activity 13 (" in steps
    assert "quantity 133 / 140 × 100 = 95.0000; quality 86 / 100 × 100 = 86.0000" in steps
    assert (
        "Weights used: direct superior 0.6000, peers 0.2000, self 0.1000 and subordinates" in steps
    )
    assert "Behaviour score = 0.6000 × " in steps
