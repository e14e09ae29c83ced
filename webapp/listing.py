"""What a list of appraisals shows: the filter in the address, the columns, and each cell in words.

A cell says the same on the page and in the file; only links and colours are the page's own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request
from werkzeug.datastructures import MultiDict

from engine.queries import AppraisalFilter, AppraisalRow, harmless
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
    return replace(
        _read(said),
        page=said.get("halaman", 1, type=whole),
        ids=tuple(said.getlist("pilih")[:MOST_CHOSEN]),
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


def read_address(query: str) -> tuple[AppraisalFilter, tuple[str, ...]]:
    """The filter and the columns of a query string."""
    said = MultiDict(parse_qsl(query))
    return _read(said), tuple(said.getlist("kolom"))


def address_of(wanted: AppraisalFilter, columns: Iterable[str] = ()) -> str:
    """The query string that asks for a filter; which appraisals were ticked is no part of it."""
    texts = {word: getattr(wanted, name) for name, word in (_TEXTS | _NUMBERS).items()}
    flags = {word: "1" for name, word in _FLAGS.items() if getattr(wanted, name)}
    sort = next(word for word, name in _SORTS.items() if name == wanted.sort)
    said = {**texts, **flags, "urut": sort}
    return address(
        [*((name, [str(value)]) for name, value in said.items() if value), ("kolom", [*columns])]
    )


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


def _read(said: MultiDict[str, str]) -> AppraisalFilter:
    found: dict[str, Any] = {
        **{name: said.get(word, "")[:LONGEST] for name, word in _TEXTS.items()},
        **{name: said.get(word, type=whole) for name, word in _NUMBERS.items()},
        **{name: word in said for name, word in _FLAGS.items()},
    }
    return AppraisalFilter(**found, sort=_SORTS.get(said.get("urut", ""), ""))


def _day(value: datetime | None) -> str:
    return formats.short_day(value, i18n.language(), i18n.zone()) if value else ""


def _due(row: AppraisalRow) -> str:
    return _day(row.due_at and formats.closing(row.due_at, i18n.zone()))


def _left(row: AppraisalRow) -> str:
    if row.days_left is None:
        return ""
    if row.late and row.days_left <= 0:
        return i18n.say("lewat {n}", n=-row.days_left)
    return str(row.days_left)


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
    "sisa": Column("Sisa hari kerja", _left),
    "berikutnya": Column("Berikutnya", lambda row: _said(row.next_event)),
    "tanggal": Column("Tanggal berikutnya", lambda row: _day(row.next_at)),
    "kesehatan": Column("Kesehatan", lambda row: i18n.say(wording.HEALTHS[row.health])),
}
USUAL = frozenset(
    {
        *("nama", "unit", "keadaan", "menunggu", "lama", "batas", "sisa"),
        *("berikutnya", "tanggal", "kesehatan"),
    }
)
_SORTS = {"": "", "unit": "", "nama": "subject", "batas": "due_at", "sejak": "since"}
#: What an address calls the parts of a filter.
_TEXTS = {
    "cycle": "siklus",
    "state": "status",
    "health": "kesehatan",
    "text": "cari",
    "superior": "penilai",
    "holder": "menunggu",
    "phase": "tahap",
    "step": "langkah",
    "coaching": "coaching",
}
_NUMBERS = {"unit": "unit", "version": "versi"}
_FLAGS = {"direct": "langsung", "late": "terlambat"}
_NAMES = frozenset({*_TEXTS.values(), *_NUMBERS.values(), *_FLAGS.values(), "urut", "kolom"})
