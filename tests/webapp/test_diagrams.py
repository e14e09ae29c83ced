"""Bagian SDM changes diagrams on pages, without a line of XML and without JavaScript."""

from __future__ import annotations

import io
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import select

from engine import apart, uploads
from engine.bpmn.foreign import adopted
from engine.definitions import shipped
from engine.models import DraftFile
from tests.webapp.office import Office
from tests.webapp.visitor import Page, words
from tests.webapp.year import INSPEKTUR, SDM, SDM_TOO
from webapp.cli import main

MODELER = Path(__file__).parents[1] / "engine" / "bpmn" / "modeler" / "serah_terima.bpmn"
COACHING = shipped()["coaching_week/coaching_week.bpmn"]


def begin(office: Office, name: str = "Coaching lebih awal", who: str = SDM) -> Page:
    return office.person(who).get("/diagram").form("Buat draf").fill(name=name).press("Buat draf")


def open_file(page: Page, name: str = "coaching_week.bpmn") -> Page:
    return page.visitor.get(f"{page.path}/{name}")


def save(page: Page, typed: dict[str, str]) -> Page:
    return page.form("Simpan dalam draf").fill(typed).press("Simpan dalam draf")


def upload(page: Page, name: str, content: bytes) -> Page:
    form = dict(page.form("Masukkan ke dalam draf").pairs())
    answer = page.visitor.client.post(
        f"{page.path}/impor",
        data=form | {"file": (io.BytesIO(content), name)},
        content_type="multipart/form-data",
        follow_redirects=True,
    )
    return page.visitor._read(answer)


def publish(page: Page, note: str = "Atas permintaan.") -> Page:
    last = page.visitor.get(f"{page.path}/terbitkan")
    return last.form("Terbitkan").fill(note=note).press("Terbitkan")


def test_a_name_is_changed_in_the_text_twin_and_published(office: Office) -> None:
    draft = begin(office)
    assert draft.heading == "Draf “Coaching lebih awal” belum mengubah apa pun"
    assert ("Terbitkan …", f"{draft.path}/terbitkan") not in draft.links
    page = open_file(draft)
    saved = page.form("Simpan dalam draf").fill({"name:inventory": "Tulis kemajuan SKP"})
    saved = saved.press("Simpan dalam draf")
    assert saved.said == "Perubahan disimpan dalam draf."
    assert saved.value("name:inventory") == "Tulis kemajuan SKP"
    changed = draft.visitor.get(draft.path)
    assert changed.heading == "Draf “Coaching lebih awal” dapat diterbitkan"
    assert ("Terbitkan …", f"{draft.path}/terbitkan") in changed.links
    done = publish(draft)
    assert done.heading == "Versi 2 berlaku untuk siklus baru"
    text = done.visitor.client.get("/diagram/versi/2/coaching_week.bpmn").data
    before, after = b'name="Inventarisasi kemajuan SKP"', b'name="Tulis kemajuan SKP"'
    assert text == COACHING.replace(before, after)


def test_a_task_in_no_lane_gets_no_role_by_being_saved(office: Office) -> None:
    draft = begin(office)
    save(open_file(draft), {"name:inventory": "Tulis kemajuan"})
    with office.database.begin() as session:
        [row] = session.scalars(select(DraftFile))
        form = 'camunda:formKey="coaching_week.Inventory"'
        row.text = row.text.replace(f'{form} camunda:candidateGroups="pegawai"', form).replace(
            "<bpmn:flowNodeRef>inventory</bpmn:flowNodeRef>", ""
        )
    page = open_file(draft)
    assert page.value("role:inventory") == ""
    again = save(page, {"name:inventory": "Kumpulkan kemajuan"})
    assert again.value("role:inventory") == ""


def test_wrong_values_come_back_with_what_was_typed(office: Office) -> None:
    page = open_file(begin(office), "siklus_kasn.bpmn")
    form = page.form("Simpan dalam draf")
    sent = form.fill({"closes:plan_week": "30 Februari", "name:plan_week": "Pekan Rencana"})
    refused = sent.press("Simpan dalam draf")
    assert refused.status == 422
    assert refused.value("closes:plan_week") == "30 Februari"
    assert refused.value("name:plan_week") == "Pekan Rencana"
    assert "Huruf ke-" in refused.text
    assert (
        open_file(refused.visitor.get(page.path.rpartition("/")[0]), "siklus_kasn.bpmn").value(
            "name:plan_week"
        )
        != "Pekan Rencana"
    )


def described(page: Page, name: str) -> str:
    """What stands beneath a field, for the eye and for a screen reader."""
    field = page.tree.get_element_by_id(name)
    return " ".join(words(page.tree.get_element_by_id(field.get("aria-describedby"))).split())


def test_a_date_that_tasks_of_a_phase_ask_for_is_written_without_the_board(office: Office) -> None:
    draft = begin(office)
    save(open_file(draft), {"due:inventory": "informal"})
    windows = [f"informal:coaching_week_{number}" for number in (1, 2)]
    year = open_file(draft, "siklus_kasn.bpmn")
    for window in windows:
        assert year.value(window) == ""
        assert year.tree.get_element_by_id(window).get("aria-invalid") == "true"
        assert "tidak punya tanggal itu" in described(year, window)
        assert "Untuk: Inventarisasi kemajuan SKP" in described(year, window)
        assert year.tree.xpath(f"//ul[@class='problems']//a[@href='#{window}']")
    saved = save(year, {window: "plan_week.closes + 3 hari" for window in windows})
    for window in windows:
        assert described(saved, window).startswith("3 hari sesudah Plan Week ditutup.")
    assert not saved.tree.xpath("//ul[@class='problems']")
    assert draft.visitor.get(draft.path).heading.endswith("dapat diterbitkan")


def test_a_text_twin_says_forms_dates_and_waits_in_words(office: Office) -> None:
    draft = begin(office)
    page = open_file(draft)
    assert described(page, "form:receive_coaching") == "Terima dokumen coaching"
    assert described(page, "due:receive_coaching") == "Batas penerimaan"
    assert "Menunggu sampai: ditutup" in page.text
    assert "due(" not in page.text
    assert "Menunggu sampai: Plan Week dibuka" in open_file(draft, "siklus_kasn.bpmn").text
    assert (
        "Menunggu sampai: ditutup"
        in draft.visitor.get("/diagram/versi/1/coaching_week.bpmn/teks").text
    )


def test_a_decision_table_is_listed_by_its_name(office: Office) -> None:
    for page in (begin(office), office.person(SDM).get("/diagram")):
        assert "Predikat dari NPK" in page.text


def test_a_date_that_is_emptied_goes_and_is_said_to_be_missing(office: Office) -> None:
    draft = begin(office)
    window, rule = "receive:coaching_week_1", "coaching_week_1.closes + 3 hari kerja"
    year = open_file(draft, "siklus_kasn.bpmn")
    assert year.value(window) == rule
    gone = save(year, {window: ""})
    assert "“Coaching Week I” tidak punya tanggal itu" in described(gone, window)
    text = f"{draft.path}/siklus_kasn.bpmn/unduh"
    written = f'<camunda:property name="receive" value="{rule}" />'.encode()
    before = shipped()["siklus_kasn/siklus_kasn.bpmn"]
    assert written in before
    assert gone.visitor.client.get(text).data.count(b"\n") == before.count(b"\n") - 1
    back = save(gone, {window: rule})
    assert back.value(window) == rule
    after = back.visitor.client.get(text).data
    call = after[after.index(b'<bpmn:callActivity id="coaching_week_1"') :]
    assert written in call[: call.index(b"</camunda:properties>")]
    assert sorted(after.splitlines()) == sorted(before.splitlines())


def test_a_name_that_turns_the_page_around_is_refused_at_its_field(office: Office) -> None:
    refused = begin(office, "Coaching \u202elawa")
    assert refused.said == "Ada tanda yang tidak dapat dibaca; ketik ulang isian ini."
    page = open_file(begin(office))
    refused = page.form("Simpan dalam draf").fill({"name:inventory": "Isi \u2066"})
    refused = refused.press("Simpan dalam draf")
    assert refused.status == 422
    assert "Ada tanda yang tidak dapat dibaca; ketik ulang isian ini." in refused.text


def test_a_file_with_a_name_that_turns_the_page_around_stays_outside(office: Office) -> None:
    turned = COACHING.replace(b"Inventarisasi kemajuan SKP", "Isi \u202eliasu".encode())
    page = upload(begin(office), "coaching_week.bpmn", turned)
    assert page.status == 422
    said = "Ada tanda yang tidak dapat dibaca dalam nama atau teksnya; tulis ulang."
    assert said in page.text
    assert "\u202e" not in page.text


def test_markup_in_a_name_stays_text(office: Office) -> None:
    page = open_file(begin(office, "<script>alert(1)</script>"))
    odd = "<b>=1+1</b>"
    saved = page.form("Simpan dalam draf").fill({"name:inventory": odd}).press("Simpan dalam draf")
    assert saved.value("name:inventory") == odd
    assert "<script>alert" not in saved.body
    assert "<b>=1+1" not in saved.body


def test_another_who_saved_first_is_named_and_nothing_typed_is_lost(office: Office) -> None:
    mine = open_file(begin(office))
    theirs = office.person(SDM_TOO).get(mine.path)
    assert f"{SDM} juga membuka berkas ini; terakhir terlihat pukul" in theirs.text
    theirs.form("Simpan dalam draf").fill({"name:inventory": "Dari dia"}).press("Simpan dalam draf")
    form = mine.form("Simpan dalam draf").fill({"name:inventory": "Dari saya"})
    refused = form.press("Simpan dalam draf")
    assert refused.status == 409
    assert SDM_TOO in refused.text
    assert refused.value("name:inventory") == "Dari saya"
    saved = refused.form("Simpan dalam draf").press("Simpan dalam draf")
    assert saved.value("name:inventory") == "Dari saya"


def test_a_good_file_comes_in_and_a_bad_one_stays_outside(office: Office) -> None:
    draft = begin(office)
    good = upload(draft, "coaching_week.bpmn", COACHING.replace(b"Inventarisasi", b"Tulis"))
    assert good.said == "coaching_week.bpmn masuk ke dalam draf."
    bad = upload(draft, "coaching_week.bpmn", COACHING.replace(b"coaching_week.Inventory", b"x.Y"))
    assert bad.status == 422
    assert "inventory" in bad.text
    assert "baris 49" in bad.text
    assert open_file(draft).value("name:inventory") == "Tulis kemajuan SKP"


def test_a_file_of_the_desktop_modeler_comes_in_and_goes_out_again(office: Office) -> None:
    draft = begin(office)
    taken = upload(draft, "Serah Terima.bpmn", MODELER.read_bytes())
    assert taken.said.startswith(
        "serah_terima.bpmn masuk ke dalam draf. Id proses Process_0x4jr8n menjadi serah_terima."
    )
    assert taken.heading.endswith("dapat diterbitkan")
    published = publish(draft)
    text = published.visitor.client.get("/diagram/versi/2/serah_terima.bpmn").data
    assert text == adopted(MODELER.read_bytes(), "serah_terima").content
    wrong = MODELER.read_bytes().replace(b"scriptTask", b"serviceTask")
    refused = upload(begin(office), "serah_terima.bpmn", wrong)
    assert refused.heading == "serah_terima.bpmn tidak diterima; tidak ada yang disimpan."
    assert "Tugas layanan tidak dipakai" in refused.text
    assert "Activity_1r5h7bc" in refused.text


def test_the_command_line_takes_what_the_page_takes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(MODELER)]) == 0
    said = capsys.readouterr().out
    assert "saat masuk ke draf, Id proses Process_0x4jr8n menjadi serah_terima." in said


def test_a_bad_file_costs_one_check(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = begin(office)
    looked: list[str] = []
    run = apart.run
    monkeypatch.setattr(apart, "run", lambda *given: looked.append(given[0]) or run(*given))
    uploads.forget()
    refused = upload(
        draft, "coaching_week.bpmn", COACHING.replace(b"coaching_week.Inventory", b"y.Z")
    )
    assert refused.status == 422
    assert len(looked) == 1
    assert upload(draft, "surat.docx", b"PK").status == 422
    assert len(looked) == 1


def test_others_are_served_while_a_file_is_looked_at(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = begin(office)
    asked, go_on = Event(), Event()
    run = apart.run

    def held(*given: Any) -> Any:
        asked.set()
        assert go_on.wait(60)
        return run(*given)

    monkeypatch.setattr(apart, "run", held)
    changed = COACHING.replace(b"Inventarisasi", b"Daftar")
    with ThreadPoolExecutor() as officer:
        waits = officer.submit(upload, draft, "coaching_week.bpmn", changed)
        try:
            assert asked.wait(60)
            other = begin(office, "Sementara itu", who=SDM_TOO)  # reads, and writes
            assert other.path != draft.path
            assert not waits.done()
        finally:
            go_on.set()
        assert waits.result().said.startswith("coaching_week.bpmn masuk")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("surat.docx", b"PK"),
        ("coaching_week.bpmn", b"bukan xml"),
        ("coaching_week.bpmn", b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>"),
        ("coaching_week.bpmn", b"\xff\xfe<\x00a"),
        ("../../etc.bpmn", b"<a/>"),
    ],
)
def test_what_is_no_diagram_is_refused_with_a_sentence(
    office: Office, name: str, content: bytes
) -> None:
    refused = upload(begin(office), name, content)
    assert refused.status == 422
    assert "tidak dapat dipakai" in refused.text or "tidak diterima" in refused.text


@pytest.mark.parametrize(
    ("choice", "heading", "said"),
    [
        ("leave", "Versi 2 berlaku untuk siklus baru", "yang berjalan sengaja dibiarkan."),
        ("later", "Versi 2 berlaku untuk siklus baru", "16 penilaian menunggu dipindahkan ke"),
        ("now", "16 dari 16 penilaian dapat pindah ke versi 2", "Siklus tetap memakai tanggalnya"),
    ],
)
def test_publishing_asks_what_happens_to_who_is_running(
    office: Office, choice: str, heading: str, said: str
) -> None:
    draft = begin(office)
    form = open_file(draft).form("Simpan dalam draf")
    form.fill({"name:inventory": "Tulis kemajuan"}).press("Simpan dalam draf")
    last = draft.visitor.get(f"{draft.path}/terbitkan")
    assert "16 penilaian sedang berjalan" in last.text
    assert last.rows("Pindah begitu saja") == [["SKP disusun2026 · Versi 1", "16", "16", "0", "0"]]
    form = last.form("Terbitkan")
    assert ("running", "leave") in form.pairs()
    done = form.fill(note="Lebih jelas.", running=choice).press("Terbitkan")
    assert done.heading == heading
    assert said in done.text


def test_a_version_needs_a_word_why(office: Office) -> None:
    draft = begin(office)
    form = open_file(draft).form("Simpan dalam draf").fill({"form:inventory": "umum.Catatan"})
    form.press("Simpan dalam draf")
    assert draft.visitor.get(draft.path).heading.endswith("dapat diterbitkan")
    refused = publish(draft, note="")
    assert refused.status == 422
    assert "Tulis apa yang berubah dan mengapa." in refused.text


def test_a_draft_is_thrown_away_after_a_last_look(office: Office) -> None:
    draft = begin(office)
    last = draft.form("Buang draf ini …").press("Buang draf ini …")
    assert last.heading.startswith("Buang draf “Coaching lebih awal”")
    gone = last.form("Buang draf").press("Buang draf")
    assert gone.said == "Draf dibuang."
    assert gone.visitor.get(draft.path).status == 404


def test_an_old_version_comes_back_as_a_draft(office: Office) -> None:
    draft = begin(office)
    open_file(draft).form("Simpan dalam draf").fill({"name:inventory": "Lain"}).press(
        "Simpan dalam draf"
    )
    publish(draft)
    old = office.person(SDM).get("/diagram/versi/1")
    assert old.heading == "Versi 1 sudah diganti versi 2"
    back = old.form("Buat draf dari versi ini").press("Buat draf dari versi ini")
    assert "Kembali ke versi 1" in back.heading
    assert publish(back).heading == "Versi 3 berlaku untuk siklus baru"


def test_two_drafts_of_one_file_let_sdm_choose(office: Office) -> None:
    one, other = begin(office, "Satu"), begin(office, "Dua")
    for draft, name in ((one, "Lain"), (other, "Beda")):
        open_file(draft).form("Simpan dalam draf").fill({"name:inventory": name}).press(
            "Simpan dalam draf"
        )
    publish(one)
    refused = other.visitor.get(f"{other.path}/terbitkan")
    assert refused.status == 409
    assert "coaching_week" in refused.heading
    button = "Pakai isi draf ini untuk semua berkas di atas"
    last = refused.form(button).press(button)
    assert last.heading == "Terbitkan “Dua” sebagai versi 3"


def test_all_files_of_a_version_are_one_archive(office: Office) -> None:
    content = office.person(SDM).client.get("/diagram/versi/1/semua.zip").data
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == shipped()


@pytest.mark.parametrize(
    "path", ["/diagram", "/diagram/versi/1", "/diagram/versi/1/semua.zip", "/diagram/draf/x"]
)
def test_others_do_not_see_diagrams(office: Office, path: str) -> None:
    assert office.person(INSPEKTUR).get(path).status == 403


@pytest.mark.parametrize(
    "path",
    ["/diagram/draf/x", "/diagram/versi/9", "/diagram/versi/1/x.bpmn", "/diagram/draf/x/y.bpmn"],
)
def test_what_is_not_there_is_said_to_be_gone(office: Office, path: str) -> None:
    assert office.person(SDM).get(path).status == 404
