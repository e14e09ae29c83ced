"""What the pages do between a click and the engine: drafts, rows, second tabs, bulk, the clock."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from engine.models import Task
from engine.worker import sweep
from tests.webapp.office import Office, full_disk, local
from tests.webapp.visitor import Page
from webapp import cycles, inbox

INSPEKTUR, SEKDA, SDM = "Inspektur", "Sekretaris Daerah", "Pranata SDM Aparatur Mahir"
KADIS, KADIS_PU = "Kepala Dinas Kesehatan", "Kepala Dinas Pekerjaan Umum"


def my_task(office: Office, name: str) -> Page:
    """The one task a person has at the start: drafting the SKP."""
    return office.task(name, "Susun SKP", name)


def one_activity(page: Page) -> dict[str, str]:
    values = {"activity": "Menyusun Renja", "target_quantity": "2", "unit": "dokumen"}
    values |= {"target_time": "12", "schedule_start": "2026-01-01", "schedule_end": "2026-12-31"}
    return {f"rows-0-{name}": value for name, value in values.items()}


# ---- the task page ----------------------------------------------------------------------------


def test_a_task_says_by_when_why_me_and_what_next(office: Office) -> None:
    page = my_task(office, INSPEKTUR)
    assert page.heading == "Susun SKP"
    for words in (
        "Sabtu, 31 Januari 2026 pukul 23.59 WIB",
        "18 hari kerja lagi",
        "Sebagai Pegawai yang Dinilai.",
        "Diminta sejak Senin, 5 Januari 2026 pukul 08.00 WIB.",
        "Anda mendapat tanda terima bernomor",
        "Periksa tiap kegiatan: SMART-C",
    ):
        assert words in page.text


def test_rows_come_and_go_without_javascript_and_nothing_is_lost(office: Office) -> None:
    page = my_task(office, KADIS)
    form = page.form("Ajukan SKP").fill(one_activity(page) | {"rows-0-target_time": "dua belas"})
    longer = form.press("Tambah kegiatan")
    assert longer.value("rows-0-target_time") == "dua belas"
    again = longer.form("Ajukan SKP").fill({"rows-1-activity": "Menetapkan Tapkin"})
    third = again.press("Tambah kegiatan")
    assert "rows-2-activity" in third.form("Ajukan SKP").names
    shorter = third.press("Hapus baris 1")
    assert shorter.value("rows-0-activity") == "Menetapkan Tapkin"
    assert my_task(office, KADIS).value("rows-0-activity") == "Menetapkan Tapkin"


def test_a_wrong_form_answers_422_with_the_message_at_the_field(office: Office) -> None:
    page = my_task(office, KADIS)
    wrong = one_activity(page) | {"rows-0-target_time": "dua belas"}
    refused = page.form("Ajukan SKP").fill(wrong).press("Ajukan SKP")
    assert refused.status == 422
    assert "Tulis angka" in refused.message_at("rows-0-target_time")
    assert refused.problems == [
        "Kegiatan tugas jabatan · baris 1 · Target waktu: Tulis angka, misalnya 1.250,50."
    ]
    assert refused.value("rows-0-target_time") == "dua belas"


def test_a_draft_is_kept_while_typing_and_found_again(office: Office) -> None:
    page = my_task(office, KADIS)
    visitor, form = page.visitor, page.form("Ajukan SKP").fill(one_activity(page))
    answer = visitor.client.post(
        f"{page.path}/draf", data=MultiDict(form.pairs()), headers={"Accept": "application/json"}
    )
    assert answer.json is not None
    assert answer.json["message"] == "Draf tersimpan pukul 08.00"
    assert answer.json["seen"] == my_task(office, KADIS).value("_seen")
    assert my_task(office, KADIS).value("rows-0-activity") == "Menyusun Renja"
    assert "Lanjutkan draf" in visitor.get("/").text


def test_enter_in_a_field_keeps_the_draft_and_never_sends(office: Office) -> None:
    page = my_task(office, KADIS)
    buttons = page.tree.xpath("//form[@data-draft]//button")
    assert buttons[0].get("value") == "simpan"
    assert buttons[0].get("tabindex") == "-1"


def test_the_second_tab_is_told_who_was_first_and_keeps_the_text(office: Office) -> None:
    first, second = my_task(office, KADIS), my_task(office, KADIS)
    sent = first.form("Ajukan SKP").fill(one_activity(first)).press("Ajukan SKP")
    assert sent.said.startswith("Terkirim: Susun SKP. Tanda Terima No. 2026-")
    late = one_activity(second) | {"rows-0-activity": "Yang lain sama sekali"}
    for button in ("Ajukan SKP", "Simpan draf", "Tambah kegiatan"):
        answer = second.form(button).fill(late).press(button)
        assert answer.status == 409
        assert f"sudah diselesaikan oleh {KADIS} pada Senin, 5 Januari 2026" in answer.text
        assert "Yang lain sama sekali" in answer.text
    draft = second.visitor.client.post(
        f"{second.path}/draf",
        data=MultiDict(second.form("Ajukan SKP").fill(late).pairs()),
        headers={"Accept": "application/json"},
    )
    assert draft.status_code == 409
    assert "sudah diselesaikan" in draft.json["message"]


def test_a_button_pressed_twice_sends_once_and_shows_one_receipt(office: Office) -> None:
    page = my_task(office, KADIS)
    form = page.form("Ajukan SKP").fill(one_activity(page))
    once, twice = form.press("Ajukan SKP"), form.press("Ajukan SKP")
    assert once.said.startswith("Terkirim: Susun SKP. Tanda Terima No. 2026-")
    assert twice.said == once.said


def test_whoever_goes_back_changes_and_sends_again_hears_that_it_is_done(office: Office) -> None:
    page = my_task(office, KADIS)
    page.form("Ajukan SKP").fill(one_activity(page)).press("Ajukan SKP")
    changed = one_activity(page) | {"rows-0-activity": "Yang lain sama sekali"}
    again = page.form("Ajukan SKP").fill(changed).press("Ajukan SKP")
    assert again.status == 409
    assert f"sudah diselesaikan oleh {KADIS}" in again.text
    assert "Yang lain sama sekali" in again.text


def test_a_tab_left_behind_by_another_shows_its_text_and_can_then_send(office: Office) -> None:
    old, new = my_task(office, KADIS), my_task(office, KADIS)
    office.hand.move_to(local(2026, 1, 5, 9))
    kept = one_activity(new) | {"rows-0-activity": "Dari tab lain"}
    new.form("Simpan draf").fill(kept).press("Simpan draf")
    stale = old.form("Ajukan SKP").fill(one_activity(old)).press("Ajukan SKP")
    assert stale.status == 412
    assert stale.said.startswith("Tugas ini berubah sejak Anda membukanya.")
    assert stale.value("rows-0-activity") == "Menyusun Renja"
    assert my_task(office, KADIS).value("rows-0-activity") == "Dari tab lain"
    assert stale.press("Ajukan SKP").said.startswith("Terkirim")


def test_a_page_knows_its_task_after_each_of_its_own_buttons(office: Office) -> None:
    page = my_task(office, KADIS)
    for hour, button in enumerate(("Tambah kegiatan", "Ajukan SKP"), 9):
        office.hand.move_to(local(2026, 1, 5, hour))
        bad = one_activity(page) | {"rows-0-target_time": "dua belas"}
        page = page.form(button).fill(bad).press(button)
        assert page.value("_seen") == my_task(office, KADIS).value("_seen")
    sent = page.form("Ajukan SKP").fill(one_activity(page)).complete("x").press("Ajukan SKP")
    assert sent.said.startswith("Terkirim")


def test_numbers_are_shown_as_indonesians_write_them(office: Office) -> None:
    office.send(KADIS_PU, "Susun SKP", KADIS_PU)
    approval = office.task(SEKDA, "Setujui SKP", KADIS_PU)
    assert "2.767.727.000" in approval.text


def test_what_is_typed_is_shown_as_text(office: Office) -> None:
    page = my_task(office, KADIS)
    bad = one_activity(page) | {"rows-0-activity": "<img src=x onerror=alert(1)>"}
    page.form("Ajukan SKP").fill(bad).press("Ajukan SKP")
    approval = office.task(SEKDA, "Setujui SKP", KADIS)
    assert "<img src=x onerror=alert(1)>" in approval.text
    assert not approval.tree.xpath("//img")


def test_a_stranger_finds_no_task_no_draft_no_appraisal(office: Office) -> None:
    page = my_task(office, INSPEKTUR)
    stranger = office.person(KADIS)
    pairs = page.form("Ajukan SKP").pairs()
    token = stranger.get("/kata-sandi").value("csrf_token")
    pairs = [(name, token if name == "csrf_token" else value) for name, value in pairs]
    assert stranger.get(page.path).status == 404
    assert stranger.post(page.path, [*pairs, ("_act", "kirim")]).status == 404
    assert stranger.post(f"{page.path}/draf", pairs).status == 404
    own = page.visitor.get("/penilaian-saya").path
    for path in (own, f"{own}/nilai", f"{own}/berkas/1", f"{own}/coaching"):
        assert stranger.get(path).status == 404


def test_a_page_can_be_closed_and_the_task_reached_from_the_notice(office: Office) -> None:
    notices = office.person(INSPEKTUR).get("/pemberitahuan")
    assert notices.heading == "1 pemberitahuan belum dibaca"
    assert notices.follow("Tugas baru untuk Anda: Susun SKP").heading == "Susun SKP"
    assert notices.press("Tandai sudah dibaca").heading == "Tidak ada pemberitahuan baru"


# ---- the appraisal ----------------------------------------------------------------------------


def test_an_appraisal_says_who_holds_it_since_when_until_when(office: Office) -> None:
    office.send(KADIS, "Susun SKP", KADIS, one_activity(my_task(office, KADIS)))
    page = office.person(KADIS).get("/penilaian-saya")
    assert page.heading == "Setujui SKP ada pada Sekretaris Daerah"
    assert "sejak Senin, 5 Januari 2026 pukul 08.00 WIB" in page.text
    assert "Batas: Sabtu, 31 Januari 2026 pukul 23.59 WIB" in page.text
    ribbon = page.tree.xpath("//ol[@class='ribbon']/li")
    assert len(ribbon) == 14
    assert [li.get("aria-current") for li in ribbon].index("step") == 0
    assert page.follow("Susun SKP").heading == "Susun SKP"


def test_the_document_reads_as_it_was_sent(office: Office) -> None:
    office.send(KADIS, "Susun SKP", KADIS, one_activity(my_task(office, KADIS)))
    page = office.person(KADIS).get("/penilaian-saya").follow("Susun SKP")
    assert page.path.endswith("/berkas/1")
    assert f"Dikirim oleh {KADIS} pada Senin, 5 Januari 2026" in page.text
    assert "Menyusun Renja" in page.text
    assert "Kamis, 31 Desember 2026" in page.text
    assert page.visitor.get(page.path.replace("/1", "/2")).status == 404


def test_an_informal_coaching_is_recorded_at_any_time(office: Office) -> None:
    path = office.person(INSPEKTUR).get("/penilaian-saya").path
    coach = office.person(SEKDA)
    page = coach.get(path).follow("Catat coaching informal")
    assert page.heading == "Catat coaching informal dengan Inspektur"
    refused = page.press("Simpan catatan")
    assert refused.status == 422
    assert refused.problems
    longer = page.press("Tambah tindakan")
    assert longer.status == 200
    answers = {"actions-0-what": "Menyusun jadwal", "actions-0-who": "Inspektur"}
    answers |= {"actions-0-when": "2026-02-02"}
    if "coaching_at" in page.form("Simpan catatan").names:
        answers |= {"coaching_at": "2026-01-05T09:00"}
    form = page.form("Simpan catatan").fill(answers).complete("Dibicarakan bersama.")
    saved = form.press("Simpan catatan")
    assert saved.said == "Catatan coaching tersimpan; pegawai diberi tahu."
    assert "Catat coaching informal: disimpan" in saved.text
    told = office.person(INSPEKTUR).get("/pemberitahuan")
    assert "Berkas baru pada penilaian Inspektur: Catat coaching informal." in told.text


# ---- lists ------------------------------------------------------------------------------------


def test_every_list_of_the_inbox_opens_and_is_told_when_empty(office: Office) -> None:
    visitor = office.person("Bupati")
    for name in inbox.LISTS:
        page = visitor.get(f"/?daftar={name}")
        assert page.status == 200
        assert page.tree.xpath("//*[contains(@class, 'empty')]")
    assert visitor.get("/?daftar=apa").heading == "Tidak ada tugas yang menunggu Anda"


def test_what_comes_later_is_listed_with_its_dates(office: Office) -> None:
    page = office.person(INSPEKTUR).get("/?daftar=mendatang")
    assert "Plan Week" in page.text
    assert "dibuka Minggu, 1 Februari 2026" in page.text


def test_sdm_filters_all_appraisals(office: Office) -> None:
    visitor = office.person(SDM)
    everybody = visitor.get("/penilaian")
    assert everybody.heading == "16 penilaian"
    found = everybody.form("Saring").fill(cari="auditor").press("Saring")
    assert found.heading == "1 penilaian"
    assert found.value("cari") == "auditor"
    assert visitor.get("/penilaian?cari=%25").heading == "Tidak ada penilaian yang cocok"
    for strange in ("halaman=-3&unit=x&siklus=%27", f"unit={9**40}&halaman={9**40}"):
        assert visitor.get(f"/penilaian?{strange}").status == 200


def test_a_team_is_the_people_one_judges_and_decides_on(office: Office) -> None:
    assert office.person(INSPEKTUR).get("/bawahan").heading.startswith("4 orang Anda nilai")
    assert office.person("Auditor Ahli Muda").get("/bawahan").heading == "Tidak ada yang Anda nilai"


# ---- cycles -----------------------------------------------------------------------------------


def test_a_cycle_opens_after_a_preview_for_exactly_those_ticked(office: Office) -> None:
    visitor = office.person(SDM)
    choose = visitor.get("/siklus").follow("Buka siklus")
    ready = choose.form("Lihat siapa yang siap").fill(tahun="2027").press("Lihat siapa yang siap")
    assert ready.heading == "16 pegawai siap memulai"
    two = [box.get("value") for box in ready.tree.xpath("//input[@name='people']")][:2]
    nobody = ready.form("Periksa dahulu").fill(people=[]).press("Periksa dahulu")
    assert nobody.status == 422
    preview = ready.form("Periksa dahulu").fill(people=two).press("Periksa dahulu")
    assert preview.heading == "Anda akan membuka siklus 2027 untuk 2 pegawai"
    opened = preview.press("Buka siklus untuk 2 pegawai")
    assert opened.said == "Siklus 2027 dibuka untuk 2 pegawai."
    again = preview.press("Buka siklus untuk 2 pegawai")
    assert again.status == 422
    assert "Sudah ada dalam siklus ini." in again.text


def open_2027(office: Office) -> Page:
    """Where somebody begins to open 2027, or to add people to it."""
    choose = office.person(SDM).get("/siklus").follow("Buka siklus")
    return choose.form("Lihat siapa yang siap").fill(tahun="2027").press("Lihat siapa yang siap")


def test_latecomers_are_added_to_a_cycle_and_who_is_in_it_stands_apart(office: Office) -> None:
    first = open_2027(office)
    boxes = first.tree.xpath("//input[@name='people']/@value")
    assert "Sudah ada dalam siklus" not in first.text
    preview = first.form("Periksa dahulu").fill(people=boxes[:2]).press("Periksa dahulu")
    preview.press("Buka siklus untuk 2 pegawai")

    later = open_2027(office)
    assert later.heading == "14 pegawai siap memulai"
    assert "sudah berjalan untuk 2 pegawai; yang dipilih di sini ditambahkan" in later.text
    inside = later.tree.xpath("//section[@aria-labelledby='sudah']//tbody/tr")
    assert len(inside) == 2
    assert later.tree.xpath("//input[@name='people']/@value") == boxes[2:]
    assert not later.tree.xpath("//section[@aria-labelledby='belum']")
    preview = later.press("Periksa dahulu")
    assert preview.press("Buka siklus untuk 14 pegawai").status == 200

    done = open_2027(office)
    assert done.heading == "Semua pegawai sudah ada dalam siklus ini"
    assert "Periksa dahulu" not in done.text


def test_a_cycle_for_many_opens_at_once_and_shows_how_far_the_worker_is(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cycles, "AT_ONCE", 1)
    visitor = office.person(SDM)
    ready = visitor.get("/siklus/buka?profil=kasn_pp46&tahun=2027")
    opened = ready.press("Periksa dahulu").press("Buka siklus untuk 16 pegawai")
    assert "0 dari 16 pegawai sudah diperiksa dan dimulai." in opened.text
    sweep(office.database)
    after = visitor.get(opened.path)
    assert "Pembukaan siklus" not in after.text
    assert after.heading == "Siklus 2027: 0 dari 16 penilaian masuk register"


@pytest.mark.parametrize(
    ("year", "profile", "said"),
    [
        ("1900", "kasn_pp46", "Tahun siklus harus antara 2015 dan 2099."),
        ("2027", "tidak_ada", "Profil tidak_ada tidak dikenal."),
    ],
)
def test_a_cycle_that_cannot_be_is_refused_in_words(
    office: Office, year: str, profile: str, said: str
) -> None:
    visitor = office.person(SDM)
    token = str(visitor.get("/kata-sandi").value("csrf_token"))
    pairs = [("csrf_token", token), ("people", "3"), ("_act", "buka")]
    answer = visitor.post("/siklus/buka", [*pairs, ("tahun", year), ("profil", profile)])
    assert answer.status in (409, 422)
    assert said in answer.text


def test_a_cycle_is_not_closed_before_all_are_entered(office: Office) -> None:
    visitor = office.person(SDM)
    cycle = visitor.get("/siklus").follow("2026")
    assert cycle.off()["Tutup siklus"].startswith("16 penilaian belum masuk register.")
    token = visitor.get("/kata-sandi").value("csrf_token")
    refused = visitor.post(f"{cycle.path}/tutup", [("csrf_token", str(token))])
    assert refused.status == 409
    assert "16 penilaian belum dicatat ke register" in refused.text


# ---- a store that is away ---------------------------------------------------------------------


def test_a_form_that_met_a_full_disk_is_sent_again_with_one_button(office: Office) -> None:
    page = my_task(office, INSPEKTUR)
    long = one_activity(page) | {"rows-0-target_quantity": "kata " * 20_000}
    with full_disk(office.database):
        refused = page.form("Ajukan SKP").fill(long).press("Simpan draf")
    assert refused.status == 503
    assert refused.heading == "Layanan sedang tidak dapat dicapai"
    assert refused.response.headers["Retry-After"] == "30"
    again = refused.press("Kirim lagi")
    assert again.said == "Draf tersimpan. Tugas ini belum dikirim."
    assert my_task(office, INSPEKTUR).value("rows-0-activity") == "Menyusun Renja"


# ---- the demo clock ---------------------------------------------------------------------------


def test_the_demo_clock_moves_and_fires_what_is_due(office: Office) -> None:
    page = office.person(INSPEKTUR).get("/").press("Ke batas berikutnya")
    assert "16 tugas menjadi terlambat" in page.said
    assert "Minggu, 1 Februari 2026 pukul 00.00 WIB" in page.text
    assert page.heading == "1 tugas menunggu Anda, 1 sudah terlambat"


def test_the_demo_clock_never_goes_back(office: Office) -> None:
    page = office.person(INSPEKTUR).get("/")
    for day in ("2026-01-01", "2030-01-01", "besok"):
        form = page.form("Pindah")
        form.element.xpath(".//input[@name='day']")[0].set("value", day)
        answer = form.press("Pindah")
        assert "5 Januari 2026" in answer.text
        assert answer.said


def test_one_click_makes_one_anybody(office: Office) -> None:
    visitor = office.anybody()
    page = visitor.get("/masuk")
    buttons = page.tree.xpath("//ul[@class='accounts']//button")
    assert len(buttons) == 18
    token = page.value("csrf_token")
    entered = visitor.post(
        "/demo/masuk", [("csrf_token", str(token)), ("nip", buttons[0].get("value"))]
    )
    assert entered.heading == "Tidak ada tugas yang menunggu Anda"
    assert "Bupati" in entered.text


def test_the_clock_of_a_page_is_the_agencys(office: Office) -> None:
    assert "Senin, 5 Januari 2026 pukul 08.00 WIB" in office.person(INSPEKTUR).get("/").text


# ---- grouping ---------------------------------------------------------------------------------


def test_tasks_of_a_bulk_form_become_one_item(office: Office) -> None:
    with office.database.begin() as session:
        tasks = session.scalars(select(Task).where(Task.step == "draft_skp").limit(3)).all()
        for task in tasks:
            task.step, task.form, task.role = "enter_result", "results_entry.EnterResult", "sdm"
            task.assignee_id, task.title = None, "Catat hasil ke register"
    page = office.person("Kepala Bagian SDM dan Umum").get("/")
    assert re.search(r"Catat hasil ke register: [23] orang", page.text)
