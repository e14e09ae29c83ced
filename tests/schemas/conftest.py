"""Words of the form tests: SKP rows as in the sample of the Inspektur, and refusals."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from marshmallow import ValidationError

from schemas.base import Form
from schemas.facts import Facts, Person, SkpRow, Window

JAKARTA = ZoneInfo("Asia/Jakarta")


def _window(first: date, last: date) -> Window:
    closes = datetime.fromordinal(last.toordinal() + 1)
    return Window(
        datetime(first.year, first.month, first.day, tzinfo=JAKARTA),
        closes.replace(tzinfo=JAKARTA),
    )


@pytest.fixture
def refusal() -> Callable[[Form, Mapping[str, Any]], dict[str, Any]]:
    """What a form says to answers it refuses; fails if it accepts them."""

    def messages(form: Form, raw: Mapping[str, Any]) -> dict[str, Any]:
        with pytest.raises(ValidationError) as refused:
            form.load(raw)
        return refused.value.normalized_messages()

    return messages


@pytest.fixture
def skp() -> tuple[SkpRow, ...]:
    """Three activities: in January only, the whole year, in the second half only."""
    return (
        SkpRow(
            1,
            "Menyusun rencana kerja",
            quantity=Decimal(1),
            unit="dokumen",
            time=Decimal(1),
            schedule_end=date(2026, 1, 31),
            sem1_portion=Decimal(1),
        ),
        SkpRow(
            2,
            "Menetapkan Surat Tugas Pemeriksaan",
            quantity=Decimal(152),
            unit="dokumen",
            time=Decimal(12),
            sem1_portion=Decimal(76),
        ),
        SkpRow(
            3,
            "Menetapkan konsep RKA",
            quantity=Decimal(1),
            unit="konsep",
            time=Decimal(1),
            schedule_start=date(2026, 7, 1),
            sem1_portion=Decimal(0),
        ),
    )


@pytest.fixture
def facts(skp: tuple[SkpRow, ...]) -> Facts:
    """The appraisal of an Inspektur in 2026."""
    return Facts(
        now=datetime(2026, 4, 2, 9, tzinfo=JAKARTA),
        skp=skp,
        subject=Person(1, "Inspektur"),
        pejabat_penilai=Person(2, "Sekretaris Daerah"),
        atasan_pejabat_penilai=Person(3, "Bupati"),
        windows={
            "coaching_week_1": _window(date(2026, 4, 1), date(2026, 4, 7)),
            "mid_year_dialog": _window(date(2026, 7, 1), date(2026, 7, 7)),
            "final_dialog": _window(date(2027, 1, 8), date(2027, 1, 14)),
        },
    )
