"""Rehearsals of Bagian SDM: a draft's year lived in a sandbox, what came of it, its scenario."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)

from engine import clock, commands, queries, scenarios, uploads
from engine.errors import BadDefinition, DraftOvertaken, FormRejected, RehearsalRuns
from engine.rehearsal import aside
from engine.scenarios import Scenario
from webapp import errors, formats, i18n, rights, wording
from webapp.here import ask, database, do
from webapp.notices import SENTENCES

REFRESH_SECONDS = "5"
USUAL_PEOPLE = 500

bp = Blueprint("rehearsals", __name__)


@bp.app_context_processor
def words() -> dict[str, Any]:
    """The sentence of a rehearsal, for the pages of drafts; why none can begin while one runs."""
    return {"rehearsal_words": heading_of, "rehearsal_runs": _runs}


@bp.get("/latihan")
@rights.sdm
def index() -> Any:
    """The last rehearsals, and the drafts that can be rehearsed."""
    return render_template(
        "rehearsals/index.html",
        rehearsals=ask(queries.rehearsals),
        drafts=ask(queries.drafts),
        heading_of=heading_of,
    )


@bp.get("/diagram/draf/<draft_id>/latihan")
@rights.sdm
def draft(draft_id: str) -> Any:
    """What may be rehearsed of a draft, and what was."""
    return _draft_page(draft_id)


@bp.post("/diagram/draf/<draft_id>/latihan")
@rights.sdm
def begin(draft_id: str) -> Any:
    """Rehearse a draft by the scenario that was typed, or by the one that is kept with it."""
    sent = request.form.to_dict()
    kept = ask(queries.rehearsal_wanted, draft_id) if "skenario" in sent else None
    try:
        scenario = kept.scenario if kept else scenarios.read(sent, ask(_profiles))
        rehearsal_id = _begin(draft_id, scenario)
    except FormRejected as error:
        return _draft_page(draft_id, sent=sent, messages=error.messages), 422
    except DraftOvertaken:
        return redirect(url_for("diagrams.publish", draft_id=draft_id))
    except (RehearsalRuns, BadDefinition) as error:
        said = errors.sentence(error)
        return _draft_page(draft_id, sent=sent, refusal=said), errors.status_of(error)
    return redirect(url_for("rehearsals.show", rehearsal_id=rehearsal_id))


@bp.post("/diagram/draf/<draft_id>/latihan/lupakan")
@rights.sdm
def forget(draft_id: str) -> Any:
    """The draft goes without a scenario of its own."""
    do(commands.forget_scenario, draft_id=draft_id)
    flash(i18n.say("Draf ini tidak lagi menyimpan skenario."), "done")
    return redirect(url_for("rehearsals.draft", draft_id=draft_id))


@bp.get("/latihan/<rehearsal_id>")
@rights.sdm
def show(rehearsal_id: str) -> Any:
    """How far a rehearsal is, or what came of it."""
    page = ask(queries.rehearsal, rehearsal_id)
    answer = make_response(
        render_template(
            "rehearsals/show.html",
            page=page,
            heading=heading_of(page),
            link=lambda place: _link(page, place),
            element=element_of,
            who=lambda number: page.names.get(number, f"#{number}"),
            weeks=_weeks(page.result or {}),
            example=lambda each: _example(page, each),
            reasons=wording.STUCK,
            day_of=date.fromisoformat,
        )
    )
    if page.state == "running":
        answer.headers["Refresh"] = REFRESH_SECONDS
    return answer


@bp.get("/latihan/<rehearsal_id>/hasil.json")
@rights.sdm
def download(rehearsal_id: str) -> Response:
    """The result with every notice; people are numbers in it."""
    text = json.dumps(ask(queries.rehearsal_json, rehearsal_id), ensure_ascii=False, indent=1)
    answer = Response(text, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="latihan.json"'
    return answer


@bp.post("/latihan/<rehearsal_id>/hentikan")
@rights.sdm
def stop(rehearsal_id: str) -> Any:
    """End a rehearsal that runs."""
    do(commands.stop_rehearsal, rehearsal_id=rehearsal_id)
    return redirect(url_for("rehearsals.show", rehearsal_id=rehearsal_id))


@bp.post("/latihan/<rehearsal_id>/simpan")
@rights.sdm
def save(rehearsal_id: str) -> Any:
    """Keep the scenario with the draft."""
    do(commands.save_scenario, rehearsal_id=rehearsal_id)
    flash(i18n.say("Skenario disimpan; latihan ini diulang sebelum draf diterbitkan."), "done")
    return redirect(url_for("rehearsals.show", rehearsal_id=rehearsal_id))


# ---- words ------------------------------------------------------------------------------------


def heading_of(page: queries.RehearsalPage) -> str:
    """What a rehearsal came to, in one sentence: first what is wrong."""
    if page.state == "running":
        if page.reached is None:
            return i18n.say("Latihan baru dimulai")
        return i18n.say("Latihan sudah sampai {day}", day=page.reached)
    if page.state == "cancelled":
        return i18n.say("Latihan dihentikan sebelum selesai")
    if page.result is None:
        return i18n.say(wording.LOST.get(page.reason, page.reason))
    people = page.result["people"]
    if page.stuck:
        return i18n.say("{stuck} dari {n} penilaian macet", stuck=page.stuck, n=people)
    missed = sum(each["late"] + each["never"] for each in page.result["overdue"])
    if missed:
        return i18n.say(
            "{n} penilaian selesai, {missed} tugas melewati batas", n=people, missed=missed
        )
    return i18n.say("{n} penilaian selesai, semuanya tepat waktu", n=people)


def running() -> queries.RehearsalPage | None:
    """The rehearsal that runs now: there is room for one."""
    return next((each for each in ask(queries.rehearsals) if each.state == "running"), None)


def _runs(page: queries.RehearsalPage) -> str:
    return i18n.say(
        "Latihan lain sedang berjalan sejak {when}. Tunggu sampai selesai, atau hubungi {who}.",
        when=page.begun_at,
        who=page.who,
    )


def element_of(place: str) -> str:
    """The id of an element, without its process."""
    return place.rpartition(":")[2]


def _example(page: queries.RehearsalPage, each: Mapping[str, Any]) -> str:
    """The first notice of a kind as it would have been read."""
    kind = "task_about" if each["kind"] == "task" and each["about"] else each["kind"]
    return i18n.say(
        SENTENCES.get(kind, "{title}"),
        title=i18n.say(each["title"]),
        subject=page.names.get(each["about"], ""),
        n=each["count"],
        due=_due(each["due"]),
    )


def _due(instant: str) -> date | str:
    return formats.closing(datetime.fromisoformat(instant), i18n.zone()).date() if instant else ""


def _weeks(result: Mapping[str, Any]) -> Sequence[tuple[date, Mapping[str, int], int]]:
    """The weeks with notices: Monday, how many of each kind, how many in all."""
    return [
        (date.fromisoformat(each["week"]), each["kinds"], sum(each["kinds"].values()))
        for each in result.get("weeks", ())
    ]


def _link(page: queries.RehearsalPage, place: str) -> str:
    """Where an element stands in the text twin; "" where its diagram is not known."""
    process, _, element = place.rpartition(":")
    name = (page.result or {}).get("files", {}).get(process)
    if name is None:
        return ""
    if page.draft_id:
        address = url_for("diagrams.file", draft_id=page.draft_id, name=name)
    elif page.version is not None:
        address = url_for("diagrams.read", number=page.version, name=name)
    else:
        return ""
    return f"{address}#u-{element}"


# ---- acts -------------------------------------------------------------------------------------


def _begin(draft_id: str, scenario: Scenario) -> str:
    files = ask(queries.to_publish, draft_id)
    checked = uploads.checked(files)
    rehearsal_id: str = do(
        commands.begin_rehearsal, draft_id=draft_id, scenario=scenario, checked=checked
    )
    aside.start(database(), rehearsal_id, scenario, files)
    return rehearsal_id


def _profiles(session: Any, _actor: Any) -> Mapping[str, str]:
    return {each.id: each.title for each in queries.profiles(session)}


def _draft_page(
    draft_id: str,
    *,
    sent: Mapping[str, str] | None = None,
    messages: Mapping[str, Any] | None = None,
    refusal: str = "",
) -> str:
    people = ask(queries.appraised_people)
    try:
        kept = ask(queries.rehearsal_wanted, draft_id)
    except DraftOvertaken:
        kept = None
    usual = kept.scenario if kept else _usual(people)
    values = {
        "year": usual.year,
        "profile": usual.profile,
        "size": usual.size,
        "seed": usual.seed,
        "own": "ya" if usual.own else "tidak",
        **usual.shares,
    }
    return render_template(
        "rehearsals/draft.html",
        draft=ask(queries.draft_page, draft_id),
        rehearsals=ask(queries.rehearsals, draft_id),
        going=running(),
        kept=kept,
        people=people,
        values={**values, **(sent or {})},
        messages=messages or {},
        refusal=refusal,
        profiles=ask(_profiles),
        behaviours=wording.BEHAVIOURS,
        heading_of=heading_of,
    )


def _usual(people: int) -> Scenario:
    year = int(formats.iso_day(clock.now(), i18n.zone())[:4])
    size = min(people, USUAL_PEOPLE) or 60
    return Scenario(year, "kasn_pp46", size, 1, own=people > 0)
