"""Stepping in over HTTP: from the list, with a look first, by two where that is asked for."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from engine.drafts import FOUR_EYES
from engine.models import Setting
from tests.webapp.office import NIPS, Office
from tests.webapp.program import program
from tests.webapp.visitor import Page
from tests.webapp.year import INSPEKTUR, KADIS_PU, ROW_17, SDM, SDM_TOO, SEKDA


def about(office: Office, whom: str = INSPEKTUR, by: str = SDM) -> Page:
    """The appraisal of somebody as an officer sees it."""
    return office.person(by).get("/penilaian").follow(whom)


def look(office: Office, verb: str, whom: str = INSPEKTUR) -> Page:
    return about(office, whom).follow(verb)


def hold(office: Office, whom: str = INSPEKTUR) -> Page:
    return look(office, "Tunda", whom).form("Tunda").fill(alasan="Cuti besar").press("Tunda")


def test_who_is_held_reads_why_and_his_tasks_are_gone(office: Office) -> None:
    before = office.person(INSPEKTUR).get("/")
    assert "Susun SKP" in before.text
    task = next(address for text, address in before.links if address.startswith("/tugas/"))
    done = hold(office)
    assert done.heading == "1 penilaian ditunda"
    assert "Susun SKP" not in office.person(INSPEKTUR).get("/").text
    mine = office.person(INSPEKTUR).get("/penilaian-saya")
    assert mine.heading == "Penilaian ini ditunda"
    assert f"Ditunda oleh {SDM}" in mine.text
    assert "Cuti besar" in mine.text
    refused = office.person(INSPEKTUR).get(task)
    assert (refused.status, "Cuti besar" in refused.text) == (409, True)


def test_what_was_typed_into_a_form_that_is_held_is_shown_and_kept(office: Office) -> None:
    page = office.person(INSPEKTUR).get("/").follow("Susun SKP")
    form = page.form("Simpan draf").fill(**{"rows-1-activity": "Menyusun renja"})
    hold(office)
    refused = form.press("Simpan draf")
    assert refused.status == 409
    assert "Menyusun renja" in refused.text


def test_it_is_undone_from_its_own_page(office: Office) -> None:
    done = hold(office)
    undone = done.press("Urungkan untuk 1 penilaian")
    assert "Diurungkan untuk 1 penilaian." in undone.said
    assert "Susun SKP" in office.person(INSPEKTUR).get("/").text


def test_all_that_match_the_filter_or_those_who_are_ticked(office: Office) -> None:
    page = office.person(SDM).get("/penilaian?cari=kepala+dinas")
    every = page.visitor.get("/penilaian/tindakan?jenis=hold&cari=kepala+dinas")
    assert KADIS_PU in every.text
    assert INSPEKTUR not in {row[0] for row in every.rows("Dilakukan?")}
    [tick] = page.tree.xpath(f"//input[@name='pilih'][contains(@aria-label, '{KADIS_PU}')]/@value")
    one = page.visitor.get(f"/penilaian/tindakan?jenis=hold&cari=kepala+dinas&pilih={tick}")
    assert one.heading == "Tunda untuk 1 penilaian?"


def test_without_a_reason_nothing_happens_and_the_field_says_so(office: Office) -> None:
    refused = look(office, "Batalkan").form("Batalkan").fill(alasan=" ").press("Batalkan")
    assert refused.status == 422
    assert "Tulis alasannya." in refused.text
    assert about(office).heading != "Penilaian ini dibatalkan"


def test_a_program_is_told_which_field_is_wrong(office: Office) -> None:
    refused = program(office, SDM).post("/interventions/preview", {"kind": "hand_over", "nip": "1"})
    assert refused.status_code == 422
    assert refused.get_json()["errors"] == {"nip": ["Tidak ada pegawai aktif dengan NIP ini."]}


def test_a_look_that_is_too_old_is_looked_at_again(office: Office) -> None:
    page = look(office, "Tunda")
    hold(office)
    late = page.form("Tunda").fill(alasan="Cuti besar").press("Tunda")
    assert late.status in (409, 422)
    assert "sudah ditunda" in late.text


def test_another_judge_is_named_by_nip_looked_at_and_made(office: Office) -> None:
    page = look(office, "Ganti Pejabat Penilai Kinerja")
    wrong = page.form("Periksa").fill(nip="1").press("Periksa")
    assert "Tidak ada pegawai aktif dengan NIP ini." in wrong.text
    seen = page.form("Periksa").fill(nip=NIPS[KADIS_PU]).press("Periksa")
    assert f"{KADIS_PU} menjadi Pejabat Penilai Kinerja." in " ".join(seen.text.split())
    verb = "Ganti Pejabat Penilai Kinerja"
    done = seen.form(verb).fill(alasan="Mutasi").press(verb)
    assert done.heading == f"1 penilaian beralih kepada {KADIS_PU}"
    assert f"Pejabat Penilai Kinerja: {KADIS_PU}" in about(office).text
    assert f"Pejabat Penilai Kinerja menjadi {KADIS_PU}" in about(office).text
    assert done.press("Urungkan untuk 1 penilaian").said
    assert f"Pejabat Penilai Kinerja: {SEKDA}" in about(office).text


def test_of_an_action_there_is_not_nobody_sees_a_trace(office: Office) -> None:
    page = office.person(SDM).get("/penilaian/tindakan?jenis=move_token")
    assert page.status == 422
    assert "Pilih apa yang hendak dilakukan." in page.text


# ---- by two -----------------------------------------------------------------------------------


@pytest.fixture
def two(office: Office) -> Office:
    """The office where four eyes are asked for, as in production."""
    with office.database.begin() as session:
        session.execute(delete(Setting).where(Setting.name == FOUR_EYES))
    return office


def proposed(office: Office) -> Page:
    """A proposal to hold the Inspektur as the other officer finds it on the list."""
    page = look(office, "Tunda")
    button = "Usulkan kepada petugas lain"
    page.form(button).fill(alasan="Cuti besar").press(button)
    return office.person(SDM_TOO).get("/penilaian").follow(f"Usulan {SDM}")


def test_the_other_officer_agrees(two: Office) -> None:
    done = proposed(two).press("Setujui dan lakukan")
    assert done.heading == "1 penilaian ditunda"
    assert f"Disetujui {SDM_TOO}" in done.text
    assert about(two).heading == "Penilaian ini ditunda"


def test_or_declines_with_a_reason_and_enter_does_not_approve(two: Office) -> None:
    page = proposed(two)
    [first] = page.tree.xpath("(//input[@name='alasan']/ancestor::form//button)[1]")
    assert first.text == "Tolak"
    assert page.form("Tolak").press("Tolak").status == 422
    declined = page.form("Tolak").fill(alasan="Masih aktif").press("Tolak")
    assert declined.heading == "Usulan ini ditolak"
    assert about(two).heading != "Penilaian ini ditunda"


def test_who_proposed_it_cannot_agree_but_takes_it_back(two: Office) -> None:
    page = proposed(two)
    mine = two.person(SDM).get(page.path)
    forged = mine.visitor.post(page.path, [*mine.form("Tarik usulan").pairs(), ("_act", "setujui")])
    assert forged.status == 409
    assert mine.press("Tarik usulan").heading == "Usulan ini ditarik"


def test_an_extension_says_beforehand_what_the_new_date_comes_from(office: Office) -> None:
    form = look(office, "Perpanjang").form("Periksa")
    typed = {"tepi": "skp_agreement.closes", "aturan": "15 Februari"}
    [row] = form.fill(typed).press("Periksa").rows("Dilakukan?")
    assert row[3].startswith("31 Jan 2026 → 15 Feb 2026")
    assert "Diandaikan: 15 Februari" in row[3]
    assert row[3].endswith("Diagram versi 1, kalender nasional 1.")


# ---- tasks in another's stead -----------------------------------------------------------------


@pytest.fixture
def drafted(office: Office) -> Office:
    """The Sekda is to approve the SKP of the Inspektur."""
    office.send(INSPEKTUR, "Susun SKP", INSPEKTUR, ROW_17)
    return office


def test_the_plh_finds_it_among_his_tasks_and_does_it_in_the_name_of_the_other(
    drafted: Office,
) -> None:
    """From the appraisal, by the Sekda himself; the history and the form say in whose name."""
    verb = "Alihkan tugas"
    mine = drafted.person(SEKDA).get("/bawahan").follow(INSPEKTUR)
    asked = mine.follow(verb).form("Periksa").fill(nip=NIPS[KADIS_PU]).press("Periksa")
    assert f"{KADIS_PU} mengerjakan tugas {SEKDA}" in " ".join(asked.text.split())
    assert asked.heading == "Alihkan tugas untuk 1 penilaian?"
    done = asked.form(verb).fill(alasan="Cuti besar").press(verb)
    assert done.heading == f"Tugas {SEKDA} pada 1 penilaian dialihkan kepada {KADIS_PU}"
    plh = drafted.person(KADIS_PU)
    assert f"atas nama {SEKDA}" in plh.get("/").text
    assert f"Anda mengerjakan atas nama {SEKDA}" in plh.get("/pemberitahuan").text
    drafted.send(KADIS_PU, "Setujui SKP", INSPEKTUR, {"decision": "setujui"})
    page = drafted.person(INSPEKTUR).get("/penilaian-saya")
    assert f"{KADIS_PU}, atas nama {SEKDA}" in page.text
    assert f"Tugas dialihkan: {SEKDA} → {KADIS_PU}" in page.text
    sent = next(address for text, address in page.links if "/berkas/" in address)
    assert f"Dikirim oleh {KADIS_PU}, atas nama {SEKDA}" in page.visitor.get(sent).text
    assert "yang baru sudah mengerjakannya" in done.visitor.get(done.path).text


def test_whose_tasks_and_to_whom_is_asked_first_and_a_wrong_name_said_at_its_field(
    drafted: Office,
) -> None:
    page = look(drafted, "Alihkan tugas")
    [whose] = page.tree.xpath("//select[@name='dari']/option")
    assert " ".join(whose.text_content().split()) == f"{SEKDA} (1 tugas)"
    assert "Tidak ada pegawai aktif dengan NIP ini." in (
        page.form("Periksa").fill(nip="1").press("Periksa").text
    )


def test_a_program_reads_beforehand_what_an_extended_date_comes_from(office: Office) -> None:
    ask = {"kind": "extend", "edge": "skp_agreement.closes", "rule": "15 Februari"}
    seen = program(office, SDM).post("/interventions/preview", ask).get_json()
    moved = [line for line in seen["lines"] if not line["verdict"]]
    assert seen["count"] == len(moved) == 15  # not the officer's own
    for line in moved:
        why = line["why"]
        assert why["recomputed"] == why["due_at"] == line["new"]
        assert (why["rules"][0]["rule"], why["rules"][0]["thought_of"]) == ("15 Februari", True)
    held = program(office, SDM).post("/interventions/preview", {"kind": "hold"}).get_json()
    assert {line["why"] for line in held["lines"]} == {None}


def test_a_program_gives_the_tasks_of_one_to_another(drafted: Office) -> None:
    ask = {"kind": "reassign", "of": NIPS[SEKDA], "nip": NIPS[KADIS_PU]}
    robot = program(drafted, SDM)
    seen = robot.post("/interventions/preview", ask).get_json()
    assert (seen["count"], seen["holder"], seen["heir"]) == (1, SEKDA, KADIS_PU)
    assert [line["tasks"] for line in seen["lines"] if line["tasks"]] == [["Setujui SKP"]]
    order = ask | {"reason": "Cuti besar", "seen": seen["seen"]}
    assert robot.post("/interventions", order).get_json()["undoable"] == 1
    rows = program(drafted, KADIS_PU).get("/tasks").get_json()["tasks"]
    assert SEKDA in {row["in_stead_of"] for row in rows}
