"""The page of one appraisal: its history is filtered, its events have rules, its tasks others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from sqlalchemy import update

from engine.models import Window
from tests.webapp.office import Office, fall_behind, local
from tests.webapp.program import program
from tests.webapp.test_english import in_english
from tests.webapp.test_path import appraisal
from tests.webapp.visitor import Page
from tests.webapp.year import BAPPEDA, INSPEKTUR, KADIS_PU, REVIEWS, SDM, SEKDA, SELF

At = Callable[[str], Office]


def page(office: Office, name: str = SDM, **asked: str) -> Page:
    return office.person(name).get(f"{appraisal(office)}?{urlencode(asked)}")


def told(shown: Page, where: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in shown.tree.xpath(where)]


def history(shown: Page) -> list[tuple[str, str]]:
    """What happened and who it was, of each line that is shown."""
    rows = shown.tree.xpath("//section[@aria-labelledby='riwayat']//tbody/tr")
    words = [[" ".join(cell.text_content().split()) for cell in row] for row in rows]
    return [(what, who) for what, who, _ in words]


def test_the_history_is_filtered_by_who_by_stage_and_by_words(at: At) -> None:
    office = at("keberatan announced")
    every = history(page(office))
    his = history(page(office, oleh=INSPEKTUR))
    assert 0 < len(his) < len(every)
    assert {who for _, who in his} == {INSPEKTUR}
    shown = page(office, tahap="Kesepakatan SKP", kata="setujui")
    assert [what.split(":")[0] for what, _ in history(shown)] == ["Setujui SKP"]
    assert f"1 dari {len(every)} langkah." in shown.text
    assert (shown.value("tahap"), shown.value("kata")) == ("Kesepakatan SKP", "setujui")
    assert history(shown.follow("Tampilkan semua")) == every
    assert history(page(office, oleh="Bukan siapa-siapa")) == []


def test_raters_are_asked_for_together_or_not_at_all(at: At) -> None:
    shown = page(at("keberatan announced"), oleh="penilai 360")
    [(what, who)] = history(shown)
    assert what.endswith("formulir 360 dikirim Pengisian Formulir")
    assert who == "penilai 360"
    offered = shown.tree.xpath("//select[@name='oleh']/option/text()")
    assert not [name for name in offered if "Auditor" in name or "Dinas" in name]


def test_a_form_that_comes_back_after_7_january_is_shown_as_late(at: At) -> None:
    """R-058, as the document and in the history; before it comes back, as what is waited for."""
    office = at("Isi penilaian mandiri")
    said = REVIEWS[INSPEKTUR]
    office.send(SEKDA, "Nilai perilaku kerja", INSPEKTUR, said[SEKDA])
    office.at(2027, 1, 7, 23, 59)
    office.send(KADIS_PU, "Nilai perilaku kerja", INSPEKTUR, said[KADIS_PU])
    own = appraisal(office)
    assert history(office.person(SDM).get(own))[0][0].startswith("2 formulir 360 dikirim Pengisian")
    office.at(2027, 1, 8, 0)
    shown = office.person(SDM).get(own)
    assert len(shown.tree.xpath("//ul[@class='waits']//*[.='Terlambat']")) >= 2
    office.send(BAPPEDA, "Nilai perilaku kerja", INSPEKTUR, said[BAPPEDA])
    office.send(INSPEKTUR, "Isi penilaian mandiri", INSPEKTUR, SELF[INSPEKTUR])
    shown = office.person(INSPEKTUR).get(own)
    lines = [what for what, _ in history(shown)]
    assert lines[0].startswith("Isi penilaian mandiri: dikirim Terlambat")
    assert lines[1].startswith("1 formulir 360 dikirim Terlambat")
    assert lines[3].startswith("2 formulir 360 dikirim Pengisian")
    [document] = told(shown, "//aside//li[contains(., 'Isi penilaian mandiri')]")
    assert document.endswith("terlambat")
    assert "Terlambat" in shown.follow("Isi penilaian mandiri").text
    lines = program(office, SDM).get(f"/appraisals/{own.split('/')[2]}").get_json()["history"]
    assert [each["late"] for each in lines["lines"][:4]] == [True, True, False, False]


def test_a_scheduled_event_says_its_date_its_rule_and_leads_to_why(at: At) -> None:
    shown = page(at("keberatan announced"), INSPEKTUR)
    lines = told(shown, "//main//ul[@class='waits']/li")
    [line] = [each for each in lines if "terjadi sendiri" in each]
    assert "Kamis, 21 Januari 2027 pukul 23.59 WIB" in line
    assert "21 Januari tahun sesudah tahun siklus." in line
    assert "Berasal dari" in shown.follow("Mengapa tanggal ini?").text


def test_a_stage_that_would_end_too_late_says_when_and_how_that_is_known(at: At) -> None:
    office = at("keberatan announced")
    said = (
        "Dengan laju siklus ini tahap Keberatan baru selesai pada Senin, 25 Januari 2027, sesudah"
        " batasnya (median 12 hari kerja dari 34 penilaian yang sudah melewatinya)."
    )
    assert said not in page(office, INSPEKTUR).text
    fall_behind(office, INSPEKTUR, local(2027, 1, 25))
    for name in (INSPEKTUR, SEKDA, SDM):
        assert page(office, name).text.count(said) == 1
    in_english(office.person(INSPEKTUR))
    assert (
        "At the pace of this cycle Objection would end only on Monday, 25 January 2027, after its"
        " date (median 12 working days of 34 appraisals that have passed it)."
    ) in page(office, INSPEKTUR).text


def test_an_open_task_says_who_could_do_it_instead(at: At) -> None:
    one = page(at("keberatan announced"), SEKDA)
    assert "Tidak ada orang lain yang dapat mengerjakannya." in one.text
    group = page(at("Terima dokumen coaching"), SEKDA)
    assert "Siapa pun dari Bagian SDM dapat mengerjakannya: Analis SDM Aparatur" in group.text
    closed = page(at("Catat hasil coaching"), SEKDA)
    said = "Sesudah 7 Apr 2026, Bagian SDM dapat mengakhiri penantiannya: Tutup coaching"
    assert said in closed.text


def test_the_ribbon_says_when_a_stage_ended_beside_when_it_should(at: At) -> None:
    stages = told(page(at("keberatan announced")), "//ol[@class='ribbon']/li")
    assert "Plan Week selesai 2 Feb 2026 (rencana 7 Feb 2026)" in stages
    assert "Keberatan sejak 8 Jan 2027, sampai 21 Jan 2027" in stages


def signs(page: Page) -> list[tuple[str, str]]:
    """What the question marks beside dates say, and where they lead."""
    return [(each.get("aria-label"), each.get("href")) for each in page.tree.xpath(WHY)]


WHY = "//a[@class='why-sign']"


@pytest.mark.parametrize(
    "address",
    ["/penilaian", "/bawahan", "/?daftar=mendatang", "/penilaian-saya"],
)
def test_beside_each_date_of_a_list_stands_why(at: At, address: str) -> None:
    office = at("Terima dokumen coaching")
    found = signs(office.person(INSPEKTUR).get(address))
    assert found
    for label, href in found[:3]:
        assert label.startswith("Mengapa tanggal ini? ")
        why = office.person(INSPEKTUR).get(href)
        assert why.status == 200
        said = "Dihitung ulang dari yang tertulis di sini: tanggal yang sama."
        assert said in why.text


def test_stages_and_path_lead_to_why_each_date(at: At) -> None:
    office = at("Terima dokumen coaching")
    shown = page(office)
    stages = {label.removeprefix("Mengapa tanggal ini? "): href for label, href in signs(shown)}
    assert stages["Plan Week ditutup"].endswith("/tanggal/plan_week/closes")
    assert stages["Pengisian Formulir dibuka"].endswith("/tanggal/form_filling/opens")
    path = dict(signs(shown.follow("Lihat jalurnya pada diagram")))
    href = path["Mengapa tanggal ini? Coaching Week I ditutup"]
    assert "7 April" in shown.visitor.get(href).heading


def test_where_the_date_differs_from_what_is_cited_that_is_said(at: At) -> None:
    office = at("Terima dokumen coaching")
    with office.database.begin() as session:
        session.execute(
            update(Window)
            .where(Window.key == "plan_week", Window.edge == "closes")
            .values(due_at=datetime(2026, 2, 9, 17, tzinfo=UTC))
        )
    sdm = office.person(SDM)
    cycle = sdm.get("/linimasa").path
    why = sdm.get(f"{cycle}/tanggal/plan_week/closes")
    assert (
        "Dihitung ulang dari yang tertulis di sini: Sabtu, 7 Februari 2026. Itu bukan" in why.text
    )
    for shown in (cycle, cycle.replace("/linimasa/", "/siklus/")):
        assert f"{cycle}/tanggal/plan_week/closes" in [href for _, href in signs(sdm.get(shown))]
