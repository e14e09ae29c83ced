"""Who may call what, what is said to whoever may not, and that nothing typed is ever lost."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import schemas
from engine.definitions import shipped
from tests.webapp.office import REVIEW, TEXT, Office, local, open_office, send, send_button
from tests.webapp.program import token_of
from tests.webapp.visitor import Filled, Page, Value, Visitor
from tests.webapp.year import (
    BUPATI,
    INSPEKTUR,
    KADIS_KESEHATAN,
    SDM,
    SDM_TOO,
    SEKDA,
    Year,
)

At = Callable[[str], Office]

# ---- every route, everybody -------------------------------------------------------------------

#: Those who knock: a stranger has no part in the appraisal, a rater has sent a 360 form about it.
PEOPLE = {
    "anonymous": "",
    "stranger": "Kepala Bidang Bina Marga",
    "rater": "Auditor Ahli Muda",
    "pegawai": INSPEKTUR,
    "pejabat_penilai": SEKDA,
    "atasan": BUPATI,
    "sdm": SDM,
}
#: What they get, in that order, while the pegawai is about to file a keberatan.
PAGES: Mapping[tuple[str, str], tuple[int, ...]] = {
    ("GET", "/static/<path:filename>"): (200,) * 7,
    # For whoever watches over the server; numbers without a token only in the demo.
    ("GET", "/health"): (200,) * 7,
    ("GET", "/ready"): (200,) * 7,
    ("GET", "/metrics"): (200,) * 7,
    # Signing in and out, language, the first account.
    ("GET", "/masuk"): (200,) * 7,
    ("POST", "/masuk"): (422,) * 7,
    ("POST", "/bahasa"): (302,) * 7,
    ("GET", "/akun-pertama/<token>"): (200,) * 7,
    ("POST", "/akun-pertama/<token>"): (422,) * 7,
    ("POST", "/keluar"): (401, *(302,) * 6),
    ("GET", "/kata-sandi"): (302, *(200,) * 6),
    ("POST", "/kata-sandi"): (401, *(422,) * 6),
    # One's own lists.
    ("GET", "/"): (302, *(200,) * 6),
    ("GET", "/penilaian-saya"): (302, 302, 302, 302, 200, 200, 302),
    ("GET", "/bawahan"): (302, *(200,) * 6),
    # What one sees of others is the engine's to say.
    ("GET", "/pantauan"): (302, *(200,) * 6),
    ("GET", "/angka"): (302, *(200,) * 6),
    ("GET", "/angka/cetak"): (302, *(200,) * 6),
    ("GET", "/penilaian"): (302, *(200,) * 6),
    ("GET", "/pantauan/diagram"): (302, *(200,) * 6),
    ("GET", "/pantauan/diagram/<int:number>/<name>"): (302, *(200,) * 6),
    ("GET", "/penilaian/ingatkan"): (302, *(200,) * 6),
    ("POST", "/penilaian/ingatkan"): (401, *(302,) * 6),
    ("GET", "/penilaian/tindakan"): (302,) * 7,
    ("POST", "/penilaian/tindakan"): (401, *(403,) * 5, 422),
    ("GET", "/penilaian/tindakan/<intervention_id>"): (302, *(404,) * 6),
    ("POST", "/penilaian/tindakan/<intervention_id>"): (401, *(404,) * 6),
    ("POST", "/penilaian/tampilan"): (401, *(302,) * 6),
    ("POST", "/penilaian/tampilan/<view_id>/hapus"): (401, *(404,) * 6),
    ("GET", "/penilaian.csv"): (302, *(200,) * 6),
    ("GET", "/penilaian.xlsx"): (302, *(200,) * 6),
    ("GET", "/pemberitahuan"): (302, *(200,) * 6),
    ("POST", "/pemberitahuan"): (401, *(302,) * 6),
    # One task: its owner's. Objects of others do not exist.
    ("GET", "/tugas/<task_id>"): (302, 404, 404, 200, 404, 404, 404),
    ("POST", "/tugas/<task_id>"): (401, 404, 404, 200, 404, 404, 404),
    ("POST", "/tugas/<task_id>/draf"): (401, 404, 404, 200, 404, 404, 404),
    ("GET", "/tugas/bersama/<form_key>"): (302, 404, 404, 404, 404, 404, 200),
    ("POST", "/tugas/bersama/<form_key>"): (401, 404, 404, 404, 404, 404, 200),
    # One appraisal: its parties' and SDM's; its numbers SDM's once they are final.
    ("GET", "/penilaian/<appraisal_id>"): (302, 404, 404, 200, 200, 200, 200),
    ("GET", "/penilaian/<appraisal_id>/jalur"): (302, 404, 404, 200, 200, 200, 200),
    ("GET", "/penilaian/<appraisal_id>/nilai"): (302, 404, 404, 200, 200, 200, 404),
    ("GET", "/penilaian/<appraisal_id>/berkas/<int:number>"): (302, 404, 404, 200, 200, 200, 200),
    ("GET", "/penilaian/<appraisal_id>/coaching"): (302, 404, 404, 404, 200, 404, 404),
    ("POST", "/penilaian/<appraisal_id>/coaching"): (401, 404, 404, 404, 200, 404, 404),
    # Why a date is what it is: whoever may see the task or the appraisal.
    ("GET", "/tugas/<task_id>/tanggal"): (302, 404, 404, 200, 404, 404, 404),
    ("GET", "/penilaian/<appraisal_id>/tanggal/<key>/<edge>"): (302, 404, 404, *(200,) * 4),
    ("GET", "/linimasa/<cycle_id>/tanggal/<key>/<edge>"): (302, *(403,) * 5, 200),
    # The timeline: Bagian SDM's.
    ("GET", "/linimasa"): (302, *(403,) * 5, 302),
    ("GET", "/linimasa/<cycle_id>"): (302, *(403,) * 5, 200),
    ("GET", "/linimasa/<cycle_id>/ubah"): (302, *(403,) * 5, 200),
    ("POST", "/linimasa/<cycle_id>/ubah"): (401, *(403,) * 5, 422),
    ("GET", "/linimasa/<cycle_id>/periksa"): (302, *(403,) * 5, 200),
    ("GET", "/linimasa/<cycle_id>/andai"): (302, *(403,) * 5, 200),
    ("POST", "/linimasa/<cycle_id>/andai"): (401, *(403,) * 5, 302),
    ("GET", "/linimasa/<cycle_id>/andai/orang/<appraisal_id>"): (302, *(403,) * 5, 200),
    ("GET", "/usulan/<proposal_id>"): (302, *(403,) * 5, 404),
    ("POST", "/usulan/<proposal_id>"): (401, *(403,) * 5, 404),
    ("POST", "/linimasa/perubahan/<change_id>/urungkan"): (401, *(403,) * 5, 404),
    # Moving running appraisals to another version: Bagian SDM's.
    ("GET", "/diagram/versi/<int:number>/pindah"): (302, *(403,) * 5, 200),
    ("GET", "/diagram/versi/<int:number>/pindah/orang"): (302, *(403,) * 5, 404),
    ("POST", "/diagram/versi/<int:number>/pindah"): (401, *(403,) * 5, 404),
    ("GET", "/diagram/versi/<int:number>/pindah/<batch_id>"): (302, *(403,) * 5, 404),
    ("POST", "/diagram/versi/<int:number>/pindah/<batch_id>/urungkan"): (401, *(403,) * 5, 404),
    # Functions of Bagian SDM.
    ("GET", "/siklus"): (302, *(403,) * 5, 200),
    ("POST", "/siklus/surel"): (401, *(403,) * 5, 302),
    ("GET", "/siklus/<cycle_id>"): (302, *(403,) * 5, 200),
    ("GET", "/siklus/buka"): (302, *(403,) * 5, 200),
    ("POST", "/siklus/buka"): (401, *(403,) * 5, 422),
    ("POST", "/siklus/<cycle_id>/tutup"): (401, *(403,) * 5, 409),
    ("GET", "/kalender"): (302, *(403,) * 5, 200),
    ("GET", "/kalender/<layer>"): (302, *(403,) * 5, 200),
    ("GET", "/kalender/<layer>/hari"): (302, *(403,) * 5, 200),
    ("POST", "/kalender/<layer>/hari"): (401, *(403,) * 5, 422),
    ("POST", "/kalender/<layer>/hapus"): (401, *(403,) * 5, 400),
    ("POST", "/kalender/<layer>/berkas"): (401, *(403,) * 5, 422),
    ("POST", "/kalender/nasional/bawaan"): (401, *(403,) * 5, 400),
    ("POST", "/kalender/<layer>/simpan"): (401, *(403,) * 5, 400),
    ("GET", "/kalender/<layer>/versi"): (302, *(403,) * 5, 200),
    ("GET", "/kalender/<layer>/ics"): (302, *(403,) * 5, 200),
    # Rehearsals of drafts.
    ("GET", "/latihan"): (302, *(403,) * 5, 200),
    ("GET", "/diagram/draf/<draft_id>/latihan"): (302, *(403,) * 5, 404),
    ("POST", "/diagram/draf/<draft_id>/latihan"): (401, *(403,) * 5, 404),
    ("POST", "/diagram/draf/<draft_id>/latihan/lupakan"): (401, *(403,) * 5, 404),
    ("GET", "/latihan/<rehearsal_id>"): (302, *(403,) * 5, 404),
    ("GET", "/latihan/<rehearsal_id>/hasil.json"): (302, *(403,) * 5, 404),
    ("POST", "/latihan/<rehearsal_id>/hentikan"): (401, *(403,) * 5, 404),
    ("POST", "/latihan/<rehearsal_id>/simpan"): (401, *(403,) * 5, 404),
    ("GET", "/diagram"): (302, *(403,) * 5, 200),
    ("POST", "/diagram/draf"): (401, *(403,) * 5, 302),
    ("GET", "/diagram/draf/<draft_id>"): (302, *(403,) * 5, 404),
    ("POST", "/diagram/draf/<draft_id>"): (401, *(403,) * 5, 404),
    ("POST", "/diagram/draf/<draft_id>/buang"): (401, *(403,) * 5, 404),
    ("POST", "/diagram/draf/<draft_id>/impor"): (401, *(403,) * 5, 404),
    ("GET", "/diagram/draf/<draft_id>/terbitkan"): (302, *(403,) * 5, 404),
    ("POST", "/diagram/draf/<draft_id>/terbitkan"): (401, *(403,) * 5, 404),
    ("POST", "/diagram/draf/<draft_id>/pilih"): (401, *(403,) * 5, 404),
    ("GET", "/diagram/draf/<draft_id>/<name>"): (302, *(403,) * 5, 404),
    ("POST", "/diagram/draf/<draft_id>/<name>"): (401, *(403,) * 5, 404),
    ("GET", "/diagram/draf/<draft_id>/<name>/unduh"): (302, *(403,) * 5, 404),
    ("GET", "/diagram/draf/<draft_id>/linimasa"): (302, *(403,) * 5, 404),
    ("GET", "/diagram/draf/<draft_id>/linimasa/periksa"): (302, *(403,) * 5, 404),
    ("POST", "/diagram/draf/<draft_id>/linimasa/<name>"): (401, *(403,) * 5, 404),
    ("GET", "/diagram/draf/<draft_id>/<name>/gambar"): (302, *(403,) * 5, 404),
    ("POST", "/diagram/draf/<draft_id>/<name>/gambar"): (401, *(403,) * 5, 404),
    ("POST", "/diagram/draf/<draft_id>/<name>/hadir"): (401, *(403,) * 5, 404),
    ("GET", "/diagram/draf/<draft_id>/<name>/tabel"): (302, *(403,) * 5, 404),
    ("POST", "/diagram/draf/<draft_id>/<name>/tabel"): (401, *(403,) * 5, 404),
    ("GET", "/diagram/banding"): (302, *(403,) * 5, 200),
    ("GET", "/diagram/versi/<int:number>"): (302, *(403,) * 5, 200),
    ("GET", "/diagram/versi/<int:number>/linimasa"): (302, *(403,) * 5, 200),
    ("GET", "/diagram/versi/<int:number>/<name>"): (302, *(403,) * 5, 200),
    ("GET", "/diagram/versi/<int:number>/<name>/teks"): (302, *(403,) * 5, 200),
    ("GET", "/diagram/versi/<int:number>/semua.zip"): (302, *(403,) * 5, 200),
    ("GET", "/terhenti"): (302, *(403,) * 5, 200),
    ("POST", "/terhenti"): (401, *(403,) * 5, 302),
    ("POST", "/terhenti/<incident_id>"): (401, *(403,) * 5, 404),
    ("GET", "/siklus/<cycle_id>/register"): (302, *(403,) * 5, 200),
    ("GET", "/siklus/<cycle_id>/register/csv"): (302, *(403,) * 5, 200),
    ("GET", "/siklus/<cycle_id>/register/xlsx"): (302, *(403,) * 5, 200),
    # Only in the demo.
    ("POST", "/demo/masuk"): (401,) * 7,
    ("POST", "/demo/jam"): (401, *(302,) * 6),
}
#: The same for programs, which send a token and no cookie; nothing but `{}` in a body.
API: Mapping[tuple[str, str], tuple[int, ...]] = {
    ("GET", "/api/v1/openapi.json"): (200,) * 7,
    ("POST", "/api/v1/tokens"): (422,) * 7,
    ("DELETE", "/api/v1/tokens/current"): (401, *(204,) * 6),
    ("GET", "/api/v1/tasks"): (401, *(200,) * 6),
    ("GET", "/api/v1/tasks/<task_id>"): (401, 404, 404, 200, 404, 404, 404),
    ("PUT", "/api/v1/tasks/<task_id>/draft"): (401, 404, 404, 200, 404, 404, 404),
    ("POST", "/api/v1/tasks/<task_id>/complete"): (401, 404, 404, 422, 404, 404, 404),
    ("GET", "/api/v1/appraisals"): (401, *(200,) * 6),
    ("GET", "/api/v1/appraisals/board"): (401, *(200,) * 6),
    ("POST", "/api/v1/appraisals/nudge"): (401, *(200,) * 6),
    ("GET", "/api/v1/appraisals/places"): (401, *(200,) * 6),
    ("GET", "/api/v1/views"): (401, *(200,) * 6),
    ("POST", "/api/v1/views"): (401, *(422,) * 6),
    ("DELETE", "/api/v1/views/<view_id>"): (401, *(404,) * 6),
    ("GET", "/api/v1/figures"): (401, *(200,) * 6),
    ("GET", "/api/v1/projection"): (401, *(200,) * 6),
    ("GET", "/api/v1/appraisals/<appraisal_id>"): (401, 404, 404, 200, 200, 200, 200),
    ("GET", "/api/v1/appraisals/<appraisal_id>/waits"): (401, 404, 404, 200, 200, 200, 200),
    ("GET", "/api/v1/appraisals/<appraisal_id>/dates/<key>/<edge>"): (401, 404, 404, *(200,) * 4),
    ("GET", "/api/v1/appraisals/<appraisal_id>/path"): (401, 404, 404, 200, 200, 200, 200),
    ("GET", "/api/v1/incidents"): (401, *(403,) * 5, 200),
    ("POST", "/api/v1/interventions/preview"): (401, *(422,) * 6),
    ("POST", "/api/v1/interventions"): (401, *(422,) * 6),
    ("GET", "/api/v1/interventions/<intervention_id>"): (401, *(404,) * 6),
    ("POST", "/api/v1/interventions/<intervention_id>/undo"): (401, *(404,) * 6),
    ("POST", "/api/v1/interventions/<intervention_id>/decision"): (401, *(403,) * 5, 422),
    ("GET", "/api/v1/drafts"): (401, *(403,) * 5, 200),
    ("PUT", "/api/v1/drafts/<draft_id>/files/<name>"): (401, *(403,) * 5, 422),
    ("POST", "/api/v1/incidents/<incident_id>/resume"): (401, *(403,) * 5, 404),
}
ROUTES = {**PAGES, **API}


def routes(app: Flask) -> set[tuple[str, str]]:
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_route_says_in_the_table_who_may_call_it(at: At) -> None:
    assert routes(at("keberatan announced").app) == set(ROUTES)


#: What only reads leaves all as it was: one office for all of it.
READING = [route for route in ROUTES if route[0] == "GET"]
ACTING = [route for route in ROUTES if route[0] != "GET"]


def test_everybody_reads_what_the_table_says(at: At, addresses: Mapping[str, str]) -> None:
    office = at("keberatan announced")
    answers = {route: _answers(office, route, addresses[route[1]]) for route in READING}
    assert answers == {route: ROUTES[route] for route in READING}


@pytest.mark.parametrize("route", ACTING, ids=" ".join)
def test_everybody_gets_what_the_table_says(
    at: At, addresses: Mapping[str, str], route: tuple[str, str]
) -> None:
    office = at("keberatan announced")
    assert _answers(office, route, addresses[route[1]]) == ROUTES[route]


def _answers(office: Office, route: tuple[str, str], path: str) -> tuple[int, ...]:
    """The status each of the people gets, in their order."""
    method, _ = route
    given = []
    for name in PEOPLE.values():
        if route in API:
            given.append(_call(office, name, method, path).status_code)
            continue
        visitor = office.person(name) if name else office.anybody()
        with _knock(visitor, method, path) as answer:
            given.append(answer.status_code)
    return tuple(given)


def test_whoever_is_not_signed_in_is_asked_to_and_comes_back(
    at: At, addresses: Mapping[str, str]
) -> None:
    office = at("keberatan announced")
    path = addresses["/penilaian/<appraisal_id>"] + "?x=1"
    page = office.anybody().get(path)
    assert page.heading == "Masuk ke penilaian kinerja Anda"
    assert ("next", path) in page.form("Masuk").pairs()


def test_outside_the_demo_its_routes_do_not_exist(at: At) -> None:
    office = at("keberatan announced")
    real = Office(office.database, office.file, office.hand, demo=False)
    demo = {route for route in routes(office.app) if route[1].startswith("/demo")}
    assert demo
    assert routes(real.app) == routes(office.app) - demo
    page = Visitor(real.app).get("/masuk")
    assert "Jam demo" not in page.text
    assert "Siapa Anda hari ini?" not in page.text


@pytest.fixture(scope="module")
def addresses(year: Year, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """Each rule of the table with the ids of the Inspektur's appraisal and of his task."""
    kept = year.moments["keberatan announced"]
    file = shutil.copy(kept.file, tmp_path_factory.mktemp("addresses"))
    with open_office(Path(file), kept.now) as office:
        return _addresses(office)


def _addresses(office: Office) -> dict[str, str]:
    cycle = office.person(SDM).get("/siklus").follow("2026").path
    ids = {
        "<path:filename>": "app.css",
        "<token>": "rahasia",
        "<task_id>": office.task(INSPEKTUR, "Ajukan keberatan", INSPEKTUR).path.split("/")[2],
        "<form_key>": "results_entry.EnterResult",
        "<appraisal_id>": office.person(INSPEKTUR).get("/penilaian-saya").path.split("/")[2],
        "<int:number>": "1",
        "<incident_id>": "tidak-ada",
        "<rehearsal_id>": "tidak-ada",
        "<cycle_id>": cycle.split("/")[2],
        "<change_id>": "tidak-ada",
        "<view_id>": "tidak-ada",
        "<proposal_id>": "tidak-ada",
        "<intervention_id>": "tidak-ada",
        "<batch_id>": "tidak-ada",
        "<key>": "keberatan",
        "<edge>": "closes",
        "<layer>": "instansi",
        "<draft_id>": "tidak-ada",
        "<name>": "plan_week.bpmn",
    }
    return {
        rule: re.sub("<[^>]+>", lambda place: ids[place[0]], rule)
        for rule in {rule for _, rule in ROUTES}
    }


def _knock(visitor: Visitor, method: str, path: str) -> Any:
    """Call a route without following where it leads; a post carries its token and nothing else."""
    if method == "GET":
        return visitor.client.get(path)
    token = str(visitor.get("/masuk").value("csrf_token"))
    return visitor.client.open(path, method=method, data={"csrf_token": token})


def _call(office: Office, name: str, method: str, path: str) -> Any:
    """Call a route of the API; a body is an empty object."""
    headers = {"Authorization": f"Bearer {token_of(office, name)}"} if name else {}
    body = {"json": {}} if method in ("POST", "PUT") else {}
    client = office.app.test_client(use_cookies=False)
    return client.open(path, method=method, headers=headers, **body)


@pytest.mark.parametrize("route", API, ids=" ".join)
def test_a_cookie_gets_no_further_on_the_api_than_nobody(
    at: At, addresses: Mapping[str, str], route: tuple[str, str]
) -> None:
    office = at("keberatan announced")
    method, rule = route
    answer = _knock(office.signed_in(INSPEKTUR), method, addresses[rule])
    anonymous = API[route][0]
    # A page's form is no JSON either, where a body is read before a token is asked for.
    assert answer.status_code in (anonymous, 415 if anonymous == 422 else anonymous)


# ---- what was typed stays ---------------------------------------------------------------------


def typed(page: Page) -> list[tuple[str, str]]:
    """All answers that stand in the form of a task page."""
    return page.form(send_button(page)).answers()


def junk(form: Filled) -> Mapping[str, Value]:
    """Nonsense for every field that takes typing, a letter too long; choices stay unmade."""
    said: dict[str, Value] = {}
    for control in form.element.xpath(".//textarea | .//input[@type != 'hidden']"):
        name, kind = control.get("name"), control.get("type", "text")
        room = int(control.get("maxlength", 0)) + 1
        if control.tag == "textarea":
            said[name] = '<b>tebal</b> & "kutip"\n\nbaris kedua '.ljust(room, "x")
        elif kind == "text":
            said[name] = "<i>bukan jawaban</i> ".ljust(room, "y")
        elif kind in ("date", "datetime-local"):
            said[name] = "kemarin"
    return said


def titles() -> list[str]:
    """The titles of all forms that the diagrams of the year name."""
    texts = [text.decode() for text in shipped().values()]
    keys = {key for text in texts for key in re.findall(r'camunda:formKey="([^"]+)"', text)}
    return sorted(schemas.form(key).title for key in keys)


def test_the_year_fills_every_form(year: Year) -> None:
    assert sorted(year.forms) == titles()


@pytest.mark.parametrize("title", titles())
def test_nonsense_comes_back_as_it_was_with_a_message_at_every_field(
    year: Year, at: At, title: str
) -> None:
    office, waiting = at(title), year.forms[title]
    page = office.person(waiting.name).get(waiting.path)
    form = page.form(send_button(page))
    form.fill(junk(form))
    sent = typed(page)
    refused = form.press(send_button(page))
    assert refused.status == 422
    assert refused.heading == page.heading
    assert typed(refused) == sent
    linked = refused.tree.xpath("//div[@id='masalah']//a/@href")
    assert linked
    for each in linked:
        assert refused.message_at(each.removeprefix("#f-")), each
    # Whoever closes the page now finds the same again.
    assert typed(office.person(waiting.name).get(waiting.path)) == sent


def test_a_form_of_360_keeps_its_draft_for_its_writer_alone(year: Year, at: At) -> None:
    office, waiting = at("Nilai perilaku kerja"), year.forms["Nilai perilaku kerja"]
    page = office.person(waiting.name).get(waiting.path)
    page.form("Simpan draf").fill({"behaviour-0-star_s": "Hanya untuk saya."}).press("Simpan draf")
    assert "Hanya untuk saya." in office.person(waiting.name).get(waiting.path).text
    for name in (INSPEKTUR, BUPATI, SDM):
        assert office.person(name).get(waiting.path).status == 404


# ---- too late ---------------------------------------------------------------------------------


def test_a_task_that_is_done_says_by_whom_and_when_and_keeps_what_was_typed(at: At) -> None:
    office = at("Terima dokumen coaching")
    tabs = [office.task(SDM, "Terima dokumen coaching", KADIS_KESEHATAN) for _ in range(2)]
    office.send(SDM_TOO, "Terima dokumen coaching", KADIS_KESEHATAN, {"completeness": "lengkap"})
    answers: dict[str, Value] = {"completeness": "dikembalikan", "note": "Tanda tangan kurang."}
    late = tabs[1].form("Simpan penerimaan").fill(answers).press("Simpan penerimaan")
    assert late.status == 409
    done = f"sudah diselesaikan oleh {SDM_TOO} pada Rabu, 1 April 2026 pukul 09.00 WIB"
    for page in (late, office.person(SDM).get(late.path)):
        assert done in page.text
        assert "Tanda tangan kurang." in page.text


def test_a_draft_of_a_task_that_is_done_is_not_lost_without_a_word(at: At) -> None:
    office = at("Terima dokumen coaching")
    page = office.task(SDM, "Terima dokumen coaching", KADIS_KESEHATAN)
    office.send(SDM_TOO, "Terima dokumen coaching", KADIS_KESEHATAN, {"completeness": "lengkap"})
    pairs = page.form("Simpan penerimaan").fill(note="Belum selesai diketik.").pairs()
    answer = office.person(SDM).client.post(
        f"{page.path}/draf", data=dict(pairs), headers={"Accept": "application/json"}
    )
    assert answer.status_code == 409
    assert f"diselesaikan oleh {SDM_TOO}" in answer.get_json()["message"]
    assert "Belum selesai diketik." in office.person(SDM).get(page.path).text


@pytest.mark.parametrize("seconds", [0, 1, 86_400])
def test_a_keberatan_after_its_last_second_is_refused_with_rule_and_date(
    at: At, seconds: int
) -> None:
    office = at("keberatan announced")
    page = office.task(INSPEKTUR, "Ajukan keberatan", INSPEKTUR)
    # The worker has not looked yet: the moment of receipt decides (W-38).
    office.hand.move_to(local(2027, 1, 22) + timedelta(seconds=seconds))
    form = page.form("Ajukan keberatan").fill(contested_parts=["perilaku"]).complete(TEXT)
    refused = form.press("Ajukan keberatan")
    if refused.heading == REVIEW:
        refused = refused.press("Ya, ajukan keberatan")
    assert refused.status == 409
    assert "ditutup pada Kamis, 21 Januari 2027 pukul 23.59 WIB" in refused.text
    assert "Keberatan diajukan dalam masa keberatan (15–21 Januari" in refused.text
    assert "Pengajuan ini ditolak." in refused.text
    history = office.person(SEKDA).get("/bawahan").follow(INSPEKTUR).text
    assert "Ajukan keberatan: ditolak karena lewat batas" in history


def test_a_keberatan_in_its_last_second_is_in_time(at: At) -> None:
    office = at("keberatan announced")
    page = office.task(INSPEKTUR, "Ajukan keberatan", INSPEKTUR)
    office.hand.move_to(local(2027, 1, 22) - timedelta(seconds=1))
    assert send(page, {"contested_parts": ["perilaku"]}).said.startswith("Terkirim")


# ---- nonsense ---------------------------------------------------------------------------------

ODD = ("0", "-1", "9" * 40, "'", "<u>", "..", "%00", "%ff", "🙂", "x" * 3000, "a%0d%0ab", "{{7*7}}")


def harmless(page: Page) -> bool:
    """A page in our words, whatever was asked: no trace, no library speaking."""
    slips = ("Traceback", "werkzeug", "sqlalchemy", 'File "', "Internal Server Error")
    return page.status < 500 and not any(each in page.body for each in slips)


def test_strange_ids_are_not_found(at: At) -> None:
    visitor = at("entered").person(SDM)
    for rule, odd in product(sorted({rule for _, rule in PAGES if "<" in rule}), ODD):
        page = visitor.get(re.sub("<[^>]+>", odd, rule))
        assert harmless(page), (page.path, page.status)
        assert page.status in (404, 405) or rule == "/akun-pertama/<token>", page.path


@pytest.mark.parametrize(
    "path",
    [
        "/?daftar={}",
        "/masuk?next={}",
        "/penilaian?siklus={}",
        "/penilaian?unit={}",
        "/penilaian?kesehatan={}",
        "/penilaian.csv?menunggu={}",
        "/pantauan?unit={}",
        "/pantauan?siklus={}",
        "/angka?siklus={}",
        "/angka/cetak?unit={}",
        "/penilaian?status={}",
        "/penilaian?cari={}",
        "/penilaian?halaman={}",
        "/terhenti?halaman={}",
        "/siklus/buka?profil=kasn_pp46&tahun={}",
        "/siklus/buka?tahun=2026&profil={}",
    ],
)
def test_strange_questions_are_answered(at: At, path: str) -> None:
    visitor = at("entered").person(SDM)
    for odd in ODD:
        page = visitor.get(path.format(odd))
        assert harmless(page), (odd, page.status)
        assert "<u>" not in page.body


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE"])
def test_other_methods_are_refused(at: At, addresses: Mapping[str, str], method: str) -> None:
    office = at("keberatan announced")
    visitor = office.person(INSPEKTUR)
    for rule, path in addresses.items():
        if (method, rule) in ROUTES:
            continue
        page = Page(visitor, _knock(visitor, method, path))
        assert page.status in (404, 405), rule
        assert harmless(page)


def test_what_a_head_request_tells_is_what_a_get_tells(
    at: At, addresses: Mapping[str, str]
) -> None:
    office = at("keberatan announced")
    stranger = office.person(PEOPLE["stranger"])
    for path in ("/", addresses["/penilaian/<appraisal_id>"], "/siklus"):
        head = stranger.client.head(path)
        assert head.status_code == stranger.client.get(path).status_code
        assert not head.data


def test_a_body_too_large_is_refused(at: At) -> None:
    office = at("keberatan announced")
    page = office.task(INSPEKTUR, "Ajukan keberatan", INSPEKTUR)
    huge = page.form("Ajukan keberatan").fill(reasons="x" * 3_000_000).press("Ajukan keberatan")
    assert huge.status == 413
    assert huge.heading == "Kiriman ini terlalu besar"
    many = [("csrf_token", str(page.value("csrf_token"))), *[("a", "b")] * 100_000]
    assert harmless(page.visitor.post(page.path, many))


def test_a_broken_cookie_is_no_cookie(at: At) -> None:
    office = at("keberatan announced")
    broken = ["", "x", "a.b.c", "🙂".encode().decode("latin-1"), "x" * 4000]
    for name, value in product(["timbang", "timbang_page"], broken):
        visitor = office.signed_in(INSPEKTUR)
        visitor.client.set_cookie(name, value)
        page = visitor.get("/")
        assert page.status == 200, (name, value)
        assert harmless(page), (name, value)
        assert page.path == ("/masuk" if name == "timbang" else "/"), (name, value)


def test_a_post_without_its_token_does_nothing(at: At) -> None:
    office = at("keberatan announced")
    page = office.task(INSPEKTUR, "Ajukan keberatan", INSPEKTUR)
    pairs = page.form("Ajukan keberatan").fill(contested_parts=["skp"]).complete(TEXT).pairs()
    for kept in ([], [("csrf_token", "x")]):
        stripped = [pair for pair in pairs if pair[0] != "csrf_token"] + kept
        refused = page.visitor.post(page.path, [*stripped, ("_act", "kirim"), ("_reviewed", "1")])
        assert refused.status == 400
        assert harmless(refused)
    assert office.task(INSPEKTUR, "Ajukan keberatan", INSPEKTUR).path == page.path


def test_names_that_no_form_has_are_refused(at: At) -> None:
    office = at("keberatan announced")
    page = office.task(INSPEKTUR, "Ajukan keberatan", INSPEKTUR)
    pairs = page.form("Ajukan keberatan").fill(contested_parts=["skp"]).complete(TEXT).pairs()
    more = [("_act", "kirim"), ("npk", "100"), ("evidence-0-__class__", "x"), ("reasons", "lagi")]
    refused = page.visitor.post(page.path, [*pairs, *more])
    assert refused.status == 422
    said = " ".join(refused.problems)
    assert "npk: Isian ini tidak dikenal; muat ulang halaman." in said
    assert "Isi satu nilai saja untuk isian ini." in said
