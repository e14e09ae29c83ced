"""Diagrams and tables that come from outside: checked in a child process with limits."""

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Any

from engine import apart, timeline
from engine.bpmn.check import Place, Problem, check
from engine.bpmn.parse import read
from schemas import UnknownForm, form
from schemas.said import Said, cite, say

SMALL = 1_000_000  # bytes, all files together
SECONDS_IF_SMALL = 2
SECONDS_IF_HUGE = 5
KEPT = 32  # verdicts


@dataclass(frozen=True)
class Checked:
    """That files were checked: which, by their digest, and with what result."""

    digest: str
    problems: tuple[Problem, ...]


def digest_of(files: Mapping[str, bytes]) -> str:
    """What names a set of files by their paths and texts, 64 hex letters."""
    texts = {name: content.decode() for name, content in sorted(files.items())}
    return sha256(json.dumps(texts).encode()).hexdigest()


def checked(files: Mapping[str, bytes]) -> Checked:
    """Check files before the transaction that stores them: others need not wait meanwhile.

    A verdict that was reached holds for these texts: each page of a draft, and whoever has it open
    on the board, asks for the same one, and none of them starts another child.
    """
    digest = digest_of(files)
    found = _kept(digest)
    if found is None:
        found = tuple(check_upload(files))
        # What was not reached may have a busy machine to blame.
        if not any(each.code.startswith("check-") for each in found):
            _keep(digest, found)
    return Checked(digest, found)


_VERDICTS: OrderedDict[str, tuple[Problem, ...]] = OrderedDict()
_READING = Lock()


def _kept(digest: str) -> tuple[Problem, ...] | None:
    with _READING:
        if digest in _VERDICTS:
            _VERDICTS.move_to_end(digest)  # who is asked for often stays
        return _VERDICTS.get(digest)


def _keep(digest: str, found: tuple[Problem, ...]) -> None:
    with _READING:
        _VERDICTS[digest] = found
        while len(_VERDICTS) > KEPT:
            _VERDICTS.popitem(last=False)


def forget() -> None:
    """Keep no verdict, as in a process that has just begun."""
    with _READING:
        _VERDICTS.clear()


def check_upload(files: Mapping[str, bytes]) -> list[Problem]:
    """What keeps diagrams and tables from outside from being published; [] if nothing does.

    The verdict of `problems`, reached in a child process: a file that hangs the reader, or
    takes all memory, becomes a problem that names it, and as much of the place as is known.
    """
    whole = sum(map(len, files.values()))
    seconds = SECONDS_IF_SMALL if whole <= SMALL else SECONDS_IF_HUGE
    try:
        found = apart.run("engine.uploads:look", dict(files), apart.Limits(seconds))
    except apart.Lost as lost:
        file, line, element = lost.last or (min(files, default=""), 1, "")
        return [Problem(file, line, element, f"check-{lost.why}", _lost(lost.why, seconds))]
    return [
        Problem(file, line, element, code, Said.from_json(said), part)
        for file, line, element, code, said, part in found
    ]


def problems(
    files: Mapping[str, bytes], at: Place = lambda file, line, element: None
) -> list[Problem]:
    """What keeps these diagrams from being published, found in this process.

    `at` is told each place before it is looked at.
    """
    return check(files, _form_problem, timeline.parse, outcomes, timeline.faults_of_any_year, at)


def look(files: Mapping[str, bytes], tell: apart.Tell) -> list[Any]:
    """Check, and if nothing is wrong let the library read what it will run; in the child."""
    found = problems(files, lambda *place: tell(place))
    if not found:
        for file in sorted(files):
            tell((file, 1, ""))
        read(files)
    return [
        [each.file, each.line, each.element, each.code, each.message.to_json(), each.part]
        for each in found
    ]


def _lost(why: str, seconds: int) -> Said:
    match why:
        case "slow":
            return say(
                "Berkas ini tidak selesai diperiksa dalam {seconds} detik; sederhanakan atau bagi "
                "menjadi beberapa berkas.",
                seconds=seconds,
            )
        case "large":
            return say(
                "Berkas ini memerlukan terlalu banyak memori untuk diperiksa; sederhanakan atau "
                "bagi menjadi beberapa berkas."
            )
    return say("Berkas ini menghentikan pemeriksaan; gambar ulang bagian ini.")


def _form_problem(key: str) -> Said | None:
    try:
        form(key)
    except UnknownForm:
        return cite("Formulir {key} tidak ada; tulis misalnya umum.Konfirmasi.", key=key)
    return None


def outcomes(key: str) -> frozenset[str]:
    """The routing values that a form may decide."""
    try:
        return form(key).decides
    except UnknownForm:
        return frozenset()  # a problem of its own
