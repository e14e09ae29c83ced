"""Jalur: one appraisal on its diagram, with the way it took, where it waits and what lies ahead."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, g, make_response, render_template, request, url_for

from engine import queries
from engine.queries import Path, PathSpot
from webapp import formats, headers, i18n, rights
from webapp.here import ask

bp = Blueprint("path", __name__, url_prefix="/penilaian/<appraisal_id>/jalur")


@bp.get("")
@rights.signed_in
def show(appraisal_id: str) -> Any:
    """One appraisal on the diagram of its year, or of the phase named in the address."""
    found = ask(queries.path, appraisal_id, request.args.get("tahap", ""))
    g.mine = found.viewer == "pegawai"
    page = render_template(
        "appraisals/path.html",
        found=found,
        told=_told(found),
        words=words,
        standing=[spot for spot in found.standing if spot.since],
        drawn=_drawn(found),
    )
    return headers.for_drawings(make_response(page))


def _told(found: Path) -> list[PathSpot]:
    """The lines of the table, how it ends last."""
    told = [spot for spot in found.spots if _is_told(found, spot)]
    return sorted(told, key=lambda spot: spot.line.kind == "end")


def _is_told(found: Path, spot: PathSpot) -> bool:
    """Whether the table has a line for it: what people do and answer, dates, and how it ends."""
    line, state = spot.line, spot.state
    if line.kind in ("task", "call"):
        return True
    if line.kind in ("wait", "deadline"):
        # On the year each phase has its date itself.
        return state == "waits" or (state == "done" and found.phase != "")
    if line.kind == "question":
        # What the profile alone decides is nobody's answer.
        return bool(spot.answer) and not any("runs(" in way.condition for way in line.ways)
    return line.kind == "end" and not line.depth and state in ("done", "next")


def words(spot: PathSpot) -> str:
    """What became of a step, or will, in a sentence."""
    if spot.state == "done":
        return _done(spot)
    if spot.state == "perhaps":
        return i18n.say("Hanya bila diperlukan")
    if spot.state == "never":
        return i18n.say("Tidak dilalui")
    told = _waiting(spot) if spot.state == "waits" else _expected(spot)
    return f"{told}; {_before(spot)}" if spot.times else told


def _before(spot: PathSpot) -> str:
    """What comes round again was passed before."""
    day = _day(spot.passed)
    if spot.answer:
        return i18n.say("sebelumnya {day}: {answer}", day=day, answer=i18n.say(spot.answer))
    return i18n.say("sebelumnya {day}", day=day)


def _expected(spot: PathSpot) -> str:
    last = _day(spot.expected)
    if spot.begins and spot.begins != spot.expected:
        return i18n.say("Diperkirakan {first} – {last}", first=_day(spot.begins), last=last)
    return i18n.say("Diperkirakan {day}", day=last)


def _waiting(spot: PathSpot) -> str:
    until = i18n.last_day(spot.due_at) if spot.due_at else ""
    if spot.since and until and spot.line.kind == "task":
        return i18n.say("Menunggu sejak {day}, batas {until}", day=_day(spot.since), until=until)
    if spot.since:
        return i18n.say("Menunggu sejak {day}", day=_day(spot.since))
    if until:
        return i18n.say("Menunggu tanggal: {until}", until=until)
    return i18n.say("Menunggu peristiwa lain")


def _done(spot: PathSpot) -> str:
    day = _day(spot.passed)
    if spot.answer:
        return i18n.say("Dijawab {day}: {answer}", day=day, answer=i18n.say(spot.answer))
    if spot.begun and spot.begun != spot.passed:
        return i18n.say("Selesai: {first} – {last}", first=_day(spot.begun), last=day)
    if spot.times > 1:
        return i18n.say("Selesai {day}, {n} kali", day=day, n=spot.times)
    return i18n.say("Selesai {day}", day=day)


def _day(day: date | None) -> str:
    return formats.short_day(day, i18n.language(), i18n.zone()) if day else ""


def _drawn(found: Path) -> Mapping[str, Any]:
    """What the script shows: where the drawing is, and the marks of its elements and flows."""
    name = found.path.rpartition("/")[2]
    first = next(iter(found.standing), None)
    return {
        "address": url_for("places.drawing", number=found.version, name=name),
        "first": first.line.id if first else "",
        "flows": found.flows,
        "spots": [_mark(found, spot) for spot in found.spots],
    }


def _mark(found: Path, spot: PathSpot) -> Mapping[str, Any]:
    mark = {"element": spot.line.id, "state": spot.state, "text": _sign(found, spot)}
    if spot.line.kind == "call" and not found.phase:
        mark["opens"] = url_for("path.show", appraisal_id=found.id, tahap=spot.line.id)
    return mark


def _sign(found: Path, spot: PathSpot) -> str:
    """The same in a few letters, at the element itself."""
    if not _is_told(found, spot) or spot.line.kind == "question":
        return ""

    def short(day: date | None) -> str:
        return formats.day_of_year(day, found.year, i18n.language()) if day else ""

    if spot.state == "done":
        return f"✓ {short(spot.passed)}"
    if spot.state == "next":
        days = dict.fromkeys(short(day) for day in (spot.begins, spot.expected) if day)
        return f"≈ {' – '.join(days)}"
    if spot.state == "waits" and spot.since:
        return i18n.say("sejak {day}", day=short(spot.since))
    if spot.state == "waits" and spot.due_at:
        last = formats.closing(spot.due_at, i18n.zone()).date()
        return i18n.say("sampai {day}", day=short(last))
    return ""
