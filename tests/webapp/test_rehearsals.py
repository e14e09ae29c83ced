"""Bagian SDM rehearses a draft on pages: begins, waits, reads what is wrong, publishes."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select, update

from engine import clock, commands, queries, uploads
from engine.accounts import actor_from
from engine.act import act
from engine.actor import Actor
from engine.definitions import shipped
from engine.models import Base, Employee, Rehearsal, Version
from engine.scenarios import BEHAVIOURS, Scenario
from tests.test_rehearsal_scenarios import DEAD_END
from tests.webapp.office import NIPS, Office
from tests.webapp.test_diagrams import begin, open_file, publish
from tests.webapp.visitor import Page
from tests.webapp.year import SDM, SDM_TOO

FEW = {"size": "2", **dict.fromkeys(BEHAVIOURS, "0")}
NEW = "siklus_kasn:dialog_day_opens"


def rehearse(draft: Page, **answers: str) -> Page:
    """Begin a rehearsal of a draft and wait for its end."""
    form = draft.visitor.get(f"{draft.path}/latihan").form("Mulai latihan")
    return waited(form.fill({**FEW, **answers}).press("Mulai latihan"))


def waited(page: Page) -> Page:
    for _ in range(900):
        if "Refresh" not in page.response.headers:
            return page
        time.sleep(0.2)
        page = page.visitor.get(page.path)
    raise AssertionError(page.text)


def counts(office: Office) -> dict[str, int]:
    """How many rows each table has, but for those of rehearsals."""
    with office.database.read() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name not in ("rehearsal", "signed_in")
        }


def actor_of(office: Office, who: str = SDM) -> Actor:
    with office.database.read() as session:
        return actor_from(session.scalars(select(Employee).where(Employee.nip == NIPS[who])).one())


def begun(office: Office, draft: Page) -> str:
    """A rehearsal that nobody runs yet; its id."""
    draft_id = draft.path.rpartition("/")[2]
    actor = actor_of(office)
    with office.database.read() as session:
        checked = uploads.checked(queries.to_publish(session, actor, draft_id))
    scenario = Scenario(2026, "kasn_pp46", 2)
    found: str = act(
        office.database,
        actor,
        commands.begin_rehearsal,
        draft_id=draft_id,
        scenario=scenario,
        checked=checked,
    )
    return found


def ended(office: Office, rehearsal_id: str, *places: str) -> None:
    """Let a rehearsal come to an end at which somebody is stuck at these places."""
    stuck = [
        {"place": each, "title": "", "reason": "dead_end", "detail": "", "count": 1, "people": [1]}
        for each in places
    ]
    result = {"people": 2, "left_out": 0, "messages": 1, "stuck": stuck, "overdue": []}
    result |= {"unreached": [], "flows": [], "files": {}, "weeks": [], "examples": []}
    actor = Actor(None, "")
    act(
        office.database,
        actor,
        commands.end_rehearsal,
        rehearsal_id=rehearsal_id,
        result=result,
        notices=[["2026-01-02", "task", "Susun SKP", 1, 1, "", 0]],
    )


@pytest.fixture
def alone(office: Office) -> Iterator[Office]:
    """The office, in which nothing runs any more at the end."""
    yield office
    with office.database.begin() as session:
        session.execute(update(Rehearsal).values(state="cancelled"))


def test_a_dead_end_in_a_draft_is_found_named_and_linked(alone: Office) -> None:
    draft = begin(alone)
    year = open_file(draft, "siklus_kasn.bpmn").form("Simpan dalam draf")
    year.fill(DEAD_END).press("Simpan dalam draf")
    before = counts(alone)
    done = rehearse(draft)
    assert done.heading == "2 dari 2 penilaian macet"
    [row] = done.rows("Berhenti di")
    assert NEW in row[0]
    assert row[1] == "menunggu tanggal yang tidak pernah tiba"
    assert any("hold_dialog_day" in row[0] for row in done.rows("Unsur"))
    links = done.tree.xpath("//a[contains(@href, '#u-dialog_day_opens')]/@href")
    assert set(links) == {f"{draft.path}/siklus_kasn.bpmn#u-dialog_day_opens"}
    twin = done.visitor.get(links[0].partition("#")[0])
    assert twin.tree.get_element_by_id("u-dialog_day_opens") is not None
    assert counts(alone) == before
    told = json.loads(done.follow("Unduh hasil").body)
    assert len(told["notices"]) == told["messages"]
    assert SDM not in json.dumps(told)


def test_a_scenario_travels_to_the_version_and_asks_for_a_rehearsal_of_the_next(
    alone: Office,
) -> None:
    draft = begin(alone)
    rehearsal_id = begun(alone, draft)
    ended(alone, rehearsal_id)
    kept = draft.visitor.get(f"/latihan/{rehearsal_id}").press("Simpan skenario")
    assert "Inilah skenario draf ini." in kept.text
    # What changes afterwards has not been rehearsed.
    open_file(draft).form("Simpan dalam draf").fill({"name:inventory": "Baru"}).press(
        "Simpan dalam draf"
    )
    last = draft.visitor.get(f"{draft.path}/terbitkan")
    assert "Skenario draf ini harus dilatih dahulu" in last.text
    assert "Terbitkan" not in [button for form in last.forms for button in form.buttons]
    again = begun(alone, draft)
    ended(alone, again)
    assert publish(draft).heading == "Versi 2 berlaku untuk siklus baru"
    assert "Versi 2" in draft.visitor.get("/latihan").text
    following = begin(alone, "Berikutnya")
    open_file(following).form("Simpan dalam draf").fill({"name:inventory": "Lagi"}).press(
        "Simpan dalam draf"
    )
    last = following.visitor.get(f"{following.path}/terbitkan")
    assert "Skenario draf ini harus dilatih dahulu" in last.text


def test_who_is_newly_stuck_holds_the_publishing_until_somebody_says_why(alone: Office) -> None:
    draft = begin(alone)
    known = begun(alone, draft)
    ended(alone, known, "plan_week:confirm_plan")
    draft.visitor.get(f"/latihan/{known}").press("Simpan skenario")
    open_file(draft).form("Simpan dalam draf").fill({"name:inventory": "Baru"}).press(
        "Simpan dalam draf"
    )
    new = begun(alone, draft)
    ended(alone, new, "plan_week:confirm_plan", NEW)
    last = draft.visitor.get(f"{draft.path}/terbitkan")
    assert "Latihan macet di 1 tempat yang dahulu tidak" in last.text
    refused = last.form("Terbitkan").fill(note="Baru.").press("Terbitkan")
    assert refused.status == 422
    assert "Tulis mengapa tetap diterbitkan walaupun ada yang macet." in refused.text
    form = refused.form("Terbitkan").fill(note="Baru.", despite="Tahap itu dihapus nanti.")
    assert form.press("Terbitkan").heading == "Versi 2 berlaku untuk siklus baru"
    with alone.database.read() as session:
        version = session.scalars(select(Version).where(Version.number == 2)).one()
    assert version.note == "Baru.\nTahap itu dihapus nanti."


def test_one_rehearsal_at_a_time_until_nobody_hears_of_it(alone: Office) -> None:
    draft = begin(alone)
    form = alone.person(SDM_TOO).get(f"{draft.path}/latihan").form("Mulai latihan").fill(FEW)
    running = begun(alone, draft)
    page = draft.visitor.get(f"/latihan/{running}")
    assert page.heading == "Latihan baru dimulai"
    refused = form.press("Mulai latihan")
    assert refused.status == 409
    assert "Latihan lain sedang berjalan." in refused.text
    assert refused.off()["Mulai latihan"].endswith(f"Tunggu sampai selesai, atau hubungi {SDM}.")
    with alone.database.begin() as session:
        long_ago = clock.real().replace(year=2020)
        session.execute(update(Rehearsal).values(heard_at=long_ago))
    page = draft.visitor.get(f"/latihan/{running}")
    assert page.heading == "Latihan terputus karena server berhenti; mulai lagi"
    assert begun(alone, draft) != running


def test_a_rehearsal_is_stopped(alone: Office) -> None:
    draft = begin(alone)
    form = draft.visitor.get(f"{draft.path}/latihan").form("Mulai latihan").fill(FEW)
    page = form.press("Mulai latihan").press("Hentikan latihan")
    assert page.heading == "Latihan dihentikan sebelum selesai"
    assert draft.visitor.get(f"{page.path}/hasil.json").status == 404


def test_what_is_typed_wrongly_is_said_at_its_field(office: Office) -> None:
    draft = begin(office)
    form = draft.visitor.get(f"{draft.path}/latihan").form("Mulai latihan")
    refused = form.fill({**FEW, "size": "banyak", "late": "101"}).press("Mulai latihan")
    assert refused.status == 422
    assert refused.value("size") == "banyak"
    for name in ("size", "late"):
        control = refused.tree.get_element_by_id(name)
        assert control.get("aria-describedby") == f"{name}-e"
        assert refused.tree.get_element_by_id(f"{name}-e") is not None


def test_a_draft_with_problems_is_not_rehearsed(office: Office) -> None:
    draft = begin(office)
    broken = shipped()["dialog_day/dialog_day.bpmn"].replace(b'targetRef="end"', b'targetRef="no"')
    act(
        office.database,
        actor_of(office),
        commands.save_diagram,
        draft_id=draft.path.rpartition("/")[2],
        name="dialog_day.bpmn",
        text=broken.decode(),
        rev=0,
    )
    form = draft.visitor.get(f"{draft.path}/latihan").form("Mulai latihan").fill(FEW)
    refused = form.press("Mulai latihan")
    with office.database.read() as session:
        waiting = session.scalar(select(func.count()).select_from(Rehearsal))
    assert (refused.status, waiting) == (422, 0)


def test_a_draft_that_is_thrown_away_takes_its_rehearsals_along(office: Office) -> None:
    draft = begin(office)
    rehearsal_id = begun(office, draft)
    ended(office, rehearsal_id)
    draft.press("Buang draf ini …").press("Buang draf")
    assert draft.visitor.get(f"/latihan/{rehearsal_id}").status == 404
