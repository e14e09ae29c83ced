"""The year of one appraisal, lived by six people in six windows, by the visible demo clock."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.journey import DESK, Look, Person

PEGAWAI, PEJABAT_PENILAI, ATASAN = "Kepala Dinas Pekerjaan Umum", "Sekretaris Daerah", "Bupati"
SDM = "Analis SDM Aparatur Ahli Muda"
KOLEGA, BAWAHAN = "Kepala Bappeda", "Kepala Bidang Bina Marga"

Six = dict[str, Person]


@pytest.fixture(scope="module")
def seen() -> set[str]:
    """Names of the pages that have been looked at."""
    return set()


@pytest.fixture
def six(
    open_page: Callable[..., Page],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], Path],
    seen: set[str],
) -> Six:
    """Six people, signed in."""
    look = Look(axe, shot)
    people = {}
    for name in (PEGAWAI, PEJABAT_PENILAI, ATASAN, SDM, KOLEGA, BAWAHAN):
        people[name] = Person(open_page(viewport=DESK), name, look, seen)
        people[name].comes_in()
    return people


def test_the_year(six: Six) -> None:
    pegawai, penilai, atasan, sdm, kolega, bawahan = six.values()
    about = PEGAWAI
    coached = {"docs_ready": ["skp", "progress_data", "coaching_form"], "duration_minutes": "45"}

    pegawai.reads("/", "Tugas Saya")
    pegawai.sends("Susun SKP")
    penilai.sends("Setujui SKP", about)

    penilai.waits_until("2026-02-02")
    penilai.sends("Jadwalkan dialog kinerja", about)
    pegawai.sends("Konfirmasi jadwal dialog")

    pegawai.waits_until("2026-04-01")
    pegawai.sends("Inventarisasi kemajuan SKP", **coached)
    penilai.sends("Tetapkan jadwal coaching", about, agreed="ya")
    penilai.sends("Catat hasil coaching", about, **coached)
    pegawai.sends("Konfirmasi hasil coaching", **coached)
    sdm.sends("Terima dokumen coaching", about)

    pegawai.waits_until("2026-07-01")
    pegawai.sends("Tandai kemajuan semester 1", **{f"rows-{n}-status": "belum" for n in range(7)})
    penilai.sends("Laksanakan dialog tengah tahun", about)
    pegawai.sends("Konfirmasi hasil dialog tengah tahun")
    penilai.sends("Tindak lanjuti dengan coaching informal", about)
