"""Moving running appraisals to another version: who would, what changes; then do it, or undo it."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from engine import commands, queries
from engine.errors import MoveRuns, MoveWaits, NobodyMoves, NoReason, NothingToUndo
from webapp import errors, i18n, rights
from webapp.here import ask, do
from webapp.posted import whole

#: Begins the name of a select that says what an element is now called.
_CALLED = "nama."
PAGE = 50

bp = Blueprint("moves", __name__, url_prefix="/diagram/versi/<int:number>/pindah")


@bp.url_value_preprocessor
def possible(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """A version whose number no store could hold is not there."""
    try:
        whole(str((values or {}).get("number", 0)))
    except ValueError as error:
        raise NotFound from error


@bp.get("")
@rights.sdm
def choose(number: int) -> Any:
    """Choose a cycle, a version, a unit; see what would happen to each appraisal."""
    return _page(number)


@bp.get("/orang")
@rights.sdm
def people(number: int) -> Any:
    """The people of one group, some of whom may be chosen."""
    found = _preview(number)
    place = request.args.get("kelompok", 0, type=whole)
    if not 0 <= place < len(found.groups):
        return redirect(url_for("moves.choose", number=number, **_typed()))
    group = found.groups[place]
    pages = max(1, -(-len(group.people) // PAGE))
    page = min(max(request.args.get("halaman", 1, type=whole), 1), pages)
    return render_template(
        "moves/people.html",
        number=number,
        group=group,
        people=group.people[(page - 1) * PAGE : page * PAGE],
        place=place,
        page=page,
        pages=pages,
        typed=_typed(),
    )


@bp.post("")
@rights.sdm
def move(number: int) -> Any:
    """A last look; then the worker begins, or another officer is asked."""
    chosen = _chosen()
    asked = request.form.get("_act")
    if asked not in ("mulai", "usulkan"):
        return _last_look(number, chosen)
    typed = _typed()
    try:
        made = do(
            commands.propose_move if asked == "usulkan" else commands.move_to_version,
            cycle_id=typed.get("siklus", ""),
            number=number,
            reason=request.form.get("alasan", ""),
            from_number=_number("dari"),
            unit_id=_number("unit"),
            employee_ids=chosen,
            renames=_renames(),
        )
    except (NoReason, MoveRuns, MoveWaits) as error:
        status = 422 if isinstance(error, NoReason) else errors.status_of(error)
        return _last_look(number, chosen, errors.sentence(error)), status
    except NobodyMoves as error:
        flash(errors.sentence(error), "late")
        return redirect(url_for("moves.choose", number=number))
    if asked == "usulkan":
        flash(i18n.say("Usulan menunggu petugas lain; belum ada penilaian yang pindah."), "done")
        return redirect(url_for("moves.choose", number=number))
    return redirect(url_for("moves.show", number=number, batch_id=made))


@bp.get("/<batch_id>")
@rights.sdm
def show(number: int, batch_id: str) -> Any:
    """How far a move is, and what became of each appraisal."""
    page = request.args.get("halaman", 1, type=whole)
    found = ask(queries.move_result, batch_id, page)
    return render_template("moves/show.html", number=number, found=found, line=found.line)


@bp.post("/<batch_id>/urungkan")
@rights.sdm
def undo(number: int, batch_id: str) -> Any:
    """Take back what nothing depends on."""
    try:
        back = do(commands.undo_move, batch_id=batch_id)
    except (MoveRuns, NothingToUndo) as error:
        flash(errors.sentence(error), "late")
        back = batch_id
    return redirect(url_for("moves.show", number=number, batch_id=back))


def _page(number: int) -> str:
    choices = ask(queries.move_choices, number)
    typed = _typed()
    if "siklus" not in typed and len(choices.cycles) == 1:
        typed["siklus"] = choices.cycles[0][0]
    return render_template(
        "moves/choose.html",
        number=number,
        choices=choices,
        typed=typed,
        preview=_preview(number, typed["siklus"]) if typed.get("siklus") else None,
        lines=ask(queries.moves_to, number),
        proposed=ask(queries.open_moves, number),
    )


def _last_look(number: int, chosen: list[int] | None, said: str = "") -> str:
    found = _preview(number)
    moving = [person for person in found.moving if chosen is None or person.employee_id in chosen]
    return render_template(
        "moves/last.html",
        number=number,
        found=found,
        moving=moving,
        chosen=chosen,
        typed=_typed(),
        reason=request.form.get("alasan", ""),
        said=said,
    )


def _preview(number: int, cycle_id: str = "") -> queries.MovePreview:
    return ask(
        queries.migration_preview,
        cycle_id or request.values.get("siklus", ""),
        number,
        _number("dari"),
        _number("unit"),
        _renames(),
    )


def _typed() -> dict[str, Any]:
    """What was chosen, for a link or the hidden fields of a form."""
    named = {
        name: value
        for name, value in request.values.items()
        if value and (name in ("siklus", "dari", "unit") or name.startswith(_CALLED))
    }
    return dict(named)


def _renames() -> Mapping[tuple[str, str], str]:
    found = {}
    for name, value in request.values.items():
        if name.startswith(_CALLED) and value:
            container, _, element = name.removeprefix(_CALLED).partition(".")
            found[container, element] = value
    return found


def _number(name: str) -> int | None:
    return request.values.get(name, type=whole)


def _chosen() -> list[int] | None:
    """The people who were ticked; None for everybody who can."""
    if request.form.get("siapa") != "dicentang":
        return None
    return request.form.getlist("people", type=whole)
