"""Kenapa belum bisa? Each wait says who, since when, whom to ask; each button that is off, why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Update, delete, update

from engine import queries
from engine.drafts import FOUR_EYES
from engine.models import Employee, Instance, Setting, Task, Timer
from engine.queries import Wait
from tests.webapp.office import Office, local
from tests.webapp.test_diagrams import begin, open_file
from tests.webapp.test_english import in_english, walk
from tests.webapp.test_rehearsals import actor_of, begun
from tests.webapp.visitor import Page, Visitor, words
from tests.webapp.year import BUPATI, INSPEKTUR, KADIS_PU, SDM, SDM_TOO, SEKDA
from webapp import formats, i18n

At = Callable[[str], Office]

#: What Bagian SDM cannot do now in the busy office below.
OFF = {"Terbitkan …", "Mulai latihan", "Tutup siklus"}
MOMENTS = ("coaching to receive", "Nilai perilaku kerja", "keberatan announced")


@pytest.fixture
def busy(at: At) -> Office:
    """The 360 is under way; an officer alone has drawn a draft, which is being rehearsed."""
    office = at("Nilai perilaku kerja")
    with office.database.begin() as session:
        session.execute(delete(Setting).where(Setting.name == FOUR_EYES))
    draft = begin(office)
    file = open_file(draft).form("Simpan dalam draf").fill({"name:inventory": "Tulis kemajuan"})
    file.press("Simpan dalam draf")
    begun(office, draft)
    return office


# ---- a crawl ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "off"),
    [
        (INSPEKTUR, set()),
        (SEKDA, set()),
        (BUPATI, set()),
        ("Auditor Ahli Muda", set()),
        (SDM, OFF),
    ],
)
def test_what_cannot_be_pressed_says_why_on_every_page(
    busy: Office, who: str, off: set[str]
) -> None:
    silent, found = list[str](), set[str]()
    for language in i18n.LANGUAGES:
        visitor = speaking(busy, who, language)
        for page in walk(busy, visitor, "/", "/?daftar=menunggu", "/?daftar=mendatang"):
            buttons = page.off()
            found |= buttons.keys() if language == "id" else set()
            silent += [
                f"{page.path} ({language}): {button!r}"
                for button, why in buttons.items()
                if not why
            ]
    assert not silent, "\n".join(silent)
    assert found == off


@pytest.mark.parametrize("who", [INSPEKTUR, SEKDA, BUPATI, SDM])
@pytest.mark.parametrize(
    "moment", ["Nilai perilaku kerja", "keberatan announced", "coaching to receive"]
)
def test_each_appraisal_says_who_since_when_and_whom_to_ask(at: At, who: str, moment: str) -> None:
    office = at(moment)
    looked = 0
    for language in i18n.LANGUAGES:
        visitor = speaking(office, who, language)
        for public_id, waits in seen_by(office, who).items():
            page = visitor.get(f"/penilaian/{public_id}")
            assert untold(page, waits, who, language) == []
            looked += len(waits)
    assert looked > 0


def test_the_start_page_says_it_where_nothing_is_to_be_done(at: At) -> None:
    office = at("keberatan announced")
    [own] = asked(office, KADIS_PU, queries.my_waits)
    assert all(wait.kind != "yours" for wait in own.waits)
    for language in i18n.LANGUAGES:
        visitor = speaking(office, KADIS_PU, language)
        for path in ("/", "/?daftar=menunggu"):
            assert untold(visitor.get(path), own.waits, KADIS_PU, language) == []


# ---- one by one -------------------------------------------------------------------------------


def test_the_360_is_a_number_of_forms_and_nobody_by_name(at: At) -> None:
    office = at("Nilai perilaku kerja")
    page = office.person(INSPEKTUR).get("/penilaian-saya")
    [line] = [each for each in lines(page) if "para penilai 360" in each]
    assert "7 dari 7 formulir 360 belum masuk." in line
    assert "Hubungi Bagian SDM." in line


@pytest.mark.parametrize(
    ("happens", "said", "in_english"),
    [
        (
            update(Employee).where(Employee.name == INSPEKTUR).values(active=False),
            f"{INSPEKTUR} sudah tidak aktif, sehingga tugas ini perlu pemegang baru.",
            f"{INSPEKTUR} is no longer active, so that this task needs somebody else.",
        ),
        (
            update(Task).where(Task.step == "file_keberatan").values(assignee_id=None),
            "belum ada pemegangnya sejak Jumat, 15 Januari 2027",
            "has had nobody to hold it since Friday, 15 January 2027",
        ),
        (
            update(Timer).values(due_at=None),
            "Masa keberatan berakhir: tanggalnya belum ada.",
            "there is no date yet.",
        ),
        (
            update(Instance).values(state="incident"),
            "Proses ini terhenti sejak Jumat, 15 Januari 2027",
            "This process has stopped since Friday, 15 January 2027",
        ),
    ],
    ids=["left", "unheld", "undated", "stopped"],
)
def test_what_should_not_be_is_said_as_well(
    at: At, happens: Update, said: str, in_english: str
) -> None:
    office = at("keberatan announced")
    found = asked(office, SDM, queries.appraisals, queries.AppraisalFilter()).rows
    [row] = [each for each in found if each.subject == INSPEKTUR]
    with office.database.begin() as session:
        session.execute(happens)
    for language, sentence in (("id", said), ("en", in_english)):
        page = speaking(office, SDM, language).get(f"/penilaian/{row.id}")
        [line] = [each for each in lines(page) if sentence in each]
        assert line.endswith({"id": "Hubungi Bagian SDM.", "en": "Contact HR."}[language])


def test_a_form_that_is_no_longer_accepted_cannot_be_sent_and_says_so(at: At) -> None:
    office = at("keberatan announced")
    page = office.task(INSPEKTUR, "Ajukan keberatan", INSPEKTUR)
    assert page.off() == {}
    # The worker has not come by: the task is still there, and its date has passed for good.
    office.hand.move_to(local(2027, 1, 22, 0, 1))
    page = page.visitor.get(page.path)
    [why] = page.off().values()
    assert why == "Batasnya sudah lewat, dan kiriman tidak lagi diterima. Hubungi Bagian SDM."
    assert "Anda tetap dapat mengirim" not in page.text


def test_who_drew_alone_reads_who_may_publish(busy: Office) -> None:
    [draft] = [
        page for page in walk(busy, busy.person(SDM), "/diagram") if "Terbitkan …" in page.off()
    ]
    assert SDM_TOO in draft.off()["Terbitkan …"]
    assert SDM not in draft.off()["Terbitkan …"]
    other = busy.person(SDM_TOO).get(draft.path)
    assert "Terbitkan …" not in other.off()
    assert other.follow("Terbitkan …").heading.startswith("Terbitkan “")


def test_holders_who_were_reminded_today_are_not_reminded_again(at: At) -> None:
    office = at("keberatan announced")
    [mine] = [each for each in asked(office, SEKDA, queries.team) if each.subject == INSPEKTUR]
    path = f"/penilaian/{mine.id}"
    preview = office.person(SEKDA).get(path).follow("Ingatkan pemegang tugas")
    assert preview.press("Kirim pengingat").said == "1 tugas diingatkan."
    page = office.person(SEKDA).get(path)
    assert "Ingatkan pemegang tugas" not in page.text
    assert "besok dapat diingatkan lagi" in page.text
    own = office.person(INSPEKTUR).get(path)
    assert "diingatkan lagi" not in own.text, "nobody reminds himself"


# ---- reading ----------------------------------------------------------------------------------


def speaking(office: Office, who: str, language: str) -> Visitor:
    visitor = office.signed_in(who)
    return in_english(visitor) if language == "en" else visitor


def asked(office: Office, who: str, question: Callable[..., Any], *args: object) -> Any:
    actor = actor_of(office, who)
    with office.database.read() as session:
        return question(session, actor, *args)


def seen_by(office: Office, who: str) -> dict[str, tuple[Wait, ...]]:
    """What each appraisal waits for that somebody may see and that is not over."""
    found = asked(office, who, queries.appraisals, queries.AppraisalFilter())
    waits = {row.id: asked(office, who, queries.waits, row.id) for row in found.rows}
    return {public_id: each for public_id, each in waits.items() if each}


def lines(page: Page) -> list[str]:
    return [words(each) for each in page.tree.xpath("//ul[@class='waits']/li")]


def untold(page: Page, waits: tuple[Wait, ...], who: str, language: str) -> list[str]:
    """What the page does not say of what is waited for."""
    told = lines(page)
    assert len(told) == len(waits), page.path
    return [
        f"{page.path} ({language}): {part!r} in {line!r}"
        for wait, line in zip(waits, told, strict=True)
        for part in parts(wait, who, language)
        if part not in line
    ]


def parts(wait: Wait, who: str, language: str) -> list[str]:
    since = formats.moment(wait.since, language, "Asia/Jakarta")
    holder = wait.person or ("para penilai 360" if wait.is_task else "")
    if wait.kind == "yours" and wait.person == who:
        holder = "Anda"
    said = [i18n.lookup_in(each, language) for each in (wait.title, holder, wait.contact)]
    assert all((wait.title, wait.contact))
    return [*said, since]
