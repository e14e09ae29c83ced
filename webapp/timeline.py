"""Linimasa: the dates of a cycle, moving one with a preview, and moving it back."""

from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for

from engine import clock, commands, queries
from engine.errors import BadDate, DatesMoved
from engine.queries import DatePreview
from engine.redating import Asked
from webapp import errors, gantt, i18n, rights
from webapp.here import ask, do
from webapp.posted import whole

FIELDS = ("tepi", "aturan", "cakupan", "unit", "nip", "alasan", "surat")
"""What the form of a change sends; each field has the name it is typed under."""

NAMES = {
    "edge": "tepi",
    "rule": "aturan",
    "scope": "cakupan",
    "unit": "unit",
    "nip": "nip",
    "reason": "alasan",
    "letter": "surat",
}

bp = Blueprint("timeline", __name__, url_prefix="/linimasa")


@bp.get("")
@rights.sdm
def newest() -> Any:
    """The timeline of the newest cycle."""
    cycles = ask(lambda session, _actor: queries.cycles(session))
    if not cycles:
        return redirect(url_for("cycles.cycles"))
    return redirect(url_for("timeline.show", cycle_id=cycles[0].id))


@bp.get("/<cycle_id>")
@rights.sdm
def show(cycle_id: str) -> Any:
    """The dates of a cycle, drawn and as a table, the load, and what was changed."""
    found, load = ask(queries.cycle_timeline, cycle_id), ask(queries.cycle_load, cycle_id)
    return render_template(
        "timeline/show.html",
        timeline=found,
        load=load,
        gantt=gantt.drawn(found.phases, load.weeks, clock.now(), i18n.zone()),
        changes=ask(queries.date_changes, cycle_id),
        proposals=ask(queries.open_proposals, cycle_id),
    )


@bp.get("/<cycle_id>/ubah")
@rights.sdm
def ask_for(cycle_id: str) -> Any:
    """The form that moves one date; a rule that came along is read at once."""
    if request.args.get("aturan"):
        try:
            ask(queries.check_date, cycle_id, _asked())
        except BadDate as error:
            return _form(cycle_id, error if error.field in ("rule", "edge") else None)
    return _form(cycle_id)


@bp.post("/<cycle_id>/ubah")
@rights.sdm
def change(cycle_id: str) -> Any:
    """First a preview of whom it concerns; then exactly that is done."""
    act = request.form.get("_act", "periksa")
    if act == "kembali":
        return _form(cycle_id)
    try:
        if act not in ("terapkan", "usulkan"):
            return _preview(cycle_id)
        return _apply(cycle_id, proposed=act == "usulkan")
    except BadDate as error:
        return _form(cycle_id, error), 422


@bp.get("/<cycle_id>/periksa")
@rights.sdm
def check(cycle_id: str) -> Any:
    """What is typed, judged while it is typed."""
    try:
        found = ask(queries.date_preview, cycle_id, _asked())
    except BadDate as error:
        return jsonify(ok=False, field=NAMES[error.field], message=_problem(error))
    return jsonify(ok=True, field="aturan", message=_foreseen(found))


@bp.post("/perubahan/<change_id>/urungkan")
@rights.sdm
def undo(change_id: str) -> Any:
    """Put the dates of a change back."""
    cycle_id = do(commands.undo_change, change_id=change_id)
    flash(i18n.say("Perubahan diurungkan; semua tanggal kembali seperti sebelumnya."), "done")
    return redirect(url_for("timeline.show", cycle_id=cycle_id))


def _apply(cycle_id: str, *, proposed: bool) -> Any:
    typed = _typed()
    try:
        do(
            commands.propose_dates if proposed else commands.change_dates,
            cycle_id=cycle_id,
            asked=_asked(),
            reason=typed["alasan"],
            letter=typed["surat"],
            seen=request.form.get("_seen", ""),
        )
    except DatesMoved as error:
        flash(errors.sentence(error), "late")
        return _preview(cycle_id), errors.status_of(error)
    if proposed:
        flash(i18n.say("Usulan menunggu petugas lain; belum ada tanggal yang berubah."), "done")
        return redirect(url_for("timeline.show", cycle_id=cycle_id))
    flash(i18n.say("Tanggal diubah. Yang tugasnya pindah sudah diberi tahu."), "done")
    return redirect(url_for("timeline.show", cycle_id=cycle_id))


def _preview(cycle_id: str) -> str:
    page = request.values.get("halaman", 1, type=whole)
    found = ask(queries.date_preview, cycle_id, _asked(), page)
    typed = _typed()
    commands.check_reason(_asked(), typed["alasan"], typed["surat"])
    return render_template("timeline/preview.html", preview=found, typed=typed, cycle_id=cycle_id)


def _form(cycle_id: str, error: BadDate | None = None) -> str:
    found = ask(queries.cycle_timeline, cycle_id)
    typed = _typed()
    key, _, name = typed["tepi"].partition(".")
    phase = next((each for each in found.phases if each.key == key), None)
    return render_template(
        "timeline/change.html",
        timeline=found,
        phase=phase,
        line=phase.edge(name) if phase else None,
        typed=typed,
        units=ask(lambda session, _actor: queries.units(session)),
        problem={NAMES[error.field]: _problem(error)} if error else {},
        pointed=_pointed(typed["aturan"], error),
    )


def _problem(error: BadDate) -> str:
    return i18n.say(error.problem)


def _pointed(text: str, error: BadDate | None) -> tuple[str, str] | None:
    """The rule before and from the letter that a mistake is about."""
    if error is None or error.position is None:
        return None
    return text[: error.position], text[error.position :]


def _foreseen(found: DatePreview) -> str:
    words = i18n.rule_words(found.rule)
    return i18n.say("{rule} {n} penilaian pindah.", rule=words, n=found.moved)


def _typed() -> dict[str, str]:
    sent = {name: request.values.get(name, "")[:600] for name in FIELDS}
    return sent | {"cakupan": sent["cakupan"] or "all"}


def _asked() -> Asked:
    typed = _typed()
    return Asked(
        edge=typed["tepi"],
        rule=typed["aturan"],
        scope=typed["cakupan"],
        unit=request.values.get("unit", type=whole),
        nip=typed["nip"],
    )
