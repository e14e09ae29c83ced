"""Reads a list of people as a spreadsheet saves one: CSV with commas or semicolons."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.commands.passwords import MIN_LENGTH
from schemas.signs import harmless

COLUMNS = (
    "nip",
    "name",
    "position",
    "rank",
    "unit",
    "superior_nip",
    "appraisal_class",
    "appraised",
    "roles",
    "email",
    "password",
)
_REQUIRED = ("nip", "name", "position", "unit")
_LIMITS = {"name": 200, "position": 200, "unit": 200, "email": 200, "rank": 80}
_CLASSES = ("structural", "functional")
_ROLES = frozenset({"sdm"})
_YES = {"ya": True, "yes": True, "1": True, "tidak": False, "no": False, "0": False}

Mistake = tuple[int, str, str]
"""Row as a spreadsheet numbers it, column, sentence."""


@dataclass(frozen=True)
class EmployeeRow:
    """One employee as a file or the demo describes one."""

    nip: str
    name: str
    position: str
    unit: str
    rank: str = ""
    superior_nip: str = ""
    appraisal_class: str = "functional"
    appraised: bool = True
    roles: tuple[str, ...] = ()
    email: str = ""
    password: str = ""


@dataclass(frozen=True)
class PeopleFile:
    """What a file says: its columns, its good rows by number, every NIP in it, its mistakes."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, EmployeeRow], ...]
    nips: frozenset[str]
    mistakes: tuple[Mistake, ...]


def is_nip(text: str) -> bool:
    """Whether `text` is a NIP: 18 digits."""
    return len(text) == 18 and text.isascii() and text.isdigit()


def read(text: str) -> PeopleFile:
    """Read a CSV text with a heading row; its mistakes are listed, not raised."""
    table = _table(text.lstrip("\ufeff"))
    heading = tuple(name.strip().lower() for name in table[0]) if table else ()
    wrong = [(1, name, sentence) for name, sentence in _heading_mistakes(heading)]
    if wrong:
        return PeopleFile(heading, (), frozenset(), tuple(wrong))
    rows: list[tuple[int, EmployeeRow]] = []
    mistakes: list[Mistake] = []
    seen: dict[str, int] = {}
    for number, raw in enumerate(table[1:], start=2):
        if not any(cell.strip() for cell in raw):
            continue
        cells = dict.fromkeys(COLUMNS, "") | dict(zip(heading, map(str.strip, raw), strict=False))
        found = [(number, *each) for each in _mistakes(cells, raw, heading)]
        nip = _digits(cells["nip"])
        if nip in seen:
            found.append((number, "nip", f"NIP ini sudah ada pada baris {seen[nip]}."))
        seen.setdefault(nip, number)
        mistakes += found
        if not found:
            rows.append((number, _row(cells)))
    return PeopleFile(heading, tuple(rows), frozenset(seen), tuple(mistakes))


def _table(text: str) -> list[list[str]]:
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def _heading_mistakes(heading: Sequence[str]) -> Iterable[tuple[str, str]]:
    for name in _REQUIRED:
        if name not in heading:
            yield name, "kolom wajib ini tidak ada."
    for name in sorted(set(heading)):
        if name not in COLUMNS:
            yield name, f"kolom ini tidak dikenal; pakai: {', '.join(COLUMNS)}."
        elif heading.count(name) > 1:
            yield name, "kolom ini ada lebih dari sekali."


def _mistakes(
    cells: Mapping[str, str], raw: Sequence[str], heading: Sequence[str]
) -> Iterable[tuple[str, str]]:
    if len(raw) > len(heading):
        yield "", "baris ini punya lebih banyak sel daripada kolom."
    for name in _REQUIRED:
        if not cells[name]:
            yield name, "wajib diisi."
    for name, cell in cells.items():
        if len(cell) > _LIMITS.get(name, 400):
            yield name, f"paling banyak {_LIMITS.get(name, 400)} huruf."
        if any(not letter.isprintable() and not letter.isspace() for letter in cell):
            yield name, "memuat huruf yang tidak dapat ditampilkan."
    if cells["nip"] and not is_nip(_digits(cells["nip"])):
        yield "nip", "NIP harus 18 angka."
    if cells["appraisal_class"] and cells["appraisal_class"] not in _CLASSES:
        yield "appraisal_class", "isi structural atau functional."
    if cells["appraised"] and cells["appraised"].lower() not in _YES:
        yield "appraised", "isi ya atau tidak."
    for role in cells["roles"].split():
        if role not in _ROLES:
            yield "roles", f"peran {harmless(role)} tidak dikenal; pakai: sdm."
    if cells["password"] and len(cells["password"]) < MIN_LENGTH:
        yield "password", f"paling sedikit {MIN_LENGTH} huruf."


def _row(cells: Mapping[str, str]) -> EmployeeRow:
    return EmployeeRow(
        nip=_digits(cells["nip"]),
        name=_line(cells["name"]),
        position=_line(cells["position"]),
        unit=_line(cells["unit"]),
        rank=_line(cells["rank"]),
        superior_nip=_digits(cells["superior_nip"]),
        appraisal_class=cells["appraisal_class"] or "functional",
        appraised=_YES.get(cells["appraised"].lower(), True),
        roles=tuple(cells["roles"].split()),
        email=cells["email"],
        password=cells["password"],
    )


def _digits(text: str) -> str:
    return "".join(text.split())


def _line(text: str) -> str:
    return " ".join(text.split())
