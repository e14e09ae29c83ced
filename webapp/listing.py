"""What a list of appraisals shows: the filter in the address, the columns, and each cell in words.

A cell says the same on the page and in the file; only links and colours are the page's own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import request

from engine.queries import SORTS, AppraisalFilter, AppraisalRow, harmless
from schemas.said import Said, say
from webapp import formats, i18n, wording
from webapp.posted import whole

MOST_CHOSEN = 500
LONGEST = 100
"""Characters of a text that is looked for."""


@dataclass(frozen=True)
class Column:
    """A column: its heading, what stands in a row, and by which name one sorts by it."""

    label: str
    cell: Callable[[AppraisalRow], str]
    sort: str = ""


def wanted() -> AppraisalFilter:
    """What the address asks for; a health that does not exist meets nobody."""
    said = request.args
    return AppraisalFilter(
        cycle=said.get("siklus", ""),
        unit=said.get("unit", type=whole),
        direct="langsung" in said,
        state=said.get("status", ""),
        health=said.get("kesehatan", ""),
        text=said.get("cari", "")[:LONGEST],
        superior=said.get("penilai", "")[:LONGEST],
        holder=said.get("menunggu", "")[:LONGEST],
        late="terlambat" in said,
        page=said.get("halaman", 1, type=whole),
        version=said.get("versi", type=whole),
        phase=said.get("tahap", "")[:LONGEST],
        step=said.get("langkah", "")[:LONGEST],
        coaching=said.get("coaching", "")[:LONGEST],
        ids=tuple(said.getlist("pilih")[:MOST_CHOSEN]),
        sort=sort if (sort := _SORTS.get(said.get("urut", ""), "")) in SORTS else "",
    )


def kept(*without: str) -> dict[str, Any]:
    """The filter, order and columns of the address, to be linked to again."""
    return {
        name: [value for value in values if value]
        for name, values in request.args.lists()
        if name in _NAMES and name not in without and any(values)
    }


def address(said: Iterable[tuple[str, list[str]]]) -> str:
    """A filter, its order and its columns as a query string; what is none of these is left out."""
    known = sorted((name, values) for name, values in said if name in _NAMES)
    return urlencode([(name, value) for name, values in known for value in values if value])


def misread() -> list[Said]:
    """What the address says and the list does not know: sentences to be said."""
    said = request.args
    found = []
    if said.get("urut", "") not in _SORTS:
        found.append(
            say("Daftar ini tidak dapat diurutkan seperti itu; urutannya menurut unit dan nama.")
        )
    if set(said.getlist("kolom")) - COLUMNS.keys():
        found.append(say("Kolom yang tidak dikenal diabaikan."))
    for name in ("unit", "versi", "halaman"):
        if said.get(name) and said.get(name, type=whole) is None:
            found.append(say("Saringan yang bukan bilangan diabaikan."))
            break
    return found


def columns() -> Mapping[str, Column]:
    """Those that were chosen, in the order of the list; without a choice the usual ones."""
    chosen = set(request.args.getlist("kolom")) & COLUMNS.keys()
    return {name: each for name, each in COLUMNS.items() if name in (chosen or USUAL)}


def table(rows: Iterator[AppraisalRow]) -> Iterator[Sequence[str]]:
    """The heading and the rows of a file; no cell is one that a spreadsheet would run."""
    shown = columns().values()
    yield [i18n.say(each.label) for each in shown]
    for row in rows:
        yield [harmless(each.cell(row)) for each in shown]


def _day(value: datetime | None) -> str:
    return formats.short_day(value, i18n.language(), i18n.zone()) if value else ""


def _due(row: AppraisalRow) -> str:
    return _day(row.due_at and formats.closing(row.due_at, i18n.zone()))


def _said(text: str) -> str:
    return i18n.say(text) if text else ""


#: All there are. None tells a score: by no order or filter can one be guessed.
COLUMNS: Mapping[str, Column] = {
    "nama": Column("Pegawai", lambda row: row.subject, "nama"),
    "nip": Column("NIP", lambda row: row.nip),
    "jabatan": Column("Jabatan", lambda row: row.position),
    "unit": Column("Unit kerja", lambda row: row.unit, "unit"),
    "penilai": Column("Pejabat Penilai Kinerja", lambda row: row.pejabat_penilai),
    "siklus": Column("Siklus", lambda row: str(row.year)),
    "versi": Column("Versi diagram", lambda row: str(row.version)),
    "keadaan": Column("Keadaan", lambda row: i18n.say(wording.STATES[row.state])),
    "menunggu": Column("Menunggu", lambda row: ", ".join(map(i18n.say, row.waiting_on))),
    "tugas": Column("Tugas", lambda row: _said(row.task)),
    "sejak": Column("Sejak", lambda row: _day(row.since), "sejak"),
    "lama": Column(
        "Hari kerja", lambda row: "" if row.since_days is None else str(row.since_days), "sejak"
    ),
    "batas": Column("Batas", _due, "batas"),
    "berikutnya": Column("Berikutnya", lambda row: _said(row.next_event)),
    "tanggal": Column("Tanggal berikutnya", lambda row: _day(row.next_at)),
    "kesehatan": Column("Kesehatan", lambda row: i18n.say(wording.HEALTHS[row.health])),
}
USUAL = frozenset(
    {"nama", "unit", "keadaan", "menunggu", "lama", "batas", "berikutnya", "tanggal", "kesehatan"}
)
_SORTS = {"": "", "unit": "", "nama": "subject", "batas": "due_at", "sejak": "since"}
_NAMES = frozenset(
    {
        *("siklus", "unit", "langsung", "status", "kesehatan", "cari", "penilai", "menunggu"),
        *("terlambat", "versi", "tahap", "langkah", "coaching", "urut", "kolom"),
    }
)
