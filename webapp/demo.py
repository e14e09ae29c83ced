"""The demo: anybody's account with one click, and a clock that moves the agency's date.

Registered only in demo mode; outside it these routes do not exist.
"""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, flash, redirect, request
from sqlalchemy import func, select

from engine import clock, demo, queries
from engine.act import act
from engine.actor import SYSTEM
from engine.errors import SignInFailed
from engine.models import Task
from engine.worker import sweep
from webapp import auth, errors, i18n, rights
from webapp.here import database

MORNING = time(8)
FARTHEST = timedelta(days=800)

bp = Blueprint("demo", __name__, url_prefix="/demo")


def install(app: Flask) -> None:
    """Open the demo's routes."""
    app.register_blueprint(bp)
    app.jinja_env.globals.update(demo_accounts=_accounts)


@bp.post("/masuk")
@rights.public
def enter() -> Any:
    """Be somebody else of the demo agency, at once."""
    with database().read() as session:
        person = queries.employee_of(session, request.form.get("nip", ""))
    if person is None:
        raise SignInFailed
    return auth.welcome(person)


@bp.post("/jam")
@rights.signed_in
def move() -> Any:
    """Move the agency's date, and fire what is due on the way."""
    wanted = _wanted()
    if wanted is None:
        flash(i18n.say("Pilih tanggal sesudah tanggal sekarang, paling jauh dua tahun."), "late")
    else:
        try:
            _move_to(wanted)
        except demo.Backwards as error:
            flash(errors.sentence(error), "late")
    return redirect(auth.local_path(request.form.get("next")))


def _move_to(wanted: datetime) -> None:
    act(database(), SYSTEM, demo.move_clock, to=wanted)
    done = sweep(database())
    act(database(), SYSTEM, demo.offer_examples)
    moved = i18n.say(
        "Jam demo dipindah: {n} peristiwa terjadwal terjadi, {late} tugas menjadi terlambat.",
        n=done.fired,
        late=done.overdue,
    )
    flash(moved, "done")


def _wanted() -> datetime | None:
    """The instant the button asks for; None if there is none, or it is too far ahead."""
    to = request.form.get("to")
    if to == "day":
        return clock.now() + timedelta(days=1)
    if to == "deadline":
        with database().read() as session:
            return demo.next_deadline(session)
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        return None
    wanted = datetime.combine(day, MORNING, ZoneInfo(i18n.zone()))
    return wanted if wanted <= clock.now() + FARTHEST else None


def _accounts() -> list[tuple[Any, int]]:
    """Everybody of the agency, and how many tasks wait for each."""
    with database().read() as session:
        rows = session.execute(
            select(Task.assignee_id, func.count())
            .where(Task.state == "open")
            .group_by(Task.assignee_id)
        )
        waiting = {row[0]: row[1] for row in rows}
        return [
            (each, waiting.get(each.id, 0) + ("sdm" in each.roles) * waiting.get(None, 0))
            for each in queries.demo_accounts(session)
        ]
