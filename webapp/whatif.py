"""Andaikan: a timeline that is only thought of, and what it would lead to for everybody."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from engine import clock, queries, whatif
from engine.calendar_edits import read_day
from engine.calendar_file import read_calendar
from engine.errors import BadCalendarFile, BadDate, FormRejected, LineRefused
from engine.queries import WhatIf, WhatIfAsked
from engine.queries.whatif import MOST_LINES
from engine.timeline import KINDS as EVERY_KIND
from engine.timeline import SpecialDay
from schemas.working_days import KINDS
from webapp import day_lines, errors, gantt, i18n, rights, wording
from webapp.here import ask
from webapp.posted import whole

ROWS = tuple(range(1, MOST_LINES + 1))
FIELDS = (
    *(f"{name}-{row}" for row in ROWS for name in ("tepi", "aturan")),
    *("diagram", "cakupan", "unit", "kapan", "kalender", "hari", "sampai", "jenis", "hari-lain"),
    *("ganti", "nip", "nip-baru", "sebar", "langkah", "telat"),
)
"""What the form sends; a link to a part of the answer carries all of it along."""
NAMES = {"edge": "tepi", "rule": "aturan", "timeline": "diagram", "heir": "nip-baru"}
#: So many letters of a field are read.
LONGEST, LONGEST_OF = 200, {"hari-lain": 4000}

bp = Blueprint("whatif", __name__, url_prefix="/linimasa/<cycle_id>/andai")


@bp.get("")
@rights.sdm
def show(cycle_id: str) -> Any:
    """The form, and the answer once it was asked for. Nothing is stored by asking."""
    if "hitung" not in request.args:
        return _page(cycle_id)
    try:
        found = ask(queries.what_if, cycle_id, _asked())
    except BadDate as error:
        return _page(cycle_id, problem=_problem(error)), 422
    return _page(cycle_id, found)


@bp.post("")
@rights.sdm
def put(cycle_id: str) -> Any:
    """What was typed, and the days of a file that came along, as the address of the question."""
    try:
        typed = _typed() | _days_of_file(_typed())
    except BadDate as error:
        return _page(cycle_id, problem=_problem(error)), 422
    asked: dict[str, Any] = {name: value for name, value in typed.items() if value}
    return redirect(url_for(".show", cycle_id=cycle_id, hitung="1", **asked))


@bp.get("/orang/<appraisal_id>")
@rights.sdm
def person(cycle_id: str, appraisal_id: str) -> Any:
    """Every step to come of one person."""
    try:
        whom, steps = ask(queries.what_if_of, cycle_id, _asked(), appraisal_id)
    except BadDate as error:
        return _page(cycle_id, problem=_problem(error)), 422
    return render_template(
        "whatif/person.html", whom=whom, steps=steps, back=url_for(".show", **_carried(cycle_id))
    )


def _page(
    cycle_id: str, found: WhatIf | None = None, problem: Mapping[str, tuple[str, ...]] | None = None
) -> str:
    timeline = ask(queries.cycle_timeline, cycle_id)
    return render_template(
        "whatif/show.html",
        timeline=timeline,
        found=found,
        typed=_typed(),
        rows=ROWS,
        ways=whatif.WAYS,
        kinds=KINDS,
        left_alone=wording.LEFT_ALONE,
        units=ask(lambda session, _actor: queries.units(session)),
        drafts=ask(queries.drafts),
        versions=[each for each in ask(queries.versions) if each.number != timeline.version],
        problem=problem or {},
        listed=any(request.args.get(name) is not None for name in ("langkah", "telat", "halaman")),
        drawing=_drawing(found) if found else None,
        again=lambda **changed: url_for(".show", **_carried(cycle_id, **changed)),
        of=lambda each: url_for(".person", appraisal_id=each.appraisal_id, **_carried(cycle_id)),
        change=lambda line: _change(cycle_id, f"{line.key}.{line.edge}", line.rule),
        shift=lambda unit, edge, rule: _change(cycle_id, edge, rule, str(unit)),
    )


def _drawing(found: WhatIf) -> gantt.Compared:
    return gantt.compared(*found.phases, found.weeks, clock.now(), i18n.zone())


def _change(cycle_id: str, edge: str, rule: str, unit: str = "") -> str:
    """The form that carries a line out, filled in."""
    typed = _typed()
    values: dict[str, Any] = {"cakupan": typed["cakupan"], "unit": typed["unit"]}
    if unit:
        values = {"cakupan": "unit", "unit": unit}
    return url_for("timeline.ask_for", cycle_id=cycle_id, tepi=edge, aturan=rule, **values)


# ---- what was typed ---------------------------------------------------------------------------


def _typed() -> dict[str, str]:
    sent = {name: request.values.get(name, "")[: LONGEST_OF.get(name, LONGEST)] for name in FIELDS}
    return sent | {"cakupan": sent["cakupan"] or "all", "kapan": sent["kapan"] or "last"}


def _carried(cycle_id: str, **changed: object) -> dict[str, Any]:
    kept = {name: value for name, value in _typed().items() if value}
    return {"cycle_id": cycle_id, "hitung": "1", **kept, **changed}


def _asked() -> WhatIfAsked:
    typed = _typed()
    if typed["cakupan"] not in ("all", "unit"):
        raise BadDate("cakupan", i18n.say("Pilih untuk siapa tanggal ini diubah."))
    when = next((way for way in whatif.WAYS if way == typed["kapan"]), None)
    if when is None:
        raise BadDate("kapan", i18n.say("Pilih kapan orang bertindak."))
    return WhatIfAsked(
        lines=tuple((typed[f"tepi-{row}"], typed[f"aturan-{row}"]) for row in _filled(typed)),
        scope=typed["cakupan"],
        unit=request.values.get("unit", type=whole),
        when=when,
        timeline=typed["diagram"],
        layer=typed["kalender"],
        days=_days(typed),
        **_handing(typed),
        spread=typed["sebar"],
        focus=typed["langkah"],
        late=bool(typed["telat"]),
        page=request.args.get("halaman", 1, type=whole),
    )


def _filled(typed: Mapping[str, str]) -> list[int]:
    """The rows in which a date was chosen or a rule was written."""
    return [row for row in ROWS if typed[f"tepi-{row}"] or typed[f"aturan-{row}"].strip()]


def _handing(typed: Mapping[str, str]) -> dict[str, str]:
    """Who would rate whom; somebody named without saying for whom is asked about."""
    if typed["ganti"] not in ("", "own", "rated") or (
        not typed["ganti"] and (typed["nip"].strip() or typed["nip-baru"].strip())
    ):
        raise BadDate("ganti", i18n.say("Pilih siapa yang dinilai orang lain."))
    return {"swap": typed["ganti"], "nip": typed["nip"], "heir": typed["nip-baru"]}


def _days(typed: Mapping[str, str]) -> tuple[SpecialDay, ...]:
    """The days from one to another, and those of the lines; a line decides of its days."""
    wanted = any(typed[name].strip() for name in ("hari", "sampai", "hari-lain"))
    if not wanted and not typed["kalender"]:
        return ()
    if typed["kalender"] not in ("national", "agency", "unit"):
        raise BadDate("kalender", i18n.say("Pilih kalender."))
    if not wanted:
        raise BadDate("hari", i18n.say("Tulis hari yang diandaikan, atau pilih berkasnya."))
    kind = next((each for each in EVERY_KIND if each == typed["jenis"]), None)
    if kind is None:
        raise BadDate("jenis", i18n.say("Pilih jenis hari."))
    lines = day_lines.read(typed["hari-lain"], kind, "hari-lain")
    found = {day.day: day for day in (*_span(typed), *lines)}
    return tuple(found[day] for day in sorted(found))


def _span(typed: Mapping[str, str]) -> tuple[SpecialDay, ...]:
    if not typed["hari"] and not typed["sampai"]:
        return ()
    first = _day(typed, "hari")
    last = _day(typed, "sampai") if typed["sampai"] else first
    try:
        return day_lines.span(first.day, last.day, first.kind)
    except ValueError:
        raise BadDate("sampai", day_lines.too_long()) from None


def _day(typed: Mapping[str, str], field: str) -> SpecialDay:
    raw = {"day": typed[field], "name": "?", "kind": typed["jenis"], "half": "tidak"}
    try:
        return read_day({**raw, "estimate": "tidak"})
    except FormRejected as error:
        at, said = next(iter(error.messages.items()))
        raise BadDate({"day": field, "kind": "jenis"}.get(at, at), said[0]) from error


def _days_of_file(typed: Mapping[str, str]) -> dict[str, str]:
    """The days of a calendar file (.ics), below those that were written as lines."""
    given = request.files.get("berkas")
    content = given.read() if given else b""
    if not content:
        return {}
    try:
        rows = read_calendar(content, "holiday" if typed["kalender"] == "national" else "local")
    except BadCalendarFile as error:
        raise BadDate("berkas", errors.sentence(error)) from error
    lines = [typed["hari-lain"].strip(), day_lines.written(rows)]
    written = "\n".join(filter(None, lines))
    if len(written) > LONGEST_OF["hari-lain"]:
        said = i18n.say(
            "Berkas ini memuat {n} hari, terlalu banyak sekaligus; tulis yang penting saja.",
            n=len(rows),
        )
        raise BadDate("berkas", said)
    return {"hari-lain": written}


def _problem(error: BadDate) -> dict[str, tuple[str, ...]]:
    """What is said, by the field it is said at; and the rule around its wrong letter."""
    field, said = NAMES.get(error.field, error.field), i18n.say(error.problem)
    if not isinstance(error, LineRefused):
        return {field: (said,)}
    row = _filled(_typed())[error.place]
    text, at = _typed()[f"aturan-{row}"], error.position
    return {f"{field}-{row}": (said,) if at is None else (said, text[:at], text[at:])}
