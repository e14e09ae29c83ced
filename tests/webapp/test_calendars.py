"""Calendars on their pages: a day written, looked at, stored; files; what is typed wrong."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest
from sqlalchemy import delete, select

from engine.calendar_file import write_calendar
from engine.drafts import FOUR_EYES
from engine.models import CalendarDay, CalendarVersion, Setting, Unit
from engine.timeline import SpecialDay
from tests.webapp.office import Office, local
from tests.webapp.test_english import TELLTALE, in_english
from tests.webapp.visitor import Page, words
from tests.webapp.year import INSPEKTUR, SDM, SDM_TOO

DAY = {"day": "2026-04-08", "name": "Hari jadi daerah", "kind": "local"}


def written(office: Office, layer: str = "instansi", **changed: str) -> Page:
    """The preview, or the form with its messages, of a day that SDM writes."""
    page = office.person(SDM).get(f"/kalender/{layer}").follow("Tulis hari")
    return page.form("Lihat akibatnya").fill(DAY | changed).press("Lihat akibatnya")


def store(preview: Page, note: str = "SK 12/2026") -> Page:
    button = "Simpan sebagai versi baru"
    return preview.form(button).fill(note=note).press(button)


def uploaded(office: Office, content: bytes, layer: str = "instansi") -> Page:
    """What SDM sees after sending a file."""
    visitor = office.person(SDM)
    form = visitor.get(f"/kalender/{layer}").form("Lihat isinya")
    data = {**dict(form.pairs()), "berkas": (io.BytesIO(content), "libur.ics")}
    answer = visitor.client.post(form.element.get("action"), data=data, follow_redirects=True)
    return Page(visitor, answer)


def numbers(office: Office) -> list[tuple[str, int]]:
    with office.database.read() as session:
        rows = session.execute(
            select(CalendarVersion.layer, CalendarVersion.number).order_by(
                CalendarVersion.layer, CalendarVersion.number
            )
        )
        return [(row.layer, row.number) for row in rows]


def test_the_nations_year_is_a_list_of_named_days(office: Office) -> None:
    page = office.person(SDM).get("/").follow("Kalender").follow("Kalender nasional")
    assert page.heading == "Kalender nasional 2026: 240 hari kerja"
    days = page.rows("Nama hari")
    assert ["Senin, 17 Agustus 2026", "Hari Kemerdekaan Republik Indonesia", "Libur nasional"] in [
        row[:3] for row in days
    ]
    next_year = page.follow("2027")
    assert ["Rabu, 10 Maret 2027", "Hari Raya Idul Fitri perkiraan", "Libur nasional"] in [
        row[:3] for row in next_year.rows("Nama hari")
    ]


def test_a_day_is_looked_at_before_it_is_stored(office: Office) -> None:
    preview = written(office)
    assert preview.heading == "Kalender instansi: 2 tanggal siklus akan berbeda"
    [added] = preview.tree.xpath("//section//li")
    assert words(added) == "Rabu, 8 April 2026: Hari jadi daerah (Libur instansi atau daerah)"
    closed, received = preview.rows("Tugas terbuka")
    assert closed[0].startswith("Coaching Week I batas penutupan")
    assert closed[1:3] == ["Rabu, 8 April 2026", "Kamis, 9 April 2026"]
    assert received[1:3] == ["Jumat, 10 April 2026", "Senin, 13 April 2026"]
    assert int(closed[3]) > 0
    assert numbers(office) == [("national", 1)]
    page = store(preview)
    assert page.said == "Tersimpan sebagai versi 1."
    assert page.heading.startswith("Kalender instansi 2026: ")
    assert page.rows("Nama hari")[0][:3] == [
        "Rabu, 8 April 2026",
        "Hari jadi daerah",
        "Libur instansi atau daerah",
    ]
    versions = page.follow("Riwayat versi")
    assert versions.heading == "Kalender instansi: 1 versi"
    assert f"{SDM} · SK 12/2026" in words(versions.tree.xpath("//main//section")[0])


def test_dates_of_a_running_cycle_move_when_it_is_asked_for_and_back(office: Office) -> None:
    preview = written(office)
    form = preview.form("Simpan sebagai versi baru")
    form.fill(note="SK 12/2026", geser="1").press("Simpan sebagai versi baru")
    timeline = office.person(SDM).get("/linimasa")
    assert timeline.heading == "Linimasa siklus 2026: 1 perubahan berlaku"
    assert "9 Apr 2026" in timeline.text
    assert "Dihitung ulang menurut kalender" in timeline.text
    back = timeline.press("Urungkan Dihitung ulang menurut kalender")
    assert back.said == "Perubahan diurungkan; semua tanggal kembali seperti sebelumnya."
    assert "8 Apr 2026" in back.text


def test_by_four_eyes_a_calendar_that_moves_dates_is_proposed(office: Office) -> None:
    with office.database.begin() as session:
        session.execute(delete(Setting).where(Setting.name == FOUR_EYES))
    preview = written(office)
    assert "Menggeser tanggal perlu disetujui petugas lain" in preview.text
    button = "Simpan sebagai versi baru"
    waiting = preview.form(button).fill(note="SK 12/2026", geser="1").press(button)
    assert waiting.said == "Usulan menunggu petugas lain; belum ada yang berubah."
    assert numbers(office) == [("national", 1)]
    [row] = office.person(SDM_TOO).get("/kalender").rows("Alasan")
    assert row[1:] == [SDM, "SK 12/2026"]
    page = office.person(SDM_TOO).get("/kalender").follow(row[0])
    assert page.heading == "Usulan: Kalender instansi, 2 tanggal siklus bergeser"
    assert "Hari jadi daerah" in page.text
    assert "Tanggal ini bergeser hanya bila Anda memintanya" not in page.text
    done = page.press("Setujui dan terapkan")
    assert done.said.startswith("Kalender diubah dan tanggal bergeser.")
    assert numbers(office) == [("agency", 1), ("national", 1)]
    assert "9 Apr 2026" in office.person(SDM).get("/linimasa").text


def test_days_are_tried_on_a_running_cycle_before_they_are_stored(office: Office) -> None:
    tried = written(office).follow("Andaikan dahulu pada siklus 2026")
    assert tried.heading.startswith("Andaian: ")
    assert tried.value("hari-lain") == "2026-04-08 libur instansi atau daerah"
    assert tried.value("kalender") == "agency"
    assert numbers(office) == [("national", 1)]


def test_a_day_can_be_changed_and_taken_away(office: Office) -> None:
    page = store(written(office)).follow("Ubah: Hari jadi daerah")
    assert page.value("name") == "Hari jadi daerah"
    again = page.form("Lihat akibatnya").fill(half="ya").press("Lihat akibatnya")
    assert "setengah hari" in again.text
    page = store(again)
    assert page.rows("Nama hari")[0][1] == "Hari jadi daerah setengah hari"
    gone = page.press("Hapus: Hari jadi daerah")
    assert "Dihapus: 1 hari" in gone.text
    assert store(gone).heading.startswith("Kalender instansi 2026: ")
    assert numbers(office)[:3] == [("agency", 1), ("agency", 2), ("agency", 3)]


@pytest.mark.parametrize(
    ("typed", "at", "said"),
    [
        ({"day": "30/2/2026"}, "day", "Tulis tanggal yang ada di kalender"),
        ({"day": "1/1/99999"}, "day", "Tulis tanggal yang ada di kalender"),
        (
            {"day": "2014-12-31"},
            "day",
            "Pilih tanggal Kamis, 1 Januari 2015 sampai Minggu, 31 Desember 2102.",
        ),
        ({"name": ""}, "name", "Wajib diisi."),
        ({"name": "Libur\u202e"}, "name", "Ada tanda yang tidak dapat dibaca"),
        ({"kind": ""}, "kind", "Wajib diisi."),
    ],
)
def test_what_is_typed_wrong_is_told_at_its_field(
    office: Office, typed: dict[str, str], at: str, said: str
) -> None:
    page = written(office, **typed)
    assert page.status == 422
    assert said in page.message_at(at)
    assert page.value("name") == typed.get("name", DAY["name"])
    assert numbers(office) == [("national", 1)]


def test_names_are_shown_as_text(office: Office) -> None:
    name = '=HYPERLINK("x") <script>alert(1)</script>'
    page = store(written(office, name=name))
    assert page.rows("Nama hari")[0][1] == name
    assert "<script>alert" not in page.body
    file = page.visitor.client.get("/kalender/instansi/ics?tahun=2026")
    assert file.mimetype == "text/calendar"
    assert uploaded(office, file.data).heading.endswith("tidak ada yang berubah")


def test_a_file_is_looked_at_before_it_is_stored(office: Office) -> None:
    days = [
        SpecialDay(date(2026, 4, 8), "Hari jadi <b>", "local"),
        SpecialDay(date(2026, 12, 31), "Malam tahun baru", "local", half=True),
    ]
    preview = uploaded(office, write_calendar(days, "Libur"))
    assert "Ditambahkan: 2 hari" in preview.text
    assert numbers(office) == [("national", 1)]
    page = store(preview, note="")
    assert [row[1] for row in page.rows("Nama hari")] == [
        "Hari jadi <b>",
        "Malam tahun baru setengah hari",
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Pilih berkas kalender (.ics)."),
        (b"nama;tanggal", "Baris 1 tidak dapat dibaca: “nama;tanggal”."),
        (
            write_calendar([SpecialDay(date(2014, 1, 1), "Lama", "local")], "x"),
            "“Lama”, Rabu, 1 Januari 2014: Pilih tanggal",
        ),
        (
            write_calendar([SpecialDay(date(2026, 1, 1), "a\u202eb", "local")], "x"),
            "“a�b”, Kamis, 1 Januari 2026: Ada tanda yang tidak dapat dibaca",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(
    office: Office, content: bytes, said: str
) -> None:
    page = uploaded(office, content)
    assert page.status == 422
    assert said in page.text
    assert numbers(office) == [("national", 1)]


def test_of_two_officers_the_second_sees_that_it_has_changed(office: Office) -> None:
    preview = written(office)
    visitor = office.person(SDM_TOO)
    theirs = visitor.get("/kalender/instansi").follow("Tulis hari").form("Lihat akibatnya")
    store(theirs.fill(DAY | {"name": "Lain"}).press("Lihat akibatnya"))
    page = store(preview)
    assert page.said.startswith("Kalender ini sudah diubah sejak Anda membukanya.")
    assert [row[1] for row in page.rows("Nama hari")] == ["Lain"]


def test_the_shipped_list_is_compared_and_brings_back_what_was_changed(office: Office) -> None:
    national = office.person(SDM).get("/kalender/nasional?tahun=2026")
    gone = store(national.press("Hapus: Hari Kemerdekaan Republik Indonesia"))
    preview = gone.press("Bandingkan")
    assert "Ditambahkan: 1 hari" in preview.text
    assert "Hari Kemerdekaan Republik Indonesia" in preview.text
    again = store(preview).press("Bandingkan")
    assert again.heading == "Kalender nasional sudah seperti itu; tidak ada yang berubah"


def test_a_unit_shows_what_it_inherits_and_decides_otherwise(office: Office) -> None:
    store(written(office))
    with office.database.read() as session:
        unit = session.scalars(select(Unit).where(Unit.name == "Inspektorat")).one()
    page = office.person(SDM).get("/kalender").follow("Kalender Inspektorat")
    assert page.path == f"/kalender/unit-{unit.id}"
    assert "Kalender ini belum menyebut hari apa pun." in page.text
    day = page.follow("Tetapkan lain: Hari jadi daerah")
    assert ("day", "2026-04-08") in day.form("Lihat akibatnya").pairs()
    form = day.form("Lihat akibatnya").fill(name="Siaga", kind="worked")
    store(form.press("Lihat akibatnya"))
    with office.database.read() as session:
        [row] = session.scalars(select(CalendarDay).where(CalendarDay.layer == "unit"))
    assert (row.unit_id, row.kind) == (unit.id, "worked")


@pytest.mark.parametrize("year", ["99999", "-1", "1 April", "2014", "²⁰²⁶"])
def test_a_year_no_calendar_holds_is_told_at_its_field(office: Office, year: str) -> None:
    page = office.person(SDM).get(f"/kalender/nasional?tahun={year}")
    assert page.heading.startswith("Kalender nasional 2026")
    assert "Pilih tahun 2015 sampai 2102." in page.text


@pytest.mark.parametrize(
    "put",
    [
        "x",
        "[]",
        "7",
        json.dumps({"day": "2026-04-08"}),
        json.dumps(DAY | {"kind": "sihir"}),
        json.dumps(DAY | {"mantra": "x"}),
    ],
)
def test_whoever_writes_the_form_by_hand_meets_the_same_law(office: Office, put: str) -> None:
    form = written(office).form("Simpan sebagai versi baru")
    pairs = [(name, put if name == "put" else value) for name, value in form.pairs()]
    page = office.person(SDM).post("/kalender/instansi/simpan", pairs)
    assert page.status == 400
    assert numbers(office) == [("national", 1)]


@pytest.mark.parametrize("layer", ["dinas", "unit-999999", "unit-x", "unit-9999999999"])
def test_a_calendar_of_nobody_is_not_found(office: Office, layer: str) -> None:
    assert office.person(SDM).get(f"/kalender/{layer}").status == 404


def test_the_year_is_the_agencys(office: Office) -> None:
    office.hand.move_to(local(2027, 1, 1, 0, 30))
    page = office.signed_in(SDM).get("/kalender/nasional")
    assert page.heading.startswith("Kalender nasional 2027")


def test_others_than_sdm_are_not_shown_the_way(office: Office) -> None:
    assert "Kalender" not in [text for text, _ in office.person(INSPEKTUR).get("/").links]


def test_in_english_the_pages_are_english(office: Office) -> None:
    store(written(office, name="Founding day"), note="Decree 12")
    visitor = in_english(office.signed_in(SDM))
    page = visitor.get("/kalender/instansi")
    assert page.heading == "Calendar of the agency 2026: 239 working days"
    assert "Day off of the agency or region" in page.text
    [cells] = page.rows("Name of the day")
    assert cells[0] == "Wednesday, 8 April 2026"
    form = page.follow("Write a day").form("See what comes of it")
    preview = form.fill(day="2026-04-09", name="Bridge day", kind="local").press(
        "See what comes of it"
    )
    said = [preview.heading, *(" ".join(row) for row in preview.rows("Open tasks"))]
    assert not [text for text in said if TELLTALE.search(text)], said
    assert visitor.get("/kalender/instansi/versi").heading == "Calendar of the agency: 1 version"
