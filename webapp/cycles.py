"""Cycles of Bagian SDM: which run, and opening one without breaking it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from engine import clock, commands, queries
from engine.errors import BadTimeline, CannotStart
from webapp import errors, i18n, rights
from webapp.here import ask, do
from webapp.posted import whole

#: For more people than this the cycle page shows how far the worker is.
AT_ONCE = 500

bp = Blueprint("cycles", __name__, url_prefix="/siklus")


@bp.get("")
@rights.sdm
def cycles() -> Any:
    """All cycles, newest first, and the mails that reached nobody."""
    failures = ask(queries.mail_failures)
    return render_template("cycles/cycles.html", cycles=_cycles(), failures=failures)


@bp.post("/surel")
@rights.sdm
def retry_mail() -> Any:
    """Have every mail that failed tried again."""
    n = do(commands.retry_mail)
    flash(i18n.say("{n} surel akan dicoba lagi.", n=n), "done")
    return redirect(url_for("cycles.cycles"))


@bp.get("/<cycle_id>")
@rights.sdm
def show(cycle_id: str) -> Any:
    """One cycle: how far it is, and when its phases open and close."""
    card = ask(lambda session, _actor: queries.cycle_card(session, cycle_id))
    batch = ask(queries.batch_progress, cycle_id)
    return render_template("cycles/show.html", cycle=card, batch=batch)


@bp.post("/<cycle_id>/tutup")
@rights.sdm
def close(cycle_id: str) -> Any:
    """Close a cycle whose appraisals are all in the register."""
    do(commands.close_cycle, cycle_id=cycle_id)
    flash(i18n.say("Siklus ini ditutup."), "done")
    return redirect(url_for("cycles.show", cycle_id=cycle_id))


@bp.get("/buka")
@rights.sdm
def choose() -> Any:
    """Choose year and profile; then see who can start, who is in it, and who cannot and why."""
    if "profil" not in request.args:
        return render_template("cycles/choose.html", profiles=_profiles(), year=clock.now().year)
    return _ready_page()


@bp.post("/buka")
@rights.sdm
def start() -> Any:
    """First a preview; then the cycle opens for exactly these people."""
    chosen = request.form.getlist("people", type=whole)
    if not chosen:
        return _ready_page(nobody=True), 422
    if request.form.get("_act") != "buka":
        return _preview(set(chosen))
    opening = commands.open_cycle if len(chosen) <= AT_ONCE else commands.open_cycle_in_chunks
    try:
        cycle = do(opening, year=_year(), profile=_profile(), employee_ids=sorted(chosen))
    except (BadTimeline, CannotStart) as error:
        return _ready_page(refused=error), 422
    flash(
        i18n.say("Siklus {year} dibuka untuk {n} pegawai.", year=str(cycle.year), n=len(chosen)),
        "done",
    )
    return redirect(url_for("cycles.show", cycle_id=cycle.public_id))


def _preview(chosen: set[int]) -> str:
    readiness = ask(queries.readiness, _year(), _profile())
    return render_template(
        "cycles/preview.html",
        year=_year(),
        profile=_profile(),
        title=_title(_profile()),
        people=[person for person in readiness.ready if person.id in chosen],
    )


def _ready_page(*, nobody: bool = False, refused: BadTimeline | CannotStart | None = None) -> str:
    return render_template(
        "cycles/ready.html",
        year=_year(),
        profile=_profile(),
        title=_title(_profile()),
        readiness=ask(queries.readiness, _year(), _profile()),
        nobody=nobody,
        refused=refused,
        blocked=getattr(refused, "blocked", ()),
        sentence=errors.sentence(refused) if refused else "",
    )


def _year() -> int:
    return request.values.get("tahun", clock.now().year, type=whole)


def _profile() -> str:
    return request.values.get("profil", "")


def _title(profile: str) -> str:
    return next((each.title for each in _profiles() if each.id == profile), profile)


def _cycles() -> tuple[queries.CycleCard, ...]:
    return ask(lambda session, _actor: queries.cycles(session))


def _profiles() -> tuple[Any, ...]:
    return ask(lambda session, _actor: queries.profiles(session))
