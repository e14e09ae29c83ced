"""The register of results: complete, only what is final, and harmless in a spreadsheet."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from engine import queries
from engine.actor import Actor
from engine.errors import CycleNotFound, NotYours
from engine.models import Appraisal
from engine.queries import CycleCard, Register, RegisterRow, register_table

if TYPE_CHECKING:
    from tests.engine.agency import Agency, Live

PEOPLE = ("inspektur", "kadis_pu", "auditor_1")


@pytest.fixture
def agency(lived: Live) -> Agency:
    """Three people after their dialogs; the result of the Inspektur is final."""
    agency = lived(*PEOPLE, until="receive_result")
    agency.live_until("enter_result", "inspektur")
    return agency


@pytest.fixture
def cycle(agency: Agency) -> str:
    [card] = agency.ask("sdm", lambda session, _: queries.cycles(session))
    return str(card.id)


def register(agency: Agency, cycle: str, who: str = "sdm") -> Register:
    return agency.ask(who, queries.register, cycle)


def table(found: Register) -> list[list[str]]:
    return register_table(found, {"closed": "Selesai"}, "Asia/Makassar")


def test_everybody_of_the_cycle_has_a_line(agency: Agency, cycle: str) -> None:
    found = register(agency, cycle)
    assert {row.name for row in found.rows} == {"Inspektur", "Kepala Dinas PU", "Auditor Satu"}
    assert (found.entered, found.total, found.percent) == (0, 3, 0)


def test_only_what_is_final_has_numbers(agency: Agency, cycle: str) -> None:
    lines = {row.name: row for row in register(agency, cycle).rows}
    final = lines.pop("Inspektur")
    assert final.npk is not None
    assert final.skp_score is not None
    assert final.behaviour_score is not None
    expected = Decimal("0.60") * final.skp_score + Decimal("0.40") * final.behaviour_score
    assert abs(final.npk - expected) <= Decimal("0.01")
    assert final.predikat
    for row in lines.values():
        assert agency.count(Appraisal, Appraisal.npk.is_not(None)) == 3, "they have their scores"
        assert (row.npk, row.predikat, row.skp_score, row.finalised_at) == (None,) * 4


def test_a_score_that_is_given_but_not_final_is_left_out(agency: Agency, cycle: str) -> None:
    agency.do("sdm", reopen)
    assert {row.npk for row in register(agency, cycle).rows} == {None}


def reopen(session: Session, _actor: Actor) -> None:
    session.execute(update(Appraisal).values(finalised_at=None))


def test_the_register_is_complete_when_all_are_entered(agency: Agency, cycle: str) -> None:
    for done, percent in ((1, 33), (2, 66), (3, 100)):
        who = PEOPLE[done - 1]
        agency.live_until("enter_result", who)
        agency.fill("sdm", "enter_result", who)
        found = register(agency, cycle)
        assert (found.entered, found.percent) == (done, percent)
        nip = agency.appraisal(who).header["pegawai"]["nip"]
        [line] = [row for row in found.rows if row.nip == nip]
        assert (line.state, line.entered_by) == ("closed", "Analis SDM")


@pytest.mark.parametrize("who", ["inspektur", "sekda", "bupati", "auditor_1"])
def test_the_register_is_for_sdm_alone(agency: Agency, cycle: str, who: str) -> None:
    with pytest.raises(NotYours):
        register(agency, cycle, who)


def test_an_unknown_cycle_is_not_in_the_register(agency: Agency) -> None:
    with pytest.raises(CycleNotFound):
        register(agency, "tidak-ada")


def test_the_table_has_a_heading_and_a_row_for_each(agency: Agency, cycle: str) -> None:
    found = register(agency, cycle)
    heading, *rows = table(found)
    assert len(rows) == found.total == 3
    assert {len(row) for row in rows} == {len(heading)}
    assert all(isinstance(cell, str) for row in rows for cell in row)
    final = next(row for row in rows if row[heading.index("NPK")])
    assert len(final[heading.index("NPK")].partition(".")[2]) == 2


def test_the_table_speaks_of_states_in_words_and_of_times_in_the_agencys_zone(
    agency: Agency, cycle: str
) -> None:
    agency.at(2027, 1, 29, 23, 30)
    agency.fill("sdm", "enter_result", "inspektur")
    heading, *rows = table(register(agency, cycle))
    [line] = [row for row in rows if row[heading.index("Dicatat pada")]]
    assert line[heading.index("Dicatat pada")] == "2027-01-30 00:30"
    assert line[heading.index("Dicatat oleh")] == "Analis SDM"
    assert line[heading.index("Status")] == "Selesai"


@pytest.mark.parametrize(
    "name", ["=1+1", "+62812", "-5", "@SUM(A1)", "\tTab", "\rBaris", "=cmd|'/C calc'!A0"]
)
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(name: str) -> None:
    row = RegisterRow(
        nip="999900000000000001",
        name=name,
        position=name,
        unit="Inspektorat",
        skp_score=None,
        behaviour_score=None,
        npk=None,
        predikat=None,
        keberatan=False,
        state="draft",
        finalised_at=None,
        finalised_by=name,
        entered_at=None,
        entered_by="",
    )
    card = CycleCard(
        id="a",
        year=2026,
        profile="Profil",
        opened_at=datetime(2026, 1, 1, tzinfo=UTC),
        closed_at=None,
        people=1,
        entered=0,
        windows=(),
    )
    _, cells = table(Register(cycle=card, rows=(row,), entered=0, total=1, percent=0))
    assert cells.count(f"'{name}") == 3
    assert name not in cells
