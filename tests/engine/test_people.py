"""Bringing people in from a file: every mistake named by row and column, all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine import commands
from engine.act import act
from engine.actor import SYSTEM
from engine.errors import BadImport, NotYours
from engine.models import Employee, Unit
from tests.engine.agency import PEOPLE, nip

if TYPE_CHECKING:
    from engine.db import Database
    from tests.engine.agency import Agency

HEADING = "nip,name,position,unit,superior_nip,appraisal_class,appraised,roles,email,password"
HEAD = f"{nip(51)},Kepala Balai,Kepala,Balai,,structural,tidak,,,"
STAFF = f"{nip(52)},Staf Balai,Staf,Balai,{nip(51)},functional,ya,sdm,staf@example.id,sandi-panjang"


def bring_in(database: Database, *lines: str, heading: str = HEADING) -> int:
    text = "\r\n".join((heading, *lines)) + "\r\n"
    return act(database, SYSTEM, commands.import_people, text=text)


def refused(database: Database, *lines: str, heading: str = HEADING) -> list[tuple[int, str, str]]:
    with pytest.raises(BadImport) as error:
        bring_in(database, *lines, heading=heading)
    assert stored(database) == {}
    with database.read() as session:
        assert session.query(Unit).count() == 0
    return list(error.value.rows)


def stored(database: Database) -> dict[str, Employee]:
    with database.read() as session:
        return {person.nip: person for person in session.query(Employee)}


# ---- what a good file does --------------------------------------------------------------------


def test_people_units_and_superiors_come_in_together(database: Database) -> None:
    # The superior stands below his subordinate: the order of rows is nobody's business.
    assert bring_in(database, STAFF, HEAD) == 2
    people = stored(database)
    staff, head = people[nip(52)], people[nip(51)]
    assert staff.superior_id == head.id
    assert staff.unit_id == head.unit_id
    assert (staff.appraisal_class, staff.appraised, staff.roles) == ("functional", True, ["sdm"])
    assert (head.appraisal_class, head.appraised, head.roles) == ("structural", False, [])
    assert staff.email == "staf@example.id"
    signed_in = act(database, SYSTEM, commands.sign_in, nip=nip(52), password="sandi-panjang")
    assert signed_in.is_sdm


def test_a_known_nip_is_updated_and_keeps_its_password(database: Database) -> None:
    bring_in(database, HEAD, STAFF)
    before = stored(database)[nip(52)]
    bring_in(database, f"{nip(52)},Staf Balai,Kepala Seksi,Balai Baru,{nip(51)},,,,,")
    after = stored(database)[nip(52)]
    assert (after.id, after.position, after.password_hash) == (
        before.id,
        "Kepala Seksi",
        before.password_hash,
    )
    assert after.unit_id != before.unit_id
    assert len(stored(database)) == 2


def test_a_column_that_the_file_lacks_changes_nothing_of_a_known_person(
    database: Database,
) -> None:
    """A list of new positions must not take away superiors, classes and the role of SDM."""
    bring_in(database, HEAD, STAFF)
    before = stored(database)[nip(52)]
    bring_in(database, f"{nip(52)},Staf Balai,Analis,Balai", heading="nip,name,position,unit")
    after = stored(database)[nip(52)]
    assert after.position == "Analis"
    assert after.superior_id == before.superior_id
    assert after.roles == ["sdm"]
    assert after.email == "staf@example.id"


def test_a_file_of_a_spreadsheet_may_begin_with_a_mark_and_use_semicolons(
    database: Database,
) -> None:
    """Excel in Indonesian saves CSV with a byte order mark and semicolons."""
    lines = [line.replace(",", ";") for line in (HEAD, STAFF)]
    assert bring_in(database, *lines, heading="\ufeff" + HEADING.replace(",", ";")) == 2
    assert set(stored(database)) == {nip(51), nip(52)}


@pytest.mark.parametrize(
    "heading", [HEADING.upper(), HEADING.replace(",", " , "), "\ufeff" + HEADING]
)
def test_a_heading_may_be_written_with_a_mark_capitals_or_spaces(
    database: Database, heading: str
) -> None:
    assert bring_in(database, HEAD, heading=heading) == 1


def test_a_nip_may_be_written_in_groups(database: Database) -> None:
    number = nip(51)
    grouped = f"{number[:8]} {number[8:14]} {number[14]} {number[15:]}"
    bring_in(database, HEAD.replace(number, grouped))
    assert list(stored(database)) == [number]


def test_a_file_of_a_heading_alone_brings_in_nobody(database: Database) -> None:
    assert bring_in(database) == 0


# ---- every mistake ----------------------------------------------------------------------------

MISTAKES: dict[str, tuple[str, str, str]] = {
    "no nip": (HEAD.replace(nip(51), ""), "nip", "wajib"),
    "no name": (HEAD.replace("Kepala Balai", ""), "name", "wajib"),
    "no position": (HEAD.replace(",Kepala,", ",,"), "position", "wajib"),
    "no unit": (HEAD.replace(",Balai,", ",,"), "unit", "wajib"),
    "a short nip": (HEAD.replace(nip(51), "12345"), "nip", "18 angka"),
    "a nip with letters": (HEAD.replace(nip(51), "A" * 18), "nip", "18 angka"),
    "a nip in other digits": (HEAD.replace(nip(51), "٩" * 18), "nip", "18 angka"),
    "an unknown class": (HEAD.replace("structural", "pelaksana"), "appraisal_class", "structural"),
    "neither yes nor no": (HEAD.replace("tidak", "mungkin"), "appraised", "ya atau tidak"),
    "an unknown role": (HEAD.replace("tidak,,", "tidak,raja,"), "roles", "raja"),
    "a weak password": (f"{HEAD}pendek", "password", "paling sedikit"),
    "a long name": (HEAD.replace("Kepala Balai", "K" * 201), "name", "200"),
    "an unknown superior": (HEAD.replace("Balai,,", f"Balai,{nip(99)},"), "superior_nip", nip(99)),
    "a cell too many": (f"{HEAD},lebih", "", "lebih banyak sel"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_by_row_and_column_and_nothing_is_stored(
    database: Database, mistake: str
) -> None:
    line, column, word = MISTAKES[mistake]
    good = f"{nip(53)},Orang Baik,Staf,Balai,,,,,,"
    rows = refused(database, good, line)
    assert [(number, name) for number, name, _ in rows] == [(3, column)]
    assert word in rows[0][2]


def test_every_mistake_of_every_row_is_named_at_once(database: Database) -> None:
    rows = refused(
        database,
        ",,Kepala,Balai,,,,,,",
        f"{nip(51)},Satu,Staf,Balai,,,,,,",
        f"{nip(51)},Dua,Staf,Balai,,bukan,,,,",
    )
    assert [(number, name) for number, name, _ in rows] == [
        (2, "name"),
        (2, "nip"),
        (4, "appraisal_class"),
        (4, "nip"),
    ]
    assert "baris 3" in next(
        sentence for number, name, sentence in rows if (number, name) == (4, "nip")
    )


def test_a_mistake_in_a_superiors_row_is_not_blamed_on_his_people(database: Database) -> None:
    rows = refused(database, HEAD.replace("structural", "entah"), STAFF)
    assert [(number, name) for number, name, _ in rows] == [(2, "appraisal_class")]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(database: Database) -> None:
    """A cell may hold a line break, and a line may be empty."""
    two_lines = HEAD.replace("Kepala Balai", '"Kepala\nBalai"')
    rows = refused(database, two_lines, "", STAFF.replace("functional", "entah"))
    assert [number for number, *_ in rows] == [4]


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        ("nip,name,position", ["unit"]),
        ("nip,name,position,unit,gaji", ["gaji"]),
        ("", ["name", "nip", "position", "unit"]),
        ("nip,nip,name,position,unit", ["nip"]),
    ],
)
def test_a_heading_with_missing_unknown_or_doubled_columns_is_refused(
    database: Database, heading: str, columns: list[str]
) -> None:
    rows = refused(database, HEAD, heading=heading)
    assert sorted(name for _, name, _ in rows) == columns
    assert {number for number, *_ in rows} == {1}


@pytest.mark.parametrize(
    "text", ["", "\x00", "PK\x03\x04 ini berkas xlsx", 'nip,name\n"tidak ditutup']
)
def test_what_is_no_table_is_refused(database: Database, text: str) -> None:
    with pytest.raises(BadImport):
        act(database, SYSTEM, commands.import_people, text=text)


def test_text_that_no_database_can_hold_is_refused(database: Database) -> None:
    rows = refused(database, HEAD.replace("Kepala Balai", "Kepala\x00Balai"))
    assert [(number, name) for number, name, _ in rows] == [(2, "name")]


def test_only_sdm_brings_people_in(agency: Agency) -> None:
    text = f"{HEADING}\n{HEAD}\n"
    for who in ("inspektur", "bupati"):
        with pytest.raises(NotYours):
            agency.do(who, commands.import_people, text=text)
    assert agency.do("sdm", commands.import_people, text=text) == 1
    assert agency.count(Employee) == len(PEOPLE) + 1
