"""Words of the January forms: an Inspektur, two activities, six aspects and their bands."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from schemas.base import Form
from schemas.facts import Aspect, Band, Facts, Person, SkpRow, Window

JAKARTA = ZoneInfo("Asia/Jakarta")
ASPECTS = {
    "orientasi_pelayanan": "Orientasi Pelayanan",
    "integritas": "Integritas",
    "komitmen": "Komitmen",
    "disiplin": "Disiplin",
    "kerja_sama": "Kerja sama",
    "kepemimpinan": "Kepemimpinan",
}
Raw = dict[str, Any]


def _band(label: str, low: int, high: int) -> Band:
    return Band(label, Decimal(low), Decimal(high))


STAR_BANDS = {
    0: _band("Buruk", 0, 50),
    1: _band("Kurang", 51, 60),
    2: _band("Cukup", 61, 75),
    3: _band("Baik", 76, 90),
    4: _band("Sangat Baik", 91, 100),
}


def _quality_band(minor: int, major: int) -> Band:
    if minor > 5:
        return STAR_BANDS[0]
    if major or minor == 5:
        return STAR_BANDS[1]
    return STAR_BANDS[2 if minor >= 3 else 3 if minor else 4]


def _january(opens: int, closes: int) -> Window:
    return Window(
        datetime(2027, 1, opens, tzinfo=JAKARTA), datetime(2027, 1, closes + 1, tzinfo=JAKARTA)
    )


@pytest.fixture
def structural() -> Facts:
    """The Inspektur's appraisal of 2026 on 5 January 2027: one activity has a cost."""
    return Facts(
        now=datetime(2027, 1, 5, 9, tzinfo=JAKARTA),
        year=2026,
        subject=Person(1, "Inspektur"),
        pejabat_penilai=Person(2, "Sekretaris Daerah"),
        atasan_pejabat_penilai=Person(3, "Bupati"),
        skp=(
            SkpRow(
                1,
                "Menetapkan Surat Tugas Pemeriksaan",
                quantity=Decimal(152),
                unit="dokumen",
                time=Decimal(12),
            ),
            SkpRow(
                2,
                "Melaksanakan program sarana",
                quantity=Decimal(4),
                unit="kegiatan",
                time=Decimal(12),
                cost=Decimal("2410000000"),
                schedule_end=date(2026, 12, 31),
            ),
        ),
        aspects=tuple(Aspect(key, label, ("sikap",)) for key, label in ASPECTS.items()),
        star_bands=STAR_BANDS,
        quality_band=_quality_band,
        windows={
            "form_filling": _january(1, 7),
            "final_dialog": _january(8, 14),
            "keberatan": _january(15, 21),
            "final_rating": _january(22, 28),
        },
        categories=("Sangat Baik", "Baik", "Cukup", "Kurang", "Buruk"),
    )


@pytest.fixture
def functional(structural: Facts) -> Facts:
    """The same for an auditor: five aspects, no kepemimpinan."""
    return replace(structural, appraisal_class="functional", aspects=structural.aspects[:5])


@pytest.fixture
def aspect_row() -> Callable[..., Raw]:
    """A row of F-06: everything told, three elements satisfy, 88."""

    def row(aspect: str = "integritas", **changes: Any) -> Raw:
        told = {
            "star_s": "Baru tiba di Balikpapan",
            "star_t": "Menghadiri pemilihan pejabat tinggi",
            "star_a": "Menolak buah tangan dengan sopan",
            "star_r": "Menjadi acuan bagi tamu berikutnya",
        }
        return {"aspect": aspect} | told | {"star_count": "3", "score": "88"} | changes

    return row


@pytest.fixture
def six_aspects(aspect_row: Callable[..., Raw]) -> list[Raw]:
    return [aspect_row(key) for key in ASPECTS]


@pytest.fixture
def self_assessment(six_aspects: list[Raw]) -> Raw:
    """What the Inspektur sends: 140 of 152, and the whole of a costly activity."""
    return {
        "rows": [
            {"no": 1, "actual_quantity": "140", "actual_quality": "85", "actual_time": "12"},
            {
                "no": 2,
                "actual_quantity": "4",
                "actual_quality": "92",
                "actual_time": "12",
                "actual_cost": "2.400.000.000",
            },
        ],
        "behaviour": six_aspects,
    }


@pytest.fixture
def accepts() -> Callable[[Form, Mapping[str, Any]], Raw]:
    """The clean answers of a form, which survive being stored and read again."""

    def answers(form: Form, raw: Mapping[str, Any]) -> Raw:
        clean = form.load(raw)
        assert form.load(form.plain(clean)) == clean
        return dict(clean)

    return answers
