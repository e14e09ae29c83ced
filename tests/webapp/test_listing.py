"""The list of appraisals as a page, a file and an API answer: the same rows, the same columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from engine.models import Appraisal, Employee, Task
from tests.webapp.office import NIPS, Office, fall_behind, local
from tests.webapp.program import Program, program
from tests.webapp.visitor import Page, Visitor
from webapp.listing import COLUMNS, USUAL

SDM = "Pranata SDM Aparatur Mahir"
LEADER = "Inspektur"
LATE = "Kepala Dinas Kesehatan"


@pytest.fixture
def february(office: Office) -> Office:
    """The demo when its first deadline is over; one has a later date, and will miss it, too."""
    office.at(2026, 2, 2, 8)
    with office.database.begin() as session:
        later = update(Task).where(Task.instance_id == instance_of(session, LATE))
        session.execute(later.values(due_at=local(2026, 2, 14)))
    fall_behind(office, LATE, local(2026, 2, 17))
    return office


def instance_of(session: Session, name: str) -> int:
    theirs = select(Appraisal.instance_id).join(Employee, Employee.id == Appraisal.employee_id)
    return session.scalars(theirs.where(Employee.nip == NIPS[name])).one()


def cells(page: Page) -> list[list[str]]:
    """The list as it stands on the page, its heading first; nothing is a dash."""
    [table] = page.tree.xpath("//table[contains(@class, 'listing')]")
    rows = [[_words(cell) for cell in row.xpath("./th|./td")] for row in table.xpath(".//tr")]
    return [[cell.removesuffix(" ↓") for cell in row] for row in rows]


def _words(cell: object) -> str:
    text = " ".join("".join(cell.itertext()).split())  # type: ignore[attr-defined]
    return "" if text == "–" else text


def as_csv(visitor: Visitor, query: str) -> list[list[str]]:
    data = visitor.get(f"/penilaian.csv?{query}").response.data
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def as_xlsx(visitor: Visitor, query: str) -> list[list[str]]:
    data = visitor.get(f"/penilaian.xlsx?{query}").response.data
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    return [[str(value or "") for value in row] for row in sheet.iter_rows(values_only=True)]


QUERIES = (
    "",
    "kesehatan=overdue&urut=nama",
    "kesehatan=at_risk&kolom=nama&kolom=kesehatan",
    "kolom=nama&kolom=nip&kolom=menunggu&menunggu=kepala",
    "terlambat=1&urut=batas&kolom=unit&kolom=batas&kolom=lama&kolom=kesehatan",
    "tahap=skp_agreement&langkah=draft_skp&versi=1",
    "cari=tidak-ada",
)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("name", [SDM, LEADER])
def test_a_file_has_exactly_the_rows_and_columns_of_the_page(
    february: Office, name: str, query: str
) -> None:
    visitor = february.person(name)
    page = visitor.get(f"/penilaian?{query}")
    written = as_csv(visitor, query)
    assert as_xlsx(visitor, query) == written
    api = _count(program(february, name), query)
    assert api == len(written) - 1
    if api:
        assert cells(page) == written


def _count(caller: Program, query: str) -> int:
    """How many the API counts for the same filter."""
    said = dict(pair.split("=") for pair in query.split("&") if pair and "kolom" not in pair)
    return int(asked(caller, said)["count"])


def asked(caller: Program, said: Mapping[str, str]) -> dict[str, Any]:
    """What the API answers to the filter of an address."""
    query = {IN_API[name]: value for name, value in said.items() if name in IN_API}
    query |= {api: "true" for name, api in FLAGS.items() if name in said}
    if "urut" in said:
        query["sort"] = {"nama": "subject", "batas": "due_at", "sejak": "since"}[said["urut"]]
    found: dict[str, Any] = caller.get(f"/appraisals?{urlencode(query)}").get_json()
    return found


IN_API = {
    "kesehatan": "health", "status": "state", "menunggu": "holder", "penilai": "superior",
    "tahap": "phase", "langkah": "step", "versi": "version", "cari": "text", "unit": "unit",
    "coaching": "coaching",
}  # fmt: skip
FLAGS = {"terlambat": "late", "langsung": "direct"}
ADDRESSES = st.fixed_dictionaries(
    {},
    optional={
        "kesehatan": st.sampled_from(["overdue", "at_risk", "stuck", "on_time", "held", "sakit"]),
        "status": st.sampled_from(["draft", "closed", "tidak-ada"]),
        "cari": st.sampled_from(["dinas", "9999", "%", "_"]),
        "menunggu": st.sampled_from(["kepala", "sdm"]),
        "penilai": st.sampled_from(["sekretaris", "inspektur"]),
        "unit": st.sampled_from(["1", "2", "3", "99"]),
        "langsung": st.just("1"),
        "terlambat": st.just("1"),
        "versi": st.sampled_from(["1", "2"]),
        "tahap": st.sampled_from(["skp_agreement", "plan_week"]),
        "langkah": st.sampled_from(["draft_skp", "tidak-ada"]),
        "coaching": st.sampled_from(["coaching_week_1.missing", "tidak-ada"]),
        "urut": st.sampled_from(["nama", "batas", "sejak"]),
    },
)


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(said=ADDRESSES, name=st.sampled_from([SDM, LEADER, "Sekretaris Daerah"]))
def test_page_file_and_api_are_the_same_people_in_the_same_order(
    february: Office, said: dict[str, str], name: str
) -> None:
    visitor, query = february.person(name), urlencode({**said, "kolom": "nama"})
    page = visitor.get(f"/penilaian?{query}")
    written = as_csv(visitor, query)
    answer = asked(program(february, name), said)
    assert [[row["subject"]] for row in answer["appraisals"]] == written[1:]
    assert answer["count"] == len(written) - 1
    shown = cells(page) if answer["count"] else written
    assert shown == written


def test_the_list_says_who_holds_how_many_days_are_left_and_how_many_are_late(
    office: Office,
) -> None:
    """R-014: on 30 January, a Friday, the SKP is due on Saturday the 31st; then it is late."""
    office.at(2026, 1, 30, 8)
    sdm = office.person(SDM)
    [heading, first, *_] = cells(sdm.get("/penilaian?cari=Auditor+Ahli+Muda"))
    row = dict(zip(heading, first, strict=True))
    assert (row["Menunggu"], row["Sisa hari kerja"]) == ("Auditor Ahli Muda", "0")
    office.at(2026, 2, 3, 8)
    [heading, first, *_] = cells(sdm.get("/penilaian?cari=Auditor+Ahli+Muda"))
    row = dict(zip(heading, first, strict=True))
    assert (row["Sisa hari kerja"], row["Kesehatan"]) == ("lewat 2", "Terlambat")
    late = sdm.get("/pantauan").heading.split("; ")[1].split()[0]
    assert sdm.get("/penilaian?kesehatan=overdue").heading == f"{late} penilaian"


def test_the_list_is_filtered_by_unit_stage_pejabat_penilai_and_state(february: Office) -> None:
    """R-014."""
    page = february.person(SDM).get("/penilaian")
    every = len(cells(page))
    chosen = {
        "unit": page.form("Saring").offered("unit")["Inspektorat"],
        "tahap": "skp_agreement",
        "penilai": "Sekretaris",
        "status": "draft",
    }
    for name, value in chosen.items():
        found = page.form("Saring").fill({name: value}).press("Saring")
        assert 1 < len(cells(found)) <= every, name
        assert found.value(name) == value
    found = page.form("Saring").fill(chosen).press("Saring")
    assert [row[0] for row in cells(found)[1:]] == [LEADER]
    nobody = page.form("Saring").fill(chosen | {"tahap": "plan_week"}).press("Saring")
    assert nobody.heading == "Tidak ada penilaian yang cocok"


def test_a_step_that_was_asked_for_stays_with_its_stage(february: Office) -> None:
    page = february.person(SDM).get("/penilaian?tahap=skp_agreement&langkah=draft_skp")
    again = page.form("Saring").fill(cari="auditor").press("Saring")
    assert "Menunggu di: Kesepakatan SKP / Susun SKP" in again.text


def test_without_a_choice_the_usual_columns_are_shown(february: Office) -> None:
    [heading, *_] = cells(february.person(SDM).get("/penilaian"))
    assert heading == [each.label for name, each in COLUMNS.items() if name in USUAL]


def test_what_makes_no_sense_is_said_and_left_out(february: Office) -> None:
    page = february.person(SDM).get(
        "/penilaian?urut=npk&kolom=skor&unit=banyak&halaman=9999999999999"
    )
    assert "Daftar ini tidak dapat diurutkan seperti itu" in page.text
    assert "Kolom yang tidak dikenal diabaikan." in page.text
    assert "Saringan yang bukan bilangan diabaikan." in page.text
    assert len(cells(page)) == 17


# ---- saved views ------------------------------------------------------------------------------


def test_a_filter_is_kept_under_a_name_and_shared(february: Office) -> None:
    mine = february.person(LEADER)
    page = mine.get("/penilaian?kesehatan=overdue&kolom=nama&kolom=lama")
    page = page.form("Simpan").fill(nama="  Yang   terlambat ", bagikan="1").press("Simpan")
    assert "Tampilan “Yang terlambat” tersimpan." in page.text
    assert cells(page)[0] == ["Pegawai", "Hari kerja"]
    others = february.person("Auditor Ahli Muda")
    shared = others.get("/penilaian").follow("Yang terlambat")
    assert len(cells(shared)) == 2  # he sees himself alone
    assert len(cells(mine.get("/penilaian").follow("Yang terlambat"))) > 2


def test_a_view_of_mine_is_not_seen_until_it_is_shared_and_goes_when_i_delete_it(
    february: Office,
) -> None:
    mine = february.person(LEADER)
    mine.get("/penilaian?terlambat=1").form("Simpan").fill(nama="Punyaku").press("Simpan")
    assert "Punyaku" not in february.person(SDM).get("/penilaian").text
    page = mine.get("/penilaian").press("Hapus: Punyaku")
    assert "Punyaku" not in page.text


@pytest.mark.parametrize(
    ("name", "said"), [("", "beri nama"), ("x" * 81, "nama paling banyak 80 huruf")]
)
def test_a_name_that_will_not_do_is_refused(february: Office, name: str, said: str) -> None:
    page = february.person(LEADER).get("/penilaian").form("Simpan").fill(nama=name).press("Simpan")
    assert said in page.text


def test_nobody_deletes_the_view_of_another(february: Office) -> None:
    mine = february.person(LEADER)
    mine.get("/penilaian").form("Simpan").fill(nama="Bersama", bagikan="1").press("Simpan")
    page = february.person(SDM).get("/penilaian")
    assert "Bersama" in page.text
    assert "Hapus: Bersama" not in page.text


def test_what_is_no_filter_is_not_kept(february: Office) -> None:
    page = february.person(LEADER).get("/penilaian?terlambat=1&jebakan=%3Cscript%3E")
    page = page.form("Simpan").fill(nama="Bersih").press("Simpan")
    assert dict(page.links)["Bersih"] == "/penilaian?terlambat=1"


# ---- reminding from the list ------------------------------------------------------------------


def test_who_is_chosen_is_reminded_after_a_look(february: Office) -> None:
    sdm = february.person(SDM)
    page = sdm.get("/penilaian?kesehatan=overdue")
    [auditor] = [
        row for row in page.form("Ingatkan").element.xpath(".//tr[td]") if "Auditor" in _words(row)
    ]
    number = auditor.xpath(".//input[@name='pilih']/@value")[0]
    look = sdm.get(f"/penilaian/ingatkan?kesehatan=overdue&pilih={number}")
    assert look.heading == "Ingatkan 1 orang tentang 1 tugas"
    sent = look.press("Kirim pengingat")
    assert "1 tugas diingatkan." in sent.text
    assert sent.path == "/penilaian"
    notices = february.person("Auditor Ahli Muda").get("/pemberitahuan")
    assert f"{SDM} mengingatkan: Susun SKP, Auditor Ahli Muda." in notices.text
    again = sdm.get(f"/penilaian/ingatkan?pilih={number}")
    assert again.heading == "Tidak ada yang dapat diingatkan sekarang"
    assert "Dilewati: 1." in again.text


def test_all_that_match_are_reminded(february: Office) -> None:
    leader = february.person(LEADER)
    page = leader.get("/penilaian")
    look = page.press("Ingatkan")
    assert look.heading.startswith("Ingatkan ")
    shown = look.rows("Siapa")
    assert LEADER not in {row[0] for row in shown}
    assert f"{len(shown)} tugas diingatkan." in look.press("Kirim pengingat").text
