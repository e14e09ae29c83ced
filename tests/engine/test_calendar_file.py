"""Calendars as .ics: what we write reads back, what cannot be read is named by event and line."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import calendar_file
from engine.calendar_edits import read_day
from engine.calendar_file import read_calendar, write_calendar
from engine.errors import BadCalendarFile
from engine.timeline import KINDS, SpecialDay, national_days

names = (
    st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1, max_size=60)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
days = st.lists(
    st.builds(
        SpecialDay,
        st.dates(date(2015, 1, 1), date(2102, 12, 31)),
        names,
        st.sampled_from(KINDS),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda each: each.day,
)


def here(content: bytes) -> list[dict[str, str]]:
    """What the child says, asked in this process."""
    found = calendar_file.look(content, lambda *_: None)
    assert "days" in found, found
    rows: list[dict[str, str]] = found["days"]
    return rows


@settings(max_examples=60)
@given(days)
def test_what_is_written_reads_back(days: list[SpecialDay]) -> None:
    content = write_calendar(days, "Kalender")
    assert [row["name"] for row in here(content)] == [
        each.name for each in sorted(days, key=lambda each: each.day)
    ]
    assert {(row["day"], row["kind"], row["half"]) for row in here(content)} == {
        (each.day.isoformat(), each.kind, "ya" if each.half else "tidak") for each in days
    }


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused_with_a_sentence(content: bytes) -> None:
    found = calendar_file.look(content, lambda *_: None)
    assert "days" in found or found["problem"]


def test_the_shipped_days_go_out_and_come_in_through_the_child_unchanged() -> None:
    shipped = national_days(2027, 2027)
    rows = read_calendar(write_calendar(shipped, "Nasional"), "local")
    assert tuple(read_day(row) for row in rows) == shipped
    assert any(each.estimate for each in shipped)


def event(*lines: str, start: str = "DTSTART;VALUE=DATE:20260408") -> bytes:
    inside = [line for line in (start, *lines) if line]
    text = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", *inside, "END:VEVENT"]
    return "\r\n".join([*text, "END:VCALENDAR", ""]).encode()


#: Seventeen more months, each an event of thirty days or one.
MANY = b"END:VEVENT" + b"".join(
    b"\r\nBEGIN:VEVENT\r\nSUMMARY:A\r\nDTSTART;VALUE=DATE:%d0101\r\nDTEND;VALUE=DATE:%d%s"
    b"\r\nEND:VEVENT" % (year, year, end)
    for year, end in [*((2030 + n, b"0201") for n in range(16)), (2060, b"0114")]
)


def test_events_of_other_programs_are_understood() -> None:
    [only] = here(event("SUMMARY:Hari jadi\\, ke-3", "DESCRIPTION:a", " b"))
    assert only == {
        "day": "2026-04-08",
        "name": "Hari jadi, ke-3",
        "kind": "",
        "half": "tidak",
        "estimate": "tidak",
    }
    assert read_calendar(event("SUMMARY:Hari jadi"), "local")[0]["kind"] == "local"
    assert here(event("SUMMARY:Cuti Bersama Natal"))[0]["kind"] == "shared_leave"
    spell = here(event("SUMMARY:Lebaran", "DTEND;VALUE=DATE:20260411", "STATUS:TENTATIVE"))
    assert [row["day"][-2:] for row in spell] == ["08", "09", "10"]
    assert {row["estimate"] for row in spell} == {"ya"}
    assert here(event("SUMMARY:Batal", "STATUS:CANCELLED")) == []
    again = "\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260408\r\nSUMMARY:B"
    assert [row["name"] for row in here(event(f"SUMMARY:A{again}"))] == ["A; B"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "Tidak ada acara di dalamnya; pilih berkas kalender (.ics)."),
        (b"hello", "Baris 1 tidak dapat dibaca: “hello”."),
        (b"\x89PNG\r\n\x1a\n", "Baris 1 bukan teks UTF-8."),
        (event("SUMMARY:A", "<b>x</b>"), "Baris 6 tidak dapat dibaca: “<b>x</b>”."),
        (event("SUMMARY:A")[:-16], "Berkas terpotong: VCALENDAR tidak ditutup."),
        (event("SUMMARY:A", "END:VALARM"), "Baris 6 menutup yang tidak dibuka."),
        (event("DESCRIPTION:x"), "Acara di baris 3 tidak bernama."),
        (event("SUMMARY:A", start=""), "“A” di baris 3 tidak punya tanggal."),
        (
            event("SUMMARY:A", start="DTSTART;VALUE=DATE:20260230"),
            "“A” di baris 3 tidak punya tanggal.",
        ),
        (
            event("SUMMARY:A", start="DTSTART:20260408T090000Z"),
            "“A” di baris 3 bukan acara sehari penuh; hapus jamnya.",
        ),
        (
            event("SUMMARY:A", "RRULE:FREQ=YEARLY"),
            "“A” di baris 3 berulang; tulis tiap tanggalnya sebagai acara sendiri.",
        ),
        (
            event("SUMMARY:A", "RRULE:FREQ=SECONDLY;COUNT=99999999"),
            "“A” di baris 3 berulang; tulis tiap tanggalnya sebagai acara sendiri.",
        ),
        (
            event("SUMMARY:A", "RDATE;VALUE=DATE:20260409"),
            "“A” di baris 3 berulang; tulis tiap tanggalnya sebagai acara sendiri.",
        ),
        (
            event("SUMMARY:A", "DTEND;VALUE=DATE:20300101"),
            "“A” di baris 3 harus berlangsung 1 sampai 31 hari.",
        ),
        (
            event("SUMMARY:A", "DTEND;VALUE=DATE:20260408"),
            "“A” di baris 3 harus berlangsung 1 sampai 31 hari.",
        ),
        (event("SUMMARY:A") * 2, "Isinya bukan satu kalender iCalendar (.ics) yang utuh."),
        (
            event("SUMMARY:A" + "\r\nEND:VEVENT\r\nBEGIN:VEVENT" * 500),
            "Acaranya 501; paling banyak 500.",
        ),
        (
            write_calendar([SpecialDay(date(2026, 1, 1), "A", "local")], "x").replace(
                b"END:VEVENT", MANY
            ),
            "Harinya 510; paling banyak 500.",
        ),
        (event(f"SUMMARY:{'x' * 600_000}"), "Paling banyak 512 KB."),
    ],
)
def test_a_file_that_is_no_calendar_is_named_by_event_and_line(
    content: bytes, problem: str
) -> None:
    with pytest.raises(BadCalendarFile) as refused:
        read_calendar(content, "local")
    assert str(refused.value) == (
        f"Berkas kalender ini tidak dapat dibaca; tidak ada yang disimpan. {problem}"
    )
