"""Before sending and after it, a page says in words what the task leads to."""

from __future__ import annotations

from collections.abc import Callable

from tests.webapp.office import REVIEW, Office, send, send_button
from tests.webapp.visitor import Page, words
from tests.webapp.year import BAPPEDA, INSPEKTUR, KADIS_PU, SEKDA

At = Callable[[str], Office]


def told(page: Page) -> list[str]:
    """What stands under “Setelah dikirim”, one line for each thing that may come."""
    rows = page.tree.xpath("//ul[@class='ahead']/li")
    return [" / ".join(words(part) for part in row.xpath("./p")) for row in rows]


def test_each_answer_says_whom_it_leads_to(at: At) -> None:
    page = at("Setujui SKP").task(SEKDA, "Setujui SKP", KADIS_PU)
    assert told(page) == [
        "SKP disetujui? Ya / SKP disepakati. / Jadwalkan dialog kinerja oleh Anda"
        " / Plan Week · mulai Minggu, 1 Februari 2026 · batas Sabtu, 7 Februari 2026",
        "SKP disetujui? Tidak, dikembalikan / Susun SKP oleh Kepala Dinas Pekerjaan Umum,"
        " Pegawai yang Dinilai / batas Sabtu, 31 Januari 2026",
    ]


def test_the_last_look_knows_the_answer(at: At) -> None:
    office = at("Tanggapi hasil penilaian")
    page = office.task(KADIS_PU, "Tanggapi hasil penilaian", KADIS_PU)
    button = send_button(page)
    look = page.form(button).fill({"response": "terima"}).press(button)
    assert look.heading == REVIEW
    assert told(look) == [
        "Hasil diterima. Nilai akhir ditetapkan. / Catat hasil ke register oleh Bagian SDM"
        " / Pencatatan Hasil · batas Minggu, 31 Januari 2027"
    ]


def test_a_form_of_many_says_whom_it_waits_for(at: At) -> None:
    page = at("Isi penilaian mandiri").task(INSPEKTUR, "Isi penilaian mandiri", INSPEKTUR)
    [line] = told(page)
    assert line.startswith("Menunggu yang lain: Nilai perilaku kerja (Penilai 360) / ")


def test_after_sending_the_window_that_comes_next_is_named(at: At) -> None:
    office = at("Setujui SKP")
    page = office.task(SEKDA, "Setujui SKP", KADIS_PU)
    sent = send(page, {"decision": "setujui"})
    assert "Selanjutnya mulai Minggu, 1 Februari 2026: Jadwalkan dialog kinerja." in sent.said


def test_the_last_task_ends_the_year(at: At) -> None:
    office = at("Tanggapi rencana pengembangan")
    page = office.task(INSPEKTUR, "Tanggapi rencana pengembangan", INSPEKTUR)
    assert told(page) == ["Hasil tersampaikan. / Penilaian tahun ini selesai."]
    scale = {"evaluatee_trust_plan": "4", "evaluatee_feels_cared": "5"}
    assert "Penilaian tahun ini selesai." in send(page, scale).said


def test_in_english_nothing_of_it_stays_indonesian(at: At) -> None:
    office = at("Konfirmasi jadwal dialog")
    visitor = office.person(INSPEKTUR)
    page = office.task(INSPEKTUR, "Konfirmasi jadwal dialog", INSPEKTUR)
    page.press("English")
    yes, no = told(visitor.get(page.path))
    assert yes.startswith("Is the schedule accepted? Yes / Dialog scheduled. / ")
    assert "by you / Coaching Week I · from Wednesday, 1 April 2026 · due" in yes
    assert no.startswith("Is the schedule accepted? No, another time proposed / ")


def test_a_colleague_is_promised_that_he_stays_unnamed_and_the_superior_is_not(at: At) -> None:
    promise = "Identitas Anda tidak ditampilkan"
    office = at("Nilai perilaku kerja")
    colleague = office.task(BAPPEDA, "Nilai perilaku kerja", INSPEKTUR)
    assert promise in colleague.text
    assert "Sebagai Kolega" in colleague.text
    assert promise not in office.task(SEKDA, "Nilai perilaku kerja", INSPEKTUR).text
    assert SEKDA not in " ".join(told(colleague))
