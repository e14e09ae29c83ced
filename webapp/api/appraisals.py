"""Appraisals: those I may see, and one in full with its stages, holders, timers and history."""

from typing import Any

from engine import commands, queries
from engine.queries import AppraisalFilter, AppraisalPage, HistoryLine, Spot, TimerLine, Wait
from schemas import api
from webapp import i18n, page, rights, waiting
from webapp.api.blueprint import Blueprint
from webapp.api.citations import cited
from webapp.here import actor, ask, do

bp = Blueprint(
    "api-appraisals",
    __name__,
    url_prefix="/api/v1/appraisals",
    description="Where appraisals sit",
)


@bp.route("", methods=["GET"])
@rights.signed_in
@bp.problems(401, 422)
@bp.response(200, api.AppraisalRows)
@bp.arguments(api.AppraisalQuery, location="query")
def visible(wanted: dict[str, Any]) -> Any:
    """The appraisals I may see, fifty to a page: my own, those below me; for Bagian SDM all."""
    found = ask(queries.appraisals, AppraisalFilter(**wanted))
    return {
        "page": found.page,
        "pages": found.pages,
        "count": found.total,
        "appraisals": found.rows,
    }


@bp.route("/board", methods=["GET"])
@rights.signed_in
@bp.problems(401, 404, 422)
@bp.response(200, api.BoardShape)
@bp.arguments(api.BoardQuery, location="query")
def board(wanted: dict[str, Any]) -> Any:
    """How many of them stand where, unit by unit: each number is the count of its list."""
    found = ask(queries.board, wanted["cycle"], wanted["unit"])
    return found or {"cycle": "", "rows": (), "total": None}


@bp.route("/places", methods=["GET"])
@rights.signed_in
@bp.problems(401, 404, 422)
@bp.response(200, api.PlacesShape)
@bp.arguments(api.PlacesQuery, location="query")
def places(wanted: dict[str, Any]) -> Any:
    """How many of them stand at each step of the year's diagram, or of a phase's."""
    phase = wanted.pop("phase")
    found = ask(queries.places, AppraisalFilter(**wanted), phase)
    if found is None:
        return NOWHERE
    return {
        **{name: getattr(found, name) for name in ("cycle", "version", "total", "done", "phase")},
        "name": i18n.say(found.name),
        "versions": [{"version": number, "people": many} for number, many in found.versions],
        "spots": [_spot(spot) for spot in found.spots],
    }


@bp.route("/nudge", methods=["POST"])
@rights.signed_in
@bp.problems(400, 401, 413, 415, 422)
@bp.response(200, api.NudgedShape)
@bp.arguments(api.AppraisalQuery)
def nudge(wanted: dict[str, Any]) -> Any:
    """Remind whoever holds a task of them; of each task once a day, whoever asks."""
    return {"reminded": do(commands.nudge, wanted=AppraisalFilter(**wanted))}


NOWHERE = {
    **dict.fromkeys(("cycle", "phase", "name"), ""),
    **dict.fromkeys(("version", "total", "done"), 0),
    **dict.fromkeys(("versions", "spots"), ()),
}


def _spot(spot: Spot) -> dict[str, Any]:
    line, place = spot.line, spot.place
    return {
        "element": line.id,
        "name": i18n.say(line.name) if line.name else "",
        "kind": line.kind,
        "role": line.role,
        "people": place.people if place else 0,
        "late": place.late if place else 0,
        "waits": place.waits if place else (0, 0, 0),
        "since": place.since if place else None,
    }


@bp.route("/<appraisal_id>", methods=["GET"])
@rights.signed_in
@bp.problems(401, 404, 422)
@bp.response(200, api.AppraisalShape)
@bp.arguments(api.Paging, location="query")
def show(wanted: dict[str, int], appraisal_id: str) -> Any:
    """One appraisal: stages, open tasks, timers; `page` and `per_page` turn its history."""
    found = ask(queries.appraisal_page, appraisal_id)
    return {
        **{name: getattr(found, name) for name in _PLAIN},
        "profile": i18n.say(found.profile),
        "stages": [
            {
                "key": each.key,
                "label": i18n.say(each.label),
                "state": each.state,
                "opens": each.opens,
                "closes": each.closes,
                "began": each.began,
                "ended": each.ended,
            }
            for each in found.stages
        ],
        "open_tasks": _holders(found),
        "timers": [_timer(each) for each in found.timers],
        "history": _history(found.history, wanted["page"], wanted["per_page"]),
    }


@bp.route("/<appraisal_id>/waits", methods=["GET"])
@rights.signed_in
@bp.problems(401, 404)
@bp.response(200, api.Waits)
def waits(appraisal_id: str) -> Any:
    """Why it cannot go on yet: what it waits for, who holds it, since when, and whom to ask."""
    return {"waits": [_wait(each) for each in ask(queries.waits, appraisal_id)]}


@bp.route("/<appraisal_id>/dates/<key>/<edge>", methods=["GET"])
@rights.signed_in
@bp.problems(401, 404)
@bp.response(200, api.WhyShape)
def why(appraisal_id: str, key: str, edge: str) -> Any:
    """Why a date is what it is: rules, changes, events, diagram and calendar; and reckoned anew."""
    return cited(ask(queries.why_date, appraisal_id, key, edge))


@bp.route("/<appraisal_id>/path", methods=["GET"])
@rights.signed_in
@bp.problems(401, 404, 422)
@bp.response(200, api.PathShape)
@bp.arguments(api.PathQuery, location="query")
def path(wanted: dict[str, str], appraisal_id: str) -> Any:
    """One appraisal on the diagram of its year or of a phase: passed, waiting, expected when."""
    found = ask(queries.path, appraisal_id, wanted["phase"])
    return {
        **vars(found),
        "name": i18n.say(found.name),
        "spots": [
            {
                **vars(spot),
                **{name: getattr(spot.line, name) for name in ("kind", "role")},
                "element": spot.line.id,
                "name": i18n.say(spot.line.name) if spot.line.name else "",
                "answer": i18n.say(spot.answer) if spot.answer else "",
            }
            for spot in found.spots
        ],
    }


_PLAIN = (
    "id",
    "subject",
    "position",
    "unit",
    "year",
    "pejabat_penilai",
    "atasan_pejabat_penilai",
    "viewer",
    "state",
    "npk",
    "predikat",
)


def _holders(found: AppraisalPage) -> list[dict[str, Any]]:
    return [
        {
            "title": i18n.say(each.title),
            "phase": i18n.say(each.phase),
            "person": each.person,
            "in_stead_of": each.in_stead_of,
            "role": each.role,
            "since": each.since,
            "due_at": each.due_at,
            "late": each.late,
            "task": each.task_id,
            **_expected(each),
            "others": each.others,
            "closer": each.closer
            and {
                "title": i18n.say(each.closer.title),
                "role": each.closer.role,
                "at": each.closer.at,
            },
        }
        for each in found.open_tasks
    ]


def _wait(line: Wait) -> dict[str, Any]:
    plain = (
        *("kind", "key", "edge", "person", "in_stead_of", "role", "since", "days"),
        *("due_at", "late", "rule", "missing", "asked"),
    )
    return {
        **{name: getattr(line, name) for name in plain},
        "title": i18n.say(line.title),
        "phase": i18n.say(line.phase),
        "task": line.task_id,
        **_expected(line),
        "said": waiting.standing(line, actor().name).striptags(),
        "reason": waiting.reason(line),
        "contact": waiting.contact(line),
    }


def _expected(line: Wait) -> dict[str, Any]:
    found = line.expected
    return {
        "expected": found and found.day,
        "median": found and found.median,
        "passed": found and found.passed,
    }


def _timer(line: TimerLine) -> dict[str, Any]:
    return {
        "phase": line.phase_key,
        "phase_name": i18n.say(line.phase),
        "edge": line.edge,
        "rule": line.rule,
        "due_at": line.due_at,
    }


def _history(lines: tuple[HistoryLine, ...], number: int, size: int) -> dict[str, Any]:
    pages = max(1, -(-len(lines) // size))
    number = min(number, pages)
    return {
        "page": number,
        "pages": pages,
        "count": len(lines),
        "lines": [
            {
                "at": line.at,
                "act": line.act,
                "title": page.history_words(line, 1),
                "phase": i18n.say(line.phase),
                "who": line.who,
                "in_stead_of": line.in_stead_of,
                "note": line.note,
                "late": line.late,
            }
            for line in lines[(number - 1) * size : number * size]
        ],
    }
