"""The year of one appraisal, lived by six people in six windows, by the visible demo clock."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.journey import DESK, Look, Person, reviewed

PEGAWAI, PEJABAT_PENILAI, ATASAN = "Kepala Dinas Pekerjaan Umum", "Sekretaris Daerah", "Bupati"
SDM = "Analis SDM Aparatur Ahli Muda"
KOLEGA, BAWAHAN = "Kepala Bappeda", "Kepala Bidang Bina Marga"

HANDED = [
    "skp",
    "coaching_agreements",
    "performance_form",
    "behaviour_form_pegawai",
    "behaviour_form_raters",
]
#: What was reached of the seven activities: quantity, quality, months, money.
REALISED = {
    f"rows-{n}-actual_{aspect}": value
    for aspect, values in {
        "quantity": "8 13 6 54 37 6 4",
        "quality": "90 88 86 84 92 81 95",
        "time": "12 12 9 12 12 12 12",
        "cost": "2.767.727.000 24.782.168.000 23.366.250.000 68.046.269.000 40.055.987.000 "
        "4.971.000.000 80.000.000",
    }.items()
    for n, value in enumerate(values.split())
}
DECISION: dict[str, str | list[str]] = {
    "decision": "diubah",
    "changed_parts": ["skp", "perilaku"],
    "new_skp_score": "93,5",
    "new_behaviour_score": "92",
}

ComeIn = Callable[[str], Person]


@pytest.fixture(scope="module")
def seen() -> set[str]:
    """Names of the pages that have been looked at."""
    return set()


@pytest.fixture
def come_in(
    open_page: Callable[..., Page],
    axe: Callable[[Page], None],
    shot: Callable[[Page, str], None],
    seen: set[str],
) -> Callable[[str], Person]:
    """Let somebody sign in, in a window of his own."""

    def come_in(name: str) -> Person:
        person = Person(open_page(viewport=DESK), name, Look(axe, shot), seen)
        person.comes_in()
        return person

    return come_in


def test_the_year(come_in: ComeIn) -> None:
    pegawai, penilai, atasan = come_in(PEGAWAI), come_in(PEJABAT_PENILAI), come_in(ATASAN)
    sdm, kolega, bawahan = come_in(SDM), come_in(KOLEGA), come_in(BAWAHAN)
    about = PEGAWAI
    coached = {"docs_ready": ["skp", "progress_data", "coaching_form"], "duration_minutes": "45"}

    pegawai.reads("Tugas Saya", "Tugas Saya")
    pegawai.look.in_the_dark(pegawai.page, "tugas-saya")
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
    sdm.page.goto("/tugas/bersama/coaching_week.ReceiveCoaching")
    sdm.reads("Terima sekaligus")
    sdm.page.get_by_role("radio", name="Lengkap").check()
    sdm.page.get_by_role("button", name="Periksa dahulu").click()
    sdm.reads("Pratinjau")
    sdm.page.get_by_role("button", name="Kirim untuk 1 orang").click()
    sdm.reads("Hasil per orang")

    pegawai.waits_until("2026-07-01")
    pegawai.sends("Tandai kemajuan semester 1", **{f"rows-{n}-status": "belum" for n in range(7)})
    penilai.sends("Laksanakan dialog tengah tahun", about)
    pegawai.sends("Konfirmasi hasil dialog tengah tahun")
    penilai.sends(
        "Tindak lanjuti dengan coaching informal",
        about,
        **{"coaching_at": "2026-07-01T14:00", "actions-0-when": "2026-08-31"},
    )

    pegawai.waits_until("2026-10-08")
    sdm.sends("Tutup coaching yang belum selesai", about)

    pegawai.waits_until("2026-12-01")
    pegawai.opens("Usulkan penilai 360")
    pegawai.ticks("Kolega", KOLEGA, "Kepala Dinas Kesehatan", "Kepala Dinas Pendidikan")
    pegawai.ticks("Bawahan", BAWAHAN, "Kepala Bidang Pengairan", "Sekretaris Dinas")
    pegawai.presses_send()
    penilai.sends("Setujui penilai 360", about)
    pegawai.waits_until("2026-12-22")
    sdm.sends("Bagikan formulir penilaian", about, documents=HANDED)

    pegawai.waits_until("2027-01-04")
    pegawai.sends("Isi penilaian mandiri", **REALISED, **reviewed())
    for rater in (penilai, kolega, bawahan):
        rater.sends("Nilai perilaku kerja", about, **reviewed())
    pegawai.waits_until("2027-01-08")
    sdm.sends("Tutup pengisian formulir", about)

    penilai.sends("Adakan Dialog Kinerja", about)
    pegawai.sends("Konfirmasi penerimaan hasil", received="ya")
    pegawai.reads("Penilaian", "Penilaian Saya")
    pegawai.look.in_the_dark(pegawai.page, "penilaian")
    pegawai.reads("Nilai", "Lihat perhitungan langkah demi langkah")
    pegawai.reads("Berkas", "Penilaian Saya", "Adakan Dialog Kinerja")
    penilai.reads("Bawahan Saya", "Bawahan Saya")
    pegawai.waits_until("2027-01-15")
    pegawai.sends("Tanggapi hasil penilaian", response="keberatan")
    pegawai.sends("Ajukan keberatan", contested_parts=["skp"])
    sdm.sends("Daftarkan dan teruskan keberatan", about)
    atasan.sends("Minta penjelasan atas keberatan", about)
    penilai.sends("Jelaskan penilaian Anda", about)
    pegawai.sends("Jelaskan keberatan Anda")
    atasan.sends("Putuskan keberatan", about, **DECISION)
    sdm.sends("Catat hasil ke register", about, confirmed="ya")

    pegawai.waits_until("2027-02-01")
    sdm.opens("Siapkan People Review", about)
    sdm.chooses("Ketua rapat", ATASAN)
    sdm.chooses("Fasilitator utama", "Kepala Dinas Kesehatan")
    sdm.chooses("Fasilitator pendamping", KOLEGA)
    sdm.fills({})
    sdm.presses_send()
    penilai.sends("Paparkan pegawai", about)
    kolega.sends("Catat sanggahan dan risalah", about)
    atasan.sends("Sahkan hasil People Review", about, signed="ya")

    pegawai.waits_until("2027-02-15")
    penilai.sends("Adakan Dialog Day", about)
    pegawai.sends("Tanggapi rencana pengembangan")

    pegawai.reads("Penilaian selesai", "Penilaian Saya")
    expect(pegawai.page.locator("h1")).to_have_text(
        "Penilaian 2026 selesai dengan predikat Sangat Baik"
    )
    pegawai.reads("Pemberitahuan", "Pemberitahuan")
    sdm.reads("Pantauan", "Pantauan")
    sdm.reads("Siklus", "Siklus")
    sdm.reads("Siklus 2026", "2026")
    sdm.reads("Register", "Register hasil")
    expect(sdm.page.locator("h1")).to_have_text("Register hasil 2026: 6 % lengkap")


def test_a_cycle_is_opened_in_three_steps(come_in: ComeIn) -> None:
    sdm = come_in(SDM)
    sdm.page.goto("/siklus/buka")
    sdm.reads("Buka siklus: tahun")
    sdm.page.get_by_label("Tahun penilaian").fill("2027")
    sdm.page.get_by_role("button", name="Lihat siapa yang siap").click()
    sdm.reads("Buka siklus: siapa")
    sdm.page.get_by_role("checkbox", name="Pilih semua").uncheck()
    sdm.page.get_by_role("checkbox", name=PEGAWAI, exact=True).check()
    sdm.page.get_by_role("button", name="Periksa dahulu").click()
    sdm.reads("Buka siklus: pratinjau")
    sdm.page.get_by_role("button", name="Buka siklus untuk 1 pegawai").click()
    expect(sdm.page.locator(".notes")).to_have_text("Siklus 2027 dibuka untuk 1 pegawai.")


def test_pages_that_say_no(come_in: ComeIn) -> None:
    kolega = come_in(KOLEGA)
    for address, name in (("/tidak-ada", "Tidak ada"), ("/siklus", "Bukan wewenang")):
        kolega.page.goto(address)
        kolega.reads(name)
    kolega.page.get_by_role("link", name="Ke Tugas Saya").click()
    kolega.page.get_by_role("button", name="Keluar").click()
    kolega.reads("Masuk")
    kolega.look.in_the_dark(kolega.page, "masuk")
    kolega.page.get_by_label("NIP").fill("1")
    kolega.page.get_by_label("Kata sandi").fill("salah")
    kolega.page.get_by_role("button", name="Masuk", exact=True).click()
    kolega.reads("Masuk ditolak")
