"""The register of results: complete, only what is final, and harmless in a spreadsheet."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from engine import queries
from engine.actor import Actor
from engine.errors import CycleNotFound, NotYours
from engine.models import Appraisal
from engine.queries import Register, register_table

if TYPE_CHECKING:
    from tests.engine.agency import Agency

PEOPLE = ("inspektur", "kadis_pu", "auditor_1")


@pytest.fixture
def cycle(agency: Agency) -> str:
    """Three people; the result of the first is final."""
    cycle = agency.open_cycle(*PEOPLE, profile="pp46_bkn2013")
    agency.live_until("enter_result")
    return cycle


def register(agency: Agency, cycle: str, who: str = "sdm") -> Register:
    return agency.ask(who, queries.register, cycle)


def test_everybody_of_the_cycle_has_a_line(agency: Agency, cycle: str) -> None:
    found = register(agency, cycle)
    assert {row.name for row in found.rows} == {"Inspektur", "Kepala Dinas PU", "Auditor Satu"}
    assert (found.entered, found.total, found.percent) == (0, 3, 0)


def test_only_what_is_final_has_numbers(agency: Agency, cycle: str) -> None:
    final = [row for row in register(agency, cycle).rows if row.finalised_at is not None]
    others = [row for row in register(agency, cycle).rows if row.finalised_at is None]
    assert final
    for row in final:
        assert row.npk is not None
        expected = Decimal("0.60") * (row.skp_score or 0) + Decimal("0.40") * (
            row.behaviour_score or 0
        )
        assert abs(row.npk - expected) <= Decimal("0.01")
        assert row.predikat
    assert {(row.npk, row.predikat, row.skp_score) for row in others} <= {(None, None, None)}


def test_a_score_that_is_given_but_not_final_is_left_out(agency: Agency, cycle: str) -> None:
    agency.do("sdm", reopen)
    assert {row.npk for row in register(agency, cycle).rows} == {None}


def reopen(session: Session, _actor: Actor) -> None:
    session.execute(update(Appraisal).values(finalised_at=None))


def test_the_register_is_complete_when_all_are_entered(agency: Agency, cycle: str) -> None:
    for done, percent in ((1, 33), (2, 66), (3, 100)):
        agency.live_until("enter_result")
        [who] = [
            name
            for name in PEOPLE
            if agency.appraisal(name).state == "final" and name not in entered(agency)
        ][:1]
        agency.fill("sdm", "enter_result", who)
        found = register(agency, cycle)
        assert (found.entered, found.percent) == (done, percent)
        [line] = [row for row in found.rows if row.nip == agency.appraisal(who).header["pegawai"]["nip"]]
        assert (line.state, line.entered_by) == ("closed", "Analis SDM")


def entered(agency: Agency) -> set[str]:
    return {name for name in PEOPLE if agency.appraisal(name).entered_at is not None}


@pytest.mark.parametrize("who", ["inspektur", "sekda", "bupati", "auditor_1"])
def test_the_register_is_for_sdm_alone(agency: Agency, cycle: str, who: str) -> None:
    with pytest.raises(NotYours):
        register(agency, cycle, who)


def test_an_unknown_cycle_is_not_found(agency: Agency) -> None:
    with pytest.raises(CycleNotFound):
        register(agency, "tidak-ada")


def test_the_table_has_a_heading_and_a_row_for_each(agency: Agency, cycle: str) -> None:
    found = register(agency, cycle)
    heading, *rows = register_table(found)
    assert len(rows) == found.total == 3
    assert {len(row) for row in rows} == {len(heading)}
    assert all(isinstance(cell, str) for row in rows for cell in row)
    final = next(row for row in rows if row[heading.index("NPK")])
    assert len(final[heading.index("NPK")].partition(".")[2]) == 2


@pytest.mark.parametrize(
    "name", ["=1+1", "+62812", "-5", "@SUM(A1)", "\tTab", "\rBaris", "=cmd|'/C calc'!A0"]
)
def test_a_cell_that_a_spreadsheet_would_run_is_made_text(
    agency: Agency, cycle: str, name: str
) -> None:
    agency.do("sdm", rename, name=name)
    heading, *rows = register_table(register(agency, cycle))
    cells = {row[heading.index("Nama")] for row in rows}
    assert cells == {f"'{name}"}


def rename(session: Session, _actor: Actor, name: str) -> None:
    for appraisal in session.query(Appraisal):
        pegawai = appraisal.header["pegawai"] | {"name": name}
        appraisal.header = appraisal.header | {"pegawai": pegawai}
